import assert from "node:assert/strict";
import { customerInsight } from "../../../src/core/insights/customer.ts";
import { digestOf } from "../../../src/core/insights/digest.ts";
import { cellsOf, heatmapOf } from "../../../src/core/insights/heatmap.ts";
import { baselineOf, propertyInsight } from "../../../src/core/insights/property.ts";
import { readTour, type TourReading } from "../../../src/core/insights/reading.ts";
import { createRandom } from "../../../src/core/random.ts";
import { carelessly, HOUSE, type MadeTour, visitor } from "./visitors.ts";

/** What the server makes of a tour whose events came carelessly and of which a fifth of the enters were lost. */
function received({ facts, events }: MadeTour, seed: number): TourReading {
  const random = createRandom(`lost ${seed}`);
  const kept = events.filter(({ kind }) => kind !== "zone_enter" || random.next() > 0.2);
  return readTour(facts, carelessly(kept, seed).flat()) as TourReading;
}

describe("visitors whose behaviour is known", () => {
  const usual = Array.from({ length: 60 }, (_, seed) => visitor({ seed, customerId: `c${seed}` }));
  const digests = usual.map((tour, seed) => digestOf(received(tour, seed)));

  it("[IG17] [seeds 0 to 59] dwell is right within 1 %, by tour and over the property", () => {
    for (const [seed, { truth }] of usual.entries())
      for (const { zone, dwellMs } of digests[seed]?.zones ?? []) {
        const trueMs = truth.dwellMs.get(zone) as number;
        assert.ok(
          Math.abs(dwellMs - trueMs) <= 0.01 * trueMs,
          `tour ${seed}, ${zone}: ${dwellMs}, ${trueMs}`,
        );
      }
    const { zones } = propertyInsight(digests.map((digest) => ({ digest, customerId: null })));
    assert.equal(zones.length, HOUSE.length);
    for (const { zone, meanDwellMs, medianDwellMs, n } of zones) {
      const values = usual.map(({ truth }) => truth.dwellMs.get(zone) as number).sort((a, b) => a - b);
      const trueMean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const trueMedian = ((values[29] as number) + (values[30] as number)) / 2;
      assert.equal(n, 60);
      assert.ok(Math.abs(meanDwellMs - trueMean) <= 0.01 * trueMean, zone);
      assert.ok(Math.abs(medianDwellMs - trueMedian) <= 0.01 * trueMedian, zone);
    }
  });

  it("[IG17] [seeds 0 to 59] gaze is exactly what was looked", () => {
    for (const [seed, { truth }] of usual.entries())
      for (const { target, gazeMs } of digests[seed]?.targets ?? [])
        assert.equal(gazeMs, truth.gazeMs.get(target), target);
  });

  it("[IG17] [seeds 100 to 139] favourites come in the order of the liking, not of the time", () => {
    const baseline = baselineOf(digests);
    for (let seed = 100; seed < 140; seed += 1) {
      const random = createRandom(seed);
      const [first, second, third] = [...HOUSE]
        .map(({ zone }) => ({ zone, by: random.next() }))
        .sort((a, b) => a.by - b.by)
        .map(({ zone }) => zone) as [string, string, string];
      const liking = { [first]: 6, [second]: 3.5, [third]: 2 };
      const tours = [0, 1].map((nth) => visitor({ seed: seed * 10 + nth, customerId: "fan", liking }));
      const { favourites } = customerInsight([
        {
          propertyId: "house",
          digests: tours.map((tour, nth) => digestOf(received(tour, seed + nth))),
          baseline,
        },
      ]);
      const zones = favourites.filter(({ kind }) => kind === "zone").map(({ target }) => target);
      assert.deepEqual(zones.slice(0, 3), [first, second, third], `seed ${seed}`);
      assert.ok(favourites.every(({ why }) => why.length > 0));
    }
  });

  it("[IG12] [seeds 0 to 59] heatmaps add up to the events, whatever the cell", () => {
    const cells = usual.flatMap((tour, seed) =>
      cellsOf(readTour(tour.facts, carelessly(tour.events, seed).flat()) as TourReading),
    );
    const trueSum = usual.reduce((sum, { truth }) => sum + truth.positions, 0);
    const trueGazeMs = usual.reduce(
      (sum, { truth }) => sum + [...truth.gazeMs.values()].reduce((ms, look) => ms + look, 0),
      0,
    );
    for (const cellM of [null, 0.25, 0.5, 1, 2.75]) {
      const sumOf = (metric: "presence" | "gaze", weight: "events" | "time") => {
        const drawn = heatmapOf(cells, { zone: null, metric, weight, cellM });
        assert.ok("map" in drawn);
        assert.equal(drawn.map.values.length, drawn.map.columns * drawn.map.rows);
        return drawn.map.values.reduce((sum, value) => sum + value, 0);
      };
      assert.equal(sumOf("presence", "events"), trueSum);
      assert.equal(sumOf("gaze", "time"), trueGazeMs);
    }
    const byZone = HOUSE.map(({ zone }) =>
      heatmapOf(cells, { zone, metric: "presence", weight: "events", cellM: 1 }),
    );
    assert.equal(
      byZone.reduce((sum, drawn) => sum + ("map" in drawn ? drawn.map.n : 0), 0),
      trueSum,
    );
  });
});
