import assert from "node:assert/strict";
import {
  MAX_INSTANCES,
  type PrefabInstance,
  type WorldBlueprint,
} from "../../../src/core/worldgen/blueprint.ts";
import type { GeneratedWorld } from "../../../src/core/worldgen/generate.ts";
import type { RelationName, SceneIntent } from "../../../src/core/worldgen/intent.ts";
import { validateBlueprint } from "../../../src/core/worldgen/validate/validate.ts";
import type { WorldPrefab } from "../../../src/core/worldgen/worldPrefab.ts";
import { build, openStock, type Stock, scene, thing } from "./scenes.ts";

const SEEDS = [1, 2, 3, 4, 5];

describe("layout", () => {
  let stock: Stock;
  let prefabs: ReadonlyMap<string, WorldPrefab>;
  before(async () => {
    stock = await openStock();
    prefabs = new Map(stock.catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  });

  const prefabOf = ({ prefab_id }: PrefabInstance) => prefabs.get(prefab_id) as WorldPrefab;
  const named = ({ prefab_instances }: WorldBlueprint, tag: string) =>
    prefab_instances.filter((one) => prefabOf(one).tags.includes(tag));
  const asked = (blueprint: WorldBlueprint) =>
    blueprint.prefab_instances.filter(({ source }) => source !== "decor");

  /** The worlds of a few seeds, each sound and with everything that was asked for. */
  function soundWorlds(intent: SceneIntent): GeneratedWorld[] {
    return SEEDS.map((seed) => {
      const world = build(stock, intent, seed);
      assert.deepEqual(
        validateBlueprint(world.blueprint, stock.catalogue, { absent: intent.absent }),
        [],
        `seed ${seed}`,
      );
      assert.deepEqual(world.quality.dropped, [], `seed ${seed}`);
      return world;
    });
  }

  it("[LY1] places every noun, and tells what no prefab may stand for", () => {
    const intent = scene("park", [thing(stock, "e1", "bench"), thing(stock, "e2", "oak")], [], {
      absent: ["bench"],
    });
    const { blueprint, quality } = build(stock, intent);
    assert.deepEqual(quality.dropped, [{ noun: "bench", count: 1 }]);
    assert.equal(named(blueprint, "bench").length, 0);
    assert.equal(named(blueprint, "oak").length, 1);
  });

  it("[LY2] keeps exact counts, ranges and counts for each", () => {
    const intent = scene(
      "cafe",
      [
        thing(stock, "e1", "table", 4),
        thing(stock, "e2", "chair", 3, { per: "e1" }),
        thing(stock, "e3", "houseplant", [2, 4]),
      ],
      [["e2", "around", ["e1"]]],
    );
    for (const { blueprint } of soundWorlds(intent)) {
      assert.equal(named(blueprint, "chair").length, 12);
      assert.equal(named(blueprint, "table").length, 4);
      const plants = asked(blueprint).filter((one) => prefabOf(one).tags.includes("houseplant")).length;
      assert.ok(plants >= 2 && plants <= 4);
    }
  });

  it("[LY3] leaves out what must not be there, filling included", () => {
    const intent = scene("forest", [thing(stock, "e1", "tent")], [], {
      absent: ["tree", "rock", "mushroom"],
    });
    for (const { blueprint } of soundWorlds(intent))
      for (const word of intent.absent) {
        const bad = blueprint.prefab_instances.filter((one) => {
          const { tags, aliases, name } = prefabOf(one);
          return [...tags, ...aliases, name.toLowerCase()].includes(word);
        });
        assert.deepEqual(bad, []);
      }
  });

  it("[LY4] labels what stands in for a word", () => {
    const stand = { ...thing(stock, "e1", "statue"), noun: "colossus", source: "substitute" as const };
    const { blueprint } = build(stock, scene("ruins", [stand]));
    const [statue] = asked(blueprint);
    assert.equal(statue?.label, "colossus");
    assert.equal(statue?.source, "substitute");
    assert.ok(blueprint.prefab_instances.length > 1);
    assert.ok(
      blueprint.prefab_instances.every(({ source, label }) => source !== "decor" || label === undefined),
    );
  });

  it("[LY5] fills with nothing that was asked for", () => {
    const intent = scene("forest", [thing(stock, "e1", "tree", 3)]);
    for (const { blueprint } of soundWorlds(intent)) assert.equal(named(blueprint, "tree").length, 3);
  });

  it("[LY6] binds material and colour to a variant and size to a scale that is allowed", () => {
    const sized = (size: "tiny" | "huge") =>
      asked(
        build(stock, scene("park", [thing(stock, "e1", "crate", 1, { modifiers: { size } })])).blueprint,
      )[0];
    const huge = sized("huge");
    const tiny = sized("tiny");
    assert.ok(huge && tiny && huge.scale.x > 1 && tiny.scale.x < 1);
    const { min_scale, max_scale } = prefabOf(huge);
    assert.ok(huge.scale.x <= max_scale && tiny.scale.x >= min_scale);
    const chair = thing(stock, "e1", "chair", 1, { modifiers: { color: "white" } });
    const [white] = asked(build(stock, scene("indoor", [chair])).blueprint);
    const variant = prefabOf(white as PrefabInstance).variants.find(({ id }) => id === white?.variant);
    assert.ok(variant?.id.includes("white") || variant?.color?.startsWith("#f"));
  });

  it("[LY7] stops at 500 instances and tells what that cut", () => {
    const intent = scene("outdoor", [thing(stock, "e1", "crate", 400), thing(stock, "e2", "barrel", 300)]);
    const { blueprint, capped } = build(stock, intent);
    assert.ok(blueprint.prefab_instances.length <= MAX_INSTANCES);
    assert.ok(named(blueprint, "crate").length > 50 && named(blueprint, "barrel").length > 50);
    assert.deepEqual(
      capped.map(({ noun, asked: wanted }) => [noun, wanted]),
      [
        ["crate", 400],
        ["barrel", 300],
      ],
    );
    for (const { asked: wanted, placed } of capped) assert.ok(placed < wanted);
  });

  const RELATION_SCENES: readonly [RelationName, string, [string, number], [string, number] | "scene"][] = [
    ["next_to", "bedroom", ["nightstand", 1], ["bed", 1]],
    ["near", "park", ["bench", 3], ["fountain", 1]],
    ["around", "park", ["bench", 6], ["fountain", 1]],
    ["around", "cafe", ["chair", 4], ["table", 1]],
    ["around", "lake", ["pine", 9], ["lake", 1]],
    ["middle_of", "town_square", ["statue", 1], "scene"],
    ["along", "street", ["streetlight", 6], ["road", 1]],
    ["north_of", "camp", ["tent", 4], "scene"],
    ["south_of", "camp", ["tent", 4], "scene"],
    ["east_of", "camp", ["tent", 2], ["campfire", 1]],
    ["west_of", "camp", ["tent", 2], ["campfire", 1]],
    ["on", "living_room", ["mug", 3], ["table", 1]],
    ["on", "meadow", ["basket", 1], ["picnic blanket", 1]],
    ["under", "office", ["cat", 1], ["desk", 1]],
    ["under", "meadow", ["bench", 1], ["oak", 1]],
    ["facing", "living_room", ["sofa", 1], ["bookshelf", 1]],
    ["in_front_of", "office", ["chair", 1], ["desk", 1]],
    ["behind", "living_room", ["lamp", 1], ["sofa", 1]],
    ["inside", "farm", ["cow", 1], ["barn", 1]],
    ["against", "living_room", ["bookshelf", 1], "scene"],
  ];
  for (const [rel, archetype, [a, count], b] of RELATION_SCENES)
    it(`[LY8] ${count} ${a} ${rel} ${b === "scene" ? b : b[0]}`, () => {
      const entities = [thing(stock, "e1", a, count)];
      if (b !== "scene") entities.push(thing(stock, "e2", b[0], b[1]));
      const intent = scene(archetype, entities, [["e1", rel, b === "scene" ? b : ["e2"]]]);
      for (const { quality } of soundWorlds(intent)) assert.deepEqual(quality.missed, []);
    });

  it("[LY8] a hammock hangs between two palms, a bench between two different things", () => {
    const palms = scene(
      "beach",
      [thing(stock, "e1", "hammock"), thing(stock, "e2", "palm tree", 2)],
      [["e1", "between", ["e2", "e2"]]],
    );
    const bench = scene(
      "park",
      [thing(stock, "e1", "bench"), thing(stock, "e2", "oak"), thing(stock, "e3", "mailbox")],
      [["e1", "between", ["e2", "e3"]]],
    );
    for (const intent of [palms, bench])
      for (const { quality } of soundWorlds(intent)) assert.deepEqual(quality.missed, []);
  });

  it("[LY8] a row lies where its relation says", () => {
    const intent = scene(
      "garden",
      [thing(stock, "e1", "fountain"), thing(stock, "e2", "beehive", 6, { arrangement: "row" })],
      [["e2", "west_of", ["e1"]]],
    );
    for (const { quality } of soundWorlds(intent)) assert.deepEqual(quality.missed, []);
  });

  it("[LY8] chained relations are solved together", () => {
    const intent = scene(
      "park",
      ["bench", "oak", "mailbox", "gate"].map((noun, index) => thing(stock, `e${index + 1}`, noun)),
      [
        ["e1", "between", ["e2", "e3"]],
        ["e3", "between", ["e1", "e4"]],
      ],
    );
    for (const { quality } of soundWorlds(intent)) assert.deepEqual(quality.missed, []);
  });

  it("[LY9] keeps aisles in a full classroom and a hall of chairs", () => {
    const classroom = scene(
      "classroom",
      [
        thing(stock, "e1", "desk", 20, { arrangement: "grid", rows: 4 }),
        thing(stock, "e2", "chair", 1, { per: "e1" }),
      ],
      [["e2", "behind", ["e1"]]],
    );
    const hall = scene("hall", [thing(stock, "e1", "chair", 60, { arrangement: "row" })]);
    for (const intent of [classroom, hall])
      for (const { quality } of soundWorlds(intent)) assert.deepEqual(quality.missed, []);
  });

  it("[LY9] rows are rows: so many different depths as were asked for", () => {
    const intent = scene("hall", [thing(stock, "e1", "chair", 15, { arrangement: "grid", rows: 3 })]);
    for (const { blueprint } of soundWorlds(intent)) {
      const chairs = named(blueprint, "chair");
      const across = new Set(chairs.map(({ position }) => position.x)).size;
      const along = new Set(chairs.map(({ position }) => position.z)).size;
      assert.deepEqual(
        [across, along].toSorted((a, b) => a - b),
        [3, 5],
      );
    }
  });

  it("[LY10] stands things on tops and hangs them on walls, with parents", () => {
    const intent = scene(
      "living_room",
      [thing(stock, "e1", "mug"), thing(stock, "e2", "table"), thing(stock, "e3", "painting", 2)],
      [["e1", "on", ["e2"]]],
    );
    for (const { blueprint } of soundWorlds(intent)) {
      const byId = new Map(blueprint.prefab_instances.map((one) => [one.instance_id, one]));
      const [mug] = named(blueprint, "mug");
      const table = byId.get(mug?.parent_instance_id ?? "") as PrefabInstance;
      const prefab = prefabOf(table);
      assert.ok(prefab.tags.includes("table"));
      const top = (prefab.supports?.height ?? prefab.footprint.h) * table.scale.y;
      assert.ok(Math.abs((mug?.position.y ?? 0) - top) < 0.002);
      for (const painting of named(blueprint, "painting")) {
        const wall = byId.get(painting.parent_instance_id ?? "") as PrefabInstance;
        assert.ok(prefabOf(wall).tags.includes("wall"));
        assert.ok(painting.position.y > 0.3);
      }
    }
  });

  it("[LY11] walls a flat and joins its rooms by doors of at least 0.9 m", () => {
    const rooms = ["bedroom", "bedroom", "living_room", "kitchen", "bathroom"].map((kind, index) => ({
      id: `r${index + 1}`,
      kind,
      name: kind,
      indoor: true,
    }));
    const entities = [
      thing(stock, "e1", "bed", 1, { room: "r1" }),
      thing(stock, "e2", "bed", 1, { room: "r2" }),
      thing(stock, "e3", "sofa", 1, { room: "r3" }),
    ];
    for (const { blueprint } of soundWorlds(scene("flat", entities, [], { rooms }))) {
      assert.deepEqual(
        blueprint.zones.map(({ id }) => id),
        ["scene", "r1", "r2", "r3", "r4", "r5"],
      );
      const doors = named(blueprint, "door");
      assert.ok(doors.length >= 5, "one to come in by and one for every other room");
      for (const door of doors) assert.ok(prefabOf(door).footprint.w * door.scale.x >= 0.9);
      assert.ok(named(blueprint, "wall").length >= 8);
      for (const [index, noun] of ["bed", "bed", "sofa"].entries()) {
        const own = named(blueprint, noun).find(({ zone }) => zone === `r${index + 1}`);
        assert.ok(own, `a ${noun} in room ${index + 1}`);
      }
    }
  });

  it("[LY12] bridges a river, with things on both banks within reach", () => {
    const intent = scene("river", [thing(stock, "e1", "river"), thing(stock, "e2", "sheep", 8)]);
    for (const { blueprint } of soundWorlds(intent)) {
      const [river] = named(blueprint, "river");
      assert.ok(named(blueprint, "bridge").length >= 1);
      assert.ok((river as PrefabInstance).scale.z > 2, "it runs from side to side");
    }
    const none = build(stock, { ...intent, absent: ["bridge"] });
    assert.equal(named(none.blueprint, "bridge").length, 0);
  });

  it("[LY13] rings a playground with a fence that lets people in", () => {
    const intent = scene(
      "playground",
      [thing(stock, "e1", "slide"), thing(stock, "e2", "fence")],
      [["e2", "around", "scene"]],
    );
    for (const { blueprint, quality } of soundWorlds(intent)) {
      assert.deepEqual(quality.missed, []);
      assert.ok(named(blueprint, "fence").length >= 8);
    }
  });

  it("[LY14] lays regions beside each other and keeps to them", () => {
    const rooms = [
      { id: "r1", kind: "classroom", name: "Classroom", indoor: true },
      { id: "r2", kind: "playground", name: "Playground", indoor: false },
    ];
    const entities = [
      thing(stock, "e1", "desk", 6, { room: "r1" }),
      thing(stock, "e2", "slide", 1, { room: "r2" }),
    ];
    for (const { blueprint } of soundWorlds(scene("outdoor", entities, [], { rooms }))) {
      const inZone = (id: string, { position: { x, z } }: PrefabInstance) => {
        const [low, , high] = blueprint.zones.find((zone) => zone.id === id)?.polygon ?? [];
        return low && high && x > low.x && x < high.x && z > low.z && z < high.z;
      };
      assert.ok(named(blueprint, "desk").every((desk) => inZone("r1", desk)));
      assert.ok(named(blueprint, "slide").every((slide) => inZone("r2", slide)));
    }
  });

  it("[LY15] keeps a metre around every spawn point free", () => {
    for (const archetype of ["forest", "town_square", "bedroom", "warehouse"])
      for (const { blueprint } of soundWorlds(scene(archetype, [thing(stock, "e1", "crate", 12)])))
        for (const { position } of blueprint.spawn_points)
          for (const one of blueprint.prefab_instances) {
            const prefab = prefabOf(one);
            const { shape, walkable } = prefab.collision;
            if (shape === "none" || walkable || prefab.tags.includes("door") || one.position.y > 1.8)
              continue;
            assert.ok(distanceTo(one, prefab, position) >= 0.999, `${archetype}: ${one.prefab_id}`);
          }
  });

  it("[LY16] keeps to bounds that are given", () => {
    const intent = scene("village", [thing(stock, "e1", "house", 9), thing(stock, "e2", "windmill")]);
    for (const bounds of [
      { width: 12, depth: 9 },
      { width: 3, depth: 3 },
      { width: 200, depth: 40 },
    ]) {
      const world = build(stock, intent, 1, bounds);
      assert.deepEqual(world.blueprint.bounds, bounds);
      const errors = validateBlueprint(world.blueprint, stock.catalogue).filter(
        ({ severity }) => severity === "error",
      );
      assert.deepEqual(errors, []);
    }
  });

  it("[LY17] floats a boat near the shore", () => {
    const intent = scene("lake", [thing(stock, "e1", "lake"), thing(stock, "e2", "boat")]);
    for (const { blueprint } of soundWorlds(intent)) {
      const [boat] = named(blueprint, "boat");
      const [lake] = named(blueprint, "lake");
      assert.equal(boat?.parent_instance_id, lake?.instance_id);
    }
  });

  it("[LY19] quantises positions to millimetres and turns to sixteenths", () => {
    const { blueprint } = build(stock, scene("market", [thing(stock, "e1", "crate", 20)]));
    for (const { position, rotation } of blueprint.prefab_instances) {
      for (const metres of [position.x, position.y, position.z])
        assert.equal(metres, Math.round(metres * 1000) / 1000);
      assert.equal(rotation.y % 22.5, 0);
    }
  });

  it("[LY20] ends for five hundred things in a small room", () => {
    const world = build(stock, scene("indoor", [thing(stock, "e1", "table", 500)]), 1, {
      width: 6,
      depth: 6,
    });
    assert.ok(world.blueprint.prefab_instances.length < 60);
    assert.ok(world.quality.dropped.length > 0);
    assert.deepEqual(
      validateBlueprint(world.blueprint, stock.catalogue).filter(({ severity }) => severity === "error"),
      [],
    );
  });
});

/** Metres from a point to an instance's footprint. */
function distanceTo(
  { position, rotation, scale }: PrefabInstance,
  prefab: WorldPrefab,
  point: { x: number; z: number },
): number {
  const yaw = (rotation.y * Math.PI) / 180;
  const [dx, dz] = [point.x - position.x, point.z - position.z];
  const across = Math.abs(dx * Math.cos(yaw) - dz * Math.sin(yaw)) - (prefab.footprint.w * scale.x) / 2;
  const along = Math.abs(dx * Math.sin(yaw) + dz * Math.cos(yaw)) - (prefab.footprint.d * scale.z) / 2;
  return Math.hypot(Math.max(0, across), Math.max(0, along));
}
