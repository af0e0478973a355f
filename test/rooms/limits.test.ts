import assert from "node:assert/strict";
import { Protocol } from "@colyseus/core";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import {
  eventually,
  frame,
  gone,
  liveRoom,
  matchmake,
  messageFrame,
  RawSocket,
  type Seat,
} from "../helpers/roomKit.ts";

const TOO_LARGE = 1009;
const ABUSE = 4002;
const RATE = 10;
const SPACE = 1;
const DAY_MS = 86_400_000;

describe("the limits of a connection", () => {
  let server: TestServer;
  let witness: Bot;
  let user: TestUser;
  /** What the rooms believe the time to be: it stands still until it is turned. */
  let clockMs = Date.now() - DAY_MS;
  before(async () => {
    server = await startTestServer({
      env: { MAX_MESSAGES_PER_SECOND: String(RATE), MAX_MESSAGE_BYTES: "2048", MAX_AVATARS_PER_USER: "100" },
    });
    user = await server.guest();
    const first = await server.join(user, { spaceId: SPACE });
    Object.assign(liveRoom(server, SPACE).deps, { now: () => clockMs });
    await first.leave();
    await gone(server, SPACE);
  });
  after(() => server.close());
  beforeEach(async () => {
    witness = await server.join(user, { spaceId: SPACE, x: 20, y: 30 });
  });
  afterEach(async () => {
    assert.equal(witness.closed, null, "somebody else was disturbed");
    witness.room.reconnection.enabled = false;
    await server.app.services.rooms.find(SPACE)?.close(ABUSE);
    await gone(server, SPACE);
  });

  async function raw(acknowledge = true): Promise<{ socket: RawSocket; sessionId: string }> {
    const seat = (
      await matchmake(server.url, { token: user.token, options: { spaceId: SPACE, x: 21, y: 30 } })
    ).body as Seat;
    const socket = new RawSocket(server.url, seat);
    if (acknowledge) await socket.joined();
    else await socket.frame(Protocol.JOIN_ROOM);
    return { socket, sessionId: seat.sessionId };
  }
  const isOut = (sessionId: string) =>
    eventually("the seat given up", () => !liveRoom(server, SPACE).seats.has(sessionId));
  /** Resolves when all that was sent before has been handled. */
  const heard = async (socket: RawSocket, ping = frame(Protocol.PING)) => {
    const before = socket.count(Protocol.PING);
    socket.socket.send(ping);
    await eventually("the pong", () => socket.count(Protocol.PING) > before || socket.socket.readyState > 1);
  };

  it("[LM1] a message of more than MAX_MESSAGE_BYTES closes with 1009 and keeps no seat", async () => {
    const { socket, sessionId } = await raw();
    socket.socket.send(messageFrame("send_message", { message: "x".repeat(1900) }));
    await socket.frame(Protocol.ROOM_DATA);
    socket.socket.send(messageFrame("send_message", { message: "x".repeat(2100) }));
    assert.equal(await socket.closed, TOO_LARGE);
    await isOut(sessionId);
    await witness.until("its end", () => !witness.state.users.has(sessionId));
  });

  const UNDECODABLE: Record<string, Uint8Array> = {
    "a truncated map": frame(Protocol.ROOM_DATA, "move", Uint8Array.of(0x82, 0xa1)),
    "something after the end": frame(Protocol.ROOM_DATA, "move", Uint8Array.of(1, 2)),
    "a string longer than the frame": frame(
      Protocol.ROOM_DATA,
      "move",
      Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff),
    ),
  };
  for (const [what, bytes] of Object.entries(UNDECODABLE)) {
    it(`[LM2] undecodable msgpack (${what}) closes with 4002 and keeps no seat`, async () => {
      const { socket, sessionId } = await raw();
      socket.socket.send(bytes);
      assert.equal(await socket.closed, ABUSE);
      await isOut(sessionId);
    });
  }

  it("[LM2] keeps no seat for one who was sent away and closes with a code of its own choice", async () => {
    const { socket, sessionId } = await raw();
    socket.socket.send(UNDECODABLE["something after the end"] as Uint8Array);
    socket.socket.terminate();
    await isOut(sessionId);
  });

  it("[LM3] messages beyond the rate are rate_limited, told so at most five times a second, and nothing else", async () => {
    const bot = await server.join(user, { spaceId: SPACE, x: 22, y: 30 });
    for (let seq = 1; seq <= RATE + 15; seq++) bot.move({ x: 22, y: 30 + seq / 10, seq });
    await bot.until("the last move of the rate", () => bot.avatar.ack === RATE);
    const refusal = await bot.refusal("set_activity", { activity: "dance" });
    assert.equal(refusal.code, "rate_limited");
    assert.ok(refusal.message.length > 10);
    const errors = bot.received.filter(({ name }) => name === "error");
    assert.deepEqual(
      errors.map(({ body }) => [(body as { code: string }).code, (body as { event: string }).event]),
      Array.from({ length: 5 }, () => ["rate_limited", "move"]),
    );
    clockMs += 1000;
    await bot.request("set_activity", { activity: "dance" });
    bot.move({ x: 22, y: 30, seq: 99 });
    await bot.until("being heard again", () => bot.avatar.ack === 99);
    assert.equal(bot.closed, null);
  });

  it("[LM4] three times the rate for five seconds on end closes with 4002 and keeps no seat; a shorter time does not", async () => {
    const { socket, sessionId } = await raw();
    const flood = async () => {
      for (let i = 0; i <= 3 * RATE; i++) socket.socket.send(messageFrame("move", { x: 20, y: 30 }));
      await heard(socket);
      clockMs += 1000;
    };
    for (let second = 0; second < 4; second++) await flood();
    clockMs += 1000;
    for (let second = 0; second < 4; second++) await flood();
    assert.equal(socket.socket.readyState, 1);
    await flood();
    assert.equal(await socket.closed, ABUSE);
    await isOut(sessionId);
  });

  it("[LM4] pings and frames of no known kind count as well", async () => {
    const { socket, sessionId } = await raw();
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i <= 3 * RATE; i++) socket.socket.send(frame(i % 2 ? Protocol.PING : 31));
      await heard(socket);
      clockMs += 1000;
    }
    assert.equal(await socket.closed, ABUSE);
    await isOut(sessionId);
  });

  it("[LM5] whoever never says that it heard of its seat is out after ten seconds", async () => {
    const { socket, sessionId } = await raw(false);
    clockMs += 9_000;
    await witness.request("send_message", { message: "anybody?" });
    await eventually("a second of ticks", ticksFrom(liveRoom(server, SPACE).loop.ticks + 21));
    assert.ok(liveRoom(server, SPACE).seats.has(sessionId));
    clockMs += 2_000;
    assert.equal(await socket.closed, ABUSE);
    await isOut(sessionId);
    assert.equal(liveRoom(server, SPACE).sent.cutOff, 1);
  });

  const ticksFrom = (tick: number) => () => liveRoom(server, SPACE).loop.ticks >= tick;
});
