import { EntitySchema } from "typeorm";
import type { DatabaseKind } from "../sql.ts";
import { jsonType } from "./jsonType.ts";

/** A row of `audit_log`. */
export interface AuditRow {
  readonly id: number;
  readonly at_ms: number | string;
  /** No foreign key: the log takes what happened whoever is gone by then. */
  readonly actor_user_id: number | null;
  readonly action: string;
  readonly target: string;
  readonly detail: unknown;
}

export function auditEntryEntity(kind: DatabaseKind): EntitySchema<AuditRow> {
  return new EntitySchema<AuditRow>({
    name: "audit_log",
    columns: {
      id: {
        type: "integer",
        primary: true,
        generated: "increment",
        primaryKeyConstraintName: "audit_log_pk",
      },
      at_ms: { type: "bigint" },
      actor_user_id: { type: "integer", nullable: true },
      action: { type: "text" },
      target: { type: "text" },
      detail: { type: jsonType(kind) },
    },
    indices: [
      { name: "audit_log_by_actor", columns: ["actor_user_id"] },
      { name: "audit_log_by_target", columns: ["target"] },
    ],
  });
}
