/** The command line of the peers' bench. */
import { parseArgs } from "node:util";
import { UsageError } from "../../loadtest/options.ts";
import { PEERS, type PeerName } from "./peer.ts";
import type { Pace } from "./run.ts";

const MAX_SIZE = 4000;

/** Where each peer is measured unless sizes are asked for: 200 is there for the JSON broadcast, which dies beyond 500. */
export const DEFAULT_SIZES: Readonly<Record<PeerName, readonly number[]>> = {
  ours: [100, 200, 250, 500, 1000, 2000, 3000],
  stock: [100, 250, 500, 1000, 2000],
  views: [100, 250, 500, 1000, 2000],
  json: [100, 200, 250, 500],
  floor: [100, 250, 500, 1000, 2000],
};
const LARGEST_JSON = 500;
const FULL: Pace = { seconds: 5, settleMs: 8000, calmJoins: 20, lookMs: 1000 };
const QUICK: Pace = { seconds: 0.5, settleMs: 200, calmJoins: 2, lookMs: 800 };
const QUICK_SIZE = 12;
const DEFAULT_ROUNDS = 3;
const DEFAULT_MINUTES = 40;

export interface Options {
  /** By size, small ones first: who is measured there. */
  readonly plan: ReadonlyMap<number, readonly PeerName[]>;
  readonly rounds: number;
  readonly pace: Pace;
  readonly seed: string;
  /** No run is begun that could not end before. */
  readonly mostMinutes: number;
  /** Everything at the same time: shows that it works, and measures nothing. */
  readonly quick: boolean;
  /** Null: where results are kept, unless what was asked for is not the whole. */
  readonly jsonFile: string | null;
  readonly isWhole: boolean;
}

export const USAGE = `Usage: npm run bench:peers -- [options]

  --sizes <n,n,…>    clients at the same time, 2 to ${MAX_SIZE} each (default ${DEFAULT_SIZES.ours.join(",")}; the JSON broadcast up to ${LARGEST_JSON})
  --peers <a,b,…>    of ${PEERS.join(", ")} (default all; floor needs ours)
  --runs <n>         of each peer at each size, 1 to 20 (default ${DEFAULT_ROUNDS}); the figures are medians
  --seconds <n>      measured in each run, 1 to 60 (default ${FULL.seconds})
  --minutes <n>      the most that all takes, 1 to 240 (default ${DEFAULT_MINUTES})
  --seed <text>      the same seed walks the same ways (default 1)
  --json <file>      write the figures there, and a chart beside them as .svg
  --quick            only shows that it works: ${QUICK_SIZE} clients, all peers at the same time
  --help

Without --sizes, --peers, --runs, --seconds and --quick the figures go to bench/results/peers.json.`;

/** The options that `args` name, with defaults; "help" if they ask for the usage. @throws UsageError */
export function parseOptions(args: readonly string[]): Options | "help" {
  const values = parsed(args);
  if (values.help) return "help";
  const quick = values.quick ?? false;
  const peers = values.peers === undefined ? PEERS : peersOf(values.peers);
  if (peers.includes("floor") && !peers.includes("ours"))
    throw new UsageError("--peers floor needs ours: it sends what ours was measured to send.");
  const seconds = whole("seconds", values.seconds, { fallback: FULL.seconds, least: 1, most: 60 });
  return {
    plan: planOf(peers, quick ? [QUICK_SIZE] : values.sizes === undefined ? null : sizesOf(values.sizes)),
    rounds: quick ? 1 : whole("runs", values.runs, { fallback: DEFAULT_ROUNDS, least: 1, most: 20 }),
    pace: quick ? QUICK : { ...FULL, seconds },
    seed: values.seed ?? "1",
    mostMinutes: whole("minutes", values.minutes, { fallback: DEFAULT_MINUTES, least: 1, most: 240 }),
    quick,
    jsonFile: values.json ?? null,
    isWhole:
      !quick && [values.sizes, values.peers, values.runs, values.seconds].every((part) => part === undefined),
  };
}

function planOf(peers: readonly PeerName[], wished: readonly number[] | null): Options["plan"] {
  const sizes = wished ?? DEFAULT_SIZES.ours;
  const measuredAt = (peer: PeerName, size: number) =>
    wished === null ? DEFAULT_SIZES[peer].includes(size) : peer !== "json" || size <= LARGEST_JSON;
  return new Map(sizes.map((size) => [size, peers.filter((peer) => measuredAt(peer, size))]));
}

function sizesOf(text: string): number[] {
  const range = { fallback: 0, least: 2, most: MAX_SIZE };
  const sizes = text.split(",").map((part) => whole("sizes", part.trim(), range));
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function peersOf(text: string): PeerName[] {
  const names = text.split(",").map((part) => part.trim());
  const unknown = names.find((name) => !PEERS.includes(name as PeerName));
  if (unknown !== undefined)
    throw new UsageError(`--peers must be of ${PEERS.join(", ")}, not "${unknown}".`);
  return PEERS.filter((peer) => names.includes(peer));
}

function whole(
  name: string,
  text: string | undefined,
  range: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  if (text === undefined) return range.fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < range.least || value > range.most)
    throw new UsageError(
      `--${name} must be a whole number from ${range.least} to ${range.most}, not "${text}".`,
    );
  return value;
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ sizes: text, peers: text, runs: text, seconds: text, minutes: text, seed: text, json: text },
    ...{ quick: flag, help: flag },
  };
  try {
    return parseArgs({ args: [...args], strict: true, allowPositionals: false, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
