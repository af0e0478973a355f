/**
 * `npm run bench:ingest`: events a second through HTTP, read, checked, deduplicated and committed with full
 * synchronisation, in batches of 500, beside the database's own bulk path over the very same rows in the same run; and
 * what 20,000 events a second cost a 20 Hz room in the same process. On SQLite (beside the sqlite3 command line) and on
 * PostgreSQL (beside psql's COPY), each skipped with a message where it is missing. Writes bench/results/ingest.json.
 * Options: --seconds 8, of each part.
 */
import { execFile, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import pg from "pg";
import { thisCommit, thisMachine } from "../loadtest/machine.ts";
import { bucketQuantile, bucketsBetween, parseScrape } from "../loadtest/prometheus.ts";
import type { SenderFigures, SenderPlan } from "../loadtest/trackingSender.ts";
import { migrateEvents } from "../src/db/events/migrations/migrate.ts";
import { startTestServer, type TestServer } from "../src/testing.public.ts";
import { createTestDatabase } from "../test/helpers/postgres.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "8" } } });
const SECONDS = Number(values.seconds);
const PACED_PER_SECOND = 20_000;
const run = promisify(execFile);
const LATENESS = "atrium_tick_lateness_seconds";

interface Result {
  readonly database: string;
  readonly ingest: SenderFigures;
  /** Null: its tool is not there. */
  readonly bulkRowsPerSecond: number | null;
  readonly ratio: number | null;
  readonly paced: Paced;
}

interface Paced {
  readonly eventsPerSecond: number;
  readonly answerMs: SenderFigures["answerMs"];
  /** How late ticks of the room began, without and with ingestion, milliseconds. */
  readonly tickLateP99Ms: { readonly idle: number | null; readonly loaded: number | null };
  /** Share of the time that the main thread was busy or waited for a core, without and with ingestion, 0 to 1. */
  readonly mainThread: { readonly idle: number; readonly loaded: number };
  /** Share of a core that the main thread took, without and with ingestion, 0 to 1. */
  readonly mainThreadCpu: { readonly idle: number; readonly loaded: number };
}

const machine = thisMachine();
const results: Result[] = [];
results.push(await bench("SQLite", {}, sqliteBulk));
const database = await createTestDatabase();
if (database) {
  try {
    results.push(await bench("PostgreSQL", { DATABASE_URL: database.url }, () => postgresBulk(database.url)));
  } finally {
    await database.drop();
  }
} else console.log("PostgreSQL: none answers, skipped.");
console.log(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}`,
);
if (machine.loadBefore > machine.cores)
  console.log("Others were working too: only the ratios say something.");
console.table(results.map(row));
const file = join(import.meta.dirname, "results/ingest.json");
await mkdir(join(file, ".."), { recursive: true });
const written = { machine, commit: thisCommit(), at: new Date().toISOString(), seconds: SECONDS, results };
await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);

async function bench(
  name: string,
  env: Record<string, string>,
  bulk: (dataDir: string) => Promise<number | null>,
): Promise<Result> {
  const server = await startTestServer({
    env: { NODE_ENV: "development", RATE_LIMITS: "off", SEED_DEMO: "on", ...env },
  });
  try {
    await server.join(await server.register(), { spaceId: 1 });
    const paced = await pace(server);
    const ingest = await send({ ...plan(server), seconds: SECONDS, eventsPerSecond: null, name: "full" });
    const bulkRowsPerSecond = await bulk(server.dataDir);
    const ratio = bulkRowsPerSecond === null ? null : ingest.eventsPerSecond / bulkRowsPerSecond;
    return { database: name, ingest, bulkRowsPerSecond, ratio, paced };
  } finally {
    await server.close();
  }
}

function plan(server: TestServer) {
  return { url: server.url, lanes: 8, batchEvents: 500 };
}

/** The room alone, then the room with 20,000 events a second. */
async function pace(server: TestServer): Promise<Paced> {
  const idle = await watched(
    server,
    () => new Promise<void>((resolve) => setTimeout(resolve, SECONDS * 500)),
  );
  // Started before it is watched: to fork a process of this size holds the ticks up by itself.
  const sender = await startSender({
    ...plan(server),
    ...{ seconds: SECONDS, eventsPerSecond: PACED_PER_SECOND, name: "paced" },
  });
  const loaded = await watched(server, sender);
  return {
    eventsPerSecond: loaded.value.eventsPerSecond,
    answerMs: loaded.value.answerMs,
    tickLateP99Ms: { idle: idle.lateP99Ms, loaded: loaded.lateP99Ms },
    mainThread: { idle: idle.busy, loaded: loaded.busy },
    mainThreadCpu: { idle: idle.cpu, loaded: loaded.cpu },
  };
}

async function watched<Value>(server: TestServer, work: () => Promise<Value>) {
  const buckets = async () => {
    const { body } = await server.call<string>("GET", "//metrics");
    return parseScrape(body).buckets(LATENESS);
  };
  const before = await buckets();
  const start = performance.eventLoopUtilization();
  const startedAtMs = performance.now();
  const cpuStart = process.threadCpuUsage();
  const value = await work();
  const { user, system } = process.threadCpuUsage(cpuStart);
  const cpu = (user + system) / 1_000 / (performance.now() - startedAtMs);
  const busy = performance.eventLoopUtilization(start).utilization;
  const late = bucketQuantile(bucketsBetween(before, await buckets()), 0.99);
  return { value, busy, cpu, lateP99Ms: late === null ? null : late * 1_000 };
}

async function send(sending: SenderPlan): Promise<SenderFigures> {
  return (await startSender(sending))();
}

/** A load generator that is there and waits; calling what this resolves with lets it send, and gives its figures. */
async function startSender(sending: SenderPlan): Promise<() => Promise<SenderFigures>> {
  const child = fork(join(import.meta.dirname, "ingestSender.ts"));
  await once(child, "message");
  return async () => {
    child.send(sending);
    const [figures] = await once(child, "message");
    return figures as SenderFigures;
  };
}

/** Rows a second of `INSERT … SELECT` in the sqlite3 command line, of the events just stored, into the same tables and indexes. */
async function sqliteBulk(dataDir: string): Promise<number | null> {
  if (!isInstalled("sqlite3")) {
    console.log("sqlite3 is not installed: SQLite's bulk path is skipped.");
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), "atrium-bulk-"));
  try {
    const target = { kind: "sqlite", file: join(folder, "events.db") } as const;
    await migrateEvents(target);
    const copy = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ATTACH '${join(dataDir, "events.db")}' AS source;
      BEGIN; INSERT INTO main.events SELECT * FROM source.events; COMMIT; SELECT count(*) FROM main.events;`;
    const startMs = performance.now();
    const { stdout } = await run("sqlite3", [target.file, copy]);
    const seconds = (performance.now() - startMs) / 1_000;
    return Math.round(Number(stdout.trim().split("\n").at(-1)) / seconds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Rows a second of psql's COPY from a file, of the events just stored, into a table with the same columns and indexes. */
async function postgresBulk(url: string): Promise<number | null> {
  if (!isInstalled("psql")) {
    console.log("psql is not installed: PostgreSQL's bulk path is skipped.");
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), "atrium-bulk-"));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const file = join(folder, "events.txt");
    await run("psql", [url, "-c", `\\copy events TO '${file}'`]);
    await client.query("CREATE TABLE bulk_events (LIKE events INCLUDING ALL)");
    const startMs = performance.now();
    await run("psql", [url, "-c", `\\copy bulk_events FROM '${file}'`]);
    const seconds = (performance.now() - startMs) / 1_000;
    const { rows } = await client.query("SELECT count(*)::float8 AS n FROM bulk_events");
    return Math.round(rows[0].n / seconds);
  } finally {
    await client.end();
    await rm(folder, { recursive: true });
  }
}

function isInstalled(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function row({ database, ingest, bulkRowsPerSecond, ratio, paced }: Result) {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return {
    database,
    "events/s": ingest.eventsPerSecond,
    "bulk rows/s": bulkRowsPerSecond ?? "-",
    ratio: ratio === null ? "-" : ratio.toFixed(2),
    "at 20,000/s": paced.eventsPerSecond,
    "tick late p99 ms": `${paced.tickLateP99Ms.idle?.toFixed(1)} → ${paced.tickLateP99Ms.loaded?.toFixed(1)}`,
    "main thread": `${percent(paced.mainThread.idle)} → ${percent(paced.mainThread.loaded)}`,
    "of it CPU": `${percent(paced.mainThreadCpu.idle)} → ${percent(paced.mainThreadCpu.loaded)}`,
  };
}
