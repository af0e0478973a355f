/** Small scenes in the words of their relations, judged by the bench's scorer, which shares nothing with layout. */
import assert from "node:assert/strict";
import { names, scoreWorld } from "../../../bench/worldScore/score.ts";
import type { PrefabInstance, WorldBlueprint } from "../../../src/core/worldgen/blueprint.ts";
import { RELATIONS, type RelationName, type SceneEntity } from "../../../src/core/worldgen/intent.ts";
import type { WorldPrefab } from "../../../src/core/worldgen/worldPrefab.ts";
import { build, openStock, type Stock, scene, thing } from "./scenes.ts";

const SEEDS = [1, 2];
const RELATION = new RegExp(`^(.+?) (${RELATIONS.join("|")}) (.+)$`);

/** Archetype | things, `n each noun` for so many for each of the first | relations. Noun by noun as the vocabulary has them. */
const SCENES = `
bedroom | 1 bed, 1 window, 1 desk, 1 chair | desk under window; chair in_front_of desk
living_room | 1 fireplace, 1 sofa, 1 table, 1 rug, 1 cat | table between sofa & fireplace; cat on rug
living_room | 1 piano, 9 bottle, 1 stool, 1 bust | bottle on piano; stool in_front_of piano; bust on piano
living_room | 1 bookshelf, 1 church | church on bookshelf
living_room | 1 tray, 5 houseplant | houseplant inside tray
kitchen | 1 table, 6 chair, 1 tray, 4 mug | chair around table; tray on table; mug on tray
restaurant | 6 round table, 4 each chair, 1 each candle, 1 tavern | chair around round table; candle on round table
cafe | 4 round table, 3 each chair | chair around round table
hall | 1 throne, 1 red carpet, 6 soldier | red carpet in_front_of throne; soldier along red carpet
street | 1 road, 4 apartment building, 6 streetlight | apartment building along road; streetlight along road
street | 1 church, 1 school, 1 mailbox | school west_of church; mailbox between school & church
park | 1 fountain, 6 hedge, 4 bench | hedge around fountain; bench facing fountain
river | 1 river, 1 bridge, 1 troll, 2 house | troll under bridge; house along river
castle | 1 castle, 1 moat, 4 tower, 1 bridge | moat around castle; tower around castle; bridge on moat
harbour | 1 sea, 4 ship, 1 lighthouse | ship on sea; lighthouse south_of scene
camp | 1 tent, 4 caravan | tent middle_of scene; caravan behind tent
camp | 1 campfire, 5 tent, 5 stool | campfire middle_of scene; tent around campfire; stool around campfire
village | 1 well, 5 house, 1 church | well middle_of scene; house around well; church north_of scene
farm | 1 barn, 1 farmhouse, 1 tractor | barn east_of farmhouse; tractor between barn & farmhouse
meadow | 1 stable, 3 horse, 1 trough | horse behind stable; trough between stable & horse
meadow | 1 platform, 1 car, 4 spotlight | car middle_of scene; car on platform; spotlight around car
island | 1 volcano, 1 hut | volcano middle_of scene; hut south_of volcano
`;

