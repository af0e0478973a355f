/**
 * Entity tags of spaces. A tag names the representation that one caller got (version, how many are online, role), so
 * that two different answers never share one; for `If-Match` its version alone counts, because only that is written.
 */
import type { FoundSpace } from "./views.ts";

/** The strong entity tag of a space as `found`, in quotes. */
export function etagOf({ space, online, role }: FoundSpace): string {
  return `"${space.version}-${online}-${role ?? "none"}"`;
}

/**
 * True if an `If-Match` header allows a write to version `version`: it is absent, `*`, or lists a strong tag of that
 * version (RFC 9110 §13.1.1).
 */
export function allowsWrite(ifMatch: string | undefined, version: number): boolean {
  if (ifMatch === undefined || ifMatch.trim() === "*") return true;
  return ifMatch.split(",").some((tag) => /^"(\d+)(-[^"]*)?"$/.exec(tag.trim())?.[1] === String(version));
}
