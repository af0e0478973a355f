/**
 * Insights on the wire. What each figure is: docs/insights.md, which a test compares with these shapes. Times that end
 * in `_ms` are milliseconds, in `_m` metres; shares are 0 to 1. `n` is how many values a row's figures rest on, and
 * `small_sample` names those of them that are too few to trust.
 */
import { z } from "zod";

const Count = z.number().int().min(0);
const Ms = z.number();
const Time = z.iso.datetime();
const Name = z.string();
const Sampled = { n: Count, small_sample: z.array(z.string()) };

const Interest = z.object({
  kind: z.enum(["zone", "object"]),
  target: Name,
  score: z.number().min(0).max(100),
  why: z.array(z.string()),
  ...Sampled,
});

/** `GET /insights/tours/{session_id}`. */
export const TourAnswer = z.object({
  session_id: z.string(),
  property_id: z.string().nullable(),
  customer_id: z.string().nullable(),
  started_at: Time,
  duration_ms: Ms,
  n: Count,
  summary: z.string(),
  zones: z.array(
    z.object({
      zone: Name,
      visits: Count,
      dwell_ms: Ms,
      share: z.number().nullable(),
      gaze_ms: Ms,
      interactions: Count,
      n: Count,
    }),
  ),
  gaze_targets: z.array(z.object({ target: Name, gaze_ms: Ms, looks: Count, interactions: Count, n: Count })),
  interactions: z.array(z.object({ target: Name.nullable(), interaction: Name.nullable(), n: Count })),
  interest: z.array(Interest),
  path: z.object({
    length_m: z.number(),
    n: Count,
    points: z.array(z.object({ at: Time, x: z.number(), y: z.number(), z: z.number() })),
  }),
  entry_zone: Name.nullable(),
  exit_zone: Name.nullable(),
  transitions: z.array(z.object({ from: Name, to: Name, times: Count })),
  quality: z.object({
    events: Count,
    unverified: Count,
    repeated_enters: Count,
    unpaired_exits: Count,
    open_visits: Count,
    unnamed: Count,
  }),
  timeline_total: Count,
  timeline: z.array(
    z.object({
      at: Time,
      since_start_ms: Ms,
      kind: z.string(),
      zone: Name.nullable(),
      target: Name.nullable(),
      interaction: Name.nullable(),
      lasted_ms: Ms.nullable(),
      source: z.enum(["client", "server"]),
      verified: z.boolean(),
    }),
  ),
});
export type TourAnswer = z.infer<typeof TourAnswer>;

const Target = z.object({
  target: Name,
  total_gaze_ms: Ms,
  median_gaze_ms: Ms,
  looks: Count,
  interactions: Count,
  ...Sampled,
});
const End = z.object({ zone: Name, tours: Count, share: z.number(), ...Sampled });

/** `GET /insights/properties/{property_id}`. */
export const PropertyAnswer = z.object({
  property_id: z.string(),
  from: Time.nullable(),
  to: Time.nullable(),
  tours_not_yet_in: Count,
  tours: Count,
  unique_customers: Count,
  median_duration_ms: Ms.nullable(),
  median_path_m: z.number().nullable(),
  events: Count,
  interactions: Count,
  unverified: Count,
  ...Sampled,
  zones: z.array(
    z.object({
      zone: Name,
      visits: Count,
      total_dwell_ms: Ms,
      mean_dwell_ms: Ms,
      median_dwell_ms: Ms,
      p90_dwell_ms: Ms,
      ...Sampled,
    }),
  ),
  transitions: z.array(z.object({ from: Name, to: Name, times: Count, share: z.number(), ...Sampled })),
  entry_zones: z.array(End),
  exit_zones: z.array(End),
  gaze_targets: z.array(Target),
  looked_never_touched: z.array(Target),
  funnel: z.array(z.object({ step: z.string(), tours: Count, share: z.number(), ...Sampled })),
  weeks: z.array(
    z.object({
      starts_at: Time,
      tours: Count,
      unique_customers: Count,
      median_duration_ms: Ms.nullable(),
      change: z.number().int().nullable(),
      ...Sampled,
    }),
  ),
});
export type PropertyAnswer = z.infer<typeof PropertyAnswer>;

/** `GET /insights/properties/{property_id}/heatmap`. */
export const HeatmapAnswer = z.object({
  property_id: z.string(),
  zone: Name.nullable(),
  metric: z.enum(["presence", "gaze"]),
  weight: z.enum(["events", "time"]),
  origin: z.object({ x: z.number(), z: z.number() }),
  cell_m: z.number(),
  cols: Count,
  rows: Count,
  n: Count,
  values: z.array(z.number()),
});
export type HeatmapAnswer = z.infer<typeof HeatmapAnswer>;

/** `GET /insights/customers/{customer_id}`. */
export const CustomerAnswer = z.object({
  customer_id: z.string(),
  n: Count,
  tours: z.array(
    z.object({
      session_id: z.string(),
      property_id: z.string().nullable(),
      started_at: Time,
      duration_ms: Ms,
      top_zone: Name.nullable(),
      n: Count,
    }),
  ),
  properties: Count,
  total_duration_ms: Ms,
  favourites: z.array(Interest.extend({ property_id: z.string().nullable(), tours: Count })),
});
export type CustomerAnswer = z.infer<typeof CustomerAnswer>;

const ActivityFigures = {
  connections: Count,
  joins: Count,
  unique_users: Count,
  peak_online: Count,
  messages: Count,
  active_chatrooms: Count,
  tool_uses: Count,
  median_session_ms: Ms.nullable(),
  ...Sampled,
};

/** `GET /analytics/activity`. */
export const ActivityAnswer = z.object({
  from: Time,
  to: Time,
  bucket_seconds: Count,
  ...ActivityFigures,
  mean_session_ms: Ms.nullable(),
  p90_session_ms: Ms.nullable(),
  buckets: z.array(z.object({ at: Time, ...ActivityFigures })),
});
export type ActivityAnswer = z.infer<typeof ActivityAnswer>;
