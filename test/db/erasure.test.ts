import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccountStore } from "../../src/db/accountStore.ts";
import { openDatabase } from "../../src/db/dataSource.ts";
import { openJournal } from "../../src/db/journal/openJournal.ts";

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

describe("erasing a user from the journal on SQLite", () => {
  it("[JR32] leaves no name in any file", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-erasure-"));
    const faults: unknown[] = [];
    const journal = await openJournal({
      databaseUrl: null,
      dataDir,
      migrate: true,
      onError: (error: unknown) => faults.push(error),
    });
    const send = (index: number) =>
      journal.append({
        kind: "message",
        message: {
          id: journal.nextId("message"),
          spaceId: 1,
          chatroomId: null,
          channel: index % 2 ? "space" : "direct",
          from: { userId: 7, name: "Unmistakable Name" },
          recipients: index % 2 ? null : [7, 8],
          message: index % 2 ? "hello" : "Unmistakable Secret",
          type: "text",
          sentAtMs: index,
        },
      });
    await Promise.all(Array.from({ length: 300 }, (_, index) => send(index)));
    assert.ok(await isInAFile(dataDir, "Unmistakable"));
    await journal.eraseUser(7);
    assert.equal(await isInAFile(dataDir, "Unmistakable"), null, "while it is open");
    await journal.close();
    assert.equal(await isInAFile(dataDir, "Unmistakable"), null, "after it was closed");
    assert.deepEqual(faults, []);
    await rm(dataDir, { recursive: true });
  });
});

async function isInAFile(dataDir: string, text: string): Promise<string | null> {
  for (const name of await readdir(dataDir)) {
    if ((await readFile(join(dataDir, name))).includes(text)) return name;
  }
  return null;
}
