import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccountStore } from "../../src/db/accountStore.ts";
import { openDatabase } from "../../src/db/dataSource.ts";

describe("erasing an account on SQLite", () => {
  it("[ST111] leaves the name in no file", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-erasure-"));
    const database = await openDatabase({ url: null, dataDir, migrate: true });
    const accounts = createAccountStore(database);
    const names = Array.from({ length: 200 }, (_, index) => `somebody-${index}-unmistakable`);
    const ids: number[] = [];
    for (const username of names) {
      const user = await accounts.insertUser({
        username,
        displayName: username,
        look: "",
        bio: "",
        email: null,
        role: "user",
        passwordHash: null,
        createdAtMs: 0,
      });
      ids.push(user!.id);
    }
    assert.ok(await isInAFile(dataDir, "unmistakable"));
    for (const id of ids) await accounts.deleteUser(id);
    assert.equal(await isInAFile(dataDir, "unmistakable"), null, "while the server runs");
    await database.close();
    assert.equal(await isInAFile(dataDir, "unmistakable"), null, "after it was closed");
    await rm(dataDir, { recursive: true });
  });
});

async function isInAFile(dataDir: string, text: string): Promise<string | null> {
  for (const name of await readdir(dataDir)) {
    if ((await readFile(join(dataDir, name))).includes(text)) return name;
  }
  return null;
}
