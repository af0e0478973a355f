import { EntitySchema } from "typeorm";

/** A row of `login_sessions`. */
export interface LoginSessionRow {
  readonly id: string;
  readonly user_id: number;
  readonly refresh_hash: string;
  readonly created_at_ms: number | string;
  readonly last_used_at_ms: number | string;
  readonly expires_at_ms: number | string;
  readonly revoked_at_ms: number | string | null;
  readonly user_agent: string;
  readonly address: string;
}

export function loginSessionEntity(): EntitySchema<LoginSessionRow> {
  return new EntitySchema<LoginSessionRow>({
    name: "login_sessions",
    columns: {
      id: { type: "text", primary: true, primaryKeyConstraintName: "login_sessions_pk" },
      user_id: { type: "integer" },
      refresh_hash: { type: "text" },
      created_at_ms: { type: "bigint" },
      last_used_at_ms: { type: "bigint" },
      expires_at_ms: { type: "bigint" },
      revoked_at_ms: { type: "bigint", nullable: true },
      user_agent: { type: "text" },
      address: { type: "text" },
    },
    indices: [
      { name: "login_sessions_by_user", columns: ["user_id"] },
      { name: "login_sessions_by_expiry", columns: ["expires_at_ms"] },
    ],
    foreignKeys: [
      {
        name: "login_sessions_user_fk",
        target: "users",
        columnNames: ["user_id"],
        referencedColumnNames: ["id"],
        onDelete: "CASCADE",
      },
    ],
  });
}
