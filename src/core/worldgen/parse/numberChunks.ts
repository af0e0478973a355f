/** Numbers without a noun of their own: measures, "three of them", "which has four"; and "the former", "the biggest". */
import type { Step } from "./chunk.ts";
import { vacantAt } from "./exceptions.ts";
import { cutsName } from "./fixedChunks.ts";
import { FUNCTION_WORDS, VERBS } from "./functionWords.ts";
import type { Source } from "./nounHead.ts";
import { readNumber, readQuantity } from "./numbers.ts";
import { RELATION_PHRASES } from "./relationPhrases.ts";
import type { Token } from "./tokens.ts";

/** "6 year olds", "turns 7", "aged 5": no quantity of anything. */
export function readAge(source: Source, at: number): Step | null {
  const { tokens } = source;
  const quantity = readQuantity(tokens, at);
  if (!quantity || cutsName(source, quantity.next + 1)) return null;
  let next = quantity.next;
  if (
    !/^(?:years?|months?|am|pm|oclock|metres?|meters?|m|cm|feet|ft|foot|km|percent|minutes?|hours?|days?|degrees?|floors?|storeys?|story|stories|square|sqm|altogether|overall|people only)$/.test(
      tokens[next]?.text ?? "",
    )
  )
    return null;
  while (
    /^(?:years?|months?|olds?|am|pm|oclock|metres?|meters?|m|cm|feet|ft|foot|km|wide|long|tall|high|deep|by|percent|minutes?|hours?|days?|degrees?|floors?|storeys?|story|stories|square|sqm|altogether|overall)$/.test(
      tokens[next]?.text ?? "",
    )
  )
    next++;
  return { chunk: null, next };
}

export function readSome(source: Source, at: number): Step | null {
  const quantity = readQuantity(source.tokens, at);
  if (!quantity?.quantity.exact || quantity.quantity.min < 1) return null;
  const { tokens } = source;
  const after = tokens[quantity.next]?.text ?? "";
  if (/^(?:more|others?|further)$/.test(after) && !couldBeNoun(tokens[quantity.next + 1]))
    return { chunk: { kind: "some", count: quantity.quantity.max, more: true }, next: quantity.next + 1 };
  if (quantity.quantity.min < 2) return null;
  const stands = tokens[at - 1]?.kind === "separator" && tokens[quantity.next]?.kind === "separator";
  const apart = tokens[at - 1]?.text === "," && /^[,)]$/.test(tokens[quantity.next]?.text ?? "");
  if (stands && apart && tokens[at - 2]?.kind === "word")
    return { chunk: { kind: "some", count: quantity.quantity.max }, next: quantity.next };
  const ofThem = after === "of" && /^(?:them|which|these|those)$/.test(tokens[quantity.next + 1]?.text ?? "");
  if (ofThem) return { chunk: { kind: "some", count: quantity.quantity.max }, next: quantity.next + 2 };
  if (!RELATION_PHRASES.match(tokens, quantity.next)) return null;
  return { chunk: { kind: "some", count: quantity.quantity.max }, next: quantity.next };
}

function couldBeNoun(token: Token | undefined): boolean {
  return token?.kind === "word" && !FUNCTION_WORDS.has(token.text);
}

/** "which has four", "two of the spaces stay empty". */
export function readExceptions({ tokens }: Source, at: number): Step | null {
  const vacant = vacantAt(tokens, at);
  if (vacant) return { chunk: { kind: "vacant", count: vacant.count }, next: vacant.next };
  if (!/^(?:has|have|gets|seats|only|just)$/.test(tokens[at - 1]?.text ?? "")) return null;
  const number = readNumber(tokens, at);
  if (!number || !Number.isInteger(number.value) || tokens[number.next]?.kind === "word") return null;
  return { chunk: { kind: "excepted", count: number.value }, next: number.next };
}

/** "the former", "the latter", "on the biggest": without a noun of their own. */
export function readPair({ tokens }: Source, at: number): Step | null {
  if (tokens[at]?.text !== "the") return null;
  const word = tokens[at + 1]?.text ?? "";
  const after = tokens[at + 2];
  const alone = after?.kind !== "word" || FUNCTION_WORDS.has(after.text) || VERBS.has(after.text);
  const isPair = /^(?:former|latter)$/.test(word);
  const isPicked =
    PICKED.has(word) &&
    /^(?:on|in|inside|under|behind|beside|by|of|to|near)$/.test(tokens[at - 1]?.text ?? "");
  if (!alone || !(isPair || isPicked) || after?.text === "of") return null;
  return { chunk: { kind: "pronoun", word: isPair ? word : "biggest" }, next: at + 2 };
}

const PICKED = new Set(
  "biggest largest smallest tallest highest longest shortest widest oldest nearest closest farthest furthest".split(
    " ",
  ),
);
