/** What every insight store does, on any database. */
import assert from "node:assert/strict";
import { digestOf } from "../../src/core/insights/digest.ts";
import { propertyInsight } from "../../src/core/insights/property.ts";
import { readTour, type TourReading } from "../../src/core/insights/reading.ts";
import { CustomerAnswer, HeatmapAnswer, PropertyAnswer, TourAnswer } from "../../src/protocol/insights.ts";
import type { InsightStore } from "../../src/services/insights/ports.ts";
import type { InsightAnswer, InsightRequest, Owner } from "../../src/services/insights/requests.ts";
import type { EventStore } from "../../src/services/tracking/ports.ts";
import { carelessly, visitor } from "../core/insights/visitors.ts";
import { sendTour, sentEvent } from "../helpers/sendTours.ts";
import { answered, RECEIVED_MS } from "../helpers/tracking.ts";

export interface InsightsHarness {
  /** The stores of one database, migrated. */
  open(): Promise<{ readonly events: EventStore; readonly insights: InsightStore }>;
  /** Rows of a query past the stores, on a connection of its own. */
  rows(query: string): Promise<Record<string, unknown>[]>;
}

const ALL_GROUND = { zone: null, metric: "presence", weight: "events", cellM: 1 } as const;
const LONG_MS = 60_000;

/** Registers the rules; call it inside `describe`. */
export function insightStoreContract(harness: InsightsHarness): void {
  // Its own level, so that the stores are closed before the database is dropped.
  describe("as a store", () => contract(harness));
}

