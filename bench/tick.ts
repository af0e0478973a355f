/** `npm run bench`: what a tick costs at 100, 500, 1,000 and 2,000 avatars, with simulation, interest and encoding apart. `--quick` only shows that it works, up to 1,000. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Histogram } from "../loadtest/histogram.ts";
import { thisCommit, thisMachine } from "../loadtest/machine.ts";
import { Interest } from "../src/core/sim/interest.ts";
import { step } from "../src/core/sim/step.ts";
import type { Prefab } from "../src/core/sim/types.ts";
import { readCatalogueFile } from "../src/infra/catalogueFile.ts";
import { createCatalogue } from "../src/services/catalogue/catalogue.ts";
import { createCrowd } from "./tickCrowd.ts";

const SIZES = [100, 500, 1000, 2000] as const;
const TICK_HZ = 20;
/** Everybody looks around anew within so many ticks, as in the room. */
const SIGHT_TURNS = 4;
const SEED = "tick";
const FULL = { warmUpTicks: 200, ticks: 600, mostSeconds: 15 } as const;
const QUICK = { warmUpTicks: 10, ticks: 20, mostSeconds: 3 } as const;
const RESULTS = fileURLToPath(new URL("results/tick.json", import.meta.url));

/** Parts of a tick, in their order. `mirror` is what rooms/mirror adds to interest: copying into the state, changing views. */
const PARTS = ["simulation", "interest", "mirror", "encoding", "whole"] as const;
type Part = (typeof PARTS)[number];

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

interface Result {
  readonly avatars: number;
  readonly ticks: number;
  /** Others that a client sees, on the average. */
  readonly inSight: number;
  /** Microseconds of processor time a tick. */
  readonly us: { readonly [Each in Part]: Quantiles };
  readonly framesPerSecondPerClient: number;
  readonly bytesPerSecondPerClient: number;
}

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "string" } } });
const plan = values.quick ? QUICK : FULL;
const machine = thisMachine();
const { simPrefabs } = createCatalogue(await readCatalogueFile());
const results = (values.quick ? SIZES.slice(0, 3) : SIZES).map((avatars) => measure(avatars, simPrefabs));
console.log(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}`,
);
console.log(table(results));
// A quick run's figures are none: they are only written where they are asked for.
const file = values.json ?? (values.quick ? null : RESULTS);
if (file !== null) {
  const written = {
    machine,
    commit: thisCommit(),
    at: new Date().toISOString(),
    seed: SEED,
    tickHz: TICK_HZ,
    results,
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);
}

function measure(avatars: number, prefabs: ReadonlyMap<string, Prefab>): Result {
  const { world, mirror, serializer, clients, inputsFor } = createCrowd({
    avatars,
    tickHz: TICK_HZ,
    seed: SEED,
    prefabs,
  });
  // The mirror's own interest cannot be timed from outside: a twin decides the same beside it.
  const twin = new Interest();
  const context = { dtSeconds: 1 / TICK_HZ, nowMs: 0, tools: new Map() };
  const times = new Map<Part, Histogram>(PARTS.map((part) => [part, new Histogram()]));
  const sent = serializer.counters;
  let before = { ...sent };
  let ticks = 0;
  const deadlineMs = performance.now() + plan.mostSeconds * 1000;
  for (let tick = 0; ticks < plan.ticks && performance.now() < deadlineMs; tick += 1) {
    const inputs = inputsFor(tick);
    const turn = { index: tick % SIGHT_TURNS, of: SIGHT_TURNS };
    const startUs = cpuUs();
    step(world, inputs, context);
    const steppedUs = cpuUs();
    twin.update(world, turn);
    const lookedUs = cpuUs();
    mirror.update(turn);
    const mirroredUs = cpuUs();
    serializer.applyPatches(clients);
    const endUs = cpuUs();
    if (tick < plan.warmUpTicks) {
      before = { ...sent };
      continue;
    }
    ticks += 1;
    const interestUs = lookedUs - steppedUs;
    const mirrorUs = mirroredUs - lookedUs;
    times.get("simulation")?.add(steppedUs - startUs);
    times.get("interest")?.add(interestUs);
    times.get("mirror")?.add(mirrorUs - interestUs);
    times.get("encoding")?.add(endUs - mirroredUs);
    times.get("whole")?.add(endUs - startUs - interestUs);
  }
  const clientSeconds = (avatars * ticks) / TICK_HZ;
  return {
    avatars,
    ticks,
    inSight: [...world.avatars.keys()].reduce((sum, id) => sum + twin.sight(id).size - 1, 0) / avatars,
    us: quantilesOf(times),
    framesPerSecondPerClient: rounded((sent.frames - before.frames) / clientSeconds),
    bytesPerSecondPerClient: rounded((sent.bytes - before.bytes) / clientSeconds),
  };
}

/** Processor time of this process so far, microseconds: unlike a clock it does not run while others have the processor. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function quantilesOf(times: ReadonlyMap<Part, Histogram>): Result["us"] {
  const entries = [...times].map(
    ([part, each]) =>
      [part, { p50: rounded(each.quantile(0.5)), p99: rounded(each.quantile(0.99)) }] as const,
  );
  return Object.fromEntries(entries) as Result["us"];
}

/** To a tenth. */
function rounded(amount: number): number {
  return Math.round(amount * 10) / 10;
}

function table(rows: readonly Result[]): string {
  const header = [
    "avatars",
    "in sight",
    ...PARTS.map((part) => `${part} µs`),
    "bytes/s a client",
    "of a tick",
  ];
  const lines = rows.map(({ avatars, inSight, us, bytesPerSecondPerClient }) => [
    String(avatars),
    inSight.toFixed(0),
    ...PARTS.map((part) => `${us[part].p50.toFixed(0)} / ${us[part].p99.toFixed(0)}`),
    bytesPerSecondPerClient.toFixed(0),
    `${((us.whole.p50 * TICK_HZ) / 10_000).toFixed(0)} %`,
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  const shown = [header, ...lines].map((line) =>
    line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "),
  );
  return [...shown, "processor time, p50 / p99 a tick"].join("\n");
}
