/**
 * The live contents of one space: who stands where, what stands where. `step` (step.ts) advances it; the functions
 * here put avatars and objects in and out. Everything mutates the world it is given and is deterministic.
 */
import { AvatarGrid } from "./avatarGrid.ts";
import { blocks, type Footprint, footprintOf } from "./footprint.ts";
import { SolidGrid } from "./solidGrid.ts";
import type {
  Actor,
  LoggedUse,
  ObjectChange,
  Point,
  Prefab,
  Role,
  SpaceObject,
  SpaceRules,
} from "./types.ts";

/** A user's presence. In a grid space `x`, `y` are whole cells; see {@link bodyOf} for the point that reach and sight use. */
export interface Avatar {
  readonly sessionId: string;
  readonly userId: number;
  role: Role;
  x: number;
  y: number;
  heading: number;
  activity: string;
  /** Id of the zone it stands in, "" outside any. */
  zone: string;
  /** `seq` of the last move applied (uint16), 0 before the first. */
  ack: number;
  walk: WalkState;
  /** Id of the object it sits on, null when it stands; its next move stands it up. */
  seatId: number | null;
  /** Per action: world time at which it may be used again. At most one entry a registered tool. */
  readonly readyAtMs: Map<string, number>;
}

/** What movement remembers between ticks; owned by movement.ts (free) and gridMovement.ts (grid). */
export interface WalkState {
  target: Point | null;
  /** Heading to show on the way; null: the direction of the walk. */
  targetHeading: number | null;
  /** `movement_rejected {blocked}` was already sent for this target. */
  rejected: boolean;
  /** Free spaces: metres that may be walked now (refills with time, see movement.ts). */
  budgetM: number;
  /** Grid spaces: world time from which the next step is due. */
  nextStepAtMs: number;
  /** Grid spaces: `seq` of the early step that is kept as `target`, null if it has none. */
  keptSeq: number | null;
}

/** One space in memory. `timeMs` counts simulated time from 0 and is the only clock of its rules. */
export interface World {
  readonly spaceId: number;
  rules: SpaceRules;
  readonly prefabs: ReadonlyMap<string, Prefab>;
  tick: number;
  timeMs: number;
  readonly avatars: Map<string, Avatar>;
  readonly objects: Map<number, SpaceObject>;
  /** Footprints of everything that blocks: scenery and solid objects. Kept equal to `objects` by `putObject`. */
  readonly solids: SolidGrid;
  readonly avatarGrid: AvatarGrid;
  readonly spawnPoints: readonly SpawnPoint[];
  /** Ids of objects put or deleted since whoever mirrors the world last cleared it. */
  readonly changedObjects: Set<number>;
}

export interface SpawnPoint extends Point {
  readonly heading: number;
}

/** What clients and callers ask of the next tick, in arrival order. `ticket` names the answer in {@link Outcome}. */
export type Input =
  | {
      readonly kind: "move";
      readonly sessionId: string;
      readonly x: number;
      readonly y: number;
      readonly heading?: number | undefined;
      readonly seq?: number | undefined;
    }
  | { readonly kind: "activity"; readonly sessionId: string; readonly activity: string }
  | ToolInput;

export type ToolInput =
  | {
      readonly kind: "use";
      readonly ticket: number;
      readonly actor: Actor;
      readonly objectId: number;
      readonly action: string;
      readonly params: unknown;
    }
  | {
      readonly kind: "place";
      readonly ticket: number;
      readonly actor: Actor;
      readonly objectId: number;
      readonly prefabId: string;
      readonly placement: Placement;
    }
  | {
      readonly kind: "edit";
      readonly ticket: number;
      readonly actor: Actor;
      readonly objectId: number;
      readonly change: ObjectChange;
    }
  | { readonly kind: "delete"; readonly ticket: number; readonly actor: Actor; readonly objectId: number }
  | { readonly kind: "undo"; readonly ticket: number; readonly actor: Actor; readonly use: LoggedUse };

