import assert from "node:assert/strict";
import { ERASE_STEP_ROWS } from "../../src/db/journal/backend.ts";
import type { JournalEntry } from "../../src/services/journal/ports.ts";
import { ANN, BOB, chair, EVE, messageEntry, storedUse, useEntry } from "./journalEntries.ts";
import type { JournalSuite } from "./journalSuite.ts";

const MORE_THAN_A_STEP = ERASE_STEP_ROWS + 50;

export function erasureRules(suite: JournalSuite): void {
  it("[JR16] an erased space leaves no row, however many there were, and other spaces stay", async () => {
    const { journal } = suite;
    const [gone, kept] = [suite.freshSpace(), suite.freshSpace()];
    for (const spaceId of [gone, kept]) await fill(suite, spaceId, spaceId === gone ? MORE_THAN_A_STEP : 3);
    await journal.eraseSpace(gone);
    assert.deepEqual(await rowsOfSpace(suite, gone), {
      messages: 0,
      message_readers: 0,
      tool_uses: 0,
      objects: 0,
      positions: 0,
    });
    assert.deepEqual(await rowsOfSpace(suite, kept), {
      messages: 3,
      message_readers: 6,
      tool_uses: 3,
      objects: 3,
      positions: 1,
    });
    const orphans = await suite.rows(
      "SELECT use_id FROM use_mentions WHERE use_id NOT IN (SELECT id FROM tool_uses)",
    );
    assert.deepEqual(orphans, []);
    await journal.eraseSpace(gone);
  });

  it("[JR17] after an erasure nothing names the user: messages lose their sender, direct ones and positions go, uses stay with user 0", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const user = { userId: 100_000 + spaceId, name: "Zoë" };
    const message = (part: object) => messageEntry({ id: journal.nextId("message"), spaceId, ...part });
    const open = message({ from: user });
    const near = message({ from: user, channel: "nearby", recipients: [user.userId, BOB.userId] });
    const heard = message({ from: BOB, channel: "nearby", recipients: [BOB.userId, user.userId] });
    const written = message({ from: user, channel: "direct", recipients: [user.userId, BOB.userId] });
    const got = message({ from: BOB, channel: "direct", recipients: [BOB.userId, user.userId] });
    const placed = chair({ id: journal.nextId("object"), createdBy: user.userId, lockedBy: user.userId });
    const own = useEntry(
      {
        id: journal.nextId("tool_use"),
        spaceId,
        userId: user.userId,
        before: null,
        after: { createdBy: user.userId, lockedBy: user.userId, holder: user.userId },
      },
      placed,
    );
    const others = useEntry(
      {
        id: journal.nextId("tool_use"),
        spaceId,
        userId: EVE.userId,
        before: { lockedBy: user.userId, holder: user.userId },
        after: { lockedBy: EVE.userId, createdBy: user.userId },
      },
      { ...placed, lockedBy: user.userId },
    );
    const stood = { spaceId, userId: user.userId, x: 1, y: 1, heading: 0, atMs: 1 };
    const entries: JournalEntry[] = [
      open,
      near,
      heard,
      written,
      got,
      own,
      others,
      { kind: "positions", positions: [stood] },
    ];
    await Promise.all(entries.map((entry) => journal.append(entry)));

    await journal.eraseUser(user.userId);

    const seen = await journal.listMessages({ spaceId, readerId: BOB.userId, beforeId: null, limit: 10 });
    assert.deepEqual(seen, [
      { ...heard.message, recipients: [BOB.userId] },
      { ...near.message, from: null, recipients: [BOB.userId] },
      { ...open.message, from: null },
    ]);
    assert.deepEqual(await journal.findUse(own.use.id), {
      ...storedUse(own),
      userId: 0,
      after: { createdBy: 0, lockedBy: 0, holder: null },
    });
    assert.deepEqual(await journal.findUse(others.use.id), {
      ...storedUse(others),
      before: { lockedBy: 0, holder: null },
      after: { lockedBy: EVE.userId, createdBy: 0 },
    });
    assert.deepEqual(await journal.loadObjects(spaceId), [{ ...placed, createdBy: 0, lockedBy: 0 }]);
    assert.equal(await journal.lastPosition(spaceId, user.userId), null);
    assert.deepEqual(await journal.exportUser(user.userId), { messages: [], uses: [], positions: [] });
    await assertNowhere(suite, user);
  });

  it("[JR17] an erasure takes as many steps as it needs, and erasing nobody changes nothing", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const user = { userId: 100_000 + spaceId, name: "Yann" };
    await fill(suite, spaceId, MORE_THAN_A_STEP, user);
    await journal.eraseUser(0);
    assert.equal((await journal.exportUser(user.userId)).uses.length, MORE_THAN_A_STEP);
    await journal.eraseUser(user.userId);
    await assertNowhere(suite, user);
    assert.equal((await rowsOfSpace(suite, spaceId)).tool_uses, MORE_THAN_A_STEP);
  });

  it("[JR18] an export holds what the user sent, received, used and where they stood, by id, and nothing of others", async () => {
    const { journal } = suite;
    const [here, there] = [suite.freshSpace(), suite.freshSpace()];
    const user = { userId: 100_000 + here, name: "Xaver" };
    const message = (part: object) => messageEntry({ id: journal.nextId("message"), spaceId: here, ...part });
    const messages = [
      message({ from: user }),
      message({ from: BOB, channel: "direct", recipients: [BOB.userId, user.userId] }),
      message({ from: user, channel: "nearby", recipients: [user.userId, BOB.userId], spaceId: there }),
      message({ from: user, channel: "chatroom", chatroomId: 4, spaceId: null }),
    ];
    const foreign = [
      message({ from: BOB }),
      message({ from: BOB, channel: "direct", recipients: [BOB.userId, EVE.userId] }),
    ];
    const object = chair({ id: journal.nextId("object") });
    const uses = [here, there].map((spaceId) =>
      useEntry({ id: journal.nextId("tool_use"), spaceId, userId: user.userId }, object),
    );
    const positions = [here, there].map((spaceId) => ({
      spaceId,
      userId: user.userId,
      x: 1,
      y: 2,
      heading: 3,
      atMs: 4,
    }));
    const entries: JournalEntry[] = [...messages, ...foreign, ...uses, { kind: "positions", positions }];
    await Promise.all(entries.map((entry) => journal.append(entry)));
    assert.deepEqual(await journal.exportUser(user.userId), {
      messages: messages.map((entry) => entry.message),
      uses: uses.map((entry) => storedUse(entry)),
      positions,
    });
  });

  it("[JR18] an export of more than a page is whole", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const user = { userId: 100_000 + spaceId, name: "Wim" };
    const ids = Array.from({ length: 2_100 }, (_, n) => {
      const id = journal.stats().pending + 5_000_000 + spaceId * 10_000;
      const sent = n % 2 === 0;
      const part = sent
        ? { from: user }
        : { from: BOB, channel: "direct" as const, recipients: [BOB.userId, user.userId] };
      void journal.append(messageEntry({ id, spaceId, sentAtMs: n % 3, ...part }));
      return id;
    });
    await journal.settled();
    const { messages } = await journal.exportUser(user.userId);
    assert.deepEqual(
      messages.map(({ id }) => id),
      ids,
    );
  });

  it("[JR19] a sweep deletes the messages sent before a time, with their readers, and says how many", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const old = Array.from({ length: MORE_THAN_A_STEP }, (_, n) =>
      messageEntry({
        id: journal.nextId("message"),
        spaceId,
        sentAtMs: -2_000 + (n % 2),
        channel: "nearby",
        recipients: [ANN.userId, BOB.userId],
      }),
    );
    const young = messageEntry({ id: journal.nextId("message"), spaceId, sentAtMs: -1_000 });
    await Promise.all([...old, young].map((entry) => journal.append(entry)));
    assert.equal(await journal.sweepMessages(-1_000), MORE_THAN_A_STEP);
    const left = await journal.listMessages({ spaceId, readerId: ANN.userId, beforeId: null, limit: 10 });
    assert.deepEqual(left, [young.message]);
    assert.equal((await rowsOfSpace(suite, spaceId)).message_readers, 0);
    assert.equal(await journal.sweepMessages(-1_000), 0);
  });
}

