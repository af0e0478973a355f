/** From what a run noted down to the figures that are printed and written. */
import type { Summary } from "./histogram.ts";
import { type Machine, thisCommit } from "./machine.ts";
import type { Options } from "./options.ts";
import type { ServerFigures } from "./serverWatch.ts";
import type { GeneratorFigures, RunResult } from "./spaceRun.ts";

/** Above this the load generator was busy with itself: the figures say little of the server. */
const BOTTLENECK_PERCENT = 90;

/** All of it, as `--json` writes it. `Ms` is milliseconds, bytes are payloads of frames without WebSocket's headers. */
export interface Report {
  readonly scenario: string;
  readonly startedAt: string;
  readonly endpoint: string;
  /** True if the load test started the server, alone on its database. */
  readonly ownServer: boolean;
  readonly commit: string | null;
  readonly machine: Machine;
  readonly options: Options;
  readonly joins: {
    readonly wanted: number;
    readonly joined: number;
    readonly seconds: number;
    readonly perSecond: number;
    readonly timeMs: Summary;
  };
  readonly measuredSeconds: number;
  readonly roundTripMs: Summary;
  readonly patchGapMs: Summary;
  /** Patches a second that a client gets: on the average, and the client that got the fewest of a hundred. */
  readonly receivedHz: { readonly mean: number; readonly p1: number };
  readonly bytesPerSecondPerClient: number;
  readonly framesPerSecondPerClient: number;
  readonly sent: Readonly<{ [name: string]: number }>;
  readonly received: Readonly<{ [name: string]: number }>;
  readonly requests: {
    readonly answered: number;
    readonly latencyMs: Summary;
    readonly lawfullyRefused: Readonly<{ [code: string]: number }>;
  };
  readonly corrections: Readonly<{ [reason: string]: number }>;
  readonly errors: Readonly<{ [what: string]: number }>;
  readonly probes: {
    readonly count: number;
    readonly arrivals: number;
    readonly lost: number;
    readonly ackMs: Summary;
    readonly arrivalMs: Summary;
    readonly othersOffM: Summary;
    readonly watched: number;
    readonly moving: number;
    readonly frozen: number;
  };
  readonly server: ServerFigures;
  readonly generator: GeneratorFigures;
  /** Why the run failed, empty if it did not. */
  readonly failures: readonly string[];
  /** What to know or do about the figures. */
  readonly advice: readonly string[];
}

export interface ReportContext {
  readonly options: Options;
  readonly endpoint: string;
  readonly ownServer: boolean;
  readonly startedAt: Date;
  /** As it was before the run. */
  readonly machine: Machine;
}

export function makeReport(result: RunResult, context: ReportContext): Report {
  const { record, measuredSeconds, patchesByClient, joiningSeconds } = result;
  const { options, endpoint, ownServer, startedAt, machine } = context;
  const counted = Math.max(1, patchesByClient.length) * measuredSeconds;
  const { ackMs, arrivalMs, othersOffM, arrivals, lost, watched, moving, frozen } = record.probes;
  return {
    scenario: options.scenario,
    startedAt: startedAt.toISOString(),
    endpoint,
    ownServer,
    commit: thisCommit(),
    machine,
    options,
    joins: {
      wanted: options.clients,
      joined: result.joined,
      seconds: joiningSeconds,
      perSecond: result.joined / Math.max(0.001, joiningSeconds),
      timeMs: record.joinMs.summary(),
    },
    measuredSeconds,
    roundTripMs: record.roundTripMs.summary(),
    patchGapMs: record.patchGapMs.summary(),
    receivedHz: receivedHz(patchesByClient, measuredSeconds),
    bytesPerSecondPerClient: sum(record.traffic.bytes) / counted,
    framesPerSecondPerClient: sum(record.traffic.frames) / counted,
    sent: record.sent.toObject(),
    received: record.received.toObject(),
    requests: {
      answered: record.answered,
      latencyMs: record.requestMs.summary(),
      lawfullyRefused: record.lawfulRefusals.toObject(),
    },
    corrections: record.corrections.toObject(),
    errors: record.errors.toObject(),
    probes: {
      count: options.probes,
      arrivals,
      lost,
      ackMs: ackMs.summary(),
      arrivalMs: arrivalMs.summary(),
      othersOffM: othersOffM.summary(),
      watched,
      moving,
      frozen,
    },
    server: result.server,
    generator: result.generator,
    failures: failuresOf(result),
    advice: adviceOn(result),
  };
}

function failuresOf({ record, joined }: RunResult): string[] {
  const { probes, corrections, errors } = record;
  const failures: string[] = [];
  if (errors.total > 0) failures.push(`${errors.total} errors`);
  if (corrections.total > 0) failures.push(`${corrections.total} corrections of honest walkers`);
  if (joined === 0) failures.push("nobody got in");
  if (probes.lost > 0) failures.push(`${probes.lost} times a probe was not seen where it had walked to`);
  if (probes.watched > 0 && probes.moving === 0) failures.push("no probe saw anybody else move");
  if (probes.frozen > 0) failures.push(`${probes.frozen} walkers stood still in the sight of a probe`);
  return failures;
}

function adviceOn({ record, generator }: RunResult): string[] {
  const advice: string[] = [];
  if (Object.keys(record.errors.toObject()).some((name) => /rate_limited|429/.test(name)))
    advice.push("The server limits rates: start it with RATE_LIMITS=off for a load test.");
  if (record.errors.count("use_tool: out_of_range") > 0)
    advice.push(
      "Out of range: the server was so late that its avatars had not come where they were to use a tool.",
    );
  if (generator.cpuPercentOfCore > BOTTLENECK_PERCENT)
    advice.push(
      `The load generator used ${generator.cpuPercentOfCore.toFixed(0)} % of a core: it was the bottleneck, and the figures are worse than the server is.`,
    );
  if (generator.skippedBeats > 0)
    advice.push(`The load generator was too busy to send ${generator.skippedBeats} positions in time.`);
  return advice;
}

function receivedHz(patches: readonly number[], seconds: number): Report["receivedHz"] {
  if (patches.length === 0) return { mean: 0, p1: 0 };
  const sorted = patches.toSorted((a, b) => a - b);
  const lowest = sorted[Math.max(0, Math.ceil(sorted.length / 100) - 1)] ?? 0;
  return { mean: sum(patches) / patches.length / seconds, p1: lowest / seconds };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const each of numbers) total += each;
  return total;
}
