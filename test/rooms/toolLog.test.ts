import assert from "node:assert/strict";
import { ToolUseView } from "../../src/protocol/spaceViews.ts";
import type { Bot } from "../../src/testing.public.ts";
import { use, Workshop } from "../helpers/workshop.ts";

interface Reverted {
  readonly reverted: number;
  readonly skipped: readonly number[];
}

describe("the log of tool uses, and reverting by it", () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open();
  });
  after(() => shop.close());
  afterEach(() => shop.empty());

  it("[TR26] shows who did what, before, after and when, newest first, as the documented shape", async () => {
    const user = await shop.member("member");
    const ann = await shop.enter(user);
    const from = Date.now();
    const { object_id: id } = await ann.request<{ object_id: number }>("place_object", {
      ...{ prefab_id: "crate_wood", x: 11, y: 12, heading: 1 },
    });
    await use(ann, id, "paint", { color: "red" });
    await use(ann, id, "move", { x: 12, y: 12 });
    await use(ann, id, "pick_up");
    await use(ann, id, "lock");
    await use(ann, id, "remove");
    const log = await shop.log(`&object_id=${id}`);
    const SIDES: readonly (readonly [string, unknown, unknown])[] = [
      ["lock", { locked_by: null }, { locked_by: user.id }],
      ["pick_up", { holder: null }, { holder: user.id }],
      ["move", { x: 11 }, { x: 12 }],
      ["paint", { state: { color: null } }, { state: { color: "red" } }],
    ];
    assert.deepEqual(
      log.map(({ action }) => action),
      ["remove", ...SIDES.map(([action]) => action), "place_object"],
    );
    for (const [index, [, before, after]] of SIDES.entries()) {
      assert.deepEqual(log[index + 1]?.before, before);
      assert.deepEqual(log[index + 1]?.after, after);
    }
    const [removed, placed] = [log[0]!, log.at(-1)!];
    const whole = {
      prefab_id: "crate_wood",
      kind: "crate",
      x: 11,
      y: 12,
      z: 0,
      heading: 1,
      scale: 1,
      solid: true,
    };
    assert.deepEqual([placed.before, removed.after], [null, null]);
    assert.partialDeepStrictEqual(placed.after, {
      ...whole,
      state: {},
      holder: null,
      locked_by: null,
      created_by: user.id,
    });
    assert.partialDeepStrictEqual(removed.before, { ...whole, x: 12, holder: user.id, locked_by: user.id });
    for (const entry of log) {
      assert.deepEqual(Object.keys(entry).sort(), Object.keys(ToolUseView.shape).sort());
      assert.deepEqual(ToolUseView.parse(entry), entry);
      assert.deepEqual(
        [entry.space_id, entry.user_id, entry.undoes, entry.undone_by],
        [shop.spaceId, user.id, null, null],
      );
      assert.ok(Date.parse(entry.at) >= from - 1000 && Date.parse(entry.at) <= Date.now());
    }
    assert.deepEqual(
      log.map((entry) => entry.id),
      log.map((entry) => entry.id).toSorted((a, b) => b - a),
    );
  });

  it("[TR27] is for moderators, and is found by user, object and time", async () => {
    const [one, other] = [await shop.member("member"), await shop.member("member")];
    const [ann, bob] = [await shop.enter(one), await shop.enter(other, 11, 10)];
    const [first, second] = [await shop.object("crate_wood", 11, 12), await shop.object("crate_wood", 9, 12)];
    await use(ann, first, "rotate", { heading: 1 });
    await use(bob, second, "rotate", { heading: 1 });
    const [latest] = await shop.log();
    await use(ann, second, "rotate", { heading: 2 });
    const ids = (entries: readonly { user_id: number; object_id: number }[]) =>
      entries.map(({ user_id, object_id }) => [user_id, object_id]);
    assert.deepEqual(ids(await shop.log(`&user_id=${one.id}`)), [
      [one.id, second],
      [one.id, first],
    ]);
    assert.deepEqual(ids(await shop.log(`&user_id=${one.id}&object_id=${second}`)), [[one.id, second]]);
    const since = (await shop.log(`&since=${latest!.at}`)).map(({ id }) => id);
    assert.ok(since.includes(latest!.id) && since.length >= 2);
    for (const user of [one, await shop.server.guest()])
      assert.equal(
        (await shop.server.call("GET", `/spaces/${shop.spaceId}/tool-uses`, { user })).status,
        403,
      );
  });

  const revert = async (body: object) =>
    shop.server.call<Reverted>("POST", `/spaces/${shop.spaceId}/revert`, { user: shop.owner, body });

  /** Does mischief as its user and says which uses that were. */
  async function mischief(
    bot: Bot,
    [crate, chair, lamp]: readonly [number, number, number],
  ): Promise<number[]> {
    const uses = [
      await use(bot, crate, "paint", { color: "black" }),
      await use(bot, crate, "pick_up"),
      await use(bot, crate, "drop", { x: bot.avatar.x, y: bot.avatar.y - 2 }),
      await use(bot, chair, "move", { x: 9, y: 8 }),
      await use(bot, chair, "lock"),
      await use(bot, lamp, "toggle"),
      await use(bot, lamp, "remove"),
    ];
    return uses.map(({ tool_use_id }) => tool_use_id);
  }

  const objects = async () =>
    [
      await shop.object("crate_wood", 11, 12),
      await shop.object("chair_wood", 9, 12),
      await shop.object("lamp_floor", 10, 12.5),
    ] as const;

  it("[TR28] a moderator reverts all that one user did in a time span, and only that", async () => {
    const griefer = await shop.member("moderator");
    const bot = await shop.enter(griefer);
    const witness = await shop.enter(await shop.member("member"), 11, 10);
    const ids = await objects();
    const before = await shop.objects();
    const from = new Date(Date.now() - 1000).toISOString();
    const uses = await mischief(bot, ids);
    const labelled = await use(witness, ids[0], "label", { text: "kept" });
    const { status, body } = await revert({ user_id: griefer.id, since: from });
    assert.equal(status, 200);
    assert.deepEqual(body, { reverted: uses.length, skipped: [] });
    const expected = before.map((object) =>
      object.id === ids[0] ? { ...object, state: { label: "kept" } } : object,
    );
    assert.deepEqual(await shop.objects(), expected);
    await witness.until("the lamp", () => witness.state.objects.has(String(ids[2])));
    const log = await shop.log(`&user_id=${griefer.id}`);
    assert.ok(
      log.every(({ undone_by }) => undone_by !== null),
      "each use is marked as undone",
    );
    assert.equal(
      (await shop.log(`&object_id=${ids[0]}`)).find(({ id }) => id === labelled.tool_use_id)?.undone_by,
      null,
    );
    assert.deepEqual((await revert({ user_id: griefer.id, since: from })).body, { reverted: 0, skipped: [] });
  });

  it("[TR29] also what was carried off by somebody who has left, and in a space where nobody is", async () => {
    const griefer = await shop.member("moderator");
    const bot = await shop.enter(griefer);
    const ids = await objects();
    const before = await shop.objects();
    const from = new Date(Date.now() - 1000).toISOString();
    const uses = await mischief(bot, ids);
    await shop.empty();
    const { body } = await revert({ user_id: griefer.id, since: from });
    // The hold ended by itself: there is nothing of it to take back.
    assert.deepEqual(body, { reverted: uses.length - 1, skipped: [uses[1]] });
    assert.deepEqual(await shop.objects(), before);
  });

  it("[TR30] what somebody changed since is skipped, and what lies outside the span stays", async () => {
    const griefer = await shop.member("member");
    const [bot, other] = [await shop.enter(griefer), await shop.enter(await shop.member("member"), 11, 10)];
    const [crate, chair] = await objects();
    await use(bot, chair, "rotate", { heading: 1 });
    await shop.watch.ticks(shop.spaceId, 2);
    const [last] = await shop.log();
    const since = new Date(Date.parse(last!.at) + 1).toISOString();
    const { tool_use_id } = await use(bot, crate, "paint", { color: "black" });
    await use(bot, crate, "rotate", { heading: 2 });
    await use(other, crate, "paint", { color: "white" });
    const { body } = await revert({ user_id: griefer.id, since, until: new Date().toISOString() });
    assert.deepEqual(body, { reverted: 1, skipped: [tool_use_id] });
    const { state, heading } = await shop.read(crate);
    assert.deepEqual([state.color, heading, (await shop.read(chair)).heading], ["white", 0, 1]);
    assert.equal(
      (
        await shop.server.call("POST", `/spaces/${shop.spaceId}/revert`, {
          user: griefer,
          body: { user_id: 1, since },
        })
      ).status,
      403,
    );
  });
});
