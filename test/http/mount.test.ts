import assert from "node:assert/strict";
import fc from "fast-check";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";
import { made, SAMPLE_ROUTES } from "./sampleRoutes.ts";

const PROBLEM = "application/problem+json";
const FUZZ_RUNS = 300;

describe("http/mount", () => {
  let rig: AccountsRig;
  let edge: Edge;
  let token: string;
  before(async () => {
    rig = await createAccountsRig();
    edge = await startEdge(SAMPLE_ROUTES, edgeDeps(rig));
    const session = await rig.accounts.register({ username: "tester", password: "long enough" }, DEVICE);
    token = session.access_token;
  });
  after(async () => {
    await edge.close();
    await rig.close();
  });

  const echo = (body: string | Buffer, headers: Record<string, string> = {}) =>
    edge.call("POST", "/api/v1/echo", { body, headers: { "content-type": "application/json", ...headers } });

  const refusals: [string, string, string, object, number, string][] = [
    ["[HT1] an unknown path", "GET", "/nowhere", {}, 404, "not_found"],
    ["[HT1] an unknown path below the base", "POST", "/api/v1/nowhere", {}, 404, "not_found"],
    ["[HT1] another case", "GET", "/api/v1/Raw", {}, 404, "not_found"],
    ["[HT2] a wrong method", "PATCH", "/api/v1/things/1", {}, 405, "method_not_allowed"],
    ["[HT3] a broken escape in the path", "GET", "/api/v1/things/%E0%A4%A", {}, 400, "malformed"],
    ["[HT4] a parameter that is no id", "GET", "/api/v1/things/abc", {}, 404, "not_found"],
    ["[HT4] a parameter with NUL", "GET", "/api/v1/things/1%00", {}, 404, "not_found"],
    ["[HT5] a query out of range", "GET", "/api/v1/things/1?limit=11", {}, 422, "invalid"],
    ["[HT5] a repeated query parameter", "GET", "/api/v1/things/1?limit=1&limit=2", {}, 422, "invalid"],
    ["[HT5] NUL in a query", "GET", "/api/v1/things/1?limit=%00", {}, 422, "invalid"],
    ["[HT6] no token", "POST", "/api/v1/things", {}, 401, "unauthenticated"],
    ["[HT6] a bad token", "POST", "/api/v1/things", { token: "nonsense" }, 401, "unauthenticated"],
    [
      "[HT6] a bad token where one is optional",
      "GET",
      "/api/v1/things/best",
      { token: "x" },
      401,
      "unauthenticated",
    ],
    ["[HT14] a Reply's refusal", "GET", "/api/v1/refused/rate_limited", {}, 429, "rate_limited"],
    ["[HT14] an unavailable service", "GET", "/api/v1/refused/unavailable", {}, 503, "unavailable"],
  ];
  for (const [name, method, path, options, status, code] of refusals) {
    const [id, ...what] = name.split(" ");
    it(`${id} answers ${what.join(" ")} with ${status} ${code}`, async () => {
      const answer = await edge.call(method, path, options);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("content-type"), PROBLEM);
      const { title, detail, errors: _errors, ...rest } = answer.body;
      assert.ok(title && detail);
      assert.deepEqual(rest, {
        type: `/problems/${code}`,
        status,
        instance: path.split("?")[0],
        code,
        request_id: answer.headers.get("x-request-id"),
      });
    });
  }

  it("[HT2] lists the methods of a path in Allow", async () => {
    const answer = await edge.call("PUT", "/api/v1/things/7");
    assert.equal(answer.headers.get("allow"), "GET, DELETE, HEAD, OPTIONS");
    const options = await edge.call("OPTIONS", "/api/v1/things/7");
    assert.equal(options.status, 204);
    assert.equal(options.headers.get("allow"), "GET, DELETE, HEAD, OPTIONS");
  });

  it("[HT1] takes a trailing slash on every path, and prefers a fixed segment to a parameter", async () => {
    for (const path of ["/api/v1/things/best", "/api/v1/things/best/"]) {
      const answer = await edge.call("GET", path, { token });
      assert.deepEqual([answer.status, answer.body], [200, { who: "tester" }]);
    }
    assert.deepEqual((await edge.call("GET", "/api/v1/things/best")).body, { who: null });
    assert.equal((await edge.call("GET", "/raw")).status, 200);
    assert.equal((await edge.call("GET", "/api/v1/raw/")).status, 200);
  });

  it("[HT6] tells admins from others, and takes the scheme in any case", async () => {
    assert.equal((await edge.call("GET", "/api/v1/admins", { token })).status, 403);
    const { user, access_token } = await rig.accounts.register(
      { username: "chief", password: "long enough" },
      DEVICE,
    );
    await rig.stores.accounts.updateUser(user.id, { role: "admin" });
    const answer = await edge.call("GET", "/api/v1/admins", {
      headers: { authorization: `bearer ${access_token}` },
    });
    assert.equal(answer.status, 200);
    assert.match((await edge.call("GET", "/api/v1/admins")).headers.get("www-authenticate") ?? "", /^Bearer/);
  });

  it("[HT7] answers HEAD like GET without a body", async () => {
    const [head, get] = [
      await edge.call("HEAD", "/api/v1/things/3"),
      await edge.call("GET", "/api/v1/things/3"),
    ];
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers.get("content-length"), get.headers.get("content-length"));
    assert.equal((await edge.call("HEAD", "/api/v1/nowhere")).text, "");
  });

  for (const [given, status] of [
    ['"v1"', 304],
    ['W/"v1"', 304],
    ['"v0", "v1"', 304],
    ["*", 304],
    ['"v2"', 200],
  ] as const) {
    it(`[HT8] answers If-None-Match: ${given} with ${status}`, async () => {
      const answer = await edge.call("GET", "/api/v1/things/3", { headers: { "if-none-match": given } });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("etag"), '"v1"');
      assert.equal(answer.text === "", status === 304);
    });
  }

  it("[HT8] lets nobody store what has no ETag", async () => {
    assert.equal((await edge.call("GET", "/raw")).headers.get("cache-control"), "no-store");
  });

  const bodies: [string, string | Buffer, Record<string, string>, number, string][] = [
    ["broken JSON", '{"name":', {}, 400, "malformed"],
    ["text that is not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400, "malformed"],
    ["another content type", "name=x", { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    [
      "another charset",
      '{"name":"x"}',
      { "content-type": "application/json; charset=latin1" },
      415,
      "unsupported_media_type",
    ],
    ["a content encoding", '{"name":"x"}', { "content-encoding": "gzip" }, 415, "unsupported_media_type"],
    ["too many bytes", `{"name":"x","anything":"${"y".repeat(2_000)}"}`, {}, 413, "too_large"],
    ["far too many bytes", Buffer.alloc(1_000_000, 0x20), {}, 413, "too_large"],
    ["a NUL character", '{"name":"\\u0000"}', {}, 422, "invalid"],
    ["half a character", '{"name":"\\ud800"}', {}, 422, "invalid"],
    ["too deep a value", `{"name":"x","anything":${"[".repeat(500)}${"]".repeat(500)}}`, {}, 422, "invalid"],
    ["a number instead of an object", "7", {}, 422, "invalid"],
    ["null", "null", {}, 422, "invalid"],
    ["a missing body", "", {}, 422, "invalid"],
  ];
  for (const [what, body, headers, status, code] of bodies) {
    it(`[HT9] answers ${what} with ${status} ${code}`, async () => {
      const answer = await echo(body, headers);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  it("[HT9] names every fault by its pointer", async () => {
    const answer = await echo('{"count":1.5,"nested":{"a/b":"x","~":1}}');
    assert.deepEqual(
      answer.body.errors.map((error: { pointer: string }) => error.pointer),
      ["/name", "/count", "/nested/a~1b", "/nested/~0"],
    );
    assert.equal(answer.body.errors[0].detail, "is missing");
    const query = await edge.call("GET", "/api/v1/things/1?limit=x");
    assert.equal(query.body.errors[0].pointer, "?limit");
  });

  it("[HT9] refuses a body without length that goes on beyond the limit", async () => {
    const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
    const head =
      "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const answer = await edge.raw(`${head}${chunk.repeat(3)}0\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, /connection: close/i);
  });

  it("[HT9] does not wait for a body that announces more than it would ever read", async () => {
    const answer = await edge.raw(
      "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{",
    );
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  it("[HT10] lets no key of a body reach a prototype", async () => {
    const answer = await echo(
      '{"name":"x","anything":{"__proto__":{"polluted":1},"\\u005f_proto__":2,"ok":3}}',
    );
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { name: "x", anything: { ok: 3 } });
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    const form = await edge.call("POST", "/api/v1/forms", {
      body: "__proto__=x&constructor=y&a=1&a=2",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
    });
    assert.equal(form.body.a, "2");
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it("[HT10] hands bytes of other types to the handler as they are", async () => {
    const answer = await edge.call("POST", "/api/v1/forms", {
      body: Buffer.from([0, 255, 0]),
      headers: { "content-type": "application/octet-stream" },
    });
    assert.deepEqual(answer.body, { bytes: 3 });
  });

  for (const path of ["/api/v1/broken", "/api/v1/refused/internal"]) {
    it(`[HT11] tells nothing of a fault at ${path}, and logs it under the request id`, async () => {
      edge.logged.length = 0;
      const answer = await edge.call("GET", path, { headers: { "x-request-id": "trace-me" } });
      assert.equal(answer.status, 500);
      assert.equal(answer.body.code, "internal");
      assert.ok(!answer.text.includes("hunter2"));
      assert.ok(!answer.text.includes(".ts"));
      const line = edge.logged.find(({ level }) => level === "error");
      assert.equal(line?.fields.requestId, "trace-me");
      assert.match(String(line?.fields.err), /hunter2/);
    });
  }

  for (const [given, kept] of [
    ["abc-DEF_1.2", true],
    ["x".repeat(64), true],
    ["x".repeat(65), false],
    ["a b", false],
    ["a;b", false],
  ] as const) {
    it(`[HT12] ${kept ? "keeps" : "replaces"} the request id "${given.slice(0, 12)}" (${given.length})`, async () => {
      const answer = await edge.call("GET", "/raw", { headers: { "x-request-id": given } });
      const id = answer.headers.get("x-request-id") ?? "";
      assert.equal(id === given, kept);
      assert.match(id, /^[A-Za-z0-9._-]{1,64}$/);
    });
  }

  it("[HT13] logs one line a request, with the trace and without secrets", async () => {
    edge.logged.length = 0;
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const secretive = await edge.call("GET", "/api/v1/things/best?token=hidden-secret", {
      token,
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, cookie: "hidden-secret" },
    });
    assert.equal(secretive.status, 200);
    const lines = edge.logged.filter(({ message }) => message === "request");
    assert.equal(lines.length, 1);
    const { durationMs, requestId, userId, ...fields } = lines[0]?.fields ?? {};
    assert.equal(typeof durationMs, "number");
    assert.equal(requestId, secretive.headers.get("x-request-id"));
    assert.equal(typeof userId, "number");
    assert.deepEqual(fields, {
      method: "GET",
      path: "/api/v1/things/best",
      status: 200,
      address: "127.0.0.1",
      traceId,
    });
    const everything = JSON.stringify(edge.logged);
    assert.ok(!everything.includes("hidden-secret") && !everything.includes(token));
    assert.match(
      await edge.metrics.text(),
      /http_requests_total\{method="GET",route="\/api\/v1\/things\/best",status="200"\} \d/,
    );
  });

  it("[HT14] gives Retry-After with a refusal that passes", async () => {
    assert.equal((await edge.call("GET", "/api/v1/refused/unavailable")).headers.get("retry-after"), "7");
  });

  it("[HT15] sends headers that keep browsers careful", async () => {
    const { headers } = await edge.call("GET", "/raw");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers.get("x-powered-by"), null);
  });

  describe("Idempotency-Key", () => {
    const make = (key: string, body: object, as = token) =>
      edge.call("POST", "/api/v1/things", { token: as, body, headers: { "idempotency-key": key } });

    it("[HT16] makes one thing for one key, also of requests at once", async () => {
      const before = made.things;
      const answers = await Promise.all(Array.from({ length: 8 }, () => make("k1", { name: "a" })));
      const later = await make("k1", { name: "a" });
      assert.equal(made.things, before + 1);
      assert.equal(later.status, 201);
      assert.equal(later.headers.get("idempotency-replayed"), "true");
      assert.equal(later.headers.get("location"), `/x/${made.things}`);
      for (const answer of answers) {
        assert.ok([201, 409].includes(answer.status));
        if (answer.status === 201) assert.deepEqual(answer.body, later.body);
        else assert.equal(answer.headers.get("retry-after"), "1");
      }
    });

    it("[HT16] refuses the key for another request, and keeps callers apart", async () => {
      await make("k2", { name: "a" });
      assert.equal((await make("k2", { name: "b" })).status, 422);
      const other = await rig.accounts.guest({}, DEVICE);
      const answer = await make("k2", { name: "b" }, other.access_token);
      assert.equal(answer.status, 201);
      assert.equal(answer.headers.get("idempotency-replayed"), null);
    });

    it("[HT16] leaves the key free after a refusal", async () => {
      assert.equal((await make("k3", { name: "a", fail: true })).status, 409);
      assert.equal((await make("k3", { name: "a" })).status, 201);
    });

    it("[HT16] refuses an impossible key", async () => {
      assert.equal((await make("x".repeat(201), { name: "a" })).status, 400);
      assert.equal((await make("a b", { name: "a" })).status, 400);
    });
  });

  it(`[HT17] answers ${FUZZ_RUNS} random bodies with a documented code and never a 5xx`, async () => {
    const types = fc.constantFrom(
      "application/json",
      "application/x-www-form-urlencoded",
      "text/html",
      "",
      "a/b; charset=x",
    );
    const body = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
      fc.nat({ max: 5_000 }).map((depth) => Buffer.from("[".repeat(depth))),
      fc
        .record({ name: fc.anything(), count: fc.anything(), nested: fc.anything() })
        .map((value) => Buffer.from(safeJson(value))),
    );
    const target = fc.constantFrom("/api/v1/echo", "/api/v1/forms", "/api/v1/things", "/api/v1/things/1");
    await fc.assert(
      fc.asyncProperty(body, types, target, async (bytes, type, path) => {
        const answer = await edge.call("POST", path, {
          token,
          body: bytes,
          headers: { "content-type": type },
        });
        assert.ok(
          [200, 201, 400, 405, 413, 415, 422].includes(answer.status),
          `${answer.status} ${answer.text}`,
        );
        assert.ok(answer.headers.get("x-request-id"));
      }),
      { numRuns: FUZZ_RUNS },
    );
  });
});

function safeJson(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "null"
    );
  } catch {
    return "{}";
  }
}
