/** What operating Atrium needs from storage. Implementations: `db/operationsStore.ts` on both databases, one contract suite. */

/** One deed of an operator or moderator. */
export interface AuditEntry {
  readonly atMs: number;
  /** Null: the server itself, or somebody whose account was erased. */
  readonly actorUserId: number | null;
  /** What was done, as `noun.verb`: `user.ban`, `room.kick`. At most 60 characters. */
  readonly action: string;
  /** What it was done to, as `noun:id`: `user:7`, `space:1`. At most 200 characters. */
  readonly target: string;
  /** JSON-compatible particulars; never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
}

export interface AuditQuery {
  readonly actorUserId: number | null;
  readonly target: string | null;
  readonly beforeId: number | null;
  readonly limit: number;
}

/** The log of what operators and moderators did. Entries are only ever added; erasing a user takes them out of it. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<StoredAuditEntry>;
  /** Newest first, by id below `beforeId`. */
  list(query: AuditQuery): Promise<StoredAuditEntry[]>;
  /** Takes a user out: as actor (null from then on) and, with its detail, as target `user:<id>` (then `user:0`). Returns how many entries changed. */
  eraseUser(userId: number): Promise<number>;
}

/** How long a key is honoured: a day. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3600 * 1000;
/** A claim neither completed nor abandoned for this long is taken for dead (the process ended) and may be claimed anew: a minute. */
export const IDEMPOTENCY_CLAIM_MS = 60 * 1000;
/** Largest body kept for replay, in UTF-8 bytes; a larger answer is replayed without its body. */
export const IDEMPOTENCY_MAX_BODY_BYTES = 64 * 1024;
/** Keys kept for one caller; when there are more the oldest are forgotten, and counted in `stats().evicted`. */
export const IDEMPOTENCY_MAX_KEYS = 1000;

/** An answer as it went out. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: the answer had none, or one above {@link IDEMPOTENCY_MAX_BODY_BYTES}. */
  readonly body: string | null;
}

/**
 * What became of a claim. `new`: the caller does the work, then completes or abandons it. An answer: the same work was done before.
 * `mismatch`: the key was used for another request. `in_progress`: the same request is being worked on.
 */
export type Claim = "new" | "mismatch" | "in_progress" | StoredAnswer;

export interface ClaimRequest {
  /** The client's `Idempotency-Key`, at most 200 characters. */
  readonly key: string;
  /** Whose key it is, for instance `user:7`; the same key of two callers is two keys. */
  readonly callerId: string;
  /** A digest of what the request says (method, path, body), at most 128 characters. */
  readonly fingerprint: string;
  readonly nowMs: number;
}

/** Answers to requests that make something, kept so that a repeated request makes nothing twice. */
export interface IdempotencyStore {
  /** In one step: of any number of equal claims at once exactly one gets `new`. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** Keeps the answer of a claim that got `new`. Nothing happens if there is no such open claim. */
  complete(key: string, callerId: string, answer: StoredAnswer): Promise<void>;
  /** Gives a claim up, so that the next one is `new`. A completed claim stays. */
  abandon(key: string, callerId: string): Promise<void>;
  /** Deletes what is older than {@link IDEMPOTENCY_KEPT_MS}; returns how many. */
  sweep(nowMs: number): Promise<number>;
  /** Deletes all keys of a caller; returns how many. */
  eraseCaller(callerId: string): Promise<number>;
  stats(): { readonly evicted: number; readonly bodiesLeftOut: number };
}

/** Small named strings that outlive a restart, such as the mark that the demo was seeded. Never a secret. */
export interface SettingsStore {
  get(name: string): Promise<string | null>;
  /** Inserts or replaces. `name` at most 100 characters, `value` at most 4,000. */
  set(name: string, value: string): Promise<void>;
  /** Sets it only if it is not set; true if this call did. Of any number at once exactly one gets true. */
  setOnce(name: string, value: string): Promise<boolean>;
  /** False if it was not set. */
  delete(name: string): Promise<boolean>;
}
