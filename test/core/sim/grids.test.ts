import assert from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import { AvatarGrid } from "../../../src/core/sim/avatarGrid.ts";
import type { Footprint } from "../../../src/core/sim/footprint.ts";
import { SolidGrid } from "../../../src/core/sim/solidGrid.ts";
import { box, boxAround, disc, rulesWith } from "./worldKit.ts";

const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };
const around = (x: number, y: number, reachM: number) => ({
  minX: x - reachM,
  minY: y - reachM,
  maxX: x + reachM,
  maxY: y + reachM,
});

describe("SolidGrid", () => {
  for (const seed of [1, 2, 3]) {
    it(`[MV18] finds what a look at everything finds, in order of id (seed ${seed})`, () => {
      const random = createRandom(seed);
      const grid = new SolidGrid();
      const plain = new Map<number, Footprint>();
      for (let round = 0; round < 3000; round += 1) {
        const id = random.int(-300, 300);
        if (random.next() < 0.3) {
          grid.delete(id);
          plain.delete(id);
        } else {
          const size = {
            d: 10 ** random.between(-2, 3.5),
            w: 10 ** random.between(-2, 3.5),
            heading: random.between(-9, 9),
          };
          const [x, y] = [random.between(-50, 1050), random.between(-50, 1050)];
          const footprint = random.next() < 0.5 ? box(x, y, size) : disc(x, y, size.d);
          grid.set(id, footprint);
          plain.set(id, footprint);
        }
        if (round % 10 > 0) continue;
        const view = around(random.between(0, 1000), random.between(0, 1000), 10 ** random.between(-3, 4));
        const expected = [...plain]
          .filter(([, footprint]) => {
            const { minX, minY, maxX, maxY } = boxAround(footprint);
            return minX <= view.maxX && maxX >= view.minX && minY <= view.maxY && maxY >= view.minY;
          })
          .map(([found]) => found)
          .sort((a, b) => a - b);
        assert.deepEqual(
          grid.near(view).map(({ id: found }) => found),
          expected,
        );
        assert.equal(grid.size, plain.size);
      }
    });
  }

  it("[MV18] replaces in place, and holds nothing that is nowhere", () => {
    const grid = new SolidGrid();
    grid.set(1, disc(10, 10, 1));
    grid.set(1, disc(90, 90, 1));
    assert.deepEqual(grid.near(around(10, 10, 2)), []);
    assert.equal(grid.near(around(90, 90, 2))[0]?.footprint, grid.get(1));
    grid.set(1, disc(Number.NaN, 10, 1));
    grid.set(2, disc(10, 10, Infinity));
    assert.deepEqual([grid.size, grid.near(EVERYWHERE)], [0, []]);
  });

  it("[MV18] fills the array it is given", () => {
    const grid = new SolidGrid();
    grid.set(1, disc(10, 10, 1));
    const found = grid.near(EVERYWHERE);
    assert.equal(grid.near(around(50, 50, 1), found), found);
    assert.deepEqual(found, []);
  });
});

describe("AvatarGrid", () => {
  it("[IN2] finds what a look at everything finds, while everybody moves (seed 7)", () => {
    const random = createRandom(7);
    const grid = new AvatarGrid(rulesWith());
    const plain = new Map<string, { x: number; y: number }>();
    for (let round = 0; round < 4000; round += 1) {
      const id = `s${random.int(0, 200)}`;
      const point = { x: random.between(-5, 205), y: random.between(-5, 205) };
      if (random.next() < 0.2) {
        grid.delete(id);
        plain.delete(id);
      } else {
        grid.set(id, point);
        plain.set(id, point);
      }
      if (round % 10 > 0) continue;
      const [x, y, radiusM] = [random.between(0, 200), random.between(0, 200), 10 ** random.between(-1, 3)];
      const expected = [...plain]
        .filter(([, at]) => Math.hypot(at.x - x, at.y - y) <= radiusM)
        .map(([found]) => found);
      assert.deepEqual(grid.within(x, y, radiusM), expected.sort());
      assert.equal(grid.size, plain.size);
    }
  });
});
