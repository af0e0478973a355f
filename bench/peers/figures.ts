/** What a run of one peer at one size yields, and what several runs of the same yield together. */
import type { GaugeFigures } from "./gaugeFigures.ts";
import { PEERS, type PeerName } from "./peer.ts";

/** Everything is per second unless it says otherwise; `Ms` are milliseconds. */
export interface RunFigures {
  /** User and system time of the server's process, all threads, of one core. */
  readonly cpuPercent: number;
  /** The same by client and tick of a full rate: what a peer saves by ticking less often is no merit. */
  readonly cpuUsPerClientTick: number;
  readonly bytesPerClient: number;
  readonly framesPerClient: number;
  /** Of a server without ticks 0, as all of {@link RunFigures.tickMs}. */
  readonly ticks: number;
  /** Share of what is to be sent that was sent: of the ticks, or where there are none, of the moves. */
  readonly kept: number;
  readonly tickMs: Spread;
  readonly delayMs: Spread;
  /** Joins one after the other while the crowd walks; null if the server lets nobody in any more. */
  readonly joinMs: { readonly p50: number; readonly p99: number } | null;
  readonly storm: StormFigures;
  readonly rssMb: number;
  /** Null where nothing can be seen, or if the server lets nobody in any more. */
  readonly sight: SightFigures | null;
  /** The process with all the clients: near 100 % of its core it is what was measured. `sent`: share of the crowd's moves that it could send. */
  readonly clients: { readonly cpuPercent: number; readonly delayP99Ms: number; readonly sent: number };
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Everybody, but at most 1,000, joins at once. */
export interface StormFigures {
  readonly clients: number;
  /** Until the last one had its first state. */
  readonly seconds: number;
  readonly joinMs: Spread;
  readonly tickMaxMs: number;
  readonly latenessMaxMs: number;
  readonly delayMaxMs: number;
}

/** What stock clients saw that stood in the crowd. */
export interface SightFigures {
  /** Others in sight, on the average. */
  readonly inSight: number;
  /** Share of them that were seen moving within the second of looking. */
  readonly moving: number;
  /** Metres between where somebody is shown and where they have asked to be. */
  readonly offM: { readonly p50: number; readonly p99: number };
}

/** One run. `died` says why there are no figures. `faults` are what makes its figures worthless. */
export interface Run {
  readonly peer: PeerName;
  readonly size: number;
  readonly round: number;
  readonly figures: RunFigures | null;
  readonly died: string | null;
  readonly faults: readonly string[];
}

/** The runs of one peer at one size. */
export interface Result {
  readonly peer: PeerName;
  readonly size: number;
  readonly runs: number;
  /** Medians over the runs that have figures, each figure's own; null if there is none. */
  readonly figures: RunFigures | null;
  readonly died: readonly string[];
  readonly faults: readonly string[];
}

/** By size, the smallest first, and by peer in their order. */
export function resultsOf(runs: readonly Run[]): Result[] {
  const groups = Map.groupBy(runs, ({ peer, size }) => `${size} ${peer}`);
  const results = [...groups.values()].map((group): Result => {
    const { peer, size } = group[0] as Run;
    const figures = group.flatMap((run) => (run.figures ? [run.figures] : []));
    return {
      peer,
      size,
      runs: group.length,
      figures: figures.length > 0 ? medians(figures) : null,
      died: group.flatMap(({ died }) => died ?? []),
      faults: [...new Set(group.flatMap(({ faults }) => faults))],
    };
  });
  return results.sort((a, b) => a.size - b.size || PEERS.indexOf(a.peer) - PEERS.indexOf(b.peer));
}

/** The median of every number in things of the same shape, of those that are not null. An even number: the mean of the middle two. */
export function medians<Shape>(all: readonly Shape[]): Shape {
  const there = all.filter((each) => each !== null);
  const [first = null] = there;
  if (typeof first === "number") return rounded(median(there as readonly number[])) as Shape;
  if (typeof first !== "object" || first === null) return first as Shape;
  const keys = Object.keys(first) as (keyof Shape & string)[];
  return Object.fromEntries(
    keys.map((key) => [key, medians(there.map((each) => (each as Shape)[key]))]),
  ) as Shape;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** To four digits: there are no more in it. */
function rounded(amount: number): number {
  return Number(amount.toPrecision(4));
}

/** The part of a gauge's figures that is shown of a stretch of time. */
export function spread({ p50, p99, max }: Spread): Spread {
  return { p50, p99, max };
}

/** Percent of a core. */
export function cpuPercent({ cpuSeconds, seconds }: Pick<GaugeFigures, "cpuSeconds" | "seconds">): number {
  return (cpuSeconds / seconds) * 100;
}
