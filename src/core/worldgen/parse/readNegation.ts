/** What must not be there: opens a negation, takes back what was named before it, puts one thing in another's place. */
import type { Chunk } from "./chunk.ts";
import { isMany } from "./drafts.ts";
import { readException } from "./exceptions.ts";
import type { NegationCue } from "./negationCues.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import { noteSeen, type Reading } from "./reading.ts";

/** Reads a negation: of what follows, or of what stands before. */
export function readNegation(r: Reading, cue: NegationCue): void {
  const before = r.subjects;
  r.pending = null;
  r.carry = null;
  r.resume = [];
  r.exempt = false;
  r.deedDenied = null;
  switch (cue) {
    case "swap":
      swap(r);
      return;
    case "gone":
      denyBefore(r);
      break;
    case "denied":
      if (r.chunks[r.at + 1]?.kind === "noun") r.negation = "absentList";
      else denyBefore(r);
      break;
    case "verb":
      r.deedDenied = "open";
      break;
    case "without":
      if (r.doubled) {
        r.doubled = false;
        r.owner = before.at(-1) ?? null;
        break;
      }
      r.negation = "absentList";
      break;
    case "instead":
      r.negation = "absentList";
      r.resume = before;
      break;
    case "absent":
    case "absentList":
      r.negation = cue;
      if (isAnswer(r)) denyBefore(r);
      break;
    case "only":
      r.exempt = r.negated;
      r.negation = null;
      break;
    case "except":
      if (readException(r)) break;
      r.exempt = r.negated;
      r.negation = r.negated || isSome(r.chunks[r.at + 1]) ? null : "absent";
  }
  r.fresh = true;
}

/** "Gnomes? No.", "tables yes, chairs no": nothing follows that could be denied. */
function isAnswer(r: Reading): boolean {
  if (endsAnswer(r)) return true;
  const after = r.chunks[r.at + 1];
  if (after && after.kind !== "separator" && after.kind !== "and" && after.kind !== "but") return false;
  const before = r.chunks[r.at - 1];
  if (before?.kind !== "separator") return before?.kind === "noun" && after?.kind !== "but";
  if (after?.kind === "separator" && after.sign === ",") return false;
  const start = r.chunks[r.at - 3];
  return before.sign !== "," && (start === undefined || start.kind === "separator");
}

/** "Knights? No, thank you.": what follows the comma names nothing. */
function endsAnswer(r: Reading): boolean {
  const [before, after, end] = [r.chunks[r.at - 1], r.chunks[r.at + 1], r.chunks[r.at + 2]];
  const start = r.chunks[r.at - 3];
  return (
    before?.kind === "separator" &&
    before.sign === "." &&
    r.chunks[r.at - 2]?.kind === "noun" &&
    (start === undefined || start.kind === "separator" || start.kind === "and") &&
    after?.kind === "separator" &&
    (end === undefined || end.kind === "separator")
  );
}

/** Forbids the noun phrase before, with those that it is joined to. */
function denyBefore(r: Reading): void {
  let at = r.at - 1;
  const skips: readonly (Chunk["kind"] | undefined)[] = ["be", "separator", "cue"];
  while (skips.includes(r.chunks[at]?.kind) && at > r.at - 3) at--;
  // "the boats in the harbour are gone": of the boats.
  const kindAt = (index: number) => r.chunks[index]?.kind;
  while (kindAt(at) === "noun" && kindAt(at - 1) === "relation" && kindAt(at - 2) === "noun") at -= 2;
  for (; at >= 0; at--) {
    const chunk = r.chunks[at]!;
    if (chunk.kind === "noun") {
      r.scene.forbid(chunk.phrase);
      if (kindAt(at - 1) === "noun") break;
    } else if (chunk.kind !== "and" && chunk.kind !== "or") break;
  }
  r.negation = null;
  r.subjects = [];
}

/** "swap the statue for an obelisk": the second stands where the first would, in its number. */
function swap(r: Reading): void {
  const [first, joint, after] = [1, 2, 3].map((offset) => r.chunks[r.at + offset]);
  if (first?.kind !== "noun") return;
  const joined = joint?.kind === "with" || (joint?.kind === "relation" && joint.relation.weak);
  const second = joined ? after : joint;
  if (second?.kind !== "noun" || second.phrase.start !== first.phrase.next + 1) return;
  const old = r.scene.find(first.phrase);
  r.scene.forbid(first.phrase);
  const draft = r.scene.add(second.phrase, r.room);
  r.at += joined ? 3 : 2;
  if (!draft) return;
  if (old) {
    r.scene.putInPlace(old, draft);
    if (isMany(second.phrase) && !second.phrase.quantity) draft.count = old.count;
  }
  r.subjects = [draft];
  noteSeen(r, draft);
}

/** "a red door", "two chairs": after "except" that is what there is after all. */
function isSome(chunk: Chunk | undefined): boolean {
  return chunk?.kind === "noun" && isIndefinite(chunk.phrase);
}

function isIndefinite(phrase: NounPhrase): boolean {
  return /^an?$/.test(phrase.determiner) || phrase.quantity !== null;
}
