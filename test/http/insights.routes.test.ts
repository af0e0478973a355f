/** Insights through a running server: who reads whose, in every form. */
import assert from "node:assert/strict";
import { createAccountStore } from "../../src/db/accountStore.ts";
import { createApiKeyStore } from "../../src/db/apiKeyStore.ts";
import { openDatabase } from "../../src/db/dataSource.ts";
import { insightRoutes } from "../../src/http/insights.routes.ts";
import {
  ActivityAnswer,
  CustomerAnswer,
  HeatmapAnswer,
  PropertyAnswer,
  TourAnswer,
} from "../../src/protocol/insights.ts";
import { SCOPES } from "../../src/services/tracking/dataCaller.ts";
import { makeKey } from "../../src/services/tracking/keys.ts";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { visitor } from "../core/insights/visitors.ts";
import { sentEvent } from "../helpers/sendTours.ts";

/** Method, path, and statuses of: nobody, a stranger, the owner's ingest key, their read key, the owner, an admin. */
const ROWS: readonly (readonly [string, string, readonly number[]])[] = [
  ["GET", "/insights/tours/{session_id}", [401, 404, 403, 200, 200, 200]],
  ["GET", "/insights/properties", [401, 200, 403, 200, 200, 200]],
  ["GET", "/insights/properties/{property_id}", [401, 404, 403, 200, 200, 200]],
  ["GET", "/insights/properties/{property_id}/heatmap", [401, 404, 403, 200, 200, 200]],
  ["GET", "/insights/customers", [401, 200, 403, 200, 200, 200]],
  ["GET", "/insights/customers/{customer_id}", [401, 404, 403, 200, 200, 200]],
  ["GET", "/analytics/activity", [401, 200, 403, 200, 200, 200]],
  // Last: the read key erases them, so that nobody else finds any. An admin would erase only their own.
  ["DELETE", "/insights/customers/{customer_id}", [401, 404, 403, 204, 404, 404]],
];

describe("insights over HTTP", () => {
  let server: TestServer;
  let owner: TestUser;
  let stranger: TestUser;
  let admin: TestUser;
  before(async () => {
    server = await startTestServer();
    [owner, stranger, admin] = [await server.register(), await server.register(), await server.admin()];
    await makeKeys();
    for (const seed of [0, 1, 2]) await send(seed);
  });
  after(() => server.close());

  /** API keys of the owner, made past the running server. */
  const keys = new Map<string, string>();
  async function makeKeys(): Promise<void> {
    const database = await openDatabase({ url: null, dataDir: server.dataDir, migrate: false });
    try {
      const making = {
        keys: createApiKeyStore(database),
        accounts: createAccountStore(database),
        nowMs: Date.now,
      };
      for (const scope of SCOPES) keys.set(scope, (await makeKey(making, owner.name, scope)).text);
    } finally {
      await database.close();
    }
  }
  const withKey = (scope: string) => ({ headers: { "x-api-key": keys.get(scope) as string } });
  const callers = () => [
    {},
    { user: stranger },
    withKey("ingest"),
    withKey("read"),
    { user: owner },
    { user: admin },
  ];

  async function send(seed: number): Promise<void> {
    const { facts, events } = visitor({ seed, customerId: "ann/=1" });
    const body = {
      ...{ session_id: `visit ${seed}`, customer_id: "ann/=1", property_id: "house" },
      ...{ session_start: facts.startAtMs, session_end: facts.endAtMs },
    };
    assert.equal((await server.call("POST", "/unreal/session", { user: owner, body })).status, 201);
    const batch = { session_id: `visit ${seed}`, events: events.map(sentEvent) };
    assert.equal(
      (await server.call("POST", "/unreal/tracking/batch", { user: owner, body: batch })).status,
      202,
    );
  }

  const pathOf = (path: string) =>
    path
      .replace("{session_id}", "visit%200")
      .replace("{property_id}", "house")
      .replace("{customer_id}", "ann%2F%3D1");

  it("[IG25] answers have the shapes of the protocol", async () => {
    const get = async (path: string) => (await server.call("GET", path, { user: owner })).body;
    const property = PropertyAnswer.parse(await get("/insights/properties/house"));
    assert.deepEqual([property.tours, property.unique_customers, property.tours_not_yet_in], [3, 1, 0]);
    const tour = TourAnswer.parse(await get(pathOf("/insights/tours/{session_id}")));
    assert.equal(tour.property_id, "house");
    assert.equal(CustomerAnswer.parse(await get(pathOf("/insights/customers/{customer_id}"))).n, 3);
    const map = HeatmapAnswer.parse(await get("/insights/properties/house/heatmap?cell=0.5&metric=gaze"));
    assert.equal(map.values.length, map.cols * map.rows);
    ActivityAnswer.parse(await get("/analytics/activity?bucket=day"));
    const none = await get("/insights/properties/house?from=2031-01-01T00:00:00Z");
    assert.equal(PropertyAnswer.parse(none).tours, 0);
  });

  it("[IG28] come as CSV everywhere and as a picture", async () => {
    for (const [method, path] of ROWS) {
      if (method !== "GET") continue;
      const answer = await server.call<string>("GET", `${pathOf(path)}?format=csv`, { user: owner });
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
      assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; filename="\w+\.csv"$/);
      assert.match(answer.body, /^[\w,]+\r\n/, path);
    }
    const picture = await server.call("GET", "/insights/properties/house/heatmap?format=png", {
      user: owner,
    });
    assert.equal(picture.headers.get("content-type"), "image/png");
  });

  it("[IG30] refuse what cannot be asked", async () => {
    const asked = [
      "/insights/properties/house/heatmap?cell=0.3",
      "/insights/properties/house/heatmap?metric=smell",
      "/insights/properties/house?format=png",
      "/insights/properties/house?from=never",
      "/insights/properties?limit=0",
      "/analytics/activity?bucket=second",
      "/analytics/activity?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z",
      "/analytics/activity?from=2020-01-02T00:00:00Z&to=2030-01-01T00:00:00Z&bucket=minute",
    ];
    for (const path of asked) {
      const answer = await server.call("GET", path, { user: owner });
      assert.equal(answer.status, 422, path);
      assert.equal(answer.body.code, "invalid");
    }
  });

  it("[IG31] activity of a space is for its owner and admins", async () => {
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Mine" },
    });
    const path = `/analytics/activity?space_id=${made.body.id}`;
    const statuses = [];
    for (const user of [stranger, owner, admin])
      statuses.push((await server.call("GET", path, { user })).status);
    assert.deepEqual(statuses, [403, 200, 200]);
    assert.equal(
      (await server.call("GET", "/analytics/activity?space_id=99999", { user: admin })).status,
      404,
    );
  });

  it("[IG23] has a row for every route and no other", () => {
    const declared = insightRoutes({ insights: server.app.services.insights }).map(
      ({ method, path }) => `${method} ${path}`,
    );
    assert.deepEqual(ROWS.map(([method, path]) => `${method} ${path}`).sort(), declared.sort());
  });

  for (const [method, path, expected] of ROWS)
    it(`[IG23] ${method} ${path}: ${expected.join(" ")}`, async () => {
      const got = [];
      for (const by of callers()) got.push((await server.call(method, pathOf(path), by)).status);
      assert.deepEqual(got, expected);
    });

  it("[IG27] an erased customer is gone, from tours too", async () => {
    const answer = await server.call("GET", pathOf("/insights/tours/{session_id}"), { user: owner });
    assert.equal(answer.status, 404);
    const property = await server.call("GET", "/insights/properties/house", { user: owner });
    assert.equal(PropertyAnswer.parse(property.body).tours, 0);
  });
});
