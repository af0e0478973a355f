/** Slips of one letter. */

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * The one word that `word` is a slip of: a letter left out, added, changed, or two neighbours swapped. Null when no word
 * or words of different `meaning` are that near. Words under five letters are never taken for slips.
 */
export function slipOf(word: string, meaning: (candidate: string) => string | undefined): string | null {
  if (word.length < 5 || word.length > 24 || !/^[a-z]+$/.test(word)) return null;
  let found: string | null = null;
  let means: string | undefined;
  for (const candidate of neighboursOf(word)) {
    const meant = candidate.length < 4 ? undefined : meaning(candidate);
    if (meant === undefined) continue;
    if (means !== undefined && meant !== means) return null;
    found ??= candidate;
    means = meant;
  }
  return found;
}

/** Everything one slip away, the likelier slips first: swapped, left out, doubled or added, changed. The first letter is taken as meant. */
export function* neighboursOf(word: string): Generator<string> {
  for (let at = 1; at + 1 < word.length; at += 1)
    yield word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  for (let at = 1; at < word.length; at += 1) yield word.slice(0, at) + word.slice(at + 1);
  for (let at = 1; at <= word.length; at += 1)
    for (const letter of LETTERS) yield word.slice(0, at) + letter + word.slice(at);
  for (let at = 1; at < word.length; at += 1)
    for (const letter of LETTERS) yield word.slice(0, at) + letter + word.slice(at + 1);
}
