import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import type { WorldBlueprint } from "../../../src/core/worldgen/blueprint.ts";
import { topView } from "../../../src/core/worldgen/preview/topView.ts";
import { promptToWorld } from "../../../src/core/worldgen/prompt2world.ts";
import { AppError } from "../../../src/errors.ts";
import { createWorldThreads, startWorldWorker } from "../../../src/infra/worlds/worldThreads.ts";
import type { PrefabDeclaration } from "../../../src/protocol/catalogue.ts";
import { createWorldGenerator } from "../../../src/services/worlds/generator.ts";
import type { WorldThreads } from "../../../src/services/worlds/ports.ts";
import { openStock } from "../../core/worldgen/scenes.ts";

const PROMPT = "Three oak trees beside a pond, a bench and two lamps";

const ZORGLE: PrefabDeclaration = {
  prefab_id: "zorgle",
  name: "Zorgle",
  category: "prop",
  tags: ["zorgle"],
  footprint: { w: 0.5, d: 0.5, h: 0.5 },
  collision: { shape: "box" },
  placement: { on: "ground" },
  since: "0.1.0",
};

describe("worlds made in threads", () => {
  let threads: WorldThreads;
  const errors: unknown[] = [];
  before(() => {
    threads = createWorldThreads({
      own: { prefabs: [ZORGLE], affordances: { bench_park: ["polish"] } },
      onError: (error) => errors.push(error),
      threads: 1,
      deadlineMs: 60_000,
    });
  });
  after(() => threads.close());

  it("[WS1] a thread gives the bytes that the generator gives in any other", async () => {
    const { catalogue, vocabulary } = await openStock();
    const { blueprint, meta } = promptToWorld({ prompt: PROMPT, seed: 7, catalogue, vocabulary });
    const made = await threads.generate({ prompt: PROMPT, seed: 7 });
    assert.equal(Buffer.from(made.blueprint).toString(), JSON.stringify(blueprint));
    assert.deepEqual(JSON.parse(Buffer.from(made.meta).toString()), { provider: "rules", ...meta });
    const { name, prompt, seed, catalog_version } = blueprint;
    assert.deepEqual(made.head, { name, prompt, seed, catalog_version });
  });

  it("[WS2] a game's own prefabs are found", async () => {
    const generator = createWorldGenerator({ threads });
    const { blueprint } = await generator.generate({ prompt: "A zorgle beside a bench" });
    assert.ok(blueprint.prefab_instances.some(({ prefab_id }) => prefab_id === ZORGLE.prefab_id));
  });

  it("[WS3] a blueprint is judged, as an object and as its JSON, errors first", async () => {
    const generator = createWorldGenerator({ threads });
    const { blueprint, blueprintJson } = await generator.generate({ prompt: PROMPT });
    assert.deepEqual(await generator.validate(blueprintJson), []);
    const [first] = blueprint.prefab_instances;
    const bad: WorldBlueprint = {
      ...blueprint,
      prefab_instances: [
        ...blueprint.prefab_instances,
        { ...first!, instance_id: "far", position: { x: 5000, y: 0, z: 0 }, source: "explicit" },
      ],
    };
    const findings = await generator.validate(bad);
    assert.equal(findings[0]?.severity, "error");
    assert.ok(findings.some(({ code, instance_id }) => code === "out_of_bounds" && instance_id === "far"));
    assert.deepEqual(await generator.validate(Buffer.from(JSON.stringify(bad))), findings);
    assert.equal((await generator.validate({ version: 2 } as never))[0]?.code, "invalid_shape");
  });

  it("[WS9] a world is drawn as SVG and as PNG, from its object and from its JSON", async () => {
    const generator = createWorldGenerator({ threads });
    const { blueprint, blueprintJson } = await generator.generate({ prompt: PROMPT });
    const { catalogue } = await openStock();
    const svg = Buffer.from(await generator.preview(blueprintJson, "svg")).toString();
    assert.equal(svg, topView(blueprint, catalogue));
    const png = Buffer.from(await generator.preview(blueprint, "png"));
    assert.equal(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
    const [, width = 0, height = 0] = svg.match(/width="([\d.]+)" height="([\d.]+)"/)?.map(Number) ?? [];
    // The header's first chunk (PNG, second edition, 11.2.2).
    assert.ok(Math.abs(png.readUInt32BE(16) - width) <= 1);
    assert.ok(Math.abs(png.readUInt32BE(20) - height) <= 1);
  });

  it("[WS4] more than may wait is refused as unavailable, with when to come again", async () => {
    const small = createWorldThreads({
      own: {},
      onError: () => {},
      threads: 1,
      maxWaiting: 1,
      startWorker: () => new Worker(new URL("../../echo.child.ts", import.meta.url)),
    });
    // Four are in hand, one waits.
    const asked = [1, 2, 3, 4, 5, 6].map((seed) => small.generate({ prompt: "x", seed }));
    const settled = await Promise.allSettled(asked);
    const last = settled[5] as PromiseRejectedResult;
    assert.ok(last.reason instanceof AppError);
    assert.deepEqual([last.reason.code, last.reason.retryAfterSeconds], ["unavailable", 1]);
    assert.equal(small.stats().refused, 1);
    await small.close();
  });

  it("[WS5] a thread that dies over a world is replaced, and its caller told", async () => {
    const dying: Worker[] = [];
    const mortal = createWorldThreads({
      own: {},
      onError: () => {},
      threads: 1,
      deadlineMs: 60_000,
      startWorker: (data, kind) => {
        const worker = startWorldWorker(data, kind);
        dying.push(worker);
        return worker;
      },
    });
    const lost = assert.rejects(mortal.generate({ prompt: PROMPT, seed: 1 }), { code: "unavailable" });
    await dying[0]?.terminate();
    await lost;
    assert.equal((await mortal.generate({ prompt: PROMPT, seed: 1 })).head.seed, 1);
    assert.equal(dying.length, 2);
    assert.equal(mortal.stats().failed, 1);
    await mortal.close();
  });

  it("[WS5] no thread died in the tests that did not ask for it", () => {
    assert.deepEqual(errors, []);
  });
});
