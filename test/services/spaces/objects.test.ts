import assert from "node:assert/strict";
import { NewSpaceBody } from "../../../src/protocol/spaces.ts";
import type { Caller } from "../../../src/services/accounts/caller.ts";
import { withPostgres } from "../../helpers/postgres.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
const ALL = { afterId: 0, limit: 200 };

describe("objects over HTTP on SQLite", () => suite((options) => openSpaceKit(options)));

describe("objects over HTTP on PostgreSQL", () => {
  const postgres = withPostgres();
  describe("with its kit", () => suite((options) => openSpaceKit({ ...options, postgresUrl: postgres.url })));
});

function suite(open: (options: { maxObjects: number }) => Promise<SpaceKit>): void {
  let kit: SpaceKit;
  let ann: Caller;
  let spaceId: number;
  before(async () => {
    kit = await open({ maxObjects: 4 });
    ann = await kit.caller({ username: "ann" });
  });
  after(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });
  beforeEach(async () => {
    spaceId = (await kit.spaces.create(ann, NewSpaceBody.parse({ name: "Shed" }))).space.id;
  });
  const crate = (x = 5, y = 5) => kit.objects.create(ann, spaceId, { prefab_id: "crate_wood", x, y });

  it("[SP22] places, changes and deletes an object in an empty space, each logged", async () => {
    const made = await kit.objects.create(ann, spaceId, {
      ...{ prefab_id: "lamp_floor", x: 5, y: 6, z: 0.5, heading: 7, scale: 1.2 },
      ...{ solid: false, state: { color: "#ff0000" } },
    });
    const { id, created_at, updated_at, heading, ...rest } = made;
    assert.deepEqual(rest, {
      ...{ space_id: spaceId, prefab_id: "lamp_floor", kind: "lamp", x: 5, y: 6, z: 0.5, scale: 1.2 },
      ...{ solid: false, state: { on: "0", color: "#ff0000" }, holder: null, locked_by: null },
      created_by: ann.userId,
    });
    assert.equal(created_at, new Date(kit.clock.nowMs).toISOString());
    assert.equal(updated_at, created_at);
    assert.ok(Math.abs(heading - (7 - 2 * Math.PI)) < 1e-9);
    const changed = await kit.objects.patch(ann, id, { x: 7, state: { color: null, note: "hi" } });
    assert.deepEqual([changed.x, changed.state], [7, { on: "0", note: "hi" }]);
    assert.deepEqual(await kit.objects.get(ann, id), changed);
    await kit.objects.remove(ann, id);
    await assert.rejects(kit.objects.get(ann, id), refused("not_found"));
    const { items } = await kit.log.uses(ann, spaceId, {
      ...{ userId: null, objectId: id, sinceMs: null, beforeId: null, limit: 10 },
    });
    assert.deepEqual(
      items.map(({ action }) => action),
      ["delete", "edit", "place_object"],
    );
    assert.deepEqual(items[1]?.before, { x: 5, state: { color: "#ff0000", note: null } });
    assert.deepEqual(items[1]?.after, { x: 7, state: { color: null, note: "hi" } });
    assert.deepEqual(
      [
        items[0]?.before?.prefab_id,
        items[0]?.before?.locked_by,
        items[0]?.before?.created_at,
        items[0]?.after,
      ],
      ["lamp_floor", null, created_at, null],
    );
  });

  it("[SP23] refuses an unknown prefab, a place out of bounds and one object too many", async () => {
    const unknown = kit.objects.create(ann, spaceId, { prefab_id: "no_such_prefab", x: 5, y: 5 });
    await assert.rejects(unknown, (error: { code: string; errors: { pointer: string }[] }) => {
      assert.deepEqual([error.code, error.errors[0]?.pointer], ["invalid", "/prefab_id"]);
      return true;
    });
    await assert.rejects(crate(49.9), refused("conflict"));
    const made = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((x) => crate(x * 2)));
    const codes = made.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    assert.deepEqual(codes, ["full", "full"]);
    assert.equal((await kit.objects.list(ann, spaceId, ALL)).items.length, 4);
  });

  it("[SP24] shows a change in the live room at once, and reads what the room has", async () => {
    const before = await crate();
    const room = await kit.openRoom(spaceId);
    const placed = await crate(9);
    assert.equal(room.host.world.objects.get(placed.id)?.x, 9);
    await kit.objects.patch(ann, before.id, { y: 8 });
    assert.equal(room.host.world.objects.get(before.id)?.y, 8);
    const holder = { sessionId: "s", userId: ann.userId };
    const live = room.host.world.objects.get(before.id)!;
    room.host.world.objects.set(before.id, { ...live, holder, lockedBy: ann.userId });
    const { holder: shown, locked_by } = await kit.objects.get(ann, before.id);
    assert.deepEqual([shown, locked_by], [ann.userId, ann.userId]);
    await kit.objects.remove(ann, before.id);
    assert.deepEqual(
      (await kit.objects.list(ann, spaceId, ALL)).items.map(({ id }) => id),
      [placed.id],
    );
  });

  it("[SP24] keeps what was written while the room closed and opened", async () => {
    const { id } = await crate();
    const room = await kit.openRoom(spaceId);
    const [, moved] = await Promise.allSettled([room.close(4010), kit.objects.patch(ann, id, { x: 7 })]);
    const x = moved.status === "fulfilled" ? 7 : 5;
    if (moved.status === "rejected") assert.equal(moved.reason.code, "unavailable");
    assert.equal((await kit.objects.get(ann, id)).x, x);
    await kit.openRoom(spaceId);
    assert.equal((await kit.objects.get(ann, id)).x, x);
  });

  it("[SP25] pages objects by id, from the room and from the disk alike", async () => {
    const ids = [(await crate(3)).id, (await crate(5)).id, (await crate(7)).id];
    const walk = async () => {
      const first = await kit.objects.list(ann, spaceId, { afterId: 0, limit: 2 });
      const rest = await kit.objects.list(ann, spaceId, { afterId: Number(first.next_cursor), limit: 2 });
      assert.equal(rest.next_cursor, null);
      return [...first.items, ...rest.items].map(({ id }) => id);
    };
    assert.deepEqual(await walk(), ids);
    await kit.openRoom(spaceId);
    assert.deepEqual(await walk(), ids);
  });

  it("[SP26] answers a change of nothing with the object, unlogged", async () => {
    const made = await crate();
    assert.deepEqual(await kit.objects.patch(ann, made.id, {}), made);
    const { items } = await kit.log.uses(ann, spaceId, {
      ...{ userId: null, objectId: made.id, sinceMs: null, beforeId: null, limit: 10 },
    });
    assert.equal(items.length, 1);
  });

  it("[SP27] filters and pages the log of uses, newest first", async () => {
    const { id } = await crate();
    kit.clock.nowMs += 1000;
    const sinceMs = kit.clock.nowMs;
    await kit.objects.patch(ann, id, { x: 6 });
    await kit.objects.patch(ann, id, { x: 7 });
    const none = { userId: null, objectId: null, sinceMs: null, beforeId: null, limit: 10 };
    const actions = async (query: object) =>
      (await kit.log.uses(ann, spaceId, { ...none, ...query })).items.map(({ action }) => action);
    assert.deepEqual(await actions({ sinceMs }), ["edit", "edit"]);
    assert.deepEqual(await actions({ userId: 424242 }), []);
    const first = await kit.log.uses(ann, spaceId, { ...none, limit: 1 });
    const rest = await kit.log.uses(ann, spaceId, { ...none, beforeId: Number(first.next_cursor) });
    assert.deepEqual([first.items.length, rest.items.length, rest.next_cursor], [1, 2, null]);
  });

  it("[SP28] takes back what one user did in a time span and names what it could not", async () => {
    const vandal = await kit.caller();
    await kit.members.put(ann, spaceId, { userId: vandal.userId, role: "moderator", bannedUntilMs: null });
    const a = await crate(5);
    const b = await crate(9);
    kit.clock.nowMs += 1000;
    const sinceMs = kit.clock.nowMs;
    await kit.objects.patch(vandal, a.id, { x: 20 });
    await kit.objects.patch(vandal, b.id, { x: 30 });
    await kit.objects.patch(ann, b.id, { x: 31 });
    const { reverted, skipped } = await kit.log.revert(ann, spaceId, {
      ...{ userId: vandal.userId, sinceMs, untilMs: null },
    });
    assert.deepEqual([reverted, skipped.length], [1, 1]);
    assert.equal((await kit.objects.get(ann, a.id)).x, 5);
    assert.equal((await kit.objects.get(ann, b.id)).x, 31);
  });

  it("[SP29] gives messages newest first, nearby and direct ones only to those who got them", async () => {
    const bob = await kit.caller();
    const eve = await kit.caller();
    const say = async (message: string, channel: "space" | "direct", recipients: number[] | null) => {
      const id = kit.journal.nextId("message");
      const from = { userId: ann.userId, name: "Ann" };
      const entry = { id, spaceId, chatroomId: null, channel, from, recipients, message, type: "text" };
      await kit.journal.append({ kind: "message", message: { ...entry, sentAtMs: kit.clock.nowMs } });
    };
    await say("one", "space", null);
    await say("psst", "direct", [ann.userId, bob.userId]);
    await say("two", "space", null);
    const read = async (caller: Caller, beforeId: number | null = null, limit = 10) =>
      kit.log.messages(caller, spaceId, { beforeId, limit });
    const texts = async (caller: Caller) => (await read(caller)).items.map(({ message }) => message);
    assert.deepEqual(await texts(bob), ["two", "psst", "one"]);
    assert.deepEqual(await texts(eve), ["two", "one"]);
    const first = await read(eve, null, 1);
    assert.deepEqual(first.items[0], {
      ...{ id: first.items[0]?.id, channel: "space", chatroom_id: null, message: "two", type: "text" },
      ...{ from: { user_id: ann.userId, name: "Ann" }, sent_at: new Date(kit.clock.nowMs).toISOString() },
    });
    assert.deepEqual(
      (await read(eve, Number(first.next_cursor))).items.map(({ message }) => message),
      ["one"],
    );
  });
}
