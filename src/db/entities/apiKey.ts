import { EntitySchema } from "typeorm";

/** A row of `api_keys`. */
export interface ApiKeyRow {
  readonly id: number;
  readonly user_id: number;
  readonly hash: string;
  readonly scope: string;
  readonly created_at_ms: number | string;
  readonly last_used_at_ms: number | string | null;
  readonly revoked_at_ms: number | string | null;
}

export function apiKeyEntity(): EntitySchema<ApiKeyRow> {
  return new EntitySchema<ApiKeyRow>({
    name: "api_keys",
    columns: {
      id: {
        type: "integer",
        primary: true,
        generated: "increment",
        primaryKeyConstraintName: "api_keys_pk",
      },
      user_id: { type: "integer" },
      hash: { type: "text" },
      scope: { type: "text" },
      created_at_ms: { type: "bigint" },
      last_used_at_ms: { type: "bigint", nullable: true },
      revoked_at_ms: { type: "bigint", nullable: true },
    },
    indices: [
      { name: "api_keys_by_hash", columns: ["hash"], unique: true },
      { name: "api_keys_by_user", columns: ["user_id"] },
    ],
    foreignKeys: [
      {
        name: "api_keys_user_fk",
        target: "users",
        columnNames: ["user_id"],
        referencedColumnNames: ["id"],
        onDelete: "CASCADE",
      },
    ],
  });
}
