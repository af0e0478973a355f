/** Who belongs to a space, and as what. */
import { AppError } from "../../errors.ts";
import { type Page, pageOf } from "../../protocol/lists.ts";
import type { MemberView } from "../../protocol/spaceViews.ts";
import type { Caller } from "../accounts/caller.ts";
import type { AccountStore, User } from "../accounts/ports.ts";
import type { AuditStore } from "../operations/ports.ts";
import { enterSpace, requireRole } from "./access.ts";
import type { OwnershipAllowance } from "./allowance.ts";
import { handOver } from "./handOver.ts";
import type { SpaceHosts } from "./hosts.ts";
import type { LiveRooms } from "./liveRooms.ts";
import { mayModerate } from "./moderation.ts";
import type { Member, MemberRole, Space, SpaceStore } from "./ports.ts";
import { standingOf } from "./standing.ts";
import { memberView } from "./views.ts";

export interface MembersDeps {
  readonly spaces: SpaceStore;
  readonly accounts: Pick<AccountStore, "findUser">;
  readonly audit: Pick<AuditStore, "append">;
  readonly hosts: Pick<SpaceHosts, "withHost">;
  readonly rooms: LiveRooms;
  readonly allowance: OwnershipAllowance;
  readonly now: () => number;
}

/** What a member is to be. */
export interface MemberWish {
  readonly userId: number;
  readonly role: MemberRole;
  /** Only with role `banned`: when it ends, null for never. */
  readonly bannedUntilMs: number | null;
}

export class Members {
  readonly #deps: MembersDeps;

  constructor(deps: MembersDeps) {
    this.#deps = deps;
  }

