/** What every world store does. Run by test/db on each database. */
import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import type { NewExperience, StoredWorld, WorldStore } from "../../src/services/worlds/storePorts.ts";

/** Opens a store with the given bounds on the suite's database; it is closed when the suite ends. */
export type OpenWorldStore = (limits?: { maxPendingEntries?: number }) => Promise<WorldStore>;

export function worldStoreContract(open: OpenWorldStore): void {
  let store: WorldStore;
  before(async () => {
    store = await open();
  });
  describe("worlds", () => worldRules(() => store, open));
  describe("experiences", () => experienceRules(() => store));
  describe("lists of experiences", () => listRules(() => store));
  describe("likes", () => likeRules(() => store));
}

function worldRules(store: () => WorldStore, open: OpenWorldStore): void {
  it("[WD1] gives a world back byte for byte, also before another store", async () => {
    const world = aWorld({
      blueprint: Buffer.from('{ "name":"Café \\u0000 ü 𝄞",  "x":1.50}'),
      label: "client 7",
    });
    await store().insertWorld(world);
    const other = await open();
    assert.deepEqual(await other.findWorld(world.id), world);
    const { blueprint: _, meta: __, ...record } = world;
    assert.deepEqual(await store().findRecord(world.id), record);
    assert.equal(await store().findWorld("none"), null);
    await store().insertWorld({ ...world, name: "again" });
    assert.equal((await store().findRecord(world.id))?.name, world.name);
  });

  it("[WD2] worlds that come together share commits; beyond the bound they are refused and counted", async () => {
    const bounded = await open({ maxPendingEntries: 50 });
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => bounded.insertWorld(aWorld({ ownerId: 77 }))),
    );
    const refused = results.filter(({ status }) => status === "rejected");
    assert.equal(refused.length, 10);
    for (const result of refused) assert.ok(isRefusal(result, "unavailable"));
    const { commits, committedEntries, refusedEntries, pending } = bounded.stats();
    assert.deepEqual([committedEntries, refusedEntries, pending], [50, 10, 0]);
    assert.ok(commits <= 2, `${commits} commits`);
    assert.equal(await store().countOwnedBy(77), 50);
  });

  it("[WD3] lists an owner's worlds newest first, in pages without gap or repetition", async () => {
    const worlds = Array.from({ length: 7 }, (_, at) =>
      aWorld({ ownerId: 78, createdAtMs: 1000 + (at >> 1) }),
    );
    for (const world of worlds) await store().insertWorld(world);
    const wanted = worlds
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
    const seen: string[] = [];
    for (let after: { createdAtMs: number; id: string } | null = null; ; ) {
      const page = await store().listWorlds({ userId: 78, mine: true, after, limit: 3 });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 3) break;
      after = page.at(-1)!;
    }
    assert.deepEqual(seen, wanted);
    assert.equal(await store().countOwnedBy(78), 7);
    const { worldId } = await published(store());
    const all = await store().listWorlds({ userId: 78, mine: false, after: null, limit: 200 });
    assert.ok([...wanted, worldId].every((id) => all.some((world) => world.id === id)));
  });

  it("[WD4] deletes or disowns a world only while no experience is made of it", async () => {
    const world = aWorld({ ownerId: 79, label: "mine" });
    await store().insertWorld(world);
    const experience = anExperience({ worldId: world.id });
    assert.equal(await store().insertExperience(experience), true);
    assert.equal(await store().deleteWorld(world.id), false);
    assert.equal(await store().disownWorld(world.id), false);
    await store().deleteExperience(experience.id);
    const blank = { name: "World", prompt: "", blueprint: Buffer.from("{}"), meta: Buffer.from("[]") };
    assert.equal(await store().disownWorld(world.id, blank), true);
    assert.deepEqual(await store().findWorld(world.id), { ...world, ...blank, ownerId: null, label: null });
    assert.equal(await store().insertExperience(anExperience({ worldId: world.id })), false);
    assert.equal(await store().deleteWorld(world.id), true);
    assert.equal(await store().deleteWorld(world.id), false);
    assert.equal(await store().findWorld(world.id), null);
  });
}

