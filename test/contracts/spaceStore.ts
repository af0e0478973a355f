/** What every space store does. Run by test/db on each database. */
import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import type { Member, MemberRole, Space } from "../../src/services/spaces/ports.ts";
import { aSpace, aUser, type OpenStores } from "../helpers/stores.ts";

export function spaceStoreContract(name: string, open: () => Promise<OpenStores>): void {
  describe(`space store on ${name}`, () => {
    let stores: OpenStores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

    describe("spaces", () => spacesContract(() => stores));
    describe("lists", () => listsContract(() => stores));
    describe("members", () => membersContract(() => stores));
  });
}

function spacesContract(opened: () => OpenStores): void {
  const spaces = () => opened().spaces;

  it("[ST30] gives back a space as it was stored, version 1, and its owner as a member", async () => {
    const ownerId = await userId(opened());
    const space = aSpace({
      ownerId,
      name: "Café ☕",
      visibility: "private",
      movement: "grid",
      widthM: 20.25,
      worldId: "w".repeat(21),
      settings: { max_speed: 2.5, diagonal: true, activities: ["sit", "tanzen"] },
      zones: [
        {
          id: "z1",
          name: "Bar",
          kind: "seating",
          polygon: [
            { x: 0, y: 0 },
            { x: 1.5, y: 0 },
            { x: 0, y: 2 },
          ],
        },
      ],
      spawnPoints: [{ x: 5, y: 2, heading: 1.25 }],
    });
    const stored = await spaces().insertSpace(space);
    assert.deepEqual(stored, { ...space, id: stored.id, version: 1 });
    assert.deepEqual(await spaces().findSpace(stored.id), stored);
    const owner: Member = {
      spaceId: stored.id,
      userId: ownerId,
      role: "owner",
      sinceMs: space.createdAtMs,
      bannedUntilMs: null,
    };
    assert.deepEqual(await spaces().listMembers(stored.id, 0, 10), [owner]);
    assert.equal(await spaces().findSpace(999_999), null);
  });

  it("[ST31] stores neither space nor membership when the owner is gone", async () => {
    await assert.rejects(spaces().insertSpace(aSpace({ ownerId: 999_999 })), isCode("not_found"));
    assert.deepEqual(await list(opened(), {}), []);
  });

  it("[ST32] takes an explicit id and never gives it again", async () => {
    const ownerId = await userId(opened());
    assert.equal((await spaces().insertSpace(aSpace({ ownerId }), 1)).id, 1);
    assert.equal((await spaces().insertSpace(aSpace({ ownerId }), 7)).id, 7);
    assert.equal((await spaces().insertSpace(aSpace({ ownerId }), 2)).id, 2);
    await assert.rejects(spaces().insertSpace(aSpace({ ownerId }), 7), isCode("conflict"));
    assert.ok((await spaces().insertSpace(aSpace({ ownerId }))).id > 7);
  });

  it("[ST33] changes what a patch names and nothing else, one version up", async () => {
    const space = await spaces().insertSpace(
      aSpace({ ownerId: await userId(opened()), settings: { max_speed: 3 } }),
    );
    const patch = { name: "Agora", settings: { diagonal: false }, updatedAtMs: 1_800_000_000_000 };
    const changed = await spaces().updateSpace(space.id, patch, null);
    assert.deepEqual(changed, { ...space, ...patch, version: 2 });
    assert.deepEqual(await spaces().findSpace(space.id), changed);
    assert.equal((await list(opened(), { q: "AGO" })).length, 1);
    assert.deepEqual(await spaces().updateSpace(space.id, {}, 2), changed);
    assert.equal(await spaces().updateSpace(999_999, { name: "x" }, null), null);
    assert.equal(await spaces().updateSpace(999_999, { name: "x" }, 1), null);
  });

  it("[ST34] refuses a change of a version that has passed", async () => {
    const space = await spaces().insertSpace(aSpace({ ownerId: await userId(opened()) }));
    await spaces().updateSpace(space.id, { name: "second" }, 1);
    assert.equal(await spaces().updateSpace(space.id, { name: "late" }, 1), "stale");
    assert.equal(await spaces().updateSpace(space.id, {}, 1), "stale");
    assert.equal(await spaces().updateSpace(space.id, { name: "late" }, 2 ** 40), "stale");
    assert.equal((await spaces().findSpace(space.id))?.name, "second");
  });

  it("[ST34] lets exactly one of 10 changes of the same version at once win", async () => {
    const space = await spaces().insertSpace(aSpace({ ownerId: await userId(opened()) }));
    const change = (n: number) => spaces().updateSpace(space.id, { name: `n${n}` }, 1);
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => change(n)));
    const won = results.filter((result) => result !== "stale") as Space[];
    assert.equal(won.length, 1);
    assert.deepEqual(await spaces().findSpace(space.id), won[0]);
    assert.equal(won[0]?.version, 2);
  });

  it("[ST35] counts every one of 10 changes at once that name no version", async () => {
    const space = await spaces().insertSpace(aSpace({ ownerId: await userId(opened()) }));
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => spaces().updateSpace(space.id, { widthM: n + 1 }, null)),
    );
    assert.equal((await spaces().findSpace(space.id))?.version, 11);
  });

  it("[ST36] deletes a space with its memberships, and counts what somebody owns", async () => {
    const ownerId = await userId(opened());
    const [first, second] = [
      await spaces().insertSpace(aSpace({ ownerId })),
      await spaces().insertSpace(aSpace({ ownerId })),
    ];
    assert.equal(await spaces().countOwnedBy(ownerId), 2);
    assert.equal(await spaces().deleteSpace(first.id), true);
    assert.equal(await spaces().deleteSpace(first.id), false);
    assert.equal(await spaces().findMember(first.id, ownerId), null);
    assert.ok(await spaces().findMember(second.id, ownerId));
    assert.equal(await spaces().countOwnedBy(ownerId), 1);
    assert.equal(await spaces().countOwnedBy(999_999), 0);
  });

  it("[WD28] counts the spaces of a world, and says who is let into any of them", async () => {
    const worldId = "a-world-of-two-spaces";
    const [ownerId, readerId] = [await userId(opened()), await userId(opened())];
    const lets = (user: number) => spaces().admitsToWorld(worldId, user, 1_000);
    assert.deepEqual([await spaces().countOfWorld(worldId), await lets(ownerId)], [0, false]);
    const shut = await spaces().insertSpace(aSpace({ ownerId, worldId, visibility: "private" }));
    assert.deepEqual([await lets(ownerId), await lets(readerId)], [true, false]);
    for (const role of ["member", "moderator"] as const) {
      await spaces().putMember(member(shut.id, readerId, role));
      assert.equal(await lets(readerId), true, role);
    }
    await spaces().putMember(member(shut.id, readerId, "banned"));
    assert.equal(await lets(readerId), false);
    const open = await spaces().insertSpace(aSpace({ ownerId, worldId }));
    assert.deepEqual([await spaces().countOfWorld(worldId), await lets(readerId)], [2, true]);
    await spaces().putMember(member(open.id, readerId, "banned"));
    assert.equal(await lets(readerId), false);
    await spaces().putMember({ ...member(open.id, readerId, "banned"), bannedUntilMs: 999 });
    assert.equal(await lets(readerId), true, "the ban has ended");
    assert.equal(await spaces().admitsToWorld("another", ownerId, 1_000), false);
  });
}

