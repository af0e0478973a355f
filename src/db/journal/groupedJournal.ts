/** The space journal over either database: group commit, ids from blocks, bounded reads, erasure in steps. */
import { AppError } from "../../errors.ts";
import type {
  IdKind,
  JournalEntry,
  JournalStats,
  MessageQuery,
  SpaceJournal,
  StoredMessage,
  StoredUse,
  UseQuery,
} from "../../services/journal/ports.ts";
import { GroupCommit, type GroupCommitOptions } from "../groupCommit.ts";
import type { Fragment } from "../sql.ts";
import type { JournalBackend } from "./backend.ts";
import { readUserExport } from "./exportUser.ts";
import { IdBlocks } from "./idBlocks.ts";
import { type Cursor, cursorAt, type JournalQueries, journalQueries, MAX_PAGE } from "./queries.ts";
import {
  type JournalRow,
  type MessageRow,
  messageOf,
  type ObjectRow,
  objectOf,
  type PositionRow,
  positionOf,
  rowOf,
  type StoredUseRow,
  useOf,
} from "./rows.ts";

export interface GroupedJournalOptions {
  /** Told of what nobody else hears of: refused entries, outages, dead threads. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Bounds of the queue of entries; defaults as in {@link GroupCommitOptions}. */
  readonly limits?: Partial<
    Pick<
      GroupCommitOptions<never>,
      "maxPendingEntries" | "maxPendingBytes" | "maxBatchEntries" | "maxBatchBytes" | "retryForMs"
    >
  >;
}

/** Most reads under way at once. */
export const MAX_READS = 1_000;
const PING_TIMEOUT_MS = 2_000;

export class GroupedJournal implements SpaceJournal {
  readonly #backend: JournalBackend;
  readonly #commits: GroupCommit<JournalRow>;
  readonly #ids: IdBlocks;
  readonly #queries: JournalQueries;
  #reading = 0;
  #refusedReads = 0;
  #unwritable = 0;
  #closed: Promise<void> | null = null;

