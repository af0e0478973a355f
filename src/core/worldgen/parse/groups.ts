/** Numbers that lean on a noun elsewhere: "two blue ones", "2 red and 3 blue chairs", "three of these sets". */
import { isAdjective, modifiersOf } from "./adjectives.ts";
import type { Step } from "./chunk.ts";
import { DETERMINERS } from "./functionWords.ts";
import type { Source } from "./nounHead.ts";
import { readNounPhrase } from "./nounPhrase.ts";
import { readNumber, readQuantity } from "./numbers.ts";
import type { Token } from "./tokens.ts";

/** "two blue ones", "a small one": more of what was named last. */
export function readOnes({ tokens }: Source, at: number): Step | null {
  const number = readNumber(tokens, at);
  const opened = number?.next ?? (DETERMINERS.has(tokens[at]?.text ?? "") ? at + 1 : at);
  let next = opened;
  while (tokens[next]?.kind === "word" && isAdjective(tokens[next]!.text)) next++;
  if (next === opened || opened === at || !/^ones?$/.test(tokens[next]?.text ?? "")) return null;
  const adjectives = tokens.slice(opened, next).map((token) => token.text);
  const count = number?.value ?? (/^(?:an?|another)$/.test(tokens[at]!.text) ? 1 : null);
  return { chunk: { kind: "ones", count, adjectives }, next: next + 1 };
}

/** "2 red and 3 blue chairs": the noun stands only behind the last. */
export function readShared(source: Source, at: number): Step | null {
  const { tokens } = source;
  const quantity = readQuantity(tokens, at);
  if (!quantity?.quantity.exact) return null;
  let next = quantity.next;
  while (tokens[next]?.kind === "word" && isAdjective(tokens[next]!.text)) next++;
  if (next === quantity.next || !/^(?:and|or|,)$/.test(tokens[next]?.text ?? "")) return null;
  const start = tokens[next + 1]?.text === "and" ? next + 2 : next + 1;
  if (!readQuantity(tokens, start)) return null;
  const last = readNounPhrase(source, start);
  if (!last?.quantity || last.adjectives.length === 0 || last.contents) return null;
  const adjectives = tokens.slice(quantity.next, next).map((token) => token.text);
  const modifiers = { ...last.modifiers, ...modifiersOf(adjectives) };
  const phrase = { ...last, quantity: quantity.quantity, adjectives, modifiers, more: true as const };
  return { chunk: { kind: "noun", phrase: { ...phrase, start: at, next } }, next };
}

const TIMES: Readonly<Record<string, number>> = { twice: 2, thrice: 3 };

/** "three of these sets", "two sets of a table and …", "this set three times:", "make that twice". */
export function readSets({ tokens }: Source, at: number): Step | null {
  const word = tokens[at]?.text ?? "";
  const number = readNumber(tokens, at);
  const times = TIMES[word] ?? (number && tokens[number.next]?.text === "times" ? number.value : null);
  if (times !== null) return readTimes(tokens, { at, times, next: TIMES[word] ? at + 1 : number!.next + 1 });
  if (!number || number.value < 2 || number.value > 50) return null;
  const more = tokens[number.next]?.text === "more";
  let next = more ? number.next + 1 : number.next;
  while (/^(?:identical|such|separate|complete|matching|equal|same)$/.test(tokens[next]?.text ?? "")) next++;
  const such = /^such$/.test(tokens[next - 1]?.text ?? "");
  const isSet = isSetWord(tokens[next]);
  if (isSet) next++;
  const total = more ? number.value + 1 : number.value;
  const behind = (end: number): Step => ({ chunk: { kind: "sets", times: total, ahead: false }, next: end });
  if (isSet && (such || more) && tokens[next]?.text !== "of") return behind(next);
  if (tokens[next]?.text !== "of") return null;
  if (/^(?:these|those|this|that|them)$/.test(tokens[next + 1]?.text ?? "")) {
    const end = isSetWord(tokens[next + 2]) ? next + 3 : next + 2;
    const made = /^(?:make|build|create|repeat|copy|place|put)$/.test(tokens[at - 1]?.text ?? "");
    const whole = made && tokens[next + 1]?.text !== "them" && tokens[end]?.kind !== "word";
    return isSetWord(tokens[next + 2]) || isSet || more || whole ? behind(end) : null;
  }
  const opensList = /^(?:an?|one)$/.test(tokens[next + 1]?.text ?? "");
  return isSet && opensList ? { chunk: { kind: "sets", times: total, ahead: true }, next: next + 1 } : null;
}

function isSetWord(token: Token | undefined): boolean {
  return /^(?:sets?|copies|groups?|arrangements?|units?|ensembles?|groupings?)$/.test(token?.text ?? "");
}

/** "three times" with "this", "that", "it" or a set before it, or with a colon behind it. */
function readTimes(
  tokens: readonly Token[],
  { at, times, next }: { at: number; times: number; next: number },
): Step | null {
  let end = next;
  while (/^(?:in|total|all|over|altogether|the|same|of|each)$/.test(tokens[end]?.text ?? "")) end++;
  const before = tokens.slice(Math.max(0, at - 4), at).map((token) => token.text);
  const points = before.some((text) => /^(?:this|that|it|these|those|set|repeat|everything)$/.test(text));
  const ahead = tokens[end]?.text === ":";
  return points || ahead ? { chunk: { kind: "sets", times, ahead }, next: end } : null;
}
