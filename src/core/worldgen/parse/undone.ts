/** What was meant, tried or looked for and did not come to be: "forgot to bring", "were never installed", "in vain". */
import { endsDeed, opensPhrase } from "./clauses.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { ADVERBS, BE, HAVE, MODAL } from "./gone.ts";
import { BROUGHT, HAVING, UNDONE } from "./goneWords.ts";
import type { NegationCue } from "./negationCues.ts";
import { isNumberWord } from "./numbers.ts";
import { type PhraseMatch, phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

/** Words of the clause that a search looks back over, at most. */
const REACH = 9;

/** Whether the word opens or joins noun phrases, and is no verb. */
export function isNominal({ text }: Token): boolean {
  return DETERMINERS.has(text) || FUNCTION_WORDS.has(text) || isNumberWord(text);
}

/** "forgot to bring", "never got around to buying": what follows; "no longer dock": of what stands before. */
export function readUndone(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const undone = UNDONE.match(tokens, at);
  const verb = tokens[undone?.next ?? -1];
  if (!undone || verb?.kind !== "word") return null;
  const after = tokens[undone.next + 1];
  const hasObject = after?.kind !== "word" || DETERMINERS.has(after.text) || !FUNCTION_WORDS.has(after.text);
  if (isHaving(verb.text) && hasObject) return { value: "absentList", next: undone.next + 1 };
  const idles = tokens[at]!.text === "no" && COMING.test(verb.text);
  return idles ? { value: "idle", next: undone.next + 1 } : null;
}

/** What animals and vehicles do where they are, in any form. */
const COMING =
  /^(?:docks?|moors?|stops?|calls?|sails?|runs?|fl(?:y|ies)|grazes?|roams?|nests?|lands?|parks?|swims?|pass(?:es)?|berths?|anchors?|departs?|operates?|roosts?|breeds?|gathers?|plays?|patrols?|drives?|wanders?|feeds?|crosse?s?)$/;

/** A verb of having in any form: "buying", "putting", "placing". */
export function isHaving(verb: string): boolean {
  if (HAVING.has(verb)) return true;
  const stem = /^(.{2,})ing$/.exec(verb)?.[1];
  if (stem === undefined) return false;
  return (
    HAVING.has(stem) ||
    HAVING.has(`${stem}e`) ||
    (stem.at(-1) === stem.at(-2) && HAVING.has(stem.slice(0, -1)))
  );
}

/** "were never installed", "has not been built": what stands before. */
export function readNotBrought(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  let next = at;
  const seen = { negated: false, be: false };
  for (; tokens[next]?.kind === "word"; next++) {
    const { text } = tokens[next]!;
    if (text === "not" || text === "never") seen.negated = true;
    else if (BE.has(text)) seen.be = true;
    else if (!(MODAL.has(text) || HAVE.has(text) || ADVERBS.has(text))) break;
  }
  const brought = seen.negated && seen.be ? BROUGHT.match(tokens, next) : null;
  return brought && endsDeed(tokens[brought.next]) ? { value: "gone", next: brought.next } : null;
}

/** Words that open what the reader below looks for. */
export const IN_VAIN = phraseTable<true>([
  ["in vain|to no avail|without success|without luck|without result|fruitlessly", true],
]);

/** "is at the upholsterer's": what stands before. */
export function readAtOwners(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const start = ADVERBS.has(tokens[at + 1]?.text ?? "") ? at + 2 : at + 1;
  const end = start + 4;
  const isOwners =
    tokens[start]?.text === "at" &&
    DETERMINERS.has(tokens[start + 1]?.text ?? "") &&
    tokens[start + 3]?.text === "'s";
  return isOwners && endsDeed(tokens[end]) ? { value: "gone", next: end } : null;
}

/** "only the chimney is left of the house": the house. */
export function readLeftOf(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  if (tokens[at + 1]?.text !== "left" || tokens[at + 2]?.text !== "of") return null;
  const before = tokens.slice(Math.max(0, at - 6), at);
  return before.some(({ text }) => /^(?:only|just|nothing|little)$/.test(text))
    ? { value: "absentList", next: at + 3 }
    : null;
}

/** Words that open what the reader below looks for. */
export const UNREAL = new Set(
  "planned wanted intended hoped wished dreamed dreamt asked ordered expected".split(" "),
);

/** "they planned a fountain but built a statue": what was planned. */
export function readUnreal(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const verb = UNDONE_PLANS.match(tokens, at);
  if (!verb || !opensPhrase(tokens[verb.next])) return null;
  for (let next = verb.next + 1; next < verb.next + 8 && tokens[next]; next++) {
    const [token, after] = [tokens[next]!, tokens[next + 1]];
    if (token.kind === "separator" && token.text !== ",") return null;
    if (token.text === "but")
      return /^(?:built|got|ended|received|settled|chose|bought|found|made|what|instead)$/.test(
        after?.text ?? "",
      )
        ? { value: "absent", next: verb.next }
        : null;
  }
  return null;
}

const UNDONE_PLANS = phraseTable<true>([
  [
    [
      ...UNREAL,
      ...[...UNREAL].flatMap((verb) => [`${verb} for`, `${verb} of`, `${verb} to build`, `${verb} to have`]),
    ].join("|"),
    true,
  ],
]);

/** "you look for a bench in vain": what stands before. */
export function readInVain(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const vain = IN_VAIN.match(tokens, at);
  if (!vain || tokens[vain.next]?.text === "for") return null;
  const before = tokens.slice(Math.max(0, at - REACH), at);
  const seeks = before.some(({ text }) =>
    /^(?:look|search|hunt|wait|hope|ask|seek|wish|long)(?:s|es|ed|ing)?$/.test(text),
  );
  return seeks ? { value: "gone", next: vain.next } : null;
}
