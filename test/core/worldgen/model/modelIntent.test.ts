import assert from "node:assert/strict";
import { createRandom, type Random } from "../../../../src/core/random.ts";
import { TIMES_OF_DAY, WEATHERS } from "../../../../src/core/worldgen/blueprint.ts";
import { ARRANGEMENTS, RELATIONS, SceneIntent } from "../../../../src/core/worldgen/intent.ts";
import { modelIntent } from "../../../../src/core/worldgen/model/modelIntent.ts";
import { type ModelScene, readModelScene } from "../../../../src/core/worldgen/model/modelScene.ts";
import { parsePrompt } from "../../../../src/core/worldgen/parse/parsePrompt.ts";
import { intentToWorld } from "../../../../src/core/worldgen/prompt2world.ts";
import { openStock } from "../scenes.ts";

const SEED = "model scenes";
const SCENES = 100;
const PROMPT = "Two chairs at each of four tables, a red sofa facing a window, no lamps and no dogs";
const WORDS = [
  "chair",
  "table",
  "lamp",
  "quux",
  "",
  "😀",
  "oak trees",
  "spoon",
  "scene",
  "__proto__",
  "x".repeat(300),
];
const TAGS = ["chair", "seat", "nonsense", "proxy furniture", "dog"];
const NUMBERS = [0, 1, 2, 5, 40, 499, 1e9, -3, 2.5, 1e300];

describe("the intent of a model's scene", () => {
  it(`[LR5] is valid whatever the scene, and keeps what the rules found (${SCENES} scenes, seed "${SEED}")`, async () => {
    const stock = await openStock();
    const rules = parsePrompt(PROMPT, stock.vocabulary);
    for (let index = 0; index < SCENES; index += 1) {
      const written = JSON.stringify(anyScene(createRandom(`${SEED} ${index}`)));
      const { scene } = readModelScene(written);
      assert.ok(scene, written);
      const intent = modelIntent(scene, rules, stock.vocabulary);
      const { error } = SceneIntent.safeParse(intent);
      assert.equal(error, undefined, `${index}: ${error?.message}`);
      const ids = intent.entities.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "ids are unique");
      for (const { per } of intent.entities) assert.ok(per === undefined || ids.includes(per));
      for (const noun of ["lamp", "dog"]) {
        assert.ok(intent.absent.includes(noun));
        assert.ok(!intent.entities.some((one) => one.noun === noun || one.tag === noun), `${index}: ${noun}`);
      }
      const sofa = intent.entities.filter(({ noun }) => noun === "sofa");
      assert.deepEqual(
        sofa.map(({ count }) => count),
        [{ min: 1, max: 1 }],
      );
      const facing = intent.relations.filter(({ a, rel }) => a === sofa[0]?.id && rel === "facing");
      assert.ok(facing.length >= 1);
      if (index % 25 === 0) {
        const { meta } = intentToWorld({ ...stock, intent, prompt: PROMPT, seed: index });
        assert.deepEqual(
          meta.quality.findings.filter(({ severity }) => severity === "error"),
          [],
        );
      }
    }
  });
});

function anyScene(random: Random): ModelScene {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)] as Item;
  const maybe = <Item>(item: Item): Item | null => (random.next() < 0.4 ? item : null);
  const some = <Item>(most: number, make: () => Item): Item[] =>
    Array.from({ length: Math.floor(random.next() * most) }, make);
  const id = () => `e${Math.floor(random.next() * 20)}`;
  return {
    setting: some(20, () => one(WORDS)),
    archetype: one(["meadow", "cafe", "nowhere"]),
    indoor: random.next() < 0.5,
    time: one(TIMES_OF_DAY),
    weather: one(WEATHERS),
    size: maybe(one(["small", "medium", "large"] as const)),
    rooms: some(20, () => ({ id: one(["r1", "r2", ""]), kind: one(WORDS), name: one(WORDS), indoor: true })),
    entities: some(50, () => ({
      id: id(),
      noun: one(WORDS),
      tag: one(TAGS),
      min: one(NUMBERS),
      max: one(NUMBERS),
      per: maybe(id()),
      color: maybe(one(WORDS)),
      material: maybe(one(WORDS)),
      size: maybe(one(["tiny", "huge"] as const)),
      style: maybe(one(WORDS)),
      arrangement: maybe(one(ARRANGEMENTS)),
      rows: maybe(one(NUMBERS)),
      room: maybe(one(["r1", "r7"])),
    })),
    relations: some(90, () => ({ a: id(), rel: one(RELATIONS), b: some(4, () => one([id(), "scene"])) })),
    absent: some(60, () => one([...WORDS, "furniture", "seat"])),
  };
}
