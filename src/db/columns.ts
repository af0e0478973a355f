/** How values that the two databases keep differently are written and read. */

import type { SqlValue } from "./sql.ts";

/** The columns that have a value; undefined means "not in the patch". */
export function given(columns: Readonly<Record<string, SqlValue | undefined>>): Record<string, SqlValue> {
  return Object.fromEntries(
    Object.entries(columns).filter((entry): entry is [string, SqlValue] => entry[1] !== undefined),
  );
}

/** JSON for a column: text on SQLite, and what PostgreSQL parses into jsonb. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** The object or array in a JSON column: SQLite gives its text, PostgreSQL the parsed value. Never used for bare JSON strings. */
export function fromJson<T>(stored: unknown): T {
  return (typeof stored === "string" ? JSON.parse(stored) : stored) as T;
}

/** An integer column of 64 bits, which PostgreSQL gives as a decimal string. Exact up to 2^53. */
export function toNumber(stored: number | string): number {
  return Number(stored);
}

/** As {@link toNumber}; null stays null. */
export function toNumberOrNull(stored: number | string | null): number | null {
  return stored === null ? null : Number(stored);
}

/** The form in which names are compared and searched: without case, and composed, so that "é" has one spelling. */
export function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
