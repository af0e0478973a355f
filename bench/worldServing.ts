/**
 * `npm run bench:serving`: what worlds cost while people walk. A server in a process of its own, a hundred walkers in
 * one of its spaces from a second one, and from a third an open loop of `POST /prompt2world/`, every request with a
 * seed of its own. Prints the time of an answer, how late ticks began meanwhile, and memory. `--quick` only shows that
 * it works.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Histogram } from "../loadtest/histogram.ts";
import { HttpClient } from "../loadtest/http.ts";
import { thisCommit, thisMachine } from "../loadtest/machine.ts";
import { startOwnServer } from "../loadtest/ownServer.ts";
import { parseScrape } from "../loadtest/prometheus.ts";
import { type ServerFigures, ServerWatch } from "../loadtest/serverWatch.ts";
import { promptToWorld } from "../src/core/worldgen/prompt2world.ts";
import { createVocabulary, type Lexicon } from "../src/core/worldgen/vocabulary.ts";
import { worldCatalogue } from "../src/core/worldgen/worldPrefab.ts";
import { readCatalogueFile, readLexiconFile } from "../src/infra/catalogueFile.ts";
import { createCatalogue } from "../src/services/catalogue/catalogue.ts";
import type { LoadPlan, LoadResult } from "./worldLoad.ts";

const GOALS = { httpP99Ms: 50, latenessP99Ms: 10, rssMb: 350 } as const;
const RESULTS = fileURLToPath(new URL("results/serving.json", import.meta.url));
const PROMPTS = fileURLToPath(new URL("../test/data/prompts-seen.jsonl", import.meta.url));
const WALKERS_WITHIN_MS = 60_000;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    rates: { type: "string", default: "0,100,300,1000" },
    seconds: { type: "string", default: "15" },
    walkers: { type: "string", default: "100" },
    json: { type: "string" },
  },
});
const plan = values.quick
  ? { rates: [20], seconds: 1, walkers: 2, rounds: 1 }
  : {
      rates: values.rates.split(",").map(Number),
      seconds: Number(values.seconds),
      walkers: Number(values.walkers),
      rounds: 3,
    };

interface Row extends LoadResult {
  readonly rate: number;
  readonly server: ServerFigures;
  readonly loadAverage: number;
}

const machine = thisMachine();
const prompts = (await readFile(PROMPTS, "utf8"))
  .split("\n")
  .filter(Boolean)
  .map((line) => (JSON.parse(line) as { prompt: string }).prompt)
  .filter((prompt) => prompt.trim() !== "" && prompt.length <= 2000);
const inProcess = await measureInProcess();
const rows = await measureServer();
console.log(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}`,
);
console.log(
  `in process: p50 ${inProcess.p50.toFixed(2)} ms, p99 ${inProcess.p99.toFixed(1)} ms, mean ${inProcess.mean.toFixed(2)} ms, of a processor ${inProcess.cpuMs.toFixed(2)} ms (${inProcess.count} worlds)`,
);
console.log(table(rows));
// A quick run's figures are none: they are only written where they are asked for.
const file = values.json ?? (values.quick ? null : RESULTS);
if (file !== null) {
  const written = {
    machine,
    commit: thisCommit(),
    at: new Date().toISOString(),
    goals: GOALS,
    plan,
    inProcess,
    rows,
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);
}

/** The generator alone, on one thread, after a round that warms the engine up. */
async function measureInProcess() {
  const { version, all } = createCatalogue(await readCatalogueFile());
  const catalogue = worldCatalogue(version, all);
  const vocabulary = createVocabulary(catalogue, (await readLexiconFile()) as Lexicon);
  const times = new Histogram();
  let before = process.cpuUsage();
  for (let round = 0; round <= plan.rounds; round += 1) {
    if (round === 1) before = process.cpuUsage();
    for (const prompt of values.quick ? prompts.slice(0, 5) : prompts) {
      const startMs = performance.now();
      promptToWorld({ prompt, seed: round, catalogue, vocabulary });
      if (round > 0) times.add(performance.now() - startMs);
    }
  }
  const { user, system } = process.cpuUsage(before);
  // Time on a processor tells of the work alone, also where others are working.
  return { ...times.summary(), cpuMs: (user + system) / 1000 / Math.max(1, times.count) };
}

async function measureServer(): Promise<Row[]> {
  const server = await startOwnServer();
  const http = new HttpClient(server.endpoint);
  let walkers: ChildProcess | null = null;
  try {
    const session = (await http.demand("/api/v1/auth/register", {
      method: "POST",
      body: { username: "maker", password: "makes many worlds" },
    })) as { access_token: string };
    const load = { endpoint: server.endpoint, token: session.access_token };
    walkers = startWalkers(server.endpoint);
    await untilWalking(http);
    await ask({ ...load, prompts, rate: 20, seconds: 2, firstSeed: 0 });
    const measured: Row[] = [];
    for (const [index, rate] of plan.rates.entries()) {
      const watch = new ServerWatch(http, server.pid);
      await watch.start();
      const result = await ask({
        ...load,
        prompts,
        rate,
        seconds: plan.seconds,
        firstSeed: (index + 1) * 1_000_000,
      });
      const loadAverage = loadavg()[0] ?? 0;
      measured.push({ rate, ...result, server: await watch.stop(), loadAverage });
    }
    return measured;
  } finally {
    if (walkers) await ended(walkers);
    http.close();
    await server.stop();
  }
}

/** The load test's walkers, for longer than all that is measured. */
function startWalkers(endpoint: string): ChildProcess {
  const entry = fileURLToPath(new URL("../loadtest/index.ts", import.meta.url));
  const clients = ["--clients", String(plan.walkers), "--space", "1", "--seconds", "3600"];
  return spawn(process.execPath, [entry, "--endpoint", endpoint, ...clients], { stdio: "ignore" });
}

async function untilWalking(http: HttpClient): Promise<void> {
  const deadlineMs = performance.now() + WALKERS_WITHIN_MS;
  for (;;) {
    const { body } = await http.ask("/metrics");
    if ((parseScrape(String(body)).value("atrium_avatars") ?? 0) >= plan.walkers) return;
    if (performance.now() > deadlineMs) throw new Error("The walkers did not come in.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Lets another process ask for worlds. Rate 0: nobody asks, the time passes. */
async function ask(load: LoadPlan): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL("worldLoad.ts", import.meta.url)));
  child.send(load);
  const [result] = (await once(child, "message")) as [LoadResult];
  await ended(child);
  return result;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill();
  await exit;
}

function table(measured: readonly Row[]): string {
  const line = (cells: readonly string[]) => cells.map((cell) => cell.padStart(14)).join("");
  const ms = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(1)} ms`);
  const head = [
    "asked/s",
    "answered/s",
    "p50",
    "p99",
    "max",
    "refused",
    "failed",
    "late p50",
    "late p99",
    "RSS",
    "CPU",
    "load",
  ];
  return [
    line(head),
    ...measured.map(({ rate, answered, seconds, ms: times, refused, failed, server, loadAverage }) =>
      line([
        String(rate),
        (answered / seconds).toFixed(0),
        ms(answered === 0 ? undefined : times.p50),
        ms(answered === 0 ? undefined : times.p99),
        ms(answered === 0 ? undefined : times.max),
        String(refused),
        String(failed),
        ms(server.tickLatenessMs?.p50),
        ms(server.tickLatenessMs?.p99),
        `${(server.rssMb ?? 0).toFixed(0)} MB`,
        `${(server.cpuPercentOfCore ?? 0).toFixed(0)} %`,
        loadAverage.toFixed(1),
      ]),
    ),
  ].join("\n");
}
