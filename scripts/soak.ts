/** `npm run soak`: the long forms of the runs that look for what breaks only now and then. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { PromptCase } from "../bench/worldScore/score.ts";
import { thisMachine } from "../loadtest/machine.ts";
import { createTestDatabase } from "../test/helpers/postgres.ts";
import { PostgresCluster } from "../test/helpers/postgresCluster.ts";
import { runCrowd } from "../test/reliability/crowdRun.ts";
import { runFuzz } from "../test/reliability/fuzzRun.ts";
import { runKillRounds } from "../test/reliability/killRounds.ts";
import { runLoad } from "../test/reliability/loadRun.ts";
import { runReconnect } from "../test/reliability/reconnectRun.ts";
import { runTrackingCrashes, runTrackingKills } from "../test/reliability/trackingKillRun.ts";
import { runWorlds } from "../test/reliability/worldRun.ts";

const USAGE = `npm run soak -- [kill] [fuzz] [reconnect] [load] [crowd] [worlds] [tracking] [all] [options]

  kill        kill -9 under load, on SQLite and, if one answers, on PostgreSQL (--rounds, default 30)
  fuzz        messages and calls that no honest client makes (--messages, default 50000)
  reconnect   200 clients whose network is down for 45 seconds (--clients, --cut seconds)
  load        everything at once, watching the server's memory (--minutes, default 10)
  crowd       what clients decode of a crowd against the truth, after random ticks (--ticks, default 20000)
  worlds      the hard gates of world generation: 100 prompts of the --prompts files (JSON lines, with commas between),
              --seeds worlds each (default 20), and --nasty nasty prompts (default 10000)
  tracking    kill -9 under ingestion, on SQLite (--rounds), on PostgreSQL (a fifth of them), and a PostgreSQL that crashes 5 times
  all         all of them, one after the other (default)

  --seed <text>   repeats a run's choices; printed at its beginning`;

const MOST = {
  rounds: 1_000,
  messages: 1_000_000,
  clients: 1_000,
  cut: 50,
  minutes: 600,
  ticks: 10_000_000,
  seeds: 10_000,
  nasty: 10_000_000,
} as const;
/** Longest prompt that is served, characters. */
const MAX_PROMPT = 2000;
/** Prompts of a run, taken evenly from its files. */
const PROMPTS = 100;
const PROMPT_FILES = "test/data/prompts-seen.jsonl,test/data/prompts-unseen.jsonl";
/** Long enough for the longest cut and the SDK's longest pause between two attempts. */
const RECONNECT_SECONDS = 60;
const TICKS_A_SPACE = 400;
/** Every tenth round lasts until positions were saved. */
const LONG_EVERY = 10;
/** How often a cluster of the run's own is crashed under ingestion. */
const CRASHES = 5;

interface Wish {
  readonly rounds: number;
  readonly messages: number;
  readonly clients: number;
  readonly cut: number;
  readonly minutes: number;
  readonly ticks: number;
  readonly seeds: number;
  readonly nasty: number;
  readonly prompts: string;
  readonly seed: string;
}

type Soak = (wish: Wish, dataDir: string) => Promise<unknown>;

const SOAKS: Readonly<Record<string, Soak>> = { kill, fuzz, reconnect, load, crowd, worlds, tracking };

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 all held, 1 something did not, 2 not run. */
async function main(args: readonly string[]): Promise<number> {
  const asked = parsed(args);
  if (asked === null) {
    console.error(USAGE);
    return 2;
  }
  const { cpu, cores, node, loadBefore } = thisMachine();
  console.log(`${cpu}, ${cores} cores, Node ${node}, load before ${loadBefore}, --seed ${asked.wish.seed}`);
  let failed = 0;
  for (const name of asked.names) if (!(await held(name, asked.wish))) failed += 1;
  console.log(failed === 0 ? "All held." : `${failed} of ${asked.names.length} did not hold.`);
  return failed === 0 ? 0 : 1;
}

async function held(name: string, wish: Wish): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), `atrium-soak-${name}-`));
  const startedAtMs = performance.now();
  try {
    const figures = await (SOAKS[name] as Soak)(wish, dataDir);
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    console.log(`${name}: held, ${seconds} s\n${JSON.stringify(figures, null, 2)}`);
    await rm(dataDir, { recursive: true, force: true });
    return true;
  } catch (error) {
    console.error(`${name}: did not hold; its data is kept in ${dataDir}\n`, error);
    return false;
  }
}