  /** One page of a space's members, the banned among them, by user id. @throws AppError `not_found`, `forbidden`. */
  async list(
    caller: Caller,
    spaceId: number,
    page: { afterUserId: number; limit: number },
  ): Promise<Page<MemberView>> {
    const { space } = await enterSpace(this.#deps, caller, { spaceId });
    const rows = await this.#deps.spaces.listMembers(spaceId, page.afterUserId, page.limit + 1);
    const users = await Promise.all(rows.map(({ userId }) => this.#deps.accounts.findUser(userId)));
    const nameOf = new Map(users.map((user) => [user?.id, user?.displayName]));
    return pageOf(rows, page.limit, {
      item: (row) => memberView(row, { space, name: nameOf.get(row.userId) ?? "" }),
      cursor: (row) => String(row.userId),
    });
  }

  /**
   * Makes a user what `wish` says, whether they were a member before (`added` false) or not.
   * @throws AppError `not_found` for an unknown space or user; `forbidden` if the caller's role does not reach so far;
   * `invalid` for a ban that ends in the past or an end without a ban; `conflict` for the owner, who hands the space
   * over first; `full` if the new owner owns too many.
   */
  async put(
    caller: Caller,
    spaceId: number,
    wish: MemberWish,
  ): Promise<{ member: MemberView; added: boolean }> {
    const { space, role } = await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    const user = await this.#deps.accounts.findUser(wish.userId);
    if (!user) throw new AppError("not_found", `There is no user ${wish.userId}.`);
    const present = await this.#deps.spaces.findMember(spaceId, wish.userId);
    mayModerate(role, { from: this.#roleNow(space, user.id, present), to: wish.role });
    this.#checkBan(wish, user);
    const stored =
      wish.role === "owner"
        ? await this.#handOver(caller, space, user)
        : { space, member: await this.#store(space, { wish, present }) };
    await this.#follow(stored.space, user.id);
    await this.#record(caller, "member.put", { space, userId: user.id, role: wish.role });
    return {
      member: memberView(stored.member, { space: stored.space, name: user.displayName }),
      added: present === null,
    };
  }

  /** As {@link put}, for somebody who is a member (or banned) already. @throws AppError as {@link put}, `not_found` also for no member. */
  async change(caller: Caller, spaceId: number, wish: MemberWish): Promise<MemberView> {
    await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    await this.#existing(spaceId, wish.userId);
    return (await this.put(caller, spaceId, wish)).member;
  }

  /**
   * Ends a membership or a ban. Members may end their own membership.
   * @throws AppError `not_found`, `forbidden`, `conflict` for the owner.
   */
  async remove(caller: Caller, spaceId: number, userId: number): Promise<void> {
    const { space, role } = await enterSpace(this.#deps, caller, { spaceId });
    if (userId !== caller.userId) requireRole(role, "moderator");
    const present = await this.#existing(spaceId, userId);
    if (userId !== caller.userId || space.ownerId === userId) {
      mayModerate(role, { from: this.#roleNow(space, userId, present), to: null });
    }
    await this.#deps.spaces.deleteMember(spaceId, userId);
    await this.#follow(space, userId);
    await this.#record(caller, "member.delete", { space, userId, role: null });
  }

  /** The role that authority is measured against: a former owner's row counts as a moderator's. */
  #roleNow(space: Space, userId: number, present: Member | null): MemberRole | null {
    if (space.ownerId === userId) return "owner";
    return present && memberView(present, { space, name: "" }).role;
  }

  async #existing(spaceId: number, userId: number): Promise<Member> {
    const present = await this.#deps.spaces.findMember(spaceId, userId);
    if (!present) throw new AppError("not_found", `User ${userId} is no member of this space.`);
    return present;
  }

  #checkBan({ role, bannedUntilMs }: MemberWish, user: User): void {
    if (role === "banned" && user.role === "admin")
      throw new AppError("forbidden", "An admin cannot be banned from a space.");
    if (bannedUntilMs === null) return;
    const detail =
      role !== "banned"
        ? "goes with the role banned only"
        : bannedUntilMs <= this.#deps.now()
          ? "must be in the future"
          : null;
    if (detail)
      throw new AppError("invalid", `banned_until ${detail}.`, {
        errors: [{ pointer: "/banned_until", detail }],
      });
  }

  async #store(
    space: Space,
    { wish, present }: { wish: MemberWish; present: Member | null },
  ): Promise<Member> {
    const member: Member = {
      spaceId: space.id,
      userId: wish.userId,
      role: wish.role,
      sinceMs: present?.role === wish.role ? present.sinceMs : this.#deps.now(),
      bannedUntilMs: wish.bannedUntilMs,
    };
    await this.#deps.spaces.putMember(member);
    return member;
  }

  async #handOver(caller: Caller, space: Space, heir: User): Promise<{ space: Space; member: Member }> {
    if (heir.role === "guest") throw new AppError("forbidden", "Guests cannot own spaces.");
    const changed =
      space.ownerId === heir.id
        ? space
        : await this.#deps.allowance.grant(heir.id, () =>
            handOver(this.#deps, {
              spaceId: space.id,
              heirId: heir.id,
              // Somebody else may own it by now.
              check: ({ ownerId }) => requireRole(ownerId === caller.userId ? "owner" : caller.role, "owner"),
            }),
          );
    if (changed !== space) await this.#follow(changed, space.ownerId);
    return { space: changed, member: (await this.#deps.spaces.findMember(space.id, heir.id))! };
  }

  /** Makes the live room follow what a user's standing is now. */
  async #follow(space: Space, userId: number): Promise<void> {
    const { accounts, spaces, rooms, now } = this.#deps;
    const user = await accounts.findUser(userId);
    const member = await spaces.findMember(space.id, userId);
    const account = { userId, role: user?.role ?? "guest" };
    rooms.standingChanged(space.id, userId, standingOf(account, space, { member, nowMs: now() }));
  }

  async #record(
    caller: Caller,
    action: string,
    change: { space: Space; userId: number; role: MemberRole | null },
  ): Promise<void> {
    await this.#deps.audit.append({
      atMs: this.#deps.now(),
      actorUserId: caller.userId,
      action,
      target: `user:${change.userId}`,
      detail: { space_id: change.space.id, role: change.role },
    });
  }
}
