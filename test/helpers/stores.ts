/** All stores over one fresh database, on either kind. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccountStore } from "../../src/db/accountStore.ts";
import { type Database, openDatabase } from "../../src/db/dataSource.ts";
import {
  createAuditStore,
  createIdempotencyStore,
  createSettingsStore,
} from "../../src/db/operationsStore.ts";
import { createSpaceStore } from "../../src/db/spaceStore.ts";
import type { AccountStore, LoginSession, NewUser } from "../../src/services/accounts/ports.ts";
import type { AuditStore, IdempotencyStore, SettingsStore } from "../../src/services/operations/ports.ts";
import type { NewSpace, SpaceStore } from "../../src/services/spaces/ports.ts";

export interface OpenStores {
  readonly database: Database;
  readonly accounts: AccountStore;
  readonly spaces: SpaceStore;
  readonly audit: AuditStore;
  readonly idempotency: IdempotencyStore;
  readonly settings: SettingsStore;
  /** Closes the database and removes what it left behind. */
  close(): Promise<void>;
}

/** Stores over an SQLite file of their own, in a temporary folder that `close` removes. */
export async function openSqliteStores(): Promise<OpenStores> {
  const dataDir = await mkdtemp(join(tmpdir(), "atrium-db-"));
  const database = await openDatabase({ url: null, dataDir, migrate: true });
  return storesOver(database, async () => {
    await database.close();
    await rm(dataDir, { recursive: true });
  });
}

/** Stores over the PostgreSQL database at `url`, emptied first and its ids counted from one. */
export async function openPostgresStores(url: string): Promise<OpenStores> {
  const database = await openDatabase({ url, dataDir: tmpdir(), migrate: true });
  const tables = database.source.entityMetadatas.map(({ tableName }) => `"${tableName}"`).join(", ");
  await database.source.query(`TRUNCATE ${tables} RESTART IDENTITY CASCADE`);
  return storesOver(database, () => database.close());
}

/** A user to insert: unlike others only in what `changes` says and, without it, in the username. */
export function aUser(changes: Partial<NewUser> = {}): NewUser {
  const username = changes.username ?? `user${++named}`;
  return {
    username,
    displayName: username,
    look: "fox",
    bio: "",
    email: null,
    role: "user",
    passwordHash: null,
    createdAtMs: 1_700_000_000_123,
    ...changes,
  };
}

export function aLogin(changes: Partial<LoginSession> & Pick<LoginSession, "id" | "userId">): LoginSession {
  return {
    refreshHash: `hash of ${changes.id}`,
    createdAtMs: 1_700_000_000_000,
    lastUsedAtMs: 1_700_000_000_000,
    expiresAtMs: 1_700_086_400_000,
    revokedAtMs: null,
    userAgent: "mocha",
    address: "127.0.0.1",
    ...changes,
  };
}

export function aSpace(changes: Partial<NewSpace> & Pick<NewSpace, "ownerId">): NewSpace {
  return {
    name: "Plaza",
    visibility: "public",
    movement: "free",
    widthM: 60,
    depthM: 40.5,
    worldId: null,
    settings: {},
    zones: [],
    spawnPoints: [],
    createdAtMs: 1_700_000_000_001,
    updatedAtMs: 1_700_000_000_002,
    ...changes,
  };
}

let named = 0;

function storesOver(database: Database, close: () => Promise<void>): OpenStores {
  return {
    database,
    accounts: createAccountStore(database),
    spaces: createSpaceStore(database),
    audit: createAuditStore(database),
    idempotency: createIdempotencyStore(database),
    settings: createSettingsStore(database),
    close,
  };
}
