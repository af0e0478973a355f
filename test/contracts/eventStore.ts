/** What every event store does, on any database. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { EventStore } from "../../src/services/tracking/ports.ts";
import {
  anEvent,
  answered,
  type EventsHarness,
  RECEIVED_MS,
  send,
  storedEvents,
} from "../helpers/tracking.ts";

/** Registers the rules; call it inside `describe`. */
export function eventStoreContract(harness: EventsHarness): void {
  let store: EventStore;
  let named = 0;
  const fresh = () => `tour ${++named}`;
  before(async () => {
    store = await harness.open();
  });
  after(() => store.close());

  describe("events", () => {
    it("[TG1] are on disk for another connection when the answer comes", async () => {
      const sessionId = fresh();
      await answered(store, { session_id: sessionId, events: [anEvent({ event_id: "e-1" })] });
      const rows = await harness.rows(
        `SELECT event_id FROM events WHERE tour_id = (SELECT id FROM tours WHERE session_id = '${sessionId}')`,
      );
      assert.deepEqual(rows, [{ event_id: "e-1" }]);
    });

    it("[TG2] are stored once, however often and in whatever company they come", async () => {
      const sessionId = fresh();
      const events = Array.from({ length: 40 }, (_, at) =>
        anEvent({ event_id: at, timestamp: RECEIVED_MS - at }),
      );
      const bodies = [events, events.slice(0, 20), events.toReversed(), [events[3], events[3], events[39]]];
      const answers = await Promise.all(
        bodies.map((list) => answered(store, { session_id: sessionId, events: list })),
      );
      assert.equal(
        answers.reduce((sum, { accepted }) => sum + accepted, 0),
        40,
      );
      assert.equal(
        answers.reduce((sum, { duplicates }) => sum + duplicates, 0),
        63,
      );
      const stored = await storedEvents(store, { sessionId });
      assert.deepEqual(
        stored.map(({ event_id }) => event_id),
        events.map(({ event_id }) => String(event_id)).toReversed(),
      );
      assert.equal((await store.findTour({ ownerId: 7, sessionId }))?.eventCount, 40);
    });

    it("[TG3] without an id are known by what they say and how often the batch says it", async () => {
      const sessionId = fresh();
      const same = { event_type: "interaction", timestamp: RECEIVED_MS - 5, object_name: "lamp" };
      const reordered = { object_name: "lamp", timestamp: RECEIVED_MS - 5, event_type: "interaction" };
      const other = { ...same, object_name: "door" };
      const first = await answered(store, { session_id: sessionId, events: [same, reordered, other] });
      assert.deepEqual([first.accepted, first.duplicates], [3, 0]);
      const again = await answered(store, { session_id: sessionId, events: [other, same, reordered] });
      assert.deepEqual([again.accepted, again.duplicates], [0, 3]);
      const single = await answered(store, { session_id: sessionId, ...same }, { kind: "event" });
      assert.deepEqual([single.accepted, single.duplicates], [0, 1]);
    });

    it("[TG4] with ids beyond a double's whole numbers are told apart", async () => {
      const sessionId = fresh();
      const event = (id: string) => `{"event_id":${id},"event_type":"gaze","timestamp":${RECEIVED_MS - 9}}`;
      const body = `{"session_id":"${sessionId}","events":[${event("1152921504606846976")},${event("1152921504606846977")}]}`;
      assert.equal((await answered(store, body)).accepted, 2);
      assert.equal((await answered(store, body)).duplicates, 2);
      assert.deepEqual(
        (await storedEvents(store, { sessionId })).map(({ event_id }) => event_id),
        ["1152921504606846976", "1152921504606846977"],
      );
    });

    it("[TG5] keep every field as sent, what is not known in metadata", async () => {
      const sessionId = fresh();
      const event = {
        ...{ event_id: "full", event_type: "zone_exit", timestamp: "2026-11-20T13:00:00.250+02:00" },
        ...{ zone_name: "kitchen", object_name: "oven", gaze_target: "", dwell_time_ms: 1250.5 },
        ...{ position: { x: 1.25, y: -2, z: 1e-3, frame: "head" }, rotation: { pitch: 1, yaw: 2, roll: 3 } },
        ...{ interaction_type: null, fps: 72, __proto: 1 },
        metadata: { fps: "mine", nested: { list: [1, null, true] } },
      };
      await answered(store, { session_id: sessionId, sent_at: RECEIVED_MS - 500, events: [event] });
      const [stored] = await storedEvents(store, { sessionId });
      assert.deepEqual(stored, {
        ...{ event_id: "full", source: "client", event_type: "zone_exit" },
        ...{ timestamp: "2026-11-20T11:00:00.250Z", corrected_at: "2026-11-20T11:00:00.750Z" },
        received_at: "2026-11-20T12:00:00.000Z",
        ...{ zone_name: "kitchen", object_name: "oven", gaze_target: null, dwell_time_ms: 1250.5 },
        ...{ position: { x: 1.25, y: -2, z: 1e-3 }, rotation: { pitch: 1, yaw: 2, roll: 3 } },
        ...{ interaction_type: null, user_id: null, space_id: null, verified: null },
        metadata: {
          fps: "mine",
          nested: { list: [1, null, true] },
          "event.fps": 72,
          __proto: 1,
          position: { frame: "head" },
        },
      });
    });

    it("[TG6] that are bad cost no other, and are kept once as dead letters with the reason", async () => {
      const sessionId = fresh();
      const events = [
        anEvent({ event_id: 1 }),
        anEvent({ event_id: 2, event_type: "Not Snake" }),
        anEvent({ event_id: 3, timestamp: 12 }),
        "no event",
        anEvent({ event_id: 4 }),
      ];
      for (let time = 0; time < 5; time++) {
        const { rejected, ...counts } = await answered(store, { session_id: sessionId, events });
        assert.deepEqual(counts, {
          ...{ accepted: time === 0 ? 2 : 0, duplicates: time === 0 ? 0 : 2, session_id: sessionId },
        });
        assert.deepEqual(
          rejected.map(({ index, event_id, code, pointer }) => [index, event_id, code, pointer]),
          [
            [1, "2", "invalid", "/event_type"],
            [2, "3", "invalid", "/timestamp"],
            [3, undefined, "invalid", ""],
          ],
        );
      }
      const letters = await harness.rows(
        `SELECT event_id, pointer, payload FROM dead_letters WHERE session_id = '${sessionId}' ORDER BY id`,
      );
      assert.deepEqual(letters, [
        { event_id: "2", pointer: "/event_type", payload: JSON.stringify(events[1]) },
        { event_id: "3", pointer: "/timestamp", payload: JSON.stringify(events[2]) },
        { event_id: null, pointer: "", payload: '"no event"' },
      ]);
    });

    it("[TG7] that are all bad open no tour", async () => {
      const sessionId = fresh();
      const { accepted } = await answered(store, { session_id: sessionId, events: [{}] });
      assert.equal(accepted, 0);
      assert.equal(await store.findTour({ ownerId: 7, sessionId }), null);
    });

    it("[TG8] come zipped or not", async () => {
      const sessionId = fresh();
      const body = gzipSync(JSON.stringify({ session_id: sessionId, events: [anEvent({ event_id: 1 })] }));
      assert.equal((await answered(store, body, { gzip: true })).accepted, 1);
      const refusals = [
        await send(store, body.subarray(0, body.length - 9), { gzip: true }),
        await send(store, "no gzip", { gzip: true }),
        await send(store, gzipSync(Buffer.alloc(41 * 1024 * 1024, " ")), { gzip: true }),
        await send(store, '{"session_id": "x", "events": [', {}),
        await send(store, Buffer.from([0x22, 0xff, 0x22])),
        await send(store, "[]"),
        await send(store, { events: [anEvent()] }),
        await send(store, { session_id: "x", events: [] }),
        await send(store, { session_id: "x", events: Array.from({ length: 20_001 }, () => 1) }),
      ].map((answer) => ("code" in answer ? `${answer.code} ${answer.pointer}` : "stored"));
      assert.deepEqual(refusals, [
        ...["malformed ", "malformed ", "too_large ", "malformed ", "malformed ", "invalid "],
        ...["invalid /session_id", "invalid /events", "too_large /events"],
      ]);
    });

    it("[TG9] are counted by type in the same transaction, once", async () => {
      const sessionId = fresh();
      const events = [1, 2, 3].map((id) => anEvent({ event_id: id }));
      const other = anEvent({ event_id: 4, event_type: "zone_enter" });
      await answered(store, { session_id: sessionId, events: [...events, other] });
      await answered(store, { session_id: sessionId, events });
      const { id } = (await store.findTour({ ownerId: 7, sessionId }))!;
      const rows = await harness.rows(
        `SELECT source, event_type, n FROM tour_counts WHERE tour_id = ${id} ORDER BY event_type`,
      );
      assert.deepEqual(
        rows.map(({ source, event_type, n }) => [source, event_type, Number(n)]),
        [
          ["client", "gaze", 3],
          ["client", "zone_enter", 1],
        ],
      );
    });
  });

  tourRules({ store: () => store, fresh, rows: harness.rows });
  boundRules(harness);
}

