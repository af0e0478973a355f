/** Who is in a space now. */
import { type Page, pageOf } from "../../protocol/lists.ts";
import type { Caller } from "../accounts/caller.ts";
import { type AccessDeps, enterSpace } from "./access.ts";
import type { LiveRooms, Presence } from "./liveRooms.ts";

/** Behind which avatar a page begins: the `nth` of a user, counted from 0. As text: `<userId>.<nth>`. */
export interface PresenceCursor {
  readonly userId: number;
  readonly nth: number;
}

/** One page of the avatars in a space, by user id and arrival. @throws AppError `not_found`, `forbidden`. */
export async function listPresences(
  deps: AccessDeps & { readonly rooms: Pick<LiveRooms, "presences"> },
  caller: Caller,
  query: { readonly spaceId: number; readonly after: PresenceCursor | null; readonly limit: number },
): Promise<Page<Presence>> {
  const { spaceId, after, limit } = query;
  await enterSpace(deps, caller, { spaceId });
  const numbered = numberedByUser(deps.rooms.presences(spaceId));
  const rest = after === null ? numbered : numbered.filter((entry) => comesAfter(entry, after));
  return pageOf(rest.slice(0, limit + 1), limit, {
    item: ({ presence }) => presence,
    cursor: ({ presence, nth }) => `${presence.user_id}.${nth}`,
  });
}

interface NumberedPresence {
  readonly presence: Presence;
  readonly nth: number;
}

function numberedByUser(presences: readonly Presence[]): NumberedPresence[] {
  const sorted = presences.toSorted(
    (a, b) => a.user_id - b.user_id || Number(a.since > b.since) - Number(a.since < b.since),
  );
  let nth = 0;
  return sorted.map((presence, index) => {
    nth = sorted[index - 1]?.user_id === presence.user_id ? nth + 1 : 0;
    return { presence, nth };
  });
}

function comesAfter({ presence, nth }: NumberedPresence, after: PresenceCursor): boolean {
  return presence.user_id > after.userId || (presence.user_id === after.userId && nth > after.nth);
}
