import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../src/db/journal/openJournal.ts";
import type { SpaceJournal, StoredUse } from "../../src/services/journal/ports.ts";
import { withPostgres } from "../helpers/postgres.ts";

const ROUNDS = process.env.KILL_ROUNDS === undefined ? null : Number(process.env.KILL_ROUNDS);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
/** The kill comes after one of so many acknowledgements and then, to hit all of a commit, after a moment of up to this. */
const MOST_ACKNOWLEDGED = 3_000;
const LONGEST_MOMENT_MS = 15;

describe(`kill -9 of a process that writes to the journal (KILL_SEED=${SEED})`, () => {
  describe("SQLite", () => {
    let dataDir = "";
    before(async () => {
      dataDir = await mkdtemp(join(tmpdir(), "atrium-kill-"));
    });
    after(() => rm(dataDir, { recursive: true }));
    killRule(() => ({ databaseUrl: null, dataDir }), ROUNDS ?? 5);
  });

  describe("PostgreSQL", () => {
    const database = withPostgres();
    killRule(() => ({ databaseUrl: database.url, dataDir: "" }), ROUNDS ?? 2);
  });
});

interface Place {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

function killRule(place: () => Place, rounds: number): void {
  it(`[JR23] all that was acknowledged is there once, in order and none half-applied, and no id comes again: ${rounds} rounds`, async function () {
    this.timeout(10_000 + rounds * 10_000);
    const random = randomFrom(SEED);
    for (let spaceId = 1; spaceId <= rounds; spaceId++) {
      const kill = {
        after: 1 + Math.floor(random() * MOST_ACKNOWLEDGED),
        momentMs: random() * LONGEST_MOMENT_MS,
      };
      const acknowledged = await writeUntilKilled(place(), spaceId, kill);
      const journal = await openJournal({ ...place(), migrate: false, onError: assert.ifError });
      try {
        await checkMessages(journal, spaceId, acknowledged.message);
        await checkUses(journal, spaceId, acknowledged.use);
      } finally {
        await journal.close();
      }
    }
  });
}

/** Ids that the process printed before it died. */
async function writeUntilKilled(
  { databaseUrl, dataDir }: Place,
  spaceId: number,
  kill: { readonly after: number; readonly momentMs: number },
) {
  const script = join(import.meta.dirname, "journalKill.child.ts");
  const child = spawn(process.execPath, [script, databaseUrl ?? "-", dataDir, String(spaceId)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const acknowledged: Record<string, number[]> = { message: [], use: [] };
  let lines = 0;
  let aimed = false;
  // A last line that the kill cut short has no line feed, and does not count.
  let rest = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    const complete = (rest + chunk).split("\n");
    rest = complete.pop()!;
    for (const line of complete) {
      const [what, id] = line.split(" ") as [string, string];
      acknowledged[what]!.push(Number(id));
      lines += 1;
    }
    if (lines >= kill.after && !aimed) {
      aimed = true;
      setTimeout(() => child.kill("SIGKILL"), kill.momentMs);
    }
  });
  const [, signal] = await closed;
  assert.equal(signal, "SIGKILL", "the process ended by itself");
  return acknowledged as { message: number[]; use: number[] };
}

async function checkMessages(
  journal: SpaceJournal,
  spaceId: number,
  acknowledged: readonly number[],
): Promise<void> {
  const query = { spaceId, readerId: 1, limit: 1_000 };
  const stored = (await allPages((beforeId) => journal.listMessages({ ...query, beforeId }))).map(
    ({ id }) => id,
  );
  assertHolds(stored, acknowledged, "message");
  assert.ok(journal.nextId("message") > Math.max(0, ...stored));
}

async function checkUses(
  journal: SpaceJournal,
  spaceId: number,
  acknowledged: readonly number[],
): Promise<void> {
  const any = { spaceId, userId: null, objectId: null, sinceMs: null, untilMs: null, limit: 1_000 };
  const stored = await allPages((beforeId) => journal.listUses({ ...any, beforeId }));
  assertHolds(
    stored.map(({ id }) => id),
    acknowledged,
    "use",
  );
  assert.ok(journal.nextId("tool_use") > Math.max(0, ...stored.map(({ id }) => id)));
  const objects = new Map((await journal.loadObjects(spaceId)).map((object) => [object.id, object]));
  for (const [objectId, uses] of Map.groupBy(stored.reverse(), (use) => use.objectId)) {
    const numbers = uses.map((use) => (use.params as { n: number }).n);
    assert.deepEqual(numbers, [...numbers.keys()], `uses of object ${objectId} have a hole`);
    const object = objects.get(objectId);
    const { after } = uses.at(-1)!;
    if (after === null) assert.equal(object, undefined, `object ${objectId} outlived its removal`);
    else assert.deepEqual({ x: object?.x, y: object?.y, state: object?.state }, after);
    objects.delete(objectId);
    checkUndos(uses);
  }
  assert.deepEqual([...objects.keys()], [], "objects without a use");
}

function checkUndos(uses: readonly StoredUse[]): void {
  const undoOf = new Map(uses.flatMap(({ id, undoes }) => (undoes === null ? [] : [[undoes, id]])));
  for (const use of uses)
    assert.equal(use.undoneBy, undoOf.get(use.id) ?? null, `use ${use.id} and its undo differ`);
}

function assertHolds(stored: readonly number[], acknowledged: readonly number[], what: string): void {
  assert.equal(new Set(stored).size, stored.length, `a ${what} is there twice`);
  const there = new Set(stored);
  assert.deepEqual(
    acknowledged.filter((id) => !there.has(id)),
    [],
    `an acknowledged ${what} is lost`,
  );
}

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

/** Mulberry32: numbers in [0, 1) from a seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
