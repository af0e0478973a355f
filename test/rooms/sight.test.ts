import assert from "node:assert/strict";
import { Protocol } from "@colyseus/core";
import type { SpaceRoom } from "../../src/rooms/SpaceRoom.ts";
import { type Bot, startTestServer, type TestServer } from "../../src/testing.public.ts";
import { liveRoom } from "../helpers/roomKit.ts";
import { caughtUp, Tap, TickWatch, worldOf } from "../helpers/roomWatch.ts";

/** The answer to the ping with which {@link caughtUp} looks whether anything is still on its way. */
const PONG = Uint8Array.of(Protocol.PING);

describe("what a client sees", () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());
  afterEach(async () => {
    for (const bot of entered.splice(0)) await bot.leave();
  });

  const entered: Bot[] = [];
  const enter = async (x: number, y: number, spaceId = 1) => {
    const bot = await server.join(await server.guest(), { spaceId, x, y });
    entered.push(bot);
    return bot;
  };
  /** What came since the tap was reset, all of it. */
  const heard = async (bot: Bot, tap: Tap) => {
    await watch.ticks(1, 2);
    await caughtUp(bot);
    assert.deepEqual(tap.frames.at(-1), PONG);
    return tap.frames.slice(0, -1);
  };

  it("[SI1] two see each other come, walk, wave and go; a third out of sight is sent not one byte", async () => {
    const third = await enter(55, 55);
    const tap = new Tap(third);
    await heard(third, tap);
    tap.reset();
    const ann = await enter(10, 12);
    const bob = await enter(14, 12);
    await ann.until("Bob", () => ann.sees(bob));
    await bob.until("Ann", () => bob.sees(ann));
    ann.move({ x: 10, y: 16, seq: 1 });
    bob.room.send("set_activity", { activity: "wave" });
    await bob.until("Ann walking", () => (bob.sees(ann)?.y ?? 0) > 12.05);
    await ann.until("Bob waving", () => ann.sees(bob)?.activity === "wave");
    await ann.arrival(10, 16);
    await bob.until("Ann there", () => Math.abs((bob.sees(ann)?.y ?? 0) - 16) < 0.01);
    await bob.leave();
    await ann.until("Bob gone", () => !ann.sees(bob));
    assert.deepEqual(await heard(third, tap), []);
    assert.deepEqual([...third.state.users.keys()], [third.sessionId]);
  });

  it("[SI2] a tick in which nothing changed sends nothing, whichever way one looks", async () => {
    const ann = await enter(20, 20);
    const bob = await enter(22, 20);
    ann.move({ x: 19, y: 19 });
    bob.move({ x: 22, y: 18, heading: -3 });
    await Promise.all([ann.arrival(19, 19), bob.arrival(22, 18)]);
    await watch.ticks(1, 10);
    await Promise.all([caughtUp(ann), caughtUp(bob)]);
    const taps = [new Tap(ann), new Tap(bob)];
    await watch.ticks(1, 10);
    assert.deepEqual(await heard(ann, taps[0]!), []);
    assert.deepEqual(await heard(bob, taps[1]!), []);
  });

  it("[SI3] `ack` goes to its own client alone, and an `ack` alone costs nobody else a byte", async () => {
    const ann = await enter(20, 20);
    const bob = await enter(22, 20);
    await bob.until("Ann", () => bob.sees(ann));
    await ann.until("Bob", () => ann.sees(bob));
    await watch.ticks(1, 3);
    await caughtUp(bob);
    const tap = new Tap(bob);
    ann.move({ x: 20, y: 20, heading: ann.avatar.heading, seq: 77 });
    await ann.until("its ack", () => ann.avatar.ack === 77);
    assert.deepEqual(await heard(bob, tap), []);
    assert.ok(!bob.sees(ann)?.ack);
    assert.equal(bob.avatar.ack, 0);
  });

  it("[SI4] one comes into sight within 25 m and leaves it beyond 30 m", async () => {
    const ann = await enter(2, 3);
    const bob = await enter(34, 3);
    const away = () => {
      const { avatars } = worldOf(server, 1);
      const [a, b] = [avatars.get(ann.sessionId)!, avatars.get(bob.sessionId)!];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    assert.equal(ann.sees(bob), undefined);
    bob.move({ x: 20, y: 3 });
    const inM = await ann.until("Bob in sight", () => ann.sees(bob) && away());
    await bob.until("Ann in sight", () => bob.sees(ann));
    bob.move({ x: 40, y: 3 });
    const outM = await ann.until("Bob out of sight", () => !ann.sees(bob) && away());
    await bob.until("Ann out of sight", () => !bob.sees(ann));
    // He walks 6 m/s and each client's sight is decided 5 times a second.
    assert.ok(inM <= 25 && inM > 22, `came in at ${inM} m`);
    assert.ok(outM > 30 && outM < 33, `left at ${outM} m`);
  });

  it("[SI5] what is missed out of sight is there when one comes back into it", async () => {
    const ann = await enter(5, 3);
    const bob = await enter(29, 3);
    await ann.until("Bob", () => ann.sees(bob));
    bob.move({ x: 37, y: 3 });
    await ann.until("Bob gone", () => !ann.sees(bob));
    bob.room.send("set_activity", { activity: "dance" });
    await bob.until("dancing", () => bob.avatar.activity === "dance");
    bob.move({ x: 26, y: 3 });
    const seen = await ann.until("Bob again", () => ann.sees(bob));
    assert.deepEqual([seen.activity, seen.name, seen.userId], ["dance", bob.avatar.name, bob.avatar.userId]);
    await bob.arrival(26, 3);
    await ann.until("Bob where he is", () => Math.abs((ann.sees(bob)?.x ?? 0) - 26) < 0.01);
  });

  it("[SI6] at most `interest_limit` others are seen, the nearest", async () => {
    const owner = await server.register();
    const { body: space } = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Small talk", width: 40, depth: 40, settings: { interest_limit: 2 } },
    });
    const viewer = await enter(20, 20, space.id);
    const others: Bot[] = [];
    for (const x of [12, 14, 16, 18]) others.push(await enter(x, 20, space.id));
    const sees = (...expected: Bot[]) =>
      viewer.until("the nearest", () => {
        const seen = [...viewer.state.users.keys()].filter((id) => id !== viewer.sessionId).sort();
        return (
          seen.join() ===
          expected
            .map(({ sessionId }) => sessionId)
            .sort()
            .join()
        );
      });
    await sees(others[2]!, others[3]!);
    // A fifth nearer than the farthest in sight is enough to take its place, less is not.
    others[1]!.move({ x: 16.9, y: 20 });
    await sees(others[1]!, others[3]!);
    await server.call("PATCH", `/spaces/${space.id}`, {
      user: owner,
      body: { settings: { interest_limit: 3 } },
    });
    await sees(others[1]!, others[2]!, others[3]!);
  });

  it("[SI7] a position nobody sees is in no message and no list", async () => {
    const moderator = await server.admin();
    const third = await enter(55, 55);
    const near = await enter(17, 27);
    const ann = await enter(15, 22);
    await near.until("Ann", () => near.sees(ann));
    const tap = new Tap(third);
    const { tool_use_id: used } = await ann.request("use_tool", { target_object_id: 5, action: "sit" });
    assert.equal((await near.message("tool_used")).tool_use_id, used);
    await ann.request("send_message", { message: "who is here?", scope: "nearby" });
    await near.message("message_received");
    await watch.ticks(1, 2);
    await caughtUp(third);
    assert.deepEqual(third.received, []);
    // The chair's holder is the object's own state, and all there is to hear.
    assert.equal(tap.frames.filter(([code]) => code === Protocol.ROOM_DATA).length, 0);
    assert.equal(third.state.objects.get("5")?.holder, ann.sessionId);
    const { body } = await server.call<{ items: object[] }>("GET", "/spaces/1/users", { user: moderator });
    assert.equal(body.items.length, 3);
    for (const presence of body.items)
      assert.deepEqual(Object.keys(presence).sort(), ["activity", "look", "name", "since", "user_id"]);
    await ann.request("use_tool", { target_object_id: 5, action: "stand" });
  });

  it("[CW6] in the server everybody is in `users`, and inspecting a room tells its clients nothing", async () => {
    const ann = await enter(10, 12);
    const bob = await enter(55, 55);
    await ann.until("itself", () => ann.avatar);
    const room = liveRoom(server, 1);
    const tap = new Tap(ann);
    const view = (room as unknown as SpaceRoom).getInspectorView();
    assert.ok(view.stateSize > 100);
    assert.deepEqual(Object.keys(view.state.toJSON().users).sort(), [ann.sessionId, bob.sessionId].sort());
    assert.deepEqual(await heard(ann, tap), []);
    bob.move({ x: 55, y: 53 });
    await bob.arrival(55, 53);
    const { x, y } = (room as unknown as SpaceRoom).state.users.get(bob.sessionId)!;
    assert.ok(Math.hypot(x - 55, y - 53) < 0.01);
  });
});
