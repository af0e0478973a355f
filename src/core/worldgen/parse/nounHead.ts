/** The head of a noun phrase: the longest name of a thing or a place at a spot, and what only looks like one. */
import { MAX_SETTING_WORDS, type SettingRow, settingOf } from "../settings.ts";
import type { NounMatch, Vocabulary } from "../vocabulary.ts";
import { fold } from "../words/fold.ts";
import { isAdjective, looksAdjectival } from "./adjectives.ts";
import { GROUP_NOUNS } from "./arrangements.ts";
import {
  ABSTRACT,
  DETERMINERS,
  FUNCTION_WORDS,
  NOUN_VERBS,
  ORDER_NOUNS,
  VERB_CUES,
  VERBS,
} from "./functionWords.ts";
import { GONE } from "./goneWords.ts";
import { isNumberWord, readQuantity } from "./numbers.ts";
import { ofKind } from "./ofPhrases.ts";
import type { Token } from "./tokens.ts";

const MAX_LOOKUP_WORDS = 5;

/** What the reader needs of the prompt around the place it reads at. */
export interface Source {
  readonly tokens: readonly Token[];
  readonly vocabulary: Vocabulary;
  /** For a token that starts a time or weather cue, the index after the cue. */
  readonly cueEnds: ReadonlyMap<number, number>;
  /** Tokens of keyword lists, where every noun stands for itself. */
  readonly keywords: ReadonlySet<number>;
}

export interface Head {
  readonly start: number;
  readonly next: number;
  readonly phrase: string;
  readonly singular: string;
  readonly written: string;
  readonly plural: boolean;
  readonly match: NounMatch | null;
  readonly setting: SettingRow | null;
}

/** Words that no name goes on with. */
const ENDS_NAMES = new Set(
  "is are was were be been being has have had do does did can could will would shall should must may might which who whose what where when while if but so because i we you he she they it me us him her them there here its his their our your my these those this each every any some another both also very only just not never without within between behind beside near next around along against above below under beneath underneath through across toward towards opposite facing".split(
    " ",
  ),
);

/** The longest noun or setting that starts at `at`. */
export function readHead(source: Source, at: number, opened: boolean): Head | null {
  const { tokens, vocabulary } = source;
  const first = tokens[at];
  if (first?.kind !== "word" || source.cueEnds.has(at)) return null;
  const limit = Math.min(MAX_LOOKUP_WORDS, Math.max(vocabulary.maxWords, MAX_SETTING_WORDS));
  let words = 0;
  while (
    words < limit &&
    tokens[at + words]?.kind === "word" &&
    !(words > 0 && ENDS_NAMES.has(tokens[at + words]!.text))
  )
    words++;
  for (let length = words; length > 0; length--) {
    const head = headOf(source, at, length);
    if (head) return head;
  }
  return unknownHead(source, at, opened);
}

function headOf(source: Source, at: number, length: number): Head | null {
  const { tokens, vocabulary } = source;
  const words = tokens.slice(at, at + length).map((token) => token.text);
  const last = words.at(-1)!;
  if (DETERMINERS.has(words[0]!) || isNumberWord(last)) return null;
  if (FUNCTION_WORDS.has(last) && !(length > 1 && vocabulary.lookup(words.join(" "))?.source === "explicit"))
    return null;
  if (length === 1 && (ABSTRACT.has(last) || isVerbHere(source, at))) return null;
  const named = DETERMINERS.has(tokens[at - 1]?.text ?? "") && vocabulary.isNoun(last);
  if (length === 1 && !named && /ing$/.test(last) && DETERMINERS.has(tokens[at + 1]?.text ?? "")) return null;
  const singularLast = vocabulary.singular(last);
  const phrase = words.join(" ");
  const singular = [...words.slice(0, -1), singularLast].join(" ");
  const setting = settingOf(phrase) ?? settingOf(singular);
  const glued = tokens.slice(at + 1, at + length).every((token) => token.glued);
  const known =
    length === 1 ? wordMatch(vocabulary, last, setting !== null) : nameMatch(vocabulary, words, glued);
  const match =
    known ??
    (length > 1 && setting && (setting.kind !== "place" || isHouse(vocabulary, last))
      ? wordMatch(vocabulary, last, true)
      : null);
  const group = tokens[at + length]?.text === "of" && Object.hasOwn(GROUP_NOUNS, singular);
  if (!match && !setting && !group) return null;
  const plural = singularLast !== fold(last);
  return {
    start: at,
    next: at + length,
    phrase,
    singular: match?.noun ?? singular,
    written: singular,
    plural,
    match,
    setting,
  };
}

