import assert from "node:assert/strict";
import { hashWorld } from "../../src/core/sim/hash.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { gone, liveRoom } from "../helpers/roomKit.ts";

describe("a space that nobody is in", () => {
  let server: TestServer;
  let owner: TestUser;
  let guest: TestUser;
  let spaceId: number;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    [owner, guest] = await Promise.all([server.register(), server.guest()]);
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Hall", map_id: "plaza" },
    });
    spaceId = made.body.id;
  });
  after(() => server.close());

  const shown = (bot: Bot) => JSON.stringify(bot.state.objects.toJSON());
  const world = () => liveRoom(server, spaceId).host.world;

  /** Uses tools of all kinds, so that objects differ from the map in every field. Returns what was said. */
  async function changeMuch(bot: Bot): Promise<number[]> {
    const use = (target_object_id: number, action: string, params: object = {}) =>
      bot.request("use_tool", { target_object_id, action, params });
    const at = { x: bot.avatar.x, y: bot.avatar.y };
    const { object_id: chair } = await bot.request<{ object_id: number }>("place_object", {
      prefab_id: "chair_wood",
      x: at.x + 1.2345678,
      y: at.y + 1.1,
      heading: 0.7,
      scale: 1.5,
    });
    await use(chair, "paint", { color: "#a1b2c3" });
    await use(chair, "rotate", { heading: 2.3456789 });
    await use(chair, "lock");
    const { object_id: crate } = await bot.request<{ object_id: number }>("place_object", {
      prefab_id: "crate_wood",
      x: at.x - 1.1,
      y: at.y,
    });
    await use(crate, "label", { text: "Обед 🍎" });
    await use(crate, "move", { x: at.x - 1.5, y: at.y + 0.25 });
    const { object_id: doomed } = await bot.request<{ object_id: number }>("place_object", {
      prefab_id: "chair_wood",
      x: at.x,
      y: at.y - 1.2,
    });
    await use(doomed, "remove");
    const ids: number[] = [];
    for (const message of ["one", "two", "three"])
      ids.push((await bot.request<{ message_id: number }>("send_message", { message })).message_id);
    return ids;
  }

  async function said(): Promise<number[]> {
    const { body } = await server.call<{ items: { id: number }[] }>("GET", `/spaces/${spaceId}/messages`, {
      user: owner,
    });
    return body.items.map(({ id }) => id).sort((a, b) => a - b);
  }

  it("[RC1] is disposed, and comes back identical: objects, locks, state, positions, chat", async () => {
    const ann = await server.join(owner, { spaceId, x: 20, y: 30 });
    const bob = await server.join(guest, { spaceId, x: 25, y: 30 });
    const ids = await changeMuch(ann);
    bob.move({ x: 25.5, y: 31.25, heading: 1 });
    await bob.arrival(25.5, 31.25);
    await ann.until("the same of Bob", () => ann.sees(bob)?.y === bob.avatar.y);
    const before = shown(ann);
    const left = world();
    await Promise.all([ann.leave(), bob.leave()]);
    await gone(server, spaceId);
    const again = await server.join(owner, { spaceId });
    assert.equal(shown(again), before);
    assert.notEqual(world(), left);
    await again.leave();
    await gone(server, spaceId);
    assert.equal(hashOf(left), await hashNow());
    const back = await server.join(guest, { spaceId });
    assert.ok(Math.hypot(back.avatar.x - 25.5, back.avatar.y - 31.25) < 0.02);
    assert.deepEqual(await said(), ids);
    await back.leave();
  });

  it("[RC2] comes back without holds: what was carried lies where it was last", async () => {
    const ann = await server.join(owner, { spaceId, x: 47, y: 12.5 });
    const crate = [...ann.state.objects.entries()].find(
      ([, { kind, x }]) => kind === "crate" && Math.abs(x - 48) < 1,
    );
    assert.ok(crate);
    await ann.request("use_tool", { target_object_id: Number(crate[0]), action: "pick_up" });
    await ann.until("holding it", () => ann.state.objects.get(crate[0])?.holder === ann.sessionId);
    const { x, y } = ann.state.objects.get(crate[0]) as { x: number; y: number };
    await server.restart();
    ann.room.reconnection.enabled = false;
    const again = await server.join(owner, { spaceId });
    const found = again.state.objects.get(crate[0]);
    assert.deepEqual([found?.holder, found?.solid, found?.x, found?.y], ["", true, x, y]);
    await again.leave();
  });

  it("[RC3] is the same after a restart of the server", async () => {
    const before = await server.join(owner, { spaceId });
    const objects = shown(before);
    const hash = hashOf(world());
    const messages = await said();
    await before.leave();
    await server.restart();
    const after = await server.join(owner, { spaceId });
    assert.equal(shown(after), objects);
    assert.equal(hashOf(world()), hash);
    assert.deepEqual(await said(), messages);
    await after.leave();
  });

  /** The fingerprint of the objects alone: avatars come and go. */
  function hashOf(of: ReturnType<typeof world>): string {
    return hashWorld({ ...of, avatars: new Map() });
  }

  async function hashNow(): Promise<string> {
    const bot = await server.join(owner, { spaceId });
    const hash = hashOf(world());
    await bot.leave();
    await gone(server, spaceId);
    return hash;
  }
});
