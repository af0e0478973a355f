import assert from "node:assert/strict";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import {
  cut,
  eventually,
  giveUp,
  gone,
  liveRoom,
  matchmake,
  messageFrame,
  RawSocket,
  refusedJoin,
  type Seat,
} from "../helpers/roomKit.ts";

const REMOVED = 4403;
const SIGNED_OUT = 4401;
const SPACE_GONE = 4404;
const FAILED_TO_RECONNECT = 4003;

describe("being sent away", () => {
  let server: TestServer;
  let owner: TestUser;
  let bob: TestUser;
  let spaceId: number;
  let witness: Bot;
  let serial = 0;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    owner = await server.register("owner");
  });
  after(() => server.close());
  beforeEach(async () => {
    bob = await server.register(`bob${++serial}`);
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Hall" },
    });
    spaceId = made.body.id;
    witness = await server.join(owner, { spaceId, x: 25, y: 25 });
  });
  afterEach(async () => {
    await witness.leave();
    // Where a test has failed half-way somebody is still in.
    await server.app.services.rooms.find(spaceId)?.close(REMOVED);
    await gone(server, spaceId);
  });

  const enter = async (user: TestUser): Promise<Bot> => {
    const bot = await server.join(user, { spaceId, x: 26, y: 25 });
    await witness.until("the newcomer", () => witness.sees(bot));
    return bot;
  };
  const member = (role: string, user = bob) =>
    server.call("POST", `/spaces/${spaceId}/members`, { user: owner, body: { user_id: user.id, role } });
  const goneFor = (bot: Bot) => witness.until("the end of the avatar", () => !witness.sees(bot));
  const login = async (user: TestUser): Promise<TestUser> => {
    const { body } = await server.call<{ access_token: string; refresh_token: string }>(
      "POST",
      "/auth/login",
      {
        body: { username: user.name, password: `password of ${user.name}` },
      },
    );
    return { ...user, token: body.access_token, refreshToken: body.refresh_token };
  };

  it("[SA1] a ban closes all connections of the user with 4403 at once, keeps no seat and refuses the next join", async () => {
    const bots = [await enter(bob), await enter(bob)];
    assert.equal((await member("banned")).status, 201);
    for (const bot of bots) assert.equal(await bot.end(), REMOVED);
    for (const bot of bots) await goneFor(bot);
    assert.equal(liveRoom(server, spaceId).seats.size, 1);
    assert.equal((await refusedJoin(server.url, bob.token, { spaceId })).code, 403);
    assert.equal(witness.closed, null);
  });

  it("[SA1] a ban ends the kept seat of one who is away; the SDK's way back ends in onLeave", async () => {
    const bot = await enter(bob);
    cut(server, bot, spaceId, { delayMs: 400 });
    await witness.until("Bob away", () => witness.sees(bot)?.activity === "away");
    await member("banned");
    await goneFor(bot);
    assert.equal(await bot.end(), FAILED_TO_RECONNECT);
    assert.equal(liveRoom(server, spaceId).seats.size, 1);
  });

  it("[SA2] a ban that the room was not told of is found on coming back", async () => {
    const bot = await enter(bob);
    cut(server, bot, spaceId, { delayMs: 300 });
    await witness.until("Bob away", () => witness.sees(bot)?.activity === "away");
    const { standingChanged } = server.app.services.rooms;
    server.app.services.rooms.standingChanged = () => {};
    try {
      await member("banned");
    } finally {
      server.app.services.rooms.standingChanged = standingChanged;
    }
    assert.equal(await bot.end(), FAILED_TO_RECONNECT);
    await goneFor(bot);
    assert.equal(liveRoom(server, spaceId).seats.size, 1);
  });

  it("[SA1] whoever does not answer the closing frame is out all the same, and heard no more", async () => {
    const seat = (await matchmake(server.url, { token: bob.token, options: { spaceId } })).body as Seat;
    const socket = new RawSocket(server.url, seat);
    await socket.joined();
    await witness.until("Bob", () => witness.state.users.has(seat.sessionId));
    // Nothing that comes is read any more, so the closing frame is never answered.
    socket.socket.pause();
    await member("banned");
    await witness.until("Bob's end", () => !witness.state.users.has(seat.sessionId));
    assert.equal(liveRoom(server, spaceId).clients.length, 1);
    socket.socket.send(messageFrame("send_message", { message: "still here" }));
    await witness.request("send_message", { message: "is he?" });
    assert.ok(!witness.received.some(({ body }) => (body as { message?: string }).message === "still here"));
    socket.socket.terminate();
    await socket.closed;
  });

  it("[SA3] a logout closes the connections of that login with 4401, of no other, kept seats too", async () => {
    const phone = await login(bob);
    const [here, there, lost] = [await enter(bob), await enter(phone), await enter(bob)];
    cut(server, lost, spaceId, null);
    await witness.until("the lost one away", () => witness.sees(lost)?.activity === "away");
    assert.equal((await server.call("POST", "/auth/logout", { user: bob, body: {} })).status, 204);
    assert.equal(await here.end(), SIGNED_OUT);
    await goneFor(here);
    await goneFor(lost);
    there.move({ x: 26.5, y: 25, seq: 1 });
    await there.until("the other login walking on", () => there.avatar.ack === 1);
    assert.equal(liveRoom(server, spaceId).seats.size, 2);
    await there.leave();
  });

  it("[SA3] a changed password closes the other logins only, as does ending a login by its id", async () => {
    const [phone, desk] = [await login(bob), await login(bob)];
    const [here, there, desktop] = [await enter(bob), await enter(phone), await enter(desk)];
    const sessions = await server.call<{ items: { session_id: string; current: boolean }[] }>(
      "GET",
      "/users/me/sessions",
      { user: desk },
    );
    const own = sessions.body.items.find(({ current }) => current);
    assert.equal(
      (await server.call("DELETE", `/users/me/sessions/${own?.session_id}`, { user: bob })).status,
      204,
    );
    assert.equal(await desktop.end(), SIGNED_OUT);
    const body = { current_password: `password of ${bob.name}`, new_password: "another password" };
    assert.equal((await server.call("POST", "/users/me/password", { user: bob, body })).status, 204);
    assert.equal(await there.end(), SIGNED_OUT);
    assert.equal(here.closed, null);
    assert.equal(liveRoom(server, spaceId).seats.size, 2);
    await here.leave();
  });

  it("[SA4] an erased account is out of every room, and nothing of it comes after", async () => {
    const bot = await enter(bob);
    const elsewhere = await server.join(bob, { spaceId: 1 });
    assert.equal((await server.call("DELETE", "/users/me", { user: bob })).status, 204);
    assert.equal(await bot.end(), SIGNED_OUT);
    assert.equal(await elsewhere.end(), SIGNED_OUT);
    await goneFor(bot);
    assert.equal((await refusedJoin(server.url, bob.token, { spaceId })).code, 401);
  });

  it("[SA5] a deleted space closes everybody with 4404, the away and the newly seated too", async () => {
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Doomed" },
    });
    const doomed = made.body.id;
    const bots = [await server.join(owner, { spaceId: doomed }), await server.join(bob, { spaceId: doomed })];
    const lost = await server.join(bob, { spaceId: doomed });
    cut(server, lost, doomed, null);
    await eventually(
      "the kept seat",
      () => liveRoom(server, doomed).seats.get(lost.sessionId)?.reconnection != null,
    );
    const seat = (await matchmake(server.url, { token: bob.token, options: { spaceId: doomed } }))
      .body as Seat;
    assert.equal((await server.call("DELETE", `/spaces/${doomed}`, { user: owner })).status, 204);
    for (const bot of bots) assert.equal(await bot.end(), SPACE_GONE);
    assert.equal((await new RawSocket(server.url, seat).refusal()).code, 524);
    assert.equal((await refusedJoin(server.url, owner.token, { spaceId: doomed })).code, 404);
    assert.ok(!server.app.services.rooms.find(doomed));
  });

  it("[SA6] a space that becomes private sends strangers away and keeps members", async () => {
    const ann = await server.register();
    await member("member", ann);
    const [stranger, friend] = [await enter(bob), await enter(ann)];
    const answer = await server.call("PATCH", `/spaces/${spaceId}`, {
      user: owner,
      body: { visibility: "private" },
    });
    assert.equal(answer.status, 200);
    assert.equal(await stranger.end(), REMOVED);
    assert.equal(friend.closed, null);
    assert.equal(liveRoom(server, spaceId).seats.size, 2);
    await friend.leave();
  });

  it("[SA7] a changed role counts in the room at once, up and down", async () => {
    const bot = await enter(bob);
    const place = { prefab_id: "chair_wood", x: 28, y: 25 };
    assert.equal((await bot.refusal("place_object", place)).code, "forbidden");
    await member("member");
    const { object_id: id } = await bot.request<{ object_id: number }>("place_object", place);
    await member("moderator");
    const others = await witness.request<{ object_id: number }>("place_object", { ...place, y: 27 });
    await bot.request("use_tool", { target_object_id: others.object_id, action: "remove" });
    assert.equal(
      (await server.call("DELETE", `/spaces/${spaceId}/members/${bob.id}`, { user: owner })).status,
      204,
    );
    assert.equal((await bot.refusal("use_tool", { target_object_id: id, action: "lock" })).code, "forbidden");
    await bot.leave();
  });

  it("[SA7] a role given while its holder is away counts when they come back", async () => {
    const bot = await enter(bob);
    cut(server, bot, spaceId, { delayMs: 300 });
    await witness.until("Bob away", () => witness.sees(bot)?.activity === "away");
    await member("member");
    await witness.until("Bob back", () => witness.sees(bot)?.activity === "idle");
    await bot.until("an open connection", () => bot.room.connection.isOpen);
    await bot.request("place_object", { prefab_id: "chair_wood", x: 28, y: 25 });
    giveUp([bot]);
    await bot.leave();
  });
});
