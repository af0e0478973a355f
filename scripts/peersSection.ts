/** The part of docs/benchmarks.md that is made of bench/results/peers.json. */
import { existsSync, readFileSync } from "node:fs";
import { type Report, warningsOf } from "../bench/peers/report.ts";
import { goalRows, growthRows, type Row, resultRows } from "../bench/peers/tables.ts";
import { table } from "./markdown.ts";

const RESULTS = new URL("../bench/results/peers.json", import.meta.url);

/** The last whole run's report, null if none is kept. */
export function keptReport(): Report | null {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Report) : null;
}

/** The report in Markdown: where it was measured, the goals, the growth, every figure. */
export function peersSection(report: Report | null): string {
  if (!report) return "Not measured yet: `npm run bench:peers`, then `npm run docs`.";
  const { machine, commit, at, seconds, rounds, pinning, goals } = report;
  const cores = pinning
    ? `clients on core ${pinning.clientCpu}, server on core ${pinning.serverCpu}`
    : "not pinned";
  const warnings = warningsOf(report).map((warning) => `- ${warning}`);
  return [
    `Measured on ${at.slice(0, 10)} at commit ${commit ?? "unknown"}: ${machine.cpu}, ${machine.cores} cores (${cores}), ${machine.memoryGb} GB, Node ${machine.node}, load average before ${machine.loadBefore}; medians of ${rounds} runs of ${seconds} s each.`,
    ...(warnings.length > 0 ? ["To be known of it:", warnings.join("\n")] : []),
    "### Goals",
    markdown(goalRows(goals)),
    "### Growth",
    "![CPU and bytes as the crowd grows](../bench/results/peers.svg)",
    markdown(growthRows(report)),
    "### Figures",
    markdown(resultRows(report.results)),
  ].join("\n\n");
}

function markdown([head = [], ...rows]: readonly Row[]): string {
  return table(head, rows);
}
