import assert from "node:assert/strict";
import { GroupCommit, type GroupCommitOptions } from "../../src/db/groupCommit.ts";
import { AppError } from "../../src/errors.ts";

class Away extends Error {}
/** The answer to a commit is lost. */
class Unanswered extends Away {}

describe("GroupCommit", () => {
  it("[JR27] commits a lone entry at once and what arrives meanwhile together", async () => {
    const store = controlledStore();
    const group = groupOver(store);
    const first = group.append("a");
    await store.asked();
    const later = ["b", "c", "d"].map((entry) => group.append(entry));
    assert.deepEqual(store.batches, [["a"]]);
    store.answer();
    await first;
    await store.asked();
    assert.deepEqual(store.batches, [["a"], ["b", "c", "d"]]);
    store.answer();
    await Promise.all(later);
    assert.equal(group.stats().commits, 2);
    assert.equal(group.stats().committedEntries, 4);
  });

  it("[JR27] puts what is appended in one go into one commit, at most a batch of entries and of bytes", async () => {
    const byCount = instantStore();
    const counted = groupOver(byCount, { maxBatchEntries: 3 });
    await Promise.all(["a", "b", "c", "d"].map((entry) => counted.append(entry)));
    assert.deepEqual(byCount.batches, [["a", "b", "c"], ["d"]]);
    const bySize = instantStore();
    const sized = groupOver(bySize, { maxBatchBytes: 100 });
    await Promise.all(["a", "b", "c"].map((entry) => sized.append(entry, 80)));
    assert.deepEqual(bySize.batches, [["a", "b"], ["c"]]);
  });

  it("[JR27] rests between commits where it is asked to, but neither before a lone entry nor with a full batch waiting", async () => {
    const store = instantStore();
    const { clock, group } = watched(store, { restMs: 10, maxBatchEntries: 2 });
    await group.append("a");
    assert.equal(clock.nowMs, 0);
    await group.append("b");
    assert.equal(clock.nowMs, 10);
    clock.nowMs = 17;
    await Promise.all(["c", "d", "e"].map((entry) => group.append(entry)));
    assert.equal(clock.nowMs, 27);
    assert.deepEqual(store.batches, [["a"], ["b"], ["c", "d"], ["e"]]);
  });

  it("[JR2] settles entries in the order of the calls", async () => {
    const group = groupOver(instantStore(), { maxBatchEntries: 2 });
    const order: string[] = [];
    const entries = [..."abcdefg"];
    await Promise.all(entries.map((entry) => group.append(entry).then(() => order.push(entry))));
    assert.deepEqual(order, entries);
  });

  it("[JR6] stores every entry of a batch but the one that is refused for its data, in order", async () => {
    const store = instantStore((batch) => (batch.includes("bad") ? new Error("bad data") : null));
    const { errors, group } = watched(store);
    const entries = ["a", "b", "bad", "c", "d", "e"];
    const results = await Promise.allSettled(entries.map((entry) => group.append(entry)));
    assert.deepEqual(
      results.map(({ status }) => status === "fulfilled"),
      [true, true, false, true, true, true],
    );
    assert.deepEqual(store.stored, ["a", "b", "c", "d", "e"]);
    const [refused] = results.filter((result) => result.status === "rejected");
    assert.ok(refused?.reason instanceof AppError && refused.reason.code === "invalid");
    assert.equal(group.stats().failedEntries, 1);
    assert.equal(errors.length, 1);
  });

  it("[JR7] refuses what is too much by count or by bytes, counts it, and takes entries again afterwards", async () => {
    const store = controlledStore();
    const group = groupOver(store, { maxPendingEntries: 3, maxPendingBytes: 100 });
    const taken = [group.append("a", 40), group.append("b", 40)];
    const tooBig = assert.rejects(group.append("big", 21), isUnavailable);
    taken.push(group.append("c", 20));
    const tooMany = assert.rejects(group.append("d", 0), isUnavailable);
    assert.deepEqual(pick(group.stats()), { pending: 3, pendingBytes: 100, refusedEntries: 2 });
    await store.asked();
    store.answer();
    await Promise.all([...taken, tooBig, tooMany]);
    const after = group.append("e", 100);
    await store.asked();
    store.answer();
    await after;
    assert.deepEqual(pick(group.stats()), { pending: 0, pendingBytes: 0, refusedEntries: 2 });
  });

  it("[JR24] sends a batch again while the store is away, and tells of the outage once", async () => {
    let failures = 3;
    const store = instantStore(() => (failures-- > 0 ? new Away() : null));
    const { errors, group } = watched(store);
    await Promise.all([group.append("a"), group.append("b")]);
    assert.deepEqual(store.stored, ["a", "b"]);
    assert.equal(store.batches.length, 4);
    assert.equal(errors.length, 1);
  });

  it("[JR25] refuses with unavailable once the store stayed away too long; later batches get one try until it is back", async () => {
    let away = true;
    const store = instantStore(() => (away ? new Away() : null));
    const { clock, group } = watched(store);
    await assert.rejects(group.append("a"), isUnavailable);
    assert.ok(clock.nowMs >= 4_000 && clock.nowMs <= 5_000, `tried for ${clock.nowMs} ms`);
    const tries = store.batches.length;
    await assert.rejects(group.append("b"), isUnavailable);
    assert.equal(store.batches.length, tries + 1);
    away = false;
    await group.append("c");
    assert.deepEqual(store.stored, ["c"]);
    assert.equal(group.stats().failedEntries, 2);
  });

  it("[JR33] sends a batch that may have been stored again until it is known, however long; what came after it is refused", async () => {
    let tries = 0;
    const store = instantStore(() => {
      tries += 1;
      if (tries > 40) return null;
      return tries === 1 ? new Unanswered() : new Away();
    });
    const { clock, errors, group } = watched(store, {
      isOutcomeUnknown: (error) => error instanceof Unanswered,
    });
    const doubtful = group.append("a");
    while (tries < 35) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(clock.nowMs > 5_000, `tried for ${clock.nowMs} ms`);
    await assert.rejects(group.append("b"), isUnavailable);
    await doubtful;
    await group.append("c");
    assert.deepEqual(store.stored, ["a", "c"]);
    assert.equal(errors.length, 1);
  });

  it("[JR33] gives up on it when it is closed", async () => {
    const store = instantStore(() => new Unanswered());
    const { group } = watched(store, { isOutcomeUnknown: () => true });
    const doubtful = assert.rejects(group.append("a"), isUnavailable);
    await Promise.all([group.close(), doubtful]);
  });

  it("[JR26] settled waits for what was appended before and not for what came after", async () => {
    const store = controlledStore();
    const group = groupOver(store);
    await group.settled();
    const first = group.append("a");
    await store.asked();
    let settled = false;
    const waiting = group.settled().then(() => (settled = true));
    const second = group.append("b");
    await Promise.resolve();
    assert.equal(settled, false);
    store.answer();
    await first;
    await waiting;
    assert.equal(group.stats().pending, 1);
    await store.asked();
    store.answer();
    await second;
  });

  it("[JR20] close refuses new entries and waits for the pending ones", async () => {
    const store = controlledStore();
    const group = groupOver(store);
    const pending = group.append("a");
    const closing = group.close();
    await assert.rejects(group.append("b"), isUnavailable);
    await store.asked();
    store.answer();
    await closing;
    await pending;
    assert.deepEqual(store.batches, [["a"]]);
  });
});

