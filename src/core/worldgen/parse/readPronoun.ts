/** Words that stand for something named before: it, them, there, each, one, another. */
import type { Draft } from "./drafts.ts";
import type { Reading } from "./reading.ts";
import { relate } from "./readRelation.ts";

/** Reads a pronoun: the object of a pending relation, or the subject of what follows. */
export function readPronoun(r: Reading, word: string): void {
  const pending = r.pending;
  const next = r.chunks[r.at + 1];
  if (word === "each" && !pending) {
    eachAlone(r, next?.kind === "with");
    return;
  }
  if (/^(?:one|another|other|others|first|second|third|last)$/.test(word)) {
    another(r, word);
    return;
  }
  const draft = antecedent(r, word, pending?.subjects ?? []);
  if (!draft) {
    r.pending = null;
    return;
  }
  if (!pending) {
    if (r.fresh && word !== "there" && word !== "here" && word !== "that") r.subjects = [draft];
    if (r.subjects.length > 0) r.fresh = false;
    return;
  }
  r.pending = null;
  const { relation } = pending;
  if (pending.fronted) {
    r.carry = { relation, targets: [draft] };
    return;
  }
  for (const subject of pending.subjects) {
    if (subject === draft) continue;
    if (word === "each" || relation.each) subject.per = draft;
    relate(r, subject, relation, relation.rel === "between" ? [draft, draft] : [draft]);
  }
  r.main = pending.subjects;
}

/** "each with two chairs" opens a distribution; "two chairs each" closes one. */
function eachAlone(r: Reading, opens: boolean): void {
  const owner = r.owner;
  if (opens) r.per = r.last;
  else if (owner && owner !== "scene" && r.last && r.last !== owner) r.last.per = owner;
}

/** "one by the door, another under the tree": one of what was named last. */
function another(r: Reading, word: string): void {
  const last = r.last ?? r.topic;
  if (!last) return;
  const split =
    last.count.min > 1 &&
    (word === "one" || word === "first" || word === "other" || word === "second" || word === "third");
  const related = r.scene.relations.some((relation) => relation.a === last);
  let draft: Draft | null = null;
  if (split) {
    last.count = { ...last.count, min: last.count.min - 1, max: Math.max(1, last.count.max - 1) };
    draft = r.scene.copy(last);
  } else if (word === "another" || related) draft = word === "other" && !related ? last : r.scene.copy(last);
  else draft = last;
  if (!draft) return;
  r.pending = null;
  r.carry = null;
  r.subjects = [draft];
  r.fresh = false;
}

/** What "it", "them", "there" point back to; never one of `subjects`. */
function antecedent(r: Reading, word: string, subjects: readonly Draft[]): Draft | null {
  const owner = r.owner;
  const rel = r.pending?.relation.rel ?? "on";
  const holds = rel === "on" || rel === "under" || rel === "around" || rel === "inside";
  if (holds && owner && owner !== "scene" && !owner.isPlace && !subjects.includes(owner)) return owner;
  const plural = /^(?:them|they|these|those|both|each|ones)$/.test(word);
  const open = r.scene.entities.filter((entity) => !entity.dropped && !subjects.includes(entity));
  const fits = (entity: Draft) => entity.count.max > 1 === plural;
  if (r.fresh && r.topic && !subjects.includes(r.topic) && fits(r.topic)) return r.topic;
  return open.findLast(fits) ?? open.at(-1) ?? null;
}