function experienceRules(store: () => WorldStore): void {
  it("[WD5] keeps an experience, changes what a patch names, and deletes it with its likes", async () => {
    const made = await published(store(), { title: "Old", description: "Words", tags: ["a", "Über"] });
    const stored = { ...made, spaceId: null, visits: 0, likes: 0 };
    assert.deepEqual(await store().findExperience(made.id), stored);
    assert.equal(await store().isPublished(made.worldId), true);
    assert.deepEqual(await store().updateExperience(made.id, {}), stored);
    const changed = { ...stored, title: "New", tags: ["b"] };
    assert.deepEqual(await store().updateExperience(made.id, { title: "New", tags: ["b"] }), changed);
    assert.deepEqual(await store().findExperience(made.id), changed);
    assert.deepEqual(await found(store(), { tag: "über" }), []);
    assert.deepEqual(await store().experiencesOf(made.authorId), [changed]);
    assert.equal(await store().countPublishedBy(made.authorId), 1);
    await store().like(made.id, 5, 1);
    assert.equal(await store().deleteExperience(made.id), true);
    assert.equal(await store().deleteExperience(made.id), false);
    assert.equal(await store().updateExperience(made.id, { title: "Ghost" }), null);
    assert.deepEqual(await store().likesOf(5), []);
    assert.equal(await store().isPublished(made.worldId), false);
  });

  it("[WD6] of many that set the live space at once one does; visits add up", async () => {
    const { id } = await published(store());
    const set = await Promise.all([11, 12, 13, 14].map((space) => store().setSpace(id, space, null)));
    assert.equal(set.filter(Boolean).length, 1);
    const winner = 11 + set.indexOf(true);
    assert.equal(await store().setSpace(id, 20, 99), false);
    assert.equal(await store().setSpace(id, 20, winner), true);
    await Promise.all(Array.from({ length: 25 }, () => store().addVisit(id)));
    const { spaceId, visits } = (await store().findExperience(id))!;
    assert.deepEqual([spaceId, visits], [20, 25]);
    assert.equal(await store().setSpace("none", 1, null), false);
  });
}

function listRules(store: () => WorldStore): void {
  it("[WD7] finds by part of title, description or tag without case, and by tag", async () => {
    const tag = `only ${++named}`;
    const cafe = await published(store(), { title: "Café 100%", description: "By the _sea_", tags: [tag] });
    const moon = await published(store(), { title: "Moon base", description: "", tags: ["Sci-Fi", tag] });
    const ids = async (query: Parameters<typeof found>[1]) => (await found(store(), query)).sort();
    assert.deepEqual(await ids({ tag }), [cafe.id, moon.id].sort());
    assert.deepEqual(await ids({ tag, q: "CAFÉ" }), [cafe.id]);
    assert.deepEqual(await ids({ tag, q: "0%" }), [cafe.id]);
    assert.deepEqual(await ids({ tag, q: "_SEA" }), [cafe.id]);
    assert.deepEqual(await ids({ tag, q: "sci-fi" }), [moon.id]);
    assert.deepEqual(await ids({ tag: "SCI-FI", q: "moon" }), [moon.id]);
    assert.deepEqual(await ids({ tag, q: "basesci" }), []);
    assert.deepEqual(await ids({ tag, q: "nothing such" }), []);
  });

  it("[WD8] pages by age or popularity neither skip nor repeat, whatever is published meanwhile", async () => {
    const tag = `paged ${++named}`;
    const made: NewExperience[] = [];
    for (let at = 0; at < 9; at += 1)
      made.push(await published(store(), { tags: [tag], createdAtMs: 5000 + (at >> 1) }));
    for (const [at, likes] of [2, 0, 1, 2, 0, 1, 0, 0, 3].entries())
      for (let user = 0; user < likes; user += 1) await store().like(made[at]!.id, 100 + user, 1);
    for (const sort of ["new", "popular"] as const) {
      const all = await store().listExperiences({ q: "", tag, sort, after: null, limit: 100 });
      const keys = all.map(({ likes, createdAtMs, id }) =>
        sort === "new" ? [createdAtMs, id] : [likes, createdAtMs, id],
      );
      assert.deepEqual(keys, keys.toSorted(descending), sort);
      const seen: string[] = [];
      for (let page = all.slice(0, 0), after = null as (typeof all)[number] | null; ; ) {
        page = await store().listExperiences({ q: "", tag, sort, after, limit: 4 });
        seen.push(...page.map(({ id }) => id));
        if (page.length < 4) break;
        after = page.at(-1)!;
        if (sort === "new") await published(store(), { tags: [tag], createdAtMs: 9000 });
      }
      assert.deepEqual(
        seen,
        all.map(({ id }) => id),
        sort,
      );
    }
  });
}

