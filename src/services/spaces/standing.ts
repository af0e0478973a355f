/** What a user may do in a space: from account role, ownership, membership and visibility to one {@link Role} or none. */
import type { Role } from "../../core/sim/types.ts";
import { AppError } from "../../errors.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Member, Space, SpaceStore } from "./ports.ts";

/** A caller's standing in a space: a role, or why there is none. */
export type Standing = Role | "banned" | "stranger";

/**
 * The standing of an account in a space. An admin is admin everywhere. The owner is whoever the space says. A ban
 * counts until it ends. In a private space whoever is no member is a stranger.
 */
export function standingOf(
  account: { readonly userId: number; readonly role: Caller["role"] },
  space: Pick<Space, "ownerId" | "visibility">,
  at: { readonly member: Member | null; readonly nowMs: number },
): Standing {
  if (account.role === "admin") return "admin";
  if (space.ownerId === account.userId) return "owner";
  const member = at.member;
  if (member?.role === "banned" && (member.bannedUntilMs === null || member.bannedUntilMs > at.nowMs))
    return "banned";
  // Only the space itself says who owns it: such a row is of a former owner.
  if (member?.role === "owner") return "moderator";
  if (member && member.role !== "banned") return member.role;
  if (space.visibility === "private") return "stranger";
  return account.role;
}

/** Looks a caller's standing in `space` up, as of `nowMs`. */
export async function findStanding(
  store: Pick<SpaceStore, "findMember">,
  caller: Pick<Caller, "userId" | "role">,
  at: { readonly space: Space; readonly nowMs: number },
): Promise<Standing> {
  return standingOf(caller, at.space, {
    member: await store.findMember(at.space.id, caller.userId),
    nowMs: at.nowMs,
  });
}

/** The role behind a standing. @throws AppError `forbidden` for the banned and for strangers to a private space. */
export function admitted(standing: Standing): Role {
  if (standing === "banned") throw new AppError("forbidden", "You are banned from this space.");
  if (standing === "stranger") throw new AppError("forbidden", "This space is private.");
  return standing;
}
