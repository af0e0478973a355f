/** The prefab catalogue and the registry of tools, open to everybody. Neither changes while the process runs, so answers are made once. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Tool } from "../core/sim/tools/defineTool.ts";
import type { ToolSet } from "../core/sim/tools/outcome.ts";
import { AppError } from "../errors.ts";
import { CatalogueQuery, type ToolEntry } from "../protocol/catalogue.ts";
import type { Page } from "../protocol/lists.ts";
import { text } from "../protocol/text.ts";
import type { Catalogue } from "../services/catalogue/catalogue.ts";
import { type Call, defineRoute, type Reply, type Route } from "./route.ts";

/** Answers kept ready to send. Beyond, the least recently used is made again when it is next asked for. */
const MAX_KEPT_ANSWERS = 64;
/** How long a client or proxy may use an answer without asking again. */
const CACHE_CONTROL = "public, max-age=300";

const compress = promisify(gzip);

export interface CatalogueRoutesDeps {
  readonly catalogue: Catalogue;
  readonly tools: ToolSet;
}

/** `GET /prefab-catalog`, `GET /prefab-catalog/{prefab_id}` and `GET /tools`. */
export function catalogueRoutes({ catalogue, tools }: CatalogueRoutesDeps): Route[] {
  const kept = new LRUCache<string, Answer>({ max: MAX_KEPT_ANSWERS });
  return [
    defineRoute({
      method: "GET",
      path: "/prefab-catalog",
      access: "public",
      summary: "Search the prefab catalogue",
      query: CatalogueQuery,
      handle: (call) =>
        answer(kept, call, { key: queryKey(call.query), body: () => catalogue.query(call.query) }),
    }),
    defineRoute({
      method: "GET",
      path: "/prefab-catalog/{prefab_id}",
      access: "public",
      summary: "One prefab",
      params: z.object({ prefab_id: text(1, 80) }),
      handle: (call) => {
        const entry = catalogue.find(call.params.prefab_id);
        if (!entry) throw new AppError("not_found", "There is no such prefab in the catalogue.");
        return answer(kept, call, { key: entry.prefab_id, body: () => entry });
      },
    }),
    toolsRoute(tools),
  ];
}

/** The registered tools with the JSON Schema of their parameters, as `GET /tools` answers them. */
export function toolRegistry(tools: ToolSet): Page<ToolEntry> {
  return { items: [...tools.values()].map(toToolEntry), next_cursor: null };
}

function toolsRoute(tools: ToolSet): Route {
  const body = toolRegistry(tools);
  return defineRoute({
    method: "GET",
    path: "/tools",
    access: "public",
    summary: "The registered tools",
    handle: () => ({ body }),
  });
}

function toToolEntry({ action, description, range, cooldownMs, needs, params }: Tool): ToolEntry {
  return {
    action,
    description,
    range: Number.isFinite(range) ? range : null,
    cooldown_ms: cooldownMs,
    needs,
    // What JSON Schema cannot say (a transform, a custom check) is left open rather than refused.
    params: z.toJSONSchema(params, { io: "input", unrepresentable: "any" }),
  };
}

/** One answer, ready to send. `zipped` is made when the first client that takes gzip asks. */
interface Answer {
  readonly json: Buffer;
  readonly tag: string;
  zipped: Promise<Buffer> | null;
}

/** What is asked for: its name among the kept answers, and how it is made. */
interface Wanted {
  readonly key: string;
  body(): unknown;
}

/** Answers with JSON: 304 if the client has it, else plain or compressed as it accepts. */
async function answer(
  kept: LRUCache<string, Answer>,
  call: Pick<Call, "header">,
  wanted: Wanted,
): Promise<Reply> {
  const ready = keep(kept, wanted);
  const zip = acceptsGzip(call.header("accept-encoding"));
  const etag = zip ? `"${ready.tag}-gzip"` : `"${ready.tag}"`;
  const headers = { ETag: etag, "Cache-Control": CACHE_CONTROL, Vary: "Accept-Encoding" };
  if (names(call.header("if-none-match"), ready.tag)) return { status: 304, headers };
  const type = { "Content-Type": "application/json; charset=utf-8" };
  if (!zip) return { body: ready.json, headers: { ...headers, ...type } };
  ready.zipped ??= compress(ready.json);
  return { body: await ready.zipped, headers: { ...headers, ...type, "Content-Encoding": "gzip" } };
}

function keep(kept: LRUCache<string, Answer>, { key, body }: Wanted): Answer {
  const known = kept.get(key);
  if (known) return known;
  const json = Buffer.from(JSON.stringify(body()));
  const fresh: Answer = {
    json,
    tag: createHash("sha256").update(json).digest("base64url").slice(0, 27),
    zipped: null,
  };
  kept.set(key, fresh);
  return fresh;
}

/** The same for equal queries, whatever the order of their parameters; never the id of a prefab. */
function queryKey({ category, tag, q, setting, style, affordance, limit, cursor }: CatalogueQuery): string {
  return JSON.stringify([category, tag, q, setting, style, affordance, limit, cursor]);
}

/** True if `If-None-Match` names this answer in either encoding; compared weakly, as RFC 9110 §13.1.2 asks. */
function names(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((entry) => {
    const given = entry.trim().replace(/^W\//, "");
    return given === `"${tag}"` || given === `"${tag}-gzip"`;
  });
}

/** True if `Accept-Encoding` takes gzip with a quality above 0 (RFC 9110 §12.5.3). Without the header: plain. */
function acceptsGzip(header: string | undefined): boolean {
  const qualities = new Map(
    (header ?? "").split(",").map((entry) => {
      const [coding = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return [coding, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
  return (qualities.get("gzip") ?? qualities.get("x-gzip") ?? qualities.get("*") ?? 0) > 0;
}
