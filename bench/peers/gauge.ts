/**
 * Loaded into every server process of the peers' bench: notes what the process costs and tells it over its channel to
 * the bench when asked. The process ends with that channel, and when it takes more memory than a peer may.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";
import { Histogram } from "../../loadtest/histogram.ts";
import {
  type GaugeAnswer,
  type GaugeAsk,
  type GaugeFigures,
  MOST_RSS_MB,
  TICK_HZ,
  TOO_LARGE,
} from "./gaugeFigures.ts";

const LOOK_EVERY_MS = 250;
const DELAY_RESOLUTION_MS = 20;

const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
let noted = begin();
let inTick = false;

if (isMainThread && process.send) listen();

/** Runs one tick and notes how long it took; within a tick it only runs `work`. */
export function tick<Result>(work: () => Result): Result {
  if (inTick) return work();
  const startMs = performance.now();
  if (noted.tickedAtMs > 0) noted.latenessMs.add(Math.max(0, startMs - noted.tickedAtMs - 1000 / TICK_HZ));
  noted.tickedAtMs = startMs;
  inTick = true;
  try {
    return work();
  } finally {
    inTick = false;
    noted.tickMs.add(performance.now() - startMs);
  }
}

function begin() {
  delay.reset();
  return {
    atMs: performance.now(),
    cpu: process.cpuUsage(),
    rssMb: rssMb(),
    tickMs: new Histogram(),
    latenessMs: new Histogram(),
    tickedAtMs: 0,
  };
}

function listen(): void {
  delay.enable();
  process.on("disconnect", () => process.exit());
  process.on("message", (ask: GaugeAsk) => {
    if (ask === "reset") noted = begin();
    else process.send?.({ gauge: figures() } satisfies GaugeAnswer);
  });
  setInterval(() => {
    noted.rssMb = Math.max(noted.rssMb, rssMb());
    if (noted.rssMb > MOST_RSS_MB) process.exit(TOO_LARGE);
  }, LOOK_EVERY_MS).unref();
  // Or a server that has ended its work would be kept alive by the channel.
  process.channel?.unref();
}

function figures(): GaugeFigures {
  const cpu = process.cpuUsage(noted.cpu);
  return {
    seconds: (performance.now() - noted.atMs) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    rssMb: Math.max(noted.rssMb, rssMb()),
    tickMs: noted.tickMs.summary(),
    latenessMs: noted.latenessMs.summary(),
    delayMs: {
      p50: overResolution(delay.percentile(50)),
      p99: overResolution(delay.percentile(99)),
      max: overResolution(delay.max),
    },
  };
}

function rssMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

/** The monitor counts its own period as delay; nanoseconds to milliseconds. */
function overResolution(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - DELAY_RESOLUTION_MS);
}
