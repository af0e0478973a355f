/** The figures of all peers held against the goals, and how they grow with the crowd. */
import type { Machine } from "../../loadtest/machine.ts";
import type { Result, RunFigures } from "./figures.ts";
import { TICK_HZ } from "./gaugeFigures.ts";
import { PEERS, type PeerName } from "./peer.ts";

/** What is written to bench/results/peers.json. */
export interface Report {
  readonly machine: Machine;
  readonly commit: string | null;
  readonly at: string;
  readonly seed: string;
  readonly seconds: number;
  readonly rounds: number;
  /** The cores that clients and server were kept on, null if they were not. */
  readonly pinning: { readonly clientCpu: number; readonly serverCpu: number } | null;
  readonly results: readonly Result[];
  readonly goals: readonly Goal[];
  readonly growth: readonly Growth[];
}

/** One goal: a figure that is at most, or at least, what it should be. */
export interface Goal {
  readonly what: string;
  /** In words, as `≤ 0.95`. */
  readonly goal: string;
  /** Null: it was not measured. */
  readonly measured: number | null;
  readonly met: boolean | null;
}

/** How a peer's cost grows between the smallest and the largest of two sizes. */
export interface Growth {
  readonly peer: PeerName;
  readonly from: number;
  readonly to: number;
  /** How many times as much CPU the whole server takes. */
  readonly cpu: number;
  /** How many times as many bytes all clients together get. */
  readonly bytes: number;
  /** The exponents: 1 is users × sight, as sight is the same at every size; 2 is users². */
  readonly cpuExponent: number;
  readonly bytesExponent: number;
}

/** Fewer moves than this share of all are the load of a slower crowd. */
const LEAST_SENT = 0.97;
const GROWTH_SIZES = [250, 2000] as const;
/** A rate that is kept but for what a few seconds' count can be off. */
const FULL_RATE = 0.99 * TICK_HZ;

/** The figures of `peer` at `size`, null if there are none. */
export function figuresAt(results: readonly Result[], peer: PeerName, size: number): RunFigures | null {
  return results.find((result) => result.peer === peer && result.size === size)?.figures ?? null;
}

export function goalsOf(results: readonly Result[]): Goal[] {
  const at = (peer: PeerName, size: number) => figuresAt(results, peer, size);
  const ratio = (size: number, peer: PeerName, of: (figures: RunFigures) => number) => {
    const [own, other] = [at("ours", size), at(peer, size)];
    return own && other ? of(own) / of(other) : null;
  };
  const bytes = ({ bytesPerClient }: RunFigures) => bytesPerClient;
  const cpu = ({ cpuPercent }: RunFigures) => cpuPercent;
  const crowd = at("ours", 2000);
  const storm = at("ours", 1000)?.storm ?? null;
  return [
    atMost("1,000 walkers: bytes against stock Colyseus", 1 / 40, ratio(1000, "stock", bytes), "1/40"),
    atMost("1,000 walkers: CPU against stock Colyseus", 0.95, ratio(1000, "stock", cpu)),
    atMost("200 walkers: CPU against the JSON broadcast", 1 / 7, ratio(200, "json", cpu), "1/7"),
    atMost("200 walkers: bytes against the JSON broadcast", 1 / 30, ratio(200, "json", bytes), "1/30"),
    atLeast("2,000 walkers: ticks a second (20, within 1 %)", FULL_RATE, crowd?.ticks ?? null),
    atMost("2,000 walkers: tick p99, ms", 40, crowd?.tickMs.p99 ?? null),
    atMost("2,000 walkers: CPU against the floor", 1.5, ratio(2000, "floor", cpu)),
    atMost("2,000 walkers: memory, MB", 350, crowd?.rssMb ?? null),
    atLeast("3,000 walkers: ticks a second", 19, at("ours", 3000)?.ticks ?? null),
    atMost("storm of 1,000 joins: seconds until all are in", 5, storm?.seconds ?? null),
    atMost("storm of 1,000 joins: the latest tick, ms late", 100, storm?.latenessMaxMs ?? null),
  ];
}

export function growthOf(results: readonly Result[]): Growth[] {
  const [from, to] = GROWTH_SIZES;
  return PEERS.flatMap((peer) => {
    const [few, many] = [figuresAt(results, peer, from), figuresAt(results, peer, to)];
    if (!few || !many) return [];
    const cpu = many.cpuPercent / few.cpuPercent;
    const bytes = (many.bytesPerClient * to) / (few.bytesPerClient * from);
    const exponent = (times: number) => Math.log(times) / Math.log(to / from);
    return [{ peer, from, to, cpu, bytes, cpuExponent: exponent(cpu), bytesExponent: exponent(bytes) }];
  });
}

/** What a reader must know before believing the figures. */
export function warningsOf({ machine, pinning, results }: Report): string[] {
  const slow = results.flatMap(({ peer, size, figures }) =>
    figures && figures.clients.sent < LEAST_SENT
      ? [
          `${peer} at ${size}: the clients could send only ${Math.round(figures.clients.sent * 100)} % of their moves.`,
        ]
      : [],
  );
  const busy = results.filter(({ figures }) => (figures?.clients.cpuPercent ?? 0) > 95);
  const faults = results.flatMap(({ peer, size, faults }) =>
    faults.map((fault) => `${peer} at ${size}: ${fault}`),
  );
  const deaths = results.flatMap(({ peer, size, runs, died }) =>
    died.length > 0 ? [`${peer} at ${size}: did not survive ${died.length} of ${runs} runs: ${died[0]}`] : [],
  );
  return [
    ...(machine.loadBefore > machine.cores / 2 ? ["Others were working on the machine: measure again."] : []),
    ...(pinning ? [] : ["Server and clients were not kept apart: there is no second core, or no taskset."]),
    ...busy.map(({ peer, size }) => `${peer} at ${size}: the clients' core was full, more may be possible.`),
    ...slow,
    ...faults,
    ...deaths,
  ];
}

function atMost(what: string, most: number, measured: number | null, shown = String(most)): Goal {
  return { what, goal: `≤ ${shown}`, measured, met: measured === null ? null : measured <= most };
}

function atLeast(what: string, least: number, measured: number | null): Goal {
  return { what, goal: `≥ ${least}`, measured, met: measured === null ? null : measured >= least };
}
