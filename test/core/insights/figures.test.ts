import assert from "node:assert/strict";
import { digestOf } from "../../../src/core/insights/digest.ts";
import { cellsOf, heatmapOf } from "../../../src/core/insights/heatmap.ts";
import { propertyInsight } from "../../../src/core/insights/property.ts";
import { mean, median, quantile, smallSample } from "../../../src/core/insights/sample.ts";
import { tourInsight } from "../../../src/core/insights/tour.ts";
import type { TourEvent, TourFacts } from "../../../src/core/insights/types.ts";
import { weekStartMs } from "../../../src/core/insights/weeks.ts";
import { enter, event, exit, gaze, reading, touch } from "./kit.ts";

const NOTHING_KNOWN = { dwell: new Map(), zoneGaze: new Map(), gaze: new Map() };
const DAY_MS = 86_400_000;
const at = (x: number, z: number) => ({ position: { x, y: 0, z } });

const told = (events: readonly TourEvent[], rest: Partial<TourFacts> = {}) =>
  tourInsight(reading(events, rest), NOTHING_KNOWN);
const tourOf = (customerId: string | null, events: readonly TourEvent[], rest: Partial<TourFacts> = {}) => ({
  customerId,
  digest: digestOf(reading(events, rest)),
});

describe("gaze", () => {
  it("[IG10] lasts as measured, else until the next one or the end, at most 5 s", () => {
    const { gazeTargets } = told(
      [
        gaze("sofa", 0, { dwellMs: 700 }),
        gaze("sofa", 1),
        gaze(null, 4),
        gaze("tv", 20),
        gaze("sofa", 60),
        gaze("tv", 63),
        event("gaze", 64, { object: "rug" }),
      ],
      { endAtMs: 65_500 },
    );
    assert.deepEqual(
      gazeTargets.map(({ target, gazeMs, looks, n }) => [target, gazeMs, looks, n]),
      [
        ["sofa", 700 + 3_000 + 3_000, 2, 3],
        ["tv", 5_000 + 1_000, 2, 2],
        ["rug", 1_500, 1, 1],
      ],
    );
  });
});

describe("a path", () => {
  it("[IG11] is as long as its places say, and simplified within its tolerance", () => {
    const events = [0, 1, 2, 3, 4].map((x) => gaze("sofa", x, at(x, x === 2 ? 0.1 : 0)));
    const { path } = told([...events, event("note", 9, at(4, 3)), event("note", 10)]);
    assert.equal(path.n, 6);
    assert.ok(Math.abs(path.lengthM - (2 + 2 * Math.sqrt(1.01) + 3)) < 1e-9);
    assert.deepEqual(
      path.points.map(({ x, z }) => [x, z]),
      [
        [0, 0],
        [4, 0],
        [4, 3],
      ],
    );
  });
});

describe("a heatmap", () => {
  const cells = cellsOf(
    reading(
      [
        enter("hall", 0, at(0.1, 0.1)),
        gaze("sofa", 1, { ...at(0.2, 0.2), dwellMs: 400 }),
        gaze("sofa", 3, at(-0.3, 0.9)),
        exit("hall", 4, at(1.1, 2.1)),
        touch("bell", 30, at(9.9, 2.2)),
        touch("bell", 31, at(1e12, 0)),
      ],
      { endAtMs: 32_000 },
    ),
  );
  const query = { zone: null, metric: "presence", weight: "events", cellM: 1 } as const;

  it("[IG12] is what counting by hand gives, by events and by time", () => {
    assert.deepEqual(heatmapOf(cells, query), {
      map: {
        origin: { x: -1, z: 0 },
        cellM: 1,
        columns: 11,
        rows: 3,
        values: [1, 2, ...Array(9).fill(0), ...Array(11).fill(0), 0, 0, 1, ...Array(7).fill(0), 1],
        n: 5,
      },
    });
    const hall = heatmapOf(cells, { ...query, zone: "hall", weight: "time" });
    assert.deepEqual("map" in hall && hall.map.values, [1_000, 3_000, 0, 0, 0, 0, 0, 0, 5_000]);
    const looks = heatmapOf(cells, { ...query, metric: "gaze", weight: "time" });
    assert.deepEqual("map" in looks && [looks.map.values, looks.map.n], [[5_000, 400], 2]);
  });

  it("[IG12] has no cells where nothing happened", () => {
    const none = heatmapOf(cells, { ...query, zone: "attic" });
    assert.deepEqual("map" in none && [none.map.columns, none.map.rows, none.map.n], [0, 0, 0]);
  });

  it("[IG13] of too many cells is refused with one that works", () => {
    const far = [...cells, { ...cells[0]!, column: 900_000, row: -900_000 }];
    const refused = heatmapOf(far, { ...query, cellM: 0.25 });
    assert.ok("leastCellM" in refused);
    assert.ok("map" in heatmapOf(far, { ...query, cellM: refused.leastCellM }));
    assert.ok("leastCellM" in heatmapOf(far, { ...query, cellM: refused.leastCellM / 2 }));
    const chosen = heatmapOf(far, { ...query, cellM: null });
    assert.ok("map" in chosen && chosen.map.columns <= 100 && chosen.map.n === 6);
  });
});

