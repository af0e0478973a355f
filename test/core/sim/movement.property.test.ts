import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../src/core/random.ts";
import { distanceToFootprint, type Footprint } from "../../../src/core/sim/footprint.ts";
import { isFree, nearestFreePoint } from "../../../src/core/sim/freePoint.ts";
import { hashWorld } from "../../../src/core/sim/hash.ts";
import type { Avatar, World } from "../../../src/core/sim/world.ts";
import { box, disc, put, TICK_S, tick, type Wish, worldWith } from "./worldKit.ts";

const coordinate = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -2, max: 22, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e6, -1e6, 1e-300, 0.35, 19.65, Number.NaN, Infinity) },
);
const place = fc.double({ min: 0, max: 20, noNaN: true });
const size = fc.double({ min: 0.01, max: 6, noNaN: true });
const footprint: fc.Arbitrary<Footprint> = fc.oneof(
  fc
    .tuple(
      place,
      place,
      size,
      size,
      fc.oneof(fc.constantFrom(0, Math.PI / 2), fc.double({ min: -4, max: 4, noNaN: true })),
    )
    .map(([x, y, d, w, heading]) => box(x, y, { d, w, heading })),
  fc.tuple(place, place, size).map(([x, y, radiusM]) => disc(x, y, radiusM / 2)),
);
const scene = fc.record({
  solids: fc.array(footprint, { maxLength: 25, size: "max" }),
  maxSpeedMps: fc.constantFrom(0.1, 2, 6, 50),
  burstSeconds: fc.constantFrom(0, 0.01, 0.25, 5),
  dtSeconds: fc.constantFrom(1 / 60, 0.05, 0.1, 1),
  starts: fc.array(fc.record({ x: place, y: place }), { minLength: 1, maxLength: 3 }),
  /** Tick by tick: nothing, or somebody's wish. */
  wishes: fc.array(
    fc.option(fc.record({ who: fc.nat(2), x: coordinate, y: coordinate, seq: fc.nat(65_535) }), { freq: 2 }),
    {
      maxLength: 80,
      size: "max",
    },
  ),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function build(made: Scene, solids = made.solids): { world: World; avatars: Avatar[] } {
  const { maxSpeedMps, burstSeconds } = made;
  const world = worldWith({ widthM: 20, depthM: 20, maxSpeedMps, burstSeconds }, solids);
  const free = made.starts
    .map((start) => nearestFreePoint(world, start))
    .filter((point) => isFree(world, point));
  return { world, avatars: free.map(({ x, y }) => put(world, x, y)) };
}

function run(
  made: Scene,
  { world, avatars }: ReturnType<typeof build>,
  afterTick: () => void = () => {},
): void {
  for (const wish of made.wishes) {
    const avatar = wish ? avatars[wish.who] : undefined;
    tick(world, wish && avatar ? [{ avatar, ...wish }] : [], made.dtSeconds);
    afterTick();
  }
}

describe("movement, whatever is asked", () => {
  it("[MV2] [MV8] everybody stays in bounds and 0.35 m from every solid", () => {
    fc.assert(
      fc.property(scene, (made) => {
        const built = build(made);
        run(made, built, () => {
          for (const { x, y } of built.avatars) {
            assert.ok(x >= 0.35 && x <= 19.65 && y >= 0.35 && y <= 19.65, `out of bounds at ${x}, ${y}`);
            for (const solid of made.solids) {
              const distanceM = distanceToFootprint(solid, x, y);
              assert.ok(distanceM >= 0.35 - 2e-6, `${distanceM} m from a ${solid.shape} at ${x}, ${y}`);
            }
          }
        });
      }),
      { numRuns: 400 },
    );
  });

  it("[MV4] [MV5] over any stretch of ticks nobody gets farther than max_speed and one allowance", () => {
    fc.assert(
      fc.property(scene, (made) => {
        const built = build(made);
        const before = built.avatars.map(({ x, y }) => ({ x, y }));
        const walked = built.avatars.map((): number[] => []);
        run(made, built, () => {
          for (const [index, avatar] of built.avatars.entries()) {
            const from = before[index] as { x: number; y: number };
            walked[index]?.push(Math.hypot(avatar.x - from.x, avatar.y - from.y));
            before[index] = { x: avatar.x, y: avatar.y };
          }
        });
        for (const ways of walked) assertPace(ways, made);
      }),
    );
  });

  it("[MV18] the same inputs give the same hash, in whatever order solids were put in", () => {
    fc.assert(
      fc.property(scene, (made) => {
        const [once, twice] = [build(made), build(made)];
        const backwards = build(made, []);
        for (const [index, solid] of [...made.solids.entries()].reverse())
          backwards.world.solids.set(-1 - index, solid);
        for (const [index, avatar] of backwards.avatars.entries()) {
          Object.assign(avatar, { x: once.avatars[index]?.x, y: once.avatars[index]?.y });
        }
        fc.pre(backwards.avatars.length === once.avatars.length);
        for (const built of [once, twice, backwards]) run(made, built);
        assert.equal(hashWorld(twice.world), hashWorld(once.world));
        assert.equal(hashWorld(backwards.world), hashWorld(once.world));
      }),
    );
  });

  it("[MV10] one rejection a target at most, and the position in it is the avatar's", () => {
    fc.assert(
      fc.property(scene, (made) => {
        const { world, avatars } = build(made);
        const avatar = avatars[0];
        fc.pre(avatar !== undefined);
        for (const wish of made.wishes.slice(0, 8)) {
          let told = 0;
          for (let count = 0; count < 20; count += 1) {
            for (const rejection of tick(
              world,
              wish && count % 3 === 0 ? [{ avatar, ...wish }] : [],
              made.dtSeconds,
            )) {
              assert.deepEqual(rejection, {
                sessionId: avatar.sessionId,
                x: avatar.x,
                y: avatar.y,
                reason: "blocked",
              });
              told += 1;
            }
          }
          assert.ok(told <= 1);
        }
      }),
    );
  });

  it("[MV9] every tick of a walk ends nearer to the target", () => {
    fc.assert(
      fc.property(scene, place, place, (made, x, y) => {
        const { world, avatars } = build(made);
        const avatar = avatars[0];
        fc.pre(avatar !== undefined);
        tick(world, [{ avatar, x, y }], made.dtSeconds);
        for (let count = 0; count < 60 && avatar.walk.target && !avatar.walk.rejected; count += 1) {
          const { target } = avatar.walk;
          const beforeM = Math.hypot(target.x - avatar.x, target.y - avatar.y);
          tick(world, [], made.dtSeconds);
          if (avatar.walk.rejected) break;
          assert.ok(Math.hypot(target.x - avatar.x, target.y - avatar.y) < beforeM);
        }
      }),
    );
  });
});

describe("cheats", () => {
  const cheats: [string, (tickIndex: number, avatar: Avatar) => Wish[]][] = [
    [
      "1,000 small hops a second",
      (_, avatar) => Array.from({ length: 50 }, (__, hop) => ({ x: avatar.x + (hop + 1) * 0.1, y: 10 })),
    ],
    ["one long jump", (index) => (index === 0 ? [{ x: 1e6, y: 10 }] : [])],
    [
      "bursts after silence",
      (index, avatar) =>
        index % 20 === 19 ? [{ x: avatar.x + 100, y: 10 }] : index % 20 === 4 ? [{ x: avatar.x, y: 10 }] : [],
    ],
    ["back and forth", (index) => [{ x: index % 2 ? 1000 : 0, y: 10 }]],
  ];
  for (const [name, cheat] of cheats) {
    it(`[MV4] ${name} gain no more than one allowance`, () => {
      const world = worldWith({ widthM: 1000 });
      const avatar = put(world, 500, 10);
      for (let count = 0; count < 20; count += 1) tick(world);
      const ways: number[] = [];
      for (let index = 0; index < 100; index += 1) {
        const from = avatar.x;
        tick(
          world,
          cheat(index, avatar).map((wish) => ({ avatar, ...wish })),
        );
        ways.push(Math.abs(avatar.x - from));
      }
      assertPace(ways, { maxSpeedMps: 6, burstSeconds: 0.25, dtSeconds: TICK_S });
      assert.ok(ways.some((way) => way > 0));
    });
  }

  for (const seed of [1, 2, 3, 4, 5]) {
    it(`[MV7] a stream at max_speed with 300 ms of jitter arrives unrejected (seed ${seed})`, () => {
      const random = createRandom(seed);
      const world = worldWith({ widthM: 200, depthM: 200 });
      const avatar = put(world, 100, 100);
      const sent = [{ atMs: 0, x: 100, y: 100 }];
      let direction = 0;
      for (let index = 1; index < 200; index += 1) {
        const last = sent.at(-1) as (typeof sent)[number];
        if (random.next() < 0.1) direction = random.between(-Math.PI, Math.PI);
        // As on one connection: late, but in order.
        const atMs = Math.max(last.atMs, index * 50 + random.between(0, 300));
        sent.push({ atMs, x: last.x + 0.3 * Math.cos(direction), y: last.y + 0.3 * Math.sin(direction) });
      }
      let next = 0;
      let behindM = 0;
      while (world.timeMs < 200 * 50 + 1000) {
        const moves = [];
        for (; (sent[next]?.atMs ?? Infinity) <= world.timeMs; next += 1)
          moves.push({ avatar, ...(sent[next] as Wish) });
        assert.deepEqual(tick(world, moves), []);
        const wanted = sent[next - 1];
        if (wanted) behindM = Math.max(behindM, Math.hypot(wanted.x - avatar.x, wanted.y - avatar.y));
      }
      const goal = sent.at(-1);
      assert.deepEqual([avatar.x, avatar.y], [goal?.x, goal?.y]);
      assert.ok(behindM < 2.4, `never farther behind than what was late: ${behindM}`);
    });
  }
});

/** Every stretch of `ways` (metres a tick) keeps to the pace. */
function assertPace(
  ways: readonly number[],
  rules: { maxSpeedMps: number; burstSeconds: number; dtSeconds: number },
): void {
  const tickM = rules.maxSpeedMps * rules.dtSeconds;
  for (let from = 0; from < ways.length; from += 1) {
    assert.ok((ways[from] as number) <= 2 * tickM + 1e-6);
    let sumM = 0;
    for (let to = from; to < ways.length; to += 1) {
      sumM += ways[to] as number;
      assert.ok(sumM <= (to - from + 1) * tickM + rules.burstSeconds * rules.maxSpeedMps + 1e-6);
    }
  }
}
