/** A noun phrase's part in the clause: object of a relation, one of a list, so many for each, not wanted, or the scene. */
import { type Draft, isMany, settle } from "./drafts.ts";
import { isExcepted } from "./exceptions.ts";
import { DEFINITE } from "./functionWords.ts";
import { isBare } from "./lookAhead.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import { MAX_COUNT } from "./numbers.ts";
import { type Carry, noteSeen, type Pending, type Reading, type Share } from "./reading.ts";
import { isScene, noteMention, readPlace } from "./readPlace.ts";
import { belong, distribute, multiply, relate, relateCarried } from "./readRelation.ts";

/** Reads a noun phrase into the scene. */
export function readNoun(r: Reading, phrase: NounPhrase): void {
  if (r.skipNoun) {
    r.skipNoun = false;
    return;
  }
  for (const row of phrase.hints) r.scene.mentions.push({ row, role: "hint", phrase: null, count: 1 });
  if (isExcepted(r, phrase)) return;
  if (r.negation && isBeside(r, phrase)) r.negation = null;
  if (r.chunks[r.at + 1]?.kind === "wanted" && r.negation === "absent") r.negation = null;
  if (r.negation && isDoubled(r)) {
    r.negation = null;
    r.doubled = true;
  }
  if (isDenied(r, phrase)) {
    r.scene.forbid(phrase);
    r.deedDenied = "met";
    return;
  }
  if (r.negation && isOfEach(r, phrase)) return;
  if (r.negation) {
    if (!leaveSome(r, phrase) && !takeAway(r, phrase)) r.scene.forbid(phrase);
    r.negated = true;
    r.subjects = r.resume;
    return;
  }
  if (phrase.quantity?.exact && phrase.quantity.max === 0) {
    r.scene.forbid(phrase);
    return;
  }
  if (isEachRow(r, phrase)) return;
  if (isScene(r, phrase)) {
    readPlace(r, phrase);
    addCrop(r, phrase);
    return;
  }
  const draft = isOfTheAbsent(r, phrase) ? null : resolve(r, phrase);
  if (draft && r.exempt) draft.exempt = true;
  r.sentenceStart = false;
  if (!draft) {
    r.pending = null;
    r.fresh = false;
    r.subjects = [];
    return;
  }
  if (phrase.setting) noteMention(r, phrase);
  if (!r.pending) r.group = null;
  takePlace(r, draft, phrase);
  if (phrase.contents) addContents(r, phrase.contents, draft);
}

/** "no fear of the dog": right behind what is denied, with nothing that joins them. */
function isBeside(r: Reading, phrase: NounPhrase): boolean {
  return (
    r.negated &&
    r.negation !== "absentAll" &&
    r.chunks[r.at - 1]?.kind === "noun" &&
    (phrase.determiner !== "" || phrase.quantity !== null)
  );
}

/** "no dragon, because dragons are scary": what must not be there is only spoken of. */
function isOfTheAbsent(r: Reading, phrase: NounPhrase): boolean {
  if (phrase.quantity || phrase.adjectives.length > 0 || r.exempt) return false;
  const spoken = DEFINITE.has(phrase.determiner) || (phrase.determiner === "" && phrase.plural);
  const before = r.chunks[r.at - 1];
  return spoken && before?.kind !== "negation" && r.scene.isForbidden(phrase);
}

/** "in every row two passengers": as many times as there are rows of what was set out in rows. */
function isEachRow(r: Reading, phrase: NounPhrase): boolean {
  const each = /^(?:each|every)$/.test(phrase.determiner) || r.pending?.relation.each === true;
  if (!each || !/^(?:row|column|line)$/.test(phrase.noun)) return false;
  const rows = r.scene.entities.findLast((draft) => !draft.dropped && draft.rows !== undefined)?.rows;
  if (!rows) return false;
  for (const subject of r.pending?.subjects ?? []) multiplyBy(subject, rows);
  if (r.pending?.subjects.length === 0) r.times = rows;
  r.pending = null;
  return true;
}

function multiplyBy(draft: Draft, times: number): void {
  const { min, max } = draft.count;
  draft.count = {
    min: Math.min(MAX_COUNT, min * times),
    max: Math.min(MAX_COUNT, max * times),
    exact: min === max,
  };
}

