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
  return streamOf(`${typeof seed}:${seed}`);
}

function streamOf(path: string): Random {
  const draw = sfc32(path);
  const next = () => draw() / 2 ** 32;
  return {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    between: (low, high) => low + next() * (high - low),
    pick(choices) {
      if (choices.length === 0) throw new RangeError("nothing to pick from");
      return choices[Math.floor(next() * choices.length)] as (typeof choices)[number];
    },
    fork: (label) => streamOf(`${path}/${typeof label}:${label}`),
  };
}

/** Chris Doty-Humphrey's small fast counting generator (PractRand), 128 bits of state, seeded from a string. */
function sfc32(seed: string): () => number {
  const mix = stringMixer(seed);
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const draw = () => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp += 1) draw();
  return draw;
}

/** Well-mixed 32-bit words from a string: FNV-1a over its UTF-16 units, then a finaliser per word. */
function stringMixer(text: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    state = Math.imul(state ^ (unit & 0xff), 0x01000193);
    state = Math.imul(state ^ (unit >>> 8), 0x01000193);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  };
}
