/**
 * Reads the chunks of a prompt from left to right into a scene: what is there how often, what stands where in relation
 * to what, what must not be there. One pass with a look ahead of a few chunks; the rules are in docs/rules/language.md.
 */
import type { Vocabulary } from "../vocabulary.ts";
import { type Arrangement, clampRows } from "./arrangements.ts";
import type { Chunk, SmallChunk } from "./chunk.ts";
import type { Draft, SceneDraft, Target } from "./drafts.ts";
import { readExcepted, readVacant } from "./exceptions.ts";
import { continuesNegation } from "./lookAhead.ts";
import { MAX_COUNT } from "./numbers.ts";
import { newReading, type Reading, startPart, startSentence } from "./reading.ts";
import { readNegation } from "./readNegation.ts";
import { readNoun } from "./readNoun.ts";
import { readOnes, readPronoun, readSome } from "./readPronoun.ts";
import { readRelation } from "./readRelation.ts";
import { multiplySets, readSets } from "./readSets.ts";
import type { Separator } from "./tokens.ts";

/** The scene that the chunks describe. */
export function interpret(chunks: readonly Chunk[], vocabulary: Vocabulary): SceneDraft {
  const reading = newReading(chunks, vocabulary);
  for (; reading.at < chunks.length; reading.at++) readChunk(reading, chunks[reading.at]!);
  multiplySets(reading);
  return reading.scene;
}

function readChunk(r: Reading, chunk: Chunk): void {
  switch (chunk.kind) {
    case "noun":
      readNoun(r, chunk.phrase);
      break;
    case "relation":
      readRelation(r, chunk.relation);
      break;
    case "pronoun":
      readPronoun(r, chunk.word);
      break;
    case "with":
      readWith(r, chunk.verb);
      break;
    case "negation":
      readNegation(r, chunk.cue);
      break;
    case "arrangement":
      for (const subject of arranged(r)) arrange(subject, chunk.arrangement);
      break;
    case "material":
      if (r.last) r.last.modifiers.material = chunk.material;
      break;
    case "some":
      readSome(r, chunk.count, chunk.more);
      break;
    case "ones":
      readOnes(r, chunk);
      break;
    case "excepted":
      readExcepted(r, chunk.count);
      break;
    case "vacant":
      readVacant(r, chunk.count);
      break;
    case "leaving":
      r.negation = null;
      break;
    case "sets":
      readSets(r, chunk);
      break;
    case "separator":
      readSeparator(r, chunk.sign);
      break;
    default:
      readSmall(r, chunk.kind);
  }
}

function readSmall(r: Reading, kind: SmallChunk["kind"]): void {
  switch (kind) {
    case "and":
    case "or":
      endNegation(r);
      if (r.deedDenied === "open") r.deedDenied = null;
      if (!(r.pending?.relation.rel === "between" && r.pending.first)) startPart(r);
      break;
    case "but":
      r.negation = null;
      r.deedDenied = null;
      startPart(r);
      break;
    case "wanted":
      r.negation = null;
      break;
    case "cue":
      r.pending = null;
      break;
    case "be":
      if (r.negated) r.negation = null;
      break;
    case "ignore":
      r.skipNoun = r.chunks[r.at + 1]?.kind === "noun";
      break;
    default:
      assertNever(kind);
  }
}

/** At a joint: a negation goes on only over what is joined to it. */
function endNegation(r: Reading): void {
  if (r.negation && !continuesNegation(r.chunks, r.at, r.negation)) r.negation = null;
}

function readWith(r: Reading, verb: boolean): void {
  const next = r.chunks[r.at + 1];
  if (verb && next?.kind !== "noun" && next?.kind !== "negation" && next?.kind !== "some") return;
  r.negation = null;
  r.pending = null;
  r.carry = null;
  if (verb && r.subjects.length === 0 && !r.last) r.owner = "scene";
  else r.owner = ownerHere(r);
  startPart(r);
}

/** What "with" speaks of: the subject of the one relation before it, else the nearest noun phrase. */
function ownerHere(r: Reading): Target | null {
  const nearest = r.subjects.at(-1) ?? null;
  const [subject] = r.main;
  const related = (a: Draft | undefined, b: Draft | null) =>
    r.scene.relations.some(
      (relation) => relation.a === a && b !== null && relation.b !== "scene" && relation.b.includes(b),
    );
  const chained = r.scene.relations.some(
    (relation) => relation.b !== "scene" && subject && relation.b.includes(subject),
  );
  r.rival = nearest;
  if (nearest && subject && related(subject, nearest) && !chained) return subject;
  return nearest ?? (r.scene.mentions.length > 0 ? "scene" : r.last);
}

function readSeparator(r: Reading, sign: Separator): void {
  if (sign === ":") readColon(r);
  else if (sign === "," || sign === "/" || sign === ")") {
    endNegation(r);
    r.deedDenied = null;
    startPart(r);
  } else {
    if (sign === ".") multiplySets(r);
    startSentence(r);
  }
}

function readColon(r: Reading): void {
  if (r.negation && r.chunks[r.at - 1]?.kind === "negation") {
    r.negation = "absentAll";
    return;
  }
  r.negation = null;
  r.pending = null;
  startPart(r);
}

function arranged(r: Reading): readonly Draft[] {
  const subjects = r.subjects.length > 0 ? r.subjects : r.main;
  return subjects.length > 0 ? subjects : r.last ? [r.last] : [];
}

function arrange(subject: Draft, { kind, rows, perRow }: Arrangement): void {
  subject.arrangement = kind;
  if (kind !== "grid" && kind !== "row") return;
  const { exact, max } = subject.count;
  if (rows) subject.rows = rows;
  else if (perRow && exact) subject.rows = clampRows(Math.ceil(max / perRow));
  if (rows && perRow && !exact) {
    const count = Math.min(MAX_COUNT, rows * perRow);
    subject.count = { min: count, max: count, exact: true };
  }
}

function assertNever(value: never): never {
  throw new Error(`unknown chunk ${JSON.stringify(value)}`);
}
