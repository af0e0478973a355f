/** What every event store does with batches so large that it stores them another way than single events. */
import assert from "node:assert/strict";
import type { EventStore } from "../../src/services/tracking/ports.ts";
import {
  anEvent,
  answered,
  bytesOf,
  type EventsHarness,
  RECEIVED_MS,
  storedEvents,
} from "../helpers/tracking.ts";

/** Registers the rules; call it inside `describe`. */
export function eventBatchesContract(harness: EventsHarness): void {
  describe("large batches", () => {
    let store: EventStore;
    before(async () => {
      store = await harness.open();
    });
    after(() => store.close());

    it("[TG2] are stored once too, whether all of them are new or only some", async () => {
      const sessionId = "large batches";
      const list = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, at) =>
          anEvent({ event_id: from + at, timestamp: RECEIVED_MS - from - at }),
        );
      const batches = [list(0, 200), list(100, 320), [...list(320, 500), ...list(310, 500)], list(500, 700)];
      const counts: number[][] = [];
      for (const events of batches) {
        const { accepted, duplicates } = await answered(store, { session_id: sessionId, events });
        counts.push([accepted, duplicates]);
      }
      assert.deepEqual(counts, [
        [200, 0],
        [120, 100],
        [180, 190],
        [200, 0],
      ]);
      const stored = await storedEvents(store, { sessionId });
      assert.equal(new Set(stored.map(({ event_id }) => event_id)).size, 700);
      assert.equal(stored.length, 700);
      assert.equal((await store.findTour({ ownerId: 7, sessionId }))?.eventCount, 700);
    });

    it("[TG12] read the same in whatever pieces they come, cut within a character too, small and large", async () => {
      const sessionId = "large batches in pieces";
      for (const [round, events] of [3, 2_600].entries()) {
        const whole = bytesOf({
          session_id: sessionId,
          events: Array.from({ length: events }, (_, at) =>
            anEvent({ event_id: `${round} ${at}`, zone_name: "ö漢🦉".repeat(30) }),
          ),
        });
        const cut = Math.ceil(whole.length / 7);
        const pieces = Array.from({ length: 7 }, (_, at) => whole.slice(at * cut, (at + 1) * cut));
        const request = {
          ownerId: 7,
          kind: "batch",
          gzip: false,
          pieces,
          receivedAtMs: RECEIVED_MS,
        } as const;
        const answer = await store.ingest(request);
        assert.ok("accepted" in answer, JSON.stringify(answer));
        assert.equal(answer.accepted, events);
        assert.ok(pieces.every((piece) => piece.byteLength === 0));
      }
      const stored = await storedEvents(store, { sessionId });
      assert.ok(stored.every(({ zone_name }) => zone_name === "ö漢🦉".repeat(30)));
    });

    it("[TG5] keep every character of their text", async () => {
      const sessionId = "large batches with text";
      const texts = ["tab\there", "line\nbreak\r\n", "back\\slash", "\\N", "\\.", "ö漢🦉", "'\"`$1", " "];
      const events = Array.from({ length: 160 }, (_, at) =>
        anEvent({
          ...{ event_id: `${at} ${texts[at % 8]}`, timestamp: RECEIVED_MS + at, zone_name: texts[at % 8] },
          ...{ dwell_time_ms: at / 1e7, metadata: { said: texts[at % 8] } },
        }),
      );
      assert.equal((await answered(store, { session_id: sessionId, events })).accepted, 160);
      const stored = await storedEvents(store, { sessionId });
      assert.deepEqual(
        stored.map(({ event_id, zone_name, dwell_time_ms, metadata, object_name }) => [
          ...[event_id, zone_name, dwell_time_ms],
          ...[metadata, object_name],
        ]),
        events.map(({ event_id, zone_name, dwell_time_ms, metadata }) => [
          ...[event_id, zone_name, dwell_time_ms],
          ...[metadata, null],
        ]),
      );
    });
  });
}
