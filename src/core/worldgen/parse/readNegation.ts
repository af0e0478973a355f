/** What must not be there: opens a negation, takes back what was named before it, puts one thing in another's place. */
import type { Chunk } from "./chunk.ts";
import { type Draft, isMany } from "./drafts.ts";
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
      r.negated = true;
      break;
    case "sent":
      denyBefore(r);
      r.negated = true;
      r.skipNoun = r.chunks[r.at + 1]?.kind === "noun";
      break;
    case "taken":
      denyTaken(r);
      break;
    case "idle":
      if (comesAndGoes(r)) denyBefore(r);
      break;
    case "yields":
      putInPlace(r);
      return;
    case "denied":
      if (r.chunks[r.at + 1]?.kind === "noun") r.negation = "absentList";
      else denyBefore(r);
      break;
    case "same":
      if (r.negated) r.negation = "absentList";
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
    case "nor":
      r.negation = cue === "absentList" ? cue : "absent";
      if (isAnswer(r, cue)) denyBefore(r);
      break;
    case "only":
      r.exempt = r.negated;
      r.negation = null;
      break;
    case "except":
      if (readException(r)) break;
      if (isOpening(r)) break;
      if (isOfEverything(r)) {
        r.negation = "absentList";
        break;
      }
      r.exempt = r.negated;
      r.negation = r.negated || isSome(r.chunks[r.at + 1]) ? null : "absent";
  }
  r.fresh = true;
}

/** "everything a lobby needs except a desk". */
function isOfEverything(r: Reading): boolean {
  for (let at = r.at - 1; at >= 0 && r.chunks[at]!.kind !== "separator"; at--) {
    const chunk = r.chunks[at]!;
    if (chunk.kind === "pronoun" && chunk.word === "everything") return true;
  }
  return false;
}

/** "Apart from a bench there is a tree": both are there. */
function isOpening(r: Reading): boolean {
  const before = r.chunks[r.at - 1];
  return before === undefined || (before.kind === "separator" && r.sentenceStart && !r.negated);
}

/** "Gnomes? No.", "tables yes, chairs no": nothing follows that could be denied. */
function isAnswer(r: Reading, cue: NegationCue): boolean {
  if (endsAnswer(r)) return true;
  const after = r.chunks[r.at + 1];
  if (after && after.kind !== "separator" && after.kind !== "and" && after.kind !== "but") return false;
  const before = r.chunks[r.at - 1];
  // "the barn burned down, the silo did not": the denial is denied.
  if (before?.kind !== "separator")
    return before?.kind === "noun" && after?.kind !== "but" && !(cue === "absentList" && r.negated);
  if (after?.kind === "separator" && after.sign === ",") return false;
  const start = r.chunks[r.at - 3];
  return before.sign !== "," && (start === undefined || /^(?:separator|be|pronoun)$/.test(start.kind));
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

/** Forbids the noun phrases that a predicate before is said of; the last of them, or null. */
function denyBefore(r: Reading): Draft | null {
  const at = subjectBefore(r);
  const chunk = r.chunks[at];
  r.negation = null;
  const { subjects } = r;
  r.subjects = [];
  const denial = r.chunks[at - 1];
  if (chunk?.kind === "noun" && denial?.kind === "negation" && denial.cue === "absent" && at === r.at - 1) {
    // "everything but the sink has been moved out", "no boats have sailed": that is there.
    r.scene.add(chunk.phrase, r.room);
    return null;
  }
  if (chunk?.kind === "noun") {
    const denied = denyList(r, at);
    if (denied && r.chunks[r.at + 1]?.kind === "relation") r.main = [denied];
    return denied;
  }
  if (chunk?.kind === "pronoun" && subjects.length > 0 && !isOfDenied(r, at)) {
    for (const subject of subjects) r.scene.forbidNoun(subject.noun, subject.tag);
    return subjects.at(-1)!;
  }
  return null;
}

/** "there was a tractor until the bank repossessed it": the tractor. */
function denyTaken(r: Reading): void {
  const doer = r.chunks[r.at - 1]?.kind === "noun" ? r.last : null;
  const thing =
    r.scene.entities.findLast((entity) => entity !== doer && !entity.dropped && !entity.isPlace) ?? doer;
  if (thing) r.scene.forbidNoun(thing.noun, thing.tag);
  r.subjects = [];
  r.negated = true;
}

const MOVING: ReadonlySet<string> = new Set(["animal", "vehicle", "people"]);

/** "ships no longer dock", but "the clock no longer strikes". */
function comesAndGoes(r: Reading): boolean {
  const chunk = r.chunks[subjectBefore(r)];
  const tag = chunk?.kind === "noun" ? chunk.phrase.match?.tag : undefined;
  return tag !== undefined && MOVING.has(r.vocabulary.prefabsOf(tag)[0]?.category ?? "");
}

/** "there used to be a kiosk, but it burned down": what the pronoun means must not be there anyhow. */
function isOfDenied(r: Reading, at: number): boolean {
  const before = r.chunks.slice(0, at).findLast((chunk) => chunk.kind === "noun");
  return before !== undefined && r.scene.isForbidden(before.phrase);
}

const BETWEEN: ReadonlySet<Chunk["kind"]> = new Set(["be", "separator", "cue", "arrangement"] as const);
const JOINS: ReadonlySet<Chunk["kind"]> = new Set(["be", "and", "but", "pronoun"] as const);

/** Index of what a predicate is said of: "the boats in the harbour are gone" is said of the boats. */
function subjectBefore(r: Reading): number {
  const kindAt = (index: number) => r.chunks[index]?.kind;
  let at = r.at - 1;
  // "the set is broken and was thrown out": said of the same.
  if (kindAt(at) === "and") while (JOINS.has(kindAt(at)!) && at > r.at - 4) at--;
  while (BETWEEN.has(kindAt(at)!) && at > r.at - 3) at--;
  if (kindAt(at) === "pronoun" && kindAt(at - 1) === "noun") at--;
  if (kindAt(at) === "relation" && kindAt(at - 1) === "noun") at--;
  while (kindAt(at) === "noun" && kindAt(at - 1) === "relation" && kindAt(at - 2) === "noun") at -= 2;
  return at;
}

/** "the sofa, the rug and the lamp": all that are joined alike to the last. */
function denyList(r: Reading, last: number): Draft | null {
  const end = r.chunks[last] as Chunk & { kind: "noun" };
  const found = r.scene.find(end.phrase);
  let joined = false;
  for (let at = last; at >= 0; at--) {
    const chunk = r.chunks[at]!;
    if (chunk.kind === "noun") {
      if (at < last && kindOf(chunk.phrase) !== kindOf(end.phrase)) break;
      r.scene.forbid(chunk.phrase);
      if (r.chunks[at - 1]?.kind === "noun") break;
    } else if (chunk.kind === "and" || chunk.kind === "or") joined = true;
    else if (!(joined && chunk.kind === "separator" && chunk.sign === ",")) break;
  }
  return found;
}

/** How a noun phrase opens: lists are of one kind. */
function kindOf(phrase: NounPhrase): string {
  if (isIndefinite(phrase)) return "some";
  return phrase.determiner === "" ? "bare" : "the";
}

/** "the fountain was replaced by a statue". */
function putInPlace(r: Reading): void {
  const old = denyBefore(r);
  const next = r.chunks[r.at + 1];
  if (!old || next?.kind !== "noun") return;
  const draft = r.scene.add(next.phrase, r.room);
  if (!draft) return;
  r.at += 1;
  r.scene.putInPlace(old, draft);
  r.subjects = [draft];
  noteSeen(r, draft);
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
