/** Who can send and read whose data: every route of tracking, called by everybody, and every pair of owner and reader. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiKeyStore } from "../../src/db/apiKeyStore.ts";
import { openEvents } from "../../src/db/events/openEvents.ts";
import type { Route } from "../../src/http/route.ts";
import { trackingRoutes } from "../../src/http/tracking.routes.ts";
import { ByteBudget } from "../../src/services/tracking/byteBudget.ts";
import { type DataCaller, SCOPES } from "../../src/services/tracking/dataCaller.ts";
import { Keyring, makeKey } from "../../src/services/tracking/keys.ts";
import type { EventStore } from "../../src/services/tracking/ports.ts";
import { Tracking } from "../../src/services/tracking/tracking.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";

const CALLERS = [
  "nobody",
  "token",
  "ingest key",
  "read key",
  "revoked key",
  "no key at all",
  "admin",
] as const;

const WHEN = "2026-11-20T12:00:00Z";
const EVENT = { event_type: "gaze", timestamp: WHEN };
/** Statuses in the order of {@link CALLERS}, on production; in development "nobody" gets what a token gets. */
const INGEST = (ok: number) => [401, ok, ok, 403, 401, 401, ok];
const READ = (ok: number) => [401, ok, 403, ok, 401, 401, ok];
const ROWS: readonly (readonly [string, string, object | undefined, number[]])[] = [
  ["POST", "/unreal/session", { session_id: "s", session_start: WHEN }, INGEST(200)],
  ["POST", "/unreal/session/{id}/heartbeat", undefined, INGEST(200)],
  ["GET", "/unreal/session/{id}/status", undefined, [401, 200, 200, 200, 401, 401, 200]],
  ["GET", "/unreal/sessions", undefined, READ(200)],
  ["GET", "/unreal/session/{id}/events", undefined, READ(200)],
  ["POST", "/unreal/tracking/event", { session_id: "s", ...EVENT }, INGEST(202)],
  ["POST", "/unreal/tracking/batch", { session_id: "s", events: [EVENT] }, INGEST(202)],
  ["POST", "/telemetry", EVENT, INGEST(202)],
];

