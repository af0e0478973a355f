import assert from "node:assert/strict";
import fc from "fast-check";
import { containsPoint, ZoneWatch, zoneAt } from "../../../src/core/sim/zones.ts";
import { put, worldWith } from "./worldKit.ts";

const square = (x: number, y: number, side: number) => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
];
const ZONES = [
  { id: "bar", polygon: square(10, 10, 5) },
  { id: "hall", polygon: square(0, 0, 30) },
];

describe("zones", () => {
  it("[MV27] a point is in a polygon of either turn, and in a hollow of it is not", () => {
    const arrow = [
      { x: 0, y: 0 },
      { x: 4, y: 2 },
      { x: 0, y: 4 },
      { x: 2, y: 2 },
    ];
    for (const polygon of [arrow, [...arrow].reverse()]) {
      assert.equal(containsPoint(polygon, { x: 3, y: 2 }), true);
      assert.equal(containsPoint(polygon, { x: 1, y: 2 }), false);
      assert.equal(containsPoint(polygon, { x: 5, y: 2 }), false);
    }
    for (const polygon of [[], arrow.slice(0, 1), arrow.slice(0, 2)]) {
      assert.equal(containsPoint(polygon, { x: 0, y: 0 }), false);
    }
  });

  it("[MV27] a shared border belongs to exactly one side", () => {
    const tiles = Array.from({ length: 9 }, (_, index) =>
      square((index % 3) * 2, Math.floor(index / 3) * 2, 2),
    );
    const half = fc.integer({ min: 0, max: 11 }).map((steps) => steps / 2);
    fc.assert(
      fc.property(half, half, (x, y) => {
        assert.equal(tiles.filter((tile) => containsPoint(tile, { x, y })).length, 1);
      }),
    );
  });

  it("[MV27] the first zone that contains the point counts", () => {
    assert.equal(zoneAt(ZONES, { x: 12, y: 12 }), "bar");
    assert.equal(zoneAt(ZONES, { x: 20, y: 12 }), "hall");
    assert.equal(zoneAt(ZONES, { x: 40, y: 12 }), "");
    assert.equal(zoneAt([], { x: 1, y: 1 }), "");
  });

  it("[MV27] a watch keeps avatars' zones, by the centre of the cell in grid spaces", () => {
    const world = worldWith();
    const [one, two] = [put(world, 12, 12), put(world, 40, 40)];
    const watch = new ZoneWatch(ZONES);
    assert.deepEqual(watch.update(world), [one]);
    assert.deepEqual([one.zone, two.zone], ["bar", ""]);
    assert.deepEqual(watch.update(world), []);
    two.x = two.y = 29;
    assert.deepEqual(watch.update(world), [two]);
    assert.equal(two.zone, "hall");
    const grid = worldWith({ movement: "grid" });
    const cell = put(grid, 29, 29);
    new ZoneWatch([{ id: "edge", polygon: square(29.4, 29.4, 0.2) }]).update(grid);
    assert.equal(cell.zone, "edge");
  });
});
