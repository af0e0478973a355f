/** Routes to try the edge with. */
import { z } from "zod";
import { AppError } from "../../src/errors.ts";
import { defineRoute, type Route } from "../../src/http/route.ts";
import { signedIn } from "../../src/services/accounts/caller.ts";

const EchoBody = z.object({
  name: z.string().max(20),
  count: z.number().int().optional(),
  nested: z.strictObject({ "a/b": z.number() }).optional(),
  anything: z.unknown().optional(),
});

/** How many things `POST /things` has made. */
export const made = { things: 0 };

/** A handful of routes that show every way a route can be declared. */
export const SAMPLE_ROUTES: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/echo",
    access: "public",
    summary: "Echo",
    body: EchoBody,
    maxBodyBytes: 2_000,
    handle: ({ body }) => ({ body }),
  }),
  defineRoute({
    method: "POST",
    path: "/forms",
    access: "public",
    summary: "Echo of a form",
    bodyTypes: ["application/x-www-form-urlencoded", "application/octet-stream"],
    body: z.unknown(),
    handle: ({ body }) => ({
      body: Buffer.isBuffer(body) ? { bytes: body.length } : { ...(body as object) },
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/things/{id}",
    access: "public",
    summary: "A thing",
    params: z.object({ id: z.string().regex(/^\d+$/).transform(Number) }),
    query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
    handle: ({ params, query }) => ({ body: { ...params, ...query }, headers: { ETag: '"v1"' } }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/things/{id}",
    access: "public",
    summary: "Away with it",
    handle: () => ({}),
  }),
  defineRoute({
    method: "GET",
    path: "/things/best",
    access: "optional",
    summary: "The best thing",
    handle: ({ caller }) => ({ body: { who: caller?.username ?? null } }),
  }),
  defineRoute({
    method: "POST",
    path: "/things",
    access: "signed_in",
    summary: "Make a thing",
    creates: true,
    body: z.object({ name: z.string(), fail: z.boolean().optional() }),
    handle: ({ caller, body }) => {
      if (body.fail) throw new AppError("conflict", "Not now.");
      made.things += 1;
      return {
        status: 201,
        body: { id: made.things, by: signedIn(caller).username },
        headers: { Location: `/x/${made.things}` },
      };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/admins",
    access: "admin",
    summary: "For admins",
    handle: () => ({ body: { ok: true } }),
  }),
  defineRoute({
    method: "GET",
    path: "/broken",
    access: "public",
    summary: "Throws",
    handle: () => {
      throw new Error("the database password is hunter2");
    },
  }),
  defineRoute({
    method: "GET",
    path: "/refused/{code}",
    access: "public",
    summary: "Refuses",
    params: z.object({ code: z.enum(["rate_limited", "internal", "unavailable"]) }),
    handle: ({ params }) => {
      throw new AppError(params.code, "because of hunter2", { retryAfterSeconds: 7 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/raw",
    root: "also",
    access: "public",
    summary: "Bytes",
    handle: () => ({ body: Buffer.from([1, 2, 3]) }),
  }),
];
