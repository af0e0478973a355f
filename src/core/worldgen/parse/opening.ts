/** How a noun phrase opens: determiner and quantity, what share of a whole, every how many, how many more. */
import { DETERMINERS } from "./functionWords.ts";
import { type Quantity, readNumber, readQuantity } from "./numbers.ts";
import { phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

export interface Opening {
  /** "" where there is none. */
  readonly determiner: string;
  readonly quantity: Quantity | null;
  /** "two of the five chairs": how many of the whole; "half" of it. */
  readonly part?: number | "half";
  /** "every second seat": 2. */
  readonly every?: number;
  /** "two more chairs": beside those that are there. */
  readonly more?: true;
  /** "as many chairs": times the number that was given last. */
  readonly sameAs?: number;
  readonly next: number;
}

const SAME = phraseTable<number>([
  [
    "as many|just as many|equally many|the same number of|an equal number of|the same amount of|a matching number of",
    1,
  ],
  ["twice as many|double the number of|twice the number of", 2],
  ["three times as many|three times the number of", 3],
  ["half as many|half the number of", 0.5],
]);

const HALF = phraseTable<"half">([["half of|half the|half of the|one half of|half", "half"]]);
const MORE = /^(?:more|further|additional|extra|other)$/;
const STEPS: Readonly<Record<string, number>> = { second: 2, other: 2, third: 3, fourth: 4, fifth: 5 };

/** The opening of the noun phrase at `at`; takes up no token where there is none. */
export function readOpening(tokens: readonly Token[], at: number): Opening {
  const same = SAME.match(tokens, at);
  if (same && tokens[same.next]?.kind === "word")
    return { determiner: "", quantity: null, sameAs: same.value, next: same.next };
  const part = readPart(tokens, at);
  if (part) return part;
  const quantity = isGluedNumber(tokens, at) ? null : readQuantity(tokens, at);
  const next = quantity ? skip(tokens, quantity.next, "of") : at;
  const word = tokens[next]?.text ?? "";
  if (!DETERMINERS.has(word) || (quantity && word === "a"))
    return quantity
      ? more(tokens, { determiner: "", quantity: quantity.quantity, next })
      : readLate(tokens, at, "");
  if (quantity) return afterDeterminer(tokens, next, quantity.quantity);
  return afterDeterminer(tokens, next, null);
}

/** "two of the five chairs", "half of the chairs": not "two of them". */
function readPart(tokens: readonly Token[], at: number): Opening | null {
  const start = /^(?:only|just|exactly|all)$/.test(tokens[at]?.text ?? "") ? at + 1 : at;
  const number = isGluedNumber(tokens, start) ? null : readNumber(tokens, start);
  const half = HALF.match(tokens, at);
  const end = number?.next ?? half?.next;
  if (end === undefined) return null;
  const of = tokens[end]?.text === "of";
  const next = of ? end + 1 : end;
  if (number && !of) return null;
  const part = number ? number.value : ("half" as const);
  const determiner = tokens[next]?.text ?? "";
  const definite = /^(?:the|these|those|its|their|my|your|our)$/.test(determiner);
  if (number && !definite) return null;
  const whole = readQuantity(tokens, definite ? next + 1 : next);
  if (!number && !whole && !definite) return null;
  return {
    determiner: definite ? determiner : "the",
    quantity: whole?.quantity ?? null,
    part,
    next: whole?.next ?? next + 1,
  };
}

function afterDeterminer(tokens: readonly Token[], at: number, before: Quantity | null): Opening {
  const determiner = tokens[at]!.text;
  let next = at + 1;
  const distributes = determiner === "each" || determiner === "every";
  const step = distributes ? STEPS[tokens[next]?.text ?? ""] : undefined;
  if (step) return { determiner, quantity: before, every: step, next: next + 1 };
  if (determiner === "such" || determiner === "all")
    while (/^(?:a|an|the)$/.test(tokens[next]?.text ?? "")) next++;
  if (tokens[next]?.text === "other" || tokens[next]?.text === "same") next++;
  if (distributes && tokens[next]?.text === "of") next = skip(tokens, next + 1, "the");
  return before ? { determiner, quantity: before, next } : readLate(tokens, next, determiner);
}

/** A number behind the determiner: "the five chairs". */
function readLate(tokens: readonly Token[], at: number, determiner: string): Opening {
  const quantity = isGluedNumber(tokens, at) ? null : readQuantity(tokens, at);
  if (!quantity) return { determiner, quantity: null, next: at };
  return more(tokens, { determiner, quantity: quantity.quantity, next: quantity.next });
}

function more(tokens: readonly Token[], opening: Opening): Opening {
  return MORE.test(tokens[opening.next]?.text ?? "") && tokens[opening.next + 1]?.kind === "word"
    ? { ...opening, more: true, next: opening.next + 1 }
    : opening;
}

/** "four-poster", "two-storey": a description, not a number of things; "two-bedroom" counts rooms. */
export function isGluedNumber(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at + 1];
  if (word?.kind !== "word" || !word.glued || /^(?:bed|bedrooms?|room)$/.test(word.text)) return false;
  return readNumber(tokens, at)?.next === at + 1;
}

function skip(tokens: readonly Token[], at: number, word: string): number {
  return tokens[at]?.text === word ? at + 1 : at;
}
