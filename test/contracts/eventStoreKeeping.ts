/** What every event store does beside taking in and giving out: rooms' events, forgetting, retention, dead letters. */
import assert from "node:assert/strict";
import type { EventStore, ServerEvent, TourDraft } from "../../src/services/tracking/ports.ts";
import { anEvent, answered, type EventsHarness, RECEIVED_MS, storedEvents } from "../helpers/tracking.ts";

const DAY_MS = 86_400_000;

/** Registers the rules; call it inside `describe`. */
export function eventKeepingContract(harness: EventsHarness): void {
  let store: EventStore;
  before(async () => {
    store = await harness.open();
  });
  after(() => store.close());
  const number = async (query: string) =>
    Number(Object.values((await harness.rows(query))[0] ?? { n: -1 })[0]);
  const declare = (changes: Partial<TourDraft> & Pick<TourDraft, "ownerId" | "sessionId">) =>
    store.openTour({
      ...{ startedAtMs: null, endedAtMs: null, customerId: null, propertyId: null, spaceId: null },
      ...{ axes: null, metadata: null, receivedAtMs: RECEIVED_MS },
      ...changes,
    });

  describe("what rooms saw", () => {
    it("[TG30] is stored beside the tour's own events, as true, and changes no time of the tour", async () => {
      const key = { ownerId: 300, sessionId: "walk" };
      await answered(store, { session_id: "walk", events: [anEvent({ event_id: 1 })] }, key);
      const before = await store.findTour(key);
      store.emit([seen({ tour: key, eventId: "s1", eventType: "zone_enter", zoneName: "hall", userId: 9 })]);
      store.emit([
        seen({ tour: key, eventId: "s1" }),
        seen({ tour: null, eventId: "s2", userId: 9, spaceId: 4 }),
      ]);
      await store.settled();
      const [, server] = await storedEvents(store, key);
      assert.deepEqual(
        [server?.source, server?.event_type, server?.zone_name, server?.user_id, server?.verified],
        ["server", "zone_enter", "hall", 9, true],
      );
      const after = await store.findTour(key);
      assert.equal(after?.eventCount, 2);
      assert.deepEqual(
        [after?.firstEventAtMs, after?.lastEventAtMs, after?.skewMs],
        [before?.firstEventAtMs, before?.lastEventAtMs, before?.skewMs],
      );
      assert.equal(await number("SELECT count(*) FROM events WHERE event_id = 's2' AND space_id = 4"), 1);
    });

    it("[TG31] is dropped and counted beyond what may wait; emitting never waits", async () => {
      const small = await harness.open({ maxEmitted: 500 });
      const flood = (from: number) =>
        small.emit(
          Array.from({ length: 400 }, (_, at) => seen({ tour: null, eventId: `flood ${from + at}` })),
        );
      flood(0);
      flood(400);
      flood(800);
      assert.equal(small.stats().dropped, 700);
      await small.close();
      assert.equal(await number("SELECT count(*) FROM events WHERE event_id LIKE 'flood %'"), 500);
    });

    it("[TG32] a tour is bound to one user", async () => {
      const key = { ownerId: 301, sessionId: "bound" };
      assert.equal(await store.bindTour(key, 5), false, "there is none");
      await declare(key);
      assert.deepEqual(
        [await store.bindTour(key, 5), await store.bindTour(key, 5), await store.bindTour(key, 6)],
        [true, true, false],
      );
      assert.equal((await store.findTour(key))?.userId, 5);
    });
  });

  describe("forgetting", () => {
    it("[TG33] a user takes tours, events, counts and dead letters along, and leaves others' tours nameless", async () => {
      const mine = { ownerId: 310, sessionId: "mine" };
      const other = { ownerId: 311, sessionId: "other" };
      for (const { ownerId, sessionId } of [mine, other]) {
        const events = Array.from({ length: 2_500 }, (_, at) => anEvent({ event_id: at }));
        await answered(store, { session_id: sessionId, events: [...events, "bad"] }, { ownerId });
      }
      await store.bindTour(other, 310);
      store.emit([seen({ tour: other, eventId: "saw 310", userId: 310 })]);
      await store.eraseOwner(310);
      assert.equal(await store.findTour(mine), null);
      for (const query of [
        "SELECT count(*) FROM tours WHERE owner_id = 310 OR user_id = 310",
        "SELECT count(*) FROM events WHERE user_id = 310",
        "SELECT count(*) FROM dead_letters WHERE owner_id = 310",
        "SELECT count(*) FROM events WHERE tour_id NOT IN (SELECT id FROM tours)",
        "SELECT count(*) FROM tour_counts WHERE tour_id NOT IN (SELECT id FROM tours)",
      ])
        assert.equal(await number(query), 0, query);
      assert.equal((await store.findTour(other))?.eventCount, 2_501);
      assert.equal((await storedEvents(store, other)).length, 2_501);
    });

    it("[TG35] retention takes tours without a sign for so long, and what is loose and as old", async () => {
      const ownerId = 330;
      const old = RECEIVED_MS - 400 * DAY_MS;
      await declare({ ownerId, sessionId: "old", propertyId: "villa", receivedAtMs: old });
      for (const [sessionId, receivedAtMs] of [
        ["old", old],
        ["new", RECEIVED_MS],
      ] as const) {
        const body = { session_id: sessionId, events: [anEvent({ timestamp: receivedAtMs }), "bad"] };
        await answered(store, body, { ownerId, receivedAtMs });
        const told = { event_type: "clicked", event_id: sessionId };
        await answered(store, told, { ownerId, receivedAtMs, kind: "telemetry" });
      }
      assert.ok((await store.sweep(RECEIVED_MS - 390 * DAY_MS)) >= 4);
      assert.equal(await store.findTour({ ownerId, sessionId: "old" }), null);
      assert.equal((await store.findTour({ ownerId, sessionId: "new" }))?.eventCount, 1);
      assert.equal(
        await number("SELECT n FROM property_counts WHERE owner_id = 330 AND property_id = 'villa'"),
        1,
      );
      assert.equal(await number("SELECT revision FROM property_revisions WHERE owner_id = 330"), 1);
      assert.equal((await store.deadLettersOf(ownerId)).length, 1);
      assert.equal(await number("SELECT count(*) FROM events WHERE event_id = 'old'"), 0);
      assert.equal(await number("SELECT count(*) FROM events WHERE event_id = 'new'"), 1);
    });
  });

  describe("dead letters", () => {
    it("[TG36] read again are stored once where they are good now, and stay with their reason where not", async () => {
      const ownerId = 340;
      const body = {
        session_id: "dead",
        sent_at: RECEIVED_MS,
        events: [{ event_type: "No" }, anEvent({ timestamp: 1 })],
      };
      await answered(store, body, { ownerId });
      // As if the rule that refused it had been too strict.
      const good = JSON.stringify(anEvent({ event_id: "late" }));
      await harness.change(
        `UPDATE dead_letters SET payload = '${good}' WHERE owner_id = ${ownerId} AND pointer = '/timestamp'`,
      );
      assert.ok((await store.retryDeadLetters()).stored >= 1);
      const [stays, ...others] = await store.deadLettersOf(ownerId);
      assert.deepEqual([stays?.pointer, stays?.attempts, others.length], ["/event_type", 2, 0]);
      const stored = await storedEvents(store, { ownerId, sessionId: "dead" });
      assert.deepEqual(
        stored.map(({ event_id }) => event_id),
        ["late"],
      );
      assert.equal((await store.retryDeadLetters()).stored, 0);
      const all = await store.listDeadLetters({ afterId: 0, limit: 1_000 });
      assert.deepEqual(
        all.map(({ id }) => id),
        all.map(({ id }) => id).sort((a, b) => a - b),
      );
    });
  });
}

function seen(changes: Partial<ServerEvent> & Pick<ServerEvent, "tour" | "eventId">): ServerEvent {
  return {
    ...{ eventType: "joined", atMs: RECEIVED_MS + 3, userId: null, spaceId: null, zoneName: null },
    ...{ objectName: null, position: null, dwellTimeMs: null, metadata: null },
    ...changes,
  };
}
