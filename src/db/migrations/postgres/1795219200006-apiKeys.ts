import type { MigrationInterface, QueryRunner } from "typeorm";
import { runEach } from "../runEach.ts";

const UP = [
  `CREATE TABLE "api_keys" (
    "id" serial NOT NULL,
    "user_id" integer NOT NULL,
    "hash" text NOT NULL,
    "scope" text NOT NULL,
    "created_at_ms" bigint NOT NULL,
    "last_used_at_ms" bigint,
    "revoked_at_ms" bigint,
    CONSTRAINT "api_keys_user_fk" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "api_keys_pk" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "api_keys_by_hash" ON "api_keys" ("hash")`,
  `CREATE INDEX "api_keys_by_user" ON "api_keys" ("user_id")`,
];

const DOWN = [`DROP TABLE "api_keys"`];

export class ApiKeys1795219200006 implements MigrationInterface {
  readonly name = "ApiKeys1795219200006";

  up(runner: QueryRunner): Promise<void> {
    return runEach(runner, UP);
  }

  down(runner: QueryRunner): Promise<void> {
    return runEach(runner, DOWN);
  }
}
