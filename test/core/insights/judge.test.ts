import assert from "node:assert/strict";
import type { TourEvent } from "../../../src/core/insights/types.ts";
import { enter, event, exit, gaze, reading } from "./kit.ts";

const ofRoom = (avatar: string, zones?: string[]) =>
  ({ source: "server", room: { avatar, ...(zones ? { zones } : {}) } }) as const;
const ZONES = ["hall", "vault", "attic"];

/** Targets of the client's gaze events that the room contradicts. */
function contradicted(events: readonly TourEvent[]): (string | null)[] {
  return reading(events)
    .all.filter(({ verified }) => !verified)
    .map(({ gazeTarget }) => gazeTarget);
}

describe("claims and what a room saw", () => {
  const seen = [
    event("join", 100, ofRoom("a", ZONES)),
    enter("hall", 110, ofRoom("a")),
    exit("hall", 200, ofRoom("a")),
    enter("vault", 300, ofRoom("a")),
    event("leave", 400, ofRoom("a")),
  ];

  it("[IG32] are contradicted where the avatar never was near, and nowhere else", () => {
    const claims = [
      gaze("in the hall", 150, { zone: "hall" }),
      gaze("just after", 229, { zone: "hall" }),
      gaze("long after", 231, { zone: "hall" }),
      gaze("too early", 269, { zone: "vault" }),
      gaze("just before", 271, { zone: "vault" }),
      gaze("never there", 150, { zone: "attic" }),
      gaze("not of this space", 150, { zone: "cellar" }),
      gaze("no zone", 150),
      gaze("before the join", 50, { zone: "attic" }),
      gaze("after the leave", 450, { zone: "attic" }),
    ];
    assert.deepEqual(contradicted([...claims, ...seen]), ["never there", "long after", "too early"]);
  });

  it("[IG32] are judged anew with every event that comes late", () => {
    const claim = gaze("attic", 150, { zone: "attic", verified: false });
    assert.deepEqual(contradicted([claim, ...seen]), ["attic"]);
    assert.deepEqual(contradicted([claim, ...seen, enter("attic", 140, ofRoom("a"))]), []);
  });

  it("[IG32] are left as they are where no room watched", () => {
    assert.deepEqual(
      contradicted([gaze("lamp", 1, { verified: false }), gaze("sofa", 2, { zone: "attic" })]),
      ["lamp"],
    );
  });
});
