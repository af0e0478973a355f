import assert from "node:assert/strict";
import { CLOSE_CODES } from "../../../src/protocol/closeCodes.ts";
import { NewSpaceBody } from "../../../src/protocol/spaces.ts";
import type { Caller } from "../../../src/services/accounts/caller.ts";
import { etagOf } from "../../../src/services/spaces/spaceVersion.ts";
import { withPostgres } from "../../helpers/postgres.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

const body = (wish: object) => NewSpaceBody.parse(wish);
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

describe("spaces on SQLite", () => suite(() => openSpaceKit()));

describe("spaces on PostgreSQL", () => {
  const postgres = withPostgres();
  // Nested, so that the kit is closed before its database is dropped.
  describe("with its kit", () => suite(() => openSpaceKit({ postgresUrl: postgres.url })));
});

function suite(open: () => Promise<SpaceKit>): void {
  let kit: SpaceKit;
  let ann: Caller;
  before(async () => {
    kit = await open();
    ann = await kit.caller({ username: "ann" });
  });
  after(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });

  it("[SP1] makes a space of 50 × 50 m that its maker owns, with a spawn point in its middle", async () => {
    const { space, role, online } = await kit.spaces.create(ann, body({ name: "Den" }));
    assert.deepEqual(
      [space.name, space.ownerId, space.widthM, space.depthM, space.movement, space.visibility],
      ["Den", ann.userId, 50, 50, "free", "public"],
    );
    assert.deepEqual([role, online, space.spawnPoints], ["owner", 0, [{ x: 25, y: 25, heading: 0 }]]);
    const grid = await kit.spaces.create(ann, body({ name: "Cells", movement: "grid", width: 9, depth: 7 }));
    assert.deepEqual(grid.space.spawnPoints, [{ x: 4, y: 3, heading: 0 }]);
  });

  it("[SP2] refuses guests, unknown maps and worlds, and a size that is not the map's", async () => {
    const guest = await kit.caller({ role: "guest" });
    await assert.rejects(kit.spaces.create(guest, body({ name: "G" })), refused("forbidden"));
    for (const wish of [
      { map_id: "nowhere" },
      { world_id: "abc" },
      { map_id: "cafe", width: 30 },
      { map_id: "cafe", movement: "free" },
    ])
      await assert.rejects(kit.spaces.create(ann, body({ name: "X", ...wish })), refused("invalid"));
  });

  it("[SP3] starts a space from a map, with its objects and the settings laid over the map's", async () => {
    const wish = body({ name: "Ours", map_id: "meeting_room", settings: { max_speed: 3 } });
    const { space } = await kit.spaces.create(ann, wish);
    assert.deepEqual(space.settings, { nearby_radius: 20, max_speed: 3 });
    const { items } = await kit.objects.list(ann, space.id, { afterId: 0, limit: 200 });
    assert.equal(items.length, 10);
    assert.ok(items.every((object) => object.created_by === ann.userId));
  });

  it("[SP4] lists public spaces and one's own, by id, page by page; private ones of others stay hidden", async () => {
    const bob = await kit.caller();
    const hidden = await kit.spaces.create(ann, body({ name: "Zeta hidden", visibility: "private" }));
    const shown = await kit.spaces.create(ann, body({ name: "Zeta shown" }));
    const all = { q: "zETA", mine: false, afterId: 0, limit: 10 };
    const ids = async (caller: Caller, query = all) =>
      (await kit.spaces.list(caller, query)).items.map(({ space, role }) => [space.id, role]);
    assert.deepEqual(await ids(bob), [[shown.space.id, null]]);
    assert.deepEqual(await ids(ann), [
      [hidden.space.id, "owner"],
      [shown.space.id, "owner"],
    ]);
    assert.deepEqual(await ids(bob, { ...all, mine: true }), []);
    const first = await kit.spaces.list(ann, { ...all, limit: 1 });
    assert.equal(first.next_cursor, String(hidden.space.id));
    const second = await kit.spaces.list(ann, { ...all, limit: 1, afterId: Number(first.next_cursor) });
    assert.deepEqual([second.items[0]?.space.id, second.next_cursor], [shown.space.id, null]);
  });

  it("[SP5] merges settings key by key on PATCH, null taking one back; PUT replaces them", async () => {
    const { space } = await kit.spaces.create(
      ann,
      body({ name: "S", settings: { max_speed: 3, diagonal: true } }),
    );
    const patch = (settings: object) =>
      kit.spaces.patch(ann, space.id, { body: { settings: { ...settings } }, ifMatch: undefined });
    const patched = await patch({ max_speed: null, interest_limit: 5 });
    assert.deepEqual(patched.space.settings, { diagonal: true, interest_limit: 5 });
    await assert.rejects(patch({ max_sped: 1 }), (error: { code: string; errors: { pointer: string }[] }) => {
      assert.deepEqual([error.code, error.errors[0]?.pointer], ["invalid", "/settings/max_sped"]);
      return true;
    });
    await assert.rejects(patch({ max_sped: null }), refused("invalid"));
    await assert.rejects(patch({ max_speed: 1000 }), refused("invalid"));
    const put = await kit.spaces.put(ann, space.id, {
      body: { name: "T", settings: { spawn: "points" } },
      ifMatch: undefined,
    });
    assert.deepEqual([put.space.name, put.space.settings, put.space.widthM], ["T", { spawn: "points" }, 50]);
  });

  it("[SP6] lets exactly one of two writes with the same If-Match through", async () => {
    const made = await kit.spaces.create(ann, body({ name: "Race" }));
    const ifMatch = etagOf(made);
    const results = await Promise.allSettled(
      ["A", "B"].map((name) => kit.spaces.patch(ann, made.space.id, { body: { name }, ifMatch })),
    );
    const refusals = results.filter((result) => result.status === "rejected");
    assert.deepEqual(
      refusals.map(({ reason }) => reason.code),
      ["precondition_failed"],
    );
    const { space } = await kit.spaces.get(ann, made.space.id);
    assert.equal(space.version, made.space.version + 1);
  });

  it("[SP7] lets overlapping writes without If-Match all through, none lost", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Merge" }));
    const changes = [{ max_speed: 2 }, { interest_limit: 3 }, { nearby_radius: 4 }];
    await Promise.all(
      changes.map((settings) => kit.spaces.patch(ann, space.id, { body: { settings }, ifMatch: undefined })),
    );
    const found = await kit.spaces.get(ann, space.id);
    assert.deepEqual(found.space.settings, { max_speed: 2, interest_limit: 3, nearby_radius: 4 });
  });

  it("[SP8] refuses bounds that would leave an object outside, and holds narrower ones against what comes meanwhile", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Shrink" }));
    const crate = await kit.objects.create(ann, space.id, { prefab_id: "crate_wood", x: 40, y: 10 });
    const width = (metres: number) =>
      kit.spaces.patch(ann, space.id, { body: { width: metres }, ifMatch: undefined });
    await assert.rejects(width(40), refused("conflict"));
    await kit.objects.patch(ann, crate.id, { x: 5 });
    const narrow = await width(20);
    assert.deepEqual([narrow.space.widthM, narrow.space.spawnPoints], [20, [{ x: 10, y: 25, heading: 0 }]]);
    await assert.rejects(kit.objects.patch(ann, crate.id, { x: 40 }), refused("conflict"));
  });

  it("[SP8] keeps objects and narrower bounds together in a live room, whichever comes first", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Both" }));
    const crate = await kit.objects.create(ann, space.id, { prefab_id: "crate_wood", x: 5, y: 5 });
    await kit.openRoom(space.id);
    const [shrunk, moved] = await Promise.allSettled([
      kit.spaces.patch(ann, space.id, { body: { width: 20 }, ifMatch: undefined }),
      kit.objects.patch(ann, crate.id, { x: 40 }),
    ]);
    const present = await kit.objects.get(ann, crate.id);
    const { widthM } = (await kit.spaces.get(ann, space.id)).space;
    assert.ok(present.x < widthM, `x ${present.x} of ${widthM}`);
    assert.equal([shrunk, moved].filter(({ status }) => status === "fulfilled").length, 1);
  });

  it("[SP9] keeps the movement of a space", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Steps", movement: "grid" }));
    const write = (movement: "free" | "grid") => ({ body: { movement }, ifMatch: undefined });
    await assert.rejects(kit.spaces.patch(ann, space.id, write("free")), refused("conflict"));
    assert.equal((await kit.spaces.patch(ann, space.id, write("grid"))).space.version, space.version);
  });

  it("[SP10] makes the live room follow a change, and sends strangers away when a space becomes private", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Open" }));
    const bob = await kit.caller();
    const room = await kit.openRoom(space.id, [ann, bob, bob]);
    const write = {
      body: { name: "Shut", visibility: "private", settings: { max_speed: 2 } },
      ifMatch: undefined,
    } as const;
    const found = await kit.spaces.patch(ann, space.id, write);
    assert.deepEqual([found.online, room.described], [3, ["Shut"]]);
    assert.equal(room.host.world.rules.maxSpeedMps, 2);
    assert.deepEqual(room.standings, [
      [ann.userId, "owner"],
      [bob.userId, "stranger"],
    ]);
  });

  it("[SP11] deletes a space with all in it: its room is closed first, nothing stays", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Doomed" }));
    const { id } = await kit.objects.create(ann, space.id, { prefab_id: "crate_wood", x: 5, y: 5 });
    const room = await kit.openRoom(space.id, [ann]);
    await kit.spaces.remove(ann, space.id);
    assert.deepEqual(room.closedWith, [CLOSE_CODES.SPACE_GONE]);
    await assert.rejects(kit.spaces.get(ann, space.id), refused("not_found"));
    await assert.rejects(kit.objects.get(ann, id), refused("not_found"));
    assert.deepEqual(await kit.journal.loadObjects(space.id), []);
    await assert.rejects(kit.hosts.open(space.id), refused("not_found"));
    await assert.rejects(kit.spaces.remove(ann, space.id), refused("not_found"));
  });

  it("[SP11] can be deleted again when it stopped half-way", async () => {
    const { space } = await kit.spaces.create(ann, body({ name: "Half", map_id: "garden" }));
    await kit.journal.eraseSpace(space.id);
    assert.equal(await kit.spaces.erase(space.id), true);
    assert.equal(await kit.spaces.erase(space.id), false);
  });

  it("[SP12] lets one user own so many spaces and no more, also when calls overlap", async () => {
    const small = await openSpaceKit({ maxOwned: { spaces: 2 } });
    try {
      const eve = await small.caller();
      const tries = await Promise.allSettled(
        ["1", "2", "3", "4"].map((name) => small.spaces.create(eve, body({ name }))),
      );
      assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 2);
      const codes = tries.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      assert.deepEqual([codes, small.allowances.spaces.refused], [["full", "full"], 2]);
    } finally {
      await small.close();
    }
  });
}
