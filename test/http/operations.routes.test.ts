import assert from "node:assert/strict";
import { Room } from "@colyseus/core";
import { ERROR_TABLE } from "../../src/errors.ts";
import { accountRoutes } from "../../src/http/accounts.routes.ts";
import { mountConsoles } from "../../src/http/consoles.ts";
import { pathsOf } from "../../src/http/mount.ts";
import { type OperationsDeps, operationsRoutes } from "../../src/http/operations.routes.ts";
import { problemRoutes } from "../../src/http/problems.routes.ts";
import type { Route } from "../../src/http/route.ts";
import { createMetrics } from "../../src/infra/metrics.ts";
import { UNLIMITED } from "../../src/infra/rateLimiter.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";

const PASSWORD = "correct horse battery";

describe("http/operations", () => {
  let rig: AccountsRig;
  let edge: Edge | null = null;
  beforeEach(async () => {
    rig = await createAccountsRig();
  });
  afterEach(async () => {
    await edge?.close();
    edge = null;
    await rig.close();
  });

  async function start(
    changes: Partial<OperationsDeps> = {},
    hops = 0,
  ): Promise<{ edge: Edge; routes: Route[] }> {
    const others = [...accountRoutes({ accounts: rig.accounts }), ...problemRoutes()];
    const own = operationsRoutes(
      {
        name: "Atrium",
        version: "1.2.3",
        environment: "test",
        production: false,
        startedAtMs: rig.clock.nowMs - 90_500,
        nowMs: rig.nowMs,
        readiness: { draining: () => false, ready: () => true },
        checks: { database: () => rig.stores.database.ping() },
        rooms: () => ({ live: 3, overloaded: 0 }),
        metrics: createMetrics(),
        metricsToken: null,
        ...changes,
      },
      others,
    );
    const routes = [...others, ...own];
    edge = await startEdge(routes, edgeDeps(rig, { trustProxyHops: hops }));
    return { edge, routes };
  }

  it("[HT40] names itself and the way on at /", async () => {
    const { edge } = await start();
    const { status, body } = await edge.call("GET", "/");
    assert.deepEqual([status, body.name, body.version], [200, "Atrium", "1.2.3"]);
    for (const link of Object.values<string>(body.links).filter((link) => link !== "/api/v1"))
      assert.equal((await edge.call("GET", link)).status, 200, link);
  });

  it("[HT41] reports its health, and 503 when the database is down", async () => {
    const { edge } = await start({
      checks: { database: () => rig.stores.database.ping(), redis: async () => false },
    });
    const up = await edge.call("GET", "/health");
    assert.equal(up.status, 200);
    assert.deepEqual(up.body, {
      status: "degraded",
      environment: "test",
      time: "2030-01-01T00:00:00.000Z",
      version: "1.2.3",
      checks: { database: "up", redis: "down" },
      rooms: { live: 3, overloaded: 0 },
      uptime_seconds: 90,
    });
    await rig.stores.database.close();
    const down = await edge.call("GET", "/api/v1/health");
    assert.deepEqual([down.status, down.body.status, down.body.checks.database], [503, "down", "down"]);
  });

  it("[HT42] is alive whatever happens, and ready only while it serves", async () => {
    let phase = "starting";
    const { edge } = await start({
      readiness: { draining: () => phase === "draining", ready: () => phase !== "starting" },
    });
    for (const [now, status] of [
      ["starting", 503],
      ["ready", 200],
      ["draining", 503],
    ] as const) {
      phase = now;
      for (const path of ["/readyz", "/healthz"]) {
        const answer = await edge.call("GET", path);
        assert.deepEqual([answer.status, answer.body.status], [status, now]);
      }
      assert.equal((await edge.call("GET", "/livez")).status, 200);
    }
  });

  it("[HT18] lets probes and scrapers through, however often they ask", async () => {
    const { routes } = await start();
    await edge?.close();
    const refusing = {
      take: async () => ({ allowed: false, retryAfterSeconds: 1 }),
      giveBack: async () => {},
    };
    edge = await startEdge(
      routes,
      edgeDeps(rig, { limits: { address: refusing, user: refusing, ingest: refusing } }),
    );
    for (const path of ["/livez", "/readyz", "/healthz", "/health", "/metrics"])
      assert.equal((await edge.call("GET", path)).status, 200);
    assert.equal((await edge.call("GET", "/")).status, 429);
  });

  it("[HT43] gives figures to this machine when there is no token, never in production or through a proxy", async () => {
    const { edge } = await start({}, 1);
    const answer = await edge.call("GET", "/metrics");
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    assert.match(answer.text, /^process_cpu_seconds_total /m);
    for (const header of ["x-forwarded-for", "forwarded", "x-real-ip"])
      assert.equal((await edge.call("GET", "/metrics", { headers: { [header]: "127.0.0.1" } })).status, 403);
    await edge.close();
    const { edge: production } = await start({ production: true });
    assert.equal((await production.call("GET", "/metrics")).status, 403);
  });

  it("[HT43] gives figures for METRICS_TOKEN alone when there is one", async () => {
    const { edge } = await start({ production: true, metricsToken: "a metrics token" });
    assert.equal((await edge.call("GET", "/metrics")).status, 401);
    assert.equal((await edge.call("GET", "/metrics", { token: "another" })).status, 401);
    await edge.close();
    const { edge: again } = await start({ production: true, metricsToken: "a-metrics-token" });
    assert.equal((await again.call("GET", "/metrics", { token: "a-metrics-token" })).status, 200);
  });

  it("[HT44] describes every route in OpenAPI 3.1, from the shapes that validate", async () => {
    const { edge, routes } = await start();
    const { body: document } = await edge.call("GET", "/openapi.json");
    assert.equal(document.openapi, "3.1.0");
    const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const mounted = routes.flatMap((route) => pathsOf(route).map((path) => `${route.method} ${path}`));
    assert.deepEqual(described.sort(), mounted.sort());
    const register = document.paths["/api/v1/auth/register"].post;
    assert.deepEqual(register.security, []);
    const schema = register.requestBody.content["application/json"].schema;
    assert.deepEqual(schema.required, ["username", "password"]);
    assert.deepEqual([schema.properties.password.minLength, schema.properties.password.maxLength], [8, 128]);
    assert.deepEqual(document.paths["/api/v1/users/{id}"].get.security, [{ bearer: [] }]);
    assert.equal(document.paths["/api/v1/users/{id}"].get.parameters[0].in, "path");
    assert.deepEqual(Object.keys(document.paths["/api/v1/auth/login"].post.requestBody.content), [
      "application/json",
      "application/x-www-form-urlencoded",
    ]);
  });

  for (const path of ["/docs", "/redoc"]) {
    it(`[HT45] serves ${path} as one page that needs nothing from elsewhere`, async () => {
      const { edge } = await start();
      const { status, text, headers } = await edge.call("GET", path);
      assert.equal(status, 200);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      assert.match(text, /\/api\/v1\/auth\/register/);
      assert.doesNotMatch(text, /<script|<link|<img|src=|@import|url\(|https?:\/\/(?!json-schema)/);
    });
  }

  for (const [code, row] of Object.entries(ERROR_TABLE)) {
    it(`[HT46] explains ${code} at /problems/${code}`, async () => {
      const { edge } = await start();
      const { status, body } = await edge.call("GET", `/problems/${code}`);
      assert.equal(status, 200);
      assert.deepEqual(body, { type: `/problems/${code}`, code, ...row });
      const page = await edge.call("GET", `/problems/${code}/`, { headers: { accept: "text/html,*/*" } });
      assert.match(page.text, new RegExp(`<h1>${row.title}</h1>`));
    });
  }

  for (const code of ["nothing", "constructor", "__proto__", "toString"]) {
    it(`[HT46] answers 404 for the code ${code}`, async () => {
      const { edge } = await start();
      assert.equal((await edge.call("GET", `/problems/${code}`)).status, 404);
    });
  }
});

describe("http/consoles", () => {
  let rig: AccountsRig;
  let edge: Edge | null = null;
  // The playground patches every room of the process to tell its clients what messages it takes: undone here, or the
  // rooms of all later suites would.
  const joining = Reflect.get(Room.prototype, "_onJoin");
  after(() => Reflect.set(Room.prototype, "_onJoin", joining));
  beforeEach(async () => {
    rig = await createAccountsRig();
  });
  afterEach(async () => {
    await edge?.close();
    edge = null;
    await rig.close();
  });

  async function start(environment: "production" | "development" | "test"): Promise<Edge> {
    const deps = edgeDeps(rig, {
      consoles: [
        (app) =>
          mountConsoles(app, {
            accounts: rig.accounts,
            store: rig.stores.accounts,
            authenticator: rig.authenticator,
            addressLimit: UNLIMITED,
            production: environment === "production",
            development: environment === "development",
          }),
      ],
    });
    edge = await startEdge([], deps);
    return edge;
  }

  const basic = (username: string, password = PASSWORD) => ({
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
  });

  async function makeAdmin(username = "chief"): Promise<{ token: string; id: number }> {
    const { user, access_token } = await rig.accounts.register({ username, password: PASSWORD }, DEVICE);
    await rig.stores.accounts.updateUser(user.id, { role: "admin" });
    return { token: access_token, id: user.id };
  }

  it("[HT47] opens the monitor to admins by HTTP Basic or token", async () => {
    const { token } = await makeAdmin();
    const edge = await start("production");
    for (const options of [{ token }, { headers: basic("chief") }, { headers: basic("CHIEF") }]) {
      const page = await edge.call("GET", "/monitor/", options);
      assert.equal(page.status, 200);
      assert.match(page.text, /<html/i);
      assert.equal((await edge.call("GET", "/monitor", options)).headers.get("location"), "/monitor/");
    }
  });

  it("[HT47] keeps everybody else out, each in their way", async () => {
    await makeAdmin();
    const { access_token } = await rig.accounts.register({ username: "mallory", password: PASSWORD }, DEVICE);
    const edge = await start("production");
    const stranger = await edge.call("GET", "/monitor/");
    assert.equal(stranger.status, 401);
    assert.match(stranger.headers.get("www-authenticate") ?? "", /^Basic realm=/);
    for (const [options, status] of [
      [{ headers: basic("chief", "wrong password") }, 401],
      [{ headers: { authorization: "Basic !!!" } }, 401],
      [{ headers: { authorization: "Basic bm9jb2xvbg==" } }, 401],
      [{ token: "nonsense" }, 401],
      [{ headers: basic("mallory") }, 403],
      [{ token: access_token }, 403],
    ] as const) {
      for (const path of ["/monitor/", "/monitor/api", "/monitor/api/room/call?roomId=x&method=y&args=[]"])
        assert.equal((await edge.call("GET", path, options)).status, status);
    }
  });

  it("[HT47] slows down guessing", async () => {
    await makeAdmin();
    const edge = await start("production");
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push(
        (await edge.call("GET", "/monitor/", { headers: basic("chief", `guess number ${guess}`) })).status,
      );
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
  });

  it("[HT47] forgets remembered credentials when the password or the role changes", async () => {
    const { id } = await makeAdmin();
    const edge = await start("production");
    const open = () => edge.call("GET", "/monitor/", { headers: basic("chief") });
    assert.equal((await open()).status, 200);
    await rig.stores.accounts.updateUser(id, { role: "user" });
    await makeAdmin("other");
    assert.equal((await open()).status, 403);
    await rig.stores.accounts.updateUser(id, {
      role: "admin",
      passwordHash: await rig.passwords.hash("a new password"),
    });
    assert.equal((await open()).status, 401);
  });

  it("[HT48] has no monitor in production until there is an admin", async () => {
    const edge = await start("production");
    assert.equal((await edge.call("GET", "/monitor/")).status, 404);
    await makeAdmin();
    assert.equal((await edge.call("GET", "/monitor/")).status, 401);
    await edge.close();
    assert.equal((await (await start("test")).call("GET", "/monitor/")).status, 401);
  });

  it("[HT49] answers consoles only to their own pages", async () => {
    const { token } = await makeAdmin();
    const edge = await start("development");
    for (const site of ["cross-site", "same-site"]) {
      const headers = { "sec-fetch-site": site };
      for (const path of [
        "/monitor/",
        "/monitor/api/room/call?roomId=x&method=disconnect&args=[]",
        "/playground/rooms",
      ])
        assert.equal((await edge.call("GET", path, { token, headers })).status, 403);
    }
    for (const site of ["same-origin", "none"]) {
      const headers = { "sec-fetch-site": site };
      for (const path of ["/monitor/", "/playground/"])
        assert.equal((await edge.call("GET", path, { token, headers })).status, 200);
    }
  });

  it("[HT50] has the playground in development only", async () => {
    for (const [environment, status] of [
      ["development", 200],
      ["test", 404],
      ["production", 404],
    ] as const) {
      const edge = await start(environment);
      assert.equal((await edge.call("GET", "/playground/")).status, status);
      await edge.close();
    }
  });
});
