/** JSON text that is the same for equal values, whatever the order of their members. */

/** Deeper than this everything reads as `…`: only events that are refused for their depth get so far. */
const MAX_DEPTH = 32;

/**
 * Canonical JSON of a decoded JSON value: members by name (UTF-16 order, as in RFC 8785), no spaces, numbers as JSON prints
 * a double. `without` names members of the outermost object to leave out.
 */
export function canonicalJson(value: unknown, without: readonly string[] = [], depth = MAX_DEPTH): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth === 0) return '"…"';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, [], depth - 1)).join(",")}]`;
  const members = Object.keys(value)
    .filter((name) => !without.includes(name))
    .sort()
    .map(
      (name) =>
        `${JSON.stringify(name)}:${canonicalJson((value as Record<string, unknown>)[name], [], depth - 1)}`,
    );
  return `{${members.join(",")}}`;
}
