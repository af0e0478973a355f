/** What spaces hold on a user: those they own and those they belong to. For taking it along, and for leaving for good. */
import { isoTime } from "../../protocol/lists.ts";
import type { Holding } from "../accounts/departures.ts";
import type { AccountStore } from "../accounts/ports.ts";
import { type HandOverDeps, handOver } from "./handOver.ts";
import type { LiveRooms } from "./liveRooms.ts";
import type { Member, Space, SpaceStore } from "./ports.ts";
import { settingsOf } from "./rules.ts";
import type { Spaces } from "./spaces.ts";

export interface SpaceHoldingDeps extends HandOverDeps {
  readonly spaces: SpaceStore;
  readonly accounts: Pick<AccountStore, "findUser">;
  readonly rooms: Pick<LiveRooms, "spaceChanged" | "standingChanged">;
  /** Erases a space with all that is in it. */
  readonly erase: Spaces["erase"];
}

const PAGE = 200;

/**
 * The spaces' share of an account. When its user leaves for good, a space of theirs goes to its longest-serving
 * moderator with an account; one without such is erased. Memberships go with the account.
 */
export function spaceHolding(deps: SpaceHoldingDeps): Holding {
  const { spaces } = deps;
  return {
    name: "spaces",
    async exportUser(userId) {
      const belonging = await all((afterId) =>
        spaces.listSpaces({ userId, mine: true, q: "", afterId, limit: PAGE }),
      );
      return Promise.all(
        belonging.map(async (space) => held(space, await spaces.findMember(space.id, userId))),
      );
    },
    async eraseUser(userId) {
      const belonging = await all((afterId) =>
        spaces.listSpaces({ userId, mine: true, q: "", afterId, limit: PAGE }),
      );
      for (const space of belonging) {
        if (space.ownerId !== userId) continue;
        const heirId = await heirOf(deps, space.id);
        if (heirId === null) {
          await deps.erase(space.id);
          continue;
        }
        await handOver(deps, { spaceId: space.id, heirId, check: () => {} });
        deps.rooms.standingChanged(space.id, heirId, "owner");
      }
    },
  };
}

function held(space: Space, member: Member | null) {
  return {
    space_id: space.id,
    name: space.name,
    role: member?.role ?? null,
    since: member && isoTime(member.sinceMs),
    ...(member?.role === "owner" ? { settings: settingsOf(space), visibility: space.visibility } : {}),
  };
}

/** Who a space falls to when its owner goes, null if it has no moderator with an account. */
async function heirOf({ spaces, accounts }: SpaceHoldingDeps, spaceId: number): Promise<number | null> {
  const moderators: Member[] = [];
  for (let after = 0; ; ) {
    const page = await spaces.listMembers(spaceId, after, PAGE);
    moderators.push(...page.filter(({ role }) => role === "moderator"));
    if (page.length < PAGE) break;
    after = page.at(-1)!.userId;
  }
  for (const { userId } of moderators.sort((a, b) => a.sinceMs - b.sinceMs || a.userId - b.userId)) {
    const user = await accounts.findUser(userId);
    if (user && user.role !== "guest") return userId;
  }
  return null;
}

async function all(pageAfter: (afterId: number) => Promise<Space[]>): Promise<Space[]> {
  const found: Space[] = [];
  for (let page = await pageAfter(0); page.length > 0; page = await pageAfter(page.at(-1)!.id)) {
    found.push(...page);
    if (page.length < PAGE) break;
  }
  return found;
}
