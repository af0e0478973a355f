/** A long run of everything at once, watching what the server's memory does; afterwards all that was acknowledged is looked for. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseScrape, type Scrape } from "../../loadtest/prometheus.ts";
import { Api } from "../helpers/api.ts";
import { type KillFigures, runKillRounds } from "./killRounds.ts";

export interface LoadRun {
  readonly dataDir: string;
  readonly minutes: number;
  readonly seed: string;
  readonly say?: (line: string) => void;
}

export interface LoadFigures extends KillFigures {
  /** Megabytes of the main thread's heap and of the process: the lowest of the second quarter and of the last third, and the highest. */
  readonly heapMb: Course;
  readonly residentMb: Course;
}

interface Course {
  readonly early: number;
  readonly late: number;
  readonly most: number;
}

const LOADTEST = join(import.meta.dirname, "../../loadtest/index.ts");
const CROWD = 100;
const CHURN_PER_SECOND = 2;
const REST_MS = 50;
const SAMPLES = 120;
/** What the lowest figures may differ by: between two collections memory rises and falls by a hundred megabytes. */
const MOST_GROWTH_MB = { heap: 24, resident: 64 } as const;

/** @throws AssertionError for lost acknowledgements, a load test that fails, and memory that grows without end. */
export async function runLoad({ dataDir, minutes, seed, say = () => {} }: LoadRun): Promise<LoadFigures> {
  const heap: number[] = [];
  const resident: number[] = [];
  const sample = async (url: string) => {
    const metrics = parseScrape(await (await fetch(`${url}/metrics`)).text());
    heap.push(megabytes(metrics, "nodejs_heap_size_used_bytes"));
    resident.push(megabytes(metrics, "process_resident_memory_bytes"));
  };
  const seconds = Math.round(minutes * 60);
  const figures = await runKillRounds({
    ...{ dataDir, seed, databaseUrl: null, rounds: 1, isLong: () => false, drains: true, restMs: REST_MS },
    async disturb(_log, { server, cast }) {
      const body = { name: "Crowded", map_id: "plaza" };
      const space = { token: cast.admin.token, body };
      const { id: spaceId } = await new Api(server.url).demand<{ id: number }>("POST", "/spaces", space);
      const crowd = walkCrowd(server.url, { spaceId, seconds });
      const timer = setInterval(() => void sample(server.url).catch(() => {}), (seconds * 1000) / SAMPLES);
      try {
        say(await crowd);
      } finally {
        clearInterval(timer);
      }
    },
  });
  const [heapMb, residentMb] = [courseOf(heap), courseOf(resident)];
  assert.ok(heapMb.late - heapMb.early < MOST_GROWTH_MB.heap, `the heap grew: ${JSON.stringify(heapMb)} MB`);
  assert.ok(
    residentMb.late - residentMb.early < MOST_GROWTH_MB.resident,
    `the memory grew: ${JSON.stringify(residentMb)} MB`,
  );
  return { ...figures, heapMb, residentMb };
}

/** The first quarter is for getting warm, and counts for none but the highest. */
function courseOf(samples: readonly number[]): Course {
  const quarter = samples.length >> 2;
  const half = samples.length >> 1;
  assert.ok(quarter > 0, "too few looks at the memory");
  return {
    early: Math.min(...samples.slice(quarter, half)),
    late: Math.min(...samples.slice(-Math.ceil(samples.length / 3))),
    most: Math.max(...samples),
  };
}

/** Lets a crowd walk, come and go in a space; its report. @throws AssertionError with the report if it fails. */
async function walkCrowd(
  url: string,
  { spaceId, seconds }: { spaceId: number; seconds: number },
): Promise<string> {
  const options = {
    endpoint: url.replace(/^http/, "ws"),
    space: spaceId,
    seconds,
    clients: CROWD,
    churn: CHURN_PER_SECOND,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [LOADTEST, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let report = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    report += chunk;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0, report);
  return report.trim();
}

function megabytes(metrics: Scrape, name: string): number {
  return Math.round((metrics.value(name) ?? Number.NaN) / 1e6);
}
