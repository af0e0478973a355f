/** The small values of an event and of what travels with it: times, ids, text, numbers. Each reader gives a value or says what is wrong. */

/** What is wrong with a value: `pointer` is an RFC 6901 pointer from where the reading began. */
export interface Fault {
  readonly code: "invalid" | "too_large";
  readonly detail: string;
  readonly pointer: string;
}

/** Numbers from here on are milliseconds, below it seconds: as seconds it is the year 5138, as milliseconds March 1973. */
export const MILLISECONDS_FROM = 1e11;
/** 2000-01-01T00:00:00Z: a clock that says less was never set. */
export const EARLIEST_MS = 946_684_800_000;
export const DAY_MS = 86_400_000;
/** Most characters of an id that a client chose. */
export const MAX_ID_CHARACTERS = 128;
/** Nesting that JSON from outside may have below an event's own fields. */
export const MAX_DEPTH = 16;

const DECIMAL = /^[+-]?\d+(\.\d+)?$/;
// Date.parse takes much that is no ISO-8601 time ("1", "May"); a time without a zone would be the server's local one.
const ISO =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,12})?)?(?:Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const HAS_ZONE = /(?:Z|z|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * A time in whole milliseconds since 1970: ISO-8601 (UTC where it names no zone), or a number, also as text, in seconds or,
 * from {@link MILLISECONDS_FROM} on, in milliseconds. Null if it is none, or before 2000.
 */
export function readTime(value: unknown): number | null {
  const ms = typeof value === "string" ? timeOfText(value.trim()) : timeOfNumber(value);
  return ms !== null && ms >= EARLIEST_MS && ms <= 8.64e15 ? Math.round(ms) : null;
}

function timeOfNumber(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Math.abs(value) >= MILLISECONDS_FROM ? value : value * 1000;
}

function timeOfText(text: string): number | null {
  if (text.length > 40) return null;
  if (DECIMAL.test(text)) return timeOfNumber(Number(text));
  if (!ISO.test(text)) return null;
  const day = text.length === 10;
  const whole = `${text.slice(0, 10)}T${day ? "00:00Z" : text.slice(11)}`.replace(",", ".");
  const zoned = day || HAS_ZONE.test(whole.slice(11)) ? whole : `${whole}Z`;
  // "+02" and "+0200" are ISO-8601 too, but not to every Date.parse.
  const ms = Date.parse(
    zoned.replace(/([+-]\d{2}):?(\d{2})?$/, (_, hours, minutes) => `${hours}:${minutes ?? "00"}`),
  );
  return Number.isNaN(ms) ? null : ms;
}

/** An id as text: 1 to {@link MAX_ID_CHARACTERS} characters or an integer. Null if it is none. */
export function readId(value: unknown): string | null {
  if (typeof value === "string")
    return value.length > 0 && value.length <= MAX_ID_CHARACTERS && isStorableText(value) ? value : null;
  return Number.isInteger(value) ? String(value) : null;
}

/** True if both databases can keep `text`: PostgreSQL takes neither NUL nor half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** True if a decoded JSON value can be kept: no bad text, no number beyond a double, nothing nested deeper than `depth`. */
export function isStorable(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth - 1));
  for (const name of Object.keys(value))
    if (!isStorableText(name) || !isStorable((value as Record<string, unknown>)[name], depth - 1))
      return false;
  return true;
}

/** The first thing that keeps a value from being {@link isStorable}, null if nothing does. */
export function unstorable(value: unknown, pointer: string, depth = MAX_DEPTH): Fault | null {
  if (isStorable(value, depth)) return null;
  if (typeof value === "string") return fault(pointer, "holds NUL or half a surrogate pair");
  if (typeof value === "number") return fault(pointer, "is a number beyond the range of a double");
  if (depth === 0) return fault(pointer, `is nested deeper than ${MAX_DEPTH}`);
  for (const [name, item] of Object.entries(value as object)) {
    if (!isStorableText(name)) return fault(pointer, "has a name with NUL or half a surrogate pair");
    const found = unstorable(item, `${pointer}/${escaped(name)}`, depth - 1);
    if (found) return found;
  }
  return null;
}

/** A fault of code `invalid`. */
export function fault(pointer: string, detail: string): Fault {
  return { code: "invalid", detail, pointer };
}

/** A member's name as a step of a pointer, cut to a length that fits an answer. */
export function escaped(name: string): string {
  const short = name.length > 80 ? name.slice(0, 80).toWellFormed() : name;
  return short.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