function contract(harness: InsightsHarness): void {
  let events: EventStore;
  let insights: InsightStore;
  let owners = 100;
  before(async () => {
    ({ events, insights } = await harness.open());
  });
  after(async () => {
    await insights.close();
    await events.close();
  });

  const read = async (request: InsightRequest) => bodyOf(await insights.read(request));
  const property = async (owner: Owner, times: { fromMs?: number; toMs?: number } = {}) => {
    await insights.catchUp(LONG_MS);
    const query = { owner, propertyId: "house", fromMs: null, toMs: null, ...times };
    return PropertyAnswer.parse(await read({ kind: "property", format: "json", query }));
  };
  const heatmap = async (owner: Owner, zone: string | null = null) => {
    await insights.catchUp(LONG_MS);
    const query = { ...ALL_GROUND, zone };
    return HeatmapAnswer.parse(
      await read({ kind: "heatmap", format: "json", owner, propertyId: "house", query }),
    );
  };
  const house = Array.from({ length: 12 }, (_, seed) => visitor({ seed, customerId: `c${seed % 5}` }));
  /** A new owner with the tours of the house. */
  async function furnished(): Promise<number> {
    owners += 1;
    const ownerId = owners;
    const tours = house.map((tour, seed) =>
      sendTour(events, tour, {
        ...{ ownerId, sessionId: `visit ${seed}`, batches: carelessly(tour.events, seed, 200) },
      }),
    );
    await Promise.all(tours);
    return ownerId;
  }
  /** Of the tests that only look. */
  let shared = 0;
  before(async () => {
    shared = await furnished();
  });

  it("[IG21] figures are those that the core computes, however carelessly events came", async () => {
    const owner = shared;
    const got = await property(owner);
    const tours = house.map(({ facts, events: sent }) => ({
      customerId: facts.customerId,
      digest: digestOf(readTour(facts, sent) as TourReading),
    }));
    const expected = propertyInsight(tours);
    assert.equal(got.tours, 12);
    assert.equal(got.unique_customers, 5);
    assert.equal(got.median_duration_ms, expected.medianDurationMs);
    assert.equal(got.tours_not_yet_in, 0);
    assert.deepEqual(
      got.zones.map((zone) => [
        zone.zone,
        zone.visits,
        zone.mean_dwell_ms,
        zone.median_dwell_ms,
        zone.p90_dwell_ms,
      ]),
      expected.zones.map((zone) => [
        zone.zone,
        zone.visits,
        zone.meanDwellMs,
        zone.medianDwellMs,
        zone.p90DwellMs,
      ]),
    );
    assert.deepEqual(
      got.transitions.map(({ from, to, times }) => [from, to, times]),
      expected.transitions.map(({ from, to, times }) => [from, to, times]),
    );
    assert.ok(got.zones[0]?.small_sample.includes("p90_dwell_ms"));
    const map = await heatmap(owner);
    const positions = house.reduce((sum, { truth }) => sum + truth.positions, 0);
    assert.equal(map.n, positions);
    assert.equal(sum(map.values), positions);
  });

  it("[IG22] follow every change: more events, another property, a later end", async () => {
    owners += 1;
    const owner = owners;
    const [tour] = house;
    const half = tour!.events.slice(0, 60);
    await sendTour(
      events,
      { facts: { ...tour!.facts, endAtMs: null }, events: half },
      { ownerId: owner, sessionId: "v" },
    );
    assert.equal((await property(owner)).events, 60);
    assert.equal(sum((await heatmap(owner)).values), half.filter(({ position }) => position).length);
    await answered(
      events,
      { session_id: "v", events: tour!.events.slice(50).map(sentEvent) },
      { ownerId: owner },
    );
    assert.equal((await property(owner)).events, tour!.events.length);
    const whole = await heatmap(owner);
    assert.equal(sum(whole.values), tour!.truth.positions);
    await events.openTour({
      ...{ ownerId: owner, sessionId: "v", startedAtMs: null, endedAtMs: tour!.facts.endAtMs! + 5_000 },
      ...{ customerId: null, propertyId: "barn", spaceId: null, axes: null, metadata: null, receivedAtMs: 1 },
    });
    const left = await property(owner);
    assert.equal(left.tours, 0);
    assert.equal(sum((await heatmap(owner)).values), 0);
    const moved = PropertyAnswer.parse(
      await read({
        ...{ kind: "property", format: "json" },
        query: { owner, propertyId: "barn", fromMs: null, toMs: null },
      } as InsightRequest),
    );
    assert.equal(moved.tours, 1);
    assert.equal(moved.median_duration_ms, tour!.facts.endAtMs! + 5_000 - tour!.facts.startAtMs!);
  });

  it("[IG22] follow the tour's skew, also when all else that came was there already", async () => {
    owners += 1;
    const ownerId = owners;
    const { facts, events: sent } = house[0]!;
    await sendTour(events, { facts, events: [] }, { ownerId, sessionId: "v", batches: [] });
    const deliver = async (skewMs: number) => {
      const body = {
        session_id: "v",
        sent_at: RECEIVED_MS - skewMs,
        events: sent.slice(0, 5).map(sentEvent),
      };
      await answered(events, body, { ownerId });
      await insights.catchUp(LONG_MS);
      const tour = await read({
        kind: "customer",
        format: "json",
        owner: ownerId,
        customerId: facts.customerId!,
      });
      return Date.parse(CustomerAnswer.parse(tour).tours[0]!.started_at) - facts.startAtMs!;
    };
    assert.equal(await deliver(90_000), 90_000);
    assert.equal(await deliver(40_000), 40_000);
    assert.equal(await deliver(60_000), 40_000);
  });

  it("[IG23] are each owner's own; an admin's are everybody's", async () => {
    const one = shared;
    const other = await furnished();
    assert.equal((await property(one)).tours, 12);
    assert.equal((await property(other)).tours, 12);
    assert.ok((await property(null)).tours >= 24);
    owners += 1;
    const query = { owner: owners, propertyId: "house", fromMs: null, toMs: null };
    assert.deepEqual(await insights.read({ kind: "property", format: "json", query }), {
      refused: "not_found",
    });
    assert.deepEqual(
      await insights.read({ kind: "tour", format: "json", owner: owners, sessionId: "visit 1" }),
      { refused: "not_found" },
    );
  });

  it("[IG24] of a property are bounded by the start of its tours", async () => {
    const owner = shared;
    const starts = house.map(({ facts }) => facts.startAtMs as number);
    const [, , third, fourth] = starts as [number, number, number, number];
    const some = await property(owner, { fromMs: third, toMs: fourth });
    assert.equal(some.tours, 1);
    assert.equal(some.from, new Date(third).toISOString());
  });

  it("[IG25] of a tour and a customer have the shapes of the protocol", async () => {
    const owner = shared;
    await insights.catchUp(LONG_MS);
    const tour = TourAnswer.parse(await read({ kind: "tour", format: "json", owner, sessionId: "visit 3" }));
    assert.equal(tour.n, house[3]!.events.length);
    assert.equal(tour.summary.split(/\.(?: |$)/).length, 4);
    assert.equal(tour.customer_id, "c3");
    for (const { zone, dwell_ms } of tour.zones) assert.equal(dwell_ms, house[3]!.truth.dwellMs.get(zone));
    const customer = CustomerAnswer.parse(
      await read({ kind: "customer", format: "json", owner, customerId: "c1" }),
    );
    assert.equal(customer.n, 3);
    assert.deepEqual(
      customer.tours.map(({ session_id }) => session_id),
      ["visit 11", "visit 6", "visit 1"],
    );
  });

  it("[IG26] are listed by name, page by page", async () => {
    const owner = shared;
    await insights.catchUp(LONG_MS);
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page = (await read({
        ...{ kind: "list", format: "json", query: { owner, of: "customers", after, limit: 2 } },
      } as InsightRequest)) as {
        items: { customer_id: string; tours: number }[];
        next_cursor: string | null;
      };
      names.push(...page.items.map(({ customer_id, tours }) => `${customer_id} ${tours}`));
      after = page.next_cursor;
    } while (after !== null);
    assert.deepEqual(names, ["c0 3", "c1 3", "c2 2", "c3 2", "c4 2"]);
  });

  it("[IG27] lose an erased customer's tours and events, while what is counted of the property stays", async () => {
    const owner = await furnished();
    const before = await heatmap(owner);
    assert.equal(await insights.eraseCustomer(owner, "c1"), 3);
    assert.equal(await insights.eraseCustomer(owner, "c1"), 0);
    const after = await property(owner);
    assert.equal(after.tours, 9);
    assert.equal(after.unique_customers, 4);
    assert.deepEqual(await heatmap(owner), before);
    assert.deepEqual(await insights.read({ kind: "customer", format: "json", owner, customerId: "c1" }), {
      refused: "not_found",
    });
    for (const table of ["tours", "tour_summaries"])
      assert.deepEqual(
        await harness.rows(
          `SELECT session_id FROM ${table} WHERE owner_id = ${owner} AND customer_id = 'c1'`,
        ),
        [],
      );
    const [left] = await harness.rows(
      `SELECT count(*) AS n FROM events WHERE tour_id NOT IN (SELECT id FROM tours)`,
    );
    assert.equal(Number(left?.n), 0);
    const [counts] = await harness.rows(`SELECT sum(n) AS n FROM property_counts WHERE owner_id = ${owner}`);
    const erased = [1, 6, 11].reduce((sum, seed) => sum + house[seed]!.events.length, 0);
    assert.equal(Number(counts?.n), erased);
  });

  it("[IG28] come as CSV and as a picture too", async () => {
    const owner = shared;
    await insights.catchUp(LONG_MS);
    const query = { owner, propertyId: "house", fromMs: null, toMs: null };
    const csv = textOf(await insights.read({ kind: "property", format: "csv", query }));
    const [head, first] = csv.split("\r\n");
    assert.match(head ?? "", /^section,name,to,tours/);
    assert.match(first ?? "", /^property,house,,12,5/);
    const png = await insights.read({
      ...{ kind: "heatmap", format: "png", owner, propertyId: "house", query: ALL_GROUND },
    });
    assert.ok("body" in png);
    assert.deepEqual([...png.body.subarray(1, 4)], [0x50, 0x4e, 0x47]);
  });

  it("[IG13] a heatmap of too many cells is refused with the smallest that works", async () => {
    owners += 1;
    const places = [
      { x: 0, y: 0, z: 0 },
      { x: 9_000, y: 0, z: 9_000 },
    ];
    await answered(
      events,
      {
        session_id: "far",
        events: places.map((position, at) => ({ event_type: "step", timestamp: 1.7e12 + at, position })),
      },
      { ownerId: owners },
    );
    await events.openTour({
      ...{ ownerId: owners, sessionId: "far", startedAtMs: null, endedAtMs: null, customerId: null },
      ...{ propertyId: "house", spaceId: null, axes: null, metadata: null, receivedAtMs: 1 },
    });
    await insights.catchUp(LONG_MS);
    const ask = (cellM: number | null) =>
      insights.read({
        ...{ kind: "heatmap", format: "json", owner: owners, propertyId: "house" },
        query: { ...ALL_GROUND, cellM },
      } as InsightRequest);
    const refused = await ask(0.25);
    assert.ok("leastCellM" in refused);
    assert.ok("body" in (await ask(refused.leastCellM)));
    assert.ok("body" in (await ask(null)));
  });
}

function bodyOf(answer: InsightAnswer): unknown {
  return JSON.parse(textOf(answer));
}

function textOf(answer: InsightAnswer): string {
  if (!("body" in answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return Buffer.from(answer.body).toString();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
