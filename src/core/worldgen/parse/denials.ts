/** Denials that are whole verb phrases: "has long been sold", "no longer come", "has yet to get", "nobody has ever …". */
import { looksAdjectival } from "./adjectives.ts";
import { endsDeed, opensPhrase } from "./clauses.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { ADVERBS, BE, HAVE, MODAL, readGone, readTakenAlong, readTook } from "./gone.ts";
import { GONE, TAKEN_ALONG, TOOK, UNDONE } from "./goneWords.ts";
import type { NegationCue } from "./negationCues.ts";
import { type PhraseMatch, phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";
import {
  IN_VAIN,
  isHaving,
  isNominal,
  readAtOwners,
  readInVain,
  readLeftOf,
  readNotBrought,
  readUndone,
  readUnreal,
  UNREAL,
} from "./undone.ts";

/** Words of the clause that a pattern looks at, at most. */
const REACH = 9;

const COMES =
  "comes?|came|exists?|existed|grows?|grew|lives?|lived|visits?|visited|appears?|appeared|remains?|arrives?|arrived|returns?|returned|shows? up|showed up|turns? up|turned up|materiali[sz]ed";

/** What stands before is not there. Each begins with one of AFTER_OPENS. */
const AFTER: readonly RegExp[] = [
  new RegExp(
    `^(?:no longer|never|never again) (?:${COMES})(?: (?:here|by|there|back|home|again|any more|anymore))*$`,
  ),
  /^(?:no longer|never) stands?(?: (?:here|there))?$/,
  /^(?:do|does|did|will|would) not (?:come|exist|grow|live|appear|visit)(?: (?:here|there|any ?more|any longer))*$/,
  /^(?:used to|once|formerly|previously|originally|would once) (?:stand|stood|be|was|were|grow|grew|live|lived|lie|lay|hang|hung|had been)(?: (?:here|there))?$/,
  /^(?:once|formerly|previously|originally) (?:stood|grew|lived|lay|hung)(?= )/,
  /^used to (?:stand|grow|live|lie|hang|be)(?= (?:here|there|in|on|by|at|along|next|around|near|beside|under|behind|between|where|everywhere)\b)/,
  /^(?:had|has|have)(?: (?:all|long))* to (?:go|leave|move out)\b/,
  /^would(?: only| just)? be (?:too much|out of place|overkill|wrong|silly|a mistake|a bad idea|too big)\b/,
  /^would not (?:fit|work|do|belong|suit)\b/,
  /^would(?: only| just)? (?:be|get) in the way\b/,
  /^would(?: only| just)? (?:spoil|ruin|clutter) (?:it|everything|the)\b/,
  /^(?:did|has|have|had|do|does|will) not (?:survived?|lasted|last|make it|made it)\b/,
  /^(?:none|not one|not a single one) (?:of them )?(?:(?:is|are|was|were) left|remains?|remained|survives?|survived|stands?|stood)\b/,
  /^not (?:a single one|even one|one)$/,
  /^(?:has|have|had) not (?:come|been seen|appeared|arrived|visited|called)(?: (?:here|there|by|back))?(?= (?:in|for|since)\b|$)/,
  /^(?:stood|was|were|grew|lived) (?:here|there) once$/,
  /^(?:is|are) (?:no longer|not any longer) (?:here|there|with us|around|needed|wanted|allowed)\b/,
  /^(?:you|we|one|they|i) (?:will|would|can|could|do|shall) not (?:see|find|meet|spot|get)(?: (?:here|there|anywhere))?$/,
  /^nothing (?:remains|remained|is left|was left|survives|survived|has survived|can be seen)\b/,
  /^not (?:a|one) (?:stone|brick|trace|board|plank) (?:remains|remained|is left|was left)\b/,
  /^no trace (?:remains|remained|is left|was left)\b/,
  /^(?:yet|still) to (?:arrive|come|appear|be (?:built|delivered|planted|installed|added|made|put up|found|bought|finished))\b/,
  /^(?:has|have) (?:yet|still) to (?:arrive|come|appear|be (?:built|delivered|planted|installed|added|made|put up|found|bought|finished))\b/,
  /^(?:it|they|he|she|we|you) (?:once|formerly) (?:had|held|contained)$/,
  /^(?:not here|not in here|not there|not now|not today|not this time|not for me|rather not|better not|i would rather not|i had rather not|i do not think so|i think not|out of the question|by no means)$/,
];

const AFTER_OPENS = new Set(
  "no never do does did will would used once formerly previously originally not stood was were grew lived had has have is are nothing none yet still it they he she we you one i rather better out by under on".split(
    " ",
  ),
);

/** What must not be there follows; longer than the fixed phrases that begin alike. */
const BEFORE = phraseTable<NegationCue>([
  [
    "lost its|lost their|have lost their|has lost its|gone are|gone is|gone the|missing are|absent are|absent is|there used to be|there used to be a|used to be a|used to be an|used to be the|used to have|used to hold|used to contain|used to house|once had|once held|once housed|once contained|was once a|what used to be|what was once|what once was|once stood|there once stood|here once stood|formerly stood|once there was|once there were|formerly there was|formerly there were|in the old days there was|in the old days there were|in the past there was|in the past there were|in former times there was|in former times there were|previously there was|previously there were|there is not so much as|there is not so much as a|has lost all|have lost all|lost all|there once was|there once were|there was once|there were once|there had been|nothing remains of|nothing remained of|nothing is left of|nothing was left of|no trace remains of|there is no longer|there are no longer|there is no longer any|there are no longer any|there is no more|there are no more|has no longer|have no longer|no longer has|no longer have|no longer contains|no longer holds|no longer any",
    "absentList",
  ],
  [
    "lacks|lack|keep away|goes without|go without|do without|did away with|nowhere|nowhere is there|nowhere was there|in vain for|in vain to find|hard pressed to find|hard put to find|has yet to get|have yet to get|has yet to receive|have yet to receive|yet to get|still waiting for its|still waiting for their|still waits for its|still wait for their|still waiting for a|still waits for a|still awaits its|still awaiting its|awaiting its|awaits its|awaiting a|is short of|are short of|short of an|short of a|short of any|ran out of|run out of|fresh out of|clean out of|waiting for its first|waiting for their first|still waits for its first|awaits its first|awaiting its first|in want of|in need of|in dire need of|what is missing is|all that is missing is|the only thing missing is|missing is|refrain from|refrain from adding|refrain from using|emptied of|robbed of|relieved of|shorn of|denuded of|cleaned out of|purged of|swept clear of|swept free of|out of reach of any|hate to see|hate seeing|want rid of|no fan of|no fan of any|not into|can not afford|could not afford|no money for|no money left for|no budget for|no use for|no time for|decided against|opted against|draw # line at|drew # line at|turn # nose up at|if only there were|if only there was|if only it had|if only it were|tired of|sick of|fed up with|bored of|bored with|had enough of|enough with|enough of|weary of|all that is left of|all that remains of|all that was left of|all that remained of|we missed|i missed|she missed|he missed|they missed|just missed|swear off|swore off|steer clear of|stay clear of|clear of any|abstain from|opted out of|opt out of|shun|shuns|ward off|wards off|keep clear of|without benefit of|for want of|for lack of|in the absence of any|short on",
    "absentList",
  ],
]);

/** What an auxiliary and "not" lead to is no denial of an object: "you can't miss", "has not been removed". */
const KEPT = phraseTable<true>([
  ["miss|ignore|overlook|forget|avoid|resist|help|wait|do without|go wrong", true],
]);

/** Between a negation and its verb: "do not under any circumstances add". */
const ASIDE = phraseTable<true>([
  [
    "under any circumstances|under any condition|in any case|in any way|for any reason|at any price|on any account|by any means|please|ever|also|try to|dare to|dare|go and|go ahead and|want to|want you to|wish to|care to|need to|feel like|think of|think about|bother to|bother|bother with",
    true,
  ],
]);

const OLD = /^(?:once|formerly|previously|originally)$/;

type Reader = (tokens: readonly Token[], at: number) => PhraseMatch<NegationCue | null> | null;

const isAux = (word: string) => HAVE.has(word) || MODAL.has(word) || word === "never";

/** What can begin with a word, and how it is read; of equally long ones the first counts. */
const READERS: readonly (readonly [opens: (word: string) => boolean, read: Reader])[] = [
  [BEFORE.opensWith, (tokens, at) => BEFORE.match(tokens, at)],
  [(word) => AFTER_OPENS.has(word), readAfter],
  [(word) => BE.has(word) || HAVE.has(word) || ADVERBS.has(word) || GONE.opensWith(word), readGone],
  [(word) => TOOK.opensWith(word) || HAVE.has(word), readTook],
  [UNDONE.opensWith, readUndone],
  [(word) => BE.has(word) || isAux(word), readNotBrought],
  [isAux, readNotDone],
  [IN_VAIN.opensWith, readInVain],
  [(word) => BE.has(word), (tokens, at) => readAtOwners(tokens, at) ?? readLeftOf(tokens, at)],
  [(word) => UNREAL.has(word), readUnreal],
  [TAKEN_ALONG.opensWith, readTakenAlong],
  [(word) => WHERE_VERBS.has(word), readWhere],
];

/** The readers of words that were asked for, at most so many: most words open none. */
const KNOWN = new Map<string, readonly Reader[]>();
const MAX_KNOWN = 4096;

function readersOf(word: string): readonly Reader[] {
  const known = KNOWN.get(word);
  if (known) return known;
  const readers = READERS.filter(([opens]) => opens(word)).map(([, read]) => read);
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(word, readers);
  return readers;
}

/** The denial that the words at `at` are, or null; `value` null where they only look like one. */
export function readDenial(tokens: readonly Token[], at: number): PhraseMatch<NegationCue | null> | null {
  if (tokens[at]?.kind !== "word") return null;
  let longest: PhraseMatch<NegationCue | null> | null = null;
  for (const read of readersOf(tokens[at]!.text)) {
    const match = read(tokens, at);
    if (match && (!longest || match.next > longest.next)) longest = match;
  }
  return longest;
}

const ENDS_DENIAL = /^(?:and|but|so|because|or|only|just|now)$/;

function readAfter(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  const words: string[] = [];
  while (words.length < REACH && tokens[at + words.length]?.kind === "word")
    words.push(tokens[at + words.length]!.text);
  const joint = words.findIndex(
    (word, index) => index > (words[0] === "would" ? 1 : 0) && ENDS_DENIAL.test(word),
  );
  const clause = words.slice(0, joint > 0 ? joint : words.length).join(" ");
  let next = 0;
  for (const pattern of AFTER) {
    const found = pattern.exec(clause);
    if (found) next = Math.max(next, at + found[0].trim().split(" ").length);
  }
  return next > 0 ? { value: "gone", next } : null;
}

/** "does not have", "have yet to build", "never got": what follows; "cannot reach": only what is not named already. */
function readNotDone(tokens: readonly Token[], at: number): PhraseMatch<NegationCue | null> | null {
  let next = at;
  let negated = false;
  for (; tokens[next]?.kind === "word"; next++) {
    const { text } = tokens[next]!;
    const aside = negated ? ASIDE.match(tokens, next) : null;
    if (text === "not" || text === "never") negated = true;
    else if (aside) next = aside.next - 1;
    else if (!(MODAL.has(text) || HAVE.has(text) || ADVERBS.has(text) || text === "been")) break;
    else if (negated && HAVE.has(text) && opensPhrase(tokens[next + 1])) break;
  }
  const verb = tokens[next];
  if (!negated || verb?.kind !== "word" || /^(?:imagine|picture)$/.test(verb.text)) return null;
  const kept = KEPT.match(tokens, next);
  if (kept) return { value: null, next: kept.next };
  const after = tokens[next + 1];
  const hasObject = after?.kind !== "word" || DETERMINERS.has(after.text) || !FUNCTION_WORDS.has(after.text);
  if (isHaving(verb.text) && hasObject) return { value: "absentList", next: next + 1 };
  if (BE.has(verb.text) || isNominal(verb)) return null;
  const modal = MODAL.has(tokens[at]!.text);
  const isDeed = modal || /(?:ed|en)$/.test(verb.text) || tokens[at]!.text === "never" || !looksNominal(verb);
  return isDeed ? { value: "verb", next: next + 1 } : null;
}

function looksNominal({ text }: Token): boolean {
  return text.endsWith("s") || looksAdjectival(text);
}

const WHERE_VERBS = new Set("was were had stood hung lay grew sat lived".split(" "));

/** "where the statue was", "formerly a fountain stood here": in the clause of a word of place or of old. */
function readWhere(tokens: readonly Token[], at: number): PhraseMatch<NegationCue> | null {
  let next = at + 1;
  if (tokens[at]!.text === "had" && tokens[next]?.text !== "been") return null;
  if (tokens[at]!.text === "had") next++;
  const after = tokens[next];
  const here = /^(?:here|there|before|until)$/.test(after?.text ?? "");
  if (!/^(?:was|were|had|stood)$/.test(tokens[at]!.text) && !here && after?.text !== "now") return null;
  for (let back = at - 1; back >= Math.max(0, at - 6) && tokens[back]!.kind === "word"; back--) {
    const word = tokens[back]!.text;
    const spot = word === "where" && back < at - 1 && (here || endsDeed(after) || after?.text === "there");
    if (spot || (OLD.test(word) && back < at - 1 && (here || endsDeed(after))))
      return { value: "gone", next: here && after!.text !== "there" ? next + 1 : next };
  }
  return null;
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
