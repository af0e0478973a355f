/**
 * The simulation's data. Plain values only: a world can be built, stepped, hashed and compared in a test without a
 * server. Lengths are metres, headings radians counter-clockwise from +x, `*Ms` milliseconds, speeds metres a second.
 */
import type { ErrorCode } from "../../errors.ts";

/** A user's standing in one space, lowest first. `banned` is no standing: the banned never reach a world. */
export const ROLES = ["guest", "user", "member", "moderator", "owner", "admin"] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** True if `role` is at least `needed` in the order of {@link ROLES}. */
export function atLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export type MovementKind = "free" | "grid";

/** The rules of one space. Ranges and defaults are those of `SpaceSettings` (protocol/spaces.ts). */
export interface SpaceRules {
  readonly movement: MovementKind;
  readonly widthM: number;
  readonly depthM: number;
  readonly maxSpeedMps: number;
  readonly burstSeconds: number;
  /** Grid spaces: the least time between two steps. */
  readonly stepIntervalMs: number;
  /** Grid spaces: eight neighbours instead of four. */
  readonly diagonal: boolean;
  readonly interestRadiusM: number;
  readonly interestLimit: number;
  readonly nearbyRadiusM: number;
  /** Activities that `set_activity` takes. */
  readonly activities: readonly string[];
}

/** Radius of every avatar's body, metres. Part of the contract (`rules.avatar_radius`). */
export const AVATAR_RADIUS_M = 0.35;
/** An object blocks avatars when it is solid and spans some height between these two, metres. */
export const BODY_BOTTOM_M = 0.1;
export const BODY_TOP_M = 1.8;

/** A point on the ground plane, metres: `x` east, `y` north, from the south-west corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Who has an object in hand (or sits on it). A hold ends with its session, so it is never stored. */
export interface Holder {
  readonly sessionId: string;
  readonly userId: number;
}

/** Something in a space that can change. Immutable: a change makes a new value with the same `id`. */
export interface SpaceObject {
  readonly id: number;
  readonly prefabId: string;
  readonly kind: string;
  /** Centre of the footprint on the ground plane; in grid spaces too these are metres, not cells. */
  readonly x: number;
  readonly y: number;
  /** Height of the underside above ground. */
  readonly z: number;
  readonly heading: number;
  readonly scale: number;
  readonly solid: boolean;
  readonly state: Readonly<Record<string, string>>;
  readonly holder: Holder | null;
  /** User id of whoever locked it, 0 if nobody. */
  readonly lockedBy: number;
  readonly createdBy: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** What the simulation needs to know of a prefab. Sizes are at scale 1, front towards heading 0. */
export interface Prefab {
  readonly id: string;
  readonly name: string;
  /** One word of what it is (`chair`, `door`), shown to clients as the object's `kind`. */
  readonly kind: string;
  /** Width across the front (local y), depth along it (local x), height; metres. */
  readonly footprint: { readonly w: number; readonly d: number; readonly h: number };
  readonly shape: "box" | "cylinder" | "none";
  readonly solid: boolean;
  readonly affordances: readonly string[];
  readonly minScale: number;
  readonly maxScale: number;
  /** The state a fresh object of this prefab starts with. */
  readonly state: Readonly<Record<string, string>>;
}

/** The fields of an object that a tool may change. A state key set to null is taken away. */
export interface ObjectChange {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly heading?: number;
  readonly scale?: number;
  readonly solid?: boolean;
  readonly holder?: Holder | null;
  readonly lockedBy?: number;
  readonly state?: Readonly<Record<string, string | null>>;
}

/**
 * One side of a logged use: only the fields that it changed, as plain JSON. `holder` is a user id here, because
 * sessions mean nothing to a reader of the log. A placement's `before` and a removal's `after` are null, their other
 * side is the whole object.
 */
export interface ObjectDelta {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly heading?: number;
  readonly scale?: number;
  readonly solid?: boolean;
  readonly holder?: number | null;
  readonly lockedBy?: number;
  readonly state?: Readonly<Record<string, string | null>>;
  /** Only in the whole-object side of a placement or removal. */
  readonly prefabId?: string;
  readonly kind?: string;
  readonly createdBy?: number;
  readonly createdAtMs?: number;
}

/** Why something expected did not happen. A value, never thrown inside the core. */
export interface Refusal {
  readonly refused: ErrorCode;
  readonly message: string;
}

/** Makes a {@link Refusal}. `message` is shown to the caller. */
export function refuse(code: ErrorCode, message: string): Refusal {
  return { refused: code, message };
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}

/** Who acts: an avatar in the room, or a caller over HTTP (`sessionId` null: no body, so no reach is asked). */
export interface Actor {
  readonly userId: number;
  readonly sessionId: string | null;
  readonly role: Role;
}

/** A use as the log keeps it; `undo` takes one back. */
export interface LoggedUse {
  readonly id: number;
  readonly userId: number;
  readonly objectId: number;
  readonly action: string;
  readonly params: unknown;
  readonly before: ObjectDelta | null;
  readonly after: ObjectDelta | null;
  /** Id of the use that this one undid, null if it is no undo. */
  readonly undoes: number | null;
}
