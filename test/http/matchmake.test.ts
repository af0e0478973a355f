import assert from "node:assert/strict";
import { createServer } from "node:http";
import { defineRoom, defineServer, matchMaker, Room, type Server, ServerError } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { WebSocketTransport } from "@colyseus/ws-transport";
import fc from "fast-check";
import { WebSocket } from "ws";
import { z } from "zod";
import { AppError } from "../../src/errors.ts";
import { guardServer } from "../../src/http/guard.ts";
import { hardenMatchmaking } from "../../src/http/matchmake.ts";
import { mountRoutes } from "../../src/http/mount.ts";
import { defineRoute } from "../../src/http/route.ts";
import { createRateLimiter, UNLIMITED } from "../../src/infra/rateLimiter.ts";
import type { RateLimiter } from "../../src/services/operations/rateLimiter.ts";
import { type AccountsRig, createAccountsRig } from "../helpers/accountsRig.ts";
import { clientOf, type Edge, edgeDeps, type LogLine } from "../helpers/edge.ts";

const FUZZ_RUNS = 200;
const LISTED = "https://app.example";

/** Refuses in every way that a game's room might. */
class TestRoom extends Room {
  static override async onAuth(
    token: string,
    options: { how?: string; code?: number },
    context: { ip?: string },
  ) {
    if (options.how === "app") throw new AppError("forbidden", "Members only.");
    if (options.how === "server") throw new ServerError(options.code ?? 401, "said by the room");
    if (options.how === "crash") throw new Error("the password is hunter2");
    if (options.how === "system") throw Object.assign(new Error("connect hunter2"), { code: "ECONNREFUSED" });
    if (options.how === "false") return false;
    return { token, ip: context.ip };
  }
  override onCreate(): void {
    this.onMessage("whoami", (client) => client.send("you", client.auth));
  }
  override onUncaughtException(): void {}
}

class CrashingRoom extends Room {
  override onCreate(): void {
    throw new Error("the password is hunter2");
  }
  override onUncaughtException(): void {}
}

