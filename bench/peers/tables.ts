/** The report in rows, for the terminal and for docs/benchmarks.md. */
import type { Result, RunFigures } from "./figures.ts";
import { TITLES } from "./peer.ts";
import type { Goal, Report } from "./report.ts";

export type Row = readonly string[];

const COLUMNS: readonly (readonly [string, (figures: RunFigures) => string])[] = [
  ["CPU %", ({ cpuPercent }) => cpuPercent.toFixed(1)],
  ["µs a client and tick", ({ cpuUsPerClientTick }) => cpuUsPerClientTick.toFixed(1)],
  ["KB/s a client", ({ bytesPerClient }) => (bytesPerClient / 1000).toFixed(2)],
  ["frames/s", ({ framesPerClient }) => framesPerClient.toFixed(1)],
  ["ticks/s", ({ ticks }) => (ticks === 0 ? "–" : ticks.toFixed(1))],
  ["kept %", ({ kept }) => (kept * 100).toFixed(0)],
  ["tick p50 / p99 / max ms", ({ ticks, tickMs }) => (ticks === 0 ? "–" : three(tickMs))],
  ["loop late p99 / max ms", ({ delayMs: { p99, max } }) => `${ms(p99)} / ${ms(max)}`],
  ["join p50 / p99 ms", ({ joinMs }) => (joinMs ? `${ms(joinMs.p50)} / ${ms(joinMs.p99)}` : "–")],
  ["storm s", ({ storm }) => storm.seconds.toFixed(2)],
  ["tick in storm ms", ({ storm, ticks }) => (ticks === 0 ? "–" : ms(storm.tickMaxMs))],
  ["MB", ({ rssMb }) => rssMb.toFixed(0)],
  ["in sight", ({ sight }) => (sight ? sight.inSight.toFixed(0) : "–")],
  ["off m", ({ sight }) => (sight ? sight.offM.p50.toFixed(2) : "–")],
  ["clients' CPU %", ({ clients }) => clients.cpuPercent.toFixed(0)],
];

/** One row a peer and size, under a head. A peer that died has its cause in place of figures. */
export function resultRows(results: readonly Result[]): Row[] {
  const head = ["clients", "server", "runs", ...COLUMNS.map(([name]) => name)];
  const rows = results.map((result) => {
    const { peer, size, runs, died, figures } = result;
    const cells = figures
      ? COLUMNS.map(([, shown]) => shown(figures))
      : ["–", ...COLUMNS.slice(1).map(() => "")];
    return [
      count(size),
      TITLES[peer],
      died.length > 0 ? `${runs - died.length} of ${runs}` : `${runs}`,
      ...cells,
    ];
  });
  return [head, ...rows];
}

export function goalRows(goals: readonly Goal[]): Row[] {
  const rows = goals.map(({ what, goal, measured, met }) => [
    what,
    goal,
    measured === null ? "not measured" : figure(measured, goal),
    met === null ? "" : met ? "met" : "missed",
  ]);
  return [["what", "goal", "measured", ""], ...rows];
}

export function growthRows({ growth }: Pick<Report, "growth">): Row[] {
  const rows = growth.map(({ peer, from, to, cpu, bytes, cpuExponent, bytesExponent }) => [
    TITLES[peer],
    `${count(from)} → ${count(to)}`,
    `× ${cpu.toFixed(1)}`,
    cpuExponent.toFixed(2),
    `× ${bytes.toFixed(1)}`,
    bytesExponent.toFixed(2),
  ]);
  return [["server", "clients", "CPU", "exponent", "bytes of all", "exponent"], ...rows];
}

/** Rows with their columns under each other: numbers to the right, the names of servers to the left. */
export function aligned(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const left = (column: number) => rows[0]?.[column] === "server" || rows[0]?.[column] === "what";
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          left(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

function three({ p50, p99, max }: { p50: number; p99: number; max: number }): string {
  return `${ms(p50)} / ${ms(p99)} / ${ms(max)}`;
}

function ms(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
}

/** A figure beside its goal: where that is a fraction, it is one too. */
function figure(measured: number, goal: string): string {
  return goal.includes("1/") ? `1/${(1 / measured).toFixed(1)}` : Number(measured.toPrecision(3)).toString();
}
