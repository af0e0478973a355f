/** Words that stand for something named before: it, them, there, each, one, another. */
import { modifiersOf } from "./adjectives.ts";
import type { Draft, Target } from "./drafts.ts";
import type { Pending, Reading } from "./reading.ts";
import { multiply, relate } from "./readRelation.ts";

/** Reads a pronoun: the object of a pending relation, or the subject of what follows. */
export function readPronoun(r: Reading, word: string): void {
  const pending = r.pending;
  const next = r.chunks[r.at + 1];
  if (word === "each" && !pending) {
    eachAlone(r, next?.kind === "with" || next?.kind === "relation");
    return;
  }
  if (/^(?:one|another|other|others|first|second|third|last)$/.test(word)) {
    another(r, word);
    return;
  }
  if (word === "which" && !pending && relates(r)) {
    r.subjects = [r.last!];
    r.fresh = false;
    return;
  }
  if (word === "itself" && !pending) return;
  const target = paired(r, word) ?? antecedent(r, word, pending?.subjects ?? []);
  if (!target) {
    r.pending = null;
    return;
  }
  if (!pending) {
    if (word === "which") return;
    const joint = r.chunks[r.at - 1]?.kind;
    if (/^(?:it|they)$/.test(word) && (joint === "and" || joint === "but")) r.carry = null;
    const isSubject = r.fresh && word !== "there" && word !== "here" && word !== "that";
    if (isSubject && target !== "scene") r.subjects = [target];
    if (r.subjects.length > 0) r.fresh = false;
    return;
  }
  r.pending = null;
  if (pending.fronted) r.carry = { relation: pending.relation, targets: objectsOf(r, pending, target) };
  else relateTo(r, pending, { word, target });
}

/** "on the desk, which is in front of the shelf": of what stands right before the comma. */
function relates(r: Reading): boolean {
  const [noun, comma] = [r.chunks[r.at - 2], r.chunks[r.at - 1]];
  const ahead = r.chunks
    .slice(r.at + 1, r.at + 4)
    .find((chunk) => chunk.kind !== "be" && chunk.kind !== "pronoun");
  return (
    r.last !== null &&
    r.carry === null &&
    noun?.kind === "noun" &&
    noun.phrase.noun === r.last.noun &&
    comma?.kind === "separator" &&
    comma.sign === "," &&
    ahead?.kind === "relation"
  );
}

/** "the former", "the latter": of the two that were named last; "the biggest": one of those that are several. */
function paired(r: Reading, word: string): Draft | null {
  const open = r.scene.entities.filter((entity) => !entity.dropped);
  if (word === "biggest") {
    r.per = null;
    const owner = r.scene.relations.findLast(({ b }) => b !== "scene" && b[0]!.count.max > 1)?.b;
    const several = open.findLast((entity) => entity.count.max > 1 && !entity.per);
    return several ?? (owner && owner !== "scene" ? owner[0]! : null);
  }
  if (word !== "former" && word !== "latter") return null;
  if (r.pair.length === 0) r.pair = joinedBefore(r) ?? open.slice(-2);
  return (word === "former" ? r.pair[0] : r.pair.at(-1)) ?? null;
}

/** "a tower and a house": the last two that an "and" joins. */
function joinedBefore(r: Reading): Draft[] | null {
  for (let at = r.at - 1; at > 1; at--) {
    const [first, joint, second] = [r.chunks[at - 2], r.chunks[at - 1], r.chunks[at]];
    if (first?.kind !== "noun" || joint?.kind !== "and" || second?.kind !== "noun") continue;
    const found = [first, second].map(({ phrase }) => r.scene.find(phrase)).filter((draft) => draft !== null);
    if (found.length === 2 && !found.some((draft) => r.pending?.subjects.includes(draft))) return found;
  }
  return null;
}

function relateTo(r: Reading, pending: Pending, { word, target }: { word: string; target: Target }): void {
  const { relation } = pending;
  for (const subject of pending.subjects) {
    if (subject === target) continue;
    if (target !== "scene" && (word === "each" || relation.each)) subject.per = target;
    relate(r, subject, relation, objectsOf(r, pending, target));
    multiply(subject, relation);
  }
  r.main = pending.subjects;
}

/** "between them": the two named last, or twice the one that is several. */
function objectsOf(r: Reading, pending: Pending, target: Target): readonly Target[] {
  if (pending.relation.rel !== "between" || target === "scene") return [target];
  if (target.count.max > 1) return [target, target];
  const named = [...new Set(r.sentence)].filter(
    (draft) => !draft.dropped && !pending.subjects.includes(draft),
  );
  return named.length > 1 ? named.slice(-2) : [target, target];
}

/** "each with two chairs" opens a distribution; "two chairs each" closes one. */
function eachAlone(r: Reading, opens: boolean): void {
  const owner = r.owner;
  if (r.atPlace) return;
  if (opens && r.last) {
    r.per = r.last;
    r.subjects = [r.last];
    r.fresh = false;
  }
  if (!opens && owner && owner !== "scene" && r.last && r.last !== owner) r.last.per = owner;
}

/** "one by the door, another under the tree": one of what was named last, or one more like it. */
function another(r: Reading, word: string): void {
  const base = groupFor(r, word);
  if (!base) return;
  const picked = pick(r, base, word);
  if (!picked) return;
  r.pending = null;
  r.carry = null;
  r.subjects = [picked];
  r.fresh = false;
}

function groupFor(r: Reading, word: string): Draft | null {
  if (r.group) return r.group;
  const subject = r.fresh ? (r.main[0] ?? null) : null;
  const last = r.last ?? r.topic;
  return word !== "another" && last && last.count.min > 1 ? last : (subject ?? last);
}

