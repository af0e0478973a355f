/**
 * `npm run bench:peers`: our server beside others of its kind, and beside the least that a server can cost. All are
 * given the same crowd of the same clients, in turns, each as a process of its own on a core of its own.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { thisCommit, thisMachine } from "../loadtest/machine.ts";
import { UsageError } from "../loadtest/options.ts";
import { chart } from "./peers/chart.ts";
import { type Run, resultsOf } from "./peers/figures.ts";
import { type Options, parseOptions, USAGE } from "./peers/options.ts";
import { makeOurData } from "./peers/ours.ts";
import { TITLES } from "./peers/peer.ts";
import { pinThisProcess } from "./peers/pinning.ts";
import { goalsOf, growthOf, type Report, warningsOf } from "./peers/report.ts";
import { runRounds } from "./peers/rounds.ts";
import { spareClients } from "./peers/run.ts";
import { aligned, goalRows, growthRows, resultRows } from "./peers/tables.ts";

const RESULTS = fileURLToPath(new URL("results/peers.json", import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 measured, 1 our own server did not survive or showed what it should not, 2 not run. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === "help") {
      console.log(USAGE);
      return 0;
    }
    const report = await measured(options);
    console.log(printed(report));
    await write(report, options);
    return report.results.some(({ peer, died, faults }) => peer === "ours" && died.length + faults.length > 0)
      ? 1
      : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function measured(options: Options): Promise<Report> {
  const machine = thisMachine();
  // A quick run's servers are many at a time: one core would be the worst place for them.
  const pinning = options.quick ? null : pinThisProcess();
  const at = new Date().toISOString();
  const sizes = [...options.plan].filter(([, peers]) => peers.includes("ours")).map(([size]) => size);
  const data =
    sizes.length > 0
      ? await makeOurData({ sizes, spare: spareClients(options.pace), keepsServer: options.quick })
      : null;
  const interrupted = () => void Promise.resolve(data?.remove()).finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const serverCpu = pinning?.serverCpu ?? null;
    const results = resultsOf(await runRounds({ options, data, serverCpu, onRun: say }));
    const { rounds, seed } = options;
    const figures = { results, goals: goalsOf(results), growth: growthOf(results) };
    return {
      machine,
      commit: thisCommit(),
      at,
      seed,
      seconds: options.pace.seconds,
      rounds,
      pinning,
      ...figures,
    };
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    await data?.remove();
  }
}

function say({ peer, size, round, died, figures }: Run): void {
  const what = figures ? `${figures.cpuPercent.toFixed(0)} % of a core` : `did not survive: ${died}`;
  console.error(`… run ${round + 1}, ${size} clients, ${TITLES[peer]}: ${what}`);
}

function printed(report: Report): string {
  const { machine, commit, seconds } = report;
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}, commit ${commit ?? "unknown"}`,
    `${seconds} s a run, medians of the runs`,
    ...warningsOf(report).map((warning) => `! ${warning}`),
    "",
    aligned(resultRows(report.results)),
    "",
    aligned(goalRows(report.goals)),
    ...(report.growth.length > 0 ? ["", aligned(growthRows(report))] : []),
  ].join("\n");
}

async function write(report: Report, { jsonFile, isWhole }: Options): Promise<void> {
  const file = jsonFile ?? (isWhole ? RESULTS : null);
  if (file === null) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(file.replace(/(\.json)?$/, ".svg"), chart(report));
  if (file === RESULTS) console.log("\n`npm run docs` puts this into docs/benchmarks.md.");
}
