import assert from "node:assert/strict";
import { distanceToFootprint } from "../../../src/core/sim/footprint.ts";
import { isFree } from "../../../src/core/sim/freePoint.ts";
import { NewSpaceBody, SpacePatchBody } from "../../../src/protocol/spaces.ts";
import { ExperienceQuery, PublishBody, WorldQuery } from "../../../src/protocol/worlds.ts";
import type { Caller } from "../../../src/services/accounts/caller.ts";
import type { Space } from "../../../src/services/spaces/ports.ts";
import { withPostgres } from "../../helpers/postgres.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
/** A net across the middle of the ground, as scenery: no tool works on it. */
const NET = {
  ...{ instance_id: "net", prefab_id: "tennis_net", source: "explicit" },
  ...{ position: { x: 0, y: 0, z: 0 }, rotation: { x: 0, y: 0, z: 0 }, scale: { x: 1, y: 1, z: 1 } },
};
const CHAIR = { ...NET, instance_id: "seat", prefab_id: "chair_wood", position: { x: 2, y: 0, z: 3 } };

const COURT = {
  ...{ bounds: { width: 20, depth: 20 }, zones: [], paths: [], prefab_instances: [NET, CHAIR] },
  spawn_points: [{ position: { x: 0, y: 0, z: -5 }, yaw: 0 }],
};

describe("the life of worlds on SQLite", () => suite(() => openSpaceKit()));

describe("the life of worlds on PostgreSQL", () => {
  const postgres = withPostgres();
  // Nested, so that the kit is closed before its database is dropped.
  describe("with its kit", () => suite(() => openSpaceKit({ postgresUrl: postgres.url })));
});

function suite(open: () => Promise<SpaceKit>): void {
  let kit: SpaceKit;
  let ann: Caller;
  before(async () => {
    kit = await open();
    ann = await kit.caller();
  });
  after(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });
  const make = (caller = ann, prompt = "a bench") => kit.worlds.create(caller, { prompt });
  const spaceOf = async (world_id: string, caller = ann, wish: object = {}): Promise<Space> =>
    (await kit.spaces.create(caller, NewSpaceBody.parse({ name: "S", world_id, ...wish }))).space;
  const publish = (world_id: string, caller = ann) =>
    kit.experiences.publish(caller, PublishBody.parse({ world_id, title: "T" }));
  const court = async () => {
    const plain = JSON.parse((await make()).blueprint.toString());
    const world_blueprint = { ...plain, ...COURT };
    return kit.worlds.import(ann, { world_blueprint });
  };

  describe("making", () => makingRules(() => kit, make));
  describe("spaces of worlds", () => spaceRules(() => kit, { make, spaceOf, publish, court }));
  describe("experiences", () => enteringRules(() => kit, { make, spaceOf, publish }));
  describe("leaving", () => leavingRules(() => kit, { make, spaceOf, publish }));
}

type Make = (caller?: Caller, prompt?: string) => ReturnType<SpaceKit["worlds"]["create"]>;
interface Steps {
  readonly make: Make;
  readonly spaceOf: (worldId: string, caller?: Caller, wish?: object) => Promise<Space>;
  readonly publish: (worldId: string, caller?: Caller) => ReturnType<SpaceKit["experiences"]["publish"]>;
}