/** "cheese shop": a place whose last word is a building of the catalogue can be one of its kind. */
function isHouse(vocabulary: Vocabulary, word: string): boolean {
  const match = vocabulary.lookup(word);
  return (
    match?.source === "explicit" && (vocabulary.prefabsOf(match.tag)[0]?.tags.includes("building") ?? false)
  );
}

/** One word; a slip of the pen only where no adjective or participle is likelier. */
function wordMatch(vocabulary: Vocabulary, word: string, isKnown: boolean): NounMatch | null {
  // "stolen" is no slip of "stole".
  if (GONE.opensWith(word) && !vocabulary.isNoun(word)) return null;
  const match = vocabulary.lookup(word) ?? vocabulary.lookup(vocabulary.singular(word));
  return match && (vocabulary.isNoun(word) || !(isKnown || looksAdjectival(word) || isAdjective(word)))
    ? match
    : null;
}

/** Several words that name one thing together, and not only by their head. */
function nameMatch(vocabulary: Vocabulary, words: readonly string[], glued: boolean): NounMatch | null {
  const match = vocabulary.lookup(words.join(" "));
  if (match && isTwoThings(vocabulary, words, match)) return null;
  if (match?.source === "explicit") return match;
  const joined = glued ? vocabulary.lookup(words.join("")) : null;
  if (joined?.source === "explicit") return joined;
  const tail = match && vocabulary.lookup(words.slice(1).join(" "));
  return match && tail?.tag !== match.tag ? match : null;
}

/** "basket of bread", "stack of books": not one thing where the second is a thing of its own. */
function isTwoThings(vocabulary: Vocabulary, words: readonly string[], match: NounMatch): boolean {
  const of = words.indexOf("of");
  if (of < 1) return false;
  const inner = vocabulary.lookup(words.slice(of + 1).join(" "));
  if (inner?.source !== "explicit" || inner.tag === match.tag) return false;
  const outer = vocabulary.singular(words.slice(0, of).join(" "));
  return /^(?:group|container)$/.test(ofKind(outer, inner.noun));
}

/** A word that no table knows, where a noun is due: kept as it is. */
function unknownHead(source: Source, at: number, opened: boolean): Head | null {
  const word = source.tokens[at]!.text;
  if (!opened || word.length < 3 || !couldDescribe(word) || isAdjective(word) || looksAdjectival(word))
    return null;
  if (settingOf(word) || GONE.opensWith(word) || isVerbHere(source, at)) return null;
  const singular = source.vocabulary.singular(word);
  const plural = singular !== fold(word);
  return {
    start: at,
    next: at + 1,
    phrase: word,
    singular,
    written: singular,
    plural,
    match: null,
    setting: null,
  };
}

/** Whether a word could stand before a noun or be one that no table knows. */
export function couldDescribe(word: string): boolean {
  return (
    !FUNCTION_WORDS.has(word) &&
    !VERBS.has(word) &&
    !ABSTRACT.has(word) &&
    !DETERMINERS.has(word) &&
    !isNumberWord(word)
  );
}

/** Before "to" these lead to a thing: "next to bed", not "to bed". */
const LEAD_TO = new Set(
  "next close closer near adjacent attached connected tied chained moored leads leading lead opposite parallel north south east west left right pinned nailed fixed strapped glued yes no due".split(
    " ",
  ),
);

