import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../src/core/random.ts";
import type { Footprint } from "../../../src/core/sim/footprint.ts";
import { isFree, nearestFreePoint, pushOut, spawnPoint } from "../../../src/core/sim/freePoint.ts";
import type { SpaceRules } from "../../../src/core/sim/types.ts";
import type { World } from "../../../src/core/sim/world.ts";
import { box, disc, put, rulesWith, worldWith } from "./worldKit.ts";

const GRID = { movement: "grid", widthM: 20, depthM: 20 } as const;

function gap(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A world whose every spot is covered. */
function fullWorld(rules: Partial<SpaceRules> = {}): World {
  return worldWith({ widthM: 20, depthM: 20, ...rules }, [box(10, 10, { d: 30, w: 30 })]);
}

describe("the nearest free point", () => {
  it("[MV21] is the point itself if it is free", () => {
    assert.deepEqual(nearestFreePoint(worldWith(), { x: 12.345, y: 0.35 }), { x: 12.345, y: 0.35 });
    assert.deepEqual(nearestFreePoint(worldWith(GRID), { x: 19, y: 0 }), { x: 19, y: 0 });
  });

  const table: [string, Partial<SpaceRules>, Footprint[], [number, number], [number, number]][] = [
    ["out of bounds", {}, [], [-3, 70], [0.35, 49.65]],
    ["not a number", {}, [], [Number.NaN, 10], [25, 10]],
    ["in a box", {}, [box(10, 10, { d: 4, w: 10 })], [11, 10], [12.35, 10]],
    ["in a turned box", {}, [box(10, 10, { d: 10, w: 4, heading: Math.PI / 2 })], [11, 10], [12.35, 10]],
    ["in a disc", {}, [disc(10, 10, 2)], [10, 9], [10, 7.65]],
    [
      "in a giant",
      { widthM: 1000, depthM: 1000 },
      [box(500, 500, { d: 900, w: 800 })],
      [940, 500],
      [950.35, 500],
    ],
    ["in a covered cell", GRID, [box(5, 5, { d: 4, w: 6 })], [5, 5], [7, 5]],
    ["between cells", GRID, [], [5.7, 5.2], [5, 5]],
    ["cells out of bounds", GRID, [], [40, -3], [19, 0]],
  ];
  for (const [name, rules, solids, [x, y], expected] of table) {
    it(`[MV21] ${name}`, () => {
      const world = worldWith(rules, solids);
      const found = nearestFreePoint(world, { x, y });
      assert.ok(isFree(world, found));
      assert.ok(gap(found, { x: expected[0], y: expected[1] }) < 0.001, JSON.stringify(found));
    });
  }

  it("[MV21] in a grid space no free cell is nearer", () => {
    for (const seed of [1, 2, 3]) {
      const random = createRandom(seed);
      const solids = Array.from({ length: 300 }, () =>
        box(random.int(0, 19) + 0.5, random.int(0, 19) + 0.5, { d: 1, w: 1 }),
      );
      const world = worldWith(GRID, solids);
      for (let index = 0; index < 400; index += 1) {
        const wanted = { x: index % 20, y: Math.floor(index / 20) };
        const foundM = gap(nearestFreePoint(world, wanted), wanted);
        for (let other = 0; other < 400; other += 1) {
          const cell = { x: other % 20, y: Math.floor(other / 20) };
          if (gap(cell, wanted) < foundM) assert.ok(!isFree(world, cell), `seed ${seed}`);
        }
      }
    }
  });

  it("[MV21] is free wherever there is some room, and hardly farther than it must be", () => {
    const place = fc.double({ min: 0, max: 20, noNaN: true });
    const size = fc.double({ min: 0.1, max: 5, noNaN: true });
    const solid = fc
      .tuple(place, place, size, size, place)
      .map(([x, y, d, w, heading]) => box(x, y, { d, w, heading }));
    fc.assert(
      fc.property(fc.array(solid, { maxLength: 15, size: "max" }), place, place, (solids, x, y) => {
        const world = worldWith({ widthM: 20, depthM: 20 }, solids);
        const found = nearestFreePoint(world, { x, y });
        let nearestM = Infinity;
        for (let index = 0; index < 80 * 80; index += 1) {
          const point = { x: (index % 80) / 4, y: Math.floor(index / 80) / 4 };
          if (gap(point, { x, y }) < nearestM && isFree(world, point)) nearestM = gap(point, { x, y });
        }
        if (nearestM === Infinity) return;
        assert.ok(isFree(world, found));
        assert.ok(
          gap(found, { x, y }) <= nearestM * 1.1 + 0.2,
          `${gap(found, { x, y })} m instead of ${nearestM} m`,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("[MV23] in a full space the search ends with the wanted point inside the bounds", () => {
    assert.deepEqual(nearestFreePoint(fullWorld(), { x: 50, y: 3 }), { x: 19.65, y: 3 });
    assert.deepEqual(nearestFreePoint(fullWorld(GRID), { x: 50, y: 3 }), { x: 19, y: 3 });
    const many = Array.from({ length: 400 }, (_, index) =>
      box((index % 20) + 0.5, Math.floor(index / 20) + 0.5, { d: 1, w: 1 }),
    );
    assert.deepEqual(nearestFreePoint(worldWith({ widthM: 20, depthM: 20 }, many), { x: 7, y: 7 }), {
      x: 7,
      y: 7,
    });
    assert.deepEqual(nearestFreePoint(worldWith(GRID, many), { x: 7, y: 7 }), { x: 7, y: 7 });
  });

  it("[MV23] a pocket far from everything is still found", () => {
    const solids = [box(50, 46, { d: 100, w: 92 }), box(45, 96, { d: 90, w: 8 })];
    const world = worldWith({ widthM: 100, depthM: 100 }, solids);
    assert.ok(isFree(world, nearestFreePoint(world, { x: 3, y: 3 })));
  });
});

describe("pushing out", () => {
  it("[MV22] moves those inside a solid and leaves the others", () => {
    const world = worldWith({}, [box(10, 10, { d: 4, w: 10 })]);
    const [inside, beside] = [put(world, 11, 10), put(world, 12.35, 10)];
    assert.deepEqual(pushOut(world), [inside]);
    assert.ok(gap(inside, { x: 12.35, y: 10 }) < 0.001);
    assert.deepEqual([beside.x, beside.y], [12.35, 10]);
    assert.deepEqual(world.avatarGrid.within(12.35, 10, 0.01), ["s1", "s2"]);
    assert.deepEqual(pushOut(world), []);
  });

  it("[MV22] looks only near the solids it is given", () => {
    const world = worldWith({}, [disc(10, 10, 1), disc(30, 30, 1)]);
    const [one, two] = [put(world, 10, 10.2), put(world, 30, 30.2)];
    assert.deepEqual(pushOut(world, [-2, 99]), [two]);
    assert.deepEqual(pushOut(world), [one]);
  });

  it("[MV22] brings those in whom new bounds leave outside, in grid spaces to whole cells", () => {
    const world = worldWith();
    const avatar = put(world, 40, 45);
    world.rules = rulesWith({ widthM: 20, depthM: 20 });
    assert.deepEqual(pushOut(world), [avatar]);
    assert.deepEqual([avatar.x, avatar.y], [19.65, 19.65]);
    const grid = worldWith(GRID);
    const other = put(grid, 19, 12);
    grid.rules = rulesWith({ ...GRID, widthM: 10.5 });
    pushOut(grid);
    assert.deepEqual([other.x, other.y], [9, 12]);
  });

  it("[MV23] in a full space nobody inside is moved", () => {
    const world = fullWorld();
    put(world, 10, 10);
    put(world, 11, 10);
    const outside = put(world, 40, 10);
    assert.deepEqual(pushOut(world), [outside]);
    assert.deepEqual([outside.x, outside.y], [19.65, 10]);
  });
});

describe("the spawn rule", () => {
  const points = [
    { x: 3, y: 3, heading: 1 },
    { x: 40, y: 40, heading: 2 },
  ];
  function lobby(solids: Footprint[] = [], rules: Partial<SpaceRules> = {}): World {
    return { ...worldWith(rules, solids), spawnPoints: points };
  }
  const wish = { requested: { x: 20, y: 20 }, last: { x: 30, y: 30 }, spawn: "anywhere" } as const;

  it("[MV24] the requested point, if joiners may choose and it is free and inside", () => {
    assert.deepEqual(spawnPoint(lobby(), wish), { x: 20, y: 20, heading: 0 });
    const back = { x: 30, y: 30, heading: 0 };
    assert.deepEqual(spawnPoint(lobby(), { ...wish, spawn: "points" }), back);
    assert.deepEqual(spawnPoint(lobby([disc(20, 20, 1)]), wish), back);
    for (const requested of [{ x: 0.2, y: 20 }, { x: 1e6, y: 0 }, { x: Number.NaN, y: 20 }, null]) {
      assert.deepEqual(spawnPoint(lobby(), { ...wish, requested }), back);
    }
    assert.deepEqual(
      spawnPoint(lobby([], GRID), { ...wish, requested: { x: 5.5, y: 5 }, last: { x: 6, y: 6 } }),
      {
        x: 6,
        y: 6,
        heading: 0,
      },
    );
  });

  it("[MV25] else the last position or the nearest free point to it", () => {
    const world = lobby([disc(30, 30.5, 1)]);
    const found = spawnPoint(world, { last: wish.last, spawn: "anywhere" });
    assert.ok(isFree(world, found) && gap(found, wish.last) < 0.86, JSON.stringify(found));
  });

  it("[MV26] else the free spawn point nearest to the request, or the first", () => {
    assert.deepEqual(spawnPoint(lobby(), { spawn: "anywhere" }), points[0]);
    assert.deepEqual(spawnPoint(lobby(), { requested: { x: 45, y: 45 }, spawn: "points" }), points[1]);
    assert.deepEqual(spawnPoint(lobby(), { last: { x: 70, y: 10 }, spawn: "points" }), points[0]);
    assert.deepEqual(spawnPoint(lobby([disc(3, 3, 1)]), { spawn: "points" }), points[1]);
  });

  it("[MV26] without a free spawn point, near the first of them; without any, near the middle", () => {
    const covered = lobby([disc(3, 3, 1), disc(40, 40, 1)]);
    const near = spawnPoint(covered, { spawn: "points" });
    assert.ok(isFree(covered, near) && gap(near, { x: 3, y: 3 }) < 1.4);
    assert.deepEqual(spawnPoint(worldWith(), { spawn: "points" }), { x: 25, y: 25, heading: 0 });
    assert.deepEqual(spawnPoint(worldWith({ ...GRID, widthM: 7 }), { spawn: "points" }), {
      x: 3,
      y: 10,
      heading: 0,
    });
  });
});
