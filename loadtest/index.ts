/** `npm run loadtest`: options → a server to load → the run → a report, printed and written. */
import { writeFile } from "node:fs/promises";
import { ServerRefusal } from "./http.ts";
import { thisMachine } from "./machine.ts";
import { type Options, parseOptions, USAGE, UsageError } from "./options.ts";
import { isReady, startOwnServer } from "./ownServer.ts";
import { printed } from "./print.ts";
import { makeReport, type Report } from "./report.ts";
import { type RunTarget, runSpace } from "./spaceRun.ts";
import { printedTracking, runTracking, type TrackingReport } from "./trackingRun.ts";

const DEFAULT_ENDPOINT = "ws://127.0.0.1:2567";

process.exitCode = await main(process.argv.slice(2));

/** Exit codes: 0 passed, 1 failed, 2 not run. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === "help") {
      console.log(USAGE);
      return 0;
    }
    const report = await runOn(options);
    console.log(`\n${"sender" in report ? printedTracking(report) : printed(report)}`);
    if (options.jsonFile !== null) await writeFile(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    return report.failures.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else console.error(explained(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Runs against the server that the options name, the one on the default port, or one of its own that ends with the run. */
async function runOn(options: Options): Promise<Report | TrackingReport> {
  const context = { options, startedAt: new Date(), machine: thisMachine() };
  const say = (progress: string) => console.error(`… ${progress}`);
  const report = async (target: RunTarget, ownServer: boolean) => {
    if (options.scenario === "tracking")
      return runTracking(options, target, { ...context, apiKey: process.env.ATRIUM_API_KEY });
    const result = await runSpace(options, target);
    return makeReport(result, { ...context, endpoint: target.endpoint, ownServer });
  };
  const running = options.endpoint ?? (options.ownServer ? null : await serverOnDefaultPort());
  if (running !== null) return report({ endpoint: running, pid: null, say }, false);
  say("starting a server");
  const server = await startOwnServer();
  const interrupted = () => void server.stop().then(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    return await report({ endpoint: server.endpoint, pid: server.pid, say }, true);
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
