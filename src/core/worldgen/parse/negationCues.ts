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
  | "except"
  /** "without": a list; after another negation both are there ("no castle without a moat"). */
  | "without"
  /** "nobody has ever built": what the verb is done to, if nothing definite. */
  | "verb"
  /** "instead of": like a list, but what stands before goes on being spoken of. */
  | "instead"
  /** "chairs are not wanted", "leave the sofa out": what stands before, in the same list, must not be there. */
  | "denied"
  /** "has long been sold": what stands before, whatever follows. */
  | "gone"
  /** "was taken to the museum": the same, and where it is now follows, which is not here either. */
  | "sent"
  /** "the bank repossessed it": what the pronoun means, not who did it. */
  | "taken"
  /** "no longer dock": of what stands before, where that comes and goes by itself. */
  | "idle"
  /** "was replaced by": the same, and what follows takes its place. */
  | "yields"
  /** "so was": like what stands before, where that was denied. */
  | "same"
  /** "nor": one more that must not be there. */
  | "nor"
  /** "swap X for Y": the second takes the place of the first. */
  | "swap";

export const NEGATION_CUES = phraseTable<NegationCue>([
  [
    "everything except|everything but|everything apart from|everything other than|everything except for|all except|all but|anything but|anything except|no|not a|not an|not any|not one|not a single|nary a|nary an|nary|not even a|not even one|no single|never a|zero|none of|neither|have no|has no|can not imagine|could not imagine|can not picture|hard to imagine|never imagine",
    "absent",
  ],
  [
    "nor|nor any|nor a|nor is|nor are|nor was|nor were|nor has|nor have|nor does|nor do|neither is|neither are|neither was|neither were|neither has|neither have",
    "nor",
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
    "free of|empty of|once full of|once filled with|once home to|once lined with|once crowded with|formerly home to|devoid of|bare of|clear of|lacking|lacks|lack of|lacking any|minus|in the absence of|absence of|avoid|avoiding|exclude|excluding|leave out|leaving out|leave away|skip|skip the|remove|removing|remove all|delete|delete all|take away|take out|get rid of|no need for|omit|omitting|without a trace of|no sign of|no signs of|not a sign of|no trace of|no traces of|without a single|without even a|forget the|forget about|free from|stripped of|no more|cleared of|void of|drained of|no longer any|not too|spare me|without so much as|without so much as a|without as much as|not so much as|not so much as a|to the exclusion of|afraid of|scared of|frightened of|terrified of|allergic to|hate|hates|hated|dislike|dislikes|detest|detests|loathe|loathes|can not stand|could not stand|can not bear|not fond of|not a fan of|no room for|no place for|no space for|no to|not to include|excepting all|absence of any|do away with|dispense with|rid of|empty of all|void of any|bereft of|deprived of|missing",
    "absentList",
  ],
  ["so is|so are|so was|so were|so has|so have|so did|as was|as were|ditto", "same"],
  ["without|without any|without its|without # usual|sans|w out", "without"],
  [
    "instead of|rather than|in place of|as opposed to|in lieu of|in preference to|where # other people would have|where others have|where others would have|where other people have|where you would expect|where one would expect|where you might expect|where there used to be|where there once was|where once stood|where once was|where once there was",
    "instead",
  ],
  [
    "is not|are not|is not wanted|are not wanted|not wanted|is not needed|are not needed|not needed|is not allowed|are not allowed|not allowed|is not welcome|are not welcome|not welcome|not required|is not required|are not required|is not permitted|are not permitted|not permitted|is not included|are not included|not included|is forbidden|are forbidden|is banned|are banned|is prohibited|are prohibited|strictly forbidden|is gone|are gone|is missing|are missing|is absent|are absent|was removed|were removed|has been removed|have been removed|is removed|are removed|was taken away|were taken away|has been taken away|have been taken away|must go|has to go|have to go|should go|can go|not necessary|is not necessary|are not necessary|is unnecessary|are unnecessary|is unwanted|are unwanted|unwanted|is off limits|are off limits|is against # rules|are against # rules|is against # law|are against # law|is taboo|are taboo|is illegal|are illegal|are undesirable|is undesirable|should not be there|must not be there|should not appear|must not appear|are a no go|is a no go|has vanished|have vanished|has disappeared|have disappeared|is nowhere to be seen|are nowhere to be seen|nowhere to be seen|is nowhere to be found|are nowhere to be found|nowhere to be found|nowhere in sight|no thanks|no thank you|no way|nope|god no|hell no|heavens no|definitely not|certainly not|absolutely not|of course not|none at all|none please|none|not at all|under no circumstances|on no account|in no case|at no price",
    "denied",
  ],
  ["swap|swap out|replace|exchange|trade|substitute|switch|switch out|turn|change|convert", "swap"],
  [
    "empty except for|empty but for|empty apart from|bare except for|bare but for|empty except|deserted except for|empty save for|nothing but|nothing except|nothing other than|nothing more than|just|only|simply|merely|nothing else than|solely|purely|exclusively|but only|but just",
    "only",
  ],
  [
    "except|except for|apart from|aside from|other than|besides|save for|with the exception of|but for|excepting|not counting|unless",
    "except",
  ],
]);