function tourRules(suite: {
  readonly store: () => EventStore;
  readonly fresh: () => string;
  readonly rows: EventsHarness["rows"];
}): void {
  const draft = (sessionId: string, changes: object = {}) => ({
    ...{ ownerId: 7, sessionId, startedAtMs: null, endedAtMs: null, customerId: null, propertyId: null },
    ...{ spaceId: null, axes: null, metadata: null, receivedAtMs: RECEIVED_MS },
    ...changes,
  });

  describe("tours", () => {
    it("[TG20] are opened by whatever comes first, and say the same in any order", async () => {
      const store = suite.store();
      const start = { startedAtMs: RECEIVED_MS - 90_000, customerId: "ann", propertyId: "p" };
      const end = { endedAtMs: RECEIVED_MS - 30_000, metadata: { build: 4 } };
      const calls = (sessionId: string) => [
        () => store.openTour(draft(sessionId, start)),
        () => store.openTour(draft(sessionId, end)),
        () => store.heartbeat({ ownerId: 7, sessionId }, RECEIVED_MS + 7),
        () => answered(store, { session_id: sessionId, sent_at: RECEIVED_MS - 5, events: [anEvent()] }),
      ];
      const seen = new Set<string>();
      for (const order of [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [2, 3, 1, 0],
        [1, 3, 0, 2],
      ]) {
        const sessionId = suite.fresh();
        for (const at of order) await calls(sessionId)[at]!();
        const {
          id: _,
          sessionId: __,
          createdAtMs: ___,
          ...rest
        } = (await store.findTour({ ownerId: 7, sessionId }))!;
        seen.add(JSON.stringify(rest));
      }
      assert.equal(seen.size, 1, [...seen].join("\n"));
      const [tour] = [...seen].map((text) => JSON.parse(text));
      assert.equal(tour.implicit, false);
      assert.deepEqual([tour.skewMs, tour.eventCount, tour.lastSeenAtMs], [5, 1, RECEIVED_MS + 7]);
    });

    it("[TG21] of one owner are not another's, though they have the same session id", async () => {
      const store = suite.store();
      const sessionId = suite.fresh();
      for (const ownerId of [1, 2])
        await answered(store, { session_id: sessionId, events: [anEvent({ event_id: 1 })] }, { ownerId });
      assert.deepEqual(
        await Promise.all(
          [1, 2, 3].map(async (ownerId) => (await store.findTour({ ownerId, sessionId }))?.eventCount),
        ),
        [1, 1, undefined],
      );
      assert.equal((await store.findTours(sessionId)).length, 2);
    });

    it("[TG22] say once that they were made, though their events came before", async () => {
      const store = suite.store();
      const sessionId = suite.fresh();
      await answered(store, { session_id: sessionId, events: [anEvent()] });
      assert.equal((await store.findTour({ ownerId: 7, sessionId }))?.implicit, true);
      assert.equal((await store.openTour(draft(sessionId))).created, true);
      assert.equal((await store.openTour(draft(sessionId))).created, false);
    });

    it("[TG23] have the smallest skew of their batches, whatever came in between", async () => {
      const store = suite.store();
      const sessionId = suite.fresh();
      for (const [at, sentAgoMs] of [900, 250, null, 4_000].entries()) {
        const sent = sentAgoMs === null ? {} : { sent_at: RECEIVED_MS - sentAgoMs };
        await answered(store, { session_id: sessionId, ...sent, events: [anEvent({ event_id: at })] });
      }
      assert.equal((await store.findTour({ ownerId: 7, sessionId }))?.skewMs, 250);
      const [event] = await storedEvents(store, { sessionId });
      assert.equal(event?.corrected_at, new Date(RECEIVED_MS - 60_000 + 250).toISOString());
    });

    it("[TG24] with Unreal's axes are converted, also what came before they were declared", async () => {
      const store = suite.store();
      const declared = suite.fresh();
      const late = suite.fresh();
      const inBatch = suite.fresh();
      const event = anEvent({ event_id: 1, position: { x: 1234.5, y: -50, z: 170 } });
      await store.openTour(draft(declared, { axes: "unreal_cm" }));
      for (const sessionId of [declared, late])
        await answered(store, { session_id: sessionId, events: [event] });
      await store.openTour(draft(late, { axes: "unreal_cm" }));
      await answered(store, { session_id: inBatch, axes: "unreal_cm", events: [event] });
      for (const sessionId of [declared, late, inBatch]) {
        const [stored] = await storedEvents(store, { sessionId });
        assert.deepEqual(stored?.position, { x: -0.5, y: 1.7, z: 12.345 }, sessionId);
      }
    });

    it("[TG25] are not opened by telemetry, which joins one that is", async () => {
      const store = suite.store();
      const sessionId = suite.fresh();
      const told = { event_type: "menu_opened", session_id: sessionId, data: { page: 2 } };
      const { event_id } = await answered(store, told, { kind: "telemetry" });
      assert.ok(event_id);
      assert.equal(await store.findTour({ ownerId: 7, sessionId }), null);
      await answered(store, { session_id: sessionId, events: [anEvent({ event_id: 1 })] });
      const events = await storedEvents(store, { sessionId });
      assert.deepEqual(
        events.map(({ source, metadata }) => [source, metadata]),
        [
          ["client", {}],
          ["telemetry", { data: { page: 2 } }],
        ],
      );
      const twice = await answered(store, told, { kind: "telemetry" });
      assert.equal(twice.accepted, 1, "without a time an equal event is another one");
    });

    it("[TG26] are listed newest first by owner, property, customer, status and start", async () => {
      const store = suite.store();
      const ownerId = 50;
      const make = (name: string, changes: object) => store.openTour(draft(name, { ownerId, ...changes }));
      await make("a", { startedAtMs: RECEIVED_MS - 3_000, propertyId: "p", customerId: "x" });
      await make("b", { startedAtMs: RECEIVED_MS - 2_000, endedAtMs: RECEIVED_MS - 1_000, propertyId: "p" });
      await make("c", {
        startedAtMs: RECEIVED_MS - 1_000,
        propertyId: "q",
        receivedAtMs: RECEIVED_MS - 400_000,
      });
      const any = { ownerId, propertyId: null, customerId: null, status: null, fromMs: null, toMs: null };
      const list = async (changes: object) => {
        const query = { ...any, idleBeforeMs: RECEIVED_MS - 300_000, before: null, limit: 10, ...changes };
        return (await store.listTours(query)).map(({ sessionId }) => sessionId).join("");
      };
      assert.equal(await list({}), "cba");
      assert.equal(await list({ propertyId: "p" }), "ba");
      assert.equal(await list({ customerId: "x" }), "a");
      assert.equal(await list({ status: "active" }), "a");
      assert.equal(await list({ status: "completed" }), "cb");
      assert.equal(await list({ fromMs: RECEIVED_MS - 2_000, toMs: RECEIVED_MS - 1_000 }), "b");
      const [first] = await store.listTours({ ...any, idleBeforeMs: 0, before: null, limit: 1 });
      assert.equal(await list({ before: first }), "ba");
      assert.equal(await list({ ownerId: 51 }), "");
    });

    it("[TG27] are dirty when something was stored, and not when all of it was there", async () => {
      const store = suite.store();
      const sessionId = suite.fresh();
      const revision = async () => {
        const [row] = await suite.rows(`SELECT revision FROM tours WHERE session_id = '${sessionId}'`);
        return Number(row?.revision);
      };
      const body = { session_id: sessionId, events: [anEvent({ event_id: 1 })] };
      await answered(store, body);
      const first = await revision();
      assert.ok(first > 0);
      await answered(store, body);
      assert.equal(await revision(), first);
      await answered(store, { ...body, events: [anEvent({ event_id: 2 })] });
      assert.ok((await revision()) > first);
    });
  });
}