function listsContract(opened: () => OpenStores): void {
  it("[ST37] lists public spaces, and private ones only to members who are not banned", async () => {
    const stores = opened();
    const [ownerId, guestId] = [await userId(stores), await userId(stores)];
    const open = await stores.spaces.insertSpace(aSpace({ ownerId, name: "open" }));
    const joined = await stores.spaces.insertSpace(
      aSpace({ ownerId, name: "joined", visibility: "private" }),
    );
    const hidden = await stores.spaces.insertSpace(
      aSpace({ ownerId, name: "hidden", visibility: "private" }),
    );
    const barred = await stores.spaces.insertSpace(
      aSpace({ ownerId, name: "barred", visibility: "private" }),
    );
    await stores.spaces.putMember(member(joined.id, guestId, "member"));
    await stores.spaces.putMember(member(barred.id, guestId, "banned"));
    assert.deepEqual(await list(stores, {}), [open.id]);
    assert.deepEqual(await list(stores, { userId: guestId }), [open.id, joined.id]);
    assert.deepEqual(await list(stores, { userId: ownerId }), [open.id, joined.id, hidden.id, barred.id]);
    assert.deepEqual(await list(stores, { userId: guestId, mine: true }), [joined.id]);
    assert.deepEqual(await list(stores, { mine: true }), []);
  });

  it("[ST38] searches names without case and pages by id", async () => {
    const stores = opened();
    const ownerId = await userId(stores);
    const ids: number[] = [];
    for (const name of ["Große Halle", "halle 100%", "HALLE_3", "Über"]) {
      ids.push((await stores.spaces.insertSpace(aSpace({ ownerId, name }))).id);
    }
    assert.deepEqual(await list(stores, { q: "halle" }), ids.slice(0, 3));
    assert.deepEqual(await list(stores, { q: "HALLE", limit: 2 }), ids.slice(0, 2));
    assert.deepEqual(await list(stores, { q: "halle", afterId: ids[1] }), [ids[2]]);
    assert.deepEqual(await list(stores, { q: "%" }), [ids[1]]);
    assert.deepEqual(await list(stores, { q: "_" }), [ids[2]]);
    assert.deepEqual(await list(stores, { q: "ÜBER" }), [ids[3]]);
    assert.deepEqual(await list(stores, { afterId: 999_999_999_999_999 }), []);
  });
}

