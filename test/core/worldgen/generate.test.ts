import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { scoreWorld } from "../../../bench/worldScore/score.ts";
import { archetypeNames } from "../../../src/core/worldgen/archetypes.ts";
import { MAX_INSTANCES, WorldBlueprint } from "../../../src/core/worldgen/blueprint.ts";
import { generateWorld } from "../../../src/core/worldgen/generate.ts";
import { SceneIntent } from "../../../src/core/worldgen/intent.ts";
import { promptToWorld, seedOf } from "../../../src/core/worldgen/prompt2world.ts";
import { validateBlueprint } from "../../../src/core/worldgen/validate/validate.ts";
import { createVocabulary, EMPTY_LEXICON } from "../../../src/core/worldgen/vocabulary.ts";
import type { WorldPrefab } from "../../../src/core/worldgen/worldPrefab.ts";
import { anyIntent, build, openStock, type Stock, scene, thing } from "./scenes.ts";

/** How many worlds the long test makes. */
const WORLDS = Number(process.env.WORLDS ?? 200);

const sha256 = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

describe("generated worlds of any intent", function () {
  this.timeout(600_000);
  let stock: Stock;
  let prefabs: ReadonlyMap<string, WorldPrefab>;
  before(async () => {
    stock = await openStock();
    prefabs = new Map(stock.catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  });

  it(`[VA12] ${WORLDS} have a valid shape, no error, no overlap, nothing out of bounds, every zone reached, nothing absent`, () => {
    fc.assert(
      fc.property(anyIntent(stock), fc.nat(1000), (intent, seed) => {
        assert.ok(SceneIntent.safeParse(intent).success, "the test's own intents are intents");
        const world = build(stock, intent, seed);
        const { blueprint } = world;
        assert.ok(WorldBlueprint.safeParse(blueprint).success);
        assert.ok(blueprint.prefab_instances.length <= MAX_INSTANCES);
        const findings = validateBlueprint(blueprint, stock.catalogue, { absent: intent.absent });
        assert.deepEqual(
          findings.filter(({ severity }) => severity === "error"),
          [],
        );
        const given = { id: "any", prompt: "any", expect: { absent: intent.absent } };
        const score = scoreWorld({ blueprint, substitutions: [] }, given, prefabs);
        assert.deepEqual([score.overlapping, score.outOfBounds], [0, 0]);
        assert.deepEqual(score.zones.hit, score.zones.of);
        assert.deepEqual(score.absent.hit, score.absent.of);
      }),
      { numRuns: WORLDS },
    );
  });

  it("[LY1] every noun is there or told to be dropped", () => {
    fc.assert(
      fc.property(anyIntent(stock), (intent) => {
        const { blueprint, quality } = build(stock, intent);
        const words = blueprint.prefab_instances.flatMap(({ prefab_id, label }) => [
          ...(prefabs.get(prefab_id)?.tags ?? []),
          ...(label === undefined ? [] : [label]),
        ]);
        const dropped = quality.dropped.map(({ noun }) => noun);
        for (const { noun, tag, source, count } of intent.entities) {
          const there = words.includes(source === "explicit" ? tag : noun);
          assert.ok(there || dropped.includes(noun) || count.max === 0, noun);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("[LY2] a chain of so many for each that comes back to itself counts each link once", () => {
    const chairs = thing(stock, "e1", "chair", 2, { per: "e2" });
    const tables = thing(stock, "e2", "table", 3, { per: "e1" });
    const { prefab_instances } = build(stock, scene("restaurant", [chairs, tables])).blueprint;
    for (const { tag } of [chairs, tables]) {
      const there = prefab_instances.filter(({ prefab_id }) => prefabs.get(prefab_id)?.tags.includes(tag));
      assert.equal(there.length, 6, tag);
    }
  });

  it("[LY10] a tower of things on each other ends before the world does, and another begins", () => {
    const intent = scene("city", [thing(stock, "e1", "skyscraper", 300)], [["e1", "on", ["e1"]]]);
    const { prefab_instances } = build(stock, intent).blueprint;
    const heights = prefab_instances.map(({ position }) => position.y);
    assert.ok(Math.max(...heights) > 8_500, "there is one");
    assert.ok(Math.max(...heights) < 9_500);
    assert.equal(
      prefab_instances.filter(({ prefab_id }) => prefabs.get(prefab_id)?.tags.includes("skyscraper")).length,
      300,
    );
  });

  it("[LY18] the same input gives the same bytes", () => {
    fc.assert(
      fc.property(anyIntent(stock), fc.nat(1000), (intent, seed) => {
        assert.equal(sha256(build(stock, intent, seed)), sha256(build(stock, structuredClone(intent), seed)));
      }),
      { numRuns: 30 },
    );
  });

  it("[LY18] another process gives the same bytes", () => {
    const { catalogue, vocabulary } = stock;
    const prompt = "a village with six houses around a well, a river and a bridge, no trees";
    const root = new URL("../../../", import.meta.url);
    const script = `
      const { openStock } = await import("./test/core/worldgen/scenes.ts");
      const { promptToWorld } = await import("./src/core/worldgen/prompt2world.ts");
      const { createHash } = await import("node:crypto");
      const world = promptToWorld({ prompt: ${JSON.stringify(prompt)}, seed: 7, ...(await openStock()) });
      console.log(createHash("sha256").update(JSON.stringify(world.blueprint)).digest("hex"));`;
    const other = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(other.trim(), sha256(promptToWorld({ prompt, seed: 7, catalogue, vocabulary }).blueprint));
  });

  it("[LY19] every position is whole millimetres, every turn a sixteenth", () => {
    fc.assert(
      fc.property(anyIntent(stock), (intent) => {
        for (const { position, rotation } of build(stock, intent).blueprint.prefab_instances) {
          for (const metres of [position.x, position.y, position.z])
            assert.ok(Object.is(metres, Math.round(metres * 1000) / 1000 + 0));
          assert.equal(rotation.y % 22.5, 0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("[LY21] seeds differ: on average under a fifth of the places are shared", () => {
    const shares: number[] = [];
    for (const archetype of archetypeNames()) {
      const intent = scene(archetype, [thing(stock, "e1", "crate", 3), thing(stock, "e2", "chair", 2)]);
      const places = [1, 2].map(
        (seed) =>
          new Set(
            build(stock, intent, seed).blueprint.prefab_instances.map(
              ({ prefab_id, position: { x, z } }) => `${prefab_id} ${Math.round(x)} ${Math.round(z)}`,
            ),
          ),
      );
      const [a, b] = places as [Set<string>, Set<string>];
      const shared = [...a].filter((place) => b.has(place)).length;
      shares.push(shared / (a.size + b.size - shared));
    }
    assert.ok(shares.reduce((sum, share) => sum + share, 0) / shares.length < 0.2);
  });

  it("[LY24] derives a seed from the prompt and tells what stands in for which word", () => {
    const { catalogue, vocabulary } = stock;
    const prompt = "an athanor beside a chair";
    const world = promptToWorld({ prompt, catalogue, vocabulary });
    assert.equal(world.blueprint.seed, seedOf(prompt));
    assert.equal(
      sha256(world),
      sha256(promptToWorld({ prompt, seed: seedOf(prompt), catalogue, vocabulary })),
    );
    assert.notEqual(seedOf("a chair"), seedOf("a table"));
    const labelled = world.blueprint.prefab_instances.filter(({ label }) => label !== undefined);
    for (const { label, prefab_id } of labelled)
      assert.ok(world.meta.substitutions.some((one) => one.word === label && one.prefab_id === prefab_id));
    assert.equal(world.meta.substitutions.length > 0, labelled.length > 0);
  });
});

describe("golden worlds", () => {
  const wide = (
    id: string,
    [w, d, h]: readonly [number, number, number],
    rest: Partial<WorldPrefab> = {},
  ): WorldPrefab => ({
    prefab_id: id,
    name: id,
    category: "golden",
    tags: [id],
    default_for: [id],
    aliases: [],
    i18n: {},
    styles: [],
    settings: [],
    footprint: { w, d, h },
    collision: { shape: "box" },
    placement: { on: "ground", spacing: 0.4 },
    variants: [],
    affordances: [],
    min_scale: 0.25,
    max_scale: 6,
    ...rest,
  });
  const catalogue = {
    version: "1.0.0",
    prefabs: [
      wide("bridge", [3, 8, 0.6], { collision: { shape: "box", walkable: true } }),
      wide("chair", [0.45, 0.5, 0.9]),
      wide("door", [1, 0.12, 2.1]),
      wide("house", [9, 8, 7]),
      wide("mug", [0.12, 0.09, 0.1], { collision: { shape: "none" }, placement: { on: "surface" } }),
      wide("river", [4, 12, 0.05], { collision: { shape: "box", water: true } }),
      wide("table", [1.6, 0.9, 0.75], { supports: { height: 0.75 } }),
      wide("tree", [1, 1, 6], { collision: { shape: "cylinder" } }),
      wide("wall", [2, 0.25, 2.5]),
    ],
  };
  const vocabulary = createVocabulary(catalogue, EMPTY_LEXICON);
  const stock = { catalogue, vocabulary };
  const WORLDS_BY_NAME: readonly (readonly [string, SceneIntent, string])[] = [
    [
      "a valley",
      scene(
        "river",
        [thing(stock, "e1", "river"), thing(stock, "e2", "house", 3), thing(stock, "e3", "tree", 9)],
        [["e3", "around", ["e2"]]],
      ),
      "6684a4cc7a5037d80a02f7bba5827be025c4c229bce646f89904960b4ab8c5f1",
    ],
    [
      "a café",
      scene(
        "cafe",
        [
          thing(stock, "e1", "table", 3),
          thing(stock, "e2", "chair", 2, { per: "e1" }),
          thing(stock, "e3", "mug", 1, { per: "e1" }),
        ],
        [
          ["e2", "around", ["e1"]],
          ["e3", "on", ["e1"]],
        ],
      ),
      "21d2b9786618ce44c168f853167c079c8a23a01ad3c2979a8f9118cc1df6060f",
    ],
  ];

  for (const [name, intent, expected] of WORLDS_BY_NAME)
    it(`[LY18] ${name} is what it was, to the byte, on every platform`, () => {
      const { blueprint } = generateWorld({ intent, prompt: name, seed: 42, catalogue, vocabulary });
      assert.deepEqual(validateBlueprint(blueprint, catalogue), []);
      assert.equal(sha256(blueprint), expected);
    });
});
