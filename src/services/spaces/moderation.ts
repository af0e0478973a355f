/** Whose standing a moderator, an owner or an admin may change, and to what. */
import type { Role } from "../../core/sim/types.ts";
import { AppError } from "../../errors.ts";
import type { MemberRole } from "./ports.ts";

const RANKS: Readonly<Record<MemberRole, number>> = { banned: 0, member: 1, moderator: 2, owner: 3 };

/**
 * Passes if `actor` may take somebody from one role to another; null is no membership. Moderators change members, the
 * banned and strangers among these; the owner and admins change moderators too and may hand the space over.
 * @throws AppError `forbidden` if the actor's role does not reach so far, `conflict` if the owner would be left without their space.
 */
export function mayModerate(
  actor: Role,
  change: { readonly from: MemberRole | null; readonly to: MemberRole | null },
): void {
  const owns = actor === "owner" || actor === "admin";
  const rank = owns ? RANKS.owner : actor === "moderator" ? RANKS.moderator : RANKS.banned;
  const reach = (role: MemberRole | null) => role === null || RANKS[role] < rank;
  if (change.from === "owner" && owns && change.to !== "owner") {
    throw new AppError("conflict", "The owner cannot be removed; hand the space over first (role owner).");
  }
  if (owns && change.to === "owner") return;
  if (!reach(change.from) || !reach(change.to)) {
    throw new AppError("forbidden", "Your role in the space does not reach so far.");
  }
}
