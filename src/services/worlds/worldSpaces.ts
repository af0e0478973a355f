/** Worlds as spaces are made of them: templates for new spaces, scenery for their rooms. */
import { LRUCache } from "lru-cache";
import type { Scenery } from "../../core/sim/world.ts";
import type { ObjectSeed, SpaceLayout } from "../../core/worldgen/toSpace.ts";
import type { Caller } from "../accounts/caller.ts";
import type { HostDeps } from "../spaces/host.ts";
import type { MapObject, SpaceTemplate } from "../spaces/maps/spaceMap.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { WorldTemplates } from "../spaces/spaces.ts";
import { KeyedTurns } from "./keyedTurns.ts";
import type { WorldGenerator } from "./ports.ts";
import type { WorldStore } from "./storePorts.ts";
import { requireBuilder } from "./worldAccess.ts";

export interface WorldSpacesDeps {
  readonly worlds: WorldStore;
  readonly spaces: Pick<SpaceStore, "countOfWorld">;
  readonly generator: Pick<WorldGenerator, "layOut">;
  readonly prefabs: HostDeps["prefabs"];
  /** Told when a space is opened whose world is gone. */
  readonly onFault: HostDeps["onFault"];
}

/** Layouts kept for rooms to come, and the things in all of them. */
const MAX_KEPT = 200;
const MAX_KEPT_THINGS = 50_000;

export class WorldSpaces implements WorldTemplates {
  readonly #deps: WorldSpacesDeps;
  readonly #layouts = new LRUCache<string, SpaceLayout>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_THINGS,
    sizeCalculation: ({ scenery, objects, zones }) => 1 + scenery.length + objects.length + zones.length,
  });
  readonly #turns = new KeyedTurns<string>();

  constructor(deps: WorldSpacesDeps) {
    this.#deps = deps;
  }

  /** What avatars collide with in a space of this world; nothing if the world is gone, which is told. @throws AppError `unavailable`. */
  async sceneryOf(worldId: string): Promise<readonly Scenery[]> {
    const layout = await this.#layoutOf(worldId);
    if (layout) return layout.scenery;
    this.#deps.onFault(new Error(`There is no world ${worldId} any more.`), "opening a space");
    return [];
  }

  async templateFor(caller: Caller, worldId: string): Promise<SpaceTemplate | null> {
    const world = await this.#deps.worlds.findRecord(worldId);
    if (!world) return null;
    await requireBuilder(this.#deps, caller, world);
    return this.template(worldId);
  }

  async template(worldId: string): Promise<SpaceTemplate | null> {
    const layout = await this.#layoutOf(worldId);
    if (!layout) return null;
    return {
      worldId,
      movement: "free",
      widthM: layout.widthM,
      depthM: layout.depthM,
      settings: {},
      zones: layout.zones.map(({ id, name, kind, polygon }) => ({ id, name, kind, polygon })),
      spawnPoints: layout.spawnPoints,
      objects: layout.objects.flatMap((seed) => this.#objectOf(seed)),
    };
  }

  whileKept<Result>(worldId: string | undefined, work: () => Promise<Result>): Promise<Result> {
    return worldId === undefined ? work() : this.#turns.run(worldId, work);
  }

  /** A world that nobody owns is kept for its spaces alone: it goes with the last one. */
  spaceGone(worldId: string): Promise<void> {
    const { worlds, spaces } = this.#deps;
    return this.whileKept(worldId, async () => {
      const world = await worlds.findRecord(worldId);
      if (world?.ownerId === null && (await spaces.countOfWorld(worldId)) === 0) await this.forget(worldId);
    });
  }

  /** Deletes a world with its layout; false if an experience is made of it or it is gone. */
  async forget(worldId: string): Promise<boolean> {
    this.#layouts.delete(worldId);
    return this.#deps.worlds.deleteWorld(worldId);
  }

  async #layoutOf(worldId: string): Promise<SpaceLayout | null> {
    const kept = this.#layouts.get(worldId);
    if (kept) return kept;
    const world = await this.#deps.worlds.findWorld(worldId);
    if (!world) return null;
    const layout = await this.#deps.generator.layOut(world.blueprint);
    this.#layouts.set(worldId, layout);
    return layout;
  }

  /** The object of an instance, which its state names. Doors stand open, as the walker of the blueprint found them. */
  #objectOf({ instanceId, prefabId, solid, variant, label, ...place }: ObjectSeed): MapObject[] {
    const prefab = this.#deps.prefabs.get(prefabId);
    if (!prefab) return [];
    const state: Record<string, string> = { instance_id: instanceId };
    if (variant !== undefined) state.variant = variant;
    if (label !== undefined) state.label = label;
    if (prefab.solid && !solid) state.open = "1";
    return [{ ...place, prefabId, solid, state }];
  }
}
