/** How the server fared while it was loaded: from its metrics, and of a process of our own from /proc. */
import { readFileSync } from "node:fs";
import type { HttpClient } from "./http.ts";
import { type Buckets, bucketQuantile, bucketsBetween, parseScrape, type Scrape } from "./prometheus.ts";

const LOOK_EVERY_MS = 2000;
/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const PROC_HZ = 100;

/** Null: could not be told. */
export interface ServerFigures {
  readonly cpuPercentOfCore: number | null;
  /** The most that was seen. */
  readonly rssMb: number | null;
  /** Over all rooms of the process. */
  readonly ticksPerSecond: number | null;
  readonly tickMs: Quantiles | null;
  /** How much later than due ticks began. */
  readonly tickLatenessMs: Quantiles | null;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

interface Look {
  readonly atMs: number;
  readonly scrape: Scrape | null;
  readonly cpuSeconds: number | null;
  readonly rssBytes: number | null;
}

/** Watches a server from {@link ServerWatch.start} to {@link ServerWatch.stop}. `pid` null: only its metrics. */
export class ServerWatch {
  readonly #http: HttpClient;
  readonly #pid: number | null;
  #first: Look | null = null;
  #rssBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(http: HttpClient, pid: number | null) {
    this.#http = http;
    this.#pid = pid;
  }

  async start(): Promise<void> {
    this.#first = await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  async stop(): Promise<ServerFigures> {
    clearInterval(this.#timer);
    const last = await this.#look();
    const first = this.#first ?? last;
    const seconds = Math.max(0.001, (last.atMs - first.atMs) / 1000);
    const cpuSeconds = difference(first.cpuSeconds, last.cpuSeconds);
    const ticks = difference(
      first.scrape?.value("atrium_tick_duration_seconds_count") ?? null,
      last.scrape?.value("atrium_tick_duration_seconds_count") ?? null,
    );
    return {
      cpuPercentOfCore: cpuSeconds === null ? null : (cpuSeconds / seconds) * 100,
      rssMb: this.#rssBytes === 0 ? null : this.#rssBytes / 2 ** 20,
      ticksPerSecond: ticks === null ? null : ticks / seconds,
      tickMs: quantilesMs(first, last, "atrium_tick_duration_seconds"),
      tickLatenessMs: quantilesMs(first, last, "atrium_tick_lateness_seconds"),
    };
  }

  async #look(): Promise<Look> {
    const own = this.#pid === null ? null : procFigures(this.#pid);
    const scrape = await this.#scrape();
    const rssBytes = own?.rssBytes ?? scrape?.value("process_resident_memory_bytes") ?? null;
    this.#rssBytes = Math.max(this.#rssBytes, rssBytes ?? 0);
    const cpuSeconds = own?.cpuSeconds ?? scrape?.value("process_cpu_seconds_total") ?? null;
    return { atMs: performance.now(), scrape, rssBytes, cpuSeconds };
  }

  async #scrape(): Promise<Scrape | null> {
    try {
      const { status, body } = await this.#http.ask("/metrics");
      return status === 200 && typeof body === "string" ? parseScrape(body) : null;
    } catch {
      return null;
    }
  }
}

function quantilesMs(first: Look, last: Look, name: string): Quantiles | null {
  if (!first.scrape || !last.scrape) return null;
  const buckets: Buckets = bucketsBetween(first.scrape.buckets(name), last.scrape.buckets(name));
  const [p50, p99] = [bucketQuantile(buckets, 0.5), bucketQuantile(buckets, 0.99)];
  return p50 === null || p99 === null ? null : { p50: p50 * 1000, p99: p99 * 1000 };
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** CPU time and memory of a process on Linux; null elsewhere, or if it is gone. */
export function procFigures(pid: number): { cpuSeconds: number; rssBytes: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // The process's name, in parentheses, may hold spaces: fields are counted behind it (proc_pid_stat(5), 14 and 15).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const rssKb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / PROC_HZ, rssBytes: rssKb * 1024 };
  } catch {
    return null;
  }
}
