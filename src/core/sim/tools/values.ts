/** What a field of an object may hold. Everything that enters a world through a tool, a placement or an edit passes here. */
import { z } from "zod";
import type { ObjectChange } from "../types.ts";

/** Coordinates and headings are at most this far from 0 on input, metres or radians. */
export const MAX_COORDINATE = 1e6;
/** Heights of an object's underside, metres. */
export const MIN_Z_M = -100;
export const MAX_Z_M = 1000;
export const MIN_SCALE = 0.01;
export const MAX_SCALE = 100;
/** Keys of an object's state, and characters (UTF-16 units) of a key and of a value. */
export const MAX_STATE_KEYS = 32;
export const MAX_STATE_KEY_CHARACTERS = 40;
export const MAX_STATE_VALUE_CHARACTERS = 500;
const MAX_USER_ID = 2 ** 31 - 1;

/** A finite coordinate in metres or heading in radians. */
export const Coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);

/** A string of at most `max` characters that both databases can keep: well-formed, without NUL. */
export function storableText(max: number): z.ZodString {
  return z.string().max(max).refine(isStorableText, "must be well-formed text without NUL characters");
}

/**
 * What is wrong with a change, in words that begin with the field's name, or null if nothing is. Fields that are
 * absent or undefined change nothing; a field that is no object field is wrong.
 */
export function faultOfChange(change: ObjectChange): string | null {
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const fault = Object.hasOwn(FIELD_CHECKS, field)
      ? FIELD_CHECKS[field as keyof ObjectChange](value)
      : "is no field of an object";
    if (fault) return `${field} ${fault}`;
  }
  return null;
}

/** The same direction within [0, 2π). */
export function normaliseHeading(heading: number): number {
  const turn = 2 * Math.PI;
  const rest = heading % turn;
  if (rest >= 0) return rest + 0;
  // A tiny negative angle rounds up to a whole turn.
  return rest + turn < turn ? rest + turn : 0;
}

const FIELD_CHECKS: Record<keyof ObjectChange, (value: unknown) => string | null> = {
  x: numberWithin(-MAX_COORDINATE, MAX_COORDINATE),
  y: numberWithin(-MAX_COORDINATE, MAX_COORDINATE),
  z: numberWithin(MIN_Z_M, MAX_Z_M),
  heading: numberWithin(-MAX_COORDINATE, MAX_COORDINATE),
  scale: numberWithin(MIN_SCALE, MAX_SCALE),
  solid: (value) => (typeof value === "boolean" ? null : "must be true or false"),
  lockedBy: (value) => (isUserId(value) || value === 0 ? null : "must be a user id or 0"),
  holder: (value) => (value === null || isHolder(value) ? null : "must be null or {sessionId, userId}"),
  state: faultOfState,
};

function numberWithin(min: number, max: number): (value: unknown) => string | null {
  return (value) =>
    typeof value === "number" && value >= min && value <= max
      ? null
      : `must be a number from ${min} to ${max}`;
}

function faultOfState(state: unknown): string | null {
  if (typeof state !== "object" || state === null || Array.isArray(state))
    return "must be a record of strings";
  for (const [key, value] of Object.entries(state)) {
    if (key.length === 0 || key.length > MAX_STATE_KEY_CHARACTERS || !isStorableText(key))
      return `has a key that is not text of 1 to ${MAX_STATE_KEY_CHARACTERS} characters`;
    if (value === null) continue;
    if (typeof value !== "string" || value.length > MAX_STATE_VALUE_CHARACTERS || !isStorableText(value))
      return `"${key}" must be text of at most ${MAX_STATE_VALUE_CHARACTERS} characters, or null`;
  }
  return null;
}

function isStorableText(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}

function isUserId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_USER_ID;
}

function isHolder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { sessionId, userId } = value as Record<string, unknown>;
  return typeof sessionId === "string" && sessionId !== "" && isUserId(userId);
}
