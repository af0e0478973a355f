/**
 * What the space journal takes: entries a second at 1, 64 and 1,000 appends at once, one commit an entry against group
 * commit in the same run, and what it costs the main thread. Under 20 s. Writes bench/results/journal.json.
 * Usage: node bench/journal.ts
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openJournal } from "../src/db/journal/openJournal.ts";
import type { SpaceJournal } from "../src/services/journal/ports.ts";
import { chair, messageEntry, useEntry } from "../test/contracts/journalEntries.ts";
import { createTestDatabase } from "../test/helpers/postgres.ts";

const CONCURRENCIES = [1, 64, 1_000];
const RUN_MS = 400;
const ROUNDS = 2;
/** On a machine so slow that this has passed, each figure is from one round. */
const BUDGET_MS = 9_000;
const PACED_PER_SECOND = 2_000;
const SPACES = 20;

interface Measured {
  readonly database: string;
  readonly load: string;
  readonly commits: "one per entry" | "group";
  readonly entriesPerSecond: number;
  readonly entriesPerCommit: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the time that the main thread was busy, 0 to 1: making and encoding the entries is in it. */
  readonly mainThread: number;
}

const results: Measured[] = [];
let lastId = 10_000_000;
await benchSqlite();
await benchPostgres();
print(results);
await mkdir(join(import.meta.dirname, "results"), { recursive: true });
await writeFile(
  join(import.meta.dirname, "results", "journal.json"),
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpus: cpus().length, results }, null, 2)}\n`,
);

async function benchSqlite(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "atrium-bench-"));
  await benchDatabase("SQLite", { databaseUrl: null, dataDir });
  await rm(dataDir, { recursive: true });
}

async function benchPostgres(): Promise<void> {
  const database = await createTestDatabase();
  if (!database) return console.log("PostgreSQL: no server, left out");
  await benchDatabase("PostgreSQL", { databaseUrl: database.url, dataDir: "" });
  await database.drop();
}

/** Both ways interleaved, the better round of each. */
async function benchDatabase(
  name: string,
  place: { databaseUrl: string | null; dataDir: string },
): Promise<void> {
  const open = (maxBatchEntries?: number) =>
    openJournal({
      ...place,
      migrate: true,
      onError: console.error,
      limits: maxBatchEntries ? { maxBatchEntries } : {},
    });
  const single = await open(1);
  const group = await open();
  await closedLoop(group, 64, 200);
  for (const concurrency of CONCURRENCIES) {
    const rounds: Measured[][] = [[], []];
    for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < BUDGET_MS); round++)
      for (const [index, journal] of [single, group].entries()) {
        const commits = index === 0 ? "one per entry" : "group";
        const measured = await measure(journal, () => closedLoop(journal, concurrency, RUN_MS));
        rounds[index]!.push({ database: name, load: `${concurrency} at once`, commits, ...measured });
      }
    for (const kept of rounds) results.push(kept.sort((a, b) => b.entriesPerSecond - a.entriesPerSecond)[0]!);
  }
  const paced = await measure(group, () => pacedLoop(group, 1_000));
  results.push({ database: name, load: `${PACED_PER_SECOND}/s paced`, commits: "group", ...paced });
  await single.close();
  await group.close();
}

async function measure(journal: SpaceJournal, run: () => Promise<number[]>) {
  const before = journal.stats();
  const busy = performance.eventLoopUtilization();
  const startedAtMs = performance.now();
  const waits = (await run()).sort((a, b) => a - b);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const { utilization } = performance.eventLoopUtilization(busy);
  const { commits } = journal.stats();
  return {
    entriesPerSecond: Math.round(waits.length / seconds),
    entriesPerCommit: waits.length / (commits - before.commits),
    p50Ms: waits[Math.floor(waits.length * 0.5)]!,
    p99Ms: waits[Math.floor(waits.length * 0.99)]!,
    mainThread: utilization,
  };
}

/** `concurrency` senders, each with its next entry when the last is stored; how long each entry took. */
async function closedLoop(journal: SpaceJournal, concurrency: number, runMs: number): Promise<number[]> {
  const waits: number[] = [];
  const untilMs = performance.now() + runMs;
  const sender = async () => {
    while (performance.now() < untilMs) await timed(journal, waits);
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return waits;
}

/** A fixed rate in ticks of 50 ms, as a room makes it. */
async function pacedLoop(journal: SpaceJournal, runMs: number): Promise<number[]> {
  const waits: number[] = [];
  const pending: Promise<void>[] = [];
  for (let tick = 0; tick * 50 < runMs; tick++) {
    for (let n = 0; n < PACED_PER_SECOND / 20; n++) pending.push(timed(journal, waits));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(pending);
  return waits;
}

/** One entry, in turn a message and a use with its object row. */
async function timed(journal: SpaceJournal, waits: number[]): Promise<void> {
  const id = ++lastId;
  const spaceId = 1 + (id % SPACES);
  const entry =
    id % 2 === 0
      ? messageEntry({ id, spaceId })
      : useEntry({ id, spaceId }, chair({ id: 2_000 + (id % 1_000) }));
  const startedAtMs = performance.now();
  await journal.append(entry);
  waits.push(performance.now() - startedAtMs);
}

function print(measured: readonly Measured[]): void {
  console.table(
    measured.map((row) => ({
      database: row.database,
      load: row.load,
      commits: row.commits,
      "entries/s": row.entriesPerSecond,
      "entries/commit": Number(row.entriesPerCommit.toFixed(1)),
      "p50 ms": Number(row.p50Ms.toFixed(2)),
      "p99 ms": Number(row.p99Ms.toFixed(2)),
      "main thread": `${Math.round(row.mainThread * 100)} %`,
    })),
  );
}