describe("who may do what with tracking", () => {
  let rig: AccountsRig;
  let store: EventStore;
  let dataDir = "";
  let routes: Route[];
  let production: Edge;
  let development: Edge;
  const headers = new Map<string, Record<string, string>>();
  const shared: DataCaller = { ownerId: 0, scopes: SCOPES, admin: false };

  before(async () => {
    rig = await createAccountsRig();
    dataDir = await mkdtemp(join(tmpdir(), "atrium-access-"));
    store = await openEvents({ databaseUrl: null, dataDir, migrate: true, onError: assert.fail });
    const keys = createApiKeyStore(rig.stores.database);
    const keyring = new Keyring({ keys, nowMs: rig.nowMs, onFault: assert.fail });
    const tracking = new Tracking({
      events: store,
      tourIdleSeconds: 300,
      now: rig.nowMs,
      newId: () => "fresh",
    });
    routes = trackingRoutes({ tracking, intake: new ByteBudget(1e8) });
    const data = { byKey: (key: string) => keyring.callerOf(key), anonymous: null };
    production = await startEdge(routes, edgeDeps(rig, { data }));
    development = await startEdge(routes, edgeDeps(rig, { data: { ...data, anonymous: shared } }));
    const login = async (name: string) => {
      const { access_token: token, user } = await rig.accounts.register(
        { username: name, password: "correct horse" },
        DEVICE,
      );
      headers.set(`${name} token`, { authorization: `Bearer ${token}` });
      return user.id;
    };
    await login("ann");
    await login("ben");
    await rig.stores.accounts.updateUser(await login("root"), { role: "admin" });
    for (const name of ["ann", "ben", "root"])
      for (const scope of SCOPES) {
        const { text } = await makeKey(
          { keys, accounts: rig.stores.accounts, nowMs: rig.nowMs },
          name,
          scope,
        );
        headers.set(`${name} ${scope} key`, { "x-api-key": text });
      }
    const revoked = await makeKey({ keys, accounts: rig.stores.accounts, nowMs: rig.nowMs }, "ann", "ingest");
    await keys.revoke(revoked.key.id, rig.nowMs());
    headers.set("token", headers.get("ann token")!);
    for (const scope of SCOPES) headers.set(`${scope} key`, headers.get(`ann ${scope} key`)!);
    headers.set("revoked key", { "x-api-key": revoked.text });
    headers.set("no key at all", { "x-api-key": "atrium_0000000000000000000000000000000000000000000" });
    headers.set("admin", headers.get("root token")!);
  });
  after(async () => {
    await production.close();
    await development.close();
    await store.close();
    await rig.close();
    await rm(dataDir, { recursive: true });
  });

  const call = (edge: Edge, [method, path]: readonly [string, string], by: string, body?: object) =>
    edge.call(method, `/api/v1${path}`, { headers: headers.get(by) ?? {}, body });

  it("[TG40] has a row for every route and no other", () => {
    const declared = routes.map(({ method, path }) => `${method} ${path}`).sort();
    assert.deepEqual(ROWS.map(([method, path]) => `${method} ${path}`).sort(), declared);
  });

  for (const [method, path, body, expected] of ROWS) {
    it(`[TG40] ${method} ${path}: ${expected.join(" ")}`, async () => {
      const place = [method, path.replace("{id}", "s")] as const;
      for (const [edge, statuses] of [
        [production, expected],
        [development, [expected[1], ...expected.slice(1)]],
      ] as const) {
        for (const [at, name] of CALLERS.entries()) {
          // Each has a tour of that name, but for those who may not have one.
          const owner = name === "admin" ? "admin" : "token";
          const start = { session_id: "s", session_start: WHEN };
          const opener = name === "nobody" && edge === development ? "nobody" : owner;
          await call(edge, ["POST", "/unreal/session"], opener, start);
          const answer = await call(edge, place, name, body);
          assert.equal(answer.status, statuses[at], `${name}: ${answer.text}`);
          if (answer.status >= 400)
            assert.equal(answer.headers.get("content-type"), "application/problem+json");
        }
      }
    });
  }

  const OWNERS = ["ann", "ben", "root"] as const;
  const READERS = [
    "ann token",
    "ann read key",
    "ben token",
    "ben read key",
    "root token",
    "root read key",
  ] as const;
  for (const owner of OWNERS) {
    it(`[TG41] tours of ${owner} are read by ${owner} and, with a token, by an admin alone`, async () => {
      const id = `only ${owner}`;
      await call(production, ["POST", "/unreal/session"], `${owner} ingest key`, {
        ...{ session_id: id, session_start: WHEN, property_id: owner },
      });
      await call(production, ["POST", "/unreal/tracking/event"], `${owner} token`, {
        session_id: id,
        ...EVENT,
      });
      for (const reader of READERS) {
        const sees = reader.startsWith(owner) || reader === "root token";
        const at = `/unreal/session/${encodeURIComponent(id)}`;
        assert.equal(
          (await call(production, ["GET", `${at}/status`], reader)).status,
          sees ? 200 : 404,
          reader,
        );
        assert.equal(
          (await call(production, ["GET", `${at}/events`], reader)).status,
          sees ? 200 : 404,
          reader,
        );
        const { body } = await call(production, ["GET", `/unreal/sessions?property_id=${owner}`], reader);
        assert.equal(body.items.length, sees ? 1 : 0, reader);
      }
      const nobody = await call(
        development,
        ["GET", `/unreal/session/${encodeURIComponent(id)}/status`],
        "nobody",
      );
      assert.equal(nobody.status, 404, "the shared owner of development sees its own only");
    });
  }

  it("[TG41] a tour of the same session id is written by each owner for themselves", async () => {
    for (const owner of OWNERS)
      await call(production, ["POST", "/unreal/tracking/batch"], `${owner} ingest key`, {
        ...{ session_id: "same", events: [{ ...EVENT, event_id: 1, zone_name: owner }] },
      });
    for (const owner of OWNERS) {
      const { body } = await call(production, ["GET", "/unreal/session/same/events"], `${owner} read key`);
      assert.deepEqual(
        body.items.map((event: { zone_name: string }) => event.zone_name),
        [owner],
      );
    }
  });

  it("[TG42] a key is stored as a hash, notes when it was used, and ends when it is revoked or its user erased", async () => {
    const keys = createApiKeyStore(rig.stores.database);
    const { id: userId } = await rig.stores.accounts.findUserByName("ben").then((user) => user!);
    const { text } = await makeKey({ keys, accounts: rig.stores.accounts, nowMs: rig.nowMs }, "ben", "read");
    const rows = await rig.stores.database.source.query("SELECT * FROM api_keys");
    assert.ok(!JSON.stringify(rows).includes(text.slice("atrium_".length)));
    let nowMs = rig.nowMs();
    const keyring = new Keyring({ keys, nowMs: () => nowMs, onFault: assert.fail });
    assert.deepEqual(await keyring.callerOf(text), { ownerId: userId, scopes: ["read"], admin: false });
    const used = (await keys.list(userId)).at(-1);
    assert.equal(used?.lastUsedAtMs, nowMs);

    assert.equal(await keys.revoke(used.id, nowMs), true);
    assert.equal(await keys.revoke(used.id, nowMs), false);
    nowMs += 5_000;
    await assert.rejects(keyring.callerOf(text), /not valid/);
    const other = await makeKey({ keys, accounts: rig.stores.accounts, nowMs: rig.nowMs }, "ben", "ingest");
    await keyring.callerOf(other.text);
    assert.ok((await keyring.exportUser(userId)).length >= 2);
    await keyring.eraseUser(userId);
    await assert.rejects(keyring.callerOf(other.text), /not valid/);
    await assert.rejects(
      makeKey({ keys, accounts: rig.stores.accounts, nowMs: rig.nowMs }, "x", "read"),
      /no user/,
    );
  });
});
