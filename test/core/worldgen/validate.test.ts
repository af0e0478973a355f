import assert from "node:assert/strict";
import type { PrefabInstance, WorldBlueprint } from "../../../src/core/worldgen/blueprint.ts";
import { type Finding, validateBlueprint } from "../../../src/core/worldgen/validate/validate.ts";
import type { WorldCatalogue, WorldPrefab } from "../../../src/core/worldgen/worldPrefab.ts";

type Size = readonly [w: number, d: number, h: number];

function prefab(id: string, [w, d, h]: Size, rest: Partial<WorldPrefab> = {}): WorldPrefab {
  return {
    prefab_id: id,
    name: id,
    category: "test",
    tags: [id],
    default_for: [id],
    aliases: [],
    i18n: {},
    styles: [],
    settings: [],
    footprint: { w, d, h },
    collision: { shape: "box" },
    placement: { on: "ground" },
    variants: [],
    affordances: [],
    min_scale: 0.1,
    max_scale: 50,
    ...rest,
  };
}

const CATALOGUE: WorldCatalogue = {
  version: "1.0.0",
  prefabs: [
    prefab("crate", [1, 1, 1], { aliases: ["box"] }),
    prefab("wall", [2, 0.2, 2.5]),
    prefab("door", [1, 0.2, 2]),
    prefab("rug", [2, 2, 0.02], { collision: { shape: "box", walkable: true } }),
    prefab("river", [2, 10, 0.05], { collision: { shape: "box", water: true } }),
    prefab("bridge", [2, 4, 0.5], { collision: { shape: "box", walkable: true } }),
    prefab("lamp", [0.4, 0.4, 0.5], { placement: { on: "ceiling" } }),
  ],
};

let count = 0;
function put(prefabId: string, x: number, z: number, rest: Partial<PrefabInstance> = {}): PrefabInstance {
  count += 1;
  return {
    instance_id: `i${count}`,
    prefab_id: prefabId,
    position: { x, y: 0, z },
    rotation: { x: 0, y: 0, z: 0 },
    scale: { x: 1, y: 1, z: 1 },
    source: "explicit",
    ...rest,
  };
}

/** A sound ground of 10 × 10 m with one spawn point in the south and its zone's centre in the north. */
function world(instances: readonly PrefabInstance[], rest: Partial<WorldBlueprint> = {}): WorldBlueprint {
  return {
    version: 1,
    name: "Test",
    prompt: "a test",
    seed: 1,
    catalog_version: "1.0.0",
    bounds: { width: 10, depth: 10 },
    environment: {
      setting: ["outdoor"],
      time_of_day: "day",
      weather: "clear",
      sky: "day_clear",
      ambient_light: { color: "#ffffff", intensity: 1 },
      fog: null,
      ambience: [],
      palette: [],
    },
    terrain: { type: "flat", material: "grass" },
    zones: [
      {
        id: "scene",
        name: "Scene",
        kind: "outdoor",
        polygon: [
          { x: -5, z: -5 },
          { x: 5, z: -5 },
          { x: 5, z: 5 },
          { x: -5, z: 5 },
        ],
        center: { x: 0.125, y: 0, z: 4.125 },
      },
    ],
    paths: [],
    spawn_points: [{ position: { x: 0.125, y: 0, z: -4.125 }, yaw: 0 }],
    prefab_instances: [...instances],
    ...rest,
  };
}

const codes = (findings: readonly Finding[]) => [...new Set(findings.map(({ code }) => code))].toSorted();
const judge = (blueprint: WorldBlueprint, absent: readonly string[] = []) =>
  codes(validateBlueprint(blueprint, CATALOGUE, { absent }));

/** Walls all across at z = 0, with what is in the middle. */
function dividedBy(middle: readonly PrefabInstance[]): WorldBlueprint {
  const wall = (x: number, scaleX: number) =>
    put("wall", x, 0, { scale: { x: scaleX, y: 1, z: 1 }, source: "decor" });
  return world([wall(-2.76, 2.2), wall(2.76, 2.2), ...middle]);
}

