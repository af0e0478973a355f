import assert from "node:assert/strict";
import { distanceToFootprint } from "../../../src/core/sim/footprint.ts";
import { zoneAt } from "../../../src/core/sim/zones.ts";
import { ARCHETYPES } from "../../../src/core/worldgen/archetypeRows.ts";
import { type SpaceLayout, toSpace } from "../../../src/core/worldgen/toSpace.ts";
import { build, openStock, type Stock, scene, thing } from "./scenes.ts";

const AGENT_M = 0.35;
const STEP_M = 0.25;

describe("a world as a space", () => {
  let stock: Stock;
  before(async () => {
    stock = await openStock();
  });

  it("[LY22] turns axes, headings and zones", () => {
    const rooms = ["bedroom", "kitchen"].map((kind, index) => ({
      id: `r${index + 1}`,
      kind,
      name: kind,
      indoor: true,
    }));
    const { blueprint } = build(
      stock,
      scene("flat", [thing(stock, "e1", "chair", 1, { room: "r2" })], [], { rooms }),
    );
    const space = toSpace(blueprint, stock.catalogue);
    const { width, depth } = blueprint.bounds;
    assert.deepEqual([space.widthM, space.depthM], [width, depth]);
    const chair = blueprint.prefab_instances.find(({ source }) => source === "explicit");
    const seed = space.objects.find(({ instanceId }) => instanceId === chair?.instance_id);
    assert.ok(chair && seed?.solid);
    assert.deepEqual([seed.x, seed.y], [chair.position.x + width / 2, chair.position.z + depth / 2]);
    const yaw = (chair.rotation.y * Math.PI) / 180;
    assert.ok(Math.abs(Math.cos(seed.heading) - Math.sin(yaw)) < 1e-9);
    assert.ok(Math.abs(Math.sin(seed.heading) - Math.cos(yaw)) < 1e-9);
    assert.equal(zoneAt(space.zones, seed), "r2", "the room, not the whole scene");
    assert.deepEqual(space.zones.map(({ id }) => id).toSorted(), ["r1", "r2", "scene"]);
    for (const { x, y } of space.spawnPoints) assert.ok(x > 0 && y > 0 && x < width && y < depth);
  });

  it("[LY22] makes what has affordances objects with doors open, and what else blocks scenery with ids of its own", () => {
    const { blueprint } = build(
      stock,
      scene("office", [thing(stock, "e1", "desk", 3), thing(stock, "e2", "mug", 2)]),
    );
    const space = toSpace(blueprint, stock.catalogue);
    const doors = space.objects.filter(({ prefabId }) => prefabId.startsWith("door"));
    assert.ok(doors.length >= 1 && doors.every(({ solid }) => !solid));
    assert.equal(space.objects.filter(({ prefabId }) => prefabId.startsWith("desk")).length, 3);
    assert.deepEqual(
      space.scenery.map(({ id }) => id),
      space.scenery.map((_, index) => -1 - index),
    );
    const objects = new Set(space.objects.map(({ instanceId }) => instanceId));
    assert.ok(space.scenery.every(({ instanceId }) => !objects.has(instanceId)));
    const walls = blueprint.prefab_instances.filter(({ prefab_id }) => prefab_id.startsWith("wall"));
    for (const { instance_id, scale } of walls)
      if (scale.x !== scale.y) assert.ok(space.scenery.some(({ instanceId }) => instanceId === instance_id));
  });

  it("[LY22] leaves what can only be scaled and removed to the scenery", () => {
    const { blueprint } = build(
      stock,
      scene("forest", [thing(stock, "e1", "oak", 12), thing(stock, "e2", "bench", 1)]),
    );
    const space = toSpace(blueprint, stock.catalogue);
    const oaks = blueprint.prefab_instances.filter(
      ({ source, prefab_id }) => source === "explicit" && prefab_id.startsWith("tree_oak"),
    );
    assert.equal(oaks.length, 12);
    const objects = new Set(space.objects.map(({ instanceId }) => instanceId));
    const scenery = new Set(space.scenery.map(({ instanceId }) => instanceId));
    for (const { instance_id } of oaks) assert.ok(!objects.has(instance_id) && scenery.has(instance_id));
    assert.ok(space.objects.some(({ prefabId }) => prefabId.startsWith("bench")));
  });

  it("[LY23] lets walkers over a river by its bridge only", () => {
    const { blueprint } = build(
      stock,
      scene("river", [thing(stock, "e1", "river"), thing(stock, "e2", "bridge")]),
    );
    const space = toSpace(blueprint, stock.catalogue);
    const [river, bridge] = ["river", "bridge"].map((id) =>
      blueprint.prefab_instances.find((one) => one.prefab_id === id),
    );
    assert.ok(river && bridge);
    const at = (one: typeof river) => ({
      x: one.position.x + space.widthM / 2,
      y: one.position.z + space.depthM / 2,
    });
    const free = ({ x, y }: { x: number; y: number }) =>
      space.scenery.every(({ footprint }) => distanceToFootprint(footprint, x, y) >= AGENT_M);
    assert.ok(free(at(bridge)));
    const alongX = river.rotation.y % 180 !== 0;
    const middle = at(bridge);
    for (const off of [-8, 8])
      assert.ok(!free(alongX ? { x: middle.x + off, y: middle.y } : { x: middle.x, y: middle.y + off }));
  });

  it("[LY22] can be walked from every spawn point to every zone's centre, in the space's own collision", () => {
    for (const [archetype] of ARCHETYPES) {
      const intent = scene(archetype, [thing(stock, "e1", "crate", 6), thing(stock, "e2", "barrel", 3)]);
      for (const seed of [1, 2]) {
        const space = toSpace(build(stock, intent, seed).blueprint, stock.catalogue);
        const reached = flood(space);
        for (const zone of space.zones) assert.ok(reached(zone.center), `${archetype} ${seed}: ${zone.id}`);
        for (const spawn of space.spawnPoints) assert.ok(reached(spawn), `${archetype} ${seed}: spawn`);
      }
    }
  });
});

/** True for points in a cell that a walker gets to from the first spawn point, past all scenery. */
function flood(space: SpaceLayout): (point: { x: number; y: number }) => boolean {
  const [columns, rows] = [Math.floor(space.widthM / STEP_M), Math.floor(space.depthM / STEP_M)];
  const seen = new Set<number>();
  const cellOf = ({ x, y }: { x: number; y: number }) =>
    Math.floor(y / STEP_M) * columns + Math.floor(x / STEP_M);
  const isFree = (cell: number) => {
    const x = ((cell % columns) + 0.5) * STEP_M;
    const y = (Math.floor(cell / columns) + 0.5) * STEP_M;
    return space.scenery.every(
      ({ footprint }) =>
        Math.abs(footprint.x - x) > footprint.reachM + AGENT_M ||
        Math.abs(footprint.y - y) > footprint.reachM + AGENT_M ||
        distanceToFootprint(footprint, x, y) >= AGENT_M,
    );
  };
  const next = space.spawnPoints.slice(0, 1).map(cellOf);
  while (next.length > 0) {
    const cell = next.pop() as number;
    if (seen.has(cell) || cell < 0 || cell >= columns * rows || !isFree(cell)) continue;
    seen.add(cell);
    const column = cell % columns;
    if (column > 0) next.push(cell - 1);
    if (column < columns - 1) next.push(cell + 1);
    next.push(cell - columns, cell + columns);
  }
  return (point) => seen.has(cellOf(point));
}
