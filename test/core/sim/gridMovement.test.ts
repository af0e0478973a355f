import assert from "node:assert/strict";
import fc from "fast-check";
import type { SpaceRules } from "../../../src/core/sim/types.ts";
import { type Avatar, IDLE, putObject, type World } from "../../../src/core/sim/world.ts";
import { box, chairAt, move, put, tick, worldWith } from "./worldKit.ts";

const GRID = { movement: "grid", widthM: 20, depthM: 20 } as const;

function cellsOf(avatar: Avatar): [number, number] {
  return [avatar.x, avatar.y];
}

/** Lets whatever is kept or too early become due. */
function rest(world: World): void {
  for (let count = 0; count < 4; count += 1) assert.deepEqual(tick(world), []);
}

describe("movement in grid spaces", () => {
  it("[GR1] takes a step to each of four neighbours at once when it is due", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    for (const [x, y] of [
      [6, 5],
      [6, 6],
      [5, 6],
      [5, 5],
    ] as const) {
      assert.deepEqual(tick(world, [{ avatar, x, y }]), []);
      assert.deepEqual(cellsOf(avatar), [x, y]);
      assert.deepEqual(world.avatarGrid.within(x + 0.5, y + 0.5, 0.01), ["s1"]);
      rest(world);
    }
  });

  it("[GR2] keeps one early step and takes it when it is due", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    tick(world, [{ avatar, x: 6, y: 5, seq: 1 }]);
    assert.deepEqual(tick(world, [{ avatar, x: 7, y: 5, seq: 2 }]), []);
    assert.deepEqual([...cellsOf(avatar), avatar.ack], [6, 5, 1]);
    tick(world);
    assert.deepEqual(cellsOf(avatar), [6, 5]);
    tick(world);
    assert.deepEqual([...cellsOf(avatar), avatar.ack], [7, 5, 2], "150 ms after the first");
  });

  it("[GR3] refuses a second early step, on from the first or in its place", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    const rejections = tick(world, [
      { avatar, x: 6, y: 5 },
      { avatar, x: 7, y: 5 },
      { avatar, x: 8, y: 5 },
      { avatar, x: 6, y: 6 },
    ]);
    assert.deepEqual(rejections, [
      { sessionId: "s1", x: 6, y: 5, reason: "too_soon" },
      { sessionId: "s1", x: 6, y: 5, reason: "too_soon" },
    ]);
    rest(world);
    assert.deepEqual(cellsOf(avatar), [7, 5]);
  });

  const noSteps: [string, number, number][] = [
    ["two cells", 7, 5],
    ["a diagonal", 6, 6],
    ["its own cell", 5, 5],
    ["half a cell", 5.5, 5],
    ["not a number", Number.NaN, 5],
    ["infinity", 5, Infinity],
    ["the other end of the world", 1e6, -1e6],
  ];
  for (const [name, x, y] of noSteps) {
    it(`[GR4] refuses ${name}`, () => {
      const world = worldWith(GRID);
      const avatar = put(world, 5, 5);
      assert.deepEqual(tick(world, [{ avatar, x, y, heading: 1, seq: 9 }]), [
        { sessionId: "s1", x: 5, y: 5, reason: "not_a_step" },
      ]);
      assert.deepEqual([...cellsOf(avatar), avatar.heading, avatar.ack], [5, 5, 0, 0], "[GR9]");
    });
  }

  it("[GR5] refuses covered cells and the outside, and lets a solid beside the centre be", () => {
    const world = worldWith({ ...GRID, widthM: 6.9 }, [
      box(5.5, 6.5, { d: 1, w: 1 }),
      box(4.7, 5.5, { d: 0.3, w: 1 }),
    ]);
    const avatar = put(world, 5, 5);
    assert.equal(tick(world, [{ avatar, x: 5, y: 6 }])[0]?.reason, "blocked");
    assert.equal(tick(world, [{ avatar, x: 6, y: 5 }])[0]?.reason, "blocked", "no whole cell is there");
    assert.deepEqual(tick(world, [{ avatar, x: 4, y: 5 }]), []);
    const corner = put(world, 0, 0);
    assert.equal(tick(world, [{ avatar: corner, x: -1, y: 0 }])[0]?.reason, "blocked");
    assert.equal(tick(world, [{ avatar: corner, x: 0, y: -1 }])[0]?.reason, "blocked");
  });

  const diagonals: [string, ReturnType<typeof box>[], boolean][] = [
    ["in the open", [], true],
    ["past one blocked cell", [box(6.5, 5.5, { d: 1, w: 1 })], true],
    ["between two blocked cells", [box(6.5, 5.5, { d: 1, w: 1 }), box(5.5, 6.5, { d: 1, w: 1 })], false],
  ];
  for (const [name, solids, passes] of diagonals) {
    it(`[GR6] a diagonal ${name} is ${passes ? "taken" : "blocked"}`, () => {
      const world = worldWith({ ...GRID, diagonal: true }, solids);
      const avatar = put(world, 5, 5);
      const rejections = tick(world, [{ avatar, x: 6, y: 6 }]);
      assert.deepEqual(
        rejections.map(({ reason }) => reason),
        passes ? [] : ["blocked"],
      );
      assert.deepEqual(cellsOf(avatar), passes ? [6, 6] : [5, 5]);
    });
  }

  it("[GR7] whoever hammers takes no more than one step per interval over any stretch of ticks", () => {
    const settings = fc.record({
      stepIntervalMs: fc.integer({ min: 20, max: 400 }),
      tickHz: fc.integer({ min: 1, max: 60 }),
      pauses: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    });
    fc.assert(
      fc.property(settings, ({ stepIntervalMs, tickHz, pauses }) => {
        const world = worldWith({ ...GRID, stepIntervalMs });
        const avatar = put(world, 5, 5);
        const taken = pauses.map((pause) => {
          const before = avatar.x;
          const hop = { avatar, x: avatar.x === 5 ? 6 : 5, y: 5 };
          const back = { avatar, x: avatar.x === 5 ? 5 : 6, y: 5 };
          tick(world, pause ? [] : [hop, back, hop, back], 1 / tickHz);
          return before === avatar.x ? 0 : 1;
        });
        for (let from = 0; from < taken.length; from += 1) {
          let steps = 0;
          for (let to = from; to < taken.length; to += 1) {
            steps += taken[to] as number;
            const stretchMs = ((to - from + 1) * 1000) / tickHz;
            assert.ok(steps <= 1 + stretchMs / stepIntervalMs + 1e-6, `${steps} steps in ${stretchMs} ms`);
          }
        }
      }),
    );
  });

  it("[GR7] an honest client takes every step, whatever the tick, the interval and 100 ms of jitter", () => {
    const settings = fc.record({
      stepIntervalMs: fc.integer({ min: 150, max: 400 }),
      tickMs: fc.integer({ min: 17, max: 50 }),
      jitterMs: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 50, maxLength: 50 }),
    });
    fc.assert(
      fc.property(settings, ({ stepIntervalMs, tickMs, jitterMs }) => {
        const world = worldWith({ ...GRID, widthM: 100, stepIntervalMs });
        const avatar = put(world, 0, 5);
        const arrivals = jitterMs.map((late, index) => ({
          atMs: index * stepIntervalMs + late,
          x: index + 1,
        }));
        let next = 0;
        while (world.timeMs < 52 * stepIntervalMs + 200) {
          const moves = [];
          for (; (arrivals[next]?.atMs ?? Infinity) <= world.timeMs + tickMs; next += 1) {
            moves.push({ avatar, x: arrivals[next]?.x as number, y: 5 });
          }
          assert.deepEqual(tick(world, moves, tickMs / 1000), []);
        }
        assert.equal(avatar.x, 50);
      }),
    );
  });

  it("[GR8] refuses a kept step whose cell got blocked, when it is due, and forgets it", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    tick(world, [
      { avatar, x: 6, y: 5 },
      { avatar, x: 7, y: 5 },
    ]);
    world.solids.set(-1, box(7.5, 5.5, { d: 1, w: 1 }));
    const rejections = [...tick(world), ...tick(world), ...tick(world), ...tick(world)];
    assert.deepEqual(rejections, [{ sessionId: "s1", x: 6, y: 5, reason: "blocked" }]);
    world.solids.delete(-1);
    rest(world);
    assert.deepEqual(cellsOf(avatar), [6, 5]);
  });

  it("[GR8] says so too when the next move comes in the same tick, and still takes that", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    tick(world, [
      { avatar, x: 6, y: 5 },
      { avatar, x: 7, y: 5 },
    ]);
    world.solids.set(-1, box(7.5, 5.5, { d: 1, w: 1 }));
    tick(world);
    tick(world);
    assert.deepEqual(tick(world, [{ avatar, x: 6, y: 6 }]), [
      { sessionId: "s1", x: 6, y: 6, reason: "blocked" },
    ]);
    assert.deepEqual(cellsOf(avatar), [6, 6]);
  });

  it("[GR9] looks where it steps unless told otherwise, kept steps too", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    tick(world, [{ avatar, x: 5, y: 4 }]);
    assert.equal(avatar.heading, -Math.PI / 2);
    tick(world, [{ avatar, x: 4, y: 4, heading: 1 }]);
    assert.equal(avatar.heading, -Math.PI / 2);
    rest(world);
    assert.equal(avatar.heading, 1);
  });

  it("[GR10] a step from a seat is taken from there and stands the avatar up", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    putObject(world, chairAt(7, 5.5, 5.5, avatar));
    avatar.seatId = 7;
    assert.deepEqual(tick(world, [{ avatar, x: 6, y: 5 }]), []);
    assert.deepEqual(cellsOf(avatar), [6, 5]);
    assert.equal(world.objects.get(7)?.holder, null);
    assert.equal(avatar.activity, IDLE);
    rest(world);
    assert.equal(tick(world, [{ avatar, x: 5, y: 5 }])[0]?.reason, "blocked", "the chair stands there");
  });

  it("[GR10] a refused move stands it up beside the seat", () => {
    const world = worldWith(GRID);
    const avatar = put(world, 5, 5);
    putObject(world, chairAt(7, 5.5, 5.5, avatar));
    avatar.seatId = 7;
    const [rejection] = tick(world, [{ avatar, x: 9, y: 5 }]);
    assert.deepEqual({ ...rejection }, { sessionId: "s1", x: avatar.x, y: avatar.y, reason: "not_a_step" });
    assert.equal(Math.abs(avatar.x - 5) + Math.abs(avatar.y - 5), 1);
  });

  it("[GR5] nobody is ever on a covered cell or out of bounds, whatever is asked", () => {
    const cell = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double(), fc.constantFrom(1e6, -1e6));
    const rules: fc.Arbitrary<Partial<SpaceRules>> = fc.record({
      movement: fc.constant("grid" as const),
      widthM: fc.double({ min: 1, max: 12, noNaN: true }),
      depthM: fc.double({ min: 1, max: 12, noNaN: true }),
      diagonal: fc.boolean(),
    });
    const solid = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 }));
    const hop = fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 1 }));
    fc.assert(
      fc.property(
        rules,
        fc.array(solid, { maxLength: 30, size: "max" }),
        fc.array(fc.oneof(hop, fc.tuple(cell, cell)), { maxLength: 60, size: "max" }),
        (changes, solids, asks) => {
          const world = worldWith(
            changes,
            solids.map(([x, y]) => box(x + 0.5, y + 0.5, { d: 1, w: 1 })),
          );
          const avatar = put(world, 0, 0);
          for (const [byX, byY] of asks) {
            tick(world, [{ avatar, x: avatar.x + byX, y: avatar.y + byY }], 0.1);
            assert.ok(Number.isInteger(avatar.x) && Number.isInteger(avatar.y));
            assert.ok(
              avatar.x >= 0 &&
                avatar.x + 1 <= world.rules.widthM &&
                avatar.y >= 0 &&
                avatar.y + 1 <= world.rules.depthM,
            );
            assert.ok(!solids.some(([x, y]) => x === avatar.x && y === avatar.y));
          }
        },
      ),
    );
  });

  it("[GR4] unknown avatars are passed over", () => {
    const world = worldWith(GRID);
    assert.equal(move(world, { ...put(world, 1, 1), sessionId: "gone" }, { x: 1, y: 2 }), null);
  });
});
