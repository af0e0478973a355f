import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMigration } from "../../src/cli/createMigration.ts";
import { AppError } from "../../src/errors.ts";

const NOW_MS = 1_900_000_000_000;

describe("create-migration", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-create-"));
    await cp(join(import.meta.dirname, "../../src/db/migrations"), folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("[ST108] writes a step for both databases that the lists then hold, newest last", async () => {
    const names = ["addUserFlags", "index-the-audit-log", "third step"];
    for (const [n, name] of names.entries()) await createMigration({ name, folder, nowMs: NOW_MS + n });
    for (const set of ["sqlite", "postgres"]) {
      const list: Record<string, (new () => { name: string })[]> = await import(join(folder, set, "list.ts"));
      const latest = (list[`${set}Migrations`] ?? []).slice(-3).map((Migration) => new Migration().name);
      assert.deepEqual(latest, [
        `AddUserFlags${NOW_MS}`,
        `IndexTheAuditLog${NOW_MS + 1}`,
        `ThirdStep${NOW_MS + 2}`,
      ]);
      const lines = (await readFile(join(folder, set, "list.ts"), "utf8")).split("\n");
      assert.ok(lines.every((line) => line.startsWith(" *") || line.length <= 110));
    }
  });

  it("[ST109] refuses a name that is taken or makes no identifier, and then writes nothing", async () => {
    const refused = (name: string, code: string) =>
      assert.rejects(
        createMigration({ name, folder, nowMs: NOW_MS }),
        (error) => error instanceof AppError && error.code === code,
      );
    const before = await readFile(join(folder, "sqlite/list.ts"), "utf8");
    for (const name of ["", "../evil", "1st", 'a";x', "x".repeat(61)]) await refused(name, "invalid");
    await refused("operations", "conflict");
    assert.equal(await readFile(join(folder, "sqlite/list.ts"), "utf8"), before);
  });
});