describe("http/matchmake", () => {
  let rig: AccountsRig;
  let server: Server;
  let edge: Pick<Edge, "url" | "call" | "raw" | "server">;
  let logged: LogLine[];
  let limiter: RateLimiter = UNLIMITED;
  let draining = false;
  let port: string;

  before(async () => {
    rig = await createAccountsRig();
    const deps = edgeDeps(rig, { trustProxyHops: 1 });
    logged = deps.logged;
    const httpServer = createServer();
    guardServer(httpServer, {
      ...deps,
      matchmakingLimit: { take: (key) => limiter.take(key), giveBack: (key) => limiter.giveBack(key) },
      turnstile: { pass: async () => true },
      draining: () => draining,
    });
    const hello = defineRoute({
      method: "POST",
      path: "/hello",
      access: "public",
      summary: "Hello",
      body: z.object({ name: z.string() }),
      handle: ({ body, address }) => ({ body: { hello: body.name, address } }),
    });
    server = defineServer({
      greet: false,
      gracefullyShutdown: false,
      transport: new WebSocketTransport({ server: httpServer }),
      rooms: { test: defineRoom(TestRoom), crashing: defineRoom(CrashingRoom) },
      express: (app) => mountRoutes(app, [hello], deps),
    });
    hardenMatchmaking(matchMaker, { ...deps, inTurn: (_roomName, _options, join) => join() });
    await server.listen(0, "127.0.0.1");
    edge = clientOf(httpServer);
    port = new URL(edge.url).port;
  });
  after(async () => {
    edge.server.closeAllConnections();
    await server.gracefullyShutdown(false);
    await rig.close();
  });
  afterEach(() => {
    limiter = UNLIMITED;
    draining = false;
  });

  const call = (method: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    edge.call("POST", `/matchmake/${method}`, { body, headers });

  it("[HT30] lets a stock client join, and tells the room its address", async () => {
    const room = await new Client(edge.url).joinOrCreate("test");
    const told = new Promise<{ ip: string }>((resolve) => room.onMessage("you", resolve));
    room.send("whoami");
    assert.equal((await told).ip, "127.0.0.1");
    await room.leave();
  });

  it("[HT30] takes a trailing slash and an absent body, and carries a request id", async () => {
    const answer = await edge.call("POST", "/matchmake/joinOrCreate/test/", {
      headers: { "x-request-id": "mine" },
    });
    assert.equal(answer.status, 200);
    assert.ok(answer.body.sessionId);
    assert.equal(answer.headers.get("x-request-id"), "mine");
    assert.ok(logged.some(({ message, fields }) => message === "request" && fields.requestId === "mine"));
  });

  const refusals: [string, string, unknown, number, string | RegExp][] = [
    ["create", "create/test", {}, 403, "Clients may not call create."],
    ["join", "join/test", {}, 403, "Clients may not call join."],
    ["joinById", "joinById/abc", {}, 403, "Clients may not call joinById."],
    [
      "a method of the matchmaker itself",
      "gracefullyShutdown/test",
      {},
      403,
      "Clients may not call gracefullyShutdown.",
    ],
    ["an inherited method", "constructor/test", {}, 403, "Clients may not call constructor."],
    ["an unknown room", "joinOrCreate/nothing", {}, 404, "There is no room of this name."],
    [
      "reconnecting to a room that is gone",
      "reconnect/gone",
      { reconnectionToken: "x" },
      404,
      "There is no such room.",
    ],
    ["reconnecting without a token", "reconnect/gone", {}, 422, "reconnectionToken must be given."],
    ["an AppError of the room", "joinOrCreate/test", { how: "app" }, 403, "Members only."],
    [
      "a ServerError 401 of the room",
      "joinOrCreate/test",
      { how: "server", code: 401 },
      401,
      "said by the room",
    ],
    [
      "a ServerError 503 of the room",
      "joinOrCreate/test",
      { how: "server", code: 503 },
      503,
      "said by the room",
    ],
    ["a game's own code", "joinOrCreate/test", { how: "server", code: 4217 }, 422, "said by the room"],
    ["an impossible status", "joinOrCreate/test", { how: "server", code: 1 }, 422, "said by the room"],
    ["onAuth giving false", "joinOrCreate/test", { how: "false" }, 422, "The join was not accepted."],
    ["onAuth crashing", "joinOrCreate/test", { how: "crash" }, 503, /try again/],
    ["a system error", "joinOrCreate/test", { how: "system" }, 503, /try again/],
    ["onCreate crashing", "joinOrCreate/crashing", {}, 503, /try again/],
    ["a path without a room", "joinOrCreate", {}, 404, "There is no such matchmaking call."],
    ["a path out of matchmaking", "../health", {}, 404, /./],
    ["options that are an array", "joinOrCreate/test", [], 422, "The options must be a JSON object."],
    ["options that are null", "joinOrCreate/test", "null", 422, "The options must be a JSON object."],
    ["malformed JSON", "joinOrCreate/test", '{"a":', 400, "The body is not valid JSON."],
    ["NUL in the options", "joinOrCreate/test", { a: "\0" }, 422, /well-formed/],
    ["large options", "joinOrCreate/test", { a: "x".repeat(20_000) }, 413, /at most 16384 bytes/],
  ];
  for (const [what, path, body, status, error] of refusals) {
    it(`[HT31] answers ${what} with ${status}`, async () => {
      const answer = await call(path, body, { "content-type": "application/json" });
      assert.equal(answer.status, status);
      assert.ok(!answer.text.includes("hunter2"));
      if (path.startsWith("..")) return;
      assert.equal(answer.body.code, status);
      if (typeof error === "string") assert.equal(answer.body.error, error);
      else assert.match(answer.body.error, error);
      assert.deepEqual(Object.keys(answer.body).sort(), ["code", "error"]);
    });
  }

  it("[HT31] answers other methods with 405, other types with 415", async () => {
    const get = await edge.call("GET", "/matchmake/joinOrCreate/test");
    assert.deepEqual([get.status, get.body.code, get.headers.get("allow")], [405, 405, "POST, OPTIONS"]);
    const text = await call("joinOrCreate/test", "hello", { "content-type": "text/plain" });
    assert.deepEqual([text.status, text.body.code], [415, 415]);
  });

  it("[HT31] gives the SDK a readable refusal", async () => {
    await assert.rejects(
      new Client(edge.url).joinOrCreate("test", { how: "app" }),
      (error: Error & { code: number }) => {
        assert.deepEqual([error.code, error.message], [403, "Members only."]);
        return true;
      },
    );
  });

  it("[HT31] refuses while draining with 503 and Retry-After", async () => {
    draining = true;
    const answer = await call("joinOrCreate/test");
    assert.deepEqual([answer.status, answer.body.code, answer.headers.get("retry-after")], [503, 503, "5"]);
  });

  const paths = [
    "/matchmake/joinOrCreate/test",
    "/matchmake/create/test",
    "/api/v1/hello",
    "/nowhere",
    "/__healthcheck",
  ];
  for (const path of paths) {
    for (const [origin, allowed] of [
      [LISTED, true],
      ["http://localhost:5173", true],
      ["SAME", true],
      ["https://evil.example", false],
      ["https://app.example.evil.example", false],
      ["http://localhost.evil.example:80", false],
      ["null", false],
    ] as const) {
      it(`[HT32] ${allowed ? "lets" : "keeps"} pages of ${origin} ${allowed ? "call" : "from calling"} ${path}`, async () => {
        const given = origin === "SAME" ? edge.url : origin;
        const preflight = await edge.call("OPTIONS", path, {
          headers: {
            origin: given,
            "access-control-request-method": "POST",
            "access-control-request-headers": "x-evil",
          },
        });
        const post = await edge.call(path === "/__healthcheck" ? "GET" : "POST", path, {
          headers: { origin: given },
        });
        assert.equal(preflight.status, 204);
        for (const { headers } of [preflight, post]) {
          assert.equal(headers.get("access-control-allow-origin"), allowed ? given : null);
          assert.equal(headers.get("access-control-allow-credentials"), allowed ? "true" : null);
          assert.match(headers.get("vary") ?? "", /\bOrigin\b/);
        }
        assert.equal(
          preflight.headers.get("access-control-allow-headers"),
          allowed
            ? "Authorization, Content-Type, Content-Encoding, X-API-Key, If-Match, If-None-Match, Idempotency-Key, X-Request-Id, traceparent"
            : null,
        );
        assert.equal(
          post.headers.get("access-control-expose-headers"),
          allowed ? "ETag, Location, Retry-After, X-Request-Id" : null,
        );
      });
    }
  }

  it("[HT33] counts calls and upgrades of an address together, and answers 429 in Colyseus' form", async () => {
    limiter = createRateLimiter({ count: 2, windowMs: 60_000 }, rig.nowMs);
    assert.equal((await call("joinOrCreate/test")).status, 200);
    assert.equal(await upgradeStatus("/p/room", {}), 101);
    const refused = await call("joinOrCreate/test", {}, { origin: LISTED });
    assert.deepEqual([refused.status, refused.body.code], [429, 429]);
    assert.equal(refused.headers.get("retry-after"), "60");
    assert.equal(refused.headers.get("access-control-allow-origin"), LISTED);
    assert.equal(await upgradeStatus("/p/room", {}), 429);
    assert.equal((await call("joinOrCreate/test", {}, { "x-forwarded-for": "203.0.113.1" })).status, 200);
    assert.equal((await edge.call("POST", "/api/v1/hello", { body: { name: "x" } })).status, 200);
  });

  it("[HT33] cannot be talked out of an address by headers beyond the trusted hops", async () => {
    limiter = createRateLimiter({ count: 1, windowMs: 60_000 }, rig.nowMs);
    const statuses = [];
    for (const spoofed of ["1.1.1.1", "2.2.2.2", "3.3.3.3"]) {
      const headers = {
        "x-forwarded-for": `${spoofed}, 203.0.113.1`,
        "x-real-ip": spoofed,
        forwarded: `for=${spoofed}`,
      };
      statuses.push((await call("joinOrCreate/test", {}, headers)).status);
    }
    assert.deepEqual(statuses, [200, 429, 429]);
  });

  for (const [path, origin, status] of [
    ["/p/room", undefined, 101],
    ["/p/room", LISTED, 101],
    ["/p/room", "SAME", 101],
    ["/p/room", "https://evil.example", 403],
    ["/p/room", "null", 403],
    ["/", undefined, 404],
    ["/?token=x", undefined, 404],
    ["/ws", undefined, 404],
    ["/ws/", undefined, 404],
    ["/api/v1/ws", undefined, 404],
    ["/api/v1/ws", "https://evil.example", 403],
  ] as const) {
    it(`[HT34] answers an upgrade of ${path} from ${origin ?? "no page"} with ${status}`, async () => {
      const page = origin === "SAME" ? edge.url : origin;
      const headers: Record<string, string> = page === undefined ? {} : { origin: page };
      assert.equal(await upgradeStatus(path, headers), status);
    });
  }

  /** The status that a WebSocket handshake is answered with. */
  function upgradeStatus(path: string, headers: Record<string, string>): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", () => {});
    return promise;
  }

  for (const [what, head, status] of [
    ["a Host that is none", "POST /matchmake/joinOrCreate/test HTTP/1.1\r\nHost: ]bad[\r\n", 400],
    ["no Host", "POST /matchmake/joinOrCreate/test HTTP/1.0\r\n", 400],
    [
      "a full address as path",
      "POST http://evil.example/matchmake/joinOrCreate/test HTTP/1.1\r\nHost: x\r\n",
      400,
    ],
    [
      "a scheme that is none",
      "POST /matchmake/joinOrCreate/test HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: java script\r\n",
      200,
    ],
    ["an upgrade with a port in its path", "GET :99999/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n", 400],
  ] as const) {
    it(`[HT35] answers ${what} with ${status}, and lives on`, async () => {
      const connection = head.includes("Upgrade") ? "Upgrade" : "close";
      const answer = await edge.raw(`${head}Connection: ${connection}\r\nContent-Length: 0\r\n\r\n`);
      assert.match(answer, new RegExp(`^HTTP/1\\.[01] ${status} `));
      assert.equal((await call("joinOrCreate/test")).status, 200);
    });
  }

  it("[HT36] passes every other request on, with its forwarding headers put right", async () => {
    const answer = await edge.call("POST", "/api/v1/hello", {
      body: { name: "x" },
      headers: { "x-forwarded-for": "9.9.9.9, 203.0.113.1" },
    });
    assert.deepEqual(answer.body, { hello: "x", address: "203.0.113.1" });
  });

  it(`[HT37] answers ${FUZZ_RUNS} random matchmaking calls with a documented code and never a fault`, async () => {
    const method = fc.oneof(fc.constantFrom("joinOrCreate", "reconnect", "create", "__proto__"), fc.string());
    const name = fc.oneof(fc.constantFrom("test", "nothing"), fc.string());
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((text) => `{"reconnectionToken":${text},"how":${text}}`),
    );
    logged.length = 0;
    await fc.assert(
      fc.asyncProperty(method, name, body, async (aMethod, aName, aBody) => {
        const path = `/matchmake/${encodeURIComponent(aMethod)}/${encodeURIComponent(aName)}`;
        const answer = await edge.call("POST", path, {
          body: aBody,
          headers: { "content-type": "application/json" },
        });
        assert.ok(
          [200, 400, 403, 404, 405, 413, 415, 422].includes(answer.status),
          `${answer.status} ${answer.text}`,
        );
      }),
      { numRuns: FUZZ_RUNS },
    );
    assert.deepEqual(
      logged.filter(({ level }) => level === "error"),
      [],
    );
  });
});
