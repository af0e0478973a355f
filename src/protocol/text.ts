/** Text that every part of the system can keep: both databases, JSON, logs. Used by all shapes that take words from outside. */
import { z } from "zod";

/** A string of `min` to `max` characters (UTF-16 units), well-formed and without NUL: PostgreSQL can store neither. */
export function text(min: number, max: number): z.ZodString {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(
      (value) => value.isWellFormed() && !value.includes("\0"),
      "must be well-formed text without NUL characters",
    ) as z.ZodString;
}

/** A positive integer id as a number or a decimal string, normalised to a number. */
export const Id = z
  .union([
    z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
    z
      .string()
      .regex(/^[1-9]\d{0,15}$/)
      .transform(Number),
  ])
  .pipe(
    z
      .number()
      .int()
      .positive()
      .max(2 ** 31 - 1),
  );

/** A finite number no larger than a million either way: what a coordinate may be on any edge. */
export const Coordinate = z.number().min(-1e6).max(1e6);

/**
 * True if a decoded JSON or msgpack value can be stored as JSON: plain objects, arrays, finite numbers, booleans, null
 * and strings (see {@link text}; keys too), nothing nested deeper than `maxDepth`, and no object with a key `toString`:
 * whoever compares or words such a value, as zod does with the `length` of whatever stands where text should, gets a
 * TypeError instead. Cost is linear in the value's size.
 */
export function isStorable(value: unknown, maxDepth = 16): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (maxDepth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isStorable(item, maxDepth - 1));
  if (!isPlain(value) || Object.hasOwn(value, "toString")) return false;
  // Every message of every client comes by here: a pair for each of its fields would be half of what this costs.
  for (const key of Object.keys(value))
    if (!isStorable(key) || !isStorable((value as Record<string, unknown>)[key], maxDepth - 1)) return false;
  return true;
}

/** No date, set, map, error, expression or buffer, which a msgpack decoder also makes. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
