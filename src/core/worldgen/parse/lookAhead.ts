/** What comes next decides two questions: how far a negation reaches, and whether a relation stands before its subject. */
import type { Chunk } from "./chunk.ts";
import { DEFINITE } from "./functionWords.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import type { Negation } from "./reading.ts";

const MAX_LOOK_AHEAD = 24;

/** Whether a noun phrase has neither determiner (but "any") nor number. */
export function isBare(phrase: NounPhrase): boolean {
  return (phrase.determiner === "" || phrase.determiner === "any") && phrase.quantity === null;
}

/**
 * Whether the negation still holds after the joint at `at`: always after "or"; after "and" for a bare noun phrase; after
 * a comma for a bare one in a list that ends in "or" (or in "and", if the cue opened a list: "without x, y and z").
 */
export function continuesNegation(chunks: readonly Chunk[], at: number, cue: Negation): boolean {
  const joint = chunks[at];
  const next = chunks[at + 1];
  if (joint?.kind === "separator" && joint.sign === ")") return false;
  if (joint?.kind === "separator" && (next?.kind === "or" || next?.kind === "and"))
    return continuesNegation(chunks, at + 1, cue);
  if (next?.kind !== "noun") return false;
  if (joint?.kind === "or" || cue === "absentAll") return true;
  if (isIndefinite(next.phrase) && joint?.kind === "separator")
    return listEndsNegated(chunks, at + 1, "absent");
  if (isThe(next.phrase)) return cue === "absentList" && goesOnDefinite(chunks, at);
  if (!isBare(next.phrase)) return false;
  if (joint?.kind === "and") return !opensClause(chunks[at + 2]);
  return listEndsNegated(chunks, at + 1, cue);
}

function isIndefinite(phrase: NounPhrase): boolean {
  return /^an?$/.test(phrase.determiner);
}

function isThe(phrase: NounPhrase): boolean {
  return DEFINITE.has(phrase.determiner) && phrase.quantity === null;
}

/** "remove the piano, the harp and the stool": a list of what is known, up to its "and". */
function goesOnDefinite(chunks: readonly Chunk[], at: number): boolean {
  const before = chunks[at - 1];
  if (before?.kind !== "noun" || !isThe(before.phrase)) return false;
  for (let index = at; index < at + MAX_LOOK_AHEAD; index += 2) {
    const [joint, noun, after] = [chunks[index], chunks[index + 1], chunks[index + 2]];
    if (noun?.kind !== "noun" || !isThe(noun.phrase)) return false;
    if (joint?.kind === "and") return !opensClause(after);
    if (joint?.kind !== "separator" || joint.sign !== ",") return false;
    if (after?.kind === "separator" && chunks[index + 3]?.kind === "and") index++;
  }
  return false;
}

function listEndsNegated(chunks: readonly Chunk[], at: number, cue: Negation): boolean {
  for (let index = at; index < at + MAX_LOOK_AHEAD; index++) {
    const chunk = chunks[index];
    if (chunk?.kind === "noun" && (isBare(chunk.phrase) || isIndefinite(chunk.phrase))) continue;
    if (chunk?.kind === "separator" && chunk.sign === ",") continue;
    if (chunk?.kind === "or" || (chunk?.kind === "negation" && chunk.cue === "nor")) return true;
    const last = chunks[index + 1];
    return (
      chunk?.kind === "and" &&
      cue === "absentList" &&
      last?.kind === "noun" &&
      isBare(last.phrase) &&
      !opensClause(chunks[index + 2])
    );
  }
  return false;
}

/** After a noun phrase: it is the subject of something, so no mere member of a list. */
function opensClause(chunk: Chunk | undefined): boolean {
  return (
    chunk?.kind === "relation" ||
    chunk?.kind === "with" ||
    chunk?.kind === "be" ||
    chunk?.kind === "arrangement"
  );
}

/**
 * Whether the relation at `at` stands before its subject: "behind it a little bar", "under the oak sits a fox", and, at
 * the start of a sentence or with a pronoun, "on the table, a lamp".
 */
export function frontedSubject(chunks: readonly Chunk[], at: number, sentenceStart: boolean): boolean {
  const object = chunks[at + 1];
  let next = at + 2;
  if (chunks[next]?.kind === "and" && chunks[next + 1]?.kind === "noun") {
    const relation = chunks[at];
    if (relation?.kind === "relation" && relation.relation.rel === "between") next += 2;
  }
  const joint = chunks[next];
  const joined = chunks[at - 1]?.kind === "and" || chunks[at - 1]?.kind === "but";
  if (joint?.kind === "separator") {
    if (joint.sign !== "," && joint.sign !== ":") return false;
    if (!sentenceStart && !joined && object?.kind !== "pronoun") return false;
    next++;
    // "south of it, in the middle, a pool"
    const [second, comma] = [chunks[next], chunks[next + 1]];
    if (second?.kind === "relation" && second.relation.object === "none" && comma?.kind === "separator")
      next += 2;
  }
  if (
    chunks[next]?.kind === "be" ||
    (chunks[next]?.kind === "with" && joint?.kind !== "separator" && sentenceStart)
  )
    next++;
  const subject = chunks[next];
  return subject?.kind === "noun" && !(joint?.kind === "with" && object?.kind === "noun");
}
