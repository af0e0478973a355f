import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { caughtUp, standsAt, TickWatch, worldOf } from "../helpers/roomWatch.ts";

describe("moving in a free space", () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  const enter = async (x: number, y: number) => server.join(await server.guest(), { spaceId: 1, x, y });

  it("[MS1] walks the avatar to where it is to be and says which move it applied", async () => {
    const bot = await enter(20, 10);
    bot.move({ x: 23, y: 14, seq: 65_535 });
    await bot.arrival(23, 14);
    assert.deepEqual(standsAt(server, 1, bot), { x: 23, y: 14 });
    assert.equal(bot.avatar.ack, 65_535);
    assert.ok(Math.abs(bot.avatar.heading - Math.atan2(4, 3)) < 0.001, `looks along ${bot.avatar.heading}`);
    assert.equal(bot.received.length, 0);
  });

  it("[MS1] takes a move without seq or heading, and keeps the last ack", async () => {
    const bot = await enter(20, 10);
    bot.move({ x: 21, y: 10, seq: 7 });
    bot.move({ x: 21, y: 11 });
    await bot.arrival(21, 11);
    assert.equal(bot.avatar.ack, 7);
  });

  it("[MS2] shows a given heading, also of one that stands", async () => {
    const bot = await enter(20, 10);
    for (const heading of [1, -2.5, 7, 0]) {
      bot.move({ x: 20, y: 10, heading });
      await bot.until(`heading ${heading}`, () => turned(bot.avatar.heading, heading) < 0.001);
    }
    bot.move({ x: 22, y: 10, heading: 3 });
    await bot.arrival(22, 10);
    assert.ok(turned(bot.avatar.heading, 3) < 0.001);
  });

  it("[MS3] clamps targets outside to the bounds", async () => {
    const bot = await enter(1, 1);
    bot.move({ x: -1e6, y: -5 });
    await bot.arrival(0.35, 0.35);
    assert.deepEqual(standsAt(server, 1, bot), { x: 0.35, y: 0.35 });
  });

  it("[MS4] tells the mover alone, once per target, that it is stuck", async () => {
    const bot = await enter(14, 42);
    const other = await enter(16, 42);
    // Straight into the brick wall at (14.5, 44).
    for (let times = 0; times < 3; times += 1) bot.move({ x: 14, y: 45 });
    const rejected = await bot.message("movement_rejected");
    assert.equal(rejected.reason, "blocked");
    assert.deepEqual({ x: rejected.x, y: rejected.y }, standsAt(server, 1, bot));
    bot.move({ x: 14, y: 45 });
    await watch.ticks(1, 3);
    await caughtUp(bot);
    assert.equal(bot.received.filter(({ name }) => name === "movement_rejected").length, 1);
    bot.move({ x: 14.1, y: 45 });
    await bot.until("another target, another answer", () => bot.received.length === 2);
    await caughtUp(other);
    assert.equal(other.received.length, 0);
  });

  const BAD: readonly (readonly [string, unknown])[] = [
    ["NaN", { x: Number.NaN, y: 1 }],
    ["Infinity", { x: 1, y: Number.POSITIVE_INFINITY }],
    ["-Infinity", { x: Number.NEGATIVE_INFINITY, y: 1 }],
    ["1e308", { x: 1e308, y: 1 }],
    ["just beyond 1e6", { x: 1, y: -1_000_000.1 }],
    ["strings", { x: "1", y: "2" }],
    ["bigint", { x: 2n ** 62n, y: 1 }],
    ["arrays", { x: [1], y: 1 }],
    ["no y", { x: 1 }],
    ["null", { x: null, y: 1 }],
    ["nothing", undefined],
    ["a number", 5],
    ["a NaN heading", { x: 1, y: 1, heading: Number.NaN }],
    ["a huge heading", { x: 1, y: 1, heading: 1e300 }],
    ["seq 65536", { x: 1, y: 1, seq: 65_536 }],
    ["seq -1", { x: 1, y: 1, seq: -1 }],
    ["seq 0.5", { x: 1, y: 1, seq: 0.5 }],
  ];

  it("[MS5] answers what is no move with `error {invalid, move}`; the old target stands", async () => {
    const bot = await enter(20, 16);
    bot.move({ x: 26, y: 16, seq: 3 });
    for (const [, payload] of BAD) bot.room.send("move", payload);
    await bot.arrival(26, 16);
    assert.equal(bot.avatar.ack, 3);
    const errors = bot.received.map(({ body }) => body as { code?: string; event?: string });
    assert.deepEqual(
      errors.map(({ code, event }) => `${code} ${event}`),
      BAD.map(() => "invalid move"),
    );
    assert.equal(bot.closed, null);
  });

  it("[MS6] a move of a million metres is a wish like any other", async () => {
    const bot = await enter(55, 55);
    bot.move({ x: 1e6, y: 1e6 });
    await bot.arrival(59.65, 59.65);
    assert.equal(bot.received.length, 0);
  });

  it("[MS7] reads back within 1 cm of the authoritative position, wherever", async () => {
    const bot = await enter(30, 20);
    for (let step = 0; step < 5; step += 1) {
      const target = { x: 30 + Math.sin(step * 7.3) * 1.1, y: 20 + Math.cos(step * 3.1) * 1.1 };
      bot.move(target);
      await watch.ticks(1, 60, () => {
        const { x, y } = standsAt(server, 1, bot);
        return x === target.x && y === target.y;
      });
      await watch.ticks(1, 2);
      await caughtUp(bot);
      const offM = Math.hypot(bot.avatar.x - target.x, bot.avatar.y - target.y);
      assert.ok(offM < 0.01, `${offM} m off at ${target.x}, ${target.y}`);
    }
    assert.equal(worldOf(server, 1).avatars.get(bot.sessionId)?.walk.target, null);
  });
});

function turned(a: number, b: number): number {
  const by = (((a - b) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
  return Math.min(by, 2 * Math.PI - by);
}
