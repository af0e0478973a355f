/** From what a caller asks for to the space or the patch that is stored. */
import { cellCounts, walkableBounds } from "../../core/sim/bounds.ts";
import type { SpawnPoint } from "../../core/sim/world.ts";
import { AppError } from "../../errors.ts";
import type { NewSpaceBody, SpacePutBody } from "../../protocol/spaces.ts";
import type { SpaceTemplate } from "./maps/spaceMap.ts";
import { findMap } from "./maps.ts";
import type { NewSpace, Space, SpacePatch } from "./ports.ts";

/** Size of a space that names none, metres. */
const DEFAULT_SIZE_M = 50;

/**
 * The map or world that a new space starts from, null if it names neither.
 * @throws AppError `invalid` for a map or world that is not there, for both, or a size or movement that is not theirs;
 * whatever `worldTemplate` throws.
 */
export async function templateOf(
  body: NewSpaceBody,
  worldTemplate: (worldId: string) => Promise<SpaceTemplate | null>,
): Promise<SpaceTemplate | null> {
  const { map_id: mapId, world_id: worldId } = body;
  if (mapId === undefined && worldId === undefined) return null;
  if (mapId !== undefined && worldId !== undefined)
    throw invalid("/map_id", "A space is made of a map or of a world, not of both.");
  const template = worldId === undefined ? (findMap(mapId ?? "") ?? null) : await worldTemplate(worldId);
  if (!template && worldId !== undefined) throw invalid("/world_id", "There is no such world.");
  if (!template) throw invalid("/map_id", "There is no such map; GET /maps lists them.");
  const fixed = { movement: template.movement, width: template.widthM, depth: template.depthM };
  const source = worldId === undefined ? `map ${mapId}` : "world";
  for (const key of ["movement", "width", "depth"] as const) {
    if (body[key] !== undefined && body[key] !== fixed[key]) {
      throw invalid(`/${key}`, `The ${source} has ${key} ${fixed[key]}.`);
    }
  }
  return template;
}

/** A space to store. What the body leaves out comes from the template, else 50 × 50 m and free, with a spawn point in its middle. */
export function newSpace(
  body: NewSpaceBody,
  origin: { template: SpaceTemplate | null; ownerId: number; nowMs: number },
): NewSpace {
  const { template, ownerId, nowMs } = origin;
  const ground = {
    movement: template?.movement ?? body.movement ?? "free",
    widthM: template?.widthM ?? body.width ?? DEFAULT_SIZE_M,
    depthM: template?.depthM ?? body.depth ?? DEFAULT_SIZE_M,
  };
  return {
    name: body.name,
    ownerId,
    visibility: body.visibility,
    ...ground,
    worldId: template?.worldId ?? null,
    settings: { ...template?.settings, ...body.settings },
    zones: template?.zones ?? [],
    spawnPoints: template?.spawnPoints ?? [middleOf(ground)],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/**
 * What `wish` changes in a space; spawn points outside smaller bounds go.
 * @throws AppError `conflict` if it asks for another movement, or another size than the space's world has.
 */
export function patchOf(
  present: Space,
  wish: Omit<SpacePutBody, "name"> & { readonly name?: string | undefined },
): SpacePatch {
  if (wish.movement !== undefined && wish.movement !== present.movement) {
    throw new AppError("conflict", "A space keeps its movement: its positions would lose their meaning.");
  }
  const resized = [
    [wish.width, present.widthM],
    [wish.depth, present.depthM],
  ].some(([wanted, is]) => wanted !== undefined && wanted !== is);
  if (present.worldId !== null && resized)
    throw new AppError("conflict", "A space that is made of a world has the size of the world.");
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
