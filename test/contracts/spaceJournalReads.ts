import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_READS } from "../../src/db/journal/groupedJournal.ts";
import { MAX_PAGE } from "../../src/db/journal/queries.ts";
import { AppError } from "../../src/errors.ts";
import type { StoredMessage, StoredUse } from "../../src/services/journal/ports.ts";
import { ANN, BOB, chair, EVE, messageEntry, storedUse, useEntry } from "./journalEntries.ts";
import type { JournalSuite } from "./journalSuite.ts";

export function readRules(suite: JournalSuite): void {
  it("[JR14] objects are read back whole, by id, with nobody holding them", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const first = chair({
      id: journal.nextId("object"),
      state: { label: "Grüße ✓ \"quoted\" 'n' \\", open: "on" },
      lockedBy: 7,
    });
    const second = chair({ id: journal.nextId("object"), solid: false, state: {}, x: 0.1 + 0.2, z: -1.5 });
    const held = { ...second, holder: { sessionId: "s", userId: 3 } };
    await journal.append({ kind: "objects", spaceId, objects: [held, first] });
    assert.deepEqual(await journal.loadObjects(spaceId), [first, second]);
    assert.deepEqual(await journal.findObject(second.id), { spaceId, object: second });
    assert.equal(await journal.findObject(2 ** 31 - 1), null);
    assert.equal(await journal.countObjects(spaceId), 2);
    assert.equal(await journal.countObjects(suite.freshSpace()), 0);
  });

  it("[JR14] params, before and after are read back as they were", async () => {
    const { journal } = suite;
    const object = chair({ id: journal.nextId("object") });
    const part = {
      params: { nested: [1, "zwei", null, { deep: [true] }], "key with ' quote": -0.5 },
      before: null,
      after: { x: 1.5, state: { gone: null, kept: "💡" }, holder: null, createdAtMs: 1_700_000_000_001 },
    };
    const entry = useEntry({ id: journal.nextId("tool_use"), spaceId: suite.freshSpace(), ...part }, object);
    const bare = useEntry(
      { id: journal.nextId("tool_use"), spaceId: suite.freshSpace(), params: undefined },
      object,
    );
    await journal.append(entry);
    await journal.append(bare);
    assert.deepEqual(await journal.findUse(entry.use.id), storedUse(entry));
    assert.equal((await journal.findUse(bare.use.id))?.params, null);
    assert.equal(await journal.findUse(2 ** 40), null);
  });

  it("[JR12] space messages are for all, nearby and direct ones for those who got them, chatroom ones elsewhere", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const say = async (part: Partial<StoredMessage>) => {
      const entry = messageEntry({ id: journal.nextId("message"), spaceId, ...part });
      await journal.append(entry);
      return entry.message;
    };
    const open = await say({ sentAtMs: 1 });
    const near = await say({ sentAtMs: 2, channel: "nearby", recipients: [ANN.userId, BOB.userId] });
    const direct = await say({
      sentAtMs: 3,
      channel: "direct",
      from: BOB,
      recipients: [BOB.userId, EVE.userId],
    });
    const nobody = await say({ sentAtMs: 4, from: null, type: "announcement" });
    await say({ sentAtMs: 5, channel: "chatroom", chatroomId: 1 });
    await say({ sentAtMs: 6, spaceId: suite.freshSpace() });
    const seenBy = (readerId: number) =>
      journal.listMessages({ spaceId, readerId, beforeId: null, limit: 10 });
    assert.deepEqual(await seenBy(ANN.userId), [nobody, near, open]);
    assert.deepEqual(await seenBy(BOB.userId), [nobody, direct, near, open]);
    assert.deepEqual(await seenBy(EVE.userId), [nobody, direct, open]);
    assert.deepEqual(await seenBy(99), [nobody, open]);
  });

  it("[JR11] pages of messages follow each other without gap or repetition, newest first", async () => {
    const { journal } = suite;
    const line = fc.record({
      channel: fc.constantFrom("space", "nearby", "direct" as const),
      readers: fc.subarray([ANN.userId, BOB.userId], { minLength: 1 }),
      sentAtMs: fc.integer({ min: 0, max: 5 }),
    });
    const lines = fc.array(line, { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 7 }), async (said, limit) => {
        const spaceId = suite.freshSpace();
        const messages = said.map(
          ({ channel, readers, sentAtMs }) =>
            messageEntry({
              id: journal.nextId("message"),
              spaceId,
              channel,
              sentAtMs,
              recipients: channel === "space" ? null : readers,
            }).message,
        );
        await Promise.all(messages.map((message) => journal.append({ kind: "message", message })));
        const seen = messages.filter(
          ({ recipients }) => recipients === null || recipients.includes(BOB.userId),
        );
        const read = await allPages((beforeId) =>
          journal.listMessages({ spaceId, readerId: BOB.userId, beforeId, limit }),
        );
        assert.deepEqual(
          read,
          seen.sort((a, b) => b.sentAtMs - a.sentAtMs || b.id - a.id),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("[JR11] uses are listed newest first by any mix of user, object, time span (both ends included) and page", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const objects = [0, 1].map(() => chair({ id: journal.nextId("object") }));
    const uses = Array.from({ length: 60 }, (_, n) =>
      useEntry(
        {
          id: journal.nextId("tool_use"),
          spaceId,
          userId: [ANN, BOB, EVE][n % 3]!.userId,
          atMs: 1_000 + Math.floor(n / 4) - (n % 7),
        },
        objects[n % 2]!,
      ),
    );
    await Promise.all(uses.map((entry) => journal.append(entry)));
    const stored = uses.map((entry) => storedUse(entry)).sort((a, b) => b.atMs - a.atMs || b.id - a.id);
    const maybe = <Value>(...values: Value[]) => fc.constantFrom(null, ...values);
    const query = fc.record({
      userId: maybe(ANN.userId, BOB.userId, 99),
      objectId: maybe(...objects.map(({ id }) => id)),
      sinceMs: maybe(999, 1_005),
      untilMs: maybe(1_005, 1_010),
      limit: fc.integer({ min: 1, max: 25 }),
    });
    await fc.assert(
      fc.asyncProperty(query, async (wanted) => {
        const fits = ({ userId, objectId, atMs }: StoredUse) =>
          (wanted.userId ?? userId) === userId &&
          (wanted.objectId ?? objectId) === objectId &&
          atMs >= (wanted.sinceMs ?? 0) &&
          atMs <= (wanted.untilMs ?? Infinity);
        const read = await allPages((beforeId) => journal.listUses({ spaceId, ...wanted, beforeId }));
        assert.deepEqual(read, stored.filter(fits));
      }),
      { numRuns: 40 },
    );
  });

  it("[JR11] a page below an id whose row is gone starts at lower ids; a page of no or too many rows is a mistake", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const ids = [1, 2, 3].map(() => journal.nextId("message"));
    await journal.append(messageEntry({ id: ids[0]!, spaceId }));
    await journal.append(messageEntry({ id: ids[2]!, spaceId }));
    const query = { spaceId, readerId: 1, beforeId: ids[1]!, limit: 10 };
    assert.deepEqual(
      (await journal.listMessages(query)).map(({ id }) => id),
      [ids[0]],
    );
    for (const limit of [0, -1, MAX_PAGE + 1, Number.NaN])
      await assert.rejects(journal.listMessages({ ...query, limit }), RangeError);
  });

  it("[JR13] the latest undoable use is the user's own, still stands and is no undo", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const object = chair({ id: journal.nextId("object") });
    const use = async (part: Partial<StoredUse>) => {
      const entry = useEntry({ id: journal.nextId("tool_use"), spaceId, ...part }, object);
      await journal.append(entry);
      return storedUse(entry);
    };
    const latest = () => journal.latestUndoable(spaceId, ANN.userId);
    assert.equal(await latest(), null);
    const first = await use({ atMs: 1 });
    const second = await use({ atMs: 2 });
    await use({ atMs: 3, userId: BOB.userId });
    await use({ atMs: 4, spaceId: suite.freshSpace() });
    assert.deepEqual(await latest(), second);
    await use({ atMs: 5, undoes: second.id });
    assert.deepEqual(await latest(), first);
    await use({ atMs: 6, undoes: first.id, userId: BOB.userId });
    assert.equal(await latest(), null);
  });

  it("[JR28] more reads at once than the maximum are refused with unavailable and counted", async () => {
    const { journal } = suite;
    const before = journal.stats().refusedReads;
    const reads = Array.from({ length: MAX_READS + 5 }, () => journal.countObjects(1));
    const results = await Promise.allSettled(reads);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    assert.equal(refused.length, 5);
    assert.ok(refused.every((error) => error instanceof AppError && error.code === "unavailable"));
    assert.equal(journal.stats().refusedReads, before + 5);
    assert.equal(await journal.ping(), true);
  });
}

/** Every row, page after page, each below the last id of the one before. */
async function allPages<Row extends { id: number }>(
  pageBelow: (beforeId: number | null) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await pageBelow(rows.at(-1)?.id ?? null);
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}
