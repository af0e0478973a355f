import assert from "node:assert/strict";
import { IdBlocks } from "../../../src/db/journal/idBlocks.ts";
import { AppError } from "../../../src/errors.ts";
import type { IdKind } from "../../../src/services/journal/ports.ts";

describe("IdBlocks", () => {
  it("[JR10] fetches the next block when less than half is left, and runs over into it without a gap", async () => {
    const source = counter();
    const ids = blocks(source);
    await ids.open();
    assert.deepEqual(source.sizes.object, [200]);
    const given = take(ids, 99);
    assert.equal(source.sizes.object.length, 1);
    given.push(...take(ids, 2));
    assert.equal(source.sizes.object.length, 2);
    await source.arrived();
    given.push(...take(ids, 199));
    assert.deepEqual(
      given,
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
  });

  it("[JR10] refuses with unavailable when the next block has not arrived, and gives ids again afterwards", async () => {
    const source = counter();
    const ids = blocks(source);
    await ids.open();
    take(ids, 200);
    assert.throws(
      () => ids.next("object"),
      (error) => error instanceof AppError && error.code === "unavailable",
    );
    await source.arrived();
    assert.equal(ids.next("object"), 201);
  });

  it("[JR10] many at once wait for the blocks that they need, and for none when there are none to come", async () => {
    const source = counter();
    const ids = blocks(source);
    await ids.open();
    take(ids, 150);
    assert.deepEqual(
      await ids.many("object", 1_000),
      Array.from({ length: 1_000 }, (_, index) => 151 + index),
    );
    assert.deepEqual(await ids.many("object", 0), []);
    source.fail = true;
    await assert.rejects(ids.many("message", 100_000), /away/);
    await ids.drain();
    await assert.rejects(ids.many("object", 1), AppError);
  });

  it("[JR10] asks again after a block could not be fetched", async () => {
    const source = counter();
    const errors: unknown[] = [];
    const ids = new IdBlocks({ reserve: source.reserve, onError: (error) => errors.push(error) });
    await ids.open();
    source.fail = true;
    take(ids, 101);
    await source.arrived();
    assert.equal(errors.length, 1);
    source.fail = false;
    take(ids, 1);
    await source.arrived();
    assert.equal(take(ids, 98 + 100).at(-1), 300);
  });

  it("[JR10] takes larger blocks while they are used up fast, and never larger than 64 first blocks", async () => {
    const source = counter();
    const clock = { nowMs: 0 };
    const ids = new IdBlocks({ reserve: source.reserve, onError: assert.ifError, nowMs: () => clock.nowMs });
    await ids.open();
    for (let round = 0; round < 200; round++) {
      take(ids, 100);
      await source.arrived();
    }
    assert.deepEqual(source.sizes.object.slice(0, 3), [200, 400, 800]);
    assert.equal(Math.max(...source.sizes.object), 200 * 64);
  });

  it("[JR9] never gives an id up to the highest explicit one", async () => {
    const source = counter();
    const ids = blocks(source);
    await ids.open();
    ids.skipTo("object", 50);
    assert.equal(ids.next("object"), 51);
    ids.skipTo("object", 20);
    assert.equal(ids.next("object"), 52);
  });

  it("[JR8] gives back what is left, the latest block first, and no id afterwards", async () => {
    const source = counter();
    const ids = blocks(source);
    await ids.open();
    take(ids, 150);
    const left = await ids.drain();
    assert.deepEqual(
      left.filter(({ kind }) => kind === "object").map(({ block }) => block),
      [
        { next: 201, end: 601 },
        { next: 151, end: 201 },
      ],
    );
    assert.throws(() => ids.next("object"), AppError);
  });
});

function blocks(source: ReturnType<typeof counter>): IdBlocks {
  return new IdBlocks({ reserve: source.reserve, onError: (error) => assert.ok(source.fail, String(error)) });
}

function take(ids: IdBlocks, count: number): number[] {
  return Array.from({ length: count }, () => ids.next("object"));
}

/** Blocks one after another from 1, as a database gives them. */
function counter() {
  const next: Record<IdKind, number> = { message: 1, tool_use: 1, object: 1 };
  const sizes: Record<IdKind, number[]> = { message: [], tool_use: [], object: [] };
  const source = {
    sizes,
    fail: false,
    reserve: async (kind: IdKind, size: number) => {
      sizes[kind].push(size);
      if (source.fail) throw new Error("away");
      next[kind] += size;
      return { next: next[kind] - size, end: next[kind] };
    },
    /** Resolves after everything that a reservation set off. */
    arrived: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  return source;
}
