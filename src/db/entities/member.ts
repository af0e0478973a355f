import { EntitySchema } from "typeorm";
import type { MemberRole } from "../../services/spaces/ports.ts";

/** A row of `members`. */
export interface MemberRow {
  readonly space_id: number;
  readonly user_id: number;
  readonly role: MemberRole;
  readonly since_ms: number | string;
  readonly banned_until_ms: number | string | null;
}

export function memberEntity(): EntitySchema<MemberRow> {
  return new EntitySchema<MemberRow>({
    name: "members",
    columns: {
      space_id: { type: "integer", primary: true, primaryKeyConstraintName: "members_pk" },
      user_id: { type: "integer", primary: true, primaryKeyConstraintName: "members_pk" },
      role: { type: "text" },
      since_ms: { type: "bigint" },
      banned_until_ms: { type: "bigint", nullable: true },
    },
    indices: [{ name: "members_by_user", columns: ["user_id"] }],
    checks: [
      { name: "members_role_known", expression: `"role" IN ('owner', 'moderator', 'member', 'banned')` },
    ],
    foreignKeys: [
      {
        name: "members_space_fk",
        target: "spaces",
        columnNames: ["space_id"],
        referencedColumnNames: ["id"],
        onDelete: "CASCADE",
      },
      {
        name: "members_user_fk",
        target: "users",
        columnNames: ["user_id"],
        referencedColumnNames: ["id"],
        onDelete: "CASCADE",
      },
    ],
  });
}
