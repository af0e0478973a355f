import assert from "node:assert/strict";
import fc from "fast-check";
import { digestOf } from "../../../src/core/insights/digest.ts";
import { cellsOf } from "../../../src/core/insights/heatmap.ts";
import { baselineOf, propertyInsight } from "../../../src/core/insights/property.ts";
import { readTour } from "../../../src/core/insights/reading.ts";
import { tourInsight } from "../../../src/core/insights/tour.ts";
import type { TourEvent, TourFacts } from "../../../src/core/insights/types.ts";

const name = fc.option(fc.constantFrom("hall", "bath", "loft", ""), { nil: null, freq: 5 });
const tourEvents = fc
  .array(
    fc.record({
      atMs: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: -500, max: 90_000 })),
      kind: fc.constantFrom(
        "zone_enter",
        "zone_exit",
        "zone_enter",
        "zone_exit",
        "gaze",
        "interaction",
        "jump",
        "join",
        "leave",
      ),
      zone: name,
      object: name,
      gazeTarget: name,
      interaction: fc.constantFrom(null, "click"),
      position: fc.option(
        fc.record({
          x: fc.double({ min: -9, max: 9, noNaN: true }),
          y: fc.constant(0),
          z: fc.double({ min: -9, max: 9, noNaN: true }),
        }),
      ),
      dwellMs: fc.option(fc.integer({ min: 0, max: 20_000 })),
      source: fc.constantFrom("client", "client", "client", "server"),
      verified: fc.boolean(),
      room: fc.record({ avatar: fc.constantFrom("a", "b"), zones: fc.constant(["hall", "bath"]) }),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, at): TourEvent => ({ ...row, id: String(at) }) as TourEvent));
const tourFacts: fc.Arbitrary<TourFacts> = fc.record({
  startAtMs: fc.option(fc.integer({ min: -50, max: 50 })),
  endAtMs: fc.option(fc.integer({ min: 0, max: 70_000 })),
  skewMs: fc.integer({ min: 0, max: 2_000_000_000 }),
  propertyId: fc.constant("villa"),
  customerId: fc.constantFrom(null, "ann", "bob"),
});
/** Events of a tour, and the same ones as they may arrive: in any order, some several times. */
const arrivals = tourEvents.chain((events) =>
  fc.record({
    events: fc.constant(events),
    arrived: fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(events.length > 0 ? fc.constantFrom(...events) : fc.constant(null), { maxLength: 10 }),
        fc.nat(),
      )
      .map(([shuffled, again, at]) => {
        const repeats = again.filter((event) => event !== null);
        const split = at % (shuffled.length + 1);
        return [...repeats, ...shuffled.slice(split), ...repeats, ...shuffled.slice(0, split)];
      }),
    facts: tourFacts,
  }),
);

function everything(facts: TourFacts, events: readonly TourEvent[]) {
  const read = readTour(facts, events);
  if (!read) return null;
  const digest = digestOf(read);
  return { digest, cells: cellsOf(read), insight: tourInsight(read, baselineOf([digest])) };
}

describe("insights and the order of arrival", () => {
  it("[IG1] order, number of times and batches of a tour's events change nothing", () => {
    fc.assert(
      fc.property(arrivals, ({ events, arrived, facts }) => {
        assert.deepEqual(everything(facts, arrived), everything(facts, events));
      }),
      { numRuns: 1_500 },
    );
  });

  it("[IG1] nor does the order of a property's tours", () => {
    fc.assert(
      fc.property(fc.array(arrivals, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (tours, keys) => {
        const read = tours.flatMap(({ events, facts }) => {
          const reading = readTour(facts, events);
          return reading ? [{ digest: digestOf(reading), customerId: facts.customerId }] : [];
        });
        const shuffled = read
          .map((tour) => ({ tour, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ tour }) => tour);
        assert.deepEqual(propertyInsight(shuffled), propertyInsight(read));
      }),
      { numRuns: 300 },
    );
  });

  it("[IG3] [IG18] [IG20] whatever arrives, stays are within the tour and scores within bounds", () => {
    fc.assert(
      fc.property(arrivals, ({ events, facts }) => {
        const all = everything(facts, events);
        if (!all) return;
        const { insight, digest } = all;
        for (const { dwellMs, visits } of insight.zones) {
          assert.ok(dwellMs >= 0 && dwellMs <= digest.durationMs);
          assert.ok(visits >= 0);
        }
        for (const { score } of insight.interest) assert.ok(score > 0 && score <= 100);
        assert.equal(insight.summary.split(/\.(?: |$)/).length, 4);
        assert.equal(
          all.cells.reduce((sum, { events: count }) => sum + count, 0),
          insight.path.n,
        );
      }),
      { numRuns: 500 },
    );
  });
});
