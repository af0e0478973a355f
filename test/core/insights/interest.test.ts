import assert from "node:assert/strict";
import { customerInsight } from "../../../src/core/insights/customer.ts";
import { digestOf } from "../../../src/core/insights/digest.ts";
import { type Evidence, INTEREST_WEIGHTS, interestOf, usualOf } from "../../../src/core/insights/interest.ts";
import { baselineOf } from "../../../src/core/insights/property.ts";
import { tourInsight } from "../../../src/core/insights/tour.ts";
import { enter, exit, gaze, reading, touch } from "./kit.ts";

const known = (ms: number) => ({ ms, n: 40, tours: 40, of: "property" }) as const;
const evidence = (rest: Partial<Evidence>): Evidence => ({
  kind: "zone",
  target: "kitchen",
  dwellMs: 0,
  gazeMs: 0,
  returns: 0,
  interactions: 0,
  usualDwell: known(60_000),
  usualGaze: known(10_000),
  ...rest,
});

describe("interest", () => {
  it("[IG18] is the sum of its parts, each with a reason", () => {
    const interest = interestOf(evidence({ dwellMs: 180_000, gazeMs: 20_000, returns: 1, interactions: 6 }));
    // 50 × 2/3 + 15 × 1/2 + 20 × 1/2 + 15 × 6/8 = 33.3 + 7.5 + 10 + 11.25
    assert.equal(interest.score, 62.1);
    assert.deepEqual(interest.why, [
      "stayed 180.0 s, 3.0 times the median of 40 tours here (60.0 s): 33.3 of 50 points",
      "interacted 6 times: 11.3 of 15 points",
      "came back once: 10.0 of 20 points",
      "looked 20.0 s, 2.0 times the median of 40 tours here (10.0 s): 7.5 of 15 points",
    ]);
    assert.deepEqual([interest.n, interest.smallSample], [40, []]);
  });

  it("[IG18] of what is usual is nothing, and of whatever there is at most 100", () => {
    assert.equal(interestOf(evidence({ dwellMs: 60_000, gazeMs: 9_000 })).score, 0);
    for (const kind of ["zone", "object"] as const) {
      const all = { dwellMs: 1e15, gazeMs: 1e15, returns: 1e15, interactions: 1e15 };
      const { score } = interestOf(evidence({ kind, ...all }));
      assert.ok(score > 99 && score <= 100);
      const points = Object.values(INTEREST_WEIGHTS[kind]).reduce((sum, part) => sum + part.points, 0);
      assert.equal(points, 100);
    }
  });

  it("[IG18] of a thing is in gaze and touches", () => {
    const interest = interestOf(
      evidence({ kind: "object", target: "sofa", gazeMs: 40_000, returns: 2, interactions: 1 }),
    );
    // 50 × 3/4 + 20 × 2/4 + 30 × 1/2
    assert.equal(interest.score, 62.5);
  });

  it("[IG19] compares with the tour itself where too few tours are known", () => {
    const own = { ms: 5_000, n: 3 };
    assert.deepEqual(usualOf({ ms: 9_000, n: 6 }, own), { ms: 9_000, n: 6, tours: 6, of: "property" });
    assert.deepEqual(usualOf({ ms: 9_000, n: 5 }, own), { ...own, of: "tour", tours: 5 });
    assert.deepEqual(usualOf(undefined, own), { ...own, of: "tour", tours: 0 });
    const digest = digestOf(
      reading([
        enter("hall", 0),
        exit("hall", 10),
        enter("bath", 10),
        exit("bath", 20),
        enter("loft", 20),
        exit("loft", 80),
      ]),
    );
    const { favourites } = customerInsight([
      { propertyId: "villa", digests: [digest], baseline: baselineOf([digest]) },
    ]);
    assert.deepEqual(
      favourites.map(({ target, score, smallSample, n }) => [target, score, smallSample, n]),
      [["loft", 41.7, ["score"], 1]],
    );
    assert.match(
      favourites[0]?.why[0] ?? "",
      /^stayed 60\.0 s, 6\.0 times the median of the 3 in this tour \(10\.0 s\)/,
    );
  });

  it("[IG18] of a customer takes all tours together: coming back another day is a return", () => {
    const tour = () => digestOf(reading([enter("hall", 0), exit("hall", 90)]));
    const others = Array.from({ length: 9 }, () => digestOf(reading([enter("hall", 0), exit("hall", 30)])));
    const mine = [tour(), tour()];
    const { favourites, tours } = customerInsight([
      { propertyId: "villa", digests: mine, baseline: baselineOf([...others, ...mine]) },
    ]);
    assert.equal(tours, 2);
    // 50 × 2/3 + 20 × 1/2
    assert.deepEqual(
      favourites.map(({ target, score, tours: seenIn }) => [target, score, seenIn]),
      [["hall", 43.3, 2]],
    );
  });
});

describe("the summary", () => {
  const summed = (...[events, rest]: Parameters<typeof reading>) =>
    tourInsight(reading(events, rest), { dwell: new Map(), zoneGaze: new Map(), gaze: new Map() }).summary;

  it("[IG20] has three sentences, of a full tour", () => {
    const events = [
      enter("hall", 0),
      exit("hall", 30),
      enter("kitchen", 30),
      gaze("oven", 40, { dwellMs: 12_000 }),
      touch("oven", 60),
      exit("kitchen", 120),
    ];
    assert.equal(
      summed(events, { endAtMs: 125_000 }),
      "The tour lasted 2 min 5 s and took in 2 zones in 2 visits, from hall to kitchen. " +
        "Most of the time went to kitchen (1 min 30 s, 72 % of it), the longest gaze to oven (12 s), and 1 interaction was made. " +
        // 50 × 0.5 / 1.5 for 90 s beside a median of 60 s, and 15 × 1/3 for the touch; 30 × 1/2 for the oven's.
        "The strongest interest was in kitchen (21.7 of 100), before oven (15), though too few tours are there to compare with.",
    );
  });

  it("[IG20] has three sentences, of a tour in which nothing happened", () => {
    assert.equal(
      summed([], { endAtMs: 4_000 }),
      "The tour lasted 4 s and no zone was entered. " +
        "No stay and no gaze was recorded, and 0 interactions were made. " +
        "Nothing drew more interest than is usual.",
    );
  });
});