describe("figures of a property", () => {
  const monday = weekStartMs(Date.UTC(2026, 2, 4));
  const insight = propertyInsight([
    tourOf(
      "ann",
      [
        enter("hall", 0),
        exit("hall", 10),
        enter("kitchen", 10),
        gaze("oven", 12, { dwellMs: 4_000 }),
        touch("tap", 20),
        exit("kitchen", 40),
      ],
      { endAtMs: 40_000, skewMs: monday },
    ),
    tourOf(
      "ann",
      [enter("hall", 0), exit("hall", 30), enter("kitchen", 31), gaze("oven", 33, { dwellMs: 2_000 })],
      {
        skewMs: monday + 3 * DAY_MS,
        endAtMs: 71_000,
      },
    ),
    tourOf("bob", [enter("hall", 0), gaze("tap", 2, { dwellMs: 500 }), exit("hall", 20)], {
      skewMs: monday + 15 * DAY_MS,
    }),
    tourOf(null, [], { endAtMs: 5_000, skewMs: monday + 15 * DAY_MS }),
  ]);

  it("[IG14] are what their definitions give by hand", () => {
    assert.equal(insight.tours, 4);
    assert.equal(insight.uniqueCustomers, 2);
    // 5, 20, 40 and 71 seconds.
    assert.equal(insight.medianDurationMs, 30_000);
    assert.deepEqual(
      insight.zones.map((row) => [
        row.zone,
        row.visits,
        row.totalDwellMs,
        row.meanDwellMs,
        row.medianDwellMs,
        row.p90DwellMs,
        row.n,
      ]),
      [
        ["kitchen", 2, 70_000, 35_000, 35_000, 39_000, 2],
        ["hall", 3, 60_000, 20_000, 20_000, 28_000, 3],
      ],
    );
    assert.deepEqual(
      insight.transitions.map(({ from, to, times, share, n }) => [from, to, times, share, n]),
      [["hall", "kitchen", 2, 1, 2]],
    );
    assert.deepEqual(
      insight.entryZones.map(({ zone, tours, n }) => [zone, tours, n]),
      [["hall", 3, 3]],
    );
    assert.deepEqual(
      insight.exitZones.map(({ zone, tours, share }) => [zone, tours, share]),
      [
        ["kitchen", 2, 2 / 3],
        ["hall", 1, 1 / 3],
      ],
    );
    assert.deepEqual(
      insight.gazeTargets.map((row) => [
        row.target,
        row.totalGazeMs,
        row.medianGazeMs,
        row.looks,
        row.interactions,
      ]),
      [
        ["oven", 6_000, 3_000, 2, 0],
        ["tap", 500, 500, 1, 1],
      ],
    );
    assert.deepEqual(
      insight.lookedNeverTouched.map(({ target, n }) => [target, n]),
      [["oven", 2]],
    );
    assert.deepEqual(
      insight.funnel.map(({ step, tours }) => [step, tours]),
      [
        ["started", 4],
        ["entered_a_zone", 3],
        ["engaged", 3],
        ["saw_half", 3],
        ["ended", 2],
      ],
    );
  });

  it("[IG14] compare every week with the one before", () => {
    assert.deepEqual(
      insight.weeks.map(({ startsAtMs, tours, uniqueCustomers, medianDurationMs, change }) => [
        (startsAtMs - monday) / DAY_MS,
        tours,
        uniqueCustomers,
        medianDurationMs,
        change,
      ]),
      [
        [0, 2, 1, 55_500, null],
        [7, 0, 0, null, -2],
        [14, 2, 1, 12_500, 2],
      ],
    );
    assert.equal(new Date(monday).toISOString(), "2026-03-02T00:00:00.000Z");
  });

  it("[IG15] from too few values are marked", () => {
    assert.deepEqual(insight.zones[0]?.smallSample, ["meanDwellMs", "medianDwellMs", "p90DwellMs"]);
    const kinds = { middle: "median", high: "p90", usual: "mean", part: "share" } as const;
    assert.deepEqual(smallSample(5, kinds), ["middle", "high", "usual", "part"]);
    assert.deepEqual(smallSample(6, kinds), ["high", "usual", "part"]);
    assert.deepEqual(smallSample(12, kinds), ["high", "usual"]);
    assert.deepEqual(smallSample(29, kinds), ["usual"]);
    assert.deepEqual(smallSample(30, kinds), []);
  });

  it("[IG14] use the usual mean, median and quantile", () => {
    assert.equal(mean([1, 2, 6]), 3);
    assert.equal(median([1, 2, 6]), 2);
    assert.equal(median([1, 2, 4, 6]), 3);
    assert.equal(quantile([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.9), 90);
    assert.equal(quantile([1, 2], 0.9), 1.9);
    assert.equal(mean([]), null);
    assert.equal(median([]), null);
  });
});
