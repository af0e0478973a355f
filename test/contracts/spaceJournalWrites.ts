import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError, type ErrorCode } from "../../src/errors.ts";
import type { JournalEntry } from "../../src/services/journal/ports.ts";
import { ANN, BOB, chair, messageEntry, storedUse, useEntry } from "./journalEntries.ts";
import type { JournalSuite } from "./journalSuite.ts";

export function writeRules(suite: JournalSuite): void {
  it("[JR1] an append resolves when another connection can read the row", async () => {
    const { journal } = suite;
    const id = journal.nextId("message");
    await journal.append(messageEntry({ id, spaceId: suite.freshSpace() }));
    assert.equal((await suite.rows(`SELECT id FROM messages WHERE id = ${id}`)).length, 1);
  });

  it("[JR2] entries are stored and settle in the order of the calls", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const object = chair({ id: journal.nextId("object") });
    const settled: number[] = [];
    const moves = Array.from({ length: 500 }, (_, step) => {
      const entry = useEntry({ id: journal.nextId("tool_use"), spaceId }, { ...object, x: step });
      return journal.append(entry).then(() => settled.push(step));
    });
    await Promise.all(moves);
    assert.deepEqual(settled, [...settled.keys()]);
    assert.equal((await journal.findObject(object.id))?.object.x, 499);
  });

  it("[JR3] an entry that is stored already changes nothing", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const message = messageEntry({ id: journal.nextId("message"), spaceId });
    const object = chair({ id: journal.nextId("object") });
    const seed: JournalEntry = { kind: "objects", spaceId, objects: [object] };
    const first = useEntry({ id: journal.nextId("tool_use"), spaceId }, { ...object, x: 5 });
    const second = useEntry({ id: journal.nextId("tool_use"), spaceId }, { ...object, x: 6 });
    for (const entry of [message, seed, first, second]) await journal.append(entry);
    const changed = { ...message, message: { ...message.message, message: "other words" } };
    await Promise.all([changed, seed, first, first].map((entry) => journal.append(entry)));
    assert.deepEqual(await journal.loadObjects(spaceId), [{ ...object, x: 6 }]);
    const uses = await journal.listUses(anyUse(spaceId));
    assert.deepEqual(uses, [storedUse(second), storedUse(first)]);
    const query = { spaceId, readerId: ANN.userId, beforeId: null, limit: 10 };
    assert.deepEqual(await journal.listMessages(query), [message.message]);
  });

  it("[JR3] a replayed seed does not bring back an object that was taken away", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const object = chair({ id: journal.nextId("object") });
    const seed: JournalEntry = { kind: "objects", spaceId, objects: [object] };
    const removal = useEntry(
      { id: journal.nextId("tool_use"), spaceId, objectId: object.id, action: "remove" },
      null,
    );
    await Promise.all([seed, removal, seed].map((entry) => journal.append(entry)));
    await journal.append(seed);
    assert.deepEqual(await journal.loadObjects(spaceId), []);
  });

  it("[JR15] the last position is the newest by its time, in whatever order it came", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const at = (x: number, atMs: number) => ({ spaceId, userId: ANN.userId, x, y: 1, heading: 0.5, atMs });
    await journal.append({ kind: "positions", positions: [at(1, 100), at(3, 300), at(2, 200)] });
    assert.deepEqual(await journal.lastPosition(spaceId, ANN.userId), at(3, 300));
    await journal.append({ kind: "positions", positions: [at(2, 200)] });
    assert.deepEqual(await journal.lastPosition(spaceId, ANN.userId), at(3, 300));
    await journal.append({ kind: "positions", positions: [at(4, 400)] });
    assert.deepEqual(await journal.lastPosition(spaceId, ANN.userId), at(4, 400));
    assert.equal(await journal.lastPosition(spaceId, BOB.userId), null);
  });

  it("[JR4] an undo marks the use that it took back, in the same commit; the first undo stays", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const object = chair({ id: journal.nextId("object") });
    const move = useEntry({ id: journal.nextId("tool_use"), spaceId }, { ...object, x: 9 });
    const undo = useEntry({ id: journal.nextId("tool_use"), spaceId, undoes: move.use.id }, object);
    const again = useEntry({ id: journal.nextId("tool_use"), spaceId, undoes: move.use.id }, object);
    await Promise.all([move, undo].map((entry) => journal.append(entry)));
    await journal.append(again);
    assert.deepEqual(await journal.findUse(move.use.id), storedUse(move, undo.use.id));
    assert.deepEqual(await journal.findUse(undo.use.id), storedUse(undo));
    assert.deepEqual(await journal.findObject(object.id), { spaceId, object });
  });

  it("[JR5] a use and its object row are stored together or not at all", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const object = chair({ id: journal.nextId("object") });
    const use = useEntry({ id: journal.nextId("tool_use"), spaceId }, { ...object, kind: null as never });
    await assert.rejects(journal.append(use), withCode("invalid"));
    assert.equal(await journal.findUse(use.use.id), null);
    assert.equal(await journal.findObject(object.id), null);
  });

  it("[JR6] an entry that the database refuses costs no other of its batch", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    const entries = Array.from({ length: 100 }, () =>
      messageEntry({ id: journal.nextId("message"), spaceId }),
    );
    const bad = entries[37]!;
    entries[37] = { ...bad, message: { ...bad.message, message: null as never } };
    const before = journal.stats().failedEntries;
    const results = await Promise.allSettled(entries.map((entry) => journal.append(entry)));
    const failed = results.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
    assert.deepEqual(failed, [37]);
    assert.equal(journal.stats().failedEntries, before + 1);
    const stored = await journal.listMessages({ spaceId, readerId: 1, beforeId: null, limit: 200 });
    assert.equal(stored.length, 99);
  });

  it("[JR6] an entry that has no JSON is refused before it reaches the database", async () => {
    const { journal } = suite;
    const object = chair({ id: journal.nextId("object") });
    const entry = useEntry({ id: journal.nextId("tool_use"), spaceId: 1, params: { n: 1n } }, object);
    await assert.rejects(journal.append(entry), withCode("invalid"));
  });

  it("[JR7] too many entries at once are refused with unavailable and counted", async () => {
    const journal = await suite.open({ limits: { maxPendingEntries: 10 } });
    const spaceId = suite.freshSpace();
    const entries = Array.from({ length: 15 }, () =>
      messageEntry({ id: journal.nextId("message"), spaceId }),
    );
    const results = await Promise.allSettled(entries.map((entry) => journal.append(entry)));
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 5);
    assert.ok(refused.every(({ reason }) => withCode("unavailable")(reason)));
    assert.equal(journal.stats().refusedEntries, 5);
    await journal.append(messageEntry({ id: journal.nextId("message"), spaceId }));
    assert.equal(journal.stats().committedEntries, 11);
    assert.equal(journal.stats().pending, 0);
    await journal.close();
  });

  it("[JR8] ids of two open journals never meet, and a clean restart leaves no gap", async () => {
    const left = await suite.open();
    const right = await suite.open();
    const given = [left, right, left, right].map((journal) => journal.nextId("message"));
    assert.equal(new Set(given).size, 4);
    await left.close();
    await right.close();
    const once = await suite.open();
    const last = once.nextId("object");
    await once.close();
    const again = await suite.open();
    assert.equal(again.nextId("object"), last + 1);
    await again.close();
  });

  it("[JR9] an explicit object id is never given, neither by this journal nor after a restart", async () => {
    const journal = await suite.open();
    const spaceId = suite.freshSpace();
    const start = journal.nextId("object");
    assert.ok(start > 1_000, "the first thousand are for explicit ids");
    const explicit = chair({ id: start + 3 });
    await journal.append({ kind: "objects", spaceId, objects: [chair({ id: start + 2 }), explicit] });
    assert.equal(journal.nextId("object"), start + 4);
    await journal.append({ kind: "objects", spaceId, objects: [chair({ id: start + 5_000 })] });
    await journal.close();
    const again = await suite.open();
    assert.ok(again.nextId("object") > start + 5_000);
    await again.close();
  });

  it("[JR20] close stores what is pending and refuses what comes later", async () => {
    const journal = await suite.open();
    const spaceId = suite.freshSpace();
    const entries = Array.from({ length: 300 }, () =>
      messageEntry({ id: journal.nextId("message"), spaceId }),
    );
    const pending = entries.map((entry) => journal.append(entry));
    const closing = journal.close();
    await assert.rejects(journal.append(messageEntry({ id: 1, spaceId })), withCode("unavailable"));
    await assert.rejects(journal.loadObjects(spaceId), withCode("unavailable"));
    await closing;
    assert.throws(() => journal.nextId("message"), withCode("unavailable"));
    await Promise.all(pending);
    assert.equal(await journal.ping(), false);
    assert.equal((await suite.rows(`SELECT id FROM messages WHERE space_id = ${spaceId}`)).length, 300);
  });

  it("[JR26] settled resolves when everything appended before is stored", async () => {
    const { journal } = suite;
    const spaceId = suite.freshSpace();
    for (let n = 0; n < 50; n++)
      void journal.append(messageEntry({ id: journal.nextId("message"), spaceId }));
    assert.equal(journal.stats().pending, 50);
    await journal.settled();
    assert.equal(journal.stats().pending, 0);
    assert.equal((await suite.rows(`SELECT id FROM messages WHERE space_id = ${spaceId}`)).length, 50);
  });

  it("[JR2] [JR3] [JR4] any series of uses, undos, removals and replays leaves what a model says", async function () {
    this.timeout(60_000);
    const { journal } = suite;
    const choice = fc.record({
      what: fc.constantFrom("place", "move", "remove", "undo", "replay" as const),
      object: fc.nat(2),
      x: fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => !Object.is(x, -0)),
      pick: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(choice, { minLength: 1, maxLength: 40 }), async (choices) => {
        const spaceId = suite.freshSpace();
        const objectIds = [0, 1, 2].map(() => journal.nextId("object"));
        const objects = new Map<number, ReturnType<typeof chair>>();
        const uses: ReturnType<typeof useEntry>[] = [];
        const undoneBy = new Map<number, number>();
        const appended: Promise<void>[] = [];
        for (const { what, object, x, pick } of choices) {
          const target = uses.length > 0 ? uses[pick % uses.length]! : null;
          if (what === "replay") {
            if (target) appended.push(journal.append(target));
            continue;
          }
          const id = objectIds[object]!;
          const next = what === "remove" ? null : chair({ id, x });
          const undoes = what === "undo" && target ? target.use.id : null;
          const entry = useEntry({ id: journal.nextId("tool_use"), spaceId, objectId: id, undoes }, next);
          if (undoes !== null && !undoneBy.has(undoes)) undoneBy.set(undoes, entry.use.id);
          if (next) objects.set(id, next);
          else objects.delete(id);
          uses.push(entry);
          appended.push(journal.append(entry));
        }
        await Promise.all(appended);
        assert.deepEqual(
          await journal.loadObjects(spaceId),
          [...objects.values()].sort((a, b) => a.id - b.id),
        );
        const expected = uses.map((entry) => storedUse(entry, undoneBy.get(entry.use.id) ?? null)).reverse();
        assert.deepEqual(await journal.listUses(anyUse(spaceId)), expected);
      }),
      { numRuns: 30 },
    );
  });
}

function anyUse(spaceId: number) {
  return { spaceId, userId: null, objectId: null, sinceMs: null, untilMs: null, beforeId: null, limit: 100 };
}

function withCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code;
}