/** "two blue ones": so many more of what was named last, that look so; "the blue one" is one of them. */
export function readOnes(r: Reading, ones: { count: number | null; adjectives: readonly string[] }): void {
  const base = r.last ?? r.scene.entities.findLast((entity) => !entity.dropped);
  if (!base) return;
  const modifiers = modifiersOf(ones.adjectives);
  const known = r.scene.entities.findLast(
    (entity) =>
      entity.noun === base.noun && !entity.dropped && entity.modifiers.color === (modifiers.color ?? ""),
  );
  const after = r.chunks[r.at - 1];
  const lists = after?.kind === "separator" && after.sign === ":";
  const one = ones.count === null || lists ? (known ?? base) : r.scene.copy(base);
  if (!one) return;
  if (one !== base && one !== known && ones.count !== null) {
    one.count = { min: ones.count, max: ones.count, exact: true };
    Object.assign(one, { modifiers: { ...one.modifiers, ...modifiers } });
  }
  if (r.pending) {
    const { relation, subjects } = r.pending;
    r.pending = null;
    for (const subject of subjects) if (subject !== one) relate(r, subject, relation, [one]);
    r.main = subjects;
    return;
  }
  r.subjects = [one];
  r.fresh = false;
}

/** "six chairs: three on the left, three on the right", "two under each parasol": so many of what was named last. */
export function readSome(r: Reading, count: number, more = false): void {
  const after = r.chunks[r.at + 1];
  if (after?.kind === "negation" && after.cue === "gone" && leaveRest(r, count)) return;
  const base = groupFor(r, "one");
  if (!base || r.pending) return;
  r.fresh = false;
  if (more) {
    const added = r.scene.copy(base);
    if (added) added.count = { min: count, max: count, exact: true };
    r.subjects = added ? [added] : [base];
    return;
  }
  r.subjects = [base];
  const [next, target] = [r.chunks[r.at + 1], r.chunks[r.at + 2]];
  const each =
    next?.kind === "relation" &&
    (next.relation.each ||
      (target?.kind === "noun" && /^(?:each|every)$/.test(target.phrase.determiner)) ||
      (target?.kind === "pronoun" && target.word === "each"));
  if (each) {
    base.count = { min: count, max: count, exact: true };
    return;
  }
  if (next?.kind !== "relation" && !base.count.exact) base.count = { min: count, max: count, exact: true };
  if (base.count.min <= count) return;
  r.share = { draft: base, part: count };
  if (next?.kind === "with") return;
  const part = r.scene.copy(base);
  if (!part) return;
  r.group = base;
  base.count = { ...base.count, min: base.count.min - count, max: base.count.max - count };
  part.count = { min: count, max: count, exact: true };
  r.subjects = [part];
}

/** "ten lanterns used to stand here; three of them are gone": the others are there, after all. */
function leaveRest(r: Reading, taken: number): boolean {
  const whole = r.scene.entities.findLast(({ count }) => count.exact && count.min > taken);
  if (!whole) return false;
  r.scene.allow(whole);
  whole.count = { ...whole.count, min: whole.count.min - taken, max: whole.count.max - taken };
  r.at += 1;
  return true;
}

function pick(r: Reading, base: Draft, word: string): Draft | null {
  const picking = r.group === base;
  if (base.count.min > 1 && (picking || word !== "another")) {
    r.group = base;
    base.count = { ...base.count, min: base.count.min - 1, max: base.count.max - 1 };
    return r.scene.copy(base);
  }
  return picking || word !== "another" ? base : r.scene.copy(base);
}

/** What "it", "them", "there" point back to; never one of `subjects`. */
function antecedent(r: Reading, word: string, subjects: readonly Draft[]): Target | null {
  if (word === "which" && r.pending?.fronted && r.last && !r.last.dropped) return r.last;
  if (word === "everything") return "scene";
  const owner = r.owner;
  const rel = r.pending?.relation.rel ?? "on";
  const isOwners = word === "it" && r.chunks[r.at - 3]?.kind === "with";
  const holds = isOwners || rel === "on" || rel === "under" || rel === "around" || rel === "inside";
  const plural = /^(?:them|they|these|those|both|each|ones)$/.test(word);
  const some = word !== "each" || (owner !== "scene" && owner !== null && owner.count.max > 1);
  if (holds && some && owner && owner !== "scene" && !owner.isPlace && !subjects.includes(owner)) {
    r.it = rel === "on" ? carrier(r, owner, subjects) : owner;
    return r.it;
  }
  const isOpen = (entity: Draft) => !entity.dropped && !subjects.includes(entity);
  const fits = (entity: Draft) =>
    isOpen(entity) && (word === "which" ? !entity.isPlace : entity.count.max > 1 === plural);
  if (word === "it" && r.per && isOpen(r.per)) return r.per;
  if (word === "it" && r.it === "scene") return "scene";
  const near = r.it && r.it !== "scene" && fits(r.it) ? r.it : r.sentence.findLast(fits);
  if (near) {
    r.it = near;
    return near;
  }
  if (r.topic && fits(r.topic)) {
    // "in front of it a booth, behind it three caravans": of the same.
    if (r.pending?.fronted && word === "it") r.it = r.topic;
    return r.topic;
  }
  return r.scene.entities.findLast(fits) ?? r.scene.entities.findLast(isOpen) ?? null;
}

/** "a counter by the window with a jug on it": of owner and nearest noun phrase the one that things can stand on. */
function carrier(r: Reading, owner: Draft, subjects: readonly Draft[]): Draft {
  const carries = (draft: Draft) => r.vocabulary.prefabsOf(draft.tag)[0]?.supports !== undefined;
  const rival = r.rival;
  return rival && !subjects.includes(rival) && carries(rival) && !carries(owner) ? rival : owner;
}