function makingRules(kit: () => SpaceKit, make: Make): void {
  it("[WD11] stores what was generated, byte for byte, with the client's label and how long it took", async () => {
    const bob = await kit().caller();
    const made = await kit().worlds.create(bob, { prompt: " a red bench ", seed: 7, user_id: "client 7" });
    const again = await kit().worldGenerator.generate({ prompt: "a red bench", seed: 7 });
    assert.ok(made.blueprint.equals(again.blueprintJson));
    const { duration_ms, ...meta } = JSON.parse(made.meta.toString());
    assert.deepEqual(meta, again.meta);
    assert.ok(duration_ms > 0);
    assert.deepEqual(await kit().worlds.get(bob, made.id), made);
    const { items } = await kit().worlds.list(bob, WorldQuery.parse({ mine: "1" }));
    assert.deepEqual(
      items.map(({ world_id, user_id, prompt }) => [world_id, user_id, prompt]),
      [[made.id, "client 7", "a red bench"]],
    );
  });

  it("[WD12] an imported blueprint is stored if it is sound, else told what is wrong with it", async () => {
    const bob = await kit().caller();
    const sound = JSON.parse((await make(bob, "two benches")).blueprint.toString());
    const { id } = await kit().worlds.import(bob, { world_blueprint: sound });
    assert.deepEqual(JSON.parse((await kit().worlds.get(bob, id)).blueprint.toString()), sound);
    const [first] = sound.prefab_instances;
    const pointersOf = async (changes: object) => {
      const told = await kit()
        .worlds.import(bob, { world_blueprint: { ...sound, ...changes } })
        .catch((error) => error);
      assert.equal(told.code, "invalid");
      return told.errors.map(({ pointer }: { pointer: string }) => pointer);
    };
    const far = { ...first, position: { x: 900, y: 0, z: 0 } };
    assert.deepEqual(await pointersOf({ prefab_instances: [far] }), ["/world_blueprint/prefab_instances/0"]);
    const twice = [first, { ...first, position: { ...first.position, x: first.position.x + 0.1 } }];
    assert.ok(
      (await pointersOf({ prefab_instances: twice })).every((at: string) =>
        at.startsWith("/world_blueprint/"),
      ),
    );
    assert.deepEqual(await pointersOf({ seed: -1 }), ["/world_blueprint/seed"]);
    assert.deepEqual(await pointersOf({ name: "a\0b" }), ["/world_blueprint"]);
  });

  it("[WD13] one user keeps so many worlds and experiences, also when calls overlap", async () => {
    const small = await openSpaceKit({
      worldGenerator: kit().worldGenerator,
      maxOwned: { worlds: 2, experiences: 1 },
    });
    try {
      const bob = await small.caller();
      const results = await Promise.allSettled(
        [1, 2, 3].map((seed) => small.worlds.create(bob, { prompt: "a chair", seed })),
      );
      const made = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      assert.deepEqual([made.length, small.allowances.worlds.refused], [2, 1]);
      await assert.rejects(small.worlds.create(bob, { prompt: "a chair" }), refused("full"));
      const body = PublishBody.parse({ world_id: made[0]!.id, title: "T" });
      const card = await small.experiences.publish(bob, body);
      await assert.rejects(small.experiences.publish(bob, body), refused("full"));
      await small.experiences.remove(bob, card.experience_id);
      await small.worlds.remove(bob, made[0]!.id);
      await small.worlds.create(bob, { prompt: "a chair" });
    } finally {
      await small.close();
    }
  });
}

