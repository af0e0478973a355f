import assert from "node:assert/strict";
import { matchMaker } from "@colyseus/core";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { gone, liveRoom, matchmake } from "../helpers/roomKit.ts";

const CROWD = 200;

describe("the one room of a space", () => {
  let server: TestServer;
  let users: TestUser[];
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    users = await Promise.all(Array.from({ length: 20 }, () => server.guest()));
  });
  after(() => server.close());

  const user = (index: number) => users[index % users.length] as TestUser;

  async function assertOneRoom(spaceId: number): Promise<void> {
    const listed = await matchMaker.query({ name: "space" });
    assert.deepEqual(
      listed
        .filter((room) => Number((room.metadata as { spaceId: unknown }).spaceId) === spaceId)
        .map(({ roomId }) => roomId),
      [`space_${spaceId}`],
    );
    // Not assert.equal: told apart line by line, two rooms fill the memory of the machine.
    assert.ok(matchMaker.getLocalRoomById(`space_${spaceId}`) === liveRoom(server, spaceId));
  }

  it(`[ON1] takes ${CROWD} simultaneous joins by 1 and "1" and every other spelling of matchmaking`, async () => {
    const bots = await Promise.all(
      Array.from({ length: CROWD }, (_, index) => server.join(user(index), { spaceId: index % 2 ? 1 : "1" })),
    );
    await assertOneRoom(1);
    assert.equal(liveRoom(server, 1).seats.size, CROWD);
    assert.deepEqual(new Set(bots.map(({ state }) => state.spaceId)), new Set([1]));
    await leaveAll(bots);
    await gone(server, 1);
  });

  it("[ON1] keeps two spaces apart that are joined at the same time", async () => {
    const bots = await Promise.all(
      Array.from({ length: 60 }, (_, index) => server.join(user(index), { spaceId: 1 + (index % 2) })),
    );
    await assertOneRoom(1);
    await assertOneRoom(2);
    for (const [index, bot] of bots.entries()) assert.equal(bot.state.spaceId, 1 + (index % 2));
    await leaveAll(bots);
  });

  it("[ON2] is made anew, and never twice, while clients leave and rejoin in a tight loop", async () => {
    let most = 0;
    const made: unknown[] = [];
    const handler = matchMaker.getHandler("space");
    const count = (room: unknown) => {
      made.push(room);
      most = Math.max(
        most,
        [...server.app.services.rooms.all()].filter(({ host }) => host.space.id === 1).length,
      );
    };
    handler.on("create", count);
    try {
      await Promise.all(
        Array.from({ length: 4 }, async (_, index) => {
          for (let round = 0; round < 15; round++) {
            const bot = await server.join(user(index), { spaceId: round % 2 ? 1 : "1" });
            assert.equal(bot.state.spaceId, 1);
            const listed = await matchMaker.query({ name: "space" });
            assert.equal(listed.length, 1);
            await bot.leave();
          }
        }),
      );
    } finally {
      handler.off("create", count);
    }
    assert.ok(made.length > 1, "the room was never made anew: nothing was tried");
    assert.equal(most, 1);
    await gone(server, 1);
  });

  it("[ON2] is made anew beside writes over HTTP that open the space for a moment", async () => {
    const admin = await server.admin();
    const writes = async () => {
      for (let round = 0; round < 15; round++) {
        const answer = await server.call("PATCH", "/objects/5", {
          user: admin,
          body: { x: 16 + round / 100 },
        });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
      }
    };
    const visits = async () => {
      for (let round = 0; round < 15; round++) await (await server.join(user(3), { spaceId: 1 })).leave();
    };
    await Promise.all([writes(), visits(), writes(), visits()]);
    const bot = await server.join(user(0), { spaceId: 1 });
    assert.ok(Math.abs((bot.state.objects.get("5")?.x ?? 0) - 16.14) < 0.01);
    await bot.leave();
    await gone(server, 1);
  });

  it("[ON3] waits while the space is held, then takes all who waited", async () => {
    const { hosts } = server.app.services;
    const held = Promise.withResolvers<void>();
    const shut = hosts.whileShut(1, () => held.promise);
    const joins = Array.from({ length: 20 }, (_, index) => server.join(user(index), { spaceId: 1 }));
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!server.app.services.rooms.find(1));
    held.resolve();
    await shut;
    const bots = await Promise.all(joins);
    await assertOneRoom(1);
    await leaveAll(bots);
    await gone(server, 1);
  });

  // Both wait out the 5 s, so they do it together.
  it("[ON3] [ON4] a held space refuses with 503, and nothing on the server's side makes a second room", () =>
    Promise.all([heldRefusesInTime(), isNotDoubled()]));

  /** All in line are refused at once, and none of them keeps a place. */
  async function heldRefusesInTime(): Promise<void> {
    const { hosts, rooms } = server.app.services;
    const held = Promise.withResolvers<void>();
    const shut = hosts.whileShut(1, () => held.promise);
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        matchmake(server.url, { token: user(0).token, options: { spaceId: 1 } }),
      ),
    );
    const tookMs = performance.now() - begun;
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([503]));
    assert.match(answers[9]?.body.error ?? "", /try again/);
    assert.ok(tookMs < 9_500, `the last of them waited ${Math.round(tookMs)} ms`);
    held.resolve();
    await shut;
    await (await server.join(user(0), { spaceId: 1 })).leave();
    assert.equal(rooms.expectedIn(1), 0);
  }

  async function isNotDoubled(): Promise<void> {
    const bot = await server.join(user(0), { spaceId: 2 });
    const refused = assert.rejects(matchMaker.createRoom("space", { spaceId: 2 }), {
      code: 503,
      message: /busy/,
    });
    for (const spaceId of ["2", undefined, null, 2.5, Number.NaN, [2]])
      await assert.rejects(matchMaker.createRoom("space", { spaceId }), { code: 422 });
    await assertOneRoom(2);
    await refused;
    await assertOneRoom(2);
    bot.move({ x: 5, y: 3, seq: 7 });
    await bot.until("the room still ticking", () => bot.avatar.ack === 7);
    await bot.leave();
  }
});

async function leaveAll(bots: readonly Bot[]): Promise<void> {
  await Promise.all(bots.map((bot) => bot.leave()));
}
