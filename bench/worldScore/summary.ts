/** Many scores as one table: each metric of the contract with its share and sample size. */
import type { Tally, WorldScore } from "./score.ts";

export interface Row {
  readonly metric: string;
  /** From 0 to 1; null without a sample. */
  readonly share: number | null;
  readonly n: number;
}

/** The rows of a set of scores, in the order of the contract. Physical rows count instances or worlds, as named. */
export function summarise(scores: readonly WorldScore[]): Row[] {
  const sum = (metric: string, read: (score: WorldScore) => Tally): Row => {
    const [hit, of] = scores.map(read).reduce(([h, o], tally) => [h + tally.hit, o + tally.of], [0, 0]);
    return { metric, share: of === 0 ? null : hit / of, n: of };
  };
  const worlds = (metric: string, holds: (score: WorldScore) => boolean): Row => ({
    metric,
    share: scores.length === 0 ? null : scores.filter(holds).length / scores.length,
    n: scores.length,
  });
  return [
    sum("noun recall, exact", ({ nouns }) => nouns.exact),
    sum("noun recall, labelled", ({ nouns }) => nouns.labelled),
    sum("spurious instances", ({ spurious }) => spurious),
    sum("counts, exact", ({ counts }) => counts.exact),
    sum("counts, labelled", ({ counts }) => counts.labelled),
    sum("relations, exact", ({ relations }) => relations.exact),
    sum("relations, labelled", ({ relations }) => relations.labelled),
    sum("negations", ({ absent }) => absent),
    sum("time", ({ time }) => time),
    sum("weather", ({ weather }) => weather),
    sum("setting", ({ setting }) => setting),
    worlds("all met, exact", ({ allMet }) => allMet.exact),
    worlds("all met, labelled", ({ allMet }) => allMet.labelled),
    worlds("worlds with an overlap", ({ overlapping }) => overlapping > 0),
    worlds("worlds with something out of bounds", ({ outOfBounds }) => outOfBounds > 0),
    sum("zone centres reached", ({ zones }) => zones),
    sum("explicit objects one can walk up to", ({ approachable }) => approachable),
  ];
}
