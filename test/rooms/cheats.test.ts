import assert from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import { isFree } from "../../src/core/sim/freePoint.ts";
import { type Bot, startTestServer, type TestServer } from "../../src/testing.public.ts";
import { TickWatch, worldOf } from "../helpers/roomWatch.ts";

const SEED = 20_271_121;
const TICK_S = 1 / 20;
const MAX_SPEED_MPS = 6;
/** `burst_seconds` at full speed. */
const BURST_M = 0.25 * MAX_SPEED_MPS;

describe(`cheating in a free space, seed ${SEED}`, () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  const enter = async (x: number, y: number) => server.join(await server.guest(), { spaceId: 1, x, y });

  /** Sends `wishes(tick)` at each of `ticks` ticks and returns where the avatar was at each; never inside anything. */
  async function walked(bot: Bot, ticks: number, wishes: (tick: number) => readonly object[]) {
    const way: { x: number; y: number }[] = [];
    const stuckIn: string[] = [];
    const stop = watch.listen(1, (world) => {
      const { x, y } = world.avatars.get(bot.sessionId)!;
      if (!isFree(world, { x, y })) stuckIn.push(`${x}, ${y}`);
      for (const wish of wishes(way.length)) bot.room.send("move", wish);
      way.push({ x, y });
    });
    await watch.ticks(1, ticks);
    stop();
    assert.deepEqual(stuckIn, [], "inside a solid or out of bounds");
    assertHonestPace(way);
    return way;
  }

  const CHEATS: Record<string, (tick: number) => readonly object[]> = {
    "a thousand hops a second": (tick) =>
      Array.from({ length: 50 }, (_, hop) => ({ x: 5 + tick * 2 + hop * 0.04, y: 30 })),
    "one long jump": (tick) => (tick === 0 ? [{ x: 58, y: 30 }] : []),
    "bursts after silence": (tick) =>
      tick % 20 < 15 ? [] : Array.from({ length: 10 }, () => ({ x: 58, y: 28 + (tick % 5) })),
    "standing still, then all at once": (tick) => (tick < 40 ? [] : [{ x: 58, y: 30 }]),
    "to and fro at every tick": (tick) => [{ x: tick % 2 === 0 ? 58 : 1, y: 30 }],
    "what is no number": (tick) => [
      { x: Number.NaN, y: 1 },
      { x: Number.POSITIVE_INFINITY, y: Number.NEGATIVE_INFINITY },
      { x: 1e308, y: -1e308 },
      { x: "58", y: "30" },
      { y: 30 },
      { x: 1e6, y: 30 + tick },
    ],
  };

  it("[MS15] no way of asking walks faster than max_speed and one burst", async () => {
    await Promise.all(
      Object.entries(CHEATS).map(async ([name, cheat], index) => {
        const from = { x: 5, y: 24 + 2 * index };
        const bot = await enter(from.x, from.y);
        const way = await walked(bot, 60, cheat);
        const wentM = Math.max(...way.map(({ x, y }) => Math.hypot(x - from.x, y - from.y)));
        assert.ok(wentM > 0.2, `${name}: walked at all`);
        assert.equal(bot.closed, null);
      }),
    );
  });

  it("[MS15] a random mixture of all of it among walls and furniture", async () => {
    const random = createRandom(SEED);
    const cheaters = await Promise.all([enter(13, 42), enter(38, 36), enter(49, 30), enter(47, 13)]);
    const cheats = Object.values(CHEATS);
    await Promise.all(
      cheaters.map((bot) =>
        walked(bot, 80, (tick) => {
          const { x, y } = worldOf(server, 1).avatars.get(bot.sessionId)!;
          const near = { x: x + random.between(-3, 3), y: y + random.between(-3, 3) };
          return random.next() < 0.1 ? random.pick(cheats)(tick) : random.next() < 0.5 ? [near] : [];
        }),
      ),
    );
  });

  it("[MS16] nobody walks through walls, however far the target lies behind", async () => {
    const bot = await enter(14.5, 42);
    const way = await walked(bot, 30, (tick) => [{ x: 14.5, y: tick % 2 === 0 ? 1e6 : 46 }]);
    assert.ok(
      way.every(({ y }) => y <= 44 - 0.125 - 0.35 + 1e-6),
      `at most before the wall: ${Math.max(...way.map(({ y }) => y))}`,
    );
    assert.equal((await bot.message("movement_rejected")).reason, "blocked");
  });

  it("[MS17] an honest client whose messages come with 300 ms of jitter arrives unrejected", async () => {
    const random = createRandom(SEED).fork("jitter");
    const bot = await enter(5, 24);
    const post: { dueTick: number; wish: object }[] = [];
    let last = 0;
    let said = 0;
    const way = await walked(bot, 64, (tick) => {
      // It walks at full speed and says so 20 times a second; the net delivers in order, up to 300 ms late.
      const x = Math.min(20, 5 + MAX_SPEED_MPS * TICK_S * (tick + 1));
      last = Math.max(last, tick + random.int(0, 6));
      said = tick + 1;
      post.push({ dueTick: last, wish: { x, y: 24, seq: said } });
      return post.splice(0, post.findLastIndex(({ dueTick }) => dueTick <= tick) + 1).map(({ wish }) => wish);
    });
    for (const { wish } of post) bot.room.send("move", wish);
    await bot.arrival(20, 24);
    await bot.until("the last ack", () => bot.avatar.ack === said);
    assert.deepEqual(bot.received, []);
    const late = way.findIndex(({ x }) => x >= 19.99) * TICK_S - 15 / MAX_SPEED_MPS;
    assert.ok(late < 0.6, `arrives ${late} s after an unhindered walker`);
  });
});

/** Over any window no farther than `max_speed` × its length and one burst. */
function assertHonestPace(way: readonly { x: number; y: number }[]): void {
  const pathM = [0];
  for (let tick = 1; tick < way.length; tick += 1) {
    const { x, y } = way[tick - 1]!;
    pathM.push(pathM[tick - 1]! + Math.hypot(way[tick]!.x - x, way[tick]!.y - y));
  }
  for (let from = 0; from < way.length; from += 1) {
    for (let to = from + 1; to < way.length; to += 1) {
      const wentM = pathM[to]! - pathM[from]!;
      const mayM = MAX_SPEED_MPS * (to - from) * TICK_S + BURST_M;
      assert.ok(wentM <= mayM + 1e-6, `${wentM} m within ${to - from} ticks, ${mayM} m are allowed`);
    }
  }
}
