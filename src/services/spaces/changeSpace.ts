/** The one way in which a stored space changes: checked, stored, and followed by its live room, in that order. */
import { footprintInside, footprintOf } from "../../core/sim/footprint.ts";
import { AppError } from "../../errors.ts";
import { noSuchSpace } from "./access.ts";
import type { SpaceHost } from "./host.ts";
import type { SpaceHosts } from "./hosts.ts";
import type { LiveRooms } from "./liveRooms.ts";
import type { Space, SpacePatch, SpaceStore } from "./ports.ts";
import { allowsWrite } from "./spaceVersion.ts";

export interface ChangeDeps {
  readonly spaces: Pick<SpaceStore, "findSpace" | "updateSpace">;
  readonly hosts: Pick<SpaceHosts, "withHost">;
  readonly rooms: Pick<LiveRooms, "spaceChanged">;
  readonly now: () => number;
}

export interface SpaceChange {
  readonly spaceId: number;
  /** What is to change in the space as it is; may throw to refuse. Called again if somebody else changed it meanwhile. */
  readonly decide: (present: Space) => Promise<SpacePatch> | SpacePatch;
  /** `If-Match` as the caller sent it. */
  readonly ifMatch?: string | undefined;
}

/** How often a change is decided anew because another one came first. */
const MAX_ATTEMPTS = 5;
/** Ids named in a refusal. */
const MAX_NAMED = 10;

/**
 * Changes a space and returns it as it is then; a patch without keys changes nothing.
 * @throws AppError `not_found`, `precondition_failed` if `ifMatch` names another version, `conflict` if objects would
 * end up out of bounds or others keep changing it first; whatever `decide` throws.
 */
export function changeSpace(deps: ChangeDeps, change: SpaceChange): Promise<Space> {
  return deps.hosts.withHost(change.spaceId, async (host) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const present = await deps.spaces.findSpace(change.spaceId);
      if (!present) throw noSuchSpace(change.spaceId);
      if (!allowsWrite(change.ifMatch, present.version)) {
        throw new AppError("precondition_failed", "The space has changed since that version; read it again.");
      }
      const patch = await change.decide(present);
      if (Object.keys(patch).length === 0) return present;
      const changed = await store(deps, host, { present, patch });
      if (changed) return changed;
    }
    throw new AppError("conflict", "Others keep changing the space; try again.");
  });
}

/** Stores the patch and lets the room follow; null if another change came first. */
async function store(
  deps: ChangeDeps,
  host: SpaceHost,
  { present, patch }: { present: Space; patch: SpacePatch },
): Promise<Space | null> {
  const restore = narrowBounds(host, patch);
  let changed: Space | "stale" | null = null;
  try {
    changed = await deps.spaces.updateSpace(
      present.id,
      { ...patch, updatedAtMs: deps.now() },
      present.version,
    );
  } finally {
    if (changed === null || changed === "stale") restore();
  }
  if (changed === null) throw noSuchSpace(present.id);
  if (changed === "stale") return null;
  // Of two changes at once the later one may have been told first.
  if (host.space.version < changed.version) {
    host.apply(changed);
    deps.rooms.spaceChanged(changed);
  }
  return changed;
}

/**
 * Makes smaller bounds hold at once, so that nothing is put outside them while they are being stored. Returns what
 * takes that back. @throws AppError `conflict` if an object would be outside.
 */
function narrowBounds(host: SpaceHost, patch: SpacePatch): () => void {
  const before = host.space;
  const { widthM = before.widthM, depthM = before.depthM } = patch;
  if (widthM >= before.widthM && depthM >= before.depthM) return () => {};
  const outside = objectsOutside(host, { widthM, depthM });
  if (outside.length > 0) {
    const named = outside.slice(0, MAX_NAMED).join(", ") + (outside.length > MAX_NAMED ? ", …" : "");
    throw new AppError(
      "conflict",
      `${outside.length} object(s) would be out of bounds: ${named}. Move or delete them first.`,
    );
  }
  const narrow = {
    ...before,
    widthM: Math.min(widthM, before.widthM),
    depthM: Math.min(depthM, before.depthM),
  };
  host.apply(narrow);
  return () => {
    if (host.space === narrow) host.apply(before);
  };
}

function objectsOutside(host: SpaceHost, size: { widthM: number; depthM: number }): number[] {
  const ids: number[] = [];
  for (const object of host.world.objects.values()) {
    const prefab = host.world.prefabs.get(object.prefabId);
    const inside = prefab
      ? footprintInside(footprintOf(object, prefab), size.widthM, size.depthM)
      : object.x <= size.widthM && object.y <= size.depthM;
    if (!inside) ids.push(object.id);
  }
  return ids.sort((a, b) => a - b);
}
