import assert from "node:assert/strict";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { eventually, liveRoom } from "../helpers/roomKit.ts";

const CHAIR = 5;

describe("HTTP and the live room", () => {
  let server: TestServer;
  let owner: TestUser;
  let admin: TestUser;
  let ann: Bot;
  let spaceId: number;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    [owner, admin] = await Promise.all([server.register("owner"), server.admin()]);
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Hall", map_id: "plaza" },
    });
    spaceId = made.body.id;
    ann = await server.join(owner, { spaceId, x: 20, y: 30 });
  });
  after(() => server.close());

  /** Ticks of the room from the moment `act` has its answer until the bot has `seen` what it did. */
  async function ticksUntil(act: () => Promise<{ status: number }>, seen: () => unknown): Promise<number> {
    const { loop } = liveRoom(server, spaceId);
    const answer = await act();
    assert.ok(answer.status < 300, `${answer.status}`);
    const answeredAt = loop.ticks;
    await ann.until("what was done over HTTP", () => Boolean(seen()));
    return loop.ticks - answeredAt;
  }

  it("[HR1] an object placed, changed or deleted over HTTP is in the room within two ticks", async () => {
    let id = 0;
    const objects = () => ann.state.objects;
    const placed = await ticksUntil(
      async () => {
        const answer = await server.call<{ id: number }>("POST", `/spaces/${spaceId}/objects`, {
          user: owner,
          body: { prefab_id: "chair_wood", x: 22, y: 30, heading: 1, state: { label: "new" } },
        });
        id = answer.body.id;
        return answer;
      },
      () => objects().get(String(id)),
    );
    const chair = objects().get(String(id));
    assert.deepEqual([chair?.kind, chair?.x, chair?.y, chair?.state.get("label")], ["chair", 22, 30, "new"]);
    const changed = await ticksUntil(
      () =>
        server.call("PATCH", `/objects/${id}`, { user: owner, body: { x: 23, state: { label: "moved" } } }),
      () => objects().get(String(id))?.x === 23 && objects().get(String(id))?.state.get("label") === "moved",
    );
    const deleted = await ticksUntil(
      () => server.call("DELETE", `/objects/${id}`, { user: owner }),
      () => !objects().has(String(id)),
    );
    for (const ticks of [placed, changed, deleted]) assert.ok(ticks <= 2, `seen after ${ticks} ticks`);
  });

  it("[HR1] a solid put onto an avatar over HTTP pushes the avatar aside", async () => {
    const { body } = await server.call<{ id: number }>("POST", `/spaces/${spaceId}/objects`, {
      user: owner,
      body: { prefab_id: "wall_brick", x: 10, y: 10 },
    });
    const { x, y } = ann.avatar;
    const moved = await server.call("PATCH", `/objects/${body.id}`, { user: owner, body: { x, y } });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    await ann.until("being pushed", () => Math.hypot(ann.avatar.x - x, ann.avatar.y - y) > 0.3);
    await server.call("DELETE", `/objects/${body.id}`, { user: owner });
  });

  it("[HR2] a tool used in the room is over HTTP as soon as it is answered: object and log", async () => {
    const { object_id: id } = await ann.request<{ object_id: number }>("place_object", {
      prefab_id: "chair_wood",
      x: ann.avatar.x + 1,
      y: ann.avatar.y + 1,
    });
    const { tool_use_id: use } = await ann.request<{ tool_use_id: number }>("use_tool", {
      target_object_id: id,
      action: "paint",
      params: { color: "#123456" },
    });
    const found = await server.call<{ state: Record<string, string> }>("GET", `/objects/${id}`, {
      user: owner,
    });
    assert.equal(found.body.state.color, "#123456");
    const log = await server.call<{ items: { id: number; object_id: number; action: string }[] }>(
      "GET",
      `/spaces/${spaceId}/tool-uses?object_id=${id}`,
      { user: owner },
    );
    assert.ok(log.body.items.some((item) => item.id === use && item.action === "paint"));
  });

  it("[HR3] a space's name, size and settings changed over HTTP reach the room", async () => {
    const change = {
      name: "Great hall",
      width: 80,
      depth: 70,
      settings: { max_speed: 2, activities: ["idle", "juggle"] },
    };
    const ticks = await ticksUntil(
      () => server.call("PATCH", `/spaces/${spaceId}`, { user: owner, body: change }),
      () => ann.state.name === "Great hall",
    );
    assert.ok(ticks <= 2, `seen after ${ticks} ticks`);
    assert.deepEqual([ann.state.width, ann.state.depth, ann.state.maxSpeed], [80, 70, 2]);
    ann.room.send("set_activity", { activity: "juggle" });
    await ann.until("juggling", () => ann.avatar.activity === "juggle");
    ann.move({ x: 75, y: 65, seq: 5 });
    await ann.until("the target beyond the old bounds", () => ann.avatar.ack === 5);
    assert.deepEqual(liveRoom(server, spaceId).host.world.avatars.get(ann.sessionId)?.walk.target, {
      x: 75,
      y: 65,
    });
  });

  it("[HR3] a space that becomes smaller brings those outside in", async () => {
    const bob = await server.join(await server.guest(), { spaceId, x: 78, y: 68 });
    const answer = await server.call("PATCH", `/spaces/${spaceId}`, {
      user: owner,
      body: { width: 60, depth: 60 },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    await bob.until("being inside", () => bob.avatar.x < 60 && bob.avatar.y < 60);
    assert.equal(bob.state.width, 60);
    await bob.leave();
  });

  it("[HR4] a changed name or look reaches avatars, chat and the list of who is there", async () => {
    const user = await server.register();
    const bob = await server.join(user, { spaceId, x: ann.avatar.x + 1, y: ann.avatar.y });
    await ann.until("Bob", () => ann.sees(bob));
    const ticks = await ticksUntil(
      () => server.call("PATCH", "/users/me", { user, body: { display_name: "Roberta", look: "robot" } }),
      () => ann.sees(bob)?.name === "Roberta" && ann.sees(bob)?.look === "robot",
    );
    assert.ok(ticks <= 2, `seen after ${ticks} ticks`);
    await bob.request("send_message", { message: "my new name" });
    const { from } = await ann.message("message_received", ({ message }) => message === "my new name");
    assert.equal(from?.name, "Roberta");
    const { body } = await server.call<{ items: { user_id: number; name: string; look: string }[] }>(
      "GET",
      `/spaces/${spaceId}/users`,
      { user: owner },
    );
    const shown = body.items.find(({ user_id: id }) => id === user.id);
    assert.deepEqual([shown?.name, shown?.look], ["Roberta", "robot"]);
    await bob.leave();
  });

  it("[HR5] who is there, and how many, is what the room says: comings, goings, the same user twice", async () => {
    const online = async () =>
      (await server.call<{ online: number }>("GET", `/spaces/${spaceId}`, { user: owner })).body.online;
    const listed = async () =>
      (
        await server.call<{ items: { user_id: number; activity: string; since: string }[] }>(
          "GET",
          `/spaces/${spaceId}/users`,
          { user: owner },
        )
      ).body.items;
    assert.equal(await online(), 1);
    const user = await server.guest("Twice");
    const bots = [await server.join(user, { spaceId }), await server.join(user, { spaceId })];
    assert.equal(await online(), 3);
    const items = await listed();
    assert.deepEqual(items.map((item) => item.user_id).sort(), [owner.id, user.id, user.id].sort());
    for (const item of items) {
      assert.deepEqual(Object.keys(item).sort(), ["activity", "look", "name", "since", "user_id"]);
      assert.ok(Math.abs(Date.now() - Date.parse(item.since)) < 600_000);
    }
    await Promise.all(bots.map((bot) => bot.leave()));
    await eventually("one left", async () => (await online()) === 1);
    const list = await server.call<{ items: { id: number; online: number }[] }>("GET", "/spaces?limit=200", {
      user: owner,
    });
    assert.equal(list.body.items.find(({ id }) => id === spaceId)?.online, 1);
  });

  it("[HR6] an admin's edit of an object in a space nobody is in is there when somebody comes", async () => {
    const edit = await server.call("PATCH", `/objects/${CHAIR}`, { user: admin, body: { x: 17.25 } });
    assert.equal(edit.status, 200);
    const bot = await server.join(await server.guest(), { spaceId: 1 });
    assert.equal(bot.state.objects.get(String(CHAIR))?.x, 17.25);
    await bot.leave();
  });
});
