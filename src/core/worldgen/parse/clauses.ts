/** Where clauses and noun phrases begin and end, judged by one word. */
import { DETERMINERS } from "./functionWords.ts";
import { isNumberWord } from "./numbers.ts";
import type { Token } from "./tokens.ts";

/** Whether a clause starts after `before`. */
export function startsClause(before: Token | undefined): boolean {
  return before?.kind !== "word" || /^(?:and|then|please|now|also|but|so|just|no|or)$/.test(before.text);
}

/** Whether a clause ends before the token: a sign or a word that joins. */
export function endsClause(token: Token | undefined): boolean {
  return (
    token?.kind !== "word" ||
    /^(?:and|but|so|though|because|as|since|or|either|any|anymore)$/.test(token.text)
  );
}

/** Whether what a verb says can end before the token: also before adverbs and prepositions. */
export function endsDeed(token: Token | undefined): boolean {
  return (
    token?.kind !== "word" ||
    /^(?:and|but|so|though|because|as|since|or|anymore|now|long|years|ago|last|yesterday|today|by|from|to|for|in|at|on|when|while|again|too|here|there|this|yet|until|before|after|either|then)$/.test(
      token.text,
    )
  );
}

/** Whether a noun phrase opens with the token: a determiner or a number. */
export function opensPhrase(token: Token | undefined): boolean {
  return (
    token?.kind === "number" ||
    (token?.kind === "word" && (DETERMINERS.has(token.text) || isNumberWord(token.text)))
  );
}
