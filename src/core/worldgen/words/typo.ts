/** Slips of one letter. */

/** The words that may be meant, in groups to be looked through quickly. */
export interface SlipIndex {
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const SHORTEST = 5;
const LONGEST = 24;

/** An index of the single words among `words`, folded ones of plain letters. */
export function slipIndex(words: Iterable<string>): SlipIndex {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    if (!/^[a-z]{4,25}$/.test(word)) continue;
    const group = groups.get(groupOf(word, word.length));
    if (group) group.push(word);
    else groups.set(groupOf(word, word.length), [word]);
  }
  return { groups };
}

/**
 * The one word that `word` is a slip of: a letter left out, added, changed, or two neighbours swapped, never the first.
 * Null when no word is that near, or several of different `meaning`. Words under five letters are never taken for slips.
 */
export function slipOf(
  word: string,
  { groups }: SlipIndex,
  meaning: (candidate: string) => string | null,
): string | null {
  if (word.length < SHORTEST || word.length > LONGEST || !/^[a-z]+$/.test(word)) return null;
  let found: string | null = null;
  let means: string | null = null;
  for (let length = word.length - 1; length <= word.length + 1; length += 1)
    for (const candidate of groups.get(groupOf(word, length)) ?? []) {
      if (!isOneSlip(word, candidate)) continue;
      const meant = meaning(candidate);
      if (means !== null && meant !== means) return null;
      found ??= candidate;
      means = meant;
    }
  return found;
}

/** True if the two differ by one letter left out, added or changed, or by two neighbours swapped. */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return swapped && short.slice(at + 2) === long.slice(at + 2);
}

function groupOf(word: string, length: number): string {
  return `${word.charAt(0)}${length}`;
}
