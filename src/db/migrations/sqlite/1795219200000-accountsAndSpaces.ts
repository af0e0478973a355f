import type { MigrationInterface, QueryRunner } from "typeorm";
import { runEach } from "../runEach.ts";

const UP = [
  `CREATE TABLE "users" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "username" text NOT NULL,
    "username_key" text NOT NULL,
    "display_name" text NOT NULL,
    "display_name_key" text NOT NULL,
    "look" text NOT NULL,
    "bio" text NOT NULL,
    "email" text,
    "role" text NOT NULL,
    "password_hash" text,
    "created_at_ms" bigint NOT NULL,
    CONSTRAINT "users_username_key_unique" UNIQUE ("username_key"),
    CONSTRAINT "users_role_known" CHECK ("role" IN ('guest', 'user', 'admin')))`,
  `CREATE TABLE "login_sessions" (
    "id" text PRIMARY KEY NOT NULL,
    "user_id" integer NOT NULL,
    "refresh_hash" text NOT NULL,
    "created_at_ms" bigint NOT NULL,
    "last_used_at_ms" bigint NOT NULL,
    "expires_at_ms" bigint NOT NULL,
    "revoked_at_ms" bigint,
    "user_agent" text NOT NULL,
    "address" text NOT NULL,
    CONSTRAINT "login_sessions_user_fk" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE NO ACTION)`,
  `CREATE INDEX "login_sessions_by_user" ON "login_sessions" ("user_id")`,
  `CREATE INDEX "login_sessions_by_expiry" ON "login_sessions" ("expires_at_ms")`,
  `CREATE TABLE "spaces" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" text NOT NULL,
    "name_key" text NOT NULL,
    "owner_id" integer NOT NULL,
    "visibility" text NOT NULL,
    "movement" text NOT NULL,
    "width_m" double precision NOT NULL,
    "depth_m" double precision NOT NULL,
    "world_id" text,
    "settings" text NOT NULL,
    "zones" text NOT NULL,
    "spawn_points" text NOT NULL,
    "version" integer NOT NULL,
    "created_at_ms" bigint NOT NULL,
    "updated_at_ms" bigint NOT NULL,
    CONSTRAINT "spaces_visibility_known" CHECK ("visibility" IN ('public', 'private')),
    CONSTRAINT "spaces_movement_known" CHECK ("movement" IN ('free', 'grid')))`,
  `CREATE INDEX "spaces_by_owner" ON "spaces" ("owner_id")`,
  `CREATE TABLE "members" (
    "space_id" integer NOT NULL,
    "user_id" integer NOT NULL,
    "role" text NOT NULL,
    "since_ms" bigint NOT NULL,
    "banned_until_ms" bigint,
    CONSTRAINT "members_role_known" CHECK ("role" IN ('owner', 'moderator', 'member', 'banned')),
    CONSTRAINT "members_space_fk" FOREIGN KEY ("space_id") REFERENCES "spaces" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "members_user_fk" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    PRIMARY KEY ("space_id", "user_id"))`,
  `CREATE INDEX "members_by_user" ON "members" ("user_id")`,
];

const DOWN = [
  `DROP TABLE "members"`,
  `DROP TABLE "spaces"`,
  `DROP TABLE "login_sessions"`,
  `DROP TABLE "users"`,
];

export class AccountsAndSpaces1795219200000 implements MigrationInterface {
  readonly name = "AccountsAndSpaces1795219200000";

  up(runner: QueryRunner): Promise<void> {
    return runEach(runner, UP);
  }

  down(runner: QueryRunner): Promise<void> {
    return runEach(runner, DOWN);
  }
}