function membersContract(opened: () => OpenStores): void {
  it("[ST39] inserts and replaces a membership, also when two come at once", async () => {
    const stores = opened();
    const [ownerId, otherId] = [await userId(stores), await userId(stores)];
    const { id } = await stores.spaces.insertSpace(aSpace({ ownerId }));
    await stores.spaces.putMember(member(id, otherId, "member"));
    const ban: Member = {
      spaceId: id,
      userId: otherId,
      role: "banned",
      sinceMs: 5,
      bannedUntilMs: 1_900_000_000_000,
    };
    await stores.spaces.putMember(ban);
    assert.deepEqual(await stores.spaces.findMember(id, otherId), ban);
    await Promise.all(
      Array.from({ length: 10 }, () => stores.spaces.putMember(member(id, otherId, "moderator"))),
    );
    assert.deepEqual(await stores.spaces.findMember(id, otherId), member(id, otherId, "moderator"));
    assert.equal((await stores.spaces.listMembers(id, 0, 10)).length, 2);
  });

  it("[ST39] refuses a membership of nobody or nowhere as not_found", async () => {
    const stores = opened();
    const ownerId = await userId(stores);
    const { id } = await stores.spaces.insertSpace(aSpace({ ownerId }));
    await assert.rejects(stores.spaces.putMember(member(id, 999_999, "member")), isCode("not_found"));
    await assert.rejects(stores.spaces.putMember(member(999_999, ownerId, "member")), isCode("not_found"));
  });

  it("[ST40] lists members by user id, finds several memberships at once, deletes one", async () => {
    const stores = opened();
    const ids = [await userId(stores), await userId(stores), await userId(stores)] as const;
    const first = await stores.spaces.insertSpace(aSpace({ ownerId: ids[0] }));
    const second = await stores.spaces.insertSpace(aSpace({ ownerId: ids[1] }));
    await stores.spaces.putMember(member(first.id, ids[2], "member"));
    await stores.spaces.putMember(member(first.id, ids[1], "moderator"));
    const listed = async (after: number, limit: number) =>
      (await stores.spaces.listMembers(first.id, after, limit)).map((one) => one.userId);
    assert.deepEqual(await listed(0, 50), [...ids]);
    assert.deepEqual(await listed(0, 2), [ids[0], ids[1]]);
    assert.deepEqual(await listed(ids[1], 50), [ids[2]]);
    const roles = (await stores.spaces.memberships(ids[1], [second.id, first.id, 999_999])).map((one) => [
      one.spaceId,
      one.role,
    ]);
    assert.deepEqual(roles, [
      [first.id, "moderator"],
      [second.id, "owner"],
    ]);
    assert.deepEqual(await stores.spaces.memberships(ids[1], []), []);
    assert.equal(await stores.spaces.deleteMember(first.id, ids[2]), true);
    assert.equal(await stores.spaces.deleteMember(first.id, ids[2]), false);
    assert.equal(await stores.spaces.findMember(first.id, ids[2]), null);
  });
}

type Query = Partial<{
  userId: number;
  mine: boolean;
  q: string;
  afterId: number | undefined;
  limit: number;
}>;

async function list(stores: OpenStores, query: Query): Promise<number[]> {
  const { userId = null, mine = false, q = "", afterId = 0, limit = 50 } = query;
  return (await stores.spaces.listSpaces({ userId, mine, q, afterId, limit })).map(({ id }) => id);
}

async function userId(stores: OpenStores): Promise<number> {
  const user = await stores.accounts.insertUser(aUser());
  assert.ok(user);
  return user.id;
}

function member(spaceId: number, userId: number, role: MemberRole): Member {
  return { spaceId, userId, role, sinceMs: 1_700_000_000_000, bannedUntilMs: null };
}

function isCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code;
}
