/**
 * A crowd for the tick bench: walkers in one space with some objects, and for each a client whose socket only counts.
 * All else is the product's own: world, rules, catalogue, mirror, serializer.
 */
import { type Client, ClientState } from "@colyseus/core";
import { Ground } from "../loadtest/ground.ts";
import { createWalker, type Walker } from "../loadtest/walker.ts";
import { createRandom, type Random } from "../src/core/random.ts";
import { blocks, footprintOf } from "../src/core/sim/footprint.ts";
import type { Prefab, SpaceObject, SpaceRules } from "../src/core/sim/types.ts";
import { addAvatar, createWorld, type Input, type World } from "../src/core/sim/world.ts";
import { SpaceState } from "../src/protocol/state.ts";
import { CrowdSerializer } from "../src/rooms/crowdSerializer.ts";
import { Mirror } from "../src/rooms/mirror.ts";
import { rulesOf } from "../src/services/spaces/rules.ts";

/** The space is as large as gives everybody so many in sight, but for those near its edges. */
const WANTED_IN_SIGHT = 40;
const OBJECT_EVERY_M2 = 300;
const LARGEST_OBJECT_M = 2;
const MOVES_PER_SECOND = 10;
/** A tick is timed as a whole. */
const ALL_AT_ONCE = { clients: Number.MAX_SAFE_INTEGER, later: () => {} };

export interface Crowd {
  readonly world: World;
  readonly mirror: Mirror;
  readonly serializer: CrowdSerializer;
  readonly clients: Client[];
  /** Everybody's moves for the tick number `tick`: each avatar sends ten a second, evenly spread. */
  inputsFor(tick: number): Input[];
}

export interface CrowdWish {
  readonly avatars: number;
  readonly tickHz: number;
  readonly seed: string;
  readonly prefabs: ReadonlyMap<string, Prefab>;
}

/** A crowd whose clients have all got their full state. The same wish gives the same crowd. */
export function createCrowd(wish: CrowdWish): Crowd {
  const random = createRandom(wish.seed).fork(wish.avatars);
  const rules = crowdRules(wish.avatars);
  const objects = scatter(random.fork("objects"), { rules, prefabs: wish.prefabs });
  const world = createWorld({
    spaceId: 1,
    rules,
    prefabs: wish.prefabs,
    objects,
    spawnPoints: [],
  });
  const ground = groundOf(world);
  const state = new SpaceState();
  const serializer = new CrowdSerializer(wish.tickHz, ALL_AT_ONCE);
  serializer.reset(state);
  const mirror = new Mirror(state, world, serializer);
  const clients: Client[] = [];
  const walkers = new Map<string, Walker>();
  for (let index = 0; index < wish.avatars; index += 1) {
    const sessionId = `session${String(index).padStart(2, "0")}`;
    const own = random.fork(sessionId);
    const at = ground.randomSpot(own);
    const avatar = addAvatar(world, { sessionId, userId: index + 1, role: "guest", heading: 0, ...at });
    const client = countingClient(sessionId);
    mirror.enter(avatar, client, { name: `Walker ${index}`, look: "" });
    clients.push(client);
    const beatSeconds = 1 / MOVES_PER_SECOND;
    walkers.set(sessionId, createWalker({ ground, random: own, at, beatSeconds, seeksObjects: false }));
  }
  mirror.update({ index: 0, of: 1 });
  // As in a room: joiners come to what has been sent, and share its bytes.
  serializer.applyPatches([]);
  for (const client of clients) serializer.getFullState(client);
  return { world, mirror, serializer, clients, inputsFor: movesOf(walkers, wish.tickHz / MOVES_PER_SECOND) };
}

/** A square space with the default rules. */
function crowdRules(avatars: number): SpaceRules {
  const plain = { settings: {}, movement: "free", widthM: 1, depthM: 1 } as const;
  const { interestRadiusM } = rulesOf(plain);
  const sideM = Math.sqrt((avatars * Math.PI * interestRadiusM ** 2) / WANTED_IN_SIGHT);
  return rulesOf({ ...plain, widthM: sideM, depthM: sideM });
}

/** Small things that stand on the ground, here and there. */
function scatter(
  random: Random,
  { rules, prefabs }: { rules: SpaceRules; prefabs: ReadonlyMap<string, Prefab> },
): SpaceObject[] {
  const small = [...prefabs.values()].filter(
    ({ solid, footprint }) => solid && Math.max(footprint.w, footprint.d) <= LARGEST_OBJECT_M,
  );
  const count = Math.round((rules.widthM * rules.depthM) / OBJECT_EVERY_M2);
  return Array.from({ length: count }, (_, index) => {
    const prefab = random.pick(small);
    return {
      id: index + 1,
      prefabId: prefab.id,
      kind: prefab.kind,
      x: random.between(LARGEST_OBJECT_M, rules.widthM - LARGEST_OBJECT_M),
      y: random.between(LARGEST_OBJECT_M, rules.depthM - LARGEST_OBJECT_M),
      z: 0,
      heading: random.between(-Math.PI, Math.PI),
      scale: 1,
      solid: true,
      state: prefab.state,
      holder: null,
      lockedBy: 0,
      createdBy: 0,
      createdAtMs: 0,
      updatedAtMs: 0,
    };
  });
}

function groundOf(world: World): Ground {
  const { rules } = world;
  const obstacles = [...world.objects.values()].flatMap((object) => {
    const prefab = world.prefabs.get(object.prefabId);
    return prefab && blocks(object, prefab) ? [footprintOf(object, prefab)] : [];
  });
  return new Ground({ ...rules, activities: [], spawnsAnywhere: true, obstacles, usable: [] });
}

/** What the serializer knows of a client, and a socket that takes every frame at once. */
function countingClient(sessionId: string): Client {
  const socket = { bufferedAmount: 0, terminate() {} };
  const client = { sessionId, state: ClientState.JOINED, ref: socket, raw() {} };
  return client as unknown as Client;
}

function movesOf(walkers: ReadonlyMap<string, Walker>, ticksPerMove: number): Crowd["inputsFor"] {
  const turns = Math.max(1, Math.round(ticksPerMove));
  let seq = 0;
  return (tick) => {
    const inputs: Input[] = [];
    let slot = 0;
    for (const [sessionId, walker] of walkers) {
      if (slot++ % turns !== tick % turns) continue;
      const to = walker.beat();
      seq = (seq + 1) & 0xffff;
      if (to) inputs.push({ kind: "move", sessionId, x: to.x, y: to.y, seq });
    }
    return inputs;
  };
}
