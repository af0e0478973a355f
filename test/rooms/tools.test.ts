import assert from "node:assert/strict";
import type { ObjectView } from "../../src/protocol/spaceViews.ts";
import { liveRoom } from "../helpers/roomKit.ts";
import { caughtUp } from "../helpers/roomWatch.ts";
import { use, Workshop } from "../helpers/workshop.ts";

/** Built-in tools: what each is used on, with what, and what of the object is different then. */
const EVERY: readonly (readonly [string, string, object, Partial<ObjectView>])[] = [
  ["move", "chair_wood", { x: 12, y: 11, z: 0.5 }, { x: 12, y: 11, z: 0.5 }],
  ["rotate", "chair_wood", { heading: -Math.PI / 2 }, { heading: 1.5 * Math.PI }],
  ["scale", "chair_wood", { scale: 1.5 }, { scale: 1.5 }],
  ["paint", "chair_wood", { color: "#A1b2C3" }, { state: { color: "#a1b2c3" } }],
  ["label", "crate_wood", { text: "Fragile ☕" }, { state: { label: "Fragile ☕" } }],
  ["toggle", "lamp_floor", {}, { state: { on: "1" } }],
  ["unlock", "chair_wood", {}, { locked_by: null }],
];

describe("tools in a room", () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open();
  });
  after(() => shop.close());
  afterEach(() => shop.empty());

  for (const [action, prefab, params, changed] of EVERY) {
    it(`[TR3] ${action} answers with the use and the object, and shows it to those around`, async () => {
      const bot = await shop.enter(shop.owner);
      const near = await shop.enter(await shop.server.guest(), 14, 10);
      const id = await shop.object(prefab, 11, 10.8);
      const before = await shop.read(id);
      const reply = await use(bot, id, action, params);
      assert.deepEqual(Object.keys(reply).sort(), ["object", "tool_use_id"]);
      const { tool_use_id, object } = reply;
      assert.deepEqual({ ...object, updated_at: "" }, { ...before, ...changed, updated_at: "" });
      assert.deepEqual(await near.message("tool_used", (body) => body.tool_use_id === tool_use_id), {
        ...{ tool_use_id, user_id: shop.owner.id, object_id: id, action, params },
      });
      await shop.watch.ticks(shop.spaceId, 2);
      await caughtUp(near);
      assert.deepEqual(shownTo(near.state.objects.get(String(id))), asShown(object!));
      assert.deepEqual(await shop.read(id), object);
    });
  }

  it("[TR3] move without parameters puts it one metre before the avatar", async () => {
    const bot = await shop.enter(shop.owner);
    bot.move({ x: 10, y: 10, heading: Math.PI / 2 });
    await bot.until("looking north", () => Math.abs(bot.avatar.heading - Math.PI / 2) < 0.001);
    const id = await shop.object("ball_rubber", 11, 10);
    const { object } = await use(bot, id, "move");
    assert.ok(Math.hypot(object!.x - 10, object!.y - 11) < 1e-9);
  });

  it("[TR3] lock names its locker in the state and over HTTP", async () => {
    const bot = await shop.enter(shop.owner);
    const id = await shop.object("chair_wood", 11, 10.8);
    const { object } = await use(bot, id, "lock");
    assert.equal(object?.locked_by, shop.owner.id);
    await bot.until("locked", () => bot.state.objects.get(String(id))?.lockedBy === shop.owner.id);
    assert.equal((await shop.read(id)).locked_by, shop.owner.id);
  });

  it("[TR4] place_object and remove show in the whole space, however far", async () => {
    const bot = await shop.enter(shop.owner);
    const far = await shop.enter(await shop.server.guest(), 78, 38);
    const placed = await bot.request<{ object_id: number; tool_use_id: number }>("place_object", {
      ...{ prefab_id: "lamp_floor", x: 11, y: 11, heading: 1, scale: 1.2 },
    });
    assert.deepEqual(Object.keys(placed).sort(), ["object_id", "tool_use_id"]);
    const key = String(placed.object_id);
    const lamp = await far.until("the lamp", () => far.state.objects.get(key));
    assert.deepEqual([lamp.kind, lamp.prefabId, lamp.solid, lamp.holder], ["lamp", "lamp_floor", true, ""]);
    assert.equal((await use(bot, placed.object_id, "remove")).object, null);
    await far.until("no lamp", () => !far.state.objects.has(key));
    assert.equal((await shop.server.call("GET", `/objects/${key}`, { user: shop.owner })).status, 404);
    await caughtUp(far);
    assert.deepEqual(far.received, []);
  });

  it("[TR5] tool_used goes to those within sight of the object, wherever its user is", async () => {
    const bot = await shop.enter(shop.owner, 5, 5);
    const there = await shop.enter(await shop.server.guest(), 60, 20);
    const edge = await shop.enter(await shop.server.guest(), 70, 20);
    const out = await shop.enter(await shop.server.guest(), 75.3, 20);
    const { tool_use_id } = await bot.request<{ tool_use_id: number }>("place_object", {
      ...{ prefab_id: "crate_wood", x: 50, y: 20 },
    });
    for (const seen of [there, edge])
      assert.equal((await seen.message("tool_used")).tool_use_id, tool_use_id);
    for (const unseen of [bot, out]) {
      await caughtUp(unseen);
      assert.deepEqual(unseen.received, []);
    }
  });

  it("[TR6] the answer and tool_used follow the commit", async () => {
    const bot = await shop.enter(shop.owner);
    const near = await shop.enter(await shop.server.guest(), 12, 10);
    const id = await shop.object("crate_wood", 11, 11);
    await near.message("tool_used");
    near.received.length = 0;
    const { journal } = liveRoom(shop.server, shop.spaceId).deps;
    const append = journal.append.bind(journal);
    const held = Promise.withResolvers<void>();
    journal.append = async (entry) => {
      if (entry.kind === "use") await held.promise;
      return append(entry);
    };
    try {
      let answered = false;
      const reply = use(bot, id, "paint", { color: "red" }).then((used) => {
        answered = true;
        return used;
      });
      await near.until("red", () => near.state.objects.get(String(id))?.state.get("color") === "red");
      await shop.watch.ticks(shop.spaceId, 2);
      await Promise.all([caughtUp(near), caughtUp(bot)]);
      assert.deepEqual([near.received, answered], [[], false]);
      held.resolve();
      const { tool_use_id } = await reply;
      assert.equal((await near.message("tool_used")).tool_use_id, tool_use_id);
      assert.equal((await shop.log())[0]?.id, tool_use_id);
    } finally {
      journal.append = append;
    }
  });

  it("[TR7] an edit over HTTP is in the live room within two ticks, and in the log", async () => {
    const near = await shop.enter(await shop.server.guest());
    const id = await shop.object("crate_wood", 12, 12);
    await near.until("the crate", () => near.state.objects.has(String(id)));
    let tick = 0;
    const stop = shop.watch.listen(shop.spaceId, ({ objects }) => {
      if (objects.get(id)?.state.label === undefined) tick += 1;
    });
    const sentAt = tick;
    const body = { state: { label: "over HTTP" }, heading: 1 };
    await shop.server.call("PATCH", `/objects/${id}`, { user: shop.owner, body });
    await near.until(
      "the label",
      () => near.state.objects.get(String(id))?.state.get("label") === "over HTTP",
    );
    stop();
    assert.ok(tick - sentAt <= 2, `after ${tick - sentAt} ticks`);
    assert.equal((await near.message("tool_used", ({ action }) => action === "edit")).object_id, id);
  });
});

function asShown(object: ObjectView) {
  const { kind, prefab_id, x, y, z, heading, scale, solid, state, locked_by } = object;
  const numbers = [x, y, z, heading, scale].map(Math.fround);
  return { kind, prefab_id, numbers, solid, state, locked_by: locked_by ?? 0 };
}

function shownTo(seen: Shown | undefined) {
  assert.ok(seen);
  const { kind, prefabId, x, y, z, heading, scale, solid, state, lockedBy } = seen;
  const numbers = [x, y, z, heading, scale].map(Math.fround);
  return {
    kind,
    prefab_id: prefabId,
    numbers,
    solid,
    state: Object.fromEntries(state.entries()),
    locked_by: lockedBy,
  };
}

type Shown = NonNullable<ReturnType<Awaited<ReturnType<Workshop["enter"]>>["state"]["objects"]["get"]>>;