  private constructor(backend: JournalBackend, { onError, limits }: GroupedJournalOptions) {
    this.#backend = backend;
    this.#queries = journalQueries(backend.kind);
    this.#ids = new IdBlocks({ reserve: (kind, size) => backend.reserveIds(kind, size), onError });
    this.#commits = new GroupCommit<JournalRow>({
      name: "journal",
      commit: (rows) => backend.commit(rows),
      isStoreAway: (error) => backend.isStoreAway(error),
      isOutcomeUnknown: (error) => backend.isOutcomeUnknown(error),
      onError,
      ...limits,
    });
  }

  /** A journal over a migrated database, with its first blocks of ids. Closing it closes the backend. @throws the backend's error. */
  static async open(backend: JournalBackend, options: GroupedJournalOptions): Promise<GroupedJournal> {
    const journal = new GroupedJournal(backend, options);
    try {
      await journal.#ids.open();
      await backend.ping();
      return journal;
    } catch (error) {
      await backend.close();
      throw error;
    }
  }

  nextId(kind: IdKind): number {
    return this.#ids.next(kind);
  }

  nextIds(kind: IdKind, count: number): Promise<number[]> {
    return this.#guarded(() => this.#ids.many(kind, count));
  }

  append(entry: JournalEntry): Promise<void> {
    let made: ReturnType<typeof rowOf>;
    try {
      made = rowOf(entry);
    } catch (cause) {
      this.#unwritable += 1;
      return Promise.reject(new AppError("invalid", "This cannot be stored.", { cause }));
    }
    if (made.row.kind === "objects") {
      this.#ids.skipTo(
        "object",
        made.row.objects.reduce((highest, { id }) => Math.max(highest, id), 0),
      );
    }
    return this.#commits.append(made.row, made.sizeBytes);
  }

  settled(): Promise<void> {
    return this.#commits.settled();
  }

  async loadObjects(spaceId: number) {
    return (await this.#read<ObjectRow>(this.#queries.objects(spaceId))).map(objectOf);
  }

  async findObject(objectId: number) {
    const [row] = await this.#read<ObjectRow>(this.#queries.object(objectId));
    return row ? { spaceId: row.space_id, object: objectOf(row) } : null;
  }

  async countObjects(spaceId: number) {
    const [row] = await this.#read<{ n: number }>(this.#queries.countObjects(spaceId));
    return row!.n;
  }

  async findUse(useId: number) {
    const [row] = await this.#read<StoredUseRow>(this.#queries.use(useId));
    return row ? useOf(row) : null;
  }

  async latestUndoable(spaceId: number, userId: number) {
    const [row] = await this.#read<StoredUseRow>(this.#queries.latestUndoable(spaceId, userId));
    return row ? useOf(row) : null;
  }

  async listUses(query: UseQuery): Promise<StoredUse[]> {
    checkLimit(query.limit);
    const from = await this.#cursor(query.beforeId, this.#queries.useCursor);
    return (await this.#read<StoredUseRow>(this.#queries.uses(query, from))).map(useOf);
  }

  async listMessages(query: MessageQuery): Promise<StoredMessage[]> {
    checkLimit(query.limit);
    const from = await this.#cursor(query.beforeId, this.#queries.messageCursor);
    return (await this.#read<MessageRow>(this.#queries.messages(query, from))).map(messageOf);
  }

  async lastPosition(spaceId: number, userId: number) {
    const [row] = await this.#read<PositionRow>(this.#queries.position(spaceId, userId));
    return row ? positionOf(row) : null;
  }

  eraseSpace(spaceId: number): Promise<void> {
    return this.#erase(() => this.#backend.eraseSpaceStep(spaceId)).then(() => undefined);
  }

  async eraseUser(userId: number): Promise<void> {
    // 0 stands for nobody: it would be erased to itself for ever.
    if (userId > 0) await this.#erase(() => this.#backend.eraseUserStep(userId));
  }

  sweepMessages(beforeMs: number): Promise<number> {
    return this.#erase(() => this.#backend.sweepMessagesStep(beforeMs));
  }

  exportUser(userId: number) {
    return readUserExport((query) => this.#read(query), this.#queries, userId);
  }

  async ping(): Promise<boolean> {
    const timeout = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => timeout.resolve(false), PING_TIMEOUT_MS);
    const answer = this.#backend.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answer, timeout.promise]).finally(() => clearTimeout(timer));
  }

  stats(): JournalStats {
    const { pendingBytes: _, ...stats } = this.#commits.stats();
    return {
      ...stats,
      failedEntries: stats.failedEntries + this.#unwritable,
      refusedReads: this.#refusedReads,
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#commits.close();
    // A block that cannot be given back is a gap, no fault.
    for (const { kind, block } of await this.#ids.drain())
      await this.#backend.returnIds(kind, block).catch(() => undefined);
    await this.#backend.close();
  }

  /** Repeats `step` until nothing is left, after everything appended before is stored; how many rows were touched. */
  async #erase(step: () => Promise<number>): Promise<number> {
    await this.settled();
    let total = 0;
    for (let touched = -1; touched !== 0; total += touched) touched = await this.#guarded(step);
    return total;
  }

  async #cursor(beforeId: number | null, timeOf: (id: number) => Fragment): Promise<Cursor> {
    if (beforeId === null) return cursorAt(null, null);
    const [row] = await this.#read<{ at_ms: number }>(timeOf(beforeId));
    return cursorAt(beforeId, row?.at_ms ?? null);
  }

  async #read<Row>(query: Fragment): Promise<Row[]> {
    if (this.#reading >= MAX_READS) {
      this.#refusedReads += 1;
      throw new AppError("unavailable", "Too many reads wait for the journal; try again soon.", {
        retryAfterSeconds: 1,
      });
    }
    this.#reading += 1;
    try {
      return await this.#guarded(() => this.#backend.select<Row>(query));
    } finally {
      this.#reading -= 1;
    }
  }

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#closed) throw new AppError("unavailable", "The journal is closed.");
    try {
      return await work();
    } catch (error) {
      if (!this.#backend.isStoreAway(error)) throw error;
      throw new AppError("unavailable", "The journal does not answer; try again soon.", {
        cause: error,
        retryAfterSeconds: 1,
      });
    }
  }
}

function checkLimit(limit: number): void {
  if (!(limit >= 1 && limit <= MAX_PAGE))
    throw new RangeError(`A page has 1 to ${MAX_PAGE} rows, not ${limit}.`);
}