function spaceRules(
  kit: () => SpaceKit,
  { make, spaceOf, publish, court }: Steps & { court: () => ReturnType<Make> },
): void {
  it("[WD14] a space has its world's size, zones and spawn points, and its things as objects with their tools", async () => {
    const bob = await kit().caller();
    const world = await make(bob, "a kitchen with a stove, a red chair and a lamp");
    const blueprint = JSON.parse(world.blueprint.toString());
    const space = await spaceOf(world.id, bob);
    const { width, depth } = blueprint.bounds;
    assert.deepEqual([space.worldId, space.widthM, space.depthM], [world.id, width, depth]);
    assert.equal(space.movement, "free");
    assert.deepEqual(
      space.zones.map(({ id }) => id).sort(),
      blueprint.zones.map(({ id }: { id: string }) => id).sort(),
    );
    const [spawn] = blueprint.spawn_points;
    assert.deepEqual(
      [space.spawnPoints[0]!.x, space.spawnPoints[0]!.y],
      [spawn.position.x + width / 2, spawn.position.z + depth / 2],
    );
    const { items } = await kit().objects.list(bob, space.id, { afterId: 0, limit: 200 });
    const instances = new Map<string, Record<string, never>>(
      blueprint.prefab_instances.map((one: { instance_id: string }) => [one.instance_id, one]),
    );
    assert.ok(items.length >= 3);
    for (const { prefab_id, x, y, state } of items) {
      const { prefab_id: wanted, position, variant } = instances.get(state.instance_id!) as never;
      const { x: east, z: north } = position as { x: number; z: number };
      assert.deepEqual(
        [prefab_id, x, y, state.variant],
        [wanted, east + width / 2, north + depth / 2, variant],
      );
      assert.ok(kit().prefabs.get(prefab_id)!.affordances.length > 0);
    }
  });

  it("[WD14] a yard of hundreds of things is whole", async () => {
    const bob = await kit().caller();
    const world = await make(bob, "a yard with 300 wooden crates");
    const things = JSON.parse(world.blueprint.toString()).prefab_instances as { prefab_id: string }[];
    const space = await spaceOf(world.id, bob);
    const objects = await kit().journal.loadObjects(space.id);
    assert.ok(objects.length >= 300, `${objects.length} of ${things.length}`);
    assert.equal(new Set(objects.map(({ id }) => id)).size, objects.length);
  });

  it("[WD15] what does not fit the world is refused: another size or movement, a map beside it, another's unpublished world", async () => {
    const bob = await kit().caller();
    const world = await make(bob);
    for (const wish of [{ width: 7 }, { movement: "grid" }, { map_id: "cafe" }])
      await assert.rejects(spaceOf(world.id, bob, wish), refused("invalid"));
    const space = await spaceOf(world.id, bob);
    const write = { body: SpacePatchBody.parse({ width: space.widthM + 1 }), ifMatch: undefined };
    await assert.rejects(kit().spaces.patch(bob, space.id, write), refused("conflict"));
    const same = { body: SpacePatchBody.parse({ width: space.widthM, name: "New" }), ifMatch: undefined };
    assert.equal((await kit().spaces.patch(bob, space.id, same)).space.name, "New");
    const eve = await kit().caller();
    await assert.rejects(spaceOf(world.id, eve), refused("forbidden"));
    await publish(world.id, bob);
    assert.equal((await spaceOf(world.id, eve)).worldId, world.id);
  });

  it("[WD16] avatars walk around scenery, which is no object; what pushes them puts them nowhere into it", async () => {
    const world = await court();
    const ann = { ...(await kit().caller()), userId: world.ownerId! };
    const space = await spaceOf(world.id, ann);
    const host = await kit().hosts.open(space.id);
    try {
      const kinds = [...host.world.objects.values()].map(({ prefabId }) => prefabId);
      assert.deepEqual(kinds, ["chair_wood"]);
      const [x, y] = [space.widthM / 2, space.depthM / 2];
      const net = host.world.solids.near({ minX: x - 1, maxX: x + 1, minY: y - 1, maxY: y + 1 })[0]!;
      assert.ok(net.id < 0);
      const avatar = host.enter({ sessionId: "s", userId: 1, role: "guest", x, y: y - 2, heading: 0 });
      host.enqueue({ kind: "move", sessionId: "s", x, y: y + 2 });
      for (let tick = 0; tick < 40; tick += 1) {
        host.tick(0.05);
        assert.ok(distanceToFootprint(net.footprint, avatar.x, avatar.y) >= 0.349, `tick ${tick}`);
      }
      assert.ok(avatar.y < y, "nobody walks through a net");
      const chair = [...host.world.objects.values()][0]!;
      const actor = { userId: ann.userId, sessionId: null, role: "owner" } as const;
      const change = { x: avatar.x, y: avatar.y - 0.2, solid: true };
      const edit = host.submit({ kind: "edit", actor, objectId: chair.id, change });
      host.tick(0.05);
      await edit;
      assert.ok(isFree(host.world, avatar), "pushed to where neither chair nor net is");
    } finally {
      await kit().hosts.close(host);
    }
  });

  it("[WD17] a world that spaces are made of is given up by its owner, read by who is let in, and goes with the last space", async () => {
    const [bob, eve, zoe] = [await kit().caller(), await kit().caller(), await kit().caller()];
    const world = await make(bob);
    const card = await publish(world.id, bob);
    const spaces = [
      await spaceOf(world.id, eve, { visibility: "private" }),
      await spaceOf(world.id, eve, { visibility: "private" }),
    ];
    await assert.rejects(kit().worlds.remove(bob, world.id), refused("conflict"));
    await kit().experiences.remove(bob, card.experience_id);
    await kit().worlds.remove(bob, world.id);
    await assert.rejects(kit().worlds.remove(bob, world.id), refused("not_found"));
    for (const stranger of [bob, zoe])
      await assert.rejects(kit().worlds.get(stranger, world.id), refused("forbidden"));
    await assert.rejects(kit().worlds.get(null, world.id), refused("unauthenticated"));
    assert.ok((await kit().worlds.get(eve, world.id)).blueprint.equals(world.blueprint));
    await kit().hosts.withHost(spaces[0]!.id, async (host) => assert.ok(host.world.solids));
    await kit().spaces.erase(spaces[0]!.id);
    assert.ok(await kit().worldStore.findRecord(world.id));
    await kit().spaces.erase(spaces[1]!.id);
    assert.equal(await kit().worldStore.findRecord(world.id), null);
  });
}

