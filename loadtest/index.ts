/** `npm run loadtest`: options → a server to load → the run → a report, printed and written. */
import { writeFile } from "node:fs/promises";
import { ServerRefusal } from "./http.ts";
import { thisMachine } from "./machine.ts";
import { type Options, parseOptions, type ScenarioName, USAGE, UsageError } from "./options.ts";
import { isReady, startOwnServer } from "./ownServer.ts";
import { printed } from "./print.ts";
import { makeReport, type Report } from "./report.ts";
import { type RunResult, type RunTarget, runSpace } from "./spaceRun.ts";

const DEFAULT_ENDPOINT = "ws://127.0.0.1:2567";

/** What each scenario does; null: it is announced and not there yet. */
const SCENARIOS: {
  readonly [Name in ScenarioName]: ((options: Options, target: RunTarget) => Promise<RunResult>) | null;
} = {
  space: runSpace,
  tracking: null,
};

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 passed, 1 failed, 2 not run. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === "help") {
      console.log(USAGE);
      return 0;
    }
    const scenario = SCENARIOS[options.scenario];
    if (!scenario)
      throw new UsageError(`The scenario ${options.scenario} is not there yet; --scenario space is.`);
    const report = await runOn(options, scenario);
    console.log(`\n${printed(report)}`);
    if (options.jsonFile !== null) await writeFile(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    return report.failures.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else console.error(explained(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Runs against the server that the options name, the one on the default port, or one of its own that ends with the run. */
async function runOn(
  options: Options,
  scenario: NonNullable<(typeof SCENARIOS)[ScenarioName]>,
): Promise<Report> {
  const context = { options, startedAt: new Date(), machine: thisMachine() };
  const say = (progress: string) => console.error(`… ${progress}`);
  const running = options.endpoint ?? (options.ownServer ? null : await serverOnDefaultPort());
  if (running !== null) {
    const result = await scenario(options, { endpoint: running, pid: null, say });
    return makeReport(result, { ...context, endpoint: running, ownServer: false });
  }
  say("starting a server");
  const server = await startOwnServer();
  const interrupted = () => void server.stop().then(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const { endpoint, pid } = server;
    const result = await scenario(options, { endpoint, pid, say });
    return makeReport(result, { ...context, endpoint, ownServer: true });
  } finally {
    await server.stop();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

async function serverOnDefaultPort(): Promise<string | null> {
  return (await isReady(DEFAULT_ENDPOINT)) ? DEFAULT_ENDPOINT : null;
}

function explained(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const limited = error instanceof ServerRefusal && error.status === 429;
  return limited
    ? `${message}\nThe server limits rates: start it with RATE_LIMITS=off for a load test.`
    : `The load test could not be run: ${message}`;
}
