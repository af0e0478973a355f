import assert from "node:assert/strict";
import { distanceToFootprint } from "../../../src/core/sim/footprint.ts";
import { type Avatar, IDLE, putObject, type World } from "../../../src/core/sim/world.ts";
import { box, chairAt, disc, move, put, TICK_S, tick, walkUntilDone, worldWith } from "./worldKit.ts";

describe("movement in free spaces", () => {
  it("[MV1] nothing moves when a move arrives, only at the tick", () => {
    const world = worldWith();
    const avatar = put(world, 10, 10);
    assert.equal(move(world, avatar, { x: 20, y: 10 }), null);
    assert.deepEqual([avatar.x, avatar.y], [10, 10]);
    tick(world);
    assert.ok(avatar.x > 10);
    assert.deepEqual(world.avatarGrid.within(avatar.x, avatar.y, 0.001), ["s1"]);
  });

  const outside: [string, number, number, [number, number]][] = [
    ["west", -5, 25, [0.35, 25]],
    ["east", 1e6, 25, [49.65, 25]],
    ["south-west", -1e6, -1e6, [0.35, 0.35]],
    ["north", 25, 50, [25, 49.65]],
  ];
  for (const [name, x, y, expected] of outside) {
    it(`[MV2] clamps a target in the ${name} to the bounds`, () => {
      const world = worldWith();
      const avatar = put(world, 25, 25);
      move(world, avatar, { x, y });
      assert.deepEqual(walkUntilDone(world, avatar), []);
      assert.deepEqual([avatar.x, avatar.y], expected);
    });
  }

  it("[MV3] walks straight at max_speed to the latest target and stops exactly on it", () => {
    const world = worldWith({ burstSeconds: 0 });
    const avatar = put(world, 10, 10);
    move(world, avatar, { x: 40, y: 50 });
    move(world, avatar, { x: 13, y: 14 });
    tick(world);
    assert.ok(Math.abs(Math.hypot(avatar.x - 10, avatar.y - 10) - 6 * TICK_S) < 1e-9);
    assert.ok(Math.abs((avatar.y - 10) * 3 - (avatar.x - 10) * 4) < 1e-9, "straight");
    let ticks = 1;
    for (; avatar.walk.target; ticks += 1) tick(world);
    assert.deepEqual([avatar.x, avatar.y], [13, 14]);
    assert.equal(ticks, Math.ceil(5 / (6 * TICK_S)));
  });

  it("[MV5] spends what it saved as a walk of at most twice max_speed", () => {
    const world = worldWith();
    const avatar = put(world, 1, 1);
    move(world, avatar, { x: 49, y: 1 });
    const walked: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      const before = avatar.x;
      tick(world);
      walked.push(Number((avatar.x - before).toFixed(6)));
    }
    assert.deepEqual(walked, [0.6, 0.6, 0.6, 0.6, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3]);
  });

  it("[MV6] walks at max_speed with burst_seconds 0", () => {
    const world = worldWith({ burstSeconds: 0 });
    const avatar = put(world, 1, 1);
    for (let count = 0; count < 40; count += 1) tick(world);
    move(world, avatar, { x: 49, y: 1 });
    for (let count = 0; count < 20; count += 1) tick(world);
    assert.ok(Math.abs(avatar.x - 7) < 1e-9);
  });

  it("[MV9] slides along a wall towards a target beyond it", () => {
    const world = worldWith({}, [box(10, 12, { d: 10, w: 1 })]);
    const avatar = put(world, 8, 11);
    move(world, avatar, { x: 12, y: 14 });
    const [rejection] = walkUntilDone(world, avatar);
    assert.equal(rejection?.reason, "blocked");
    assert.ok(Math.abs(avatar.x - 12) < 0.01, `stands before the target, at ${avatar.x}`);
    assert.ok(Math.abs(avatar.y - 11.15) < 1e-6);
  });

  const corners: [string, ReturnType<typeof box>[]][] = [
    ["a box", [box(10, 10, { d: 4, w: 4 })]],
    ["a turned box", [box(10, 10, { d: 3, w: 4, heading: 0.5 })]],
    ["a disc", [disc(10, 10, 2)]],
    [
      "a wall of many boxes",
      Array.from({ length: 8 }, (_, index) => box(8.25 + index / 2, 10, { d: 0.5, w: 4 })),
    ],
  ];
  for (const [name, solids] of corners) {
    it(`[MV9] gets around the corner of ${name} when that leads nearer`, () => {
      const world = worldWith({}, solids);
      const avatar = put(world, 9, 5);
      move(world, avatar, { x: 15, y: 12 });
      assert.deepEqual(walkUntilDone(world, avatar), []);
      assert.deepEqual([avatar.x, avatar.y], [15, 12]);
    });
  }

  it("[MV8] passes a gap of exactly its width, and not one a millimetre narrower", () => {
    for (const [gapM, passes] of [
      [0.7, true],
      [0.699, false],
    ] as const) {
      const world = worldWith({}, [
        box(5 - gapM / 2, 10, { d: 10, w: 1 }),
        box(15 + gapM / 2, 10, { d: 10, w: 1 }),
      ]);
      const avatar = put(world, 10, 5);
      move(world, avatar, { x: 10, y: 15 });
      walkUntilDone(world, avatar);
      assert.equal(avatar.y > 12, passes, `gap of ${gapM} m`);
    }
  });

  it("[MV8] does not tunnel a thin wall in one long tick", () => {
    const world = worldWith({ maxSpeedMps: 50, burstSeconds: 5 }, [box(25, 25, { d: 0.001, w: 50 })]);
    const avatar = put(world, 1, 25);
    const rejections = [...tick(world, [{ avatar, x: 49, y: 25 }], 1), ...tick(world, [], 1)];
    assert.equal(rejections[0]?.reason, "blocked");
    assert.ok(avatar.x < 25 - 0.35);
  });

  it("[MV10] tells the stuck where they are, once per target", () => {
    const world = worldWith({}, [box(10, 10, { d: 1, w: 20 })]);
    const avatar = put(world, 9, 10);
    const all = [];
    for (let count = 0; count < 40; count += 1) all.push(...tick(world, [{ avatar, x: 20, y: 10 }]));
    assert.deepEqual(all, [{ sessionId: "s1", x: avatar.x, y: avatar.y, reason: "blocked" }]);
    move(world, avatar, { x: 20, y: 10.0005 });
    for (let count = 0; count < 40; count += 1) all.push(...tick(world));
    assert.equal(all.length, 2);
  });

  it("[MV11] a contact within 2 cm of the target counts as arrived", () => {
    for (const [shortM, rejected] of [
      [0.019, 0],
      [0.021, 1],
    ] as const) {
      const world = worldWith({}, [box(10, 10, { d: 1, w: 20 })]);
      const avatar = put(world, 8, 10);
      move(world, avatar, { x: 9.15 + shortM, y: 10 });
      assert.equal(walkUntilDone(world, avatar).length, rejected);
      assert.equal(avatar.walk.target === null, rejected === 0);
    }
  });

  it("[MV12] looks where it walks unless told otherwise, and keeps its heading standing", () => {
    const world = worldWith();
    const avatar = put(world, 10, 10);
    tick(world, [{ avatar, x: 10, y: 11 }]);
    assert.ok(Math.abs(avatar.heading - Math.PI / 2) < 1e-9);
    move(world, avatar, { x: 11, y: 11, heading: 3 });
    walkUntilDone(world, avatar);
    assert.equal(avatar.heading, 3);
    tick(world);
    assert.equal(avatar.heading, 3);
    move(world, avatar, { x: 11, y: 11, heading: -1 });
    assert.deepEqual(walkUntilDone(world, avatar), []);
    assert.equal(avatar.heading, -1, "turns on the spot");
  });

  it("[MV13] ack is the seq of the last move applied", () => {
    const world = worldWith();
    const avatar = put(world, 10, 10);
    tick(world, [
      { avatar, x: 11, y: 10, seq: 65_535 },
      { avatar, x: 12, y: 10, seq: 0 },
    ]);
    assert.equal(avatar.ack, 0);
    tick(world, [
      { avatar, x: 13, y: 10, seq: 7 },
      { avatar, x: 12, y: 10 },
    ]);
    assert.equal(avatar.ack, 7);
  });

  it("[MV14] avatars walk through each other", () => {
    const world = worldWith();
    const [one, two] = [put(world, 10, 10), put(world, 12, 10)];
    move(world, one, { x: 12, y: 10 });
    move(world, two, { x: 10, y: 10 });
    assert.deepEqual([...walkUntilDone(world, one), ...walkUntilDone(world, two)], []);
    assert.deepEqual([one.x, two.x], [12, 10]);
  });

  it("[MV17] a move that is not finite leaves the old target", () => {
    const world = worldWith();
    const avatar = put(world, 10, 10);
    move(world, avatar, { x: 12, y: 10, seq: 1 });
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      assert.equal(move(world, avatar, { x: bad, y: 10, seq: 2 }), null);
      assert.equal(move(world, avatar, { x: 10, y: bad, seq: 2 }), null);
    }
    assert.equal(move(world, avatar, { x: 13, y: 10, heading: Number.NaN }), null);
    walkUntilDone(world, avatar);
    assert.deepEqual([avatar.x, avatar.y, avatar.heading, avatar.ack], [13, 10, 0, 1]);
  });

  it("[MV17] a move of an avatar that has left is passed over", () => {
    const world = worldWith();
    const gone = { ...put(world, 10, 10), sessionId: "gone" };
    assert.deepEqual(tick(world, [{ avatar: gone, x: 1, y: 1 }]), []);
  });

  it("[MV19] walks on when the way becomes free", () => {
    const world = worldWith({}, [box(10, 10, { d: 1, w: 20 })]);
    const avatar = put(world, 8, 10);
    move(world, avatar, { x: 12, y: 10 });
    assert.equal(walkUntilDone(world, avatar)[0]?.reason, "blocked");
    world.solids.delete(-1);
    assert.deepEqual(walkUntilDone(world, avatar), []);
    assert.deepEqual([avatar.x, avatar.y], [12, 10]);
  });

  it("[MV20] walks out of a solid and back into the bounds, but not farther in or out", () => {
    const world = worldWith({}, [disc(10, 10, 3)]);
    const inside = put(world, 11, 10);
    move(world, inside, { x: 5, y: 10 });
    assert.equal(walkUntilDone(world, inside)[0]?.reason, "blocked");
    move(world, inside, { x: 20, y: 10 });
    assert.deepEqual(walkUntilDone(world, inside), []);
    const outside = put(world, 60, 20);
    move(world, outside, { x: 40, y: 20 });
    assert.deepEqual(walkUntilDone(world, outside), []);
    assert.equal(outside.x, 40);
  });
});

