import type { QueryRunner } from "typeorm";

/** Runs statements one after the other on the migration's own connection. @throws the first error. */
export async function runEach(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement);
}