function boundRules(harness: EventsHarness): void {
  describe("under load", () => {
    it("[TG10] a store that has too much to do refuses the next request whole, and stores the rest", async () => {
      const store = await harness.open({ maxPending: 10 });
      const bodies = Array.from({ length: 30 }, (_, at) => ({
        session_id: "crowded",
        events: [anEvent({ event_id: at })],
      }));
      const answers = await Promise.allSettled(bodies.map((body) => answered(store, body)));
      const refused = answers.filter(({ status }) => status === "rejected");
      assert.equal(refused.length, 20);
      for (const { reason } of refused as PromiseRejectedResult[])
        assert.deepEqual([reason.code, reason.retryAfterSeconds], ["unavailable", 1]);
      assert.equal((await storedEvents(store, { sessionId: "crowded" })).length, 10);
      assert.deepEqual([store.stats().refused, store.stats().pending, store.stats().stored], [20, 0, 10]);
      await store.close();
    });

    it("[TG10] so does one that would hold too many bytes", async () => {
      const store = await harness.open({ maxPendingBytes: 4_000 });
      const body = { session_id: "heavy", events: [anEvent({ event_id: 1, note: "n".repeat(5_000) })] };
      await assert.rejects(send(store, body), /Too much waits/);
      assert.equal(await store.findTour({ ownerId: 7, sessionId: "heavy" }), null);
      await store.close();
    });

    it("[TG11] what was handed over before the store closes is stored", async () => {
      const store = await harness.open();
      const sent = Array.from({ length: 20 }, (_, at) =>
        answered(store, { session_id: "last words", events: [anEvent({ event_id: at })] }),
      );
      const [, ...answers] = await Promise.all([store.close(), ...sent]);
      assert.equal(answers.filter(({ accepted }) => accepted === 1).length, 20);
      const again = await harness.open();
      assert.equal((await storedEvents(again, { sessionId: "last words" })).length, 20);
      await again.close();
    });
  });
}
