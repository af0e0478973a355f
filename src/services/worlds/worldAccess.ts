/** Who may read a world, and who may make a space of it. */
import { AppError } from "../../errors.ts";
import type { Caller } from "../accounts/caller.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { WorldRecord, WorldStore } from "./storePorts.ts";

export interface WorldAccessDeps {
  readonly worlds: Pick<WorldStore, "isPublished">;
  readonly spaces: Pick<SpaceStore, "admitsToWorld">;
  readonly now: () => number;
}

/** Owners and admins. */
export function owns(caller: Caller | null, world: WorldRecord): boolean {
  return caller !== null && (caller.role === "admin" || caller.userId === world.ownerId);
}

/**
 * Lets pass who may read `world`: everybody if it is published, its owner and admins, and whoever is let into a space
 * that is made of it.
 * @throws AppError `unauthenticated` without a caller, else `forbidden`.
 */
export async function requireReader(
  { worlds, spaces, now }: WorldAccessDeps,
  caller: Caller | null,
  world: WorldRecord,
): Promise<void> {
  if (owns(caller, world) || (await worlds.isPublished(world.id))) return;
  if (!caller) throw new AppError("unauthenticated", "This world is not published; sign in to see your own.");
  if (await spaces.admitsToWorld(world.id, caller.userId, now())) return;
  throw new AppError("forbidden", "This world is not published.");
}

/** Lets pass who may make spaces of `world`: everybody if it is published, its owner and admins. @throws AppError `forbidden`. */
export async function requireBuilder(
  { worlds }: Pick<WorldAccessDeps, "worlds">,
  caller: Caller,
  world: WorldRecord,
): Promise<void> {
  if (owns(caller, world) || (await worlds.isPublished(world.id))) return;
  throw new AppError("forbidden", "This world is neither yours nor published.");
}

export function noSuchWorld(): AppError {
  return new AppError("not_found", "There is no such world.");
}
