import assert from "node:assert/strict";
import { digestOf } from "../../../src/core/insights/digest.ts";
import { readTour } from "../../../src/core/insights/reading.ts";
import { tourInsight } from "../../../src/core/insights/tour.ts";
import type { TourEvent, TourFacts } from "../../../src/core/insights/types.ts";
import { enter, event, exit, facts, reading, touch } from "./kit.ts";

const NOTHING_KNOWN = { dwell: new Map(), zoneGaze: new Map(), gaze: new Map() };

/** Visits as [zone, from, to] in seconds. */
function visits(events: readonly TourEvent[], rest: Partial<TourFacts> = {}) {
  return reading(events, rest).visits.map(({ zone, enteredAtMs, leftAtMs }) => [
    zone,
    enteredAtMs / 1_000,
    leftAtMs / 1_000,
  ]);
}

describe("visits", () => {
  it("[IG2] last from enter to exit, in zones beside and within each other", () => {
    const events = [
      enter("house", 0),
      enter("hall", 1),
      exit("hall", 11),
      enter("kitchen", 11),
      exit("kitchen", 41),
      exit("house", 50),
      enter("hall", 55),
      exit("hall", 60),
    ];
    assert.deepEqual(visits(events), [
      ["house", 0, 50],
      ["hall", 1, 11],
      ["kitchen", 11, 41],
      ["hall", 55, 60],
    ]);
    const digest = digestOf(reading(events));
    assert.deepEqual(
      digest.zones.map(({ zone, visits: count, dwellMs }) => [zone, count, dwellMs]),
      [
        ["hall", 2, 15_000],
        ["house", 1, 50_000],
        ["kitchen", 1, 30_000],
      ],
    );
    assert.equal(digest.entryZone, "house");
    assert.equal(digest.exitZone, "hall");
    assert.deepEqual(digest.transitions, [
      ["hall", "kitchen", 1],
      ["house", "hall", 1],
      ["kitchen", "hall", 1],
    ]);
  });

  it("[IG3] without exit end at session_end, else at the latest event", () => {
    const events = [enter("hall", 2), touch("lamp", 20)];
    assert.deepEqual(visits(events), [["hall", 2, 20]]);
    assert.deepEqual(visits(events, { endAtMs: 90_000 }), [["hall", 2, 90]]);
    assert.deepEqual(visits([...events, exit("hall", 30)], { endAtMs: 90_000 }), [["hall", 2, 30]]);
    assert.equal(reading(events).quality.openVisits, 1);
  });

  it("[IG3] are clipped to the tour's span, and a tour's start is its earliest event if none was told", () => {
    const events = [enter("hall", -5), exit("hall", 10), enter("bath", 95), exit("bath", 130)];
    assert.deepEqual(visits(events, { endAtMs: 100_000 }), [
      ["hall", 0, 10],
      ["bath", 95, 100],
    ]);
    assert.deepEqual(reading(events, { startAtMs: null }).span, { startMs: -5_000, endMs: 130_000 });
    assert.deepEqual(reading([], { startAtMs: null, endAtMs: 7 }).span, { startMs: 7, endMs: 7 });
    assert.equal(readTour(facts({ startAtMs: null }), []), null);
    assert.deepEqual(reading(events, { endAtMs: -50_000 }).span, { startMs: 0, endMs: 0 });
  });

  it("[IG4] go on when entered again", () => {
    const events = [enter("hall", 0), enter("hall", 4), enter("hall", 4), exit("hall", 10)];
    assert.deepEqual(visits(events), [["hall", 0, 10]]);
    assert.equal(reading(events).quality.repeatedEnters, 2);
  });

  it("[IG5] come from an exit alone if it tells a dwell of its own", () => {
    assert.deepEqual(visits([exit("hall", 30, { dwellMs: 12_000 })]), [["hall", 18, 30]]);
    assert.deepEqual(visits([exit("hall", 30)]), []);
    const repeated = [enter("hall", 0), exit("hall", 10), exit("hall", 10.4, { dwellMs: 10_400 })];
    assert.deepEqual(visits(repeated), [["hall", 0, 10]]);
    assert.equal(reading(repeated).quality.unpairedExits, 1);
    const rounded = [enter("hall", 0), exit("hall", 10), exit("hall", 20, { dwellMs: 10_400 })];
    assert.deepEqual(visits(rounded), [
      ["hall", 0, 10],
      ["hall", 10, 20],
    ]);
  });

  it("[IG5] prefer the times of enter and exit to a dwell that was told", () => {
    assert.deepEqual(visits([enter("hall", 0), exit("hall", 10, { dwellMs: 99_000 })]), [["hall", 0, 10]]);
  });

  it("[IG6] of no length, and returns, are told apart within one millisecond", () => {
    assert.deepEqual(visits([exit("hall", 5), enter("hall", 5), touch("lamp", 9)]), [["hall", 5, 5]]);
    assert.deepEqual(visits([enter("hall", 0), enter("hall", 5), exit("hall", 5), exit("hall", 9)]), [
      ["hall", 0, 5],
      ["hall", 5, 9],
    ]);
    const twice = [enter("hall", 0), exit("hall", 5), exit("hall", 5), enter("hall", 8)];
    assert.deepEqual(visits(twice, { endAtMs: 9_000 }), [
      ["hall", 0, 5],
      ["hall", 8, 9],
    ]);
    assert.equal(reading(twice).quality.unpairedExits, 1);
  });

  it("[IG7] are the room's where it watched, the client's elsewhere", () => {
    const server = { source: "server" } as const;
    const events = [
      enter("hall", 0),
      exit("hall", 100),
      enter("hall", 10, server),
      exit("hall", 40, server),
      enter("attic", 50),
      exit("attic", 60),
    ];
    assert.deepEqual(visits(events), [
      ["hall", 10, 40],
      ["attic", 50, 60],
    ]);
  });

  it("[IG8] are not made from what the server contradicts, which is shown all the same", () => {
    const events = [
      enter("hall", 0),
      exit("hall", 10),
      enter("vault", 2, { verified: false }),
      exit("vault", 9, { verified: false }),
      touch("safe", 5, { verified: false }),
    ];
    assert.deepEqual(visits(events), [["hall", 0, 10]]);
    const insight = tourInsight(reading(events), NOTHING_KNOWN);
    assert.equal(insight.quality.unverified, 3);
    assert.deepEqual(insight.interactions, []);
    assert.deepEqual(
      insight.timeline.map(({ kind, zone, verified }) => [kind, zone, verified]),
      [
        ["zone_enter", "hall", true],
        ["zone_enter", "vault", false],
        ["interaction", null, false],
        ["zone_exit", "vault", false],
        ["zone_exit", "hall", true],
      ],
    );
  });

  it("[IG9] give events without a zone the one entered last", () => {
    const events = [
      enter("house", 0),
      enter("hall", 5),
      touch("lamp", 6),
      exit("hall", 10),
      touch("stair", 11),
      touch("gate", 12, { zone: "garden" }),
      exit("house", 20),
      touch("bell", 30),
      event("zone_enter", 31),
    ];
    const { zones } = digestOf(reading(events));
    assert.deepEqual(
      zones.map(({ zone, interactions }) => [zone, interactions]),
      [
        ["garden", 1],
        ["hall", 1],
        ["house", 1],
      ],
    );
    assert.equal(reading(events).quality.unnamed, 1);
  });
});
