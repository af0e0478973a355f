/** Keys of machines: made and revoked by an operator, stored as hashes, believed for a few seconds without asking the database. */
import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import { AppError } from "../../errors.ts";
import type { AccountStore } from "../accounts/ports.ts";
import type { DataCaller, Scope } from "./dataCaller.ts";

export interface ApiKey {
  readonly id: number;
  readonly userId: number;
  readonly scope: Scope;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** Implementation: `db/apiKeyStore.ts` on both databases, one contract suite. */
export interface ApiKeyStore {
  insert(key: {
    readonly userId: number;
    /** SHA-256 of the key, hex. */
    readonly hash: string;
    readonly scope: Scope;
    readonly createdAtMs: number;
  }): Promise<ApiKey>;
  /** Null if there is none, or not any more. */
  findByHash(hash: string): Promise<ApiKey | null>;
  /** Oldest first, revoked ones among them; of all users for null. */
  list(userId: number | null): Promise<ApiKey[]>;
  /** False if it was revoked before or never existed. */
  revoke(id: number, atMs: number): Promise<boolean>;
  /** Notes a use; the latest stays. */
  touch(id: number, atMs: number): Promise<void>;
  deleteOf(userId: number): Promise<void>;
}

/** How long a key is believed without asking the database: one revoked by a command ends within this time. */
const BELIEVED_MS = 5_000;
/** How often a use is noted. */
const TOUCH_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;
const KEY = /^atrium_[\w-]{43}$/;

export interface KeyringDeps {
  readonly keys: ApiKeyStore;
  readonly nowMs: () => number;
  /** Told when a use could not be noted. */
  readonly onFault: (error: unknown, where: string) => void;
}

interface Remembered {
  readonly key: ApiKey;
  readonly caller: DataCaller;
  readonly readAtMs: number;
  touchedAtMs: number;
}

export class Keyring {
  readonly #deps: KeyringDeps;
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  constructor(deps: KeyringDeps) {
    this.#deps = deps;
  }

  /** Whose data a key opens, and for what. A key opens its owner's data only, an admin's too. @throws AppError `unauthenticated`. */
  async callerOf(text: string): Promise<DataCaller> {
    const nowMs = this.#deps.nowMs();
    const hash = KEY.test(text) ? hashOf(text) : null;
    const found = hash === null ? null : await this.#find(hash, nowMs);
    if (!found) throw new AppError("unauthenticated", "The API key is not valid, or no longer.");
    if (nowMs - found.touchedAtMs >= TOUCH_EVERY_MS) {
      found.touchedAtMs = nowMs;
      this.#deps.keys
        .touch(found.key.id, nowMs)
        .catch((error) => this.#deps.onFault(error, "noting the use of a key"));
    }
    return found.caller;
  }

  /** Everything held on a user's keys. */
  async exportUser(userId: number) {
    const keys = await this.#deps.keys.list(userId);
    return keys.map(({ id, scope, createdAtMs, lastUsedAtMs, revokedAtMs }) => ({
      ...{ id, scope, createdAtMs, lastUsedAtMs, revokedAtMs },
    }));
  }

  /** Ends a user's keys at once. */
  async eraseUser(userId: number): Promise<void> {
    await this.#deps.keys.deleteOf(userId);
    for (const [hash, { key }] of [...this.#remembered.entries()])
      if (key.userId === userId) this.#remembered.delete(hash);
  }

  async #find(hash: string, nowMs: number): Promise<Remembered | null> {
    const known = this.#remembered.get(hash);
    if (known && nowMs - known.readAtMs < BELIEVED_MS) return known;
    const key = await this.#deps.keys.findByHash(hash);
    if (!key) {
      this.#remembered.delete(hash);
      return null;
    }
    const caller = { ownerId: key.userId, scopes: [key.scope], admin: false };
    const touchedAtMs = known?.touchedAtMs ?? key.lastUsedAtMs ?? 0;
    const fresh = { key, caller, readAtMs: nowMs, touchedAtMs };
    this.#remembered.set(hash, fresh);
    return fresh;
  }
}

export interface KeyMakingDeps {
  readonly keys: ApiKeyStore;
  readonly accounts: Pick<AccountStore, "findUserByName">;
  readonly nowMs: () => number;
}

/** A new key of a user. Its text is given this once. @throws AppError `not_found`. */
export async function makeKey(
  { keys, accounts, nowMs }: KeyMakingDeps,
  username: string,
  scope: Scope,
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const user = await accounts.findUserByName(username);
  if (!user) throw new AppError("not_found", `There is no user called ${username}.`);
  // 256 random bits: nothing that a slow hash would have to protect.
  const text = `atrium_${randomBytes(32).toString("base64url")}`;
  const key = await keys.insert({ userId: user.id, hash: hashOf(text), scope, createdAtMs: nowMs() });
  return { key, text };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
