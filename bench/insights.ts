/**
 * `npm run bench:insights`: how long 1,000,000 fresh events of one property take to be summarised, and how long queries
 * over them take afterwards, on SQLite and, where one answers, on PostgreSQL. Prints a table for each and writes
 * bench/results/insights.json. Options: --events 1000000 --tour 500 (events a tour) --queries 60.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom } from "../src/core/random.ts";
import { openEvents } from "../src/db/events/openEvents.ts";
import { openInsights } from "../src/db/insights/openInsights.ts";
import type { InsightStore } from "../src/services/insights/ports.ts";
import type { InsightRequest } from "../src/services/insights/requests.ts";
import type { EventStore } from "../src/services/tracking/ports.ts";
import { createTestDatabase } from "../test/helpers/postgres.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    tour: { type: "string", default: "500" },
    queries: { type: "string", default: "60" },
    json: { type: "string", default: "bench/results/insights.json" },
  },
});
const EVENTS = Number(values.events);
const EVENTS_PER_TOUR = Number(values.tour);
const QUERIES = Number(values.queries);
const TOURS = Math.ceil(EVENTS / EVENTS_PER_TOUR);
const ZONES = ["hall", "living_room", "kitchen", "bath", "bedroom", "balcony", "garage", "garden"];
const OWNER = 7;
const START_MS = Date.UTC(2026, 0, 5);

interface Figures {
  readonly storedPerSecond: number;
  readonly summarisedMs: number;
  readonly longestTickMs: number;
  readonly queries: Readonly<Record<string, { p50Ms: number; p95Ms: number; bytes: number }>>;
}

const results: Record<string, Figures> = {};
const dataDir = await mkdtemp(join(tmpdir(), "atrium-bench-"));
const postgres = await createTestDatabase();
try {
  results.sqlite = await bench(null);
  if (postgres) results.postgres = await bench(postgres.url);
} finally {
  await postgres?.drop();
  await rm(dataDir, { recursive: true });
}
mkdirSync("bench/results", { recursive: true });
const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.version };
const size = { events: EVENTS, tours: TOURS, queries: QUERIES };
writeFileSync(values.json, `${JSON.stringify({ machine, ...size, results }, null, 2)}\n`);
console.log(`\nwritten to ${values.json}`);

async function bench(databaseUrl: string | null): Promise<Figures> {
  const onError = (error: unknown, what: string) => console.error(what, error);
  const place = { databaseUrl, dataDir, onError };
  const events = await openEvents({ ...place, migrate: true });
  let insights: InsightStore | null = null;
  try {
    const storedMs = await timed(() => store(events));
    // Opened only now: earlier it would have summarised what was there already.
    insights = openInsights(place);
    const opened = insights;
    const watch = watchTicks();
    const summarisedMs = await timed(() => opened.catchUp(600_000));
    const longestTickMs = watch();
    const figures = {
      storedPerSecond: Math.round((EVENTS / storedMs) * 1_000),
      ...{ summarisedMs: Math.round(summarisedMs), longestTickMs: Math.round(longestTickMs * 10) / 10 },
      queries: await ask(opened),
    };
    print(databaseUrl === null ? "SQLite" : "PostgreSQL", figures);
    return figures;
  } finally {
    await insights?.close();
    await events.close();
  }
}

/** Tours of the one property, several batches under way at once. */
async function store(events: EventStore): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let tour = next++; tour < TOURS; tour = next++) {
      const sessionId = `tour ${tour}`;
      await events.openTour({
        ...{ ownerId: OWNER, sessionId, startedAtMs: startOf(tour), endedAtMs: null, axes: null },
        ...{ customerId: `customer ${tour % 700}`, propertyId: "house", spaceId: null, metadata: null },
        receivedAtMs: START_MS,
      });
      const body = JSON.stringify({ session_id: sessionId, events: eventsOf(tour) });
      const bytes = new Uint8Array(Buffer.from(body));
      await events.ingest({
        ownerId: OWNER,
        kind: "batch",
        gzip: false,
        pieces: [bytes],
        receivedAtMs: START_MS,
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

function startOf(tour: number): number {
  return START_MS + tour * 600_000;
}

/** A walk through the zones: enters, exits, gaze with a place, now and then a touch. */
function eventsOf(tour: number): object[] {
  const random = createRandom(tour);
  const made: object[] = [];
  let timestamp = startOf(tour);
  let zone = random.int(0, ZONES.length - 1);
  const place = { x: random.between(-8, 8), y: 1.7, z: random.between(-8, 8) };
  const tell = (event_type: string, rest: object) => {
    made.push({ event_id: made.length, event_type, timestamp, zone_name: ZONES[zone], ...rest });
  };
  tell("zone_enter", {});
  while (made.length < EVENTS_PER_TOUR) {
    timestamp += random.int(200, 2_000);
    place.x = Math.max(-10, Math.min(10, place.x + random.between(-0.5, 0.5)));
    place.z = Math.max(-10, Math.min(10, place.z + random.between(-0.5, 0.5)));
    const turn = random.next();
    if (turn < 0.03) {
      tell("zone_exit", {});
      zone = random.int(0, ZONES.length - 1);
      tell("zone_enter", {});
    } else if (turn < 0.08)
      tell("interaction", { object_name: `thing ${zone}-${random.int(0, 4)}`, position: { ...place } });
    else
      tell("gaze", {
        gaze_target: `thing ${zone}-${random.int(0, 4)}`,
        ...{ dwell_time_ms: random.int(100, 1_500), position: { ...place } },
      });
  }
  return made.slice(0, EVENTS_PER_TOUR);
}

async function ask(insights: InsightStore): Promise<Figures["queries"]> {
  const format = "json";
  const owner = OWNER;
  const house = { owner, propertyId: "house" };
  const map = { zone: null, metric: "presence", weight: "events", cellM: null } as const;
  const week = 7 * 24 * 3_600_000;
  const kinds: Record<string, (nth: number) => InsightRequest> = {
    // Another end each time: nothing kept can answer it.
    "property, all tours, not kept": (nth) => ({
      ...{ kind: "property", format, query: { ...house, fromMs: null, toMs: START_MS + 1e12 + nth } },
    }),
    "property, all tours": () => ({
      kind: "property",
      format,
      query: { ...house, fromMs: null, toMs: null },
    }),
    "property, one week": (nth) => ({
      ...{ kind: "property", format },
      query: { ...house, fromMs: START_MS + nth * 3_600_000, toMs: START_MS + nth * 3_600_000 + week },
    }),
    "heatmap, JSON": () => ({ kind: "heatmap", format, ...house, query: map }),
    "heatmap of a zone, gaze by time": (nth) => ({
      ...{ kind: "heatmap", format, ...house },
      query: {
        ...map,
        zone: ZONES[nth % ZONES.length] as string,
        metric: "gaze",
        weight: "time",
        cellM: 0.25,
      },
    }),
    "heatmap, PNG": () => ({ kind: "heatmap", format: "png", ...house, query: map }),
    "one tour": (nth) => ({ kind: "tour", format, owner, sessionId: `tour ${nth}` }),
    "one customer": (nth) => ({ kind: "customer", format, owner, customerId: `customer ${nth}` }),
    "list of customers": () => ({
      ...{ kind: "list", format, query: { owner, of: "customers", after: null, limit: 50 } },
    }),
  };
  const figures: Record<string, { p50Ms: number; p95Ms: number; bytes: number }> = {};
  for (const [name, requestOf] of Object.entries(kinds)) {
    const timesMs: number[] = [];
    let bytes = 0;
    for (let nth = 0; nth < QUERIES; nth += 1) {
      const request = requestOf(nth);
      timesMs.push(
        await timed(async () => {
          await insights.catchUp(1_500);
          const answer = await insights.read(request);
          if (!("body" in answer)) throw new Error(`${name}: ${JSON.stringify(answer)}`);
          bytes = answer.body.byteLength;
        }),
      );
    }
    timesMs.sort((a, b) => a - b);
    const at = (share: number) => Math.round((timesMs[Math.ceil(share * QUERIES) - 1] as number) * 10) / 10;
    figures[name] = { p50Ms: at(0.5), p95Ms: at(0.95), bytes };
  }
  return figures;
}

/** The latest that a timer of this thread came, from now until the function is called. */
function watchTicks(): () => number {
  let latest = 0;
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    latest = Math.max(latest, now - before - 10);
    before = now;
  }, 10);
  return () => {
    clearInterval(timer);
    return latest;
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function print(database: string, { storedPerSecond, summarisedMs, longestTickMs, queries }: Figures): void {
  console.log(`\n${database}: ${EVENTS} events in ${TOURS} tours, stored at ${storedPerSecond} events/s`);
  console.log(
    `summarised in ${summarisedMs} ms (bar: 10,000 ms for a million); longest wait of the main thread ${longestTickMs} ms`,
  );
  console.table(queries);
}
