import type { DatabaseKind } from "../sql.ts";

/** The column type of JSON: text on SQLite, jsonb on PostgreSQL. */
export function jsonType(kind: DatabaseKind): "text" | "jsonb" {
  return kind === "postgres" ? "jsonb" : "text";
}
