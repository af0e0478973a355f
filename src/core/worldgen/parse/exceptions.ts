/** Numbers with exceptions: "each table has two chairs except the corner table, which has four", "two spaces stay empty". */
import { type Draft, settle } from "./drafts.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import { type Quantity, readNumber } from "./numbers.ts";
import { phraseTable } from "./phrases.ts";
import type { Reading } from "./reading.ts";
import type { Token } from "./tokens.ts";

/** Of what "each" has so many, all but those that follow; false where that is not what "except" says. */
export function readException(r: Reading): boolean {
  const next = r.chunks[r.at + 1];
  const owner = r.per;
  if (next?.kind !== "noun" || !owner || owner.count.min !== owner.count.max) return false;
  if (next.phrase.head !== owner.noun && r.scene.find(next.phrase) !== owner) return false;
  const item = r.scene.entities.findLast((draft) => draft.per === owner && !draft.dropped);
  const excepted = next.phrase.quantity?.max ?? 1;
  if (!item || item.count.min !== item.count.max || excepted >= owner.count.max) return false;
  const each = item.count.max;
  settle(item);
  if (item.per) return false;
  setCount(item, item.count.max - each * excepted);
  r.exception = { item, excepted };
  r.per = null;
  r.at += 1;
  return true;
}

/** "which has four": so many for each of those excepted. */
export function readExcepted(r: Reading, count: number): void {
  if (!r.exception) return;
  const { item, excepted } = r.exception;
  r.exception = null;
  setCount(item, item.count.max + count * excepted);
}

/** "which has four chairs", "which has no chairs": true where the phrase speaks of what is excepted. */
export function isExcepted(r: Reading, phrase: NounPhrase): boolean {
  if (!r.exception || r.scene.find(phrase) !== r.exception.item) return false;
  if (r.negation) r.negation = null;
  else readExcepted(r, phrase.quantity?.max ?? 1);
  return true;
}

const GRIDS = new Set(["grid", "row"]);

/** "two of the spaces stay empty": of what was last set out in rows. */
export function readVacant(r: Reading, count: number): void {
  const last = r.scene.entities.findLast(
    (draft) =>
      !draft.dropped && GRIDS.has(draft.arrangement ?? "") && draft.count.exact && draft.count.max > count,
  );
  if (last) setCount(last, last.count.max - count);
}

const PLACES = /^(?:space|spot|place|slot|bay|cell|square|position|pitch|berth|plot)e?s?$/;

/** "two of the spaces stay empty", "with one bay left free": how many, and where it ends; null for anything else. */
export function vacantAt(tokens: readonly Token[], at: number): { count: number; next: number } | null {
  const number = readNumber(tokens, at);
  if (!number || number.value < 1 || !Number.isInteger(number.value)) return null;
  let next = number.next;
  while (/^(?:of|the|these|those|parking)$/.test(tokens[next]?.text ?? "")) next++;
  if (!PLACES.test(tokens[next]?.text ?? "")) return null;
  next++;
  while (
    /^(?:is|are|stays?|remains?|stands?|left|kept|should|must|be|stay|still)$/.test(tokens[next]?.text ?? "")
  )
    next++;
  const state = tokens[next]?.text ?? "";
  return /^(?:empty|free|vacant|unoccupied|unused|open|bare)$/.test(state)
    ? { count: number.value, next: next + 1 }
    : null;
}

function setCount(draft: Draft, count: number): void {
  const exactly: Quantity = { min: Math.max(1, count), max: Math.max(1, count), exact: true };
  draft.count = exactly;
}

const BUT = phraseTable<true>([
  ["but|except|except for|save|save for|apart from|other than|with the exception of", true],
]);

/** "but one", "except for two": how many are left of what must go. */
export function readLeaving(tokens: readonly Token[], at: number): { count: number; next: number } | null {
  const but = BUT.match(tokens, at);
  if (!but) return null;
  const one = /^(?:an?|the)$/.test(tokens[but.next]?.text ?? "") && tokens[but.next + 1]?.text === "single";
  const number = one ? null : readNumber(tokens, but.next);
  if (!number || !Number.isInteger(number.value) || number.value < 1) return null;
  const ofThem =
    tokens[number.next]?.text === "of" && /^(?:them|those|these)$/.test(tokens[number.next + 1]?.text ?? "");
  const next = ofThem ? number.next + 2 : number.next;
  const after = tokens[next];
  if (after?.kind === "word" && !/^(?:and|then|please|so|in|on|at|by)$/.test(after.text)) return null;
  return { count: number.value, next };
}
