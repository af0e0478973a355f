/** What says that something must not be there, what only looks like it, and what takes it back. */
import { phraseTable } from "./phrases.ts";

export type NegationCue =
  /** The noun phrase that follows must not be there, nor those joined to it by "or" or by a bare "and". */
  | "absent"
  /** The same for a whole list with commas. */
  | "absentList"
  /** "nothing but", "only": what follows is wanted. */
  | "only"
  /** "except": the opposite of what the clause said. */
  | "except";

export const NEGATION_CUES = phraseTable<NegationCue>([
  [
    "everything except|everything but|everything apart from|everything other than|everything except for|all except|all but|anything but|anything except|no|not a|not an|not any|not one|not a single|not even a|not even one|no single|never a|zero|none of|neither|nor|nor any|have no|has no",
    "absent",
  ],
  [
    "there is no|there are no|there is not|there are not|there is not a|there are not any|there is not any|is no|are no|there should be no|there must be no|there should not be|there must not be|there will be no|should have no|must have no|there should not be any|there must not be any|there is not a single|there is neither|there are neither|there can not be|there was no|there were no|is not a|are not any|should not be any|must not contain|should not contain|must not have|should not have|does not have|do not have|does not contain|does not include|do not include|has not|have not|has not got|have not got|does not have any|do not have any|do not include any|should not include|must not include|can not have|does not need",
    "absentList",
  ],
  [
    "do not add|do not put|do not place|do not use|do not want|do not show|do not draw|do not make|do not need|do not build|do not create|do not add any|do not put any|do not want any|do not place any|do not use any|do not let|i do not want|i do not want any|we do not want|we do not need|we do not want any|never add|never put|not want|not add|not put|not include|please no|definitely no|absolutely no|not",
    "absentList",
  ],
  [
    "without|without any|free of|empty of|devoid of|bare of|clear of|lacking|lacks|lack of|lacking any|minus|instead of|rather than|in place of|as opposed to|in the absence of|absence of|avoid|avoiding|exclude|excluding|leave out|leaving out|leave away|skip|skip the|remove|removing|remove all|delete|delete all|take away|take out|get rid of|no need for|omit|omitting|without a trace of|no sign of|no signs of|not a sign of|no trace of|no traces of|without a single|without even a|forget the|forget about|free from|stripped of|no more|cleared of|void of|drained of|no longer any|not too|spare me",
    "absentList",
  ],
  [
    "empty except for|empty but for|empty apart from|bare except for|bare but for|empty except|deserted except for|empty save for|nothing but|nothing except|nothing other than|nothing more than|just|only|simply|merely|nothing else than|solely|purely|exclusively|but only|but just",
    "only",
  ],
  [
    "except|except for|apart from|aside from|other than|besides|save for|with the exception of|but for|excepting|not counting|unless",
    "except",
  ],
]);

/** Phrases with a negation in them that negate nothing; skipped whole. */
export const HARMLESS = phraseTable<true>([
  [
    "not only|not just|not merely|not simply|not to mention|no doubt|without doubt|without a doubt|no matter|no wonder|no problem|no worries|no idea|no rush|no hurry|no need|no less|why not|not bad|if not|or not|whether or not|not yet|not quite|not really|not very|not so|not too far|not at all|nothing special|nothing fancy|nothing much|nothing else|no later than|no later|no sooner|no longer|can not wait|could not wait|can not wait to|not long ago|not least|no big deal|no offence|last but not least|not necessarily|no stranger to|no time|in no time|no end of|no end|no longer used|no longer in use|if possible|not too big|not too small|not too bright|not too dark|not too busy|not big|not small|no bigger than|no smaller than|no larger than|no taller than|not bigger than|not be|it is not",
    true,
  ],
]);

/** Double negations: what follows is wanted after all. */
export const DOUBLE_NEGATION = phraseTable<true>([
  [
    "not without|never without|can not do without|not be without|can not live without|could not do without|could not live without|do not forget|do not forget to add|do not forget about|don t forget|never forget|do not leave out|do not skip|do not omit|do not miss|not missing|must not be missing|do not remove|not lacking|not devoid of|do not do without|no lack of|no shortage of|would not be complete without|not complete without|is not complete without|not free of|can not be missing|should not be missing|not go without|no home without|not lack|does not lack|may not be missing|must not lack|must not be without",
    true,
  ],
]);

/** Signs with "no" in their name: a thing, not a negation. */
export const NO_SIGNS = phraseTable<true>([
  [
    "no parking|no entry|no smoking|no trespassing|no swimming|no fishing|no dogs allowed|no u turn|no stopping|no through road|no waiting|no littering|no vacancy|no exit|no diving|no running|no fishing",
    true,
  ],
]);

/** Words ending in "-less" whose stem is no thing that could be missing. */
const NOT_MISSING = new Set(
  "endless restless priceless countless timeless homeless harmless speechless wireless cordless seamless leafless stainless tireless spotless flawless useless helpless careless reckless ruthless heartless lifeless breathless bottomless hopeless motionless weightless shapeless formless soundless noiseless windless colourless colorless boundless limitless effortless faceless nameless headless soulless fearless sleepless moonless starless sunless bless unless less regardless nevertheless nonetheless bladeless painless tasteless topless bottomless contactless thoughtless toothless dauntless".split(
    " ",
  ),
);

/** "cloudless" → "cloud": the thing that a word in -less says is missing, or null. */
export function missingIn(word: string): string | null {
  if (word.length < 7 || !word.endsWith("less") || NOT_MISSING.has(word)) return null;
  return word.slice(0, -4);
}

/** Nouns that "-free" goes with without saying that a thing is missing. */
export const NOT_FREE_OF = new Set(
  "care duty hands barrier stress worry trouble gluten sugar fat tax rent lead wrinkle risk cost toll pain rust".split(
    " ",
  ),
);