describe("scenes of related things", () => {
  let stock: Stock;
  let prefabs: ReadonlyMap<string, WorldPrefab>;
  before(async () => {
    stock = await openStock();
    prefabs = new Map(stock.catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  });

  const named = ({ prefab_instances }: WorldBlueprint, tag: string) =>
    prefab_instances.filter(({ prefab_id }) => names(prefabs.get(prefab_id) as WorldPrefab).has(tag));

  /** The worlds of a scene written as one line, and what the scorer misses in each. */
  function worldsOf(line: string) {
    const [archetype = "", things = "", relations = ""] = line.split("|").map((part) => part.trim());
    const entities = things.split(",").map((text, index): SceneEntity => {
      const [, count, each, noun = ""] = /^(\d+) (each )?(.+)$/.exec(text.trim()) ?? [];
      return thing(stock, `e${index + 1}`, noun, Number(count), each ? { per: "e1" } : {});
    });
    const idOf = (noun: string) => entities.find((one) => one.noun === noun)?.id as string;
    const asked = relations.split(";").map((text) => {
      const [, a = "", rel = "", b = ""] = RELATION.exec(text.trim()) ?? [];
      return { a, rel: rel as RelationName, b: b === "scene" ? b : b.split(" & ") };
    });
    const first = entities[0]?.count.min ?? 1;
    const counts = Object.fromEntries(
      entities
        .filter(({ noun }) => noun !== "moat")
        .map(({ noun, count, per }) => [noun, count.min * (per ? first : 1)]),
    );
    const intent = scene(
      archetype,
      entities,
      asked.map(({ a, rel, b }) => [idOf(a), rel, typeof b === "string" ? "scene" : b.map(idOf)]),
    );
    const expect = {
      counts,
      relations: asked.map(({ a, rel, b }) => ({ a, rel, b: b.length === 1 ? (b[0] as string) : b })),
    };
    return SEEDS.map((seed) => {
      const { blueprint, quality } = build(stock, intent, seed);
      const substitutions = blueprint.prefab_instances.flatMap(({ label, prefab_id }) =>
        label === undefined ? [] : [{ word: label, prefab_id }],
      );
      const { misses, overlapping, outOfBounds } = scoreWorld(
        { blueprint, substitutions },
        { id: line, prompt: line, expect },
        prefabs,
      );
      return { blueprint, quality, misses: [...misses, ...quality.missed], overlapping, outOfBounds };
    });
  }

  for (const line of SCENES.trim().split("\n"))
    it(`[LY8] ${line}`, () => {
      for (const { misses, overlapping, outOfBounds } of worldsOf(line))
        assert.deepEqual([misses, overlapping, outOfBounds], [[], 0, 0]);
    });

  it("[LY25] a wall that something is said to hang on is two courses, as high as it was, and what hangs rests on one", () => {
    for (const [noun, rel] of [
      ["mirror", "against"],
      ["clock", "on"],
    ] as const) {
      const hung = thing(stock, "e1", noun, 2);
      const entities = rel === "on" ? [hung, thing(stock, "e2", "wall")] : [hung];
      const intent = scene("office", entities, [["e1", rel, rel === "on" ? ["e2"] : "scene"]]);
      for (const seed of SEEDS) {
        const { blueprint } = build(stock, intent, seed);
        const byId = new Map(blueprint.prefab_instances.map((one) => [one.instance_id, one]));
        for (const one of named(blueprint, noun)) {
          const wall = byId.get(one.parent_instance_id as string) as PrefabInstance;
          const { h } = (prefabs.get(wall.prefab_id) as WorldPrefab).footprint;
          const topM = wall.position.y + wall.scale.y * h;
          assert.ok(topM < 2.4 && Math.abs(one.position.y - topM) <= 0.1, `${one.position.y} on ${topM}`);
          const upper = [...byId.values()].find(
            (course) => course.parent_instance_id === wall.instance_id && course.prefab_id === wall.prefab_id,
          );
          assert.ok(upper && Math.abs(upper.position.y - topM) < 0.002);
          assert.ok(Math.abs(upper.position.y + upper.scale.y * h - h) < 0.002);
        }
      }
    }
  });

  it("[LY26] a number of hedges is that number, a fence as many lengths as it takes, a moat four sides with a crossing", () => {
    const around = (noun: string, count: number, target: string) =>
      scene(
        "garden",
        [thing(stock, "e1", target), thing(stock, "e2", noun, count)],
        [["e2", "around", ["e1"]]],
      );
    for (const seed of SEEDS) {
      assert.equal(named(build(stock, around("hedge", 4, "statue"), seed).blueprint, "hedge").length, 4);
      assert.ok(named(build(stock, around("fence", 1, "statue"), seed).blueprint, "fence").length > 4);
      const { blueprint } = build(stock, around("moat", 1, "castle"), seed);
      assert.equal(named(blueprint, "moat").length, 4);
      assert.equal(named(blueprint, "bridge").length, 1);
    }
  });

  it("[LY27] what nobody gave a size grows or shrinks for what is asked of it, within what its prefab allows", () => {
    const tray = scene(
      "kitchen",
      [thing(stock, "e1", "tray"), thing(stock, "e2", "mug", 12)],
      [["e2", "on", ["e1"]]],
    );
    const small = {
      ...tray,
      entities: tray.entities.map((one) => ({ ...one, modifiers: { size: "small" as const } })),
    };
    const scaleOf = (intent: typeof tray, noun: string) =>
      named(build(stock, intent).blueprint, noun)[0]?.scale.x as number;
    assert.ok(scaleOf(tray, "tray") > 1);
    assert.equal(scaleOf(small, "tray"), 0.75);
    const ring = scene(
      "village",
      [thing(stock, "e1", "well"), thing(stock, "e2", "house", 6)],
      [["e2", "around", ["e1"]]],
    );
    const house = scaleOf(ring, "house");
    assert.ok(house < 1 && house >= (prefabs.get("house") as WorldPrefab).min_scale);
  });
});
