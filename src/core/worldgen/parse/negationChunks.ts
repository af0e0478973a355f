/** Where words are a negation: orders only at the start of a clause, denials only of what stands before. */
import { isAdjective } from "./adjectives.ts";
import type { Step } from "./chunk.ts";
import { endsClause, opensPhrase, startsClause } from "./clauses.ts";
import { endOfDeed, readDenial } from "./denials.ts";
import { readLeaving } from "./exceptions.ts";
import { FUNCTION_WORDS } from "./functionWords.ts";
import { BRINGING } from "./goneWords.ts";
import { NEGATION_CUES, ORDERS_AWAY } from "./negationCues.ts";
import type { Source } from "./nounHead.ts";
import { isNumberWord, readNumber } from "./numbers.ts";
import type { Token } from "./tokens.ts";

/** A negation where its words are one: orders only at the start of a clause, denials only of what stands before. */
export function readNegation({ tokens }: Source, at: number): Step | null {
  const order = startsClause(tokens[at - 1]) ? ORDERS_AWAY.match(tokens, at) : null;
  const match = NEGATION_CUES.match(tokens, at);
  if (match && tokens[match.next - 1]!.text === "no" && isBound(tokens, match.next)) return null;
  if (match && isUnmatched(tokens, match.next)) return { chunk: null, next: match.next };
  if (match && isContrast(tokens, at)) return { chunk: null, next: match.next };
  const longest = order && (!match || order.next >= match.next) ? order : match;
  const denial = readDenial(tokens, at);
  if (denial && (!longest || denial.next >= longest.next))
    return { chunk: denial.value && { kind: "negation", cue: denial.value }, next: denial.next };
  if (!longest || isElliptic(tokens, at, longest.next)) return null;
  const { value: cue, next } = longest;
  if (cue === "swap" && !opensPhrase(tokens[next])) return null;
  if (FEARS.has(tokens[at]!.text) && opensPhrase(tokens[next])) return null;
  if (cue === "denied" && BARE_DENIALS.has(tokens[next - 1]!.text) && !endsClause(tokens[next])) return null;
  return { chunk: { kind: "negation", cue }, next };
}

/** "please no more than two": a bound, not a denial. */
function isBound(tokens: readonly Token[], at: number): boolean {
  return /^(?:more|fewer|less)$/.test(tokens[at]?.text ?? "") && tokens[at + 1]?.text === "than";
}

/** "no finer statue than this one": it is there. */
function isUnmatched(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.text ?? "";
  if (!/^(?:[a-z]{2,}er|more|better|worse)$/.test(word) || tokens[at + 1]?.kind !== "word") return false;
  if (tokens[at + 1]!.text === "than") return false;
  return tokens.slice(at + 2, at + 5).some(({ text }) => text === "than");
}

/** "two swings, not one", "three, not four": another number of the same. */
function isContrast(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text !== "not") return false;
  const number = readNumber(tokens, at + 1);
  if (!number || tokens[number.next]?.kind === "word") return false;
  for (let back = at - 1; back >= Math.max(0, at - 6); back--) {
    const token = tokens[back]!;
    if (token.kind === "separator" && token.text !== ",") return false;
    if (token.kind === "number" || isNumberWord(token.text)) return true;
  }
  return false;
}

/** "the van is red, the cars are not": not red, but there; "chairs are fine, tables are not" denies the tables. */
function isElliptic(tokens: readonly Token[], at: number, next: number): boolean {
  if (tokens[next - 1]!.text !== "not" || !endsClause(tokens[next]) || next < at + 2) return false;
  for (let back = at - 1; back > Math.max(0, at - 12) && tokens[back]!.text !== "."; back--) {
    const [be, after] = [tokens[back - 1]!, tokens[back]!];
    if (/^(?:is|are|was|were)$/.test(be.text)) return isAdjective(after.text) && !ALLOWED.has(after.text);
  }
  return false;
}

const ALLOWED = new Set(
  "fine ok okay good great nice welcome lovely allowed wanted needed required".split(" "),
);

/** "every stool but one". */
export function readRest({ tokens }: Source, at: number): Step | null {
  const left = readLeaving(tokens, at);
  return left && { chunk: { kind: "leaving", count: left.count }, next: left.next };
}

/** "afraid of spiders" wants none; "a mouse afraid of the cat" has a cat. */
const FEARS = new Set(
  "afraid scared frightened terrified allergic hate hates hated dislike dislikes detest detests loathe loathes".split(
    " ",
  ),
);

/** Last words of denials that deny only at the end of a clause: "armchairs are not", but "the hall is not large". */
const BARE_DENIALS = new Set("not none way go all please".split(" "));

/** "nobody has built", after the cue for nobody that ends at `end`; null where no deed follows. */
export function readNobody(tokens: readonly Token[], end: number): Step | null {
  if (!/^(?:nobody|one)$/.test(tokens[end - 1]!.text) || !opensDeed(tokens[end])) return null;
  const next = endOfDeed(tokens, end);
  const brings = BRINGING.has(tokens[next - 1]!.text);
  return { chunk: { kind: "negation", cue: brings ? "absentList" : "verb" }, next };
}

/** "nobody has built", "nobody parks": not "nobody around", "nobody but". */
function opensDeed(token: Token | undefined): boolean {
  if (token?.kind !== "word") return false;
  return (
    /^(?:has|had|have|ever|would|will|can|could|may|should|is|was|dares|wants)$/.test(token.text) ||
    !FUNCTION_WORDS.has(token.text)
  );
}
