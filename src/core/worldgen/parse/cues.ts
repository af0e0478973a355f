/** Finds the words that tell time and weather, and decides between them. */
import type { TIMES_OF_DAY, WEATHERS } from "../blueprint.ts";
import { MAX_SETTING_WORDS, settingOf } from "../settings.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { missingIn, NOT_FREE_OF } from "./negationCues.ts";
import { CUES, type Cue, timeOfHour } from "./timeWeather.ts";
import type { Token } from "./tokens.ts";

export interface CueReading {
  readonly time: (typeof TIMES_OF_DAY)[number];
  readonly weather: (typeof WEATHERS)[number];
  /** For a token that starts a cue, the index after it; cues that are also things are not in it. */
  readonly ends: ReadonlyMap<number, number>;
  /** Things that a cue says must not be there ("not a cloud in the sky"). */
  readonly absent: readonly string[];
}

const NEGATIONS = new Set(["no", "not", "without", "never", "neither", "nor", "any", "isnt", "no more"]);
const DEFAULT_TIME = "day";
const DEFAULT_WEATHER = "clear";

/** Time and weather of the prompt: the last strong cue wins, then the last weak one, then day and clear. */
export function readCues(tokens: readonly Token[], vocabulary: Vocabulary): CueReading {
  const ends = new Map<number, number>();
  const absent: string[] = [];
  const strong: { time?: Cue["time"]; weather?: Cue["weather"] } = {};
  const weak: { time?: Cue["time"]; weather?: Cue["weather"] } = {};
  for (let at = 0; at < tokens.length; at++) {
    const hour = readHour(tokens, at);
    if (hour) strong.time = timeOfHour(hour.hour);
    const missing = readMissing(tokens, at, vocabulary);
    if (missing) {
      absent.push(missing.noun);
      ends.set(at, missing.next);
      at = missing.next - 1;
      continue;
    }
    const match = CUES.match(tokens, at);
    if (!match || (match.next === at + 1 && partOfName(tokens, at, vocabulary))) continue;
    const cue = match.value;
    if (!cue.keep) ends.set(at, match.next);
    if (cue.absent) absent.push(cue.absent);
    const negated = isNegated(tokens, at);
    const into = cue.weak ? weak : strong;
    if (!negated && cue.time) into.time = cue.time;
    if (!negated && cue.weather) into.weather = cue.weather;
    at = match.next - 1;
  }
  return {
    time: strong.time ?? weak.time ?? DEFAULT_TIME,
    weather: strong.weather ?? weak.weather ?? DEFAULT_WEATHER,
    ends,
    absent,
  };
}

/** "treeless" and "car-free". */
function readMissing(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
): { noun: string; next: number } | null {
  const token = tokens[at]!;
  if (token.kind !== "word") return null;
  const stem = missingIn(token.text);
  if (stem && vocabulary.isNoun(stem)) return { noun: vocabulary.singular(stem), next: at + 1 };
  const after = tokens[at + 1];
  if (after?.text !== "free" || NOT_FREE_OF.has(token.text)) return null;
  if (!after.glued && !describes(tokens, at, vocabulary)) return null;
  return { noun: vocabulary.singular(token.text), next: at + 2 };
}

/** "a car free street": between a determiner and a noun. */
function describes(tokens: readonly Token[], at: number, vocabulary: Vocabulary): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 2]];
  const opens = before?.kind !== "word" || DETERMINERS.has(before.text);
  return (
    opens && vocabulary.isNoun(tokens[at]!.text) && after?.kind === "word" && !FUNCTION_WORDS.has(after.text)
  );
}

/** "snow globe", "night market": the cue's word is part of the name of a thing or a place. */
function partOfName(tokens: readonly Token[], at: number, vocabulary: Vocabulary): boolean {
  let phrase = tokens[at]!.text;
  const limit = Math.max(MAX_SETTING_WORDS, Math.min(5, vocabulary.maxWords));
  for (let next = at + 1; next < at + limit && tokens[next]?.kind === "word"; next++) {
    phrase += ` ${tokens[next]!.text}`;
    if (vocabulary.lookup(phrase)?.source === "explicit") return true;
    if (settingOf(phrase)) return true;
  }
  const before = tokens[at - 1];
  return (
    before?.kind === "word" && vocabulary.lookup(`${before.text} ${tokens[at]!.text}`)?.source === "explicit"
  );
}

/** "no rain", "without any fog", "no rain or snow". */
function isNegated(tokens: readonly Token[], at: number): boolean {
  for (let back = at - 1; back >= at - 4 && tokens[back]?.kind === "word"; back--) {
    if (NEGATIONS.has(tokens[back]!.text))
      return tokens[back]!.text !== "any" || NEGATIONS.has(tokens[back - 1]?.text ?? "");
    if (!/^(?:or|rain|snow|fog|mist|storm|wind|heavy|a|it|raining|and)$/.test(tokens[back]!.text))
      return false;
  }
  return false;
}

/** "3 am", "10 pm", "7 oclock". */
function readHour(tokens: readonly Token[], at: number): { hour: number } | null {
  const token = tokens[at];
  const unit = tokens[at + 1]?.text;
  if (token?.kind !== "number" || token.value < 1 || token.value > 12) return null;
  if (unit !== "am" && unit !== "pm") return null;
  return { hour: (Math.floor(token.value) % 12) + (unit === "pm" ? 12 : 0) };
}
