import assert from "node:assert/strict";
import { isFree } from "../../src/core/sim/freePoint.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { gone, liveRoom } from "../helpers/roomKit.ts";

/** The plaza's spawn points, and its fountain, which is solid. */
const SPAWN_POINTS = [
  [30, 8],
  [28, 8],
  [32, 8],
  [30, 5],
];
const FOUNTAIN = { x: 40, y: 40 };
const CAFE_SPAWN = { x: 5, y: 2 };

describe("where a joiner appears", () => {
  let server: TestServer;
  let owner: TestUser;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    owner = await server.register();
  });
  after(() => server.close());

  async function visit<Result>(
    join: { spaceId: number; x?: number; y?: number; user?: TestUser },
    look: (bot: Bot) => Result | Promise<Result>,
  ): Promise<Result> {
    const { user = await server.guest(), ...options } = join;
    const bot = await server.join(user, options);
    try {
      return await look(bot);
    } finally {
      await bot.leave();
    }
  }
  const at = (bot: Bot) => [Math.round(bot.avatar.x * 100) / 100, Math.round(bot.avatar.y * 100) / 100];
  const close = ([x = 0, y = 0]: number[], [wantedX = 0, wantedY = 0]: number[]) =>
    Math.hypot(x - wantedX, y - wantedY) < 0.02;
  const assertAtSpawnPoint = (spot: number[]) =>
    assert.ok(
      SPAWN_POINTS.some((point) => close(spot, point)),
      `appeared at ${spot}`,
    );

  for (const [x, y] of [
    [20, 30],
    [0.35, 0.35],
    [59.65, 59.65],
    [12.345, 20.06],
  ] as const) {
    it(`[SW1] at the free spot it asks for: ${x}, ${y}`, () =>
      visit({ spaceId: 1, x, y }, (bot) => assert.ok(close(at(bot), [x, y]), `appeared at ${at(bot)}`)));
  }

  for (const [what, x, y] of [
    ["out of bounds", -1, 5],
    ["far out of bounds", 999_999, -999_999],
    ["half a body out of bounds", 0.1, 30],
    ["inside a solid", FOUNTAIN.x, FOUNTAIN.y],
  ] as const) {
    it(`[SW2] at the nearest spawn point instead of ${what}`, () =>
      visit({ spaceId: 1, x, y }, (bot) => assertAtSpawnPoint(at(bot))));
  }

  it("[SW2] at a spawn point without a wish, or with half of one", async () => {
    await visit({ spaceId: 1 }, (bot) => assertAtSpawnPoint(at(bot)));
    await visit({ spaceId: 1, x: 20 }, (bot) => assertAtSpawnPoint(at(bot)));
    await visit({ spaceId: 1, y: 20 }, (bot) => assertAtSpawnPoint(at(bot)));
  });

  it("[SW3] where it was last, unless it asks for another free spot", async () => {
    const user = await server.guest();
    await visit({ spaceId: 1, x: 20, y: 30, user }, async (bot) => {
      bot.move({ x: 21, y: 30 });
      await bot.arrival(21, 30);
    });
    await gone(server, 1);
    await visit({ spaceId: 1, user }, (bot) => assert.ok(close(at(bot), [21, 30])));
    await visit({ spaceId: 1, user, ...FOUNTAIN }, (bot) => assert.ok(close(at(bot), [21, 30])));
    await visit({ spaceId: 1, user, x: 10, y: 10 }, (bot) => assert.ok(close(at(bot), [10, 10])));
    await visit({ spaceId: 1, user }, (bot) => assert.ok(close(at(bot), [10, 10])));
    await visit({ spaceId: 2, user }, (bot) => assert.ok(close(at(bot), [CAFE_SPAWN.x, CAFE_SPAWN.y])));
  });

  it("[SW4] `spawn: points` ignores the wish, and still knows where one was last", async () => {
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Gate", map_id: "plaza", settings: { spawn: "points" } },
    });
    const spaceId = made.body.id;
    const user = await server.guest();
    await visit({ spaceId, x: 20, y: 30, user }, async (bot) => {
      assertAtSpawnPoint(at(bot));
      bot.move({ x: 30, y: 10 });
      await bot.arrival(30, 10);
    });
    await visit({ spaceId, x: 20, y: 30, user }, (bot) => assert.ok(close(at(bot), [30, 10])));
  });

  it("[SW5] beside what was put onto the place where it was last", async () => {
    const user = await server.guest();
    await visit({ spaceId: 1, x: 45, y: 20, user }, () => {});
    const admin = await server.admin();
    const body = { prefab_id: "wall_brick", x: 45, y: 20 };
    const { id } = (await server.call<{ id: number }>("POST", "/spaces/1/objects", { user: admin, body }))
      .body;
    await visit({ spaceId: 1, user }, (bot) => {
      const { world } = liveRoom(server, 1).host;
      const avatar = world.avatars.get(bot.sessionId);
      assert.ok(avatar && isFree(world, avatar));
      assert.ok(Math.hypot(avatar.x - 45, avatar.y - 20) < 2);
    });
    await server.call("DELETE", `/objects/${id}`, { user: admin });
  });

  it("[SW6] in a grid space on whole cells only", async () => {
    for (const [x, y, wanted] of [
      [7, 4, [7, 4]],
      [7.5, 4, [6, 2]],
      [20, 4, [6, 2]],
      [5, -1, [CAFE_SPAWN.x, CAFE_SPAWN.y]],
      [-1, 0, [4, 2]],
      [0, 0, [0, 0]],
    ] as const) {
      await visit({ spaceId: 2, x, y }, (bot) =>
        assert.deepEqual([Math.round(bot.avatar.x), Math.round(bot.avatar.y)], wanted),
      );
    }
  });
});
