/** Spaces and their services over real stores, journal and catalogue, for suites below the room and for HTTP suites. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { BUILT_IN_TOOLS } from "../../src/core/sim/tools/builtIn/builtIn.ts";
import { toolSet } from "../../src/core/sim/tools/toolSet.ts";
import { openJournal } from "../../src/db/journal/openJournal.ts";
import { readCatalogueFile } from "../../src/infra/catalogueFile.ts";
import type { LiveRoom, Seat } from "../../src/rooms/deps.ts";
import { SpaceRooms } from "../../src/rooms/liveRooms.ts";
import type { Caller } from "../../src/services/accounts/caller.ts";
import type { NewUser } from "../../src/services/accounts/ports.ts";
import { createCatalogue } from "../../src/services/catalogue/catalogue.ts";
import type { SpaceJournal } from "../../src/services/journal/ports.ts";
import { MAX_OWNED_SPACES, OwnershipAllowance } from "../../src/services/spaces/allowance.ts";
import { SpaceHosts } from "../../src/services/spaces/hosts.ts";
import { Members } from "../../src/services/spaces/members.ts";
import { Objects } from "../../src/services/spaces/objects.ts";
import { SpaceLog } from "../../src/services/spaces/spaceLog.ts";
import { Spaces } from "../../src/services/spaces/spaces.ts";
import type { Standing } from "../../src/services/spaces/standing.ts";
import { aUser, type OpenStores, openPostgresStores, openSqliteStores } from "./stores.ts";

export interface SpaceKitOptions {
  /** SQLite stores that are open already; whoever opened them closes them. */
  readonly stores?: OpenStores;
  /** A PostgreSQL database, emptied first; without it SQLite in a temporary folder. */
  readonly postgresUrl?: string;
  readonly maxObjects?: number;
  readonly maxOwned?: number | null;
}

export interface SpaceKit {
  readonly stores: OpenStores;
  readonly journal: SpaceJournal;
  readonly hosts: SpaceHosts;
  readonly rooms: SpaceRooms;
  readonly allowance: OwnershipAllowance;
  readonly spaces: Spaces;
  readonly members: Members;
  readonly objects: Objects;
  readonly log: SpaceLog;
  readonly prefabs: ReturnType<typeof createCatalogue>["simPrefabs"];
  /** The time that everything here goes by; a test may set it forward. */
  readonly clock: { nowMs: number };
  /** Faults that nobody waited for. */
  readonly faults: unknown[];
  /** A new account as a caller. */
  caller(changes?: Partial<NewUser>): Promise<Caller>;
  /** Opens a space as its room does, with these users in it, and ticks it until it is closed. */
  openRoom(spaceId: number, visitors?: readonly Caller[]): Promise<TestRoom>;
  close(): Promise<void>;
}

/** A room without sockets around a real host. */
export interface TestRoom extends LiveRoom {
  readonly standings: [userId: number, standing: Standing][];
  readonly described: string[];
  readonly closedWith: number[];
}

export async function openSpaceKit(options: SpaceKitOptions = {}): Promise<SpaceKit> {
  const { postgresUrl } = options;
  if (postgresUrl !== undefined) await emptyDatabase(postgresUrl);
  const own =
    options.stores === undefined &&
    (await (postgresUrl === undefined ? openSqliteStores() : openPostgresStores(postgresUrl)));
  const stores = own || options.stores!;
  const dataDir = await mkdtemp(join(tmpdir(), "atrium-journal-"));
  const faults: unknown[] = [];
  const journal = await openJournal({
    databaseUrl: postgresUrl ?? null,
    dataDir,
    migrate: true,
    onError: (error) => faults.push(error),
  });
  const prefabs = createCatalogue(await readCatalogueFile()).simPrefabs;
  const clock = { nowMs: Date.parse("2030-01-01T00:00:00.000Z") };
  const base = {
    ...{ journal, prefabs, tools: toolSet(BUILT_IN_TOOLS), maxObjects: options.maxObjects ?? 5000 },
    ...{ spaces: stores.spaces, accounts: stores.accounts, audit: stores.audit },
    now: () => clock.nowMs,
    onFault: (fault: unknown) => void faults.push(fault),
  };
  const hosts = new SpaceHosts(base);
  const rooms = new SpaceRooms(base.now);
  const maxOwned = options.maxOwned === undefined ? MAX_OWNED_SPACES : options.maxOwned;
  const allowance = new OwnershipAllowance({ spaces: stores.spaces, maxOwned });
  const deps = { ...base, hosts, rooms, allowance };
  const open = new Set<TestRoom>();
  return {
    ...{ stores, journal, hosts, rooms, allowance, prefabs, clock, faults },
    spaces: new Spaces(deps),
    members: new Members(deps),
    objects: new Objects(deps),
    log: new SpaceLog(deps),
    async caller(changes) {
      const user = await stores.accounts.insertUser(aUser(changes));
      if (!user) throw new Error("The username is taken.");
      const { id: userId, role, username, displayName, look } = user;
      return { userId, role, username, displayName, look, sessionId: `login of ${username}` };
    },
    async openRoom(spaceId, visitors = []) {
      const room = await testRoom({ hosts, rooms, spaceId, visitors, onGone: () => open.delete(room) });
      open.add(room);
      return room;
    },
    async close() {
      for (const room of open) await room.close(4010);
      await journal.close();
      if (own) await own.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  } finally {
    await client.end();
  }
}

async function testRoom(wish: {
  hosts: SpaceHosts;
  rooms: SpaceRooms;
  spaceId: number;
  visitors: readonly Caller[];
  onGone: () => void;
}): Promise<TestRoom> {
  const { hosts, rooms, visitors } = wish;
  const host = await hosts.open(wish.spaceId);
  const seats = new Map<string, Seat>();
  for (const [index, caller] of visitors.entries()) {
    const sessionId = `session ${index}`;
    const seat = { admission: { caller }, sinceMs: Date.parse("2030-01-01T00:00:00Z") + index };
    seats.set(sessionId, seat as unknown as Seat);
    host.enter({ sessionId, userId: caller.userId, role: "user", x: 1 + index, y: 1, heading: 0 });
  }
  const ticking = setInterval(() => host.tick(0.01), 5);
  const closing = { done: null as Promise<void> | null };
  const room: Partial<TestRoom> = {
    ...{ host, seats, standings: [], described: [], closedWith: [] },
    mirror: { describe: ({ name }: { name: string }) => void room.described!.push(name) } as never,
    standingChanged: (userId, standing) => void room.standings!.push([userId, standing]),
    close(code) {
      room.closedWith!.push(code);
      closing.done ??= (async () => {
        rooms.remove(room as TestRoom);
        clearInterval(ticking);
        await hosts.close(host);
        wish.onGone();
      })();
      return closing.done;
    },
  };
  rooms.add(room as TestRoom);
  return room as TestRoom;
}
