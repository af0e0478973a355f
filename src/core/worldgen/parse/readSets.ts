/** Whole sets that are there several times: "three of these", "this set twice: a bench and a lamp". */
import type { Draft } from "./drafts.ts";
import { MAX_COUNT } from "./numbers.ts";
import type { Reading } from "./reading.ts";

/** Reads so many sets: of everything named so far, or of what this sentence goes on to name. */
export function readSets(r: Reading, { times, ahead }: { times: number; ahead: boolean }): void {
  if (ahead || r.scene.entities.length === 0) r.sets = { times, from: r.scene.entities.length };
  else multiply(r.scene.entities, times);
  r.pending = null;
}

/** At the end of a sentence: the set that it named, as often as it said. */
export function multiplySets(r: Reading): void {
  const { sets } = r;
  if (!sets || r.scene.entities.length === sets.from) return;
  r.sets = null;
  multiply(r.scene.entities.slice(sets.from), sets.times);
}

function multiply(drafts: readonly Draft[], times: number): void {
  for (const draft of drafts) {
    if (draft.per || draft.dropped || draft.isPlace) continue;
    const { min, max } = draft.count;
    draft.count = {
      ...{ min: Math.min(MAX_COUNT, min * times), max: Math.min(MAX_COUNT, max * times) },
      exact: min === max,
    };
  }
}
