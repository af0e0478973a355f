/** Worlds over HTTP: made from a sentence, imported, fetched by entity tag, deleted. */
import { hash } from "node:crypto";
import { z } from "zod";
import { pageView } from "../protocol/accounts.ts";
import { ImportBody, PromptBody, WorldQuery, WorldRecordView, WorldView } from "../protocol/worlds.ts";
import { signedIn } from "../services/accounts/caller.ts";
import type { StoredWorld } from "../services/worlds/storePorts.ts";
import { type Worlds, worldJson } from "../services/worlds/worlds.ts";
import { API_BASE } from "./mount.ts";
import { defineRoute, type Reply, type Route } from "./route.ts";

/** A blueprint of 500 instances has about 100 KB; longer names take more. */
const MAX_IMPORT_BYTES = 256 * 1024;

/** A path parameter that names a world or an experience: what is no id names nothing. */
export const KeyParams = z.object({ id: z.string().regex(/^[\w-]{1,40}$/) });

/** `/prompt2world` and `/worlds`. */
export function worldRoutes({ worlds }: { readonly worlds: Worlds }): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/prompt2world/",
      access: "signed_in",
      summary: "Make a world from a sentence",
      creates: true,
      body: PromptBody,
      answer: WorldView,
      handle: async ({ caller, body }) => created(await worlds.create(signedIn(caller), body)),
    }),
    defineRoute({
      method: "GET",
      path: "/worlds",
      access: "signed_in",
      summary: "One's own worlds and the published ones, newest first",
      query: WorldQuery,
      answer: pageView(WorldRecordView),
      handle: async ({ caller, query }) => ({ body: await worlds.list(signedIn(caller), query) }),
    }),
    defineRoute({
      method: "POST",
      path: "/worlds",
      access: "signed_in",
      summary: "Import a world",
      creates: true,
      body: ImportBody,
      maxBodyBytes: MAX_IMPORT_BYTES,
      answer: WorldView,
      handle: async ({ caller, body }) => created(await worlds.import(signedIn(caller), body)),
    }),
    defineRoute({
      method: "GET",
      path: "/worlds/{id}",
      access: "optional",
      summary: "One world as it was made; public if it is published",
      params: KeyParams,
      answer: WorldView,
      handle: async ({ caller, params }) => reply(await worlds.get(caller, params.id)),
    }),
    defineRoute({
      method: "DELETE",
      path: "/worlds/{id}",
      access: "signed_in",
      summary: "Delete a world",
      params: KeyParams,
      handle: async ({ caller, params }) => {
        await worlds.remove(signedIn(caller), params.id);
        return {};
      },
    }),
  ];
}

/** A world never changes, so its bytes' hash is all that its tag needs to be. */
function reply(world: StoredWorld): Reply {
  const body = worldJson(world);
  const tag = hash("sha256", body, "base64url").slice(0, 27);
  return { body, headers: { ETag: `"${tag}"`, "Content-Type": "application/json" } };
}

function created(world: StoredWorld): Reply {
  const { body, headers } = reply(world);
  return { status: 201, body, headers: { ...headers, Location: `${API_BASE}/worlds/${world.id}` } };
}
