import assert from "node:assert/strict";
import { standsAt, worldOf } from "../helpers/roomWatch.ts";
import { codeOf, use, Workshop } from "../helpers/workshop.ts";

describe("holding and sitting in a room", () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open();
  });
  after(() => shop.close());
  afterEach(() => shop.empty());

  it("[TR8] what is picked up keeps its place, blocks nobody, and is put down where it is dropped", async () => {
    const ann = await shop.enter(await shop.server.guest());
    const bob = await shop.enter(await shop.server.guest(), 14, 10);
    const id = await shop.object("crate_wood", 12, 10);
    const crate = () => bob.state.objects.get(String(id));
    await use(ann, id, "pick_up");
    await bob.until("in hand", () => crate()?.holder === ann.sessionId);
    assert.deepEqual([crate()?.x, crate()?.y], [12, 10]);
    bob.move({ x: 12, y: 10 });
    await bob.arrival(12, 10);
    assert.equal(await codeOf(use(ann, id, "drop", { x: 12, y: 10 })), "conflict", "Bob stands there");
    const { object } = await use(ann, id, "drop", { x: 12, y: 12.5 });
    assert.deepEqual([object?.x, object?.y, object?.holder], [12, 12.5, null]);
    await bob.until("put down", () => crate()?.holder === "" && crate()?.y === 12.5);
    assert.equal(await codeOf(use(ann, id, "drop", { x: 12, y: 12 })), "conflict", "nobody has it in hand");
  });

  it("[TR9] what is held refuses everybody but its holder, on any device, and moderators", async () => {
    const user = await shop.server.register();
    const ann = await shop.enter(user);
    const phone = await shop.enter(user, 10, 11);
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const moderator = await shop.enter(await shop.member("moderator"), 12, 10);
    const id = await shop.object("chair_wood", 11, 11);
    await use(ann, id, "pick_up");
    assert.equal(await codeOf(use(bob, id, "pick_up")), "held");
    assert.equal(await codeOf(use(bob, id, "rotate", { heading: 1 })), "held");
    assert.equal(await codeOf(use(phone, id, "rotate", { heading: 1 })), "ok");
    assert.equal(await codeOf(use(moderator, id, "rotate", { heading: 2 })), "ok");
    assert.equal((await shop.read(id)).holder, user.id);
    assert.equal(await codeOf(use(ann, id, "drop", { x: 11, y: 12 })), "ok");
    assert.equal(await codeOf(use(bob, id, "pick_up")), "ok");
  });

  it("[TR10] whoever sits stays there, is seen sitting, and stands up with the next move", async () => {
    const ann = await shop.enter(await shop.server.guest());
    const bob = await shop.enter(await shop.server.guest(), 14, 10);
    const id = await shop.object("chair_wood", 11, 11);
    const other = await shop.object("chair_wood", 10, 12);
    const chair = () => bob.state.objects.get(String(id));
    ann.move({ x: 5, y: 10 });
    await use(ann, id, "sit");
    await bob.until(
      "Ann sitting",
      () => bob.sees(ann)?.activity === "sit" && chair()?.holder === ann.sessionId,
    );
    const where = standsAt(shop.server, shop.spaceId, ann);
    await shop.watch.ticks(shop.spaceId, 3);
    assert.deepEqual(standsAt(shop.server, shop.spaceId, ann), where, "the walk has ended");
    assert.equal(await codeOf(use(ann, other, "sit")), "conflict", "one seat at a time");
    assert.equal(await codeOf(use(bob, id, "sit")), "held");
    ann.move({ x: 9, y: 9 });
    await bob.until("Ann up", () => bob.sees(ann)?.activity === "idle" && chair()?.holder === "");
    await ann.arrival(9, 9);
    await use(ann, id, "sit");
    await use(ann, id, "stand");
    await bob.until("Ann up again", () => bob.sees(ann)?.activity === "idle" && chair()?.holder === "");
    assert.equal(await codeOf(use(ann, id, "stand")), "conflict");
  });

  it("[TR11] a door stands open or shut, and shut it is solid", async () => {
    const ann = await shop.enter(await shop.server.guest(), 30, 10);
    const id = await shop.object("door_wood", 30, 12, { heading: Math.PI / 2, scale: 1 });
    ann.move({ x: 30, y: 14 });
    assert.equal((await ann.message("movement_rejected")).reason, "blocked");
    const { object } = await use(ann, id, "toggle");
    assert.deepEqual([object?.solid, object?.state.open], [false, "1"]);
    await ann.arrival(30, 14);
    ann.move({ x: 30, y: 12 });
    await ann.arrival(30, 12);
    assert.equal(await codeOf(use(ann, id, "toggle")), "conflict", "one stands in it");
    ann.move({ x: 30, y: 13 });
    await ann.arrival(30, 13);
    assert.equal((await use(ann, id, "toggle")).object?.solid, true);
    await ann.until("shut", () => ann.state.objects.get(String(id))?.solid);
  });

  it("[TR12] a leaver lets go of all it holds and of its seat, where they are; locks stay", async () => {
    const user = await shop.member("member");
    const ann = await shop.enter(user);
    const bob = await shop.enter(await shop.server.guest(), 11, 10);
    const [crate, chair, locked] = [
      await shop.object("crate_wood", 12, 12),
      await shop.object("chair_wood", 9, 11),
      await shop.object("chair_wood", 8, 10),
    ];
    await use(ann, crate, "pick_up");
    await use(ann, chair, "sit");
    await use(ann, locked, "lock");
    await bob.until("all of it", () => bob.state.objects.get(String(locked))?.lockedBy === user.id);
    await ann.leave();
    for (const id of [crate, chair])
      await bob.until("free", () => bob.state.objects.get(String(id))?.holder === "");
    assert.equal(await codeOf(use(bob, crate, "pick_up")), "ok");
    assert.equal(await codeOf(use(bob, chair, "sit")), "ok");
    assert.equal((await shop.read(locked)).locked_by, user.id);
  });

  it("[TR13] locks are kept by the locker and lifted by moderators", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const moderator = await shop.enter(await shop.member("moderator"), 12, 10);
    const id = await shop.object("chair_wood", 11, 11);
    await use(ann, id, "lock");
    assert.equal(await codeOf(use(bob, id, "rotate", { heading: 1 })), "locked");
    assert.equal(await codeOf(use(bob, id, "unlock")), "locked");
    assert.equal(await codeOf(use(bob, id, "sit")), "locked");
    assert.equal(await codeOf(use(ann, id, "rotate", { heading: 1 })), "ok");
    assert.equal(await codeOf(use(moderator, id, "unlock")), "ok");
    assert.equal(await codeOf(use(bob, id, "rotate", { heading: 2 })), "ok");
  });

  it("[TR14] after a restart objects and locks are as they were, and nobody holds anything", async () => {
    const user = await shop.member("member");
    const ann = await shop.enter(user);
    const [crate, chair] = [await shop.object("crate_wood", 12, 12), await shop.object("chair_wood", 9, 11)];
    await use(ann, crate, "pick_up");
    await use(ann, chair, "paint", { color: "teal" });
    await use(ann, chair, "lock");
    const before = await shop.objects();
    await shop.empty();
    await shop.server.restart();
    const after = await shop.objects();
    assert.deepEqual(
      after,
      before.map((object) => ({ ...object, holder: null })),
    );
    const again = await shop.enter(user);
    const shown = again.state.objects.get(String(chair));
    assert.deepEqual([shown?.lockedBy, shown?.state.get("color"), shown?.holder], [user.id, "teal", ""]);
    assert.equal(worldOf(shop.server, shop.spaceId).objects.get(crate)?.holder, null);
  });
});