function enteringRules(kit: () => SpaceKit, { make, publish }: Steps): void {
  it("[WD18] of fifty that enter at once all get the one space, made then; each counts a visit", async () => {
    const bob = await kit().caller();
    const guest = await kit().caller({ role: "guest" });
    const world = await make(bob);
    const { experience_id: id } = await publish(world.id, bob);
    const entries = await Promise.all(Array.from({ length: 50 }, () => kit().experiences.enter(guest, id)));
    assert.equal(new Set(entries.map(({ space_id }) => space_id)).size, 1);
    assert.equal(await kit().stores.spaces.countOfWorld(world.id), 1);
    assert.equal((await kit().experiences.get(id)).visits, 50);
    const [{ space_id }] = entries as [{ space_id: number }];
    const space = await kit().stores.spaces.findSpace(space_id);
    assert.deepEqual([space?.ownerId, space?.visibility, space?.name], [bob.userId, "public", "T"]);
    await kit().spaces.erase(space_id);
    const again = await kit().experiences.enter(guest, id);
    assert.notEqual(again.space_id, space_id);
    await kit().experiences.remove(bob, id);
    assert.ok(await kit().stores.spaces.findSpace(again.space_id), "the space stays");
    await assert.rejects(kit().experiences.enter(guest, id), refused("not_found"));
  });

  it("[WD19] who is banned from the space does not enter, and counts no visit", async () => {
    const [bob, eve] = [await kit().caller(), await kit().caller()];
    const { experience_id: id } = await publish((await make(bob)).id, bob);
    const { space_id: spaceId } = await kit().experiences.enter(bob, id);
    await kit().stores.spaces.putMember({
      ...{ spaceId, userId: eve.userId, role: "banned", sinceMs: 0, bannedUntilMs: null },
    });
    await assert.rejects(kit().experiences.enter(eve, id), refused("forbidden"));
    assert.equal((await kit().experiences.get(id)).visits, 1);
  });
}

function leavingRules(kit: () => SpaceKit, { make, spaceOf, publish }: Steps): void {
  it("[WD21] who leaves takes worlds, experiences and likes along in an export", async () => {
    const [bob, eve] = [await kit().caller(), await kit().caller()];
    const world = await make(bob, "a lamp");
    const { experience_id } = await publish(world.id, bob);
    const other = await publish((await make(eve)).id, eve);
    await kit().experiences.like(bob, other.experience_id);
    const exported = (await holdingOf(kit()).exportUser(bob.userId)) as Record<
      string,
      Record<string, unknown>[]
    >;
    assert.deepEqual(
      exported.worlds!.map(({ world_id, prompt }) => [world_id, prompt]),
      [[world.id, "a lamp"]],
    );
    assert.deepEqual(
      exported.experiences!.map((one) => one.experience_id),
      [experience_id],
    );
    assert.deepEqual(
      exported.likes!.map((one) => one.experience_id),
      [other.experience_id],
    );
  });

  it("[WD22] erased, nothing names them: worlds and experiences go, likes still count, a world of others' spaces stays without their words", async () => {
    const [bob, eve] = [await kit().caller(), await kit().caller()];
    const [lone, shared] = [await make(bob, "a lamp"), await make(bob, "an unmistakable bench")];
    const card = await publish(shared.id, bob);
    const other = await publish((await make(eve)).id, eve);
    await kit().experiences.like(bob, other.experience_id);
    const space = await spaceOf(shared.id, eve);
    for (const holding of kit().holdings) await holding.eraseUser(bob.userId);
    assert.equal(await kit().worldStore.findRecord(lone.id), null);
    await assert.rejects(kit().experiences.get(card.experience_id), refused("not_found"));
    assert.equal((await kit().experiences.get(other.experience_id)).likes, 1);
    assert.deepEqual(await kit().worldStore.likesOf(bob.userId), []);
    const kept = await kit().worlds.get(eve, shared.id);
    assert.deepEqual([kept.ownerId, kept.label, kept.name, kept.prompt], [null, null, "World", ""]);
    const [before, after] = [shared, kept].map(({ blueprint }) => JSON.parse(blueprint.toString()));
    assert.deepEqual(after, { ...before, name: "World", prompt: "" });
    assert.ok(!kept.meta.toString().includes("unmistakable"));
    assert.equal((await kit().spaces.get(eve, space.id)).space.worldId, shared.id);
    const { items } = await kit().experiences.list(ExperienceQuery.parse({}));
    assert.ok(items.every(({ author }) => author.user_id !== bob.userId));
  });
}

function holdingOf(kit: SpaceKit) {
  return kit.holdings.find(({ name }) => name === "worlds")!;
}
