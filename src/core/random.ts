/** Seeded pseudo-randomness: the same seed gives the same numbers on every machine. Not for secrets. */

/** A stream of pseudo-random numbers. Drawing mutates it. */
export interface Random {
  /** Evenly spread in [0, 1), 32 bits of it. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** Evenly spread in [low, high). */
  between(low: number, high: number): number;
  /** One of `choices`. @throws RangeError if there are none. */
  pick<T>(choices: readonly T[]): T;
  /**
   * A stream of its own, named `label`. It depends on this stream's seed and the label only, not on how much was drawn
   * from either: one more draw in one place reshuffles nothing elsewhere.
   */
  fork(label: string | number): Random;
}

/** A stream from `seed`: any string, or any number (1 and "1" are different seeds). */
export function createRandom(seed: string | number): Random {
  return new Stream(mixed(OFFSET_BASIS, `${typeof seed}:${seed}`));
}

/** Words that are drawn and thrown away before the first, until the seed is well mixed. */
const WARM_UP = 15;

/** Chris Doty-Humphrey's small fast counting generator (PractRand), 128 bits of state, seeded from a hash. */
class Stream implements Random {
  /** Hash of the labels that lead to this stream. */
  readonly #path: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(path: number) {
    this.#path = path;
    this.#a = word(path, 1);
    this.#b = word(path, 2);
    this.#c = word(path, 3);
    for (let drawn = 0; drawn < WARM_UP; drawn += 1) this.#draw();
  }

  next(): number {
    return this.#draw() / 2 ** 32;
  }

  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError("nothing to pick from");
    return choices[Math.floor(this.next() * choices.length)] as T;
  }

  fork(label: string | number): Random {
    return new Stream(mixed(this.#path, `/${typeof label}:${label}`));
  }

  #draw(): number {
    const drawn = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  }
}

/** FNV-1a over a string's UTF-16 units, going on from `state`. */
function mixed(state: number, text: string): number {
  let hash = state;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash;
}
const OFFSET_BASIS = 0x811c9dc5;

/** Well-mixed word number `count` of a hash (MurmurHash3's finaliser). */
function word(hash: number, count: number): number {
  let bits = (hash + Math.imul(count, 0x9e3779b9)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
