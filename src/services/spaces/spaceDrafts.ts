/** From what a caller asks for to the space or the patch that is stored. */
import { cellCounts, walkableBounds } from "../../core/sim/bounds.ts";
import type { SpawnPoint } from "../../core/sim/world.ts";
import { AppError } from "../../errors.ts";
import type { NewSpaceBody, SpacePutBody } from "../../protocol/spaces.ts";
import type { SpaceMap } from "./maps/spaceMap.ts";
import { findMap } from "./maps.ts";
import type { NewSpace, Space, SpacePatch } from "./ports.ts";

/** Size of a space that names none, metres. */
const DEFAULT_SIZE_M = 50;

/**
 * The map that a new space starts from, null if it names none.
 * @throws AppError `invalid` for a map or world that is not there, or a size or movement that is not the map's.
 */
export function templateOf(body: NewSpaceBody): SpaceMap | null {
  if (body.world_id !== undefined) {
    throw invalid("/world_id", "There is no such world: this server does not hold worlds.");
  }
  if (body.map_id === undefined) return null;
  const map = findMap(body.map_id);
  if (!map) throw invalid("/map_id", "There is no such map; GET /maps lists them.");
  const fixed = { movement: map.movement, width: map.widthM, depth: map.depthM };
  for (const key of ["movement", "width", "depth"] as const) {
    if (body[key] !== undefined && body[key] !== fixed[key]) {
      throw invalid(`/${key}`, `The map ${map.id} has ${key} ${fixed[key]}.`);
    }
  }
  return map;
}

/** A space to store. What the body leaves out comes from the map, else 50 × 50 m and free, with a spawn point in its middle. */
export function newSpace(
  body: NewSpaceBody,
  origin: { map: SpaceMap | null; ownerId: number; nowMs: number },
): NewSpace {
  const { map, ownerId, nowMs } = origin;
  const ground = {
    movement: map?.movement ?? body.movement ?? "free",
    widthM: map?.widthM ?? body.width ?? DEFAULT_SIZE_M,
    depthM: map?.depthM ?? body.depth ?? DEFAULT_SIZE_M,
  };
  return {
    name: body.name,
    ownerId,
    visibility: body.visibility,
    ...ground,
    worldId: null,
    settings: { ...map?.settings, ...body.settings },
    zones: map?.zones ?? [],
    spawnPoints: map?.spawnPoints ?? [middleOf(ground)],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** What `wish` changes in a space; spawn points outside smaller bounds go. @throws AppError `conflict` if it asks for another movement. */
export function patchOf(
  present: Space,
  wish: Omit<SpacePutBody, "name"> & { readonly name?: string | undefined },
): SpacePatch {
  if (wish.movement !== undefined && wish.movement !== present.movement) {
    throw new AppError("conflict", "A space keeps its movement: its positions would lose their meaning.");
  }
  const patch: SpacePatch = {
    ...(wish.name === undefined ? {} : { name: wish.name }),
    ...(wish.width === undefined ? {} : { widthM: wish.width }),
    ...(wish.depth === undefined ? {} : { depthM: wish.depth }),
    ...(wish.visibility === undefined ? {} : { visibility: wish.visibility }),
    ...(wish.settings === undefined ? {} : { settings: wish.settings }),
  };
  const ground = { ...present, ...patch };
  const kept = present.spawnPoints.filter((point) => standsInside(ground, point));
  if (kept.length === present.spawnPoints.length) return patch;
  return { ...patch, spawnPoints: kept.length > 0 ? kept : [middleOf(ground)] };
}

type Ground = Pick<Space, "movement" | "widthM" | "depthM">;

function middleOf({ movement, widthM, depthM }: Ground): SpawnPoint {
  const whole = movement === "grid" ? Math.floor : (x: number) => x;
  return { x: whole(widthM / 2), y: whole(depthM / 2), heading: 0 };
}

function standsInside(ground: Ground, { x, y }: SpawnPoint): boolean {
  if (ground.movement === "grid") {
    const { columns, rows } = cellCounts(ground);
    return x < columns && y < rows;
  }
  const { minX, minY, maxX, maxY } = walkableBounds(ground);
  return x >= minX && y >= minY && x <= maxX && y <= maxY;
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError("invalid", detail, { errors: [{ pointer, detail }] });
}
