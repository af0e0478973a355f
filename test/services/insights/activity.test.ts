import assert from "node:assert/strict";
import { activityOf } from "../../../src/services/insights/activity.ts";
import type { ActivityEvent } from "../../../src/services/insights/ports.ts";

const HOUR_MS = 3_600_000;

function event(
  kind: string,
  hours: number,
  rest: { avatar?: string; user?: number; more?: object } = {},
): ActivityEvent {
  const { avatar, user = 1, more } = rest;
  const metadata = JSON.stringify({ ...(avatar ? { avatar } : {}), ...more });
  return { kind, atMs: hours * HOUR_MS, spaceId: 1, userId: user, metadata };
}

describe("activity", () => {
  const range = { fromMs: 10 * HOUR_MS, toMs: 13 * HOUR_MS, bucketMs: HOUR_MS };
  const activity = activityOf(
    [
      event("join", 8, { avatar: "early" }),
      event("join", 9, { avatar: "gone", user: 9 }),
      event("leave", 9.5, { avatar: "gone", user: 9 }),
      event("join", 10.25, { avatar: "a", user: 2 }),
      event("chat", 10.3, { user: 2 }),
      event("chat", 10.4, { user: 2, more: { chatroom_id: 5 } }),
      event("chat", 10.4, { user: 2, more: { chatroom_id: 5, n: 3 } }),
      event("rejoin", 10.5, { avatar: "a", user: 2 }),
      event("join", 12.1, { avatar: "b", user: 2 }),
      event("tool_use", 12.2, { user: 2 }),
      event("leave", 12.25, { avatar: "a", user: 2 }),
      event("leave", 12.5, { avatar: "early" }),
      event("leave", 12.6, { avatar: "unheard-of" }),
    ],
    range,
  );

  it("[IG29] is counted by time, those who were there already included", () => {
    assert.deepEqual(
      activity.buckets.map((row) => [
        (row.atMs - range.fromMs) / HOUR_MS,
        row.connections,
        row.joins,
        row.uniqueUsers,
        row.peakOnline,
        row.messages,
        row.activeChatrooms,
        row.toolUses,
      ]),
      [
        [0, 2, 1, 1, 2, 5, 1, 0],
        [1, 0, 0, 0, 2, 0, 0, 0],
        [2, 1, 1, 1, 3, 0, 0, 1],
      ],
    );
    assert.equal(activity.peakOnline, 3);
    assert.equal(activity.connections, 3);
    assert.equal(activity.uniqueUsers, 1);
  });

  it("[IG29] tells how long stays were that ended, and that they are too few", () => {
    assert.equal(activity.n, 2);
    assert.equal(activity.medianSessionMs, 3.25 * HOUR_MS);
    assert.deepEqual(activity.smallSample, ["meanSessionMs", "medianSessionMs", "p90SessionMs"]);
    assert.deepEqual(
      activity.buckets.map(({ n, medianSessionMs }) => [n, medianSessionMs]),
      [
        [0, null],
        [0, null],
        [2, 3.25 * HOUR_MS],
      ],
    );
  });

  it("[IG29] of a time in which nothing happened is nothing", () => {
    const quiet = activityOf([], range);
    assert.deepEqual(
      [quiet.joins, quiet.peakOnline, quiet.medianSessionMs, quiet.buckets.length],
      [0, 0, null, 3],
    );
  });
});
