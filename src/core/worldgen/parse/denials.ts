/** Denials that are whole verb phrases: "has long been sold", "no longer come", "nobody has ever …", "all but one". */
import { FUNCTION_WORDS } from "./functionWords.ts";
import type { NegationCue } from "./negationCues.ts";
import { type PhraseMatch, phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

/** Words of the clause that a pattern looks at. */
const REACH = 9;

const BE = "(?:is|are|was|were|has|have|had|has been|have been|had been|got|get|being|had to be|has to be)";
const ADVERB =
  "(?: (?:all|long|long since|now|since|already|sadly|unfortunately|sorely|completely|entirely|simply|been|both|finally|just|quite|strictly))*";
const ABSENT =
  "gone|missing|absent|vanished|disappeared|removed|demolished|torn down|cut down|chopped down|felled|uprooted|burned down|burnt down|melted away|pulled down|knocked down|taken down|taken away|cleared away|carried off|carried away|dismantled|evicted|thrown out|thrown away|left at home|sold out|out of stock|out of the question|extinct|forbidden|banned|prohibited|outlawed|unwelcome|nowhere|not to be found|nowhere to be found|not to be seen|not here|not there|no more|not allowed|not welcome|not wanted";
/** These deny only at the end of a clause: "sold", but "sold by a baker". */
const ENDING = "forgotten|sold|stolen|left out|kept out|lost|not in stock";
const COMES = "comes?|exists?|grows?|lives?|visits?|appears?|remains?";

/** What stands before is not there. */
const AFTER: readonly RegExp[] = [
  new RegExp(`^${BE}${ADVERB} (?:${ABSENT})\\b`),
  new RegExp(`^${BE}${ADVERB} (?:${ENDING})$`),
  new RegExp(`^(?:no longer|never|never again) (?:${COMES})(?: (?:here|by|there|back|any more))*$`),
  /^(?:no longer|never) stands?(?: (?:here|there))?$/,
  /^(?:do|does|did|will|would) not (?:come|exist|grow|live|appear|visit)(?: (?:here|there|any ?more|any longer))*$/,
  /^(?:used to|once|formerly|would once) (?:stand|stood|be|was|were|grow|grew|live|lived|lie|lay)(?: (?:here|there))?$/,
  /^would be (?:too much|out of place|overkill)\b/,
  /^not (?:a single one|even one|one)$/,
  /^(?:stood|was|were|grew|lived) (?:here|there) once$/,
  /^(?:vanished|disappeared|ran away|flew away|moved away|had to go|has had to go|have had to go)\b/,
  /^(?:is|are) (?:no longer|not any longer) (?:here|there|with us|around|needed|wanted|allowed)\b/,
  /^nothing (?:remains|remained|is left|was left|survives|survived|has survived|can be seen)\b/,
  /^not (?:a|one) (?:stone|brick|trace|board|plank) (?:remains|remained|is left|was left)\b/,
  /^no trace (?:remains|remained|is left|was left)\b/,
  /^(?:not here|not in here|not there|not now|not today|not this time|not for me|rather not|better not|i would rather not|i had rather not|i do not think so|i think not|out of the question|by no means|under no circumstances)$/,
];

/** The verb's object is not there: "nobody has ever built a house". */
const VERBS = phraseTable<NegationCue>([
  ["never|has never|have never|had never|was never|were never", "verb"],
]);

/** What must not be there follows; longer than the fixed phrases that begin alike. */
const BEFORE = phraseTable<NegationCue>([
  [
    "there used to be|there used to be a|there is not so much as|there is not so much as a|has lost all|have lost all|lost all|there once was|there once were|there was once|there were once|there had been|nothing remains of|nothing remained of|nothing is left of|nothing was left of|no trace remains of|there is no longer|there are no longer|there is no longer any|there are no longer any|there is no more|there are no more|has no longer|have no longer|no longer has|no longer have|no longer contains|can not find|will not find|will not see|do not see|can not see|do not find|would not find|never find|lacks|lack|keep away|goes without|go without|do without|did away with|nowhere",
    "absentList",
  ],
]);

function readDeed(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const never = VERBS.match(tokens, at);
  return never && { value: "verb", next: endOfDeed(tokens, never.next) };
}

/** The index after the verb of a denied deed, which can look like a noun ("nobody parks"). */
export function endOfDeed(tokens: readonly Token[], at: number): number {
  let next = at;
  while (
    /^(?:ever|even|yet|has|have|had|been|is|are|was|would|will|could|can|may|should)$/.test(
      tokens[next]?.text ?? "",
    )
  )
    next++;
  const verb = tokens[next];
  return verb?.kind === "word" && !FUNCTION_WORDS.has(verb.text) ? next + 1 : next;
}

/** The denial that the words at `at` are, or null. */
export function readDenial(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const words: string[] = [];
  while (words.length < REACH && tokens[at + words.length]?.kind === "word")
    words.push(tokens[at + words.length]!.text);
  const joint = words.findIndex(
    (word, index) => index > 0 && /^(?:and|but|so|because|or|only|just)$/.test(word),
  );
  const clause = words.slice(0, joint > 0 ? joint : words.length).join(" ");
  let longest = BEFORE.match(tokens, at) ?? readDeed(tokens, at);
  for (const pattern of AFTER) {
    const found = pattern.exec(clause);
    if (!found) continue;
    const next = at + found[0].split(" ").length;
    if (!longest || next > longest.next) longest = { value: "gone", next };
  }
  return longest;
}

const BUT = phraseTable<true>([
  ["but|except|except for|save|save for|apart from|other than|with the exception of", true],
]);

/** "but one", "except for two": how many are left of what must go. */
export function readLeaving(
  tokens: readonly Token[],
  at: number,
  numberAt: (at: number) => { value: number; next: number } | null,
): { count: number; next: number } | null {
  const but = BUT.match(tokens, at);
  if (!but) return null;
  const one = /^(?:an?|the)$/.test(tokens[but.next]?.text ?? "") && tokens[but.next + 1]?.text === "single";
  const number = one ? null : numberAt(but.next);
  if (!number || !Number.isInteger(number.value) || number.value < 1) return null;
  const ofThem =
    tokens[number.next]?.text === "of" && /^(?:them|those|these)$/.test(tokens[number.next + 1]?.text ?? "");
  const next = ofThem ? number.next + 2 : number.next;
  const after = tokens[next];
  if (after?.kind === "word" && !/^(?:and|then|please|so|in|on|at|by)$/.test(after.text)) return null;
  return { count: number.value, next };
}
