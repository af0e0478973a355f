/** Predicates that say that something left, was taken away or destroyed, and of what: the verbs are in goneWords.ts. */
import { endsDeed, opensPhrase } from "./clauses.ts";
import { ABSTRACT, DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { GONE, type GoneWord, TAKEN_ALONG, TAKES, TOOK } from "./goneWords.ts";
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
  "thankfully luckily regrettably once however fortunately all both long since now already sadly unfortunately sorely completely entirely simply just finally quite strictly recently alas apparently of course probably certainly ever even yet really actually still then later afterwards each most clearly".split(
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
  if (next === at && tokens[at - 1]?.text === "and") goOn(tokens, at, seen);
  if (seen.negated) return { value: null, next: core.next };
  return isGone(tokens, { at, start: next, core, seen })
    ? { value: cueOf(core.value), next: core.next }
    : null;
}

/** "was rolled up and carried off": the second verb has the auxiliary of the first. */
function goOn(
  tokens: readonly Token[],
  at: number,
  seen: { be: boolean; past: boolean; perfect: boolean },
): void {
  for (let back = at - 2; back >= Math.max(0, at - 7) && tokens[back]!.kind === "word"; back--) {
    const { text } = tokens[back]!;
    if (DETERMINERS.has(text)) return;
    if (BE.has(text)) {
      seen.be = true;
      seen.past ||= /^(?:was|were|been|got)$/.test(text);
      return;
    }
  }
}

function cueOf(word: GoneWord): NegationCue {
  return word === "yields" || word === "sent" ? word : "gone";
}

interface Predicate {
  readonly at: number;
  /** Index of the first word of `core`. */
  readonly start: number;
  readonly core: PhraseMatch<GoneWord>;
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
      if (!aux && isSubject(tokens[at - 1])) return tellsWhen(tokens, core.next);
      if (!seen.perfect || seen.be) return false;
      if (last === "left") return ends;
      return !/^(?:here|in|into|onto|back|past|over|under|across|along|around|up|the|a|an|its|by)$/.test(
        after?.kind === "word" ? after.text : "",
      );
    case "broke":
      return !STAYS.test(after?.text ?? "") && (aux || isSubject(tokens[at - 1])) && !isNaming(after);
    case "elsewhere":
      return seen.be;
    case "sent":
      return seen.be && (seen.past || seen.perfect);
    case "yields":
      return aux || isSubject(tokens[at - 1]);
    case "removed":
      if (seen.perfect && !seen.be) return !opensPhrase(after);
      if (!aux) return ends && (seen.adverb || isSubject(tokens[at - 1]));
      return true;
    default:
      if (seen.perfect && !seen.be) return ends;
      if (!seen.past)
        return (ends && (aux || seen.adverb)) || (after?.kind !== "word" && isHeadline(tokens, at));
      return !(after?.text === "by" && !seen.perfect) && !/^(?:in|at|here)$/.test(after?.text ?? "");
  }
}

/** "left ten minutes ago", "sailed yesterday". */
function tellsWhen(tokens: readonly Token[], at: number): boolean {
  for (let next = at; next < at + 5 && tokens[next]?.kind !== "separator"; next++) {
    const text = tokens[next]?.text ?? "";
    if (/^(?:ago|yesterday|earlier|already|since)$/.test(text)) return true;
    if (next === at && /^(?:last|early|hours|years|days|weeks|months)$/.test(text)) return true;
    if (RELATION_OPENERS.has(text)) return false;
  }
  return false;
}

const RELATION_OPENERS = new Set("in on at by under behind near next past over through the a an".split(" "));

/** "horses sold.", "the painting stolen": a clause of a bare noun and what became of it. */
function isHeadline(tokens: readonly Token[], at: number): boolean {
  if (!isSubject(tokens[at - 1])) return false;
  let start = at - 1;
  while (start > at - 4 && tokens[start - 1]?.kind === "word") start--;
  if (tokens[start - 1]?.kind === "word") return false;
  const opener = tokens[start]!.text;
  if (/^(?:the|its|their|his|her|my|our|all)$/.test(opener)) return at - start < 4;
  return at - start < 3 && !DETERMINERS.has(opener) && !FUNCTION_WORDS.has(opener);
}

/** "collapsed onto the road", "bolted to the floor": still to be seen. */
const STAYS = /^(?:to|into|onto|on|over|across|shut|together|half|down|against)$/;

/** "escaped lions": what follows is what it is said of. */
function isNaming(token: Token | undefined): boolean {
  return (
    token?.kind === "word" && !FUNCTION_WORDS.has(token.text) && !ABSTRACT.has(token.text) && !endsDeed(token)
  );
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
  if (/^(?:half|partly|partially|nearly|almost)$/.test(token.text)) return false;
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
  const object = tokens[took?.next ?? -1]?.text ?? "";
  if (took && /^(?:it|them)$/.test(object)) return { value: "taken", next: took.next + 1 };
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
    // "carried off, the lamp switched off": has its particle already.
    if (TAKES.has(token.text) && back < at - 1 && TAKEN_ALONG.match(tokens, back + 1)) return null;
    if (TAKES.has(token.text)) return back < at - 1 ? { value: "gone", next: along.next } : null;
  }
  return null;
}
