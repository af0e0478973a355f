/** Spaces and their services over real stores, journal and catalogue, for suites below the room and for HTTP suites. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { BUILT_IN_TOOLS } from "../../src/core/sim/tools/builtIn/builtIn.ts";
import { toolSet } from "../../src/core/sim/tools/toolSet.ts";
import { openStorage } from "../../src/db/journal/openJournal.ts";
import { readCatalogueFile } from "../../src/infra/catalogueFile.ts";
import { createWorldThreads } from "../../src/infra/worlds/worldThreads.ts";
import type { LiveRoom, Seat } from "../../src/rooms/deps.ts";
import { SpaceRooms } from "../../src/rooms/liveRooms.ts";
import type { Caller } from "../../src/services/accounts/caller.ts";
import type { Holding } from "../../src/services/accounts/departures.ts";
import type { NewUser } from "../../src/services/accounts/ports.ts";
import { createCatalogue } from "../../src/services/catalogue/catalogue.ts";
import type { SpaceJournal } from "../../src/services/journal/ports.ts";
import type { OwnershipAllowance } from "../../src/services/spaces/allowance.ts";
import type { SpaceHosts } from "../../src/services/spaces/hosts.ts";
import { Members } from "../../src/services/spaces/members.ts";
import { Objects } from "../../src/services/spaces/objects.ts";
import { SpaceLog } from "../../src/services/spaces/spaceLog.ts";
import type { Spaces } from "../../src/services/spaces/spaces.ts";
import type { Standing } from "../../src/services/spaces/standing.ts";
import type { Experiences } from "../../src/services/worlds/experiences.ts";
import { createWorldGenerator } from "../../src/services/worlds/generator.ts";
import type { WorldGenerator } from "../../src/services/worlds/ports.ts";
import type { WorldStore } from "../../src/services/worlds/storePorts.ts";
import type { WorldSpaces } from "../../src/services/worlds/worldSpaces.ts";
import type { Worlds } from "../../src/services/worlds/worlds.ts";
import { createPlaces, OWNED_LIMITS, type OwnedLimits } from "../../src/worldServices.ts";
import { aUser, type OpenStores, openPostgresStores, openSqliteStores } from "./stores.ts";

export interface SpaceKitOptions {
  /** SQLite stores that are open already; whoever opened them closes them. */
  readonly stores?: OpenStores;
  /** A PostgreSQL database, emptied first; without it SQLite in a temporary folder. */
  readonly postgresUrl?: string;
  readonly maxObjects?: number;
  readonly maxOwned?: Partial<OwnedLimits>;
  /** One that runs already; whoever opened it closes it. */
  readonly worldGenerator?: WorldGenerator;
}

export interface SpaceKit {
  readonly stores: OpenStores;
  readonly journal: SpaceJournal;
  readonly hosts: SpaceHosts;
  readonly rooms: SpaceRooms;
  readonly spaces: Spaces;
  readonly worldStore: WorldStore;
  readonly worldGenerator: WorldGenerator;
  readonly worlds: Worlds;
  readonly worldSpaces: WorldSpaces;
  readonly experiences: Experiences;
  readonly holdings: readonly Holding[];
  readonly allowances: Readonly<Record<keyof OwnedLimits, OwnershipAllowance>>;
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
  const storage = await openStorage({
    databaseUrl: postgresUrl ?? null,
    dataDir,
    migrate: true,
    onError: (error) => faults.push(error),
  });
  const { journal, worlds: worldStore } = storage;
  const onFault = (fault: unknown) => void faults.push(fault);
  const worldGenerator =
    options.worldGenerator ??
    createWorldGenerator({ threads: createWorldThreads({ own: {}, onError: onFault }) });
  const prefabs = createCatalogue(await readCatalogueFile()).simPrefabs;
  const clock = { nowMs: Date.parse("2030-01-01T00:00:00.000Z") };
  const now = () => clock.nowMs;
  const rooms = new SpaceRooms(now);
  const maxOwned = { ...OWNED_LIMITS, ...options.maxOwned };
  const places = createPlaces(
    { ...stores, journal, worlds: worldStore, worldGenerator, now },
    {
      ...{ rooms, prefabs, onFault, maxOwned },
      tools: toolSet(BUILT_IN_TOOLS),
      maxObjects: options.maxObjects ?? 5000,
    },
  );
  const { hosts, spaceDeps: deps, holdings, allowances, worldSpaces, spaces, worlds, experiences } = places;
  const open = new Set<TestRoom>();
  return {
    ...{ stores, journal, worldStore, worldGenerator, hosts, rooms, prefabs, clock, faults },
    ...{ spaces, worlds, worldSpaces, experiences, holdings, allowances },
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
      if (!options.worldGenerator) await worldGenerator.close();
      await storage.close();
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
