/** Worlds and experiences beside the journal: the same database and threads, a queue of their own. */
import type { StoredWorld, WorldRecord, WorldStore } from "../../services/worlds/storePorts.ts";
import { toNumber } from "../columns.ts";
import { GroupCommit } from "../groupCommit.ts";
import type { JournalBackend } from "../journal/backend.ts";
import { assignments, type Fragment, joined, listOf, sql, whole } from "../sql.ts";
import { experiences } from "./experiences.ts";
import { type Runner, runnerOver } from "./runner.ts";

export interface WorldStoreOptions {
  /** Told of outages and of worlds that the database refused. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Bounds of the queue. Default 2,000 worlds, 32 MiB. */
  readonly limits?: undefined | { readonly maxPendingEntries?: number; readonly maxPendingBytes?: number };
}

interface RecordRow {
  readonly id: string;
  readonly owner_id: number | null;
  readonly label: string | null;
  readonly name: string;
  readonly prompt: string;
  readonly created_at_ms: number | string;
}

interface WorldRow extends RecordRow {
  readonly blueprint: Uint8Array;
  readonly meta: Uint8Array;
}

const RECORD = sql`id, owner_id, label, name, prompt, created_at_ms`;
/** A commit stays short, because the journal's next one waits for it. */
const MAX_BATCH = { maxBatchEntries: 100, maxBatchBytes: 1024 * 1024 } as const;
/** Under load a commit every 10 ms takes all that came since: it costs a third of commits back to back. */
const REST_MS = 10;
const MAX_PENDING = { maxPendingEntries: 2_000, maxPendingBytes: 32 * 1024 * 1024 } as const;

/** The store on a journal's backend, which whoever opened it closes: after {@link WorldStore.settled}. */
export function createWorldStore(
  backend: JournalBackend,
  { onError, limits }: WorldStoreOptions,
): WorldStore {
  const commits = new GroupCommit<StoredWorld>({
    name: "world store",
    commit: async (worlds) => void (await backend.transact([insertionOf(worlds)])),
    isStoreAway: (error) => backend.isStoreAway(error),
    onError,
    ...MAX_BATCH,
    restMs: REST_MS,
    ...MAX_PENDING,
    ...limits,
  });
  const run = runnerOver(backend);
  return {
    insertWorld: (world) => commits.append(world, world.blueprint.length + world.meta.length),
    settled: () => commits.settled(),
    stats: () => commits.stats(),
    ...worlds(run),
    ...experiences(run),
  };
}

type WorldPart = "findWorld" | "findRecord" | "listWorlds" | "countOwnedBy" | "deleteWorld" | "disownWorld";

function worlds({ select, transact }: Runner): Pick<WorldStore, WorldPart> {
  return {
    async findWorld(id) {
      const [row] = await select<WorldRow>(
        sql`SELECT ${RECORD}, blueprint, meta FROM worlds WHERE id = ${id}`,
      );
      return row ? { ...toRecord(row), blueprint: toBuffer(row.blueprint), meta: toBuffer(row.meta) } : null;
    },
    async findRecord(id) {
      const [row] = await select<RecordRow>(sql`SELECT ${RECORD} FROM worlds WHERE id = ${id}`);
      return row ? toRecord(row) : null;
    },
    async listWorlds({ userId, mine, after, limit }) {
      const shown = mine
        ? sql`owner_id = ${userId}`
        : sql`(owner_id = ${userId} OR id IN (SELECT world_id FROM experiences))`;
      const older = after ? sql`AND (created_at_ms, id) < (${whole(after.createdAtMs)}, ${after.id})` : sql``;
      const rows = await select<RecordRow>(
        sql`SELECT ${RECORD} FROM worlds WHERE ${shown} ${older} ORDER BY created_at_ms DESC, id DESC LIMIT ${limit}`,
      );
      return rows.map(toRecord);
    },
    async countOwnedBy(userId) {
      const [row] = await select<{ n: number | string }>(
        sql`SELECT count(*) AS n FROM worlds WHERE owner_id = ${userId}`,
      );
      return toNumber(row!.n);
    },
    async deleteWorld(id) {
      return (await transact([sql`DELETE FROM worlds WHERE ${unpublished(id)} RETURNING id`])).length > 0;
    },
    async disownWorld(id, contents) {
      const columns = { owner_id: null, label: null, ...contents };
      const disown = sql`UPDATE worlds SET ${assignments(columns)} WHERE ${unpublished(id)} RETURNING id`;
      return (await transact([disown])).length > 0;
    },
  };
}

function unpublished(id: string): Fragment {
  return sql`id = ${id} AND NOT EXISTS (SELECT 1 FROM experiences WHERE world_id = ${id})`;
}

function insertionOf(worlds: readonly StoredWorld[]): Fragment {
  const rows = worlds.map(({ id, ownerId, label, name, prompt, blueprint, meta, createdAtMs }) =>
    listOf([id, ownerId, label, name, prompt, blueprint, meta, createdAtMs]),
  );
  return sql`INSERT INTO worlds (id, owner_id, label, name, prompt, blueprint, meta, created_at_ms)
    VALUES ${joined(rows, ", ")} ON CONFLICT (id) DO NOTHING`;
}

function toRecord(row: RecordRow): WorldRecord {
  return {
    id: row.id,
    ownerId: row.owner_id,
    label: row.label,
    name: row.name,
    prompt: row.prompt,
    createdAtMs: toNumber(row.created_at_ms),
  };
}

/** Bytes from a thread are no Buffer any more, but the same memory. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
