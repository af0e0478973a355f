import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { BUILT_IN_TOOLS } from "../../src/core/sim/tools/builtIn/builtIn.ts";
import { defineTool } from "../../src/core/sim/tools/defineTool.ts";
import { toolSet } from "../../src/core/sim/tools/toolSet.ts";
import { AppError } from "../../src/errors.ts";
import { catalogueRoutes } from "../../src/http/catalogue.routes.ts";
import type { Reply, Route } from "../../src/http/route.ts";
import { readCatalogueFile } from "../../src/infra/catalogueFile.ts";
import type { CataloguePage, ToolEntry } from "../../src/protocol/catalogue.ts";
import { createCatalogue } from "../../src/services/catalogue/catalogue.ts";

const laser = defineTool({
  action: "laser",
  description: "Points.",
  params: z.object({ at: z.string().transform(Number) }),
  range: Number.POSITIVE_INFINITY,
  cooldownMs: 250,
  needs: "member",
  apply: () => ({}),
});

describe("http/catalogue", () => {
  let routes: Route[];
  before(async () => {
    const catalogue = createCatalogue(await readCatalogueFile());
    routes = catalogueRoutes({ catalogue, tools: toolSet([...BUILT_IN_TOOLS, laser]) });
  });

  /** Calls a route as the edge would, with its shapes applied. */
  async function get(
    path: string,
    {
      query = {},
      params = {},
      headers = {},
    }: { query?: object; params?: object; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const route = routes.find((one) => one.path === path);
    assert.ok(route);
    return await route.handle({
      caller: null,
      data: null,
      params: route.params ? route.params.parse(params) : params,
      query: route.query ? route.query.parse(query) : query,
      body: undefined,
      requestId: "r",
      address: "127.0.0.1",
      fromThisMachine: true,
      header: (name) => headers[name],
    });
  }
  const json = (reply: Reply): unknown => JSON.parse((reply.body as Buffer).toString());

  it("[CA5] [CA6] answers a page of what matches", async () => {
    const reply = await get("/prefab-catalog", { query: { tag: "seat", limit: "2" } });
    const page = json(reply) as CataloguePage;
    assert.ok(page.total > 2 && page.items.length === 2 && page.next_cursor === page.items[1]?.prefab_id);
    assert.equal(reply.headers?.["Content-Type"], "application/json; charset=utf-8");
    const rest = json(
      await get("/prefab-catalog", { query: { tag: "seat", cursor: page.next_cursor } }),
    ) as CataloguePage;
    assert.equal(rest.items.length, page.total - 2);
    assert.ok(routes.every((route) => route.access === "public" && route.method === "GET"));
  });

  it("[CA9] is answered 304 when the client has it", async () => {
    const first = await get("/prefab-catalog");
    const etag = first.headers?.ETag ?? "";
    assert.match(etag, /^"[\w-]{27}"$/);
    const zipped =
      (await get("/prefab-catalog", { headers: { "accept-encoding": "gzip" } })).headers?.ETag ?? "";
    assert.notEqual(zipped, etag, "a strong tag names the bytes");
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, "*", zipped]) {
      const again = await get("/prefab-catalog", { headers: { "if-none-match": header } });
      assert.deepEqual([again.status, again.body], [304, undefined], header);
      assert.equal(again.headers?.ETag, etag);
    }
    for (const header of ['"x"', etag.slice(1, -1), ""])
      assert.equal(
        (await get("/prefab-catalog", { headers: { "if-none-match": header } })).status,
        undefined,
        header,
      );
    const other = await get("/prefab-catalog", { query: { q: "chair" }, headers: { "if-none-match": etag } });
    assert.equal(other.status, undefined, "another query is another thing");
  });

  it("[CA10] compresses once per distinct query for those who take it", async () => {
    const headers = { "accept-encoding": "br, gzip;q=0.8" };
    const first = await get("/prefab-catalog", { query: { tag: "lamp", limit: 5 }, headers });
    const again = await get("/prefab-catalog", { query: { limit: 5, tag: "lamp" }, headers });
    assert.equal(first.headers?.["Content-Encoding"], "gzip");
    assert.equal(again.body, first.body, "the very same buffer");
    const plain = await get("/prefab-catalog", { query: { tag: "lamp", limit: 5 } });
    assert.equal(plain.headers?.["Content-Encoding"], undefined);
    assert.deepEqual(gunzipSync(first.body as Buffer), plain.body);
    assert.equal(plain.headers?.Vary, "Accept-Encoding");
    for (const [accepted, zip] of [
      ["gzip;q=0", false],
      ["*", true],
      ["*;q=0", false],
      ["gzip;q=0, *", false],
      ["identity", false],
      ["GZIP", true],
      ["", false],
    ] as const) {
      const reply = await get("/prefab-catalog", { headers: { "accept-encoding": accepted } });
      assert.equal(reply.headers?.["Content-Encoding"] === "gzip", zip, accepted);
    }
  });

  it("[CA10] keeps at most 64 answers, the latest used", async () => {
    const headers = { "accept-encoding": "gzip" };
    const ask = async (q: string) => (await get("/prefab-catalog", { query: { q }, headers })).body;
    const first = await ask("first");
    for (let n = 0; n < 63; n += 1) await ask(`word ${n}`);
    assert.equal(await ask("first"), first, "still kept");
    for (let n = 0; n < 64; n += 1) await ask(`other ${n}`);
    const later = await ask("first");
    assert.notEqual(later, first, "made again");
    assert.deepEqual(later, first);
  });

  it("[CA11] answers one prefab, or that there is none", async () => {
    const reply = await get("/prefab-catalog/{prefab_id}", { params: { prefab_id: "chair_wood" } });
    assert.equal((json(reply) as { prefab_id: string }).prefab_id, "chair_wood");
    const etag = reply.headers?.ETag ?? "";
    assert.equal(
      (
        await get("/prefab-catalog/{prefab_id}", {
          params: { prefab_id: "chair_wood" },
          headers: { "if-none-match": etag },
        })
      ).status,
      304,
    );
    for (const prefab_id of ["nothing", "__proto__", "constructor"]) {
      await assert.rejects(
        get("/prefab-catalog/{prefab_id}", { params: { prefab_id } }),
        (error) => error instanceof AppError && error.code === "not_found",
      );
    }
  });

  it("[CA12] lists the tools with the schema of their parameters", async () => {
    const { items, next_cursor } = (await get("/tools")).body as { items: ToolEntry[]; next_cursor: null };
    assert.equal(next_cursor, null);
    assert.deepEqual(
      items.map(({ action }) => action),
      [...BUILT_IN_TOOLS.map((tool) => tool.action), "laser"],
    );
    const drop = items.find(({ action }) => action === "drop");
    assert.deepEqual(drop?.params, {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        x: { type: "number", minimum: -1e6, maximum: 1e6 },
        y: { type: "number", minimum: -1e6, maximum: 1e6 },
      },
      required: ["x", "y"],
      additionalProperties: false,
    });
    assert.deepEqual([drop?.range, drop?.cooldown_ms, drop?.needs], [3, 0, "guest"]);
    const { params, ...rest } = items.at(-1) as ToolEntry;
    assert.deepEqual(rest, {
      action: "laser",
      description: "Points.",
      range: null,
      cooldown_ms: 250,
      needs: "member",
    });
    assert.deepEqual(
      (params as { properties: unknown }).properties,
      { at: { type: "string" } },
      "what the client sends, not what it becomes",
    );
    assert.ok(items.every(({ description }) => description !== ""));
  });
});