/** Whether a word that could be a noun is a verb in this place ("under the oak sits a fox"). */
function isVerbHere(source: Source, at: number): boolean {
  const { tokens } = source;
  const word = tokens[at]!.text;
  const before = tokens[at - 1];
  if (before?.text === "to" && LEAD_TO.has(tokens[at - 2]?.text ?? "")) return false;
  const isVerb = VERBS.has(word) || NOUN_VERBS.has(word);
  if (
    /^(?:to|not|please)$/.test(before?.text ?? "") &&
    !isVerb &&
    source.vocabulary.singular(word) !== fold(word)
  )
    return false;
  // "a fountain, not statue"
  const answers = before?.text === "not" && tokens[at - 2]?.kind !== "word" && !isVerb;
  if (
    !answers &&
    before?.kind === "word" &&
    VERB_CUES.has(before.text) &&
    (isVerb || !/^(?:which|that)$/.test(before.text))
  )
    return true;
  if (STANCES.has(word) && isShared(source, at)) return true;
  if (VERBS.has(word)) return !source.vocabulary.isNoun(word) || !isNounAfter(source, at);
  if (ORDER_NOUNS.has(word) && isOrder(source, at)) return true;
  if (!NOUN_VERBS.has(word) || before?.kind !== "word" || !source.vocabulary.isNoun(before.text))
    return false;
  const after = tokens[at + 1];
  if (FUNCTION_WORDS.has(before.text) || isAdjective(before.text) || source.keywords.has(at)) return false;
  return after?.kind === "word" && (FUNCTION_WORDS.has(after.text) || DETERMINERS.has(after.text));
}

const STANCES = new Set(
  "stand sit lie hang rest lean sleep float graze wait play grow perch roost face".split(" "),
);

/** "a lighthouse and a cottage stand on a cliff": a verb after several of what is for sale on no stand. */
function isShared({ tokens, vocabulary }: Source, at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  if (before?.kind !== "word" || after?.kind !== "word" || !FUNCTION_WORDS.has(after.text)) return false;
  if (vocabulary.lookup(`${before.text} ${tokens[at]!.text}`)?.source === "explicit") return false;
  const match = vocabulary.lookup(before.text);
  const [prefab] = match ? vocabulary.prefabsOf(match.tag) : [];
  const onGround = [prefab?.placement.on].flat().some((on) => on === "ground" || on === "water");
  if (!onGround || prefab?.category === "food") return false;
  for (let back = at - 2; back >= Math.max(0, at - 9); back--) {
    const token = tokens[back]!;
    if (token.text === "and" || token.text === "both") return true;
    if (token.kind === "separator" && token.text !== ",") return false;
  }
  return false;
}

/** "plant three trees", at the start of a clause. */
function isOrder({ tokens, vocabulary }: Source, at: number): boolean {
  const before = tokens[at - 1];
  const starts = before?.kind !== "word" || /^(?:and|then|please|now|also)$/.test(before.text);
  const after = tokens[at + 1];
  const opens = DETERMINERS.has(after?.text ?? "") || readQuantity(tokens, at + 1) !== null;
  return starts && opens && vocabulary.isNoun(tokens[at]!.text);
}

/** A verb's base form is a noun after a determiner, an adjective or a singular noun: "a stand", "noodle stand". */
function isNounAfter(source: Source, at: number): boolean {
  const { tokens, vocabulary } = source;
  const before = tokens[at - 1];
  if (before?.kind !== "word") return false;
  if (DETERMINERS.has(before.text) || readQuantity(tokens, at - 1)) return true;
  if (/(?:ing|ed|s)$/.test(tokens[at]!.text)) return false;
  if (isAdjective(before.text)) return true;
  if (FUNCTION_WORDS.has(before.text) || VERBS.has(before.text)) return false;
  const singular = vocabulary.singular(before.text) === fold(before.text);
  return vocabulary.isNoun(before.text) ? singular : !before.text.endsWith("s");
}
