import assert from "node:assert/strict";
import { game } from "../../examples/route.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";

describe("an own route", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game });
  });
  after(() => server.close());

  it("[FR3] answers whoever is signed in", async () => {
    const user = await server.guest("Ann");
    const answer = await server.call("POST", "/dice", { user, body: { sides: 2 } });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.thrown_by, "Ann");
    assert.ok(answer.body.result === 1 || answer.body.result === 2);
  });

  it("[FR3] checks callers and bodies like the product's own routes", async () => {
    const user = await server.guest();
    assert.equal((await server.call("POST", "/dice", { body: {} })).status, 401);
    assert.equal((await server.call("POST", "/dice", { user, body: { sides: 1 } })).status, 422);
    assert.equal((await server.call("GET", "/dice", { user })).status, 405);
  });

  it("[FR3] is in the API document", async () => {
    const { body } = await server.call<{ paths: Record<string, unknown> }>("GET", "/openapi.json");
    assert.ok("/api/v1/dice" in body.paths);
  });
});
