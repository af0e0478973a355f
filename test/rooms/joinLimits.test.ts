import assert from "node:assert/strict";
import { type Bot, startTestServer, type TestServer } from "../../src/testing.public.ts";
import { gone, liveRoom, matchmake, RawSocket, refusedJoin, type Seat } from "../helpers/roomKit.ts";

describe("how many may be in a room", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { MAX_AVATARS_PER_ROOM: "10", MAX_AVATARS_PER_USER: "8" } });
  });
  after(() => server.close());

  it("[JN9] of 20 joins of one user at once exactly MAX_AVATARS_PER_USER get in, the rest 409", async () => {
    const ann = await server.guest();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => server.join(ann, { spaceId: 1 })),
    );
    const bots = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    assert.equal(bots.length, 8);
    for (const { code, message } of refusals) {
      assert.equal(code, 409);
      assert.match(message, /8 times already/);
    }
    assert.equal(liveRoom(server, 1).seats.size, 8);
    await bots[0]?.leave();
    await (await server.join(ann, { spaceId: 1 })).leave();
    await leaveAll(bots);
  });

  it("[JN9] the 409 of a full room makes no second one, and a place that is left is free at once", async () => {
    const bots = await Promise.all(
      Array.from({ length: 10 }, async () => server.join(await server.guest(), { spaceId: 1 })),
    );
    const late = await server.guest();
    const told = await refusedJoin(server.url, late.token, { spaceId: 1 });
    assert.deepEqual(told, { code: 409, message: "The room is full." });
    assert.equal([...server.app.services.rooms.all()].length, 1);
    await bots[3]?.leave();
    const bot = await server.join(late, { spaceId: 1 });
    assert.equal(liveRoom(server, 1).seats.size, 10);
    await leaveAll([...bots, bot]);
  });

  it("[JN9] a seat given out and not yet taken counts, and one that is refused does not", async () => {
    const ann = await server.guest();
    const seats: Seat[] = [];
    for (let i = 0; i < 8; i++)
      seats.push((await matchmake(server.url, { token: ann.token, options: { spaceId: 1 } })).body as Seat);
    assert.equal((await matchmake(server.url, { token: ann.token, options: { spaceId: 1 } })).status, 409);
    const sockets = seats.map((seat) => new RawSocket(server.url, seat));
    await Promise.all(sockets.map((socket) => socket.joined()));
    assert.equal(liveRoom(server, 1).seats.size, 8);
    for (const { socket } of sockets) socket.close(1000);
    await Promise.all(sockets.map(({ closed }) => closed));
    await (await server.join(await server.guest(), { spaceId: 1 })).leave();
  });

  async function leaveAll(bots: readonly Bot[]): Promise<void> {
    await Promise.all(bots.map((bot) => bot.leave()));
    await gone(server, 1);
  }
});

describe("how many may be in a room without rate limits", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({
      env: { RATE_LIMITS: "off", MAX_AVATARS_PER_USER: "2", MAX_AVATARS_PER_ROOM: "3" },
    });
  });
  after(() => server.close());

  it("[JN9] RATE_LIMITS=off lifts both", async () => {
    const ann = await server.guest();
    await Promise.all(Array.from({ length: 6 }, () => server.join(ann, { spaceId: 1 })));
    assert.equal(liveRoom(server, 1).seats.size, 6);
  });
});
