/** Calls every route with what no honest client sends, and holds every answer against the contract. */
import assert from "node:assert/strict";
import { Agent, type IncomingMessage, request } from "node:http";
import { gzipSync } from "node:zlib";
import type { Random } from "../../src/core/random.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import type { Api } from "../helpers/api.ts";
import type { Outcomes } from "./fuzzRoom.ts";
import { nastyBytes, nastyValue, POLLUTION, spoilt } from "./nastyValues.ts";

const AT_ONCE = 8;
const ANSWER_WITHIN_MS = 15_000;
const LARGE_BYTES = 3_000_000;

/** Bodies that routes take, to be spoilt. */
const BODIES: readonly Readonly<Record<string, unknown>>[] = [
  { username: "somebody", password: "a long password", email: "a@b.example", display_name: "S" },
  { refresh_token: "x" },
  { current_password: "old password", new_password: "new password" },
  {
    name: "Space",
    width: 20,
    depth: 20,
    movement: "grid",
    visibility: "private",
    settings: { max_speed: 3 },
  },
  { user_id: 1, role: "moderator", banned_until: "2030-01-01T00:00:00Z" },
  { prefab_id: "chair_wood", x: 1, y: 1, z: 0, heading: 0, scale: 1, state: { a: "b" }, solid: true },
  { user_id: 1, since: 0, until: 1 },
  { spaceId: 1, x: 2, y: 3, tourId: "t" },
];
const STRANGE_PATHS = [
  ...[
    "/%00",
    "/%",
    "/%ff",
    "//",
    "/..%2f..%2fetc%2fpasswd",
    "/__proto__",
    "/constructor",
    "/api/v1/",
    "/api/v1",
  ],
  ...[
    "/api/v1/objects/%2e%2e",
    "/api/v1/objects/1e3",
    "/api/v1/objects/-1",
    "/api/v1/objects/99999999999999999999",
  ],
  ...[
    "/matchmake",
    "/matchmake/joinOrCreate/space",
    "/matchmake/create/space",
    "/matchmake/joinById/space_1",
  ],
  ...["/matchmake/reconnect/space_1", "/monitor/api", "/playground", "/api/v1/spaces/1/objects/../../2"],
] as const;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "application/json; charset=x",
  "",
];

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/**
 * Makes `count` calls. `tokens`: of callers whose right calls do no harm to what else is looked at.
 * @throws AssertionError for a 5xx that is not `unavailable`, an error that is no problem document with a documented
 * code, or no answer.
 */
export async function fuzzHttp(
  api: Api,
  { tokens, count, random }: { tokens: readonly string[]; count: number; random: Random },
): Promise<Outcomes> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const outcomes: Outcomes = new Map();
  const routes = await routesOf(api);
  let made = 0;
  const lane = async () => {
    while (made < count) {
      const draw = random.fork(made++);
      const call = anyCall(draw, { routes, tokens });
      const { status, body } = await answerTo(api.url, call, agent);
      checkAnswer(call, status, body);
      outcomes.set(String(status), (outcomes.get(String(status)) ?? 0) + 1);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    agent.destroy();
  }
  return outcomes;
}

/** Method and path template of every documented route, but those that end the caller's own account or login. */
async function routesOf(api: Api): Promise<readonly (readonly [string, string])[]> {
  const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path] as const))
    .filter(
      ([method, path]) => !(method === "DELETE" && /users\/me/.test(path)) && !path.endsWith("/auth/logout"),
    );
}

