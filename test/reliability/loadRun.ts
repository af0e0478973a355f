/** A long run of everything at once, watching what the server's memory does; afterwards all that was acknowledged is looked for. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Api } from "../helpers/api.ts";
import { type KillFigures, runKillRounds } from "./killRounds.ts";

export interface LoadRun {
  readonly dataDir: string;
  readonly minutes: number;
  readonly seed: string;
  readonly say?: (line: string) => void;
}

export interface LoadFigures extends KillFigures {
  /** Megabytes of the server: when it was warm, at the end, and at most. */
  readonly rssMb: { readonly warm: number; readonly end: number; readonly most: number };
}

const LOADTEST = join(import.meta.dirname, "../../loadtest/index.ts");
const CROWD = 100;
const CHURN_PER_SECOND = 2;
const REST_MS = 50;
const SAMPLES = 120;
/** What the memory may grow by from the second quarter of the run to the last. */
const MOST_GROWTH_MB = 48;

/** @throws AssertionError for lost acknowledgements, a load test that fails, and memory that grows without end. */
export async function runLoad({ dataDir, minutes, seed, say = () => {} }: LoadRun): Promise<LoadFigures> {
  const samples: number[] = [];
  const seconds = Math.round(minutes * 60);
  const figures = await runKillRounds({
    ...{ dataDir, seed, databaseUrl: null, rounds: 1, isLong: () => false, drains: true, restMs: REST_MS },
    async disturb(_log, { server, cast }) {
      const body = { name: "Crowded", map_id: "plaza" };
      const space = { token: cast.admin.token, body };
      const { id: spaceId } = await new Api(server.url).demand<{ id: number }>("POST", "/spaces", space);
      const crowd = walkCrowd(server.url, { spaceId, seconds });
      const timer = setInterval(() => samples.push(residentMb(server.pid)), (seconds * 1000) / SAMPLES);
      try {
        say(await crowd);
      } finally {
        clearInterval(timer);
      }
    },
  });
  const rssMb = {
    warm: median(samples.slice(samples.length >> 2, samples.length >> 1)),
    end: median(samples.slice(-(samples.length >> 2))),
    most: Math.max(...samples),
  };
  assert.ok(rssMb.end - rssMb.warm < MOST_GROWTH_MB, `memory grew from ${rssMb.warm} to ${rssMb.end} MB`);
  return { ...figures, rssMb };
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

/** Linux only. */
function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
