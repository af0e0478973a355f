/** The process that asks for worlds: an open loop, which waits for nobody. Told by its parent what to do, it does it once. */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { Histogram, type Summary } from "../loadtest/histogram.ts";
import { startPacer } from "../loadtest/pacer.ts";

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
}

const MAX_SOCKETS = 512;

process.once("message", (plan: LoadPlan) => void run(plan).then((result) => process.send?.(result)));

async function run(plan: LoadPlan): Promise<LoadResult> {
  const { rate, seconds } = plan;
  const url = new URL("/api/v1/prompt2world/", plan.endpoint.replace(/^ws/, "http"));
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const times = new Histogram();
  const counts = { refused: 0, failed: 0, bytes: 0 };
  const open = new Set<Promise<void>>();
  let sent = 0;
  const pacer = startPacer({ periodMs: 1000, count: Math.max(1, rate) }, () => {
    if (rate === 0) return;
    const seed = plan.firstSeed + sent;
    const prompt = plan.prompts[sent % plan.prompts.length] as string;
    sent += 1;
    const asking = ask({ url, agent, token: plan.token }, JSON.stringify({ prompt, seed })).then(
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
  agent.destroy();
  return { seconds, answered: times.count, ...counts, skipped: pacer.skipped, ms: times.summary() };
}

async function ask(
  { url, agent, token }: { readonly url: URL; readonly agent: Agent; readonly token: string },
  body: string,
): Promise<{ status: number; bytes: number; ms: number }> {
  const startMs = performance.now();
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  const asking = request(url, { method: "POST", agent, headers });
  asking.end(body);
  const [response] = await once(asking, "response");
  let bytes = 0;
  response.on("data", (part: Buffer) => (bytes += part.length));
  await once(response, "end");
  return { status: response.statusCode ?? 0, bytes, ms: performance.now() - startMs };
}
