import type { MigrationInterface, QueryRunner } from "typeorm";
import { runEach } from "../runEach.ts";

const UP = [`CREATE INDEX "spaces_by_world" ON "spaces" ("world_id")`];

const DOWN = [`DROP INDEX "spaces_by_world"`];

export class SpacesByWorld1795219200005 implements MigrationInterface {
  readonly name = "SpacesByWorld1795219200005";

  up(runner: QueryRunner): Promise<void> {
    return runEach(runner, UP);
  }

  down(runner: QueryRunner): Promise<void> {
    return runEach(runner, DOWN);
  }
}