/** Gives a noun phrase its place in the clause. */
function takePlace(r: Reading, draft: Draft, phrase: NounPhrase): void {
  const pending = r.pending;
  if (pending) {
    takeObject(r, pending, draft, phrase);
    return;
  }
  if (phrase.sameAs) takeNumber(r, draft, phrase.sameAs);
  if (r.times > 1 && !draft.per) multiplyBy(draft, r.times);
  if (phrase.part !== undefined) r.share = { draft, part: phrase.part };
  if (r.carry && carriesOn(r, r.carry)) relateCarried(r, draft, r.carry);
  else if (r.per && r.per !== draft && !draft.per && !isOfScene(r)) distribute(r, draft, r.per);
  else if (r.owner && r.owner !== draft) {
    if (r.share?.draft === r.owner) takeShare(draft, r.share);
    belong(r, draft, r.owner);
  }
  if (/^(?:each|every)$/.test(phrase.determiner)) r.per = draft;
  const doer = /^(?:his|her)$/.test(phrase.determiner) && r.chunks[r.at - 1]?.kind !== "with";
  r.subjects = doer ? [...r.subjects.slice(-1), draft] : [draft];
  noteSeen(r, draft);
}

/** So many for each, or for one in so many ("every second seat"). */
function perEach(subject: Draft, draft: Draft, phrase: NounPhrase): void {
  subject.per = draft;
  subject.every = phrase.every ?? 1;
}

/** "between the house and the barn": a second object follows. */
function hasSecond(r: Reading, phrase: NounPhrase): boolean {
  const [joint, second] = [r.chunks[r.at + 1], r.chunks[r.at + 2]];
  if (joint?.kind !== "and" || second?.kind !== "noun") return false;
  return !isMany(phrase) || DEFINITE.has(second.phrase.determiner);
}

/** "no castle without a moat" has both. */
function isDoubled(r: Reading): boolean {
  const [next, object] = [r.chunks[r.at + 1], r.chunks[r.at + 2]];
  return next?.kind === "negation" && next.cue === "without" && object?.kind === "noun";
}

/** "nobody has ever built a house": not of what a relation leads to, nor of what is there already. */
function isDenied(r: Reading, phrase: NounPhrase): boolean {
  if (!r.deedDenied || r.pending || r.chunks[r.at - 1]?.kind === "relation") return false;
  return !DEFINITE.has(phrase.determiner) && !/^(?:my|your|our)$/.test(phrase.determiner);
}

/** "neither room has curtains", "none of the lamps is lit": not the rooms and lamps are denied, but what they have. */
function isOfEach(r: Reading, phrase: NounPhrase): boolean {
  const [next, object] = [r.chunks[r.at + 1], r.chunks[r.at + 2]];
  if (next?.kind === "with" && next.verb && object?.kind === "noun") {
    r.at += 1;
    r.negation = "absentList";
    return true;
  }
  const isKnown = DEFINITE.has(phrase.determiner) && next?.kind === "be" && object?.kind !== "noun";
  if (isKnown) r.negation = null;
  return isKnown;
}

/** "every stool but one": the one stays. */
function leaveSome(r: Reading, phrase: NounPhrase): boolean {
  const next = r.chunks[r.at + 1];
  if (next?.kind !== "leaving") return false;
  const draft = r.scene.find(phrase) ?? r.scene.add(phrase, r.room);
  if (!draft) return false;
  draft.count = { min: next.count, max: next.count, exact: true };
  draft.per = null;
  return true;
}

/** "remove two of the crates" leaves the others. */
function takeAway(r: Reading, phrase: NounPhrase): boolean {
  const taken =
    typeof phrase.part === "number" ? phrase.part : (phrase.quantity?.exact && phrase.quantity.max) || 0;
  const known = taken > 0 ? r.scene.find(phrase) : null;
  if (!known) return false;
  if (known.per) settle(known);
  if (taken < 1 || known.count.min <= taken) return known.per !== null;
  known.count = { ...known.count, min: known.count.min - taken, max: known.count.max - taken };
  return true;
}

/** A list after "surrounded by" goes on over commas, one after "full of" only over "and"; a relation of its own ends it. */
function carriesOn(r: Reading, carry: Carry): boolean {
  const before = r.chunks[r.at - 1];
  if (carry.relation.rel === "inside" && opensAnother(r)) {
    r.carry = null;
    return false;
  }
  if (before?.kind === "separator" && r.per && hasOwnPlace(r)) {
    r.carry = null;
    r.per = null;
    return false;
  }
  if (!carry.relation.inverse || before?.kind !== "separator") return true;
  const lists =
    carry.relation.rel === "around" || carry.relation.rel === "along" || carry.relation.rel === "next_to";
  if (lists && r.chunks[r.at + 1]?.kind !== "relation") return true;
  r.carry = null;
  return false;
}