function anyCall(
  random: Random,
  { routes, tokens }: { routes: readonly (readonly [string, string])[]; tokens: readonly string[] },
): Call {
  const [method, template] =
    random.next() < 0.9 ? random.pick(routes) : ([random.pick(METHODS), random.pick(STRANGE_PATHS)] as const);
  const path = template.replace(/\{\w+\}/g, () =>
    random.pick(["1", "2", "0", "x", "%00", "1.5", "9".repeat(40)]),
  );
  const query = random.next() < 0.3 ? `?${anyQuery(random)}` : "";
  const headers: Record<string, string> = {};
  const token = random.pick([...tokens, ...tokens, "nonsense", "", "a.b.c"]);
  if (token !== "")
    headers.authorization = `${random.pick(["Bearer", "Bearer", "Bearer", "Basic", ""])} ${token}`;
  if (random.next() < 0.1)
    headers["idempotency-key"] = random.pick(["k", "x".repeat(300), "ü"].map(encodeURI));
  if (random.next() < 0.1) headers["x-request-id"] = random.pick(["ok-1", "x".repeat(100), "a b", "{}"]);
  if (random.next() < 0.1) headers["if-match"] = random.pick(["*", '"1"', "1", 'W/"x"', ","]);
  if (random.next() < 0.1) headers["x-forwarded-for"] = "1.2.3.4, ::1, x";
  const body = method === "GET" || method === "HEAD" || random.next() < 0.1 ? null : anyBody(random, headers);
  // Without it Node sends a DELETE's body unframed, as the beginning of the next request.
  if (body && (method === "DELETE" || random.next() < 0.8)) headers["content-length"] = String(body.length);
  return { method, path: `${path}${query}`, headers, body };
}

function anyQuery(random: Random): string {
  const names = [
    "limit",
    "cursor",
    "before",
    "q",
    "mine",
    "since",
    "user_id",
    "__proto__[x]",
    "constructor",
    "a[]",
  ];
  const values = [
    "",
    "1",
    "-1",
    "0",
    "201",
    "1e9",
    "NaN",
    "%00",
    "%",
    "true",
    "[object Object]",
    "x".repeat(500),
  ];
  return Array.from({ length: random.int(1, 4) }, () => `${random.pick(names)}=${random.pick(values)}`)
    .join("&")
    .replaceAll(" ", "+");
}

/** Mutates `headers`: what the body says it is. */
function anyBody(random: Random, headers: Record<string, string>): Uint8Array {
  const type = random.next() < 0.85 ? "application/json" : random.pick(TYPES);
  if (type !== "") headers["content-type"] = type;
  const kind = random.next();
  if (kind < 0.04) return nastyBytes(random, 200);
  if (kind < 0.05) return Buffer.alloc(LARGE_BYTES, "[");
  if (kind < 0.08) return Buffer.from(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
  const json = jsonOf(random.next() < 0.9 ? spoilt(random.pick(BODIES), random) : nastyValue(random));
  if (kind < 0.15) return Buffer.from(json.slice(0, random.int(0, json.length)));
  if (kind < 0.2) {
    headers["content-encoding"] = random.pick(["gzip", "deflate", "br", "nonsense"]);
    return random.next() < 0.5 ? gzipSync(json) : Buffer.from(json);
  }
  return Buffer.from(json);
}

/** JSON that keeps a key `__proto__` and shows numbers that JSON does not have as words. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value, (_, each) => (typeof each === "bigint" ? String(each) : each));
  return text === undefined ? "" : text;
}

function answerTo(url: string, call: Call, agent: Agent): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        hostname,
        port,
        method: call.method,
        path: call.path,
        headers: call.headers,
        timeout: ANSWER_WITHIN_MS,
      },
      (response: IncomingMessage) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        response.on("error", reject);
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer to ${call.method} ${call.path}`)));
    // A body that was refused unread: the server may close while it is still being sent.
    asked.on("error", (error: NodeJS.ErrnoException) =>
      ["EPIPE", "ECONNRESET"].includes(error.code ?? "") ? resolve({ status: 0, body: "" }) : reject(error),
    );
    if (call.body) asked.write(call.body);
    asked.end();
  });
}

function checkAnswer(call: Call, status: number, body: string): void {
  const what = `${call.method} ${call.path} ${JSON.stringify(call.headers)} ${Buffer.from(call.body ?? [])
    .toString("latin1")
    .slice(0, 300)} → ${status} ${body.slice(0, 300)}`;
  assert.ok(status < 500 || status === 503, what);
  assert.ok(!body.includes(`"${POLLUTION}":true`) || JSON.stringify(call).includes(POLLUTION), what);
  if (status < 400 || call.method === "HEAD" || !call.path.startsWith("/api/v1/")) return;
  assert.match(body, /^\{.*\}$/s, what);
  const { code, status: told } = JSON.parse(body) as { code: string; status: number };
  assert.ok(Object.hasOwn(ERROR_TABLE, code) && code !== "internal", what);
  assert.equal(told, status, what);
  assert.equal(ERROR_TABLE[code as keyof typeof ERROR_TABLE].status, status, what);
}
