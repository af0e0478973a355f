/** Figures as answers write them: names in snake_case, times as ISO-8601. */
import { isoTime } from "../../protocol/lists.ts";

/**
 * A copy of `value` for the wire: `medianDwellMs` becomes `median_dwell_ms`, a time like `startedAtMs` becomes
 * `started_at` in ISO-8601, and so do the names inside `smallSample`.
 */
export function onTheWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(onTheWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (typeof part === "number" && /^(a|.+A)tMs$/.test(name))
        return [wireName(name.slice(0, -2)), isoTime(part)];
      if (name === "smallSample" && Array.isArray(part)) return [wireName(name), part.map(wireName)];
      return [wireName(name), onTheWire(part)];
    }),
  );
}

function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
