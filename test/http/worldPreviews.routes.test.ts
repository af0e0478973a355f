import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import { worldPreviewRoutes } from "../../src/http/worldPreviews.routes.ts";
import { type AccountsRig, createAccountsRig } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";

/** Worlds by id, each with what it is made of; what is drawn is told in the picture. */
describe("pictures of worlds over HTTP", () => {
  let rig: AccountsRig;
  let edge: Edge;
  let drawn: string[];
  let failing: boolean;
  const worlds = new Map<string, string>();
  before(async () => {
    rig = await createAccountsRig();
    const routes = worldPreviewRoutes({
      worlds: {
        async get(_caller, id) {
          const blueprint = worlds.get(id);
          if (blueprint === undefined) throw new AppError("not_found", "There is no such world.");
          const nothing = {
            ownerId: null,
            label: null,
            name: "",
            prompt: "",
            createdAtMs: 0,
            meta: Buffer.from("{}"),
          };
          return { ...nothing, id, blueprint: Buffer.from(blueprint) };
        },
      },
      worldGenerator: {
        async preview(blueprint, format) {
          if (failing) throw new AppError("unavailable", "Too many.", { retryAfterSeconds: 1 });
          drawn.push(`${format} ${Buffer.from(blueprint as Uint8Array)}`);
          await Promise.resolve();
          return Buffer.from(`<svg>${drawn.length}</svg>`);
        },
      },
    });
    edge = await startEdge(routes, edgeDeps(rig));
  });
  after(async () => {
    await edge.close();
    await rig.close();
  });
  beforeEach(() => {
    drawn = [];
    failing = false;
    worlds.clear();
  });
  const get = (path: string, headers = {}) => edge.call("GET", `/api/v1/worlds/${path}`, { headers });

  it("[PV7] comes as what it is, by entity tag, and may not run or load anything", async () => {
    worlds.set("w", "{1}");
    const svg = await get("w/preview.svg");
    assert.equal(svg.headers.get("content-type"), "image/svg+xml; charset=utf-8");
    assert.match(svg.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(svg.headers.get("cache-control"), "private, no-cache");
    const png = await get("w/preview.png");
    assert.equal(png.headers.get("content-type"), "image/png");
    assert.notEqual(png.headers.get("etag"), svg.headers.get("etag"));
    const again = await get("w/preview.svg", { "if-none-match": svg.headers.get("etag") });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal((await get("none/preview.svg")).status, 404);
  });

  it("[PV8] is drawn once for all who ask, at once and later, and anew when the world's words were taken out", async () => {
    worlds.set("w", "{2}");
    const answers = await Promise.all([get("w/preview.svg"), get("w/preview.svg")]);
    const later = await get("w/preview.svg");
    assert.deepEqual(new Set([...answers, later].map(({ text }) => text)), new Set(["<svg>1</svg>"]));
    worlds.set("w", "{3}");
    const tag = later.headers.get("etag");
    const anew = await get("w/preview.svg", { "if-none-match": tag });
    assert.equal(anew.status, 200);
    assert.deepEqual(drawn, ["svg {2}", "svg {3}"]);
  });

  it("[PV8] a picture that could not be drawn is tried again when it is asked again", async () => {
    worlds.set("w", "{4}");
    failing = true;
    const refused = await get("w/preview.png");
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get("retry-after"), "1");
    failing = false;
    assert.equal((await get("w/preview.png")).status, 200);
  });
});