/** Orders to take a thing away, at the start of a clause; elsewhere their words say other things ("pillars hold the roof"). */
export const ORDERS_AWAY = phraseTable<NegationCue>([
  [
    "hold the|ditch the|ditch all|drop the|drop all|lose the|lose all|scratch the|scratch that|scrap the|cut the|nix the|nix|dump the|toss the|toss out|throw out|throw away|strike the|cancel the|cancel|bin the|forget the|never mind the|kill the|ban|ban all|forbid|prohibit|keep out|keep away|keep the place free of|leave off|clear away|clear out|strip out|subtract|erase|eliminate|undo the|absent|leave no|allow no|let there be no|have no|show no|add no|put no|use no|include no|place no|want no|need no|i want no|i need no",
    "absentList",
  ],
  ["exclude|excluding|excluded|avoid|leave out|forbidden|banned|not wanted", "absentList"],
]);

/** Phrases with a negation in them that negate nothing; skipped whole. */
export const HARMLESS = phraseTable<true>([
  [
    "not enough|no ordinary|no mere|no common|nothing short of|is no longer|are no longer|was no longer|were no longer|not only|not just|but not only|not merely|not simply|not to mention|no doubt|without doubt|without a doubt|no matter|no wonder|no problem|no worries|no idea|no rush|no hurry|no need|no less|why not|not bad|if not|or not|whether or not|not yet|not quite|not really|not very|not so|not too far|not at all|nothing special|nothing fancy|nothing much|nothing else|no later than|no later|no sooner|no longer|can not wait|could not wait|can not wait to|not long ago|not least|no big deal|no offence|last but not least|not necessarily|no stranger to|no time|in no time|no end of|no end|no longer used|no longer in use|no longer works|no longer lit|if possible|not too big|not too small|not too bright|not too dark|not too busy|not big|not small|no bigger than|no smaller than|no larger than|no taller than|not bigger than|not be|it is not that|it is not so|it is not clear",
    true,
  ],
]);

/** Double negations: what follows is wanted after all. */
export const DOUBLE_NEGATION = phraseTable<true>([
  [
    "not without|nothing without|never without|incomplete without|not the same without|can not do without|not be without|can not live without|could not do without|could not live without|do not forget|do not forget to add|do not forget about|don t forget|never forget|do not leave out|do not skip|do not omit|do not miss|not miss|not missing|must not be missing|do not remove|not lacking|not devoid of|do not do without|no lack of|no shortage of|would not be complete without|is complete without|are complete without|is whole without|not complete without|is not complete without|not free of|can not miss|can not be missing|should not be missing|not go without|no home without|not lack|does not lack|may not be missing|must not lack|must not be without",
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
