/** The process that asks for worlds: an open loop, which waits for nobody. Told by its parent what to do, it does it once. */
import { Histogram, type Summary } from "../loadtest/histogram.ts";
import { startPacer } from "../loadtest/pacer.ts";
import { PostSockets } from "./worldSockets.ts";

export interface LoadPlan {
  /** ws://host:port of the server. */
  readonly endpoint: string;
  readonly token: string;
  readonly prompts: readonly string[];
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Seeds count up from here: none is used twice. */
  readonly firstSeed: number;
}

export interface LoadResult {
  readonly seconds: number;
  /** Worlds that came. */
  readonly answered: number;
  /** Answers of 503. */
  readonly refused: number;
  /** Anything else. */
  readonly failed: number;
  /** Requests that this process was too busy to send in time. */
  readonly skipped: number;
  /** Milliseconds from the sending to the last byte of those answered. */
  readonly ms: Summary;
  readonly bytes: number;
  /** What asking cost this process, milliseconds of a processor for each request. */
  readonly askingCpuMs: number;
}

const MAX_SOCKETS = 512;

process.once("message", (plan: LoadPlan) => void run(plan).then((result) => process.send?.(result)));

async function run(plan: LoadPlan): Promise<LoadResult> {
  const { rate, seconds } = plan;
  const url = new URL("/api/v1/prompt2world/", plan.endpoint.replace(/^ws/, "http"));
  const sockets = new PostSockets({ url, token: plan.token, maxSockets: MAX_SOCKETS });
  const times = new Histogram();
  const counts = { refused: 0, failed: 0, bytes: 0 };
  const open = new Set<Promise<void>>();
  let sent = 0;
  const before = process.cpuUsage();
  const pacer = startPacer({ periodMs: 1000, count: Math.max(1, rate) }, () => {
    if (rate === 0) return;
    const seed = plan.firstSeed + sent;
    const prompt = plan.prompts[sent % plan.prompts.length] as string;
    sent += 1;
    const asking = sockets.post(JSON.stringify({ prompt, seed })).then(
      ({ status, bytes, ms }) => {
        counts.bytes += bytes;
        if (status === 201) times.add(ms);
        else if (status === 503) counts.refused += 1;
        else counts.failed += 1;
      },
      () => {
        counts.failed += 1;
      },
    );
    open.add(asking);
    void asking.then(() => open.delete(asking));
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  pacer.stop();
  await Promise.all(open);
  sockets.close();
  const { user, system } = process.cpuUsage(before);
  const askingCpuMs = (user + system) / 1000 / Math.max(1, sent);
  const { skipped } = pacer;
  return { seconds, answered: times.count, ...counts, skipped, ms: times.summary(), askingCpuMs };
}
