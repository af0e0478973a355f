import assert from "node:assert/strict";
import { blocks, footprintInside, footprintOf } from "../../../src/core/sim/footprint.ts";
import { isFree } from "../../../src/core/sim/freePoint.ts";
import { readDemoWorld } from "../../../src/infra/catalogueFile.ts";
import { NewSpaceBody } from "../../../src/protocol/spaces.ts";
import { ExperienceQuery } from "../../../src/protocol/worlds.ts";
import { seedDemo } from "../../../src/services/spaces/demoSeed.ts";
import { SPACE_MAPS } from "../../../src/services/spaces/maps.ts";
import { publishDemoWorld } from "../../../src/services/worlds/demoWorld.ts";
import { withPostgres } from "../../helpers/postgres.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

/** How far around a spawn point nothing solid stands, metres or cells. */
const CLEAR = 2;

describe("the demo on SQLite", () => suite(() => openSpaceKit()));

describe("the demo on PostgreSQL", () => {
  const postgres = withPostgres();
  describe("with its kit", () => suite(() => openSpaceKit({ postgresUrl: postgres.url })));
});

function suite(open: () => Promise<SpaceKit>): void {
  let kit: SpaceKit;
  beforeEach(async () => {
    kit = await open();
  });
  afterEach(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });
  const seed = (changes: object = {}) => {
    const { spaces, accounts, settings } = kit.stores;
    const base = { spaces, accounts, settings, journal: kit.journal, prefabs: kit.prefabs };
    const now = () => kit.clock.nowMs;
    const publishWorld = async (ownerId: number) =>
      publishDemoWorld(kit.worldStore, { ...(await readDemoWorld()), ownerId, nowMs: now() });
    return seedDemo({ ...base, publishWorld, now, ...changes });
  };

  it("[SP30] is space 1, Plaza, and space 2, Café, as documented, owned by an account nobody can log in to", async () => {
    assert.equal(await seed(), true);
    const [plaza, cafe] = [await kit.stores.spaces.findSpace(1), await kit.stores.spaces.findSpace(2)];
    assert.deepEqual(
      [plaza?.name, plaza?.movement, plaza?.widthM, plaza?.depthM, plaza?.settings.pixels_per_metre],
      ["Plaza", "free", 60, 60, 10],
    );
    assert.deepEqual([cafe?.name, cafe?.movement, cafe?.widthM, cafe?.depthM], ["Café", "grid", 20, 20]);
    assert.deepEqual([cafe?.spawnPoints[0]?.x, cafe?.spawnPoints[0]?.y], [5, 2]);
    assert.equal(plaza?.visibility, "public");
    const owner = await kit.stores.accounts.findUser(plaza!.ownerId);
    assert.deepEqual([owner?.passwordHash, owner?.role, cafe?.ownerId], [null, "user", owner?.id]);
    const chair = (await kit.journal.findObject(5))?.object;
    assert.deepEqual([chair?.kind, chair?.x, chair?.y], ["chair", 16, 23]);
    assert.ok(kit.prefabs.get(chair!.prefabId)?.affordances.includes("move"));
    const [card] = (await kit.experiences.list(ExperienceQuery.parse({}))).items;
    assert.equal(card?.author.user_id, owner?.id);
    const { blueprint } = await kit.worlds.get(null, card!.world_id);
    assert.deepEqual(await kit.worldGenerator.validate(blueprint), [], "the shipped world is sound");
    const objects = await kit.journal.loadObjects(1);
    assert.ok(
      objects.length >= 12 &&
        objects.every((object) => kit.prefabs.get(object.prefabId)!.affordances.length > 0),
    );
  });

  it("[SP31] is made once: not again, not after it was deleted, not beside other spaces", async () => {
    await seed();
    assert.equal(await seed(), false);
    await kit.spaces.erase(1);
    await kit.spaces.erase(2);
    assert.equal(await seed(), false);
  });

  it("[SP31] is not made beside other spaces", async () => {
    const ann = await kit.caller();
    await kit.spaces.create(ann, NewSpaceBody.parse({ name: "First" }));
    assert.equal(await seed(), false);
  });

  it("[SP31] is finished when its making stopped half-way, and its ids are given to nothing else", async () => {
    const { journal } = kit;
    const stopping = {
      nextId: journal.nextId.bind(journal),
      append: (entry: { spaceId: number }) =>
        entry.spaceId === 2 ? Promise.reject(new Error("stopped")) : journal.append(entry as never),
    };
    await assert.rejects(seed({ journal: stopping }), /stopped/);
    assert.equal(await seed(), true);
    const [plaza, cafe] = [await journal.loadObjects(1), await journal.loadObjects(2)];
    assert.deepEqual(
      [...plaza, ...cafe].map(({ id }) => id),
      Array.from({ length: plaza.length + cafe.length }, (_, index) => index + 1),
    );
    assert.ok(journal.nextId("object") > plaza.length + cafe.length);
  });

  it("[SP30] takes another name for its owner if the first is somebody's", async () => {
    await kit.caller({ username: "Atrium", passwordHash: "$argon2id$x" });
    assert.equal(await seed(), true);
    const plaza = await kit.stores.spaces.findSpace(1);
    assert.equal((await kit.stores.accounts.findUser(plaza!.ownerId))?.username, "atrium.demo");
  });

  for (const map of SPACE_MAPS) {
    it(`[SP32] map ${map.id}: everything is inside, spawn points and their surroundings are free`, async () => {
      const ann = await kit.caller();
      const { space } = await kit.spaces.create(ann, NewSpaceBody.parse({ name: "M", map_id: map.id }));
      const { host } = await kit.openRoom(space.id);
      for (const object of host.world.objects.values()) {
        const footprint = footprintOf(object, kit.prefabs.get(object.prefabId)!);
        assert.ok(footprintInside(footprint, map.widthM, map.depthM), object.prefabId);
        assert.ok(object.scale >= kit.prefabs.get(object.prefabId)!.minScale);
        assert.ok(object.scale <= kit.prefabs.get(object.prefabId)!.maxScale);
      }
      for (const { x, y } of map.spawnPoints)
        for (const dx of [-CLEAR / 2, 0, CLEAR / 2])
          for (const dy of [-CLEAR / 2, 0, CLEAR / 2])
            assert.ok(isFree(host.world, { x: x + dx, y: y + dy }), `${x + dx} ${y + dy}`);
      assert.ok(
        [...host.world.objects.values()].some((object) => blocks(object, kit.prefabs.get(object.prefabId)!)),
      );
    });
  }
}
