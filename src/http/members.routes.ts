/** Members of spaces over HTTP, and who is in a space now. */
import { z } from "zod";
import { pageView } from "../protocol/accounts.ts";
import { IdCursor, PageQuery } from "../protocol/lists.ts";
import { MemberBody, MemberPatchBody } from "../protocol/spaces.ts";
import { MemberView, PresenceView } from "../protocol/spaceViews.ts";
import { Id } from "../protocol/text.ts";
import { signedIn } from "../services/accounts/caller.ts";
import type { AccessDeps } from "../services/spaces/access.ts";
import type { LiveRooms } from "../services/spaces/liveRooms.ts";
import type { Members } from "../services/spaces/members.ts";
import { listPresences } from "../services/spaces/presences.ts";
import { API_BASE } from "./mount.ts";
import { defineRoute, type Route } from "./route.ts";
import { IdParams } from "./spaces.routes.ts";

export interface MemberRouteDeps extends AccessDeps {
  readonly members: Members;
  readonly rooms: Pick<LiveRooms, "presences">;
}

const MemberParams = z.object({ id: Id, user_id: Id });
const MemberQuery = PageQuery.extend({ cursor: IdCursor.optional() });
const PresenceQuery = PageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}\.\d{1,9}$/, "is not a cursor of this list")
    .transform((cursor) => {
      const [userId, nth] = cursor.split(".").map(Number);
      return { userId: userId!, nth: nth! };
    })
    .optional(),
});

/** `/spaces/{id}/members`, `/spaces/{id}/members/{user_id}` and `/spaces/{id}/users`. */
export function memberRoutes(deps: MemberRouteDeps): Route[] {
  const { members } = deps;
  return [
    defineRoute({
      method: "GET",
      path: "/spaces/{id}/members",
      access: "signed_in",
      summary: "The members of a space, the banned among them",
      params: IdParams,
      query: MemberQuery,
      answer: pageView(MemberView),
      handle: async ({ caller, params, query: { cursor = 0, limit } }) => ({
        body: await members.list(signedIn(caller), params.id, { afterUserId: cursor, limit }),
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/spaces/{id}/members",
      access: "signed_in",
      summary: "Make a user a member, or a member something else; role owner hands the space over",
      creates: true,
      params: IdParams,
      body: MemberBody,
      answer: MemberView,
      handle: async ({ caller, params, body }) => {
        const wish = { userId: body.user_id, role: body.role, bannedUntilMs: body.banned_until ?? null };
        const { member, added } = await members.put(signedIn(caller), params.id, wish);
        if (!added) return { body: member };
        const at = `${API_BASE}/spaces/${params.id}/members/${member.user_id}`;
        return { status: 201, body: member, headers: { Location: at } };
      },
    }),
    ...oneMemberRoutes(members),
    defineRoute({
      method: "GET",
      path: "/spaces/{id}/users",
      access: "signed_in",
      summary: "Who is in a space now",
      params: IdParams,
      query: PresenceQuery,
      answer: pageView(PresenceView),
      handle: async ({ caller, params, query: { cursor, limit } }) => ({
        body: await listPresences(deps, signedIn(caller), {
          spaceId: params.id,
          after: cursor ?? null,
          limit,
        }),
      }),
    }),
  ];
}

function oneMemberRoutes(members: Members): Route[] {
  const path = "/spaces/{id}/members/{user_id}";
  return [
    defineRoute({
      method: "PATCH",
      path,
      access: "signed_in",
      summary: "Change a member's role; owner hands the space over",
      params: MemberParams,
      body: MemberPatchBody,
      answer: MemberView,
      handle: async ({ caller, params, body }) => ({
        body: await members.change(signedIn(caller), params.id, {
          userId: params.user_id,
          role: body.role,
          bannedUntilMs: body.banned_until ?? null,
        }),
      }),
    }),
    defineRoute({
      method: "DELETE",
      path,
      access: "signed_in",
      summary: "End a membership or a ban; one's own, too",
      params: MemberParams,
      handle: async ({ caller, params }) => {
        await members.remove(signedIn(caller), params.id, params.user_id);
        return {};
      },
    }),
  ];
}
