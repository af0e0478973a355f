import assert from "node:assert/strict";
import { matchMaker } from "@colyseus/core";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { cut, eventually, gone, liveRoom, matchmake, RawSocket, type Seat } from "../helpers/roomKit.ts";

const EXPIRED = 524;
const WITH_ERROR = 4002;
const FAILED_TO_RECONNECT = 4003;

describe("a seat", () => {
  let server: TestServer;
  let ann: TestUser;
  before(async () => {
    server = await startTestServer();
    ann = await server.guest("Ann");
  });
  after(() => server.close());

  const seatIn = async (spaceId: number, user = ann): Promise<Seat> =>
    (await matchmake(server.url, { token: user.token, options: { spaceId } })).body as Seat;

  async function assertRefused(seat: Seat, query: Record<string, string> = {}): Promise<void> {
    const before = [1, 2].map((spaceId) => server.app.services.rooms.onlineCount(spaceId));
    const socket = new RawSocket(server.url, seat, query);
    const { code } = await socket.refusal();
    assert.equal(code, EXPIRED);
    assert.equal(await socket.closed, "reconnectionToken" in query ? FAILED_TO_RECONNECT : WITH_ERROR);
    assert.deepEqual(
      [1, 2].map((spaceId) => server.app.services.rooms.onlineCount(spaceId)),
      before,
    );
  }

  it("[SE1] is good for its own room only", async () => {
    const host = await server.join(await server.guest(), { spaceId: 1 });
    const seat = await seatIn(2);
    await assertRefused({ ...seat, roomId: "space_1" });
    const socket = new RawSocket(server.url, seat);
    await socket.joined();
    assert.equal(liveRoom(server, 2).seats.size, 1);
    assert.equal(liveRoom(server, 1).seats.size, 1);
    socket.socket.close(4000);
    await host.leave();
  });

  it("[SE1] is refused with a made-up session, another's session, a room that is not there", async () => {
    const bot = await server.join(ann, { spaceId: 1 });
    const seat = await seatIn(1);
    await assertRefused({ ...seat, sessionId: "made-up" });
    await assertRefused({ ...seat, sessionId: bot.sessionId });
    await assertRefused({ ...seat, sessionId: bot.sessionId }, { reconnectionToken: "made-up" });
    await assertRefused({ ...seat, sessionId: "__proto__" });
    await assertRefused({ ...seat, sessionId: "constructor" });
    await assertRefused({ ...seat, roomId: "space_3" });
    for (const roomId of ["constructor", "__proto__"])
      assert.equal(await new RawSocket(server.url, { ...seat, roomId }).closed, 1006);
    assert.equal(bot.closed, null);
    await bot.leave();
  });

  it("[SE2] is good once", async () => {
    const seat = await seatIn(1);
    const socket = new RawSocket(server.url, seat);
    await socket.joined();
    await assertRefused(seat);
    socket.socket.close(4000);
    await eventually("an empty room", () => server.app.services.rooms.onlineCount(1) === 0);
    await assertRefused(seat);
  });

  it("[SE2] taken twice at the same moment is one avatar", async () => {
    const bot = await server.join(await server.guest(), { spaceId: 1 });
    const seat = await seatIn(1);
    const sockets = [1, 2, 3].map(() => new RawSocket(server.url, seat));
    await Promise.all(sockets.map((socket) => socket.settled()));
    assert.equal(sockets.filter((socket) => socket.wasRefused()).length, 2);
    assert.equal(liveRoom(server, 1).seats.size, 2);
    for (const { socket } of sockets) socket.close(4000);
    await bot.leave();
  });

  it("[SE3] made by server code without a caller is refused: nobody is in it", async () => {
    const bot = await server.join(ann, { spaceId: 1 });
    const seat = (await matchMaker.joinOrCreate("space", { spaceId: 1 })) as Seat;
    const socket = new RawSocket(server.url, seat);
    assert.equal((await socket.refusal()).code, 403);
    await socket.closed;
    assert.equal(liveRoom(server, 1).seats.size, 1);
    await bot.leave();
  });

  it("[SE4] of a login that ended before it was taken is refused", async () => {
    const bob = await server.register();
    const seat = await seatIn(1, bob);
    await server.call("POST", "/auth/logout", { user: bob, body: {} });
    const socket = new RawSocket(server.url, seat);
    assert.equal((await socket.refusal()).code, 401);
    await socket.closed;
    assert.equal(server.app.services.rooms.onlineCount(1), 0);
  });

  it("[SE4] of one who was banned before it was taken is refused, and leaves no place taken", async () => {
    const owner = await server.register();
    const bob = await server.register();
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Hall" },
    });
    const spaceId = made.body.id;
    const seat = await seatIn(spaceId, bob);
    await server.call("POST", `/spaces/${spaceId}/members`, {
      user: owner,
      body: { user_id: bob.id, role: "banned" },
    });
    const socket = new RawSocket(server.url, seat);
    assert.equal((await socket.refusal()).code, 403);
    await socket.closed;
    assert.equal(server.app.services.rooms.expectedIn(spaceId), 0);
    await gone(server, spaceId);
  });

  it("[SE5] kept for a dropped client opens to its own token only, and once", async () => {
    const bot = await server.join(ann, { spaceId: 1 });
    const host = await server.join(await server.guest(), { spaceId: 1 });
    const token = bot.room.reconnectionToken.split(":")[1] ?? "";
    const { processId } = await seatIn(1);
    const seat = { roomId: "space_1", sessionId: bot.sessionId, processId };
    cut(server, bot, 1, null);
    await eventually(
      "the kept seat",
      () => liveRoom(server, 1).seats.get(bot.sessionId)?.reconnection != null,
    );
    await assertRefused(seat);
    await assertRefused(seat, { reconnectionToken: "x" });
    await assertRefused(seat, { reconnectionToken: host.room.reconnectionToken.split(":")[1] ?? "" });
    const back = new RawSocket(server.url, seat, { reconnectionToken: token });
    await back.joined();
    assert.equal(liveRoom(server, 1).seats.get(bot.sessionId)?.reconnection, null);
    await assertRefused(seat, { reconnectionToken: token });
    back.socket.send(Uint8Array.of(12));
    await back.closed;
    await host.leave();
  });

  it("[SE6] that nobody takes does not keep a closing room from its end", async () => {
    const bot = await server.join(ann, { spaceId: 2 });
    const seat = await seatIn(2);
    const begun = performance.now();
    await liveRoom(server, 2).close(4010);
    assert.ok(performance.now() - begun < 5_000);
    bot.room.reconnection.enabled = false;
    await assertRefused(seat);
    const again = await server.join(ann, { spaceId: 2 });
    assert.equal(liveRoom(server, 2).seats.size, 1);
    await again.leave();
  });
});