function likeRules(store: () => WorldStore): void {
  it("[WD9] counts each user once, also when calls race, and takes a like back once", async () => {
    const { id } = await published(store());
    const likes = async () => (await store().findExperience(id))?.likes;
    await Promise.all(Array.from({ length: 20 }, (_, at) => store().like(id, 1 + (at % 4), 7)));
    assert.equal(await likes(), 4);
    await store().unlike(id, 1);
    await store().unlike(id, 1);
    await store().unlike(id, 99);
    assert.equal(await likes(), 3);
    await store().like("none", 1, 7);
    assert.deepEqual(
      (await store().likesOf(2)).filter(({ experienceId }) => experienceId === id),
      [{ experienceId: id, atMs: 7 }],
    );
  });

  it("[WD10] forgets who liked, and keeps how many did", async () => {
    const { id } = await published(store());
    await store().like(id, 2001, 7);
    await store().forgetLikes(2001);
    assert.deepEqual(await store().likesOf(2001), []);
    assert.equal((await store().findExperience(id))?.likes, 1);
  });
}

let named = 0;

/** A world unlike others in its id. */
export function aWorld(changes: Partial<StoredWorld> = {}): StoredWorld {
  return {
    id: `world-${String(++named).padStart(15, "0")}`,
    ownerId: 1,
    label: null,
    name: "A garden",
    prompt: "a garden",
    blueprint: Buffer.from('{"version":1}'),
    meta: Buffer.from('{"provider":"rules"}'),
    createdAtMs: 1_700_000_000_000 + named,
    ...changes,
  };
}

function anExperience(changes: Partial<NewExperience> & Pick<NewExperience, "worldId">): NewExperience {
  return {
    id: `experience-${String(++named).padStart(10, "0")}`,
    authorId: 1_000 + named,
    title: "A garden",
    description: "",
    tags: [],
    createdAtMs: 1_700_000_000_000 + named,
    ...changes,
  };
}

/** An experience of a world of its own. */
async function published(store: WorldStore, changes: Partial<NewExperience> = {}): Promise<NewExperience> {
  const world = aWorld();
  await store.insertWorld(world);
  const made = anExperience({ ...changes, worldId: world.id });
  assert.equal(await store.insertExperience(made), true);
  return made;
}

async function found(store: WorldStore, query: { q?: string; tag?: string }): Promise<string[]> {
  const { q = "", tag = null } = query;
  const list = await store.listExperiences({ q, tag, sort: "new", after: null, limit: 200 });
  return list.map(({ id }) => id);
}

function descending(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? 1 : -1;
}

function isRefusal(result: PromiseSettledResult<unknown>, code: string): boolean {
  return result.status === "rejected" && result.reason instanceof AppError && result.reason.code === code;
}
