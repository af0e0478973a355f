/** Paged lists and times, the same on every route. */
import { z } from "zod";

/** `?limit=&cursor=`: 1 to 200, default 50; `cursor` is what the page before gave as `next_cursor`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/**
 * One page out of `rows`, which were asked for with one more than `limit`: the surplus row only shows that there is a next page.
 * `cursorOf` names the position behind the last row given.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: { item: (row: Row) => Item; cursor: (row: Row) => string },
): Page<Item> {
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    items: given.map(view.item),
    next_cursor: rows.length > limit && last !== undefined ? view.cursor(last) : null,
  };
}

/** A positive integer cursor (an id), `fallback` if there is none. A cursor that no page gave reads as invalid input. */
export const IdCursor = z
  .string()
  .regex(/^\d{1,15}$/, "is not a cursor of this list")
  .transform(Number);

/** ISO-8601 UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A time on input: ISO-8601 with an offset or Z, or unix seconds as a number or decimal string; parsed to milliseconds. */
export const Time = z.union([z.number(), z.string().max(40)]).transform((value, context) => {
  const ms =
    typeof value === "number"
      ? value * 1000
      : /^-?\d+(\.\d+)?$/.test(value)
        ? Number(value) * 1000
        : Date.parse(value);
  if (Number.isFinite(ms) && Math.abs(ms) <= 8.64e15) return Math.round(ms);
  context.addIssue({ code: "custom", message: "must be an ISO-8601 time or unix seconds" });
  return z.NEVER;
});