/** `count` nearby messages, uses that name Eve and objects in a space, and one position, all by `user`. */
async function fill(suite: JournalSuite, spaceId: number, count: number, user = ANN): Promise<void> {
  const { journal } = suite;
  for (let n = 0; n < count; n++) {
    const message = { channel: "nearby" as const, from: user, recipients: [user.userId, BOB.userId] };
    const object = chair({ id: await freshId(suite, "object"), createdBy: user.userId });
    const after = { lockedBy: EVE.userId };
    void journal.append(messageEntry({ id: await freshId(suite, "message"), spaceId, ...message }));
    void journal.append(
      useEntry({ id: await freshId(suite, "tool_use"), spaceId, userId: user.userId, after }, object),
    );
  }
  await journal.append({
    kind: "positions",
    positions: [{ spaceId, userId: user.userId, x: 0, y: 0, heading: 0, atMs: 1 }],
  });
}

/** Ids come in blocks: a loop that takes many at once waits for the next one. */
async function freshId({ journal }: JournalSuite, kind: "message" | "tool_use" | "object"): Promise<number> {
  for (;;) {
    try {
      return journal.nextId(kind);
    } catch {
      await journal.settled();
      await journal.ping();
    }
  }
}

async function rowsOfSpace(suite: JournalSuite, spaceId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ["messages", "message_readers", "tool_uses", "objects", "positions"])
    counts[table] = (await suite.rows(`SELECT 1 FROM ${table} WHERE space_id = ${spaceId}`)).length;
  return counts;
}

/** No column of any table holds the user's id as itself or inside JSON, or the name. */
async function assertNowhere(suite: JournalSuite, user: { userId: number; name: string }): Promise<void> {
  const found: string[] = [];
  for (const table of ["messages", "message_readers", "tool_uses", "use_mentions", "objects", "positions"])
    for (const row of await suite.rows(`SELECT * FROM ${table}`)) {
      const text = JSON.stringify(row);
      if (new RegExp(`\\b${user.userId}\\b`).test(text) || text.includes(user.name))
        found.push(`${table}: ${text}`);
    }
  assert.deepEqual(found, []);
}
