/** Bodies that no honest client sends, through the whole edge: every answer is one of those that are documented. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createRandom, type Random } from "../../src/core/random.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { nastyValue } from "./nastyValues.ts";

/** Fixed, so that a failure is the change's. */
const SEED = process.env.FUZZ_SEED ?? "1";
/** The long form: FUZZ_BATCHES=5000. */
const BATCHES = Number(process.env.FUZZ_BATCHES ?? 1_200);
const AT_ONCE = 16;
const DOCUMENTED = new Set([202, 400, 413, 415, 422]);
const FIELDS = [
  ...["event_id", "event_type", "timestamp", "zone_name", "object_name", "position", "rotation"],
  ...["gaze_target", "dwell_time_ms", "interaction_type", "metadata", "session_id", "unknown"],
];
const NASTY_JSON = [
  ...[
    "1e400",
    "-1e400",
    "1152921504606846976",
    "1152921504606846977",
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00x"',
  ],
  ...[
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1}}',
    "[]",
    "[[[[]]]]",
    "-0",
    "0.1e-400",
    "99999999999999999999999999",
    '""',
  ],
  ...["[".repeat(5_000) + "]".repeat(5_000), `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`],
];

describe(`tracked bodies that no honest client sends (FUZZ_SEED=${SEED})`, function () {
  this.timeout(180_000);
  let server: TestServer;
  before(async () => {
    server = await startTestServer({
      env: { NODE_ENV: "development", SEED_DEMO: "off", RATE_LIMITS: "off" },
    });
  });
  after(() => server.close());

  it(`[TG51] are answered with documented codes, and hold nobody up: ${BATCHES} bodies`, async () => {
    const random = createRandom(SEED);
    const seen: Record<number, number> = {};
    const bodies = Array.from({ length: AT_ONCE }, () => random);
    let left = BATCHES;
    await Promise.all(
      bodies.map(async () => {
        while (left-- > 0) {
          const { status, text } = await send(server.url, nastyBody(random));
          seen[status] = (seen[status] ?? 0) + 1;
          assert.ok(DOCUMENTED.has(status), `answered ${status}: ${text.slice(0, 300)}`);
          const parsed = JSON.parse(text) as { code?: string; accepted?: number };
          assert.ok(status === 202 ? Number.isInteger(parsed.accepted) : parsed.code, text.slice(0, 300));
        }
      }),
    );
    for (const status of [202, 400, 422]) assert.ok(seen[status], `nothing was answered ${status}`);
    assert.ok((await fetch(`${server.url}/readyz`)).ok);
  });

  const LARGE: readonly (readonly [string, () => Sent, number])[] = [
    ["20 MB on the wire", () => ({ body: Buffer.alloc(20 << 20, " "), gzip: false }), 413],
    [
      "a gzip bomb of 100 MB",
      () => ({ body: gzipSync(Buffer.alloc(100 << 20), { level: 1 }), gzip: true }),
      413,
    ],
    [
      "39 MB of opening brackets, zipped",
      () => ({ body: gzipSync(Buffer.alloc(39 << 20, "["), { level: 1 }), gzip: true }),
      413,
    ],
    [
      "39 MB of nothing, zipped",
      () => ({ body: gzipSync(Buffer.alloc(39 << 20, " "), { level: 1 }), gzip: true }),
      400,
    ],
  ];
  for (const [name, made, expected] of LARGE) {
    it(`[TG51] answers ${expected} to ${name}`, async () => {
      const { status } = await send(server.url, { path: "/unreal/tracking/batch", ...made() });
      assert.equal(status, expected);
      const after = JSON.stringify({
        session_id: "fine",
        events: [{ event_type: "gaze", timestamp: 1.8e9 }],
      });
      const answer = await send(server.url, { body: Buffer.from(after), gzip: false });
      assert.ok([202, 422].includes(answer.status));
    });
  }
});

interface Sent {
  readonly path?: string;
  readonly body: Buffer;
  readonly gzip: boolean;
  readonly encoding?: string;
}

async function send(url: string, { path = "/unreal/tracking/batch", body, gzip, encoding }: Sent) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(gzip ? { "content-encoding": "gzip" } : {}),
      ...(encoding ? { "content-encoding": encoding } : {}),
    },
    body: new Uint8Array(body),
  });
  return { status: answer.status, text: await answer.text() };
}

function nastyBody(random: Random): Sent {
  const path = random.pick(["/unreal/tracking/batch", "/unreal/tracking/event", "/telemetry"]);
  let text = JSON.stringify({ session_id: "fuzz", sent_at: Date.now(), events: nastyEvents(random) });
  if (path !== "/unreal/tracking/batch" && random.next() < 0.7) text = nastyEvent(random);
  if (random.next() < 0.1) text = text.slice(0, Math.floor(random.next() * text.length));
  // Values that JSON.stringify cannot print take the place of a marker.
  text = text.replace(/"MARK"/g, () => random.pick(NASTY_JSON));
  let body = Buffer.from(text);
  if (random.next() < 0.05 && body.length > 0) body[Math.floor(random.next() * body.length)] = 0xff;
  const gzip = random.next() < 0.4;
  if (gzip) body = gzipSync(body, { level: 1 });
  if (random.next() < 0.08) body = body.subarray(0, Math.floor(random.next() * body.length));
  const encoding = random.next() < 0.02 ? random.pick(["br", "deflate", "gzip, gzip"]) : undefined;
  return { path, body, gzip, ...(encoding ? { encoding } : {}) };
}

function nastyEvents(random: Random): unknown[] {
  const events = Array.from({ length: 1 + Math.floor(random.next() * 6) }, () =>
    JSON.parse(nastyEvent(random)),
  );
  return random.next() < 0.1 ? [plain(nastyValue(random)), ...events] : events;
}

/** A good event with up to three of its fields spoilt, as JSON. */
function nastyEvent(random: Random): string {
  const event: Record<string, unknown> = {
    ...{ session_id: "fuzz", event_type: "gaze", timestamp: Date.now() },
    ...{ position: { x: 1, y: 2, z: 3 }, zone_name: "hall" },
  };
  for (let spoilt = Math.floor(random.next() * 4); spoilt > 0; spoilt--)
    event[random.pick(FIELDS)] = random.next() < 0.5 ? "MARK" : plain(nastyValue(random));
  return JSON.stringify(event);
}

/** What JSON can print of a value. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item)) ??
      "null",
  );
}
