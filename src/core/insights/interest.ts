/**
 * How strongly somebody was drawn to a zone or a thing, from 0 to 100, with the reasons. A sum of four parts, each with
 * a weight and a point at which half of it is reached: no part can run away, and the same behaviour always gives the
 * same score. Time spent goes with interest (Kim and Chan, Implicit indicators for interesting web pages, WEBIST 2005),
 * how much of it is usual depends on the task (Kellar, Watters and Duffy, 2004), so only what exceeds the property's
 * median counts; gaze goes with what is chosen (Shimojo, Simion, Shimojo and Scheier, Nature Neuroscience 6, 2003), less
 * with what is found beautiful (Isham and Geng, PLoS ONE 8, 2013). The sizes of the weights are our judgement.
 */
import { compareText } from "./order.ts";
import { isSmall } from "./sample.ts";

/** The table of weights: most points of each part, and the amount that earns half of them. */
export const INTEREST_WEIGHTS = {
  zone: {
    /** Amount: dwell over the usual dwell, less 1. */
    dwell: { points: 50, half: 1 },
    /** Amount: visits after the first. */
    returns: { points: 20, half: 1 },
    /** Amount: gaze time in the zone over the usual one, less 1. */
    gaze: { points: 15, half: 1 },
    /** Amount: interactions in the zone. */
    interactions: { points: 15, half: 2 },
  },
  object: {
    /** Things have no dwell. */
    dwell: { points: 0, half: 1 },
    /** Amount: looks after the first. */
    returns: { points: 20, half: 2 },
    /** Amount: gaze time at it over the usual one, less 1. */
    gaze: { points: 50, half: 1 },
    /** Amount: interactions with it. */
    interactions: { points: 30, half: 1 },
  },
} as const;

/** Less than this is taken for this much when it is what others are compared with, milliseconds. */
const LEAST_USUAL_MS = 1_000;

export type TargetKind = keyof typeof INTEREST_WEIGHTS;

/** What is usual, and where that is known from. */
export interface Usual {
  readonly ms: number;
  /** Tours (of the property) or targets (of the tour) that it is the median of. */
  readonly n: number;
  readonly of: "property" | "tour";
  /** Tours of the property that are known, though they may be too few to compare with. */
  readonly tours: number;
}

/** What one visitor did with one target. */
export interface Evidence {
  readonly kind: TargetKind;
  readonly target: string;
  readonly dwellMs: number;
  readonly gazeMs: number;
  readonly returns: number;
  readonly interactions: number;
  readonly usualDwell: Usual;
  readonly usualGaze: Usual;
}

export interface Interest {
  readonly kind: TargetKind;
  readonly target: string;
  /** 0 to 100, one decimal. */
  readonly score: number;
  /** One sentence for each part that earned points, the weightiest first. */
  readonly why: readonly string[];
  /** Tours of the property that stayed there or looked at it. */
  readonly n: number;
  /** `score` if those were too few to compare with, so that the tour itself was taken. */
  readonly smallSample: readonly string[];
}

/** Medians of a property: what is usual there. */
export interface Baseline {
  readonly dwell: ReadonlyMap<string, { readonly ms: number; readonly n: number }>;
  readonly zoneGaze: ReadonlyMap<string, { readonly ms: number; readonly n: number }>;
  readonly gaze: ReadonlyMap<string, { readonly ms: number; readonly n: number }>;
}

/** The property's median if enough tours are behind it, else `ownMedianMs` over the `n` targets of the same tour. */
export function usualOf(
  known: { readonly ms: number; readonly n: number } | undefined,
  own: { readonly ms: number; readonly n: number },
): Usual {
  const tours = known?.n ?? 0;
  return known && !isSmall("median", tours)
    ? { ...known, of: "property", tours }
    : { ...own, of: "tour", tours };
}

/** Scores of all targets, the strongest first; those without any points are left out. */
export function interestsOf(evidence: readonly Evidence[]): Interest[] {
  return evidence
    .map(interestOf)
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compareText(a.kind, b.kind) || compareText(a.target, b.target));
}

/** The score of one target. */
export function interestOf(evidence: Evidence): Interest {
  const weights = INTEREST_WEIGHTS[evidence.kind];
  const parts = [
    {
      ...partOf(excess(evidence.dwellMs, evidence.usualDwell), weights.dwell),
      reason: `stayed ${compared(evidence.dwellMs, evidence.usualDwell)}`,
    },
    {
      ...partOf(excess(evidence.gazeMs, evidence.usualGaze), weights.gaze),
      reason: `looked ${compared(evidence.gazeMs, evidence.usualGaze)}`,
    },
    { ...partOf(evidence.returns, weights.returns), reason: `came back ${times(evidence.returns)}` },
    {
      ...partOf(evidence.interactions, weights.interactions),
      reason: `interacted ${times(evidence.interactions)}`,
    },
  ].filter(({ points }) => points > 0);
  parts.sort((a, b) => b.points - a.points);
  const score = parts.reduce((sum, { points }) => sum + points, 0);
  const usual = evidence.kind === "zone" ? evidence.usualDwell : evidence.usualGaze;
  return {
    kind: evidence.kind,
    target: evidence.target,
    score: Math.round(score * 10) / 10,
    why: parts.map(({ reason, points, most }) => `${reason}: ${points.toFixed(1)} of ${most} points`),
    n: usual.tours,
    smallSample: usual.of === "tour" ? ["score"] : [],
  };
}

function partOf(amount: number, { points, half }: { points: number; half: number }) {
  return { points: (points * amount) / (amount + half), most: points };
}

function excess(ms: number, usual: Usual): number {
  return Math.max(0, ms / Math.max(LEAST_USUAL_MS, usual.ms) - 1);
}

function compared(ms: number, usual: Usual): string {
  const usualMs = Math.max(LEAST_USUAL_MS, usual.ms);
  const whose =
    usual.of === "property" ? `median of ${usual.n} tours here` : `median of the ${usual.n} in this tour`;
  return `${seconds(ms)}, ${(ms / usualMs).toFixed(1)} times the ${whose} (${seconds(usualMs)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
