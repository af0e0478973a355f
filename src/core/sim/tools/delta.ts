/** Changing an object and telling what changed. Objects are never mutated: a change gives a new one. */
import type { ObjectChange, ObjectDelta, SpaceObject } from "../types.ts";
import { normaliseHeading } from "./values.ts";

/** The two sides of a logged use. */
export interface Deltas {
  readonly before: ObjectDelta;
  readonly after: ObjectDelta;
}

const PLAIN_FIELDS = ["x", "y", "z", "heading", "scale", "solid", "lockedBy"] as const;

/** `object` with `change` applied: heading within [0, 2π), no negative zero. The very same value if nothing changes. */
export function withChange(object: SpaceObject, change: ObjectChange, nowMs: number): SpaceObject {
  const next: SpaceObject = {
    ...object,
    x: (change.x ?? object.x) + 0,
    y: (change.y ?? object.y) + 0,
    z: (change.z ?? object.z) + 0,
    heading: change.heading === undefined ? object.heading : normaliseHeading(change.heading),
    scale: change.scale ?? object.scale,
    solid: change.solid ?? object.solid,
    lockedBy: change.lockedBy ?? object.lockedBy,
    holder: change.holder === undefined ? object.holder : change.holder,
    state: change.state ? mergedState(object.state, change.state) : object.state,
    updatedAtMs: nowMs,
  };
  return differ(object, next) ? next : object;
}

/** The fields in which two values of one object differ, as each side has them; an absent state key is null. */
export function deltasOf(from: SpaceObject, to: SpaceObject): Deltas {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const field of PLAIN_FIELDS) {
    if (from[field] === to[field]) continue;
    before[field] = from[field];
    after[field] = to[field];
  }
  if (holderIdOf(from) !== holderIdOf(to)) {
    before.holder = holderIdOf(from);
    after.holder = holderIdOf(to);
  }
  const keys = changedKeys(from.state, to.state);
  if (keys.length > 0) {
    before.state = Object.fromEntries(keys.map((key) => [key, valueAt(from.state, key)]));
    after.state = Object.fromEntries(keys.map((key) => [key, valueAt(to.state, key)]));
  }
  return { before, after };
}

/** The whole object as one side of a placement or removal. */
export function wholeOf(object: SpaceObject): ObjectDelta {
  const { prefabId, kind, x, y, z, heading, scale, solid, state, lockedBy, createdBy, createdAtMs } = object;
  return {
    prefabId,
    kind,
    x,
    y,
    z,
    heading,
    scale,
    solid,
    state: { ...state },
    holder: holderIdOf(object),
    lockedBy,
    createdBy,
    createdAtMs,
  };
}

/** True if every field that `delta` names still has the value it names. */
export function stillHolds(object: SpaceObject, delta: ObjectDelta): boolean {
  for (const field of [...PLAIN_FIELDS, "prefabId", "kind", "createdBy"] as const) {
    if (delta[field] !== undefined && delta[field] !== object[field]) return false;
  }
  if (delta.holder !== undefined && delta.holder !== holderIdOf(object)) return false;
  return Object.entries(delta.state ?? {}).every(([key, value]) => valueAt(object.state, key) === value);
}

/** True if the object is exactly what a placement left, but for who holds it: a hold ends with its session. */
export function stillWhole(object: SpaceObject, whole: ObjectDelta): boolean {
  const { holder: _, ...lasting } = whole;
  return (
    stillHolds(object, lasting) && Object.keys(object.state).length === Object.keys(whole.state ?? {}).length
  );
}

/** User id of whoever holds the object, null if nobody. */
export function holderIdOf(object: SpaceObject): number | null {
  return object.holder?.userId ?? null;
}

function differ(from: SpaceObject, to: SpaceObject): boolean {
  return (
    PLAIN_FIELDS.some((field) => from[field] !== to[field]) ||
    from.holder?.sessionId !== to.holder?.sessionId ||
    changedKeys(from.state, to.state).length > 0
  );
}

function mergedState(
  state: SpaceObject["state"],
  change: NonNullable<ObjectChange["state"]>,
): SpaceObject["state"] {
  const merged = new Map(Object.entries(state));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key);
    else if (value !== undefined) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function changedKeys(from: SpaceObject["state"], to: SpaceObject["state"]): string[] {
  if (from === to) return [];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].filter((key) => valueAt(from, key) !== valueAt(to, key));
}

/** Own keys only: `constructor` and the like are absent unless somebody set them. */
function valueAt(state: Readonly<Record<string, string | null>>, key: string): string | null {
  return Object.hasOwn(state, key) ? (state[key] ?? null) : null;
}
