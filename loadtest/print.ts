/** A report as a table for people. */
import type { Summary } from "./histogram.ts";
import type { Report } from "./report.ts";
import type { Quantiles } from "./serverWatch.ts";

const LABEL_WIDTH = 22;

/** The report in lines. */
export function printed(report: Report): string {
  const { joins, machine, options, generator } = report;
  const lines = [
    `${options.clients} clients in space ${options.space} for ${report.measuredSeconds.toFixed(0)} s · ${report.endpoint}${report.ownServer ? " (own server)" : ""}`,
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}, commit ${report.commit ?? "unknown"}`,
    "",
    row(
      "joins",
      `${joins.joined} of ${joins.wanted} in ${joins.seconds.toFixed(1)} s, ${joins.perSecond.toFixed(0)}/s`,
    ),
    row("join time", milliseconds(joins.timeMs)),
    row("round trip", milliseconds(report.roundTripMs)),
    row("between patches", milliseconds(report.patchGapMs)),
    row(
      "received",
      `${report.receivedHz.mean.toFixed(1)} Hz (slowest client of a hundred ${report.receivedHz.p1.toFixed(1)})`,
    ),
    row(
      "per client",
      `${kilobytes(report.bytesPerSecondPerClient)} in ${report.framesPerSecondPerClient.toFixed(1)} frames a second`,
    ),
    row("sent", counts(report.sent)),
    row("received messages", counts(report.received)),
    row("requests", `${report.requests.answered} answered, ${milliseconds(report.requests.latencyMs)}`),
    row("lawfully refused", counts(report.requests.lawfullyRefused)),
    row("corrections", counts(report.corrections)),
    row("errors", counts(report.errors)),
    ...probeRows(report),
    ...serverRows(report),
    row(
      "load generator",
      `${generator.cpuPercentOfCore.toFixed(0)} % of a core, own delay p99 ${generator.delayMs.p99.toFixed(0)} ms`,
    ),
    "",
    ...report.advice.map((line) => `! ${line}`),
    report.failures.length === 0 ? "passed" : `FAILED: ${report.failures.join("; ")}`,
  ];
  return lines.join("\n");
}

function probeRows({ probes }: Report): string[] {
  if (probes.count === 0) return [];
  const { arrivals, lost, watched, moving, othersOffM } = probes;
  return [
    row(
      "probes",
      `${probes.count}: ${arrivals} arrivals, ${lost} lost; ${moving} of ${watched} others seen moving`,
    ),
    row("move to state", milliseconds(probes.ackMs)),
    row(
      "others shown",
      `${othersOffM.p50.toFixed(2)} m off (p99 ${othersOffM.p99.toFixed(2)}) from where they want to be`,
    ),
  ];
}

function serverRows({ server }: Report): string[] {
  const parts = [
    server.cpuPercentOfCore === null ? null : `${server.cpuPercentOfCore.toFixed(0)} % of a core`,
    server.rssMb === null ? null : `${server.rssMb.toFixed(0)} MB`,
    server.ticksPerSecond === null ? null : `${server.ticksPerSecond.toFixed(1)} ticks/s`,
  ].filter((part) => part !== null);
  const rows = [row("server", parts.length > 0 ? parts.join(", ") : "its metrics cannot be read from here")];
  if (server.tickMs) rows.push(row("tick", quantiles(server.tickMs)));
  if (server.tickLatenessMs) rows.push(row("tick lateness", quantiles(server.tickLatenessMs)));
  return rows;
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function milliseconds({ count, p50, p99, max }: Summary): string {
  return count === 0
    ? "none"
    : `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`;
}

function quantiles({ p50, p99 }: Quantiles): string {
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
}

function kilobytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1000).toFixed(2)} kB/s`;
}

function counts(byName: Readonly<{ [name: string]: number }>): string {
  const entries = Object.entries(byName);
  return entries.length === 0 ? "none" : entries.map(([name, count]) => `${name} ${count}`).join(", ");
}