/** "on each desk a laptop, a printer next to the door": not of what each has. */
function hasOwnPlace(r: Reading): boolean {
  const [relation, object] = [r.chunks[r.at + 1], r.chunks[r.at + 2]];
  return relation?.kind === "relation" && object?.kind === "noun" && object.phrase.determiner === "the";
}

/** "a shelf full of books and a basket": after a bare plural one of something is for itself. */
function opensAnother(r: Reading): boolean {
  const [list, joint, noun] = [r.chunks[r.at - 2], r.chunks[r.at - 1], r.chunks[r.at]];
  if (list?.kind !== "noun" || joint?.kind !== "and" || noun?.kind !== "noun") return false;
  return (
    r.carry?.relation.inverse === true &&
    isBare(list.phrase) &&
    list.phrase.plural &&
    /^an?$/.test(noun.phrase.determiner)
  );
}

/** "a plant in every corner" is the room's, whatever is counted per desk. */
function isOfScene(r: Reading): boolean {
  const next = r.chunks[r.at + 1];
  return next?.kind === "relation" && next.relation.object === "none" && next.relation.rel === "against";
}

/** A noun phrase after a relation: its object. */
function takeObject(r: Reading, pending: Pending, draft: Draft, phrase: NounPhrase): void {
  const { relation } = pending;
  if (relation.rel === "between" && !pending.first && hasSecond(r, phrase)) {
    pending.first = draft;
    return;
  }
  r.pending = null;
  const both = relation.rel === "between" && !pending.first ? r.scene.bothOf(phrase) : null;
  const targets = both ?? (relation.rel === "between" ? [pending.first ?? draft, draft] : [draft]);
  if (pending.fronted) {
    r.carry = { relation, targets, ...(phrase.every ? { every: phrase.every } : {}) };
    if (/^(?:each|every)$/.test(phrase.determiner) || relation.each) r.per = draft;
    r.last = draft;
    r.sentence.push(draft);
    r.it ??= draft;
    return;
  }
  const each = relation.each || /^(?:each|every)$/.test(phrase.determiner);
  for (const subject of pending.subjects) {
    if (subject === draft) continue;
    if (each && !relation.inverse) perEach(subject, draft, phrase);
    if (relation.inverse && r.per === subject) draft.per = subject;
    if (relation.each) belong(r, subject, draft, true);
    else relate(r, subject, relation, targets);
    multiply(subject, relation);
  }
  if (relation.rel === "on" && !relation.inverse)
    for (const one of listedOnto(r, draft)) relate(r, one, relation, targets);
  if (relation.inverse) r.carry = { relation, targets: pending.subjects };
  r.main = pending.subjects;
  r.subjects = [draft];
  noteSeen(r, draft);
}

/** "a book, a vase and a lamp on the desk": those before the last, as far as all are things for surfaces. */
function listedOnto(r: Reading, carrier: Draft): Draft[] {
  const found: Draft[] = [];
  let at = r.at - 2;
  if (r.chunks[r.at - 1]?.kind !== "relation" || r.chunks[at - 1]?.kind !== "and") return found;
  if (!r.vocabulary.prefabsOf(carrier.tag)[0]?.supports) return found;
  for (at -= 1; at > 0; at -= 2) {
    const [joint, noun] = [r.chunks[at], r.chunks[at - 1]];
    const joins = joint?.kind === "and" || (joint?.kind === "separator" && joint.sign === ",");
    if (!joins || noun?.kind !== "noun" || !isSmall(r, noun) || r.chunks[at - 2]?.kind === "relation") break;
    const draft = r.scene.find(noun.phrase);
    if (!draft || draft === carrier || r.scene.relations.some(({ a }) => a === draft)) break;
    found.push(draft);
  }
  return found;
}

function isSmall(r: Reading, chunk: Reading["chunks"][number] | undefined): boolean {
  if (chunk?.kind !== "noun" || !chunk.phrase.match) return false;
  const on = r.vocabulary.prefabsOf(chunk.phrase.match.tag)[0]?.placement.on;
  return on === "surface" || (Array.isArray(on) && on.includes("surface"));
}

