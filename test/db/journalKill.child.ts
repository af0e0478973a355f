/**
 * A process that appends messages and uses as fast as it can until it is killed, and prints `message <id>` or
 * `use <id>` for each that was acknowledged. Arguments: database URL or "-", data folder, space id.
 */
import type { SpaceObject } from "../../src/core/sim/types.ts";
import { openJournal } from "../../src/db/journal/openJournal.ts";
import type { IdKind, StoredUse } from "../../src/services/journal/ports.ts";
import { chair, messageEntry, useEntry } from "../contracts/journalEntries.ts";

const LANES = 12;
/** Entries of a lane under way at once: while one batch is acknowledged the next is being written. */
const UNDER_WAY = 10;

const [databaseUrl, dataDir, space] = process.argv.slice(2) as [string, string, string];
const spaceId = Number(space);
const journal = await openJournal({
  databaseUrl: databaseUrl === "-" ? null : databaseUrl,
  dataDir,
  migrate: true,
  onError: (error) => console.error(error),
});
await Promise.all(Array.from({ length: LANES }, (_, lane) => (lane % 3 === 0 ? talk() : act())));

async function talk(): Promise<never> {
  const window = slidingWindow();
  for (;;) {
    const id = await freshId("message");
    await window(journal.append(messageEntry({ id, spaceId })).then(() => acknowledge("message", id)));
  }
}

/** Places an object, moves it, takes moves back, removes it, places it again … `params.n` counts the lane's uses. */
async function act(): Promise<never> {
  const window = slidingWindow();
  const objectId = await freshId("object");
  let previous = 0;
  for (let n = 0; ; n++) {
    const id = await freshId("tool_use");
    const object = n % 7 === 6 ? null : chair({ id: objectId, x: n, y: n / 2, state: { n: String(n) } });
    const undoes = n % 7 === 3 ? previous : null;
    const part: Partial<StoredUse> = { objectId, params: { n }, after: sideOf(object), undoes, atMs: n };
    const appended = journal.append(useEntry({ id, spaceId, ...part }, object));
    await window(appended.then(() => acknowledge("use", id)));
    previous = id;
  }
}

/** Takes one more promise; waits for the oldest when there are too many. */
function slidingWindow(): (done: Promise<void>) => Promise<void> {
  const open: Promise<void>[] = [];
  return async (done) => {
    open.push(done);
    if (open.length >= UNDER_WAY) await open.shift();
  };
}

function sideOf(object: SpaceObject | null) {
  return object && { x: object.x, y: object.y, state: object.state };
}

/** Ids come in blocks: one that takes them faster than they arrive waits. */
async function freshId(kind: IdKind): Promise<number> {
  for (;;) {
    try {
      return journal.nextId(kind);
    } catch {
      await journal.ping();
    }
  }
}

function acknowledge(what: "message" | "use", id: number): void {
  process.stdout.write(`${what} ${id}\n`);
}
