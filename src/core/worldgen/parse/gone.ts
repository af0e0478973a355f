/** Predicates that say that something left, was taken away or destroyed, and of what: the verbs are in goneWords.ts. */
import { endsDeed, opensPhrase } from "./clauses.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { GONE, TAKEN_ALONG, TAKES, TOOK } from "./goneWords.ts";
import type { NegationCue } from "./negationCues.ts";
import type { PhraseMatch } from "./phrases.ts";
import type { Token } from "./tokens.ts";

/** How many words back a clause is looked into. */
const REACH = 9;

export const BE = new Set(
  "is are was were be been being get got gets getting lie lies stand stands".split(" "),
);
export const HAVE = new Set("has have had having".split(" "));
export const MODAL = new Set(
  "do does did can could will would should shall must may might need dare".split(" "),
);
export const ADVERBS = new Set(
  "all both long since now already sadly unfortunately sorely completely entirely simply just finally quite strictly recently alas apparently of course probably certainly ever even yet really actually still then later afterwards each most clearly".split(
    " ",
  ),
);
/** Adverbs that a participle without an auxiliary may follow: "the trees long since felled". */
const BARE_ADVERBS = new Set(
  "all both long since now already strictly completely entirely finally".split(" "),
);

/** "have all sailed", "was taken down years ago", "the trees long since felled": of what stands before. */
export function readGone(tokens: readonly Token[], at: number): PhraseMatch<NegationCue | null> | null {
  let next = at;
  const seen = { be: false, past: false, perfect: false, adverb: false, negated: false };
  for (; tokens[next]?.kind === "word"; next++) {
    const { text } = tokens[next]!;
    if (text === "lost" || GONE.match(tokens, next)?.value === "left") break;
    if (BE.has(text)) {
      seen.be = true;
      seen.past ||= /^(?:was|were|been|got)$/.test(text);
    } else if (HAVE.has(text)) seen.perfect = true;
    else if (/^(?:should|must|shall|to)$/.test(text) && next > at) seen.be ||= false;
    else if (text === "not" && next > at) seen.negated = true;
    else if (ADVERBS.has(text)) seen.adverb ||= BARE_ADVERBS.has(text);
    else break;
  }
  const core = GONE.match(tokens, next);
  if (!core) return null;
  if (seen.negated) return { value: null, next: core.next };
  return isGone(tokens, { at, start: next, core, seen })
    ? { value: cueOf(core.value), next: core.next }
    : null;
}

function cueOf(word: string): NegationCue {
  return word === "yields" ? "yields" : "gone";
}

interface Predicate {
  readonly at: number;
  /** Index of the first word of `core`. */
  readonly start: number;
  readonly core: PhraseMatch<string>;
  readonly seen: Readonly<Record<"be" | "past" | "perfect" | "adverb" | "negated", boolean>>;
}

function isGone(tokens: readonly Token[], { at, start, core, seen }: Predicate): boolean {
  const after = tokens[core.next];
  const ends = endsDeed(after);
  const aux = seen.be || seen.perfect;
  const last = tokens[core.next - 1]!.text;
  if (/^burn/.test(tokens[core.next - 2]?.text ?? "") && burnsLow(tokens, at)) return false;
  switch (core.value) {
    case "left":
      if (/^(?:missing|absent|history|nowhere|extinct|more|go|gone|memory)$/.test(last) && !aux)
        return ends && last !== "nowhere" && last !== "go" && (seen.adverb || isSubject(tokens[at - 1]));
      if (last === "missing" && opensPhrase(after)) return false;
      if (last === "away" && core.next === start + 1) return ends && BE.has(tokens[start - 1]?.text ?? "");
      if (!aux && !seen.adverb) return isSubject(tokens[at - 1]);
      return true;
    case "perfect":
      if (!seen.perfect || seen.be) return false;
      if (last === "left") return ends;
      return !/^(?:here|in|into|onto|back|past|over|under|across|along|around|up|the|a|an|its|by)$/.test(
        after?.kind === "word" ? after.text : "",
      );
    case "yields":
      return aux || isSubject(tokens[at - 1]);
    case "removed":
      if (seen.perfect && !seen.be) return !opensPhrase(after);
      if (!aux) return ends && (seen.adverb || isSubject(tokens[at - 1]));
      return true;
    default:
      if (seen.perfect && !seen.be) return ends;
      if (!seen.past) return ends && (aux || seen.adverb);
      return !(after?.text === "by" && !seen.perfect) && !/^(?:in|at|here)$/.test(after?.text ?? "");
  }
}

/** "the candles had burned down": they are there, only shorter. */
function burnsLow(tokens: readonly Token[], at: number): boolean {
  return tokens
    .slice(Math.max(0, at - REACH), at)
    .some(({ text }) =>
      /^(?:candle|torch|taper|fire|campfire|bonfire|wick|match|log|ember|coal)(?:e?s)?$/.test(text),
    );
}

/** A word that could end the subject: "the trees felled", not "a felled tree". */
function isSubject(token: Token | undefined): boolean {
  if (token?.kind !== "word") return token?.kind === "number";
  if (/^(?:they|it|that|which|who|all|both|them|these|those|he|she)$/.test(token.text)) return true;
  return !FUNCTION_WORDS.has(token.text) && !DETERMINERS.has(token.text);
}

/** "has destroyed the church", "stole the piano". */
export function readTook(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  let next = at;
  while (HAVE.has(tokens[next]?.text ?? "") || (next > at && ADVERBS.has(tokens[next]?.text ?? ""))) next++;
  const before = tokens[at - 1];
  if (next === at && before?.kind === "word" && (BE.has(before.text) || DETERMINERS.has(before.text)))
    return null;
  const took = TOOK.match(tokens, next);
  return took && opensPhrase(tokens[took.next]) ? { value: "absentList", next: took.next } : null;
}

/** "took the chairs with them", "leave the piano and the harp out": what stands before. */
export function readTakenAlong(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const along = TAKEN_ALONG.match(tokens, at);
  if (!along || !endsDeed(tokens[along.next])) return null;
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const token = tokens[back]!;
    if (token.kind === "separator" && token.text !== ",") return null;
    if (BE.has(token.text)) return null;
    if (TAKES.has(token.text)) return back < at - 1 ? { value: "gone", next: along.next } : null;
  }
  return null;
}