/** The entity a phrase means: one that is there already, or a new one. */
function resolve(r: Reading, phrase: NounPhrase): Draft | null {
  const each = /^(?:each|every|all)$/.test(phrase.determiner);
  const known = phrase.more ? null : knownAs(r, phrase, each);
  if (known) return known;
  const both = r.pending?.relation.rel === "between" ? r.scene.bothOf(phrase) : null;
  if (both) return both[1]!;
  const again = repeated(r, phrase);
  if (again) return again;
  const draft = r.scene.add(phrase, r.room);
  if (draft && r.per && /^(?:its|their)$/.test(phrase.determiner)) draft.per = r.per;
  const whole = each || phrase.part !== undefined || r.pending?.relation.each === true;
  if (draft && whole && !phrase.quantity) {
    draft.count = { min: 3, max: 4, exact: false };
    draft.assumed = true;
  }
  return draft;
}

function knownAs(r: Reading, phrase: NounPhrase, each: boolean): Draft | null {
  const bareObject = r.pending !== null && !phrase.determiner && !phrase.quantity;
  const definite = DEFINITE.has(phrase.determiner) && !/^(?:my|your|our)$/.test(phrase.determiner);
  const between = r.pending?.relation.rel === "between" && isMany(phrase);
  const points =
    definite || between || each || bareObject || phrase.part !== undefined || phrase.determiner === "other";
  if (!points && !phrase.quantity?.exact) return null;
  const known = r.scene.find(phrase);
  if (!known) return null;
  if (known.assumed && phrase.quantity?.exact && known.noun === phrase.noun) {
    known.count = phrase.quantity;
    known.assumed = false;
    return known;
  }
  if (!points) return null;
  return !phrase.quantity?.exact || phrase.quantity.max === known.count.max ? known : null;
}

/** "🌴🌴": the same bare noun again counts one more; a bare plural, or a noun that has a relation, is the same again. */
function repeated(r: Reading, phrase: NounPhrase): Draft | null {
  const last = r.last;
  if (!last || phrase.determiner || phrase.quantity || last.noun !== phrase.noun || r.pending) return null;
  if (phrase.adjectives.length > 0 || last.dropped) return null;
  const related = r.scene.relations.some(
    (relation) => relation.a === last || (relation.b !== "scene" && relation.b.includes(last)),
  );
  if (phrase.plural || related) return last;
  if (last.count.max !== last.count.min) return null;
  const count = Math.min(MAX_COUNT, last.count.max + 1);
  last.count = { min: count, max: count, exact: true };
  return last;
}

/** "three of the five chairs have a cushion": one for each of the three. */
function takeShare(draft: Draft, { draft: whole, part }: Share): void {
  const owners = part === "half" ? Math.max(1, Math.round(whole.count.max / 2)) : part;
  if (draft.count.min !== draft.count.max) return;
  const count = Math.min(MAX_COUNT, draft.count.max * owners);
  draft.count = { min: count, max: count, exact: true };
}

/** "as many chairs": the number that was given last, so many times. */
function takeNumber(r: Reading, draft: Draft, times: number): void {
  const base = r.scene.entities.findLast(
    (entity) => entity !== draft && entity.count.exact && !entity.dropped,
  );
  if (!base) return;
  const count = Math.max(1, Math.round(base.count.max * times));
  draft.count = { min: count, max: count, exact: true };
  draft.per = base.per;
}

/** "a lavender field" is full of lavender. */
function addCrop(r: Reading, phrase: NounPhrase): void {
  const [, noun] = /^(.+) (?:field|patch|orchard|grove|meadow)$/.exec(phrase.written) ?? [];
  const match = noun ? r.vocabulary.lookup(noun) : null;
  const isPlant =
    match?.source === "explicit" &&
    r.vocabulary.prefabsOf(match.tag)[0]?.tags.some((tag) => /^(?:plant|flower|vegetable)$/.test(tag));
  if (!noun || !match || !isPlant || r.scene.entities.some(({ tag }) => tag === match.tag)) return;
  r.scene.add(
    { ...phrase, noun, head: noun, written: noun, match, setting: null, plural: true, determiner: "" },
    r.room,
  );
}

function addContents(r: Reading, phrase: NounPhrase, container: Draft): void {
  const draft = r.scene.add(phrase, r.room);
  if (!draft) return;
  if (container.count.max > 1 && !container.per) draft.per = container;
  r.scene.relate(draft, "inside", [container]);
}
