/** Objects of spaces over HTTP, and what was done and said in a space. */
import { pageView } from "../protocol/accounts.ts";
import { IdCursor, PageQuery, Time } from "../protocol/lists.ts";
import { NewObjectBody, ObjectPatchBody, RevertBody } from "../protocol/spaces.ts";
import { MessageView, ObjectView, RevertView, ToolUseView } from "../protocol/spaceViews.ts";
import { Id } from "../protocol/text.ts";
import { signedIn } from "../services/accounts/caller.ts";
import type { Objects } from "../services/spaces/objects.ts";
import type { SpaceLog } from "../services/spaces/spaceLog.ts";
import { API_BASE } from "./mount.ts";
import { defineRoute, type Route } from "./route.ts";
import { IdParams } from "./spaces.routes.ts";

export interface ObjectRouteDeps {
  readonly objects: Objects;
  readonly log: SpaceLog;
}

const ObjectQuery = PageQuery.extend({ cursor: IdCursor.optional() });
const UseQuery = PageQuery.extend({
  cursor: IdCursor.optional(),
  user_id: Id.optional(),
  object_id: Id.optional(),
  since: Time.optional(),
});
/** `before` and `cursor` are two names for one thing; the former is the contract's. */
const MessageQuery = PageQuery.extend({ cursor: IdCursor.optional(), before: IdCursor.optional() });

/** `/spaces/{id}/objects`, `/objects/{id}`, `/spaces/{id}/tool-uses`, `/spaces/{id}/revert` and `/spaces/{id}/messages`. */
export function objectRoutes({ objects, log }: ObjectRouteDeps): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/spaces/{id}/objects",
      access: "signed_in",
      summary: "The objects of a space",
      params: IdParams,
      query: ObjectQuery,
      answer: pageView(ObjectView),
      handle: async ({ caller, params, query: { cursor = 0, limit } }) => ({
        body: await objects.list(signedIn(caller), params.id, { afterId: cursor, limit }),
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/spaces/{id}/objects",
      access: "signed_in",
      summary: "Place an object",
      creates: true,
      params: IdParams,
      body: NewObjectBody,
      answer: ObjectView,
      handle: async ({ caller, params, body }) => {
        const object = await objects.create(signedIn(caller), params.id, body);
        return { status: 201, body: object, headers: { Location: `${API_BASE}/objects/${object.id}` } };
      },
    }),
    ...oneObjectRoutes(objects),
    ...logRoutes(log),
  ];
}

function oneObjectRoutes(objects: Objects): Route[] {
  const path = "/objects/{id}";
  return [
    defineRoute({
      method: "GET",
      path,
      access: "signed_in",
      summary: "One object",
      params: IdParams,
      answer: ObjectView,
      handle: async ({ caller, params }) => ({ body: await objects.get(signedIn(caller), params.id) }),
    }),
    defineRoute({
      method: "PATCH",
      path,
      access: "signed_in",
      summary: "Change an object",
      params: IdParams,
      body: ObjectPatchBody,
      answer: ObjectView,
      handle: async ({ caller, params, body }) => ({
        body: await objects.patch(signedIn(caller), params.id, body),
      }),
    }),
    defineRoute({
      method: "DELETE",
      path,
      access: "signed_in",
      summary: "Delete an object",
      params: IdParams,
      handle: async ({ caller, params }) => {
        await objects.remove(signedIn(caller), params.id);
        return {};
      },
    }),
  ];
}

function logRoutes(log: SpaceLog): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/spaces/{id}/tool-uses",
      access: "signed_in",
      summary: "The log of tool uses, newest first",
      params: IdParams,
      query: UseQuery,
      answer: pageView(ToolUseView),
      handle: async ({ caller, params, query }) => ({
        body: await log.uses(signedIn(caller), params.id, {
          userId: query.user_id ?? null,
          objectId: query.object_id ?? null,
          sinceMs: query.since ?? null,
          beforeId: query.cursor ?? null,
          limit: query.limit,
        }),
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/spaces/{id}/revert",
      access: "signed_in",
      summary: "Take back what one user did in a time span",
      params: IdParams,
      body: RevertBody,
      answer: RevertView,
      handle: async ({ caller, params, body }) => ({
        body: await log.revert(signedIn(caller), params.id, {
          userId: body.user_id,
          sinceMs: body.since,
          untilMs: body.until ?? null,
        }),
      }),
    }),
    defineRoute({
      method: "GET",
      path: "/spaces/{id}/messages",
      access: "signed_in",
      summary: "The messages of a space's own channel, newest first",
      params: IdParams,
      query: MessageQuery,
      answer: pageView(MessageView),
      handle: async ({ caller, params, query: { before, cursor, limit } }) => ({
        body: await log.messages(signedIn(caller), params.id, { beforeId: before ?? cursor ?? null, limit }),
      }),
    }),
  ];
}
