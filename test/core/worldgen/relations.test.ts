import assert from "node:assert/strict";
import type { RelationName } from "../../../src/core/worldgen/intent.ts";
import {
  allowedHole,
  gapBetween,
  largestHole,
  relationHolds,
  type Standing,
} from "../../../src/core/worldgen/relations.ts";

const SCOPE = { width: 40, depth: 40, topOf: (target: Standing) => target.y + target.height };

/** A box of 1 × 1 × 1 m looking north, with what differs. */
function box(x: number, z: number, rest: Partial<Standing> = {}): Standing {
  return { x, z, y: 0, cos: 1, sin: 0, halfW: 0.5, halfD: 0.5, height: 1, ...rest };
}

const AT_ORIGIN = box(0, 0);
const CASES: readonly (readonly [RelationName, Standing, boolean, Standing?])[] = [
  ["next_to", box(2.4, 0), true],
  ["next_to", box(2.6, 0), false],
  ["next_to", box(9, 0), true, box(0, 0, { halfW: 5, halfD: 5 })],
  ["near", box(4.9, 0), true],
  ["near", box(5.1, 0), false],
  ["around", box(4.4, 0), true],
  ["around", box(4.6, 0), false],
  ["along", box(3.9, 0), true],
  ["along", box(4.1, 0), false],
  ["middle_of", box(0.4, 0.4), true],
  ["middle_of", box(0.6, 0), false],
  ["north_of", box(2, 3), true],
  ["north_of", box(4, 3), false],
  ["south_of", box(2, -3), true],
  ["south_of", box(2, 3), false],
  ["east_of", box(3, 2), true],
  ["east_of", box(-3, 2), false],
  ["west_of", box(-3, 2), true],
  ["west_of", box(-3, 4), false],
  ["on", box(0.3, 0.3, { y: 0.95 }), true],
  ["on", box(0.3, 0.3, { y: 0.8 }), false],
  ["on", box(0.7, 0, { y: 1 }), false],
  ["under", box(0.3, 0), true],
  ["under", box(1.2, 0), false],
  ["under", box(2.4, 0), true, box(0, 0, { height: 3 })],
  ["facing", box(0, -4), true],
  ["facing", box(1, -4), true],
  ["facing", box(0, 4), false],
  ["facing", box(3, -4), false],
  ["in_front_of", box(1, 3), true],
  ["in_front_of", box(3, 2), false],
  ["in_front_of", box(0, 5.2), false],
  ["behind", box(1, -3), true],
  ["behind", box(1, 3), false],
  ["inside", box(0.2, 0), true],
  ["inside", box(0.7, 0), false],
  ["against", box(1.2, 0), true],
  ["against", box(1.6, 0), false],
];

describe("relations of the contract", () => {
  for (const [rel, a, expected, b = AT_ORIGIN] of CASES)
    it(`[LY8] ${rel} ${expected ? "holds" : "does not hold"} at (${a.x}, ${a.z}, up ${a.y})`, () => {
      assert.equal(relationHolds(rel, [a, b], SCOPE), expected);
    });

  it("[LY8] between holds in the middle part of the line only", () => {
    const [b, c] = [box(-5, 0), box(5, 0)];
    for (const [x, z, expected] of [
      [0, 0, true],
      [-2.9, 0, true],
      [-3.1, 0, false],
      [0, 3.4, true],
      [0, 3.6, false],
    ] as const)
      assert.equal(relationHolds("between", [box(x, z), b, c], SCOPE), expected, `${x}, ${z}`);
  });

  it("[LY8] in the middle of the scene is within a quarter of half its size", () => {
    assert.equal(relationHolds("middle_of", [box(4.9, 4.9), null], SCOPE), true);
    assert.equal(relationHolds("middle_of", [box(5.1, 0), null], SCOPE), false);
  });

  it("[LY8] a ring leaves no hole of more than 162°, a ring of three none of more than 216°", () => {
    const ring = (degrees: readonly number[]) =>
      degrees.map((angle) =>
        box(5 * Math.cos((angle * Math.PI) / 180), 5 * Math.sin((angle * Math.PI) / 180)),
      );
    const holds = (degrees: readonly number[]) =>
      largestHole(ring(degrees), { x: 0, z: 0 }) <= allowedHole(degrees.length);
    assert.equal(holds([0, 90, 180, 270]), true);
    assert.equal(holds([0, 60, 120, 197]), false, "a hole of 163°");
    assert.equal(holds([0, 60, 120, 199]), true, "a hole of 161°");
    assert.equal(holds([10, 100, 160]), true, "a hole of 210°");
    assert.equal(holds([10, 60, 150]), false, "a hole of 220°");
  });

  it("[LY8] the gap of turned boxes is that of their nearest corner and edge", () => {
    const turned = box(3, 0, { cos: Math.SQRT1_2, sin: Math.SQRT1_2 });
    assert.ok(Math.abs(gapBetween(AT_ORIGIN, turned) - (2.5 - Math.SQRT1_2)) < 1e-9);
    assert.equal(gapBetween(AT_ORIGIN, box(0.9, 0)), 0);
  });
});
