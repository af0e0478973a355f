import assert from "node:assert/strict";
import { readBody } from "../../../src/core/tracking/batch.ts";
import { isFault, readEvent, type TrackedEvent } from "../../../src/core/tracking/event.ts";
import { type Tour, tourState } from "../../../src/core/tracking/tour.ts";
import { type Fault, readTime } from "../../../src/core/tracking/values.ts";
import { TrackedEventShape } from "../../../src/protocol/tracking.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const DAY_MS = 86_400_000;

function read(given: unknown, changes: object = {}): TrackedEvent | Fault {
  return readEvent(given, {
    ...{
      sessionId: "t",
      sentAtMs: NOW_MS,
      receivedAtMs: NOW_MS + 5,
      telemetry: false,
      identify: () => "~hash",
    },
    ...changes,
  });
}
const good = (changes: object = {}) => ({ event_type: "gaze", timestamp: NOW_MS, ...changes });

describe("core/tracking", () => {
  for (const [given, expected] of [
    ["2026-11-20T12:00:00Z", NOW_MS],
    ["2026-11-20T12:00:00", NOW_MS],
    ["2026-11-20 12:00:00.25", NOW_MS + 250],
    ["2026-11-20T13:30:00+01:30", NOW_MS],
    ["2026-11-20T13:00:00+01", NOW_MS],
    ["2026-11-20T13:00:00+0100", NOW_MS],
    ["2026-11-20", NOW_MS - DAY_MS / 2],
    [NOW_MS, NOW_MS],
    [NOW_MS / 1_000, NOW_MS],
    [NOW_MS / 1_000 + 0.0004, NOW_MS],
    [String(NOW_MS), NOW_MS],
    [` ${NOW_MS / 1_000}.5 `, NOW_MS + 500],
    [1e11, 1e11],
    [946_684_800, 946_684_800_000],
    ...[
      "",
      "soon",
      "1",
      "2026-13-40",
      "12:00",
      0,
      -1,
      946_684_799,
      2 ** 60,
      Number.NaN,
      Infinity,
      true,
      {},
      null,
    ].map((bad) => [bad, null] as const),
  ] as const) {
    it(`[TG60] reads ${JSON.stringify(given)} as ${expected === null ? "no time" : expected}`, () => {
      // 1e11 milliseconds is March 1973, which no clock of a tour says.
      assert.equal(readTime(given), given === 1e11 ? null : expected);
    });
  }

  for (const [name, changes, pointer] of [
    ["no type", { event_type: undefined }, "/event_type"],
    ["a type in capitals", { event_type: "Gaze" }, "/event_type"],
    ["no timestamp", { timestamp: undefined }, "/timestamp"],
    ["a time more than a day ahead", { timestamp: NOW_MS + DAY_MS + 1 }, "/timestamp"],
    ["half a position", { position: { x: 1, y: 2 } }, "/position"],
    ["a position of text", { position: { x: "1", y: 2, z: 3 } }, "/position"],
    ["half a rotation", { rotation: { pitch: 1, yaw: 2 } }, "/rotation"],
    ["a negative dwell", { dwell_time_ms: -1 }, "/dwell_time_ms"],
    ["a dwell of text", { dwell_time_ms: "12" }, "/dwell_time_ms"],
    ["a zone that is an object", { zone_name: {} }, "/zone_name"],
    ["a zone of 201 characters", { zone_name: "z".repeat(201) }, "/zone_name"],
    ["metadata that is a list", { metadata: [] }, "/metadata"],
    ["an id of 129 characters", { event_id: "e".repeat(129) }, "/event_id"],
    ["an id that is no whole number", { event_id: 1.5 }, "/event_id"],
  ] as const) {
    it(`[TG61] refuses an event with ${name}, and so does the documented shape`, () => {
      const event = JSON.parse(JSON.stringify(good(changes)));
      const found = read(event);
      assert.ok(
        isFault(found) && found.code === "invalid" && found.pointer === pointer,
        JSON.stringify(found),
      );
      // Only the shape cannot know when a batch was sent.
      assert.equal(TrackedEventShape.safeParse(event).success, name === "a time more than a day ahead");
    });
  }

  for (const changes of [
    {},
    { event_id: "a" },
    { event_id: 7 },
    { zone_name: "", object_name: null, gaze_target: 12 },
    { position: [1, 2, 3], rotation: { x: 0, y: 0, z: 0, w: 1 } },
    { position: { x: 1, y: 2, z: 3, more: 1 }, rotation: { pitch: 1, yaw: 2, roll: 3 } },
    { timestamp: "2026-11-20T12:00:00Z", metadata: { a: [1, { b: null }] }, unknown: true },
  ]) {
    it(`[TG61] takes ${JSON.stringify(changes)}, and so does the documented shape`, () => {
      assert.ok(!isFault(read(good(changes))), JSON.stringify(read(good(changes))));
      assert.ok(TrackedEventShape.safeParse(good(changes)).success);
    });
  }

  for (const [name, changes, pointer] of [
    ["NUL in a zone", { zone_name: "a\0b" }, "/zone_name"],
    ["half a surrogate pair in metadata", { metadata: { a: ["\ud800"] } }, "/metadata/a/0"],
    ["half a surrogate pair in an unknown field", { note: "\udc00" }, "/note"],
    ["a number beyond a double in metadata", { metadata: JSON.parse('{"n":1e400}') }, "/metadata/n"],
    ["a coordinate beyond a double", { position: JSON.parse('{"x":1e400,"y":0,"z":0}') }, "/position"],
  ] as const) {
    it(`[TG62] refuses what cannot be kept: ${name}`, () => {
      const found = read(good(changes));
      assert.ok(isFault(found) && found.pointer === pointer, JSON.stringify(found));
    });
  }

  it("[TG62] refuses nesting deeper than 16, and keeps 16", () => {
    const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
    assert.ok(!isFault(read(good({ metadata: nested(16) }))));
    assert.ok(isFault(read(good({ metadata: nested(17) }))));
    assert.ok(isFault(read(good({ metadata: nested(2_000) }))));
  });

  it("[TG62] refuses an event of more than 32 KB as too large, counted in bytes", () => {
    const sized = (text: string) => read(good({ metadata: { text } }));
    assert.ok(!isFault(sized("x".repeat(32_000))));
    const large = sized("é".repeat(16_384));
    assert.ok(isFault(large) && large.code === "too_large");
  });

  it("[TG62] keeps fields named like parts of a prototype as data", () => {
    const event = JSON.parse(
      `{"event_type":"gaze","timestamp":${NOW_MS},"__proto__":{"x":1},"constructor":2}`,
    );
    const found = read(event) as TrackedEvent;
    assert.equal(found.metadata, '{"__proto__":{"x":1},"constructor":2}');
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it("[TG61] refuses an event that names another tour than its batch", () => {
    const body = { session_id: "a", events: [good({ session_id: "b" }), good({ session_id: "a" })] };
    const found = readBody("batch", body, { receivedAtMs: NOW_MS, hash: (text) => text, newId: () => "" });
    assert.ok("groups" in found);
    assert.deepEqual([found.rejected[0]?.pointer, found.groups[0]?.events.length], ["/session_id", 1]);
  });

  const tour: Tour = {
    ...{
      id: 1,
      ownerId: 1,
      sessionId: "t",
      implicit: false,
      customerId: null,
      propertyId: null,
      spaceId: null,
    },
    ...{ userId: null, axes: "metres", metadata: {}, startedAtMs: NOW_MS, endedAtMs: null },
    ...{ firstEventAtMs: null, lastEventAtMs: null, eventCount: 0, skewMs: 1_000 },
    ...{ createdAtMs: NOW_MS + 1_000, lastSeenAtMs: NOW_MS + 61_000, heartbeatAtMs: null },
  };
  for (const [name, changes, afterMs, expected] of [
    ["no sign for the idle time", {}, 300_000, ["active", false, null]],
    ["no sign for longer", {}, 300_001, ["completed", true, 0]],
    ["a heartbeat as the last sign", { heartbeatAtMs: NOW_MS + 61_000 }, 300_001, ["completed", true, 60]],
    ["an event as the last sign", { lastEventAtMs: NOW_MS + 30_000 }, 300_001, ["completed", true, 30]],
    ["an end", { endedAtMs: NOW_MS + 90_000 }, 0, ["completed", false, 90]],
    ["an end before its start", { endedAtMs: NOW_MS - 5 }, 0, ["completed", false, 0]],
    ["a sign after it had timed out", { lastSeenAtMs: NOW_MS + 900_000 }, 0, ["active", false, null]],
  ] as const) {
    it(`[TG63] a tour with ${name} is ${expected[0]}`, () => {
      const given = { ...tour, ...changes };
      const state = tourState(given, { nowMs: given.lastSeenAtMs + afterMs, idleMs: 300_000 });
      assert.deepEqual([state.status, state.timedOut, state.durationSeconds], expected);
    });
  }
});
