/** The door of a space for calls over HTTP: is there such a space, is the caller let in, is their role enough. */
import { atLeast, type Role } from "../../core/sim/types.ts";
import { AppError } from "../../errors.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Space, SpaceStore } from "./ports.ts";
import { admitted, findStanding } from "./standing.ts";

export interface AccessDeps {
  readonly spaces: Pick<SpaceStore, "findSpace" | "findMember">;
  readonly now: () => number;
}

/** A caller inside a space. */
export interface Entry {
  readonly space: Space;
  readonly role: Role;
}

/**
 * The space and the caller's role in it.
 * @throws AppError `not_found` if there is no such space, `forbidden` for the banned, for strangers to a private space, and below the role `least` (default guest).
 */
export async function enterSpace(
  deps: AccessDeps,
  caller: Caller,
  { spaceId, least = "guest" }: { readonly spaceId: number; readonly least?: Role },
): Promise<Entry> {
  const space = await deps.spaces.findSpace(spaceId);
  if (!space) throw noSuchSpace(spaceId);
  const role = admitted(await findStanding(deps.spaces, caller, { space, nowMs: deps.now() }));
  requireRole(role, least);
  return { space, role };
}

/** @throws AppError `forbidden` if `role` is below `least`. */
export function requireRole(role: Role, least: Role): void {
  if (!atLeast(role, least)) throw new AppError("forbidden", `This needs the role ${least} in the space.`);
}

/** The refusal for an id that no space has. */
export function noSuchSpace(spaceId: number): AppError {
  return new AppError("not_found", `There is no space ${spaceId}.`);
}
