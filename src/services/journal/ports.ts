/**
 * The space journal: what a live space must not lose. Chat messages, tool uses with the object rows they change, and
 * last positions. Writes are grouped into commits off the tick's thread; a promise that resolves means "on disk".
 */
import type { LoggedUse, Point, SpaceObject } from "../../core/sim/types.ts";

export type IdKind = "message" | "tool_use" | "object";

export type Channel = "space" | "nearby" | "direct" | "chatroom";

/** A chat message as stored. `recipients`: null for everybody in the channel, else the user ids that got it (the sender among them). */
export interface StoredMessage {
  readonly id: number;
  readonly spaceId: number | null;
  readonly chatroomId: number | null;
  readonly channel: Channel;
  /** Null once the sender's account was erased. */
  readonly from: { readonly userId: number; readonly name: string } | null;
  readonly recipients: readonly number[] | null;
  readonly message: string;
  readonly type: string;
  readonly sentAtMs: number;
}

/** A logged use with its place and time. `undoneBy` is the id of the use that took it back, null while it stands. */
export interface StoredUse extends LoggedUse {
  readonly spaceId: number;
  readonly atMs: number;
  readonly undoneBy: number | null;
}

/** Where a user last stood in a space. Grid spaces: whole cells. */
export interface LastPosition extends Point {
  readonly spaceId: number;
  readonly userId: number;
  readonly heading: number;
  readonly atMs: number;
}

/** One write. All of an entry is stored or none of it. */
export type JournalEntry =
  | { readonly kind: "message"; readonly message: StoredMessage }
  /** `object` is the whole row after the use, null when the use took the object away. */
  | { readonly kind: "use"; readonly use: Omit<StoredUse, "undoneBy">; readonly object: SpaceObject | null }
  | { readonly kind: "positions"; readonly positions: readonly LastPosition[] }
  /** Objects that come with a new space (demo seed, worlds): rows without a logged use. */
  | { readonly kind: "objects"; readonly spaceId: number; readonly objects: readonly SpaceObject[] };

export interface MessageQuery {
  readonly spaceId: number;
  /** Whose view: nearby and direct messages are given only to their recipients. */
  readonly readerId: number;
  readonly beforeId: number | null;
  readonly limit: number;
}

export interface UseQuery {
  readonly spaceId: number;
  readonly userId: number | null;
  readonly objectId: number | null;
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly beforeId: number | null;
  readonly limit: number;
}

export interface JournalStats {
  /** Entries accepted and not yet committed. */
  readonly pending: number;
  readonly commits: number;
  readonly committedEntries: number;
  readonly failedEntries: number;
  /** Entries refused because `pending` was at its maximum. */
  readonly refusedEntries: number;
  /** Reads refused because too many were under way. */
  readonly refusedReads: number;
  /** Milliseconds from append to commit of the latest batch. */
  readonly lastCommitMs: number;
}

/** Implementations: `db/journal/sqliteJournal.ts` (a worker thread), `db/journal/postgresJournal.ts`. One contract suite for both. */
export interface SpaceJournal {
  /**
   * A fresh id, at once: ids come in blocks reserved beforehand, so gaps appear after a restart and no id is ever given twice.
   * @throws AppError `unavailable` if the next block has not arrived yet.
   */
  nextId(kind: IdKind): number;
  /**
   * So many fresh ids, rising, for things that come together: waits for blocks where {@link nextId} would refuse.
   * @throws AppError `unavailable` if the database does not answer.
   */
  nextIds(kind: IdKind, count: number): Promise<number[]>;
  /**
   * Stores `entry`; resolves after the commit, in the order of the calls. Appending an entry with an id that is stored already changes nothing.
   * @throws AppError `unavailable` if the queue is full or the database stays away.
   */
  append(entry: JournalEntry): Promise<void>;
  /** Resolves when everything appended before is committed or refused. */
  settled(): Promise<void>;

  /** All objects of a space by id, `holder` null. */
  loadObjects(spaceId: number): Promise<SpaceObject[]>;
  findObject(objectId: number): Promise<{ spaceId: number; object: SpaceObject } | null>;
  countObjects(spaceId: number): Promise<number>;
  findUse(useId: number): Promise<StoredUse | null>;
  /** The user's latest use in the space that still stands and is not itself an undo. */
  latestUndoable(spaceId: number, userId: number): Promise<StoredUse | null>;
  /** Newest first. */
  listUses(query: UseQuery): Promise<StoredUse[]>;
  /** Newest first, the space's own channel with the nearby and direct messages that `readerId` got. */
  listMessages(query: MessageQuery): Promise<StoredMessage[]>;
  lastPosition(spaceId: number, userId: number): Promise<LastPosition | null>;

  /** Forgets everything of a space. */
  eraseSpace(spaceId: number): Promise<void>;
  /** Forgets who a user was: their messages lose `from`, direct messages, positions and recipient entries go, uses stay with user id 0. */
  eraseUser(userId: number): Promise<void>;
  /** Deletes messages of all channels sent before a time; how many. For CHAT_RETENTION_DAYS. */
  sweepMessages(beforeMs: number): Promise<number>;
  /** Everything held on a user, for export: messages sent and received, uses, positions. */
  exportUser(
    userId: number,
  ): Promise<{ messages: StoredMessage[]; uses: StoredUse[]; positions: LastPosition[] }>;

  /** True if the database answers. */
  ping(): Promise<boolean>;
  stats(): JournalStats;
  /** Commits what is pending and lets go of threads and connections. */
  close(): Promise<void>;
}