describe("validateBlueprint", () => {
  it("[VA1] finds nothing in a sound world", () => {
    assert.deepEqual(judge(world([])), []);
    assert.deepEqual(
      judge(world([put("crate", 0, 0), put("crate", 3, 1, { rotation: { x: 0, y: 33, z: 0 } })])),
      [],
    );
  });

  it("[VA2] tells a wrong shape and nothing else", () => {
    const broken = { ...world([put("dragon", 99, 0)]), spawn_points: [] };
    assert.deepEqual(judge(broken), ["invalid_shape"]);
  });

  it("[VA3] tells an unknown prefab", () => {
    const [finding, ...others] = validateBlueprint(world([put("dragon", 0, 0)]), CATALOGUE);
    assert.equal(finding?.code, "unknown_prefab");
    assert.equal(finding?.instance_id, `i${count}`);
    assert.deepEqual(others, []);
  });

  it("[VA4] tells a corner out of bounds, from a centimetre on", () => {
    assert.deepEqual(judge(world([put("crate", 4.509, 0)])), []);
    assert.deepEqual(judge(world([put("crate", 4.511, 0)])), ["out_of_bounds"]);
    assert.deepEqual(judge(world([put("crate", 4.4, 0, { rotation: { x: 0, y: 45, z: 0 } })])), [
      "out_of_bounds",
    ]);
  });

  it("[VA5] tells an overlap of more than a millimetre", () => {
    assert.deepEqual(judge(world([put("crate", 0, 0), put("crate", 0.9995, 0)])), []);
    assert.deepEqual(judge(world([put("crate", 0, 0), put("crate", 0.998, 0)])), ["overlap"]);
    const corner = { rotation: { x: 0, y: 45, z: 0 } };
    assert.deepEqual(judge(world([put("crate", 0, 0), put("crate", 1.19, 0, corner)])), ["overlap"]);
    assert.deepEqual(judge(world([put("crate", 0, 0), put("crate", 1.22, 0, corner)])), []);
  });

  it("[VA5] lets coverings, water, hung things, and parent and child share a place", () => {
    const crate = put("crate", 0, 0);
    const on = put("crate", 0.2, 0, {
      position: { x: 0.2, y: 1, z: 0 },
      parent_instance_id: crate.instance_id,
    });
    const lamp = put("lamp", 0, 0, { position: { x: 0, y: 2, z: 0 } });
    assert.deepEqual(judge(world([crate, on, lamp, put("rug", 0, 0)])), []);
    assert.deepEqual(judge(world([put("river", -3, 0), put("rug", -3, 0)])), []);
  });

  it("[VA6] tells a parent that is missing, and one that is elsewhere", () => {
    const crate = put("crate", 3, 3);
    const lost = put("crate", 0, 0, { parent_instance_id: "nobody" });
    const far = put("crate", 0, 0, { parent_instance_id: crate.instance_id });
    const floating = put("crate", 3, 3, {
      position: { x: 3, y: 1.5, z: 3 },
      parent_instance_id: crate.instance_id,
    });
    assert.deepEqual(judge(world([lost])), ["parent_missing"]);
    assert.deepEqual(judge(world([crate, far])), ["unsupported"]);
    assert.deepEqual(judge(world([crate, floating])), ["unsupported"]);
    const own = put("crate", 0, 0);
    assert.deepEqual(judge(world([{ ...own, parent_instance_id: own.instance_id }])), ["parent_missing"]);
  });

  it("[VA6] lets a heap rest on itself", () => {
    const crate = put("crate", 3, 3);
    const lie = (y: number) =>
      put("lamp", 3, 3, { position: { x: 3, y, z: 3 }, parent_instance_id: crate.instance_id });
    assert.deepEqual(judge(world([crate, lie(1), lie(1.5)])), []);
  });

  it("[VA7] tells an absent word by tag, alias and name", () => {
    for (const word of ["crate", "box", "Crate"])
      assert.deepEqual(judge(world([put("crate", 0, 0)]), [word]), ["absent_present"]);
    assert.deepEqual(judge(world([put("crate", 0, 0)]), ["barrel"]), []);
  });

  it("[VA8] tells a blocked spawn point and a zone that is walled off, and walks through doors", () => {
    assert.deepEqual(judge(world([put("crate", 0, -4.2, { source: "decor" })])), [
      "spawn_blocked",
      "zone_unreachable",
    ]);
    assert.deepEqual(
      judge(dividedBy([put("wall", 0, 0, { scale: { x: 0.5, y: 1, z: 1 }, source: "decor" })])),
      ["zone_unreachable"],
    );
    assert.deepEqual(judge(dividedBy([put("door", 0, 0, { source: "decor" })])), []);
    assert.deepEqual(judge(dividedBy([])), []);
  });

  it("[VA8] wants every spawn point to reach every zone", () => {
    const split = dividedBy([put("wall", 0, 0, { scale: { x: 0.5, y: 1, z: 1 }, source: "decor" })]);
    const north = { position: { x: 0.125, y: 0, z: 3.125 }, yaw: 0 };
    assert.deepEqual(judge({ ...split, spawn_points: [...split.spawn_points, north] }), ["zone_unreachable"]);
  });

  it("[VA9] warns of an object that nobody gets near to", () => {
    const ring = [
      [-1.2, 0, 90],
      [1.2, 0, 90],
      [0, -1.2, 0],
      [0, 1.2, 0],
    ].map(([x, z, yaw]) =>
      put("wall", x as number, z as number, {
        rotation: { x: 0, y: yaw as number, z: 0 },
        source: "decor",
        scale: { x: 1.05, y: 1, z: 1 },
      }),
    );
    const findings = validateBlueprint(
      world([put("crate", 0, 0, { scale: { x: 0.2, y: 1, z: 0.2 } }), ...ring]),
      CATALOGUE,
    );
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [["object_unreachable", "warning"]],
    );
  });

  it("[VA10] tells an id that is used twice", () => {
    const crate = put("crate", 0, 0);
    assert.deepEqual(judge(world([crate, { ...crate, position: { x: 3, y: 0, z: 3 } }])), ["duplicate_id"]);
  });

  it("[VA11] walks under what hangs high and over what lies flat, and over water by a bridge only", () => {
    const across = { rotation: { x: 0, y: 90, z: 0 }, source: "decor" as const };
    const river = put("river", 0, 0, across);
    const beam = put("wall", 0, 0, {
      scale: { x: 5, y: 1, z: 1 },
      position: { x: 0, y: 1.8, z: 0 },
      source: "decor",
    });
    const sill = put("wall", 0, 0, { scale: { x: 5, y: 0.04, z: 1 }, source: "decor" });
    assert.deepEqual(judge(world([beam])), []);
    assert.deepEqual(judge(world([sill])), []);
    assert.deepEqual(judge(world([river])), ["zone_unreachable"]);
    assert.deepEqual(judge(world([river, put("bridge", 0, 0, { source: "decor" })])), []);
  });

  it("[VA11] finds a gap by the walker's radius: 1.1 m lets through, 0.6 m does not", () => {
    const gate = (gap: number) => {
      const half = (5 - gap / 2) / 2;
      const wall = (sign: number) =>
        put("wall", sign * (gap / 2 + half), 0, { scale: { x: half, y: 1, z: 1 }, source: "decor" });
      return judge(world([wall(-1), wall(1)]));
    };
    assert.deepEqual(gate(1.1), []);
    assert.deepEqual(gate(0.6), ["zone_unreachable"]);
  });
});