interface Store {
  readonly batches: string[][];
  commit(batch: readonly string[]): Promise<void>;
}

/** Answers each commit when told. */
function controlledStore() {
  const batches: string[][] = [];
  const calls: (() => void)[] = [];
  let seen: (() => void) | null = null;
  return {
    batches,
    commit: (batch: readonly string[]) =>
      new Promise<void>((resolve) => {
        batches.push([...batch]);
        calls.push(resolve);
        seen?.();
      }),
    /** Resolves when a commit waits for its answer. */
    asked: () => (calls.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => (seen = resolve))),
    answer: () => calls.shift()!(),
  };
}

/** Answers at once; `refusal` says with which error. */
function instantStore(refusal: (batch: readonly string[]) => Error | null = () => null) {
  const batches: string[][] = [];
  const stored: string[] = [];
  const commit = async (batch: readonly string[]) => {
    batches.push([...batch]);
    const error = refusal(batch);
    if (error) throw error;
    stored.push(...batch);
  };
  return { batches, stored, commit };
}

function groupOver(store: Store, options: Partial<GroupCommitOptions<string>> = {}): GroupCommit<string> {
  return new GroupCommit<string>({
    commit: store.commit,
    isStoreAway: (error) => error instanceof Away,
    onError: () => undefined,
    ...options,
  });
}

/** A group whose waits pass at once on a clock of its own. */
function watched(store: Store, options: Partial<GroupCommitOptions<string>> = {}) {
  const errors: unknown[] = [];
  const clock = { nowMs: 0 };
  const wait = (delayMs: number) => {
    clock.nowMs += delayMs;
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
  const group = groupOver(store, {
    onError: (error) => errors.push(error),
    nowMs: () => clock.nowMs,
    wait,
    ...options,
  });
  return { errors, clock, group };
}

function pick({ pending, pendingBytes, refusedEntries }: ReturnType<GroupCommit<string>["stats"]>) {
  return { pending, pendingBytes, refusedEntries };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === "unavailable";
}