/** Where and how a new object is to stand; what is left out comes from the prefab. */
export interface Placement extends Point {
  readonly z?: number;
  readonly heading?: number;
  readonly scale?: number;
  readonly solid?: boolean;
  readonly state?: Readonly<Record<string, string>>;
}

/** The point of an avatar's body that reach, sight and zones use: in a grid space the centre of its cell. Metres. */
export function bodyOf(avatar: Avatar, movement: SpaceRules["movement"]): Point {
  return movement === "grid" ? { x: avatar.x + 0.5, y: avatar.y + 0.5 } : avatar;
}

export interface WorldSeed {
  readonly spaceId: number;
  readonly rules: SpaceRules;
  readonly prefabs: ReadonlyMap<string, Prefab>;
  readonly objects: Iterable<SpaceObject>;
  readonly spawnPoints: readonly SpawnPoint[];
  /** What stands in the way for ever. Default nothing. */
  readonly scenery?: Iterable<Scenery>;
}

/** Something unchanging that avatars walk around; never part of the synced state. */
export interface Scenery {
  /** Negative, so that it is no object's. */
  readonly id: number;
  readonly footprint: Footprint;
}

/** A world at time 0 with nobody in it. Holders of the given objects are dropped: holds end with their room. */
export function createWorld(seed: WorldSeed): World {
  const world: World = {
    spaceId: seed.spaceId,
    rules: seed.rules,
    prefabs: seed.prefabs,
    tick: 0,
    timeMs: 0,
    avatars: new Map(),
    objects: new Map(),
    solids: new SolidGrid(),
    avatarGrid: new AvatarGrid(seed.rules),
    spawnPoints: seed.spawnPoints,
    changedObjects: new Set(),
  };
  for (const { id, footprint } of seed.scenery ?? []) world.solids.set(id, footprint);
  for (const object of seed.objects) putObject(world, object.holder ? { ...object, holder: null } : object);
  return world;
}

/** Puts `object` into the world, over the one with its id if there is one, and keeps the solids equal to it. Mutates `world`. */
export function putObject(world: World, object: SpaceObject): void {
  world.objects.set(object.id, object);
  world.changedObjects.add(object.id);
  const prefab = world.prefabs.get(object.prefabId);
  if (prefab && blocks(object, prefab)) world.solids.set(object.id, footprintOf(object, prefab));
  else world.solids.delete(object.id);
}

/** Takes an object out of the world. Mutates `world`; an unknown id is no error. */
export function deleteObject(world: World, objectId: number): void {
  world.objects.delete(objectId);
  world.changedObjects.add(objectId);
  world.solids.delete(objectId);
}

export interface AvatarSeed {
  readonly sessionId: string;
  readonly userId: number;
  readonly role: Role;
  /** In a grid space whole cells. Must be free (see freePoint.ts). */
  readonly x: number;
  readonly y: number;
  readonly heading: number;
}

/** Puts a new avatar into the world, standing still with a full burst allowance, and returns it. Mutates `world`. */
export function addAvatar(world: World, seed: AvatarSeed): Avatar {
  // Field by field: V8 writes a number into a spread copy by making a new one, at every step of every walker.
  const avatar: Avatar = {
    sessionId: seed.sessionId,
    userId: seed.userId,
    role: seed.role,
    x: seed.x,
    y: seed.y,
    heading: seed.heading,
    activity: IDLE,
    zone: "",
    ack: 0,
    walk: {
      target: null,
      targetHeading: null,
      rejected: false,
      budgetM: world.rules.maxSpeedMps * world.rules.burstSeconds,
      nextStepAtMs: 0,
      keptSeq: null,
    },
    seatId: null,
    readyAtMs: new Map(),
  };
  world.avatars.set(avatar.sessionId, avatar);
  world.avatarGrid.set(avatar.sessionId, bodyOf(avatar, world.rules.movement));
  return avatar;
}

/** Takes an avatar out. What it held stays held: release that first (tools: `releaseHolds`). Mutates `world`. */
export function removeAvatar(world: World, sessionId: string): void {
  world.avatars.delete(sessionId);
  world.avatarGrid.delete(sessionId);
}

/** The activity of an avatar that does nothing in particular. */
export const IDLE = "idle";
