import assert from "node:assert/strict";
import { type Bot, startTestServer, type TestServer } from "../../src/testing.public.ts";
import {
  cut,
  eventually,
  giveUp,
  gone,
  liveRoom,
  matchmake,
  RawSocket,
  type Seat,
} from "../helpers/roomKit.ts";

/** The demo's crate, which a guest may pick up. */
const CRATE = { id: 15, x: 48, y: 14 };
const MAX_AWAY_SECONDS = 1;

describe("leaving, dropping and coming back", () => {
  let server: TestServer;
  let ann: Bot;
  let bob: Bot;
  before(async () => {
    server = await startTestServer({ env: { RECONNECT_SECONDS: "60" } });
  });
  after(() => server.close());
  beforeEach(async () => {
    ann = await joinAt(47, 12.5);
    bob = await joinAt(46, 12);
    await bob.until("Ann", () => bob.sees(ann));
  });
  afterEach(async () => {
    giveUp([ann, bob]);
    await Promise.all([ann, bob].map((bot) => bot.leave()));
    await liveRoomClosed();
  });

  const joinAt = async (x: number, y: number) => server.join(await server.guest(), { spaceId: 1, x, y });
  const liveRoomClosed = async () => {
    await server.app.services.rooms.find(1)?.close(4000);
    await gone(server, 1);
  };
  const holderOf = (bot: Bot) => bot.state.objects.get(String(CRATE.id))?.holder;
  const pickUp = (bot: Bot) => bot.request("use_tool", { target_object_id: CRATE.id, action: "pick_up" });

  it("[LV1] a consented leave takes the avatar out and keeps no seat", async () => {
    const { sessionId } = ann;
    await ann.leave();
    await bob.until("Ann's end", () => !bob.state.users.has(sessionId));
    assert.equal(liveRoom(server, 1).seats.size, 1);
    assert.deepEqual([...liveRoom(server, 1).host.world.avatars.keys()], [bob.sessionId]);
  });

  it("[LV1] a leaver's holds are released where they are, a dropped one's are not", async () => {
    await pickUp(ann);
    await bob.until("Ann holding the crate", () => holderOf(bob) === ann.sessionId);
    cut(server, ann, 1, { delayMs: 150 });
    await bob.until("Ann away", () => bob.sees(ann)?.activity === "away");
    assert.equal(holderOf(bob), ann.sessionId);
    await bob.until("Ann back", () => bob.sees(ann)?.activity === "idle");
    await ann.until("being back", () => ann.room.connection.isOpen && ann.avatar.activity === "idle");
    assert.equal(holderOf(ann), ann.sessionId);
    await ann.leave();
    await bob.until("the crate released", () => holderOf(bob) === "");
    const crate = bob.state.objects.get(String(CRATE.id));
    assert.deepEqual([crate?.x, crate?.y], [CRATE.x, CRATE.y]);
  });

  it("[LV2] a dropped client comes back to its session, position, activity and channels", async () => {
    const { sessionId } = ann;
    ann.room.send("set_activity", { activity: "dance" });
    await bob.until("Ann dancing", () => bob.sees(ann)?.activity === "dance");
    const { x, y } = ann.avatar;
    cut(server, ann, 1, { delayMs: 150 });
    await bob.until("Ann away", () => bob.sees(ann)?.activity === "away");
    assert.equal(liveRoom(server, 1).seats.size, 2);
    await bob.until("Ann back", () => bob.sees(ann)?.activity === "dance");
    assert.equal(ann.sessionId, sessionId);
    await ann.until("her own state", () => ann.avatar.activity === "dance");
    assert.deepEqual([ann.avatar.x, ann.avatar.y], [x, y]);
    const [{ message_id: id }] = await Promise.all([
      bob.request<{ message_id: number }>("send_message", { message: "welcome back" }),
      ann.message("message_received", ({ message }) => message === "welcome back"),
    ]);
    assert.ok(id > 0);
    ann.move({ x: x + 0.5, y, seq: 3 });
    await bob.until("Ann walking", () => (bob.sees(ann)?.x ?? 0) > x + 0.4);
  });

  it("[LV3] the first state after coming back is whole: who came, who left, what moved; no ghosts", async () => {
    const carl = await joinAt(48, 12);
    await ann.until("Carl", () => ann.sees(carl));
    cut(server, ann, 1, { delayMs: 400 });
    await bob.until("Ann away", () => bob.sees(ann)?.activity === "away");
    const dora = await joinAt(47, 11);
    await carl.leave();
    bob.move({ x: 45, y: 12 });
    await bob.arrival(45, 12);
    await bob.request("use_tool", { target_object_id: 16, action: "pick_up" }).catch(() => {});
    await dora.until("no Carl", () => !dora.state.users.has(carl.sessionId));
    const first = new Promise<void>((resolve) => {
      ann.room.onReconnect(() => ann.room.onStateChange.once(() => resolve()));
    });
    await first;
    assert.deepEqual([...ann.state.users.keys()].sort(), [ann, bob, dora].map((bot) => bot.sessionId).sort());
    assert.ok(Math.abs((ann.sees(bob)?.x ?? 0) - 45) < 0.02);
    giveUp([dora]);
    await dora.leave();
    await ann.until("no Dora", () => !ann.sees(dora));
  });

  it("[LV4] walks on to where it was going while its client is away", async () => {
    ann.move({ x: 47, y: 10 });
    await ann.until("the first step", () => ann.avatar.y < 12.4);
    cut(server, ann, 1, { delayMs: 300 });
    await bob.until("Ann there", () => Math.abs((bob.sees(ann)?.y ?? 0) - 10) < 0.02);
    await ann.until("the same seen by herself", () => Math.abs(ann.avatar.y - 10) < 0.02);
  });

  it("[LV5] a page loaded anew takes its seat from the connection that the server still believes in", async () => {
    const [roomId, reconnectionToken] = ann.room.reconnectionToken.split(":") as [string, string];
    ann.room.reconnection.enabled = false;
    const { status, body } = await matchmake(server.url, {
      options: { reconnectionToken },
      method: "reconnect",
      room: roomId,
    });
    assert.equal(status, 200);
    assert.equal(body.sessionId, ann.sessionId);
    const again = new RawSocket(server.url, body as Seat, { reconnectionToken });
    await again.joined();
    assert.equal(liveRoom(server, 1).seats.size, 2);
    await bob.until("Ann not away", () => bob.sees(ann)?.activity === "idle");
    again.socket.send(Uint8Array.of(12));
    await again.closed;
    await bob.until("Ann's end", () => !bob.sees(ann));
  });

  it("[LV6] 50 clients cut off at once come back to their seats, positions and holds", async () => {
    const bots = await Promise.all(
      Array.from({ length: 50 }, (_, index) => joinAt(20 + (index % 10), 20 + Math.floor(index / 10))),
    );
    await pickUp(ann);
    const all = [...bots, ann];
    const before = new Map(all.map((bot) => [bot.sessionId, { x: bot.avatar.x, y: bot.avatar.y }]));
    for (const bot of all) cut(server, bot, 1, { delayMs: 300 });
    await eventually(
      "all away",
      () =>
        [...liveRoom(server, 1).seats.values()].filter(({ reconnection }) => reconnection).length ===
        all.length,
    );
    const { body } = await server.call<{ items: { activity: string }[] }>(
      "GET",
      "/spaces/1/users?limit=200",
      { user: await server.guest() },
    );
    assert.equal(body.items.filter(({ activity }) => activity === "away").length, all.length);
    await eventually("all back", () =>
      [...liveRoom(server, 1).seats.values()].every(({ reconnection }) => !reconnection),
    );
    await Promise.all(
      all.map((bot) => bot.until("its own avatar awake", () => bot.avatar.activity === "idle")),
    );
    for (const bot of all) {
      const was = before.get(bot.sessionId);
      assert.deepEqual({ x: bot.avatar.x, y: bot.avatar.y }, was);
      const sees = () => bot.state.users.size === 1 + Math.min(64, seenFrom(bot));
      await bot.until("all it sees", () => bot.room.connection.isOpen && sees());
    }
    assert.equal(holderOf(ann), ann.sessionId);
    giveUp(bots);
    await Promise.all(bots.map((bot) => bot.leave()));
  });

  /** Those within 25 m of a bot, as the server's world has them. */
  function seenFrom(bot: Bot): number {
    const { avatars } = liveRoom(server, 1).host.world;
    const own = avatars.get(bot.sessionId);
    if (!own) return 0;
    return [...avatars.values()].filter(
      (other) => other !== own && Math.hypot(other.x - own.x, other.y - own.y) <= 25,
    ).length;
  }
});

describe("a seat that is kept for a moment only", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { RECONNECT_SECONDS: String(MAX_AWAY_SECONDS) } });
  });
  after(() => server.close());

  it("[LV7] is given up when RECONNECT_SECONDS are over: avatar gone, holds released, position kept", async () => {
    const user = await server.guest();
    const ann = await server.join(user, { spaceId: 1, x: 47, y: 12.5 });
    const bob = await server.join(await server.guest(), { spaceId: 1, x: 46, y: 12 });
    await ann.request("use_tool", { target_object_id: CRATE.id, action: "pick_up" });
    await bob.until("Ann", () => bob.sees(ann));
    cut(server, ann, 1, null);
    await bob.until("Ann away", () => bob.sees(ann)?.activity === "away");
    await bob.until("Ann gone", () => !bob.sees(ann));
    await bob.until("the crate free", () => bob.state.objects.get(String(CRATE.id))?.holder === "");
    const back = await server.join(user, { spaceId: 1 });
    assert.ok(Math.hypot(back.avatar.x - 47, back.avatar.y - 12.5) < 0.02);
  });
});
