import assert from "node:assert/strict";
import { createRateLimiter } from "../../src/infra/rateLimiter.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { edgeDeps, startEdge } from "../helpers/edge.ts";
import { SAMPLE_ROUTES } from "./sampleRoutes.ts";

describe("http/mount rate limits", () => {
  let rig: AccountsRig;
  beforeEach(async () => {
    rig = await createAccountsRig();
  });
  afterEach(() => rig.close());

  const limitOf = (count: number) => createRateLimiter({ count, windowMs: 60_000 }, rig.nowMs);

  it("[HT18] refuses an address beyond its limit with 429 and Retry-After, also on unknown paths", async () => {
    const deps = edgeDeps(rig);
    const edge = await startEdge(SAMPLE_ROUTES, { ...deps, limits: { ...deps.limits, address: limitOf(2) } });
    try {
      const path = "/api/v1/raw";
      assert.deepEqual(
        [(await edge.call("GET", path)).status, (await edge.call("GET", "/no")).status],
        [200, 404],
      );
      rig.clock.nowMs += 10_000;
      const refused = await edge.call("GET", path);
      assert.deepEqual([refused.status, refused.body.code], [429, "rate_limited"]);
      assert.equal(refused.headers.get("retry-after"), "50");
      assert.equal((await edge.call("GET", "/no")).status, 429);
      rig.clock.nowMs += 50_000;
      assert.equal((await edge.call("GET", path)).status, 200);
    } finally {
      await edge.close();
    }
  });

  it("[HT18] counts users apart, whatever their address", async () => {
    const deps = edgeDeps(rig);
    const edge = await startEdge(SAMPLE_ROUTES, { ...deps, limits: { ...deps.limits, user: limitOf(1) } });
    try {
      const [one, two] = [await rig.accounts.guest({}, DEVICE), await rig.accounts.guest({}, DEVICE)];
      const best = (token: string) => edge.call("GET", "/api/v1/things/best", { token });
      assert.equal((await best(one.access_token)).status, 200);
      assert.equal((await best(one.access_token)).status, 429);
      assert.equal((await best(two.access_token)).status, 200);
    } finally {
      await edge.close();
    }
  });

  it("[HT18] believes X-Forwarded-For only as far as TRUST_PROXY says", async () => {
    for (const [hops, expected] of [
      [0, "127.0.0.1"],
      [1, "198.51.100.7"],
      [2, "203.0.113.9"],
    ] as const) {
      const deps = edgeDeps(rig, { trustProxyHops: hops });
      const edge = await startEdge(SAMPLE_ROUTES, deps);
      await edge.call("GET", "/raw", {
        headers: { "x-forwarded-for": "203.0.113.9, 198.51.100.7", "x-real-ip": "1.1.1.1" },
      });
      await edge.close();
      assert.equal(deps.logged.find(({ message }) => message === "request")?.fields.address, expected);
    }
  });

  it("[HT19] refuses two routes with the same method and path at start", async () => {
    await assert.rejects(
      startEdge([...SAMPLE_ROUTES, ...SAMPLE_ROUTES.slice(0, 1)], edgeDeps(rig)),
      /POST \/api\/v1\/echo is declared twice/,
    );
  });
});
