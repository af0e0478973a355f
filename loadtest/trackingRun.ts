/** The scenario `tracking`: batches of tracked events, as fast as they are answered, and how the server fares meanwhile. */
import { HttpClient } from "./http.ts";
import { type Machine, thisCommit } from "./machine.ts";
import type { Options } from "./options.ts";
import { type ServerFigures, ServerWatch } from "./serverWatch.ts";
import type { RunTarget } from "./spaceRun.ts";
import { type SenderFigures, sendBatches } from "./trackingSender.ts";

const BATCH_EVENTS = 500;
/** A connection each; more of them would only wait for each other. */
const MAX_LANES = 64;

export interface TrackingReport {
  readonly scenario: "tracking";
  readonly startedAt: string;
  readonly endpoint: string;
  readonly commit: string | null;
  readonly machine: Machine;
  readonly batchEvents: number;
  readonly lanes: number;
  readonly seconds: number;
  readonly sender: SenderFigures;
  readonly server: ServerFigures;
  /** Why the run failed, empty if it did not. */
  readonly failures: readonly string[];
}

/** Runs the scenario; the key that a production server asks for is taken from `apiKey`. */
export async function runTracking(
  options: Options,
  target: RunTarget,
  { machine, apiKey }: { readonly machine: Machine; readonly apiKey: string | undefined },
): Promise<TrackingReport> {
  const startedAt = new Date().toISOString();
  const http = new HttpClient(target.endpoint);
  const watch = new ServerWatch(http, target.pid);
  const lanes = Math.min(options.clients, MAX_LANES);
  try {
    target.say(`sending batches of ${BATCH_EVENTS} over ${lanes} connections`);
    await watch.start();
    const sender = await sendBatches({
      ...{ url: target.endpoint.replace(/^ws/, "http"), lanes, batchEvents: BATCH_EVENTS },
      ...{ seconds: options.seconds, eventsPerSecond: null, name: `load ${options.seed} ${startedAt}` },
      headers: apiKey === undefined ? {} : { "x-api-key": apiKey },
    });
    const server = await watch.stop();
    const plan = { batchEvents: BATCH_EVENTS, lanes, seconds: options.seconds };
    const about = { startedAt, endpoint: target.endpoint, commit: thisCommit(), machine };
    return { scenario: "tracking", ...about, ...plan, sender, server, failures: failuresOf(sender) };
  } finally {
    http.close();
  }
}

/** The report in words. */
export function printedTracking({ sender, server, lanes, failures }: TrackingReport): string {
  const { p50, p99 } = sender.answerMs;
  const late = server.tickLatenessMs;
  return [
    `events stored     ${sender.events} (${sender.eventsPerSecond} a second, ${sender.bytesPerEvent} bytes each)`,
    `batches           ${sender.batches} over ${lanes} connections, answered ${JSON.stringify(sender.answers)}`,
    `time to 202       p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    `server            ${server.cpuPercentOfCore?.toFixed(0) ?? "?"} % of a core, ${server.rssMb?.toFixed(0) ?? "?"} MB`,
    `ticks late        ${late ? `p50 ${late.p50.toFixed(1)} ms, p99 ${late.p99.toFixed(1)} ms` : "no room is live"}`,
    failures.length === 0 ? "passed" : failures.map((failure) => `FAILED: ${failure}`).join("\n"),
  ].join("\n");
}

/** A server that is full says 503, which is its right; anything else but 202 is none. */
function failuresOf({ answers, events }: SenderFigures): string[] {
  const strange = Object.keys(answers).filter((status) => status !== "202" && status !== "503");
  return [
    ...strange.map(
      (status) => `${answers[status]} batches were answered ${status === "0" ? "not at all" : status}`,
    ),
    ...(events === 0 ? ["nothing was stored"] : []),
  ];
}
