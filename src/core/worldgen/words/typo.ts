/** Slips of one letter. */

/** The words that may be meant, in groups to be looked through quickly. */
export interface SlipIndex {
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const SHORTEST = 3;
const LONGEST = 24;
/** Shorter words have neighbours all over: only a letter left out or two swapped is believed. */
const SURE = 5;
/** What must part the likeliest word from the next one of another meaning. */
const MARGIN = 0.1;
/** A word that is an alias or a rarer tag, on top of what the slip costs. */
const RARER = 0.25;

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

/** What a word may be meant as: its tag, and whether the tag's prefab is called so first of all. */
export interface Meant {
  readonly tag: string;
  readonly isCommon: boolean;
}

/**
 * The one word that `word` is a slip of: a letter left out, added, changed, or two neighbours swapped, never the first.
 * Null when no word is that near, or several of different `meaning` are as likely. Under five letters only a letter left
 * out or two swapped are believed; words under three letters are never taken for slips.
 */
export function slipOf(
  word: string,
  { groups }: SlipIndex,
  meaning: (candidate: string) => Meant | null,
): string | null {
  if (word.length < SHORTEST || word.length > LONGEST || !/^[a-z]+$/.test(word)) return null;
  const found: { candidate: string; tag: string | undefined; cost: number }[] = [];
  for (let length = word.length - 1; length <= word.length + 1; length += 1)
    for (const candidate of groups.get(groupOf(word, length)) ?? []) {
      if (!isOneSlip(word, candidate)) continue;
      const slip = costOf(word, candidate);
      if (word.length < SURE && slip > LEFT_OUT) continue;
      const meant = meaning(candidate);
      found.push({ candidate, tag: meant?.tag, cost: slip + (meant?.isCommon ? 0 : RARER) });
    }
  found.sort((a, b) => a.cost - b.cost || (a.candidate < b.candidate ? -1 : 1));
  const [best] = found;
  const rival = found.find(({ tag }) => tag !== best?.tag);
  return best && (!rival || rival.cost - best.cost >= MARGIN) ? best.candidate : null;
}

const SWAPPED = 0;
const DOUBLED = 0.1;
const LEFT_OUT = 0.4;

/** How unlikely the slip is: swapped letters and doubled ones come first, a wrong letter last. */
function costOf(word: string, candidate: string): number {
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at += 1;
  if (word.length === candidate.length)
    return word[at] === candidate[at + 1] && word[at + 1] === candidate[at] ? SWAPPED : 0.9;
  const long = word.length > candidate.length ? word : candidate;
  if (long[at] === long[at - 1]) return DOUBLED;
  if (long === word) return 0.6;
  return /[aeiou]/.test(long[at] ?? "") ? 0.2 : LEFT_OUT;
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
