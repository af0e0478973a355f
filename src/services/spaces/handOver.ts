/** Giving a space to another owner. */
import { type ChangeDeps, changeSpace } from "./changeSpace.ts";
import type { Member, MemberRole, Space, SpaceStore } from "./ports.ts";

export interface HandOverDeps extends ChangeDeps {
  readonly spaces: ChangeDeps["spaces"] & Pick<SpaceStore, "putMember">;
}

export interface HandOver {
  readonly spaceId: number;
  readonly heirId: number;
  /** Throws if it must not happen to the space as it is. */
  readonly check: (present: Space) => void;
}

/**
 * Makes the heir the owner and the present owner a moderator; returns the space as it is then. The space alone says
 * who owns it, so its members are written in an order in which, wherever it stops, there is exactly one owner.
 * @throws AppError as {@link changeSpace}.
 */
export async function handOver(deps: HandOverDeps, { spaceId, heirId, check }: HandOver): Promise<Space> {
  const sinceMs = deps.now();
  const put = (userId: number, role: MemberRole): Promise<void> =>
    deps.spaces.putMember({ spaceId, userId, role, sinceMs, bannedUntilMs: null } satisfies Member);
  const changed = await changeSpace(deps, {
    spaceId,
    decide: async (present) => {
      check(present);
      if (present.ownerId === heirId) return {};
      await put(heirId, "member");
      await put(present.ownerId, "moderator");
      return { ownerId: heirId };
    },
  });
  await put(heirId, "owner");
  return changed;
}
