import { EntitySchema } from "typeorm";
import type { DatabaseKind } from "../sql.ts";
import { jsonType } from "./jsonType.ts";

/** A row of `idempotency_keys`. `status` is null while the first request is being worked on. */
export interface IdempotencyRow {
  readonly caller_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly claimed_at_ms: number | string;
  readonly status: number | null;
  readonly headers: unknown;
  readonly body: string | null;
}

export function idempotencyKeyEntity(kind: DatabaseKind): EntitySchema<IdempotencyRow> {
  return new EntitySchema<IdempotencyRow>({
    name: "idempotency_keys",
    columns: {
      caller_id: { type: "text", primary: true, primaryKeyConstraintName: "idempotency_keys_pk" },
      key: { type: "text", primary: true, primaryKeyConstraintName: "idempotency_keys_pk" },
      fingerprint: { type: "text" },
      claimed_at_ms: { type: "bigint" },
      status: { type: "integer", nullable: true },
      headers: { type: jsonType(kind), nullable: true },
      body: { type: "text", nullable: true },
    },
    indices: [
      { name: "idempotency_keys_by_age", columns: ["claimed_at_ms"] },
      { name: "idempotency_keys_by_caller_age", columns: ["caller_id", "claimed_at_ms"] },
    ],
  });
}
