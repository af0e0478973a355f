import assert from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";
import type { Bot } from "../../src/testing.public.ts";
import { caughtUp } from "../helpers/roomWatch.ts";
import { codeOf, use, Workshop } from "../helpers/workshop.ts";

const SEEDS = [1, 2, 3];

describe("undoing tools in a room", () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open({}, { TICK_HZ: "60" });
  });
  after(() => shop.close());
  afterEach(() => shop.empty());

  const undo = (bot: Bot, tool_use_id?: number) =>
    bot.request<{ undone: number }>("undo", tool_use_id === undefined ? undefined : { tool_use_id });

  it("[TR19] without an id takes back one's own latest use, then the one before", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const id = await shop.object("crate_wood", 11, 12);
    const before = await shop.objects();
    const red = await use(ann, id, "paint", { color: "red" });
    const turned = await use(bob, id, "rotate", { heading: 1 });
    const label = await use(ann, id, "label", { text: "mine" });
    assert.deepEqual(await undo(ann), { undone: label.tool_use_id });
    assert.deepEqual(await undo(ann), { undone: red.tool_use_id });
    assert.equal((await ann.refusal("undo")).code, "not_found");
    assert.equal((await shop.read(id)).heading, 1);
    assert.deepEqual(await undo(bob), { undone: turned.tool_use_id });
    assert.deepEqual(await shop.objects(), before);
  });

  it("[TR19] many at once take back as many uses, each once", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const id = await shop.object("crate_wood", 11, 12);
    const before = await shop.objects();
    const uses: number[] = [];
    for (let heading = 1; heading <= 6; heading += 1)
      uses.push((await use(ann, id, "rotate", { heading })).tool_use_id);
    const undone = await Promise.all(uses.map(() => undo(ann)));
    assert.deepEqual(
      undone.map((one) => one.undone).toSorted((a, b) => a - b),
      uses,
    );
    assert.deepEqual(await shop.objects(), before);
  });

  it("[TR20] a given use: one's own, others' for moderators, never twice, never of another space", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const moderator = await shop.enter(await shop.member("moderator"), 12, 10);
    const guest = await shop.enter(await shop.server.guest(), 9, 10);
    const id = await shop.object("lamp_floor", 11, 12);
    const painted = await use(ann, id, "paint", { color: "red" });
    await use(ann, id, "toggle");
    assert.equal(await codeOf(undo(bob, painted.tool_use_id)), "forbidden");
    assert.equal(await codeOf(undo(guest)), "not_found");
    assert.deepEqual(await undo(moderator, painted.tool_use_id), { undone: painted.tool_use_id });
    assert.equal(await codeOf(undo(ann, painted.tool_use_id)), "conflict");
    assert.deepEqual((await shop.read(id)).state, { on: "1" });
    const toggled = await use(guest, id, "toggle");
    assert.equal(await codeOf(undo(guest, toggled.tool_use_id)), "forbidden");
    const elsewhere = await shop.server.join(shop.owner, { spaceId: 1, x: 20, y: 20 });
    assert.equal(await codeOf(undo(elsewhere, toggled.tool_use_id)), "not_found");
    await elsewhere.leave();
  });

  it("[TR21] what has changed since is a conflict, and stays", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const id = await shop.object("crate_wood", 11, 12);
    const red = await use(ann, id, "paint", { color: "red" });
    await use(bob, id, "paint", { color: "blue" });
    assert.equal(await codeOf(undo(ann, red.tool_use_id)), "conflict");
    assert.equal((await shop.read(id)).state.color, "blue");
  });

  it("[TR22] an undone removal brings back the same id to everybody, and an undone placement takes it away", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.server.guest(), 11, 10);
    const placed = await ann.request<{ object_id: number; tool_use_id: number }>("place_object", {
      ...{ prefab_id: "crate_wood", x: 11, y: 12, heading: 1 },
    });
    const key = String(placed.object_id);
    await use(ann, placed.object_id, "label", { text: "once" });
    const before = await shop.objects();
    await use(ann, placed.object_id, "remove");
    await bob.until("gone", () => !bob.state.objects.has(key));
    await undo(ann);
    const back = await bob.until("back", () => bob.state.objects.get(key));
    assert.equal(back.state.get("label"), "once");
    assert.deepEqual(await shop.objects(), before);
    await undo(ann);
    assert.deepEqual(await undo(ann), { undone: placed.tool_use_id });
    await bob.until("never there", () => !bob.state.objects.has(key));
  });

  it("[TR23] is told to those around as a use of its own, and is one in the log", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.server.guest(), 11, 10);
    const id = await shop.object("crate_wood", 11, 12);
    const { tool_use_id } = await use(ann, id, "paint", { color: "red" });
    await undo(ann);
    const told = await bob.message("tool_used", ({ action }) => action === "undo");
    assert.deepEqual([told.object_id, told.params], [id, { tool_use_id }]);
    const [entry, undone] = await shop.log(`&object_id=${id}`);
    assert.deepEqual([entry?.action, entry?.undoes, entry?.id], ["undo", tool_use_id, told.tool_use_id]);
    assert.deepEqual([undone?.id, undone?.undone_by], [tool_use_id, entry?.id]);
  });

  it("[TR24] reaches back across a restart", async () => {
    const user = await shop.member("member");
    const ann = await shop.enter(user);
    const id = await shop.object("crate_wood", 11, 12);
    const before = await shop.objects();
    const red = await use(ann, id, "paint", { color: "red" });
    const moved = await use(ann, id, "move", { x: 12, y: 12 });
    const turned = await use(ann, id, "rotate", { heading: 2 });
    await undo(ann);
    await shop.empty();
    await shop.server.restart();
    const again = await shop.enter(user);
    assert.equal(await codeOf(undo(again, turned.tool_use_id)), "conflict");
    assert.deepEqual(await undo(again), { undone: moved.tool_use_id });
    assert.deepEqual(await undo(again, red.tool_use_id), { undone: red.tool_use_id });
    assert.equal((await again.refusal("undo")).code, "not_found");
    assert.deepEqual(await shop.objects(), before);
  });

  for (const seed of SEEDS) {
    it(`[TR25] any uses of any tools, all undone newest first, restore every object exactly (seed ${seed})`, async () => {
      const random = createRandom(seed);
      const users = [await shop.member("moderator"), await shop.member("moderator")];
      const bots = [await shop.enter(users[0]!, 30, 20), await shop.enter(users[1]!, 31, 20)];
      const ids = [];
      for (const [index, prefab] of ["chair_wood", "crate_wood", "lamp_floor", "ball_rubber"].entries())
        ids.push(await shop.object(prefab, 29.5 + index * 0.6, 21.6));
      const before = await shop.objects();
      const done: number[] = [];
      for (let step = 0; step < 60; step += 1) {
        const id = await randomUse(random, random.pick(bots), random.pick(ids));
        if (id !== null) done.push(id);
      }
      assert.ok(done.length > 15, `${done.length} uses succeeded`);
      for (const id of done.toReversed()) await undo(bots[0]!, id);
      assert.deepEqual(await shop.objects(), before);
      await caughtUp(bots[0]!);
      for (const id of ids) assert.equal(bots[0]!.state.objects.get(String(id))?.holder, "");
    }).timeout(30_000);
  }
});

/** One use with parameters that are mostly fine; its id, null if it was refused. */
async function randomUse(random: Random, bot: Bot, id: number): Promise<number | null> {
  const point = { x: random.between(28, 33), y: random.between(18, 23) };
  const [action, params] = random.pick<[string, object]>([
    ["move", point],
    ["move", {}],
    ["rotate", { heading: random.between(-7, 7) }],
    ["scale", { scale: random.between(0.5, 2) }],
    ["paint", { color: random.pick(["red", "#0f0", "light blue"]) }],
    ["label", { text: random.pick(["", "one", "two"]) }],
    ["toggle", {}],
    ["pick_up", {}],
    ["drop", point],
    ["sit", {}],
    ["stand", {}],
    ["lock", {}],
    ["unlock", {}],
    ["remove", {}],
  ]);
  try {
    return (await use(bot, id, action, params)).tool_use_id;
  } catch (error) {
    const { code } = (error as { reason: { code: string } }).reason;
    assert.ok(["forbidden", "out_of_range", "conflict", "not_found", "invalid"].includes(code), code);
    return null;
  }
}
