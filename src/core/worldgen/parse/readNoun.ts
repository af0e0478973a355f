/** A noun phrase's part in the clause: object of a relation, one of a list, so many for each, not wanted, or the scene. */
import { modifiersOf } from "./adjectives.ts";
import { type Draft, isMany } from "./drafts.ts";
import { DEFINITE } from "./functionWords.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import { noteSeen, type Pending, type Reading } from "./reading.ts";
import { isScene, noteMention, readPlace } from "./readPlace.ts";
import { belong, distribute, relate, relateCarried } from "./readRelation.ts";

/** Reads a noun phrase into the scene. */
export function readNoun(r: Reading, phrase: NounPhrase): void {
  if (r.skipNoun || r.material) {
    const material = modifiersOf([phrase.noun, phrase.head]).material;
    if (r.material && material && r.last) r.last.modifiers.material = material;
    r.skipNoun = false;
    r.material = false;
    return;
  }
  for (const row of phrase.hints) r.scene.mentions.push({ row, role: "hint", phrase: null, count: 1 });
  if (r.negation) {
    r.scene.forbid(phrase);
    r.negated = true;
    r.subjects = [];
    return;
  }
  if (isScene(r, phrase)) {
    readPlace(r, phrase);
    return;
  }
  const draft = resolve(r, phrase);
  r.sentenceStart = false;
  if (!draft) {
    r.pending = null;
    r.fresh = false;
    r.subjects = [];
    return;
  }
  if (phrase.setting) noteMention(r, phrase);
  takePlace(r, draft, phrase);
  if (phrase.contents) addContents(r, phrase.contents, draft);
}

/** Gives a noun phrase its place in the clause. */
function takePlace(r: Reading, draft: Draft, phrase: NounPhrase): void {
  const pending = r.pending;
  if (pending) {
    takeObject(r, pending, draft, phrase);
    return;
  }
  if (r.carry) relateCarried(r, draft, r.carry);
  else if (r.per && r.per !== draft && !draft.per) distribute(r, draft, r.per);
  else if (r.owner && r.owner !== draft) belong(r, draft, r.owner);
  if (/^(?:each|every)$/.test(phrase.determiner)) r.per = draft;
  r.subjects = [draft];
  noteSeen(r, draft);
}

/** A noun phrase after a relation: its object. */
function takeObject(r: Reading, pending: Pending, draft: Draft, phrase: NounPhrase): void {
  const { relation } = pending;
  if (relation.rel === "between" && !pending.first && r.chunks[r.at + 1]?.kind === "and" && !isMany(phrase)) {
    pending.first = draft;
    return;
  }
  r.pending = null;
  const targets = relation.rel === "between" ? [pending.first ?? draft, draft] : [draft];
  if (pending.fronted) {
    r.carry = { relation, targets };
    if (/^(?:each|every)$/.test(phrase.determiner) || relation.each) r.per = draft;
    r.last = draft;
    return;
  }
  const each = relation.each || /^(?:each|every)$/.test(phrase.determiner);
  for (const subject of pending.subjects) {
    if (subject === draft) continue;
    if (each && !relation.inverse) subject.per = draft;
    relate(r, subject, relation, targets);
  }
  if (relation.inverse) r.carry = { relation, targets: pending.subjects };
  r.main = pending.subjects;
  r.subjects = [draft];
  noteSeen(r, draft);
}

/** The entity a phrase means: one that is there already, or a new one. */
function resolve(r: Reading, phrase: NounPhrase): Draft | null {
  const each = /^(?:each|every|all)$/.test(phrase.determiner);
  const bareObject = r.pending !== null && !phrase.determiner && !phrase.quantity;
  const definite = DEFINITE.has(phrase.determiner) && !/^(?:my|your|our)$/.test(phrase.determiner);
  if (definite || each || bareObject || phrase.determiner === "other") {
    const known = r.scene.find(phrase);
    if (known && (!phrase.quantity?.exact || phrase.quantity.max === known.count.max)) return known;
  }
  const again = repeated(r, phrase);
  if (again) return again;
  const draft = r.scene.add(phrase, r.room);
  if (draft && each) draft.count = { min: 3, max: 4, exact: false };
  return draft;
}

/** "🌴🌴": the same bare noun again counts one more. */
function repeated(r: Reading, phrase: NounPhrase): Draft | null {
  const last = r.last;
  if (
    !last ||
    phrase.determiner ||
    phrase.quantity ||
    phrase.plural ||
    last.noun !== phrase.noun ||
    r.pending
  )
    return null;
  if (last.plural && last.count.max !== last.count.min) return null;
  last.count = { min: last.count.min + 1, max: last.count.max + 1, exact: true };
  return last;
}

function addContents(r: Reading, phrase: NounPhrase, container: Draft): void {
  const draft = r.scene.add(phrase, r.room);
  if (draft) r.scene.relate(draft, "inside", [container]);
}
