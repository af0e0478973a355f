import assert from "node:assert/strict";
import fc from "fast-check";
import { distanceToFootprint, type Footprint } from "../../../src/core/sim/footprint.ts";
import { SWEPT_RADIUS_M, sweepBounds, sweepFootprint } from "../../../src/core/sim/sweep.ts";
import { box, disc } from "./worldKit.ts";

function pathTo(from: readonly [number, number], to: readonly [number, number]) {
  const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
  return {
    x: from[0],
    y: from[1],
    dirX: (to[0] - from[0]) / lengthM,
    dirY: (to[1] - from[1]) / lengthM,
    lengthM,
  };
}

const WALL = box(10, 0, { d: 2, w: 6 });

describe("sweep", () => {
  const table: [string, Footprint, [number, number], [number, number], number | null][] = [
    ["head-on into a side", WALL, [0, 0], [20, 0], 8.65],
    ["short of it", WALL, [0, 0], [8.6, 0], null],
    ["past it", WALL, [0, 3.36], [20, 3.36], null],
    [
      "into a rounded corner",
      WALL,
      [0, 3.35 - 0.35 * (1 - Math.SQRT1_2)],
      [20, 3.35 - 0.35 * (1 - Math.SQRT1_2)],
      9 - 0.35 * Math.SQRT1_2,
    ],
    ["away from it", WALL, [8, 0], [0, 0], null],
    [
      "through a thin wall, over a thousand kilometres",
      box(0, 0, { d: 1e-6, w: 1 }),
      [-1e6, 0],
      [1e6, 0],
      1e6 - 0.35,
    ],
    ["into a disc", disc(10, 0, 2), [0, 0], [20, 0], 7.65],
    ["past a disc", disc(10, 0, 2), [0, 2.36], [20, 2.36], null],
    [
      "into a turned box's corner",
      box(10, 0, { d: 2, w: 2, heading: Math.PI / 4 }),
      [0, 0],
      [20, 0],
      10 - Math.SQRT2 - 0.35,
    ],
    ["touching and on into it", WALL, [8.65, 0], [9, 0], 0],
    ["touching and along it", WALL, [8.65, -2], [8.65, 20], null],
    ["inside and farther in", WALL, [9.5, 0], [10, 0], 0],
    ["inside and out", WALL, [9.5, 0], [0, 0], null],
    ["from the very centre of a disc", disc(0, 0, 1), [0, 0], [1, 0], null],
  ];
  for (const [name, footprint, from, to, expectedM] of table) {
    it(`[MV8] ${name}: ${expectedM === null ? "no contact" : `contact after ${expectedM.toFixed(3)} m`}`, () => {
      const contact = sweepFootprint(pathTo(from, to), footprint);
      if (expectedM === null) assert.equal(contact, null);
      else assert.ok(contact && Math.abs(contact.distanceM - expectedM) < 1e-6, JSON.stringify(contact));
    });
  }

  const at = fc.double({ min: -10, max: 10, noNaN: true });
  const size = fc.double({ min: 0, max: 8, noNaN: true });
  const shape = fc.oneof(
    fc
      .tuple(at, at, size, size, fc.double({ min: -4, max: 4, noNaN: true }))
      .map(([x, y, d, w, heading]) => box(x, y, { d, w, heading })),
    fc.tuple(at, at, size).map(([x, y, radiusM]) => disc(x, y, radiusM)),
  );
  it("[MV8] agrees with walking the path in small steps", () => {
    fc.assert(
      fc.property(shape, fc.tuple(at, at), fc.tuple(at, at), (footprint, from, to) => {
        fc.pre(Math.hypot(to[0] - from[0], to[1] - from[1]) > 0.01);
        fc.pre(distanceToFootprint(footprint, ...from) > SWEPT_RADIUS_M + 1e-6);
        const path = pathTo(from, to);
        const contact = sweepFootprint(path, footprint);
        const distanceAt = (goneM: number) =>
          distanceToFootprint(footprint, path.x + path.dirX * goneM, path.y + path.dirY * goneM);
        const freeM = contact?.distanceM ?? path.lengthM;
        for (let part = 0; part <= 200; part += 1) {
          assert.ok(distanceAt((freeM * part) / 200) >= SWEPT_RADIUS_M - 1e-9, "touched before the contact");
        }
        if (contact) {
          assert.ok(Math.abs(distanceAt(freeM) - SWEPT_RADIUS_M) < 1e-7);
          assert.ok(Math.abs(Math.hypot(contact.normalX, contact.normalY) - 1) < 1e-9);
          assert.ok(
            contact.normalX * path.dirX + contact.normalY * path.dirY <= 1e-6,
            "the normal is against the way",
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("[MV2] meets the bounds from inside, and lets whoever is outside come in", () => {
    const bounds = { minX: 0.35, minY: 0.35, maxX: 9.65, maxY: 9.65 };
    assert.deepEqual(sweepBounds(pathTo([5, 5], [15, 5]), bounds), {
      distanceM: 9.65 - 5,
      normalX: -1,
      normalY: 0,
    });
    assert.deepEqual(sweepBounds(pathTo([5, 5], [5, -5]), bounds), {
      distanceM: 5 - 0.35,
      normalX: 0,
      normalY: 1,
    });
    assert.equal(sweepBounds(pathTo([5, 5], [9.65, 0.35]), bounds), null);
    assert.equal(sweepBounds(pathTo([-5, 5], [5, 5]), bounds), null);
    assert.equal(sweepBounds(pathTo([-5, 5], [-5, 6]), bounds), null);
    assert.equal(sweepBounds(pathTo([-5, 5], [-6, 5]), bounds)?.distanceM, 0);
  });
});
