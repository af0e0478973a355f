/** Calls of VR plug-ins as they come, on a development server, and the answers of the edge to what is not one. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";

const WHEN = "2026-11-20T12:00:00Z";

describe("http/tracking", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { NODE_ENV: "development", SEED_DEMO: "off" } });
  });
  after(() => server.close());
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    server.call("POST", path, { body, headers });

  it("[TG43] serves a plug-in's calls without key or token in development", async () => {
    const opened = await post("/unreal/session", {
      ...{ session_id: "session_123", session_start: "2026-11-20T11:00:00Z", customer_id: "customer_1" },
      ...{ property_id: 12, space_id: "3", headset: "Quest" },
    });
    assert.equal(opened.status, 201);
    assert.equal(opened.headers.get("location"), "/api/v1/unreal/session/session_123/status");
    assert.deepEqual(opened.body, {
      ...{
        session_id: "session_123",
        status: "active",
        started_at: "2026-11-20T11:00:00.000Z",
        ended_at: null,
      },
      ...{ duration_seconds: null, timed_out: false, implicit: false },
    });
    assert.equal((await post("/unreal/session/session_123/heartbeat", undefined)).body.status, "active");
    const single = await post("/unreal/tracking/event", {
      ...{ session_id: "session_123", event_type: "zone_enter", timestamp: "2026-11-20T11:00:01Z" },
      zone_name: "living_room",
    });
    assert.equal(single.status, 202);
    assert.equal(single.body.accepted, 1);
    const batch = await post("/unreal/tracking/batch", {
      ...{ session_id: "session_123", sent_at: "2026-11-20T11:00:20Z" },
      events: [
        { event_type: "gaze", timestamp: 1763636405, gaze_target: "window", dwell_time_ms: 800 },
        {
          event_type: "interaction",
          timestamp: 1763636406123,
          object_name: "door",
          interaction_type: "open",
        },
        { event_type: "zone_exit", timestamp: "2026-11-20T11:00:18Z", zone_name: "living_room" },
      ],
    });
    assert.deepEqual(batch.body, { accepted: 3, duplicates: 0, rejected: [], session_id: "session_123" });
    const closed = await post("/unreal/session", {
      ...{ session_id: "session_123", session_end: "2026-11-20T11:05:00Z" },
    });
    assert.deepEqual(
      [closed.status, closed.body.status, closed.body.duration_seconds],
      [200, "completed", 300],
    );
    const status = await server.call("GET", "/unreal/session/session_123/status");
    assert.equal(status.body.event_count, 4);
    assert.deepEqual(status.body.metadata, { headset: "Quest" });
    assert.equal((await post("/telemetry/", { event_type: "started", user_id: 4 })).status, 202);
  });

  it("[TG12] takes a body that comes in crumbs, and one in large pieces", async () => {
    for (const [session, crumb] of [
      ["crumbs", 100],
      ["pieces", 50_000],
    ] as const) {
      const events = Array.from({ length: 600 }, (_, at) => ({
        ...{ event_id: at, event_type: "gaze", timestamp: 1763636400 + at, gaze_target: "Fenster é" },
      }));
      const bytes = Buffer.from(JSON.stringify({ session_id: session, events }));
      const answer = await fetch(`${server.url}/api/v1/unreal/tracking/batch`, {
        ...{ method: "POST", headers: { "content-type": "application/json" }, duplex: "half" },
        body: new ReadableStream({
          start(stream) {
            for (let at = 0; at < bytes.length; at += crumb) stream.enqueue(bytes.subarray(at, at + crumb));
            stream.close();
          },
        }),
      } as RequestInit);
      assert.deepEqual([answer.status, ((await answer.json()) as { accepted: number }).accepted], [202, 600]);
    }
  });

  it("[TG44] takes zipped batches and gives a tour out as lines, all of it", async () => {
    const events = Array.from({ length: 2_300 }, (_, at) => ({
      ...{ event_id: at, event_type: "gaze", timestamp: 1763636400 + at },
    }));
    const body = new Uint8Array(gzipSync(JSON.stringify({ session_id: "long", events })));
    const answer = await fetch(`${server.url}/api/v1/unreal/tracking/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body,
    });
    assert.equal(answer.status, 202);
    const lines = await fetch(`${server.url}/api/v1/unreal/session/long/events`, {
      headers: { accept: "application/x-ndjson" },
    });
    assert.equal(lines.headers.get("content-type"), "application/x-ndjson");
    const text = await lines.text();
    const ids = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).event_id);
    assert.deepEqual(
      ids,
      events.map(({ event_id }) => String(event_id)),
    );
    const page = await server.call<{ items: { event_id: string }[]; next_cursor: string }>(
      ...(["GET", "/unreal/session/long/events?limit=3&type=gaze"] as const),
    );
    const next = await server.call<typeof page.body>(
      ...(["GET", `/unreal/session/long/events?limit=3&cursor=${page.body.next_cursor}`] as const),
    );
    assert.deepEqual(
      [...page.body.items, ...next.body.items].map(({ event_id }) => event_id),
      ["0", "1", "2", "3", "4", "5"],
    );
  });

  it("[TG45] answers a request of which nothing is good with a problem that says why for each event", async () => {
    const { status, body, headers } = await post("/unreal/tracking/batch", {
      ...{
        session_id: "bad",
        events: [{ event_type: "gaze" }, { event_id: "e", event_type: "Gaze", timestamp: WHEN }],
      },
    });
    assert.equal(status, 422);
    assert.equal(headers.get("content-type"), "application/problem+json");
    assert.deepEqual([body.code, body.accepted, body.duplicates, body.session_id], ["invalid", 0, 0, "bad"]);
    assert.deepEqual(
      (body.rejected as { index: number; event_id?: string; pointer: string }[]).map(
        ({ index, event_id, pointer }) => [index, event_id, pointer],
      ),
      [
        [0, undefined, "/timestamp"],
        [1, "e", "/event_type"],
      ],
    );
  });

  for (const [name, body, headers, status, code] of [
    ["no JSON", "{", {}, 400, "malformed"],
    ["no gzip", "{}", { "content-encoding": "gzip" }, 400, "malformed"],
    ["another encoding", "{}", { "content-encoding": "br" }, 415, "unsupported_media_type"],
    ["another type", "{}", { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    ["no body", undefined, {}, 400, "malformed"],
    ["no session", { events: [{}] }, {}, 422, "invalid"],
    ["no events", { session_id: "x", events: [] }, {}, 422, "invalid"],
    ["a bad sent_at", { session_id: "x", sent_at: "soon", events: [{}] }, {}, 422, "invalid"],
  ] as const) {
    it(`[TG45] refuses a batch with ${name}: ${status} ${code}`, async () => {
      const answer = await post("/unreal/tracking/batch", body, headers as Record<string, string>);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  for (const [name, body, pointer] of [
    ["no start", { session_id: "t" }, "/session_start"],
    ["an end before its start", { session_start: WHEN, session_end: "2026-11-20T11:59:59Z" }, "/session_end"],
    ["a time that is none", { session_start: "yesterday" }, "/session_start"],
    ["unknown axes", { session_start: WHEN, axes: "feet" }, "/axes"],
  ] as const) {
    it(`[TG45] refuses a tour with ${name}`, async () => {
      const answer = await post("/unreal/session", body);
      assert.equal(answer.status, 422);
      assert.deepEqual((answer.body.errors as { pointer: string }[])[0]?.pointer, pointer);
    });
  }

  it("[TG46] counts what machines send by owner, not by address and user", async () => {
    const seen = new Set<number>();
    for (let sent = 0; sent < 1_300; sent += 50) {
      const beats = Array.from({ length: 50 }, () => post("/unreal/session/busy/heartbeat", undefined));
      for (const { status } of await Promise.all(beats)) seen.add(status);
    }
    assert.deepEqual([...seen], [200]);
  });
});
