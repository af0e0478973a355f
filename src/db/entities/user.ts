import { EntitySchema } from "typeorm";
import type { AccountRole } from "../../services/accounts/ports.ts";

/** A row of `users`. 64-bit integers come as decimal strings from PostgreSQL. */
export interface UserRow {
  readonly id: number;
  readonly username: string;
  /** The username without case: what is unique. */
  readonly username_key: string;
  readonly display_name: string;
  /** The display name without case: what is searched. */
  readonly display_name_key: string;
  readonly look: string;
  readonly bio: string;
  readonly email: string | null;
  readonly role: AccountRole;
  readonly password_hash: string | null;
  readonly created_at_ms: number | string;
}

export function userEntity(): EntitySchema<UserRow> {
  return new EntitySchema<UserRow>({
    name: "users",
    columns: {
      id: { type: "integer", primary: true, generated: "increment", primaryKeyConstraintName: "users_pk" },
      username: { type: "text" },
      username_key: { type: "text" },
      display_name: { type: "text" },
      display_name_key: { type: "text" },
      look: { type: "text" },
      bio: { type: "text" },
      email: { type: "text", nullable: true },
      role: { type: "text" },
      password_hash: { type: "text", nullable: true },
      created_at_ms: { type: "bigint" },
    },
    uniques: [{ name: "users_username_key_unique", columns: ["username_key"] }],
    checks: [{ name: "users_role_known", expression: `"role" IN ('guest', 'user', 'admin')` }],
  });
}