async function kill({ rounds, seed }: Wish, dataDir: string): Promise<unknown> {
  const isLong = (round: number) => round % LONG_EVERY === 0;
  const shared = { rounds, seed, isLong, say: (line: string) => console.log(`  ${line}`) };
  const sqlite = await runKillRounds({ ...shared, dataDir: join(dataDir, "sqlite"), databaseUrl: null });
  const database = await createTestDatabase();
  if (!database) return { sqlite, postgres: "none answered" };
  try {
    const place = { dataDir: join(dataDir, "postgres"), databaseUrl: database.url };
    return { sqlite, postgres: await runKillRounds({ ...shared, ...place }) };
  } finally {
    await database.drop();
  }
}

function fuzz({ messages, seed }: Wish, dataDir: string): Promise<unknown> {
  return runFuzz({ dataDir, messages, calls: messages, seed });
}

function reconnect({ clients, cut }: Wish, dataDir: string): Promise<unknown> {
  const say = (line: string) => console.log(`  ${line}`);
  return runReconnect({ dataDir, clients, cutMs: cut * 1000, reconnectSeconds: RECONNECT_SECONDS, say });
}

function load({ minutes, seed }: Wish, dataDir: string): Promise<unknown> {
  return runLoad({ dataDir, minutes, seed, say: (line) => console.log(line) });
}

/** In runs of some hundred ticks, each in another space. */
async function crowd({ ticks, seed }: Wish): Promise<unknown> {
  const figures = { runs: 0, ticks: 0, compared: 0, joins: 0, returns: 0 };
  while (figures.ticks < ticks) {
    const run = runCrowd({ ticks: TICKS_A_SPACE, seed: `${seed}/${figures.runs}` });
    figures.runs += 1;
    for (const name of ["ticks", "compared", "joins", "returns"] as const) figures[name] += run[name];
  }
  return figures;
}

async function worlds({ prompts, seeds, nasty, seed }: Wish): Promise<unknown> {
  const files = await Promise.all(prompts.split(",").map((file) => readFile(file, "utf8")));
  const all = files.flatMap((text) => text.split("\n").filter(Boolean));
  const step = Math.max(1, all.length / PROMPTS);
  const cases = Array.from(
    { length: Math.min(PROMPTS, all.length) },
    (_, index) => JSON.parse(all[Math.floor(index * step)] as string) as PromptCase,
  ).filter(({ prompt }) => prompt.trim() !== "" && prompt.length <= MAX_PROMPT);
  return runWorlds({ cases, seeds, nasty, seed });
}

async function tracking({ rounds, seed }: Wish, dataDir: string): Promise<unknown> {
  const shared = { seed, say: (line: string) => console.log(`  ${line}`) };
  const sqlite = await runTrackingKills({
    ...{ ...shared, rounds, dataDir: join(dataDir, "sqlite"), databaseUrl: null },
  });
  const database = await createTestDatabase();
  if (!database) return { sqlite, postgres: "none answered" };
  const postgres = await runTrackingKills({
    ...{ ...shared, rounds: Math.ceil(rounds / 5), dataDir: join(dataDir, "postgres") },
    databaseUrl: database.url,
  }).finally(() => database.drop());
  const cluster = await PostgresCluster.start();
  if (!cluster) return { sqlite, postgres, crashes: "initdb was not found" };
  const place = { ...shared, rounds: CRASHES, dataDir: join(dataDir, "crashes") };
  const crashes = await runTrackingCrashes(cluster, place).finally(() => cluster.remove());
  return { sqlite, postgres, crashes };
}

/** What to run and how long; null if the arguments are none of ours. */
function parsed(args: readonly string[]): { names: readonly string[]; wish: Wish } | null {
  const text = { type: "string" } as const;
  const options = {
    rounds: text,
    messages: text,
    clients: text,
    cut: text,
    minutes: text,
    ticks: text,
    seeds: text,
    nasty: text,
    prompts: text,
    seed: text,
  };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    const names = positionals.length === 0 || positionals.includes("all") ? Object.keys(SOAKS) : positionals;
    if (!names.every((name) => Object.hasOwn(SOAKS, name))) return null;
    const whole = (name: keyof typeof MOST, fallback: number) => {
      const value = Number(values[name] ?? fallback);
      if (!(value > 0 && value <= MOST[name])) throw new RangeError(name);
      return value;
    };
    const wish = {
      rounds: whole("rounds", 30),
      messages: whole("messages", 50_000),
      clients: whole("clients", 200),
      cut: whole("cut", 45),
      minutes: whole("minutes", 10),
      ticks: whole("ticks", 20_000),
      seeds: whole("seeds", 20),
      nasty: whole("nasty", 10_000),
      prompts: values.prompts ?? PROMPT_FILES,
      seed: values.seed ?? String(Date.now() % 1_000_000),
    };
    return { names, wish };
  } catch {
    return null;
  }
}
