/** The services of worlds and of spaces, which are made of each other: put together from a process's adapters. */
import { nanoid } from "nanoid";
import type { Holding } from "./services/accounts/departures.ts";
import type { AccountStore } from "./services/accounts/ports.ts";
import type { SpaceJournal } from "./services/journal/ports.ts";
import type { AuditStore } from "./services/operations/ports.ts";
import { MAX_OWNED_SPACES, OwnershipAllowance } from "./services/spaces/allowance.ts";
import type { HostDeps } from "./services/spaces/host.ts";
import { SpaceHosts } from "./services/spaces/hosts.ts";
import type { LiveRooms } from "./services/spaces/liveRooms.ts";
import type { SpaceStore } from "./services/spaces/ports.ts";
import { spaceHolding } from "./services/spaces/spaceHolding.ts";
import { Spaces } from "./services/spaces/spaces.ts";
import { Experiences, MAX_PUBLISHED } from "./services/worlds/experiences.ts";
import type { WorldGenerator } from "./services/worlds/ports.ts";
import type { WorldStore } from "./services/worlds/storePorts.ts";
import { worldHolding } from "./services/worlds/worldHolding.ts";
import { WorldSpaces } from "./services/worlds/worldSpaces.ts";
import { MAX_OWNED_WORLDS, Worlds } from "./services/worlds/worlds.ts";

/** The adapters that are needed here. */
export interface PlaceDeps {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly journal: SpaceJournal;
  readonly spaces: SpaceStore;
  readonly worlds: WorldStore;
  readonly worldGenerator: WorldGenerator;
  readonly now: () => number;
}

export interface PlaceOptions extends Pick<HostDeps, "maxObjects" | "onFault" | "prefabs" | "tools"> {
  readonly rooms: LiveRooms;
  /** What one user may own of each; null: no limit. */
  readonly maxOwned: OwnedLimits;
}

export interface OwnedLimits {
  readonly spaces: number | null;
  readonly worlds: number | null;
  readonly experiences: number | null;
}

/** The limits of a server, unless the operator lifted them. */
export const OWNED_LIMITS: OwnedLimits = {
  spaces: MAX_OWNED_SPACES,
  worlds: MAX_OWNED_WORLDS,
  experiences: MAX_PUBLISHED,
};
/** RATE_LIMITS=off. */
export const NO_LIMITS: OwnedLimits = { spaces: null, worlds: null, experiences: null };

/** Hosts, spaces, worlds and experiences. No I/O of its own. */
export function createPlaces(deps: PlaceDeps, options: PlaceOptions) {
  const { worlds: store, spaces: spaceStore, now } = deps;
  const { maxOwned, prefabs, onFault } = options;
  const allowance = (things: keyof OwnedLimits, countOwnedBy: (userId: number) => Promise<number>) =>
    new OwnershipAllowance({ things, maxOwned: maxOwned[things], countOwnedBy });
  const allowances = {
    spaces: allowance("spaces", (userId) => spaceStore.countOwnedBy(userId)),
    worlds: allowance("worlds", (userId) => store.countOwnedBy(userId)),
    experiences: allowance("experiences", (userId) => store.countPublishedBy(userId)),
  };
  const shared = { worlds: store, spaces: spaceStore, generator: deps.worldGenerator, prefabs, onFault };
  const worldSpaces = new WorldSpaces(shared);
  const hosts = new SpaceHosts({
    ...{ ...deps, ...options, spaces: spaceStore },
    sceneryOf: (worldId) => worldSpaces.sceneryOf(worldId),
  });
  const spaceDeps = { ...deps, ...options, hosts, worlds: worldSpaces, allowance: allowances.spaces };
  const spaces = new Spaces(spaceDeps);
  const making = { ...shared, worldSpaces, now, newId: () => nanoid(21) };
  const holdings: Holding[] = [
    spaceHolding({ ...spaceDeps, erase: (spaceId) => spaces.erase(spaceId) }),
    worldHolding(making),
  ];
  return {
    ...{ hosts, spaces, spaceDeps, holdings, allowances, worldSpaces },
    worlds: new Worlds({ ...making, allowance: allowances.worlds }),
    experiences: new Experiences({
      ...{ ...making, spaceStore, spaces, accounts: deps.accounts },
      allowance: allowances.experiences,
    }),
  };
}
