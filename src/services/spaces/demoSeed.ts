/** The demo that a fresh server starts with: space 1, a plaza to walk in freely, space 2, a café on a grid, and a published world. */
import type { AccountStore, User } from "../accounts/ports.ts";
import type { SpaceJournal } from "../journal/ports.ts";
import type { SettingsStore } from "../operations/ports.ts";
import type { HostDeps } from "./host.ts";
import { CAFE } from "./maps/cafe.ts";
import { PLAZA } from "./maps/plaza.ts";
import type { SpaceMap } from "./maps/spaceMap.ts";
import { objectsOfTemplate } from "./maps.ts";
import type { SpaceStore } from "./ports.ts";

export interface DemoSeedDeps {
  readonly spaces: Pick<SpaceStore, "findSpace" | "listSpaces" | "insertSpace">;
  readonly accounts: Pick<AccountStore, "insertUser" | "findUserByName">;
  readonly journal: Pick<SpaceJournal, "nextId" | "append">;
  readonly settings: Pick<SettingsStore, "get" | "set">;
  readonly prefabs: HostDeps["prefabs"];
  /** Publishes the demo's world for its owner; called again if the process ended before the demo was done. */
  readonly publishWorld: (ownerId: number) => Promise<void>;
  readonly now: () => number;
}

/** Names tried for the account that owns the demo, should somebody have taken the first. */
const OWNER_NAMES = ["atrium", "atrium.demo", "atrium.demo.owner"];
/** The setting that remembers how far the seeding came: `started`, then `done`. */
const PROGRESS = "demo_seed";
const DEMO: readonly { readonly id: number; readonly map: SpaceMap }[] = [
  { id: 1, map: PLAZA },
  { id: 2, map: CAFE },
];

/**
 * Makes the demo in a database that never had a space; true if it did. Call it before anybody is let in. What an
 * earlier call began before the process ended is finished; a demo that was deleted does not come back.
 * @throws RangeError if the catalogue lacks a prefab of the demo.
 */
export async function seedDemo(deps: DemoSeedDeps): Promise<boolean> {
  const progress = await deps.settings.get(PROGRESS);
  if (progress === "done" || (progress === null && (await hasSpaces(deps)))) return false;
  await deps.settings.set(PROGRESS, "started");
  const owner = await demoOwner(deps);
  let firstId = 1;
  reserveObjectIds(
    deps,
    DEMO.reduce((count, { map }) => count + map.objects.length, 0),
  );
  for (const { id, map } of DEMO) {
    await seedSpace(deps, { id, map, ownerId: owner.id, firstObjectId: firstId });
    firstId += map.objects.length;
  }
  await deps.publishWorld(owner.id);
  await deps.settings.set(PROGRESS, "done");
  return true;
}

async function hasSpaces({ spaces }: DemoSeedDeps): Promise<boolean> {
  for (const { id } of DEMO) if (await spaces.findSpace(id)) return true;
  return (await spaces.listSpaces({ userId: null, mine: false, q: "", afterId: 0, limit: 1 })).length > 0;
}

/** An account without password, so nobody can log in to it. */
async function demoOwner({ accounts, now }: DemoSeedDeps): Promise<User> {
  for (const username of OWNER_NAMES) {
    const made = await accounts.insertUser({
      username,
      displayName: "Atrium",
      look: "",
      bio: "Keeps the demo.",
      email: null,
      role: "user",
      passwordHash: null,
      createdAtMs: now(),
    });
    const owner = made ?? (await accounts.findUserByName(username));
    if (owner?.passwordHash === null) return owner;
  }
  throw new Error(`The demo has no owner: the usernames ${OWNER_NAMES.join(", ")} are all taken.`);
}

/** Makes sure that the ids up to `last` are never given to anything else. */
function reserveObjectIds({ journal }: DemoSeedDeps, last: number): void {
  let given = 0;
  while (given < last) given = journal.nextId("object");
}

async function seedSpace(
  deps: DemoSeedDeps,
  seed: { id: number; map: SpaceMap; ownerId: number; firstObjectId: number },
): Promise<void> {
  const { id, map, ownerId, firstObjectId } = seed;
  const nowMs = deps.now();
  if (!(await deps.spaces.findSpace(id))) {
    const { name, movement, widthM, depthM, settings, zones, spawnPoints } = map;
    await deps.spaces.insertSpace(
      {
        ...{ name, ownerId, visibility: "public", movement, widthM, depthM, worldId: null },
        ...{ settings, zones, spawnPoints, createdAtMs: nowMs, updatedAtMs: nowMs },
      },
      id,
    );
  }
  const ids = map.objects.map((_, index) => firstObjectId + index);
  const objects = objectsOfTemplate(map, { prefabs: deps.prefabs, ids, createdBy: ownerId, nowMs });
  await deps.journal.append({ kind: "objects", spaceId: id, objects });
}
