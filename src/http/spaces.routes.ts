/** Spaces over HTTP, with the maps they start from and the looks of their visitors. */
import { z } from "zod";
import { pageView } from "../protocol/accounts.ts";
import { IdCursor, type Page, PageQuery } from "../protocol/lists.ts";
import { NewSpaceBody, SpacePatchBody, SpacePutBody } from "../protocol/spaces.ts";
import { SpaceDetailView, SpaceView } from "../protocol/spaceViews.ts";
import { Id, text } from "../protocol/text.ts";
import { signedIn } from "../services/accounts/caller.ts";
import { LOOKS } from "../services/spaces/looks.ts";
import { mapView, SPACE_MAPS } from "../services/spaces/maps.ts";
import type { Spaces } from "../services/spaces/spaces.ts";
import { etagOf } from "../services/spaces/spaceVersion.ts";
import { type FoundSpace, spaceDetailView, spaceView } from "../services/spaces/views.ts";
import { API_BASE } from "./mount.ts";
import { type Call, defineRoute, type Reply, type Route } from "./route.ts";

export interface SpaceRouteDeps {
  readonly spaces: Spaces;
  /** Simulation steps a second, shown in a space's rules. */
  readonly tickHz: number;
}

/** A path parameter that names a space (or an object): what is no id names nothing. */
export const IdParams = z.object({ id: Id });

/** `?mine=` without a value does not filter. */
const Flag = z.union([z.literal("").transform(() => false), z.stringbool()]);
const SpaceQuery = PageQuery.extend({
  q: text(0, 40).default(""),
  mine: Flag.default(false),
  cursor: IdCursor.optional(),
});

/** `/spaces`, `/spaces/{id}`, `/maps` and `/avatars`. */
export function spaceRoutes({ spaces, tickHz }: SpaceRouteDeps): Route[] {
  const reply = (found: FoundSpace): Reply => ({
    body: spaceDetailView(found, tickHz),
    headers: { ETag: etagOf(found) },
  });
  const location = (found: FoundSpace) => ({ Location: `${API_BASE}/spaces/${found.space.id}` });
  return [
    defineRoute({
      method: "GET",
      path: "/spaces",
      access: "signed_in",
      summary: "The public spaces and one's own",
      query: SpaceQuery,
      answer: pageView(SpaceView),
      handle: async ({ caller, query: { cursor = 0, ...query } }) => {
        const page = await spaces.list(signedIn(caller), { ...query, afterId: cursor });
        return { body: { ...page, items: page.items.map(spaceView) } };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/spaces",
      access: "signed_in",
      summary: "Make a space",
      creates: true,
      body: NewSpaceBody,
      answer: SpaceDetailView,
      handle: async ({ caller, body }) => {
        const found = await spaces.create(signedIn(caller), body);
        const { headers, ...rest } = reply(found);
        return { ...rest, status: 201, headers: { ...headers, ...location(found) } };
      },
    }),
    ...oneSpaceRoutes(spaces, reply),
    fixedList("/maps", "The maps that a space can start from", SPACE_MAPS.map(mapView)),
    fixedList("/avatars", "The looks that avatars can have", LOOKS),
  ];
}

function oneSpaceRoutes(spaces: Spaces, reply: (found: FoundSpace) => Reply): Route[] {
  const path = "/spaces/{id}";
  const ifMatch = (call: Pick<Call, "header">) => call.header("if-match");
  return [
    defineRoute({
      method: "GET",
      path,
      access: "signed_in",
      summary: "One space, with its zones, spawn points and rules",
      params: IdParams,
      answer: SpaceDetailView,
      handle: async ({ caller, params }) => reply(await spaces.get(signedIn(caller), params.id)),
    }),
    defineRoute({
      method: "PATCH",
      path,
      access: "signed_in",
      summary: "Change a space; settings key by key",
      params: IdParams,
      body: SpacePatchBody,
      answer: SpaceDetailView,
      handle: async (call) => {
        const write = { body: call.body, ifMatch: ifMatch(call) };
        return reply(await spaces.patch(signedIn(call.caller), call.params.id, write));
      },
    }),
    defineRoute({
      method: "PUT",
      path,
      access: "signed_in",
      summary: "Change a space; settings as a whole",
      params: IdParams,
      body: SpacePutBody,
      answer: SpaceDetailView,
      handle: async (call) => {
        const write = { body: call.body, ifMatch: ifMatch(call) };
        return reply(await spaces.put(signedIn(call.caller), call.params.id, write));
      },
    }),
    defineRoute({
      method: "DELETE",
      path,
      access: "signed_in",
      summary: "Delete a space with all that is in it",
      params: IdParams,
      handle: async ({ caller, params }) => {
        await spaces.remove(signedIn(caller), params.id);
        return {};
      },
    }),
  ];
}

/** A list that is the same for everybody and fits on one page. */
function fixedList(path: string, summary: string, items: readonly unknown[]): Route {
  const body: Page<unknown> = { items, next_cursor: null };
  return defineRoute({
    method: "GET",
    path,
    access: "public",
    summary,
    answer: pageView(z.unknown()),
    handle: () => ({ body }),
  });
}
