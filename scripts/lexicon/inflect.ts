/** Forms of English words, enough to tell a word from a slip of another. */
import type { Part } from "./wordnet.ts";

export const FUNCTION_WORDS: readonly string[] =
  `a about above across after again against all along also always among amid an and another any are around as at away
  back be because been before behind being below beneath beside besides between beyond both but by can could do does
  down during each either else enough even ever every everyone everything everywhere few first for four five six seven
  eight nine ten eleven twelve from full has have he her here hers him his how if in inside into is it its itself just
  last least less like many may me might more most much must my near nearby neither never next no none nor not nothing
  now of off often on once one only onto opposite or other others our out outside over own past per please quite rather
  same several shall she should since so some somewhere still such than that the their them then there these they this
  those three through throughout thus to together too toward towards two under underneath until up upon us very via was
  we were what when where which while who whole whose why will with within without would yes yet you your hundred
  thousand dozen zero twenty thirty forty fifty sixty seventy eighty ninety`.split(/\s+/);

/** The word with its regular inflections. */
export function inflectionsOf(word: string, part: Part): string[] {
  const stem = word.endsWith("e") ? word.slice(0, -1) : word;
  const soft = /[^aeiou]y$/.test(word) ? word.slice(0, -1) : null;
  const plural = soft ? `${soft}ies` : /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  const twice = /[^aeiou][aeiou][bdgklmnprt]$/.test(word) ? word + word.slice(-1) : word;
  if (part === "noun") return [word, plural];
  if (part === "adv") return [word];
  const past = soft ? `${soft}ied` : `${stem}ed`;
  if (part === "verb") return [word, plural, past, `${stem}ing`, `${twice}ed`, `${twice}ing`];
  const root = soft ? `${soft}i` : stem;
  return [word, `${root}er`, `${root}est`, `${word}ly`];
}
