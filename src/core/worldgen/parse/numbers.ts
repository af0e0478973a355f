/** How many: digits, number words, vague quantities, ranges, bounds. */
import { type PhraseTable, phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

export interface Quantity {
  readonly min: number;
  readonly max: number;
  /** False for "a", "some", "many": a number that nobody insists on. */
  readonly exact: boolean;
}

/** Most of one thing that a prompt can ask for. */
export const MAX_COUNT = 500;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

/** Vague quantities: a middling reading of each, wide enough to differ between worlds. */
const VAGUE = phraseTable<readonly [number, number]>([
  [
    "a few|few|quite a few|a couple or more|a small number of|a bunch of|a handful of|some|a cluster of|a group of|a family of|a clump of|a selection of|a set of|a trio or more of|an assortment of",
    [3, 5],
  ],
  ["a small group of|a small cluster of", [3, 4]],
  [
    "several|various|a number of|multiple|a collection of|a variety of|different|assorted|numerous|a flock of|a herd of|a school of|a pack of|a swarm of|a colony of|a shoal of|flocks of|herds of|schools of|a gaggle of|a band of",
    [4, 6],
  ],
  [
    "many|lots of|a lot of|plenty of|loads of|tons of|a ton of|so many|masses of|a mass of|an abundance of|lot of|heaps of|a forest of|a sea of|countless|a great many|a large number of|a crowd of|crowds of|an army of|a field of|fields of|a multitude of|endless|too many|rows upon rows of",
    [8, 12],
  ],
  ["dozens of|scores of|dozens", [24, 30]],
  ["hundreds of|thousands of|millions of|hundreds", [60, 80]],
  ["not many|not too many|not a lot of|only a few|just a few|hardly any|one or two or three", [2, 3]],
]);

/** Phrases that give an exact number themselves. */
const FIXED = phraseTable<number>([
  ["a dozen|a dozen of|one dozen|dozen", 12],
  ["half a dozen|a half dozen|half dozen", 6],
  ["a couple of|a couple|a pair of|pair of|couple of|a duo of|twin|a pair|pairs of|both of the|both", 2],
  ["a trio of|a triplet of|trio of|threesome of", 3],
  ["a quartet of|quartet of", 4],
  [
    "a single|just one|only one|exactly one|a lone|a solitary|one single|single|lone|one and only one|a sole",
    1,
  ],
  ["a hundred|one hundred|hundred", 100],
  ["a thousand|one thousand|thousand", 1000],
]);

const AT_LEAST = phraseTable<"min">([
  [
    "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum|upwards of|min",
    "min",
  ],
]);
const MORE_THAN = phraseTable<"more">([["more than", "more"]]);
const AT_MOST = phraseTable<"max">([
  ["up to|at most|no more than|not more than|a maximum of|maximum|max", "max"],
]);
const LESS_THAN = phraseTable<"less">([["less than|fewer than", "less"]]);
const ABOUT = phraseTable<"about">([
  [
    "about|roughly|approximately|nearly|almost|circa|maybe|perhaps|some|something like|somewhere between|anywhere from|anything from|in the region of|in the order of|give or take",
    "about",
  ],
]);
const EXACTLY = phraseTable<"exactly">([
  ["exactly|precisely|just|only|a total of|altogether|all of|all|the", "exactly"],
]);

/** Whether the word is a number. */
export function isNumberWord(word: string): boolean {
  return wordValue(word) !== null;
}

/** Whether the word is one of a number or quantity. */
export function isQuantityWord(word: string): boolean {
  return wordValue(word) !== null || QUANTITIES.some((table) => table.hasWord(word));
}

export interface QuantityMatch {
  readonly quantity: Quantity;
  readonly next: number;
}

/** The quantity that starts at `at`, or null. "a" and "an" alone are determiners, not quantities. */
export function readQuantity(tokens: readonly Token[], at: number): QuantityMatch | null {
  if (!opensQuantity(tokens[at])) return null;
  const bounded = readBounded(tokens, at);
  if (bounded) return bounded;
  const about = ABOUT.match(tokens, at);
  const range = about && readRange(tokens, about.next);
  if (range) return range;
  const exactly = EXACTLY.match(tokens, at);
  if (exactly) {
    const number = readNumber(tokens, exactly.next);
    if (number) return quantity(number.value, number.value, number.next);
  }
  const vague = VAGUE.match(tokens, at);
  const number = readRange(tokens, at);
  if (number) return number;
  if (vague) {
    const [min, max] = vague.value;
    return { quantity: { min, max, exact: false }, next: vague.next };
  }
  return null;
}

/** Whether a quantity could start with the token: most tokens are asked often, and few do. */
function opensQuantity(token: Token | undefined): boolean {
  if (token?.kind !== "word") return token?.kind === "number";
  const known = OPENERS.get(token.text);
  if (known !== undefined) return known;
  const { text } = token;
  const opens =
    wordValue(text) !== null ||
    text === "between" ||
    text === "from" ||
    QUANTITIES.some((table) => table.opensWith(text));
  if (OPENERS.size < MAX_OPENERS) OPENERS.set(text, opens);
  return opens;
}

/** Words that were asked, at most so many. */
const OPENERS = new Map<string, boolean>();
const MAX_OPENERS = 4096;

const QUANTITIES = [VAGUE, FIXED, AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN, ABOUT, EXACTLY];

/** One whole number, in digits or words ("twenty five", "a dozen", "two dozen"), or null. */
export function readNumber(tokens: readonly Token[], at: number): { value: number; next: number } | null {
  const token = tokens[at];
  if (!token) return null;
  const fixed = FIXED.match(tokens, at);
  if (fixed) return { value: Math.min(fixed.value, MAX_COUNT), next: fixed.next };
  const first = token.kind === "number" ? Math.round(token.value) : wordValue(token.text);
  if (first === null) return null;
  let value = first;
  let next = at + 1;
  if (token.kind === "word" && value >= 20) {
    const unit = wordValue(tokens[next]?.text ?? "");
    if (unit !== null && unit > 0 && unit < 10) {
      value += unit;
      next++;
    }
  }
  const times: Readonly<Record<string, number>> = {
    dozen: 12,
    hundred: 100,
    thousand: 1000,
    pair: 2,
    pairs: 2,
  };
  const scale = times[tokens[next]?.text ?? ""] ?? 0;
  if (scale > 0) {
    value *= scale;
    next++;
    if (tokens[next]?.text === "of") next++;
  } else if (tokens[next]?.text === "x" && tokens[next + 1]?.kind === "word") next++;
  return { value: Math.min(value, MAX_COUNT), next };
}

function wordValue(word: string): number | null {
  return Object.hasOwn(NUMBER_WORDS, word) ? NUMBER_WORDS[word]! : null;
}

function readBounded(tokens: readonly Token[], at: number): QuantityMatch | null {
  for (const [table, range] of BOUNDS) {
    const match = table.match(tokens, at);
    const number = match && readNumber(tokens, match.next);
    if (number) {
      const [min, max] = range(number.value);
      return quantity(min, max, number.next);
    }
  }
  return null;
}

type Bound = readonly [PhraseTable<unknown>, (n: number) => readonly [number, number]];

const BOUNDS: readonly Bound[] = [
  [AT_LEAST, (n: number) => [n, n + Math.max(1, Math.floor(n / 4))]],
  [MORE_THAN, (n: number) => [n + 1, n + 1 + Math.max(1, Math.floor(n / 4))]],
  [AT_MOST, (n: number) => [Math.max(1, Math.ceil(n / 2)), n]],
  [LESS_THAN, (n: number) => [Math.max(1, Math.floor(n / 2)), Math.max(1, n - 1)]],
];

/** "two or three", "3-5", "3 to 5", "between 3 and 5", or a plain number. */
function readRange(tokens: readonly Token[], at: number): QuantityMatch | null {
  const between = tokens[at]?.text === "between" || tokens[at]?.text === "from";
  const first = readNumber(tokens, between ? at + 1 : at);
  if (!first) return null;
  const joint = tokens[first.next];
  const joins = between ? ["and", "to"] : ["or", "to"];
  const glued = joint?.kind === "number" && joint.glued;
  if (glued || (joint && joins.includes(joint.text))) {
    const second = readNumber(tokens, glued ? first.next : first.next + 1);
    if (second && second.value > first.value) return quantity(first.value, second.value, second.next);
  }
  return between ? null : quantity(first.value, first.value, first.next);
}

function quantity(min: number, max: number, next: number): QuantityMatch {
  const low = Math.max(0, Math.min(MAX_COUNT, min));
  return { quantity: { min: low, max: Math.max(low, Math.min(MAX_COUNT, max)), exact: true }, next };
}