describe("standing up", () => {
  function seated(world: World, x: number, y: number): Avatar {
    const avatar = put(world, x, y);
    putObject(world, chairAt(7, 10, 10, avatar));
    avatar.seatId = 7;
    avatar.activity = "sit";
    return avatar;
  }

  it("[MV15] the next move frees the seat and makes the avatar idle", () => {
    const world = worldWith();
    const avatar = seated(world, 12, 10);
    tick(world, [{ avatar, x: 13, y: 10 }]);
    assert.equal(world.objects.get(7)?.holder, null);
    assert.equal(avatar.seatId, null);
    assert.equal(avatar.activity, IDLE);
    assert.ok(avatar.x > 12);
  });

  it("[MV15] a seat that somebody else holds by now stays theirs", () => {
    const world = worldWith();
    const avatar = seated(world, 12, 10);
    const other = put(world, 14, 10);
    putObject(world, chairAt(7, 10, 10, other));
    tick(world, [{ avatar, x: 13, y: 10 }]);
    assert.equal(world.objects.get(7)?.holder?.sessionId, other.sessionId);
    assert.equal(avatar.seatId, null);
  });

  it("[MV16] the freed seat pushes out whoever it covers, and nobody else", () => {
    const world = worldWith();
    const avatar = seated(world, 10, 10);
    const on = put(world, 10.2, 10.1);
    const beside = put(world, 11, 10);
    move(world, avatar, { x: 5, y: 5 });
    const seat = world.solids.get(7);
    assert.ok(seat);
    for (const pushed of [avatar, on]) {
      const distanceM = distanceToFootprint(seat, pushed.x, pushed.y);
      assert.ok(distanceM >= 0.35 - 1e-6 && distanceM < 0.36, `${distanceM}`);
    }
    assert.deepEqual([beside.x, beside.y], [11, 10]);
    assert.deepEqual(walkUntilDone(world, avatar), []);
  });
});
