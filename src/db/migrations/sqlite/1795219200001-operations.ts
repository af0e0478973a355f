import type { MigrationInterface, QueryRunner } from "typeorm";
import { runEach } from "../runEach.ts";

const UP = [
  `CREATE TABLE "audit_log" (
    "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at_ms" bigint NOT NULL,
    "actor_user_id" integer,
    "action" text NOT NULL,
    "target" text NOT NULL,
    "detail" text NOT NULL)`,
  `CREATE INDEX "audit_log_by_actor" ON "audit_log" ("actor_user_id")`,
  `CREATE INDEX "audit_log_by_target" ON "audit_log" ("target")`,
  `CREATE TABLE "idempotency_keys" (
    "caller_id" text NOT NULL,
    "key" text NOT NULL,
    "fingerprint" text NOT NULL,
    "claimed_at_ms" bigint NOT NULL,
    "status" integer,
    "headers" text,
    "body" text,
    PRIMARY KEY ("caller_id", "key"))`,
  `CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" ("claimed_at_ms")`,
  `CREATE INDEX "idempotency_keys_by_caller_age" ON "idempotency_keys" ("caller_id", "claimed_at_ms")`,
  `CREATE TABLE "settings" (
    "name" text PRIMARY KEY NOT NULL,
    "value" text NOT NULL)`,
];

const DOWN = [`DROP TABLE "settings"`, `DROP TABLE "idempotency_keys"`, `DROP TABLE "audit_log"`];

export class Operations1795219200001 implements MigrationInterface {
  readonly name = "Operations1795219200001";

  up(runner: QueryRunner): Promise<void> {
    return runEach(runner, UP);
  }

  down(runner: QueryRunner): Promise<void> {
    return runEach(runner, DOWN);
  }
}
