/** What can be asked of insights. */
import { z } from "zod";
import { CELL_M } from "../core/insights/heatmap.ts";
import { PageQuery, Time } from "./lists.ts";
import { Id, text } from "./text.ts";

/** Longest id or name that a client may have chosen. */
const MAX_NAME = 200;
const Format = z.enum(["json", "csv"]).default("json");
/** An admin's: only the data of this user. */
const OwnerId = z.coerce.number().int().min(0).optional();

export const InsightTimes = z.object({
  from: Time.optional(),
  to: Time.optional(),
  format: Format,
  owner_id: OwnerId,
});
export type InsightTimes = z.infer<typeof InsightTimes>;

export const InsightFormat = z.object({ format: Format, owner_id: OwnerId });
export type InsightFormat = z.infer<typeof InsightFormat>;

export const HeatmapParams = z.object({
  zone: text(1, MAX_NAME).optional(),
  metric: z.enum(["presence", "gaze"]).default("presence"),
  weight: z.enum(["events", "time"]).default("events"),
  /** Metres. */
  cell: z.coerce
    .number()
    .min(CELL_M)
    .max(10_000)
    .refine((cellM) => Number.isInteger(cellM / CELL_M), `must be a multiple of ${CELL_M}`)
    .optional(),
  format: z.enum(["json", "csv", "png"]).default("json"),
  owner_id: OwnerId,
});
export type HeatmapParams = z.infer<typeof HeatmapParams>;

/** The cursor is the last name of the page before. */
export const ListParams = PageQuery.extend({
  cursor: text(0, MAX_NAME).optional(),
  format: Format,
  owner_id: OwnerId,
});
export type ListParams = z.infer<typeof ListParams>;

const BUCKET_SECONDS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;

/** `bucket`: a word or seconds. Without times the last day. */
export const ActivityQuery = z.object({
  from: Time.optional(),
  to: Time.optional(),
  bucket: z
    .union([
      z.enum(["minute", "hour", "day", "week"]).transform((word) => BUCKET_SECONDS[word]),
      z.coerce.number().int().min(1).max(31_622_400),
    ])
    .default(BUCKET_SECONDS.hour),
  space_id: Id.optional(),
  format: Format,
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

export const TourParams = z.object({ session_id: text(1, MAX_NAME) });
export const PropertyParams = z.object({ property_id: text(1, MAX_NAME) });
export const CustomerParams = z.object({ customer_id: text(1, MAX_NAME) });
