/**
 * One event as a client sent it, read into what is stored, or what is wrong with it. Written by hand: at 100,000 events
 * a second a shape library would take most of a core. `protocol/tracking.ts` declares the same shape for the API document,
 * and a test holds the two together.
 */
import type { Position } from "./axes.ts";
import { canonicalJson } from "./canonical.ts";
import {
  DAY_MS,
  escaped,
  type Fault,
  fault,
  isObject,
  isStorable,
  isStorableText,
  MAX_ID_CHARACTERS,
  readId,
  readTime,
  unstorable,
} from "./values.ts";

/** Most bytes of an event as JSON. */
export const MAX_EVENT_BYTES = 32 * 1024;
/** Most characters of a zone, an object, a target or a kind of interaction. */
export const MAX_NAME_CHARACTERS = 200;
/** Longest dwell that a client can claim, milliseconds: a year. */
export const MAX_DWELL_MS = 366 * DAY_MS;
/** Largest coordinate either way, in the unit that the client sends. */
export const MAX_COORDINATE = 1e9;

/** An event that can be stored. Its position is in the client's own axes. */
export interface TrackedEvent {
  /** The client's id as text, else `~` and a hash. */
  readonly eventId: string;
  readonly eventType: string;
  /** By the client's own clock; for telemetry without a timestamp the time of arrival. */
  readonly atMs: number;
  readonly zoneName: string | null;
  readonly objectName: string | null;
  readonly position: Position | null;
  /** JSON of the rotation in the form in which it was sent. */
  readonly rotation: string | null;
  readonly gazeTarget: string | null;
  readonly dwellTimeMs: number | null;
  readonly interactionType: string | null;
  /** JSON of the client's metadata together with every field that is not known here; null if there is none. */
  readonly metadata: string | null;
}

/** What an event is read against. */
export interface EventContext {
  /** The tour it comes for; null for telemetry without one. */
  readonly sessionId: string | null;
  readonly sentAtMs: number | null;
  readonly receivedAtMs: number;
  /** Telemetry may lack a timestamp. */
  readonly telemetry: boolean;
  /** An id for an event that has none: for telemetry without a timestamp a fresh one, else {@link hashedIds}. */
  readonly identify: (event: unknown) => string;
}

const EVENT_TYPE = /^[a-z][a-z0-9_]{0,63}$/;
const KNOWN = new Set([
  "event_id",
  "event_type",
  "timestamp",
  "zone_name",
  "object_name",
  "position",
  "rotation",
  "gaze_target",
  "dwell_time_ms",
  "interaction_type",
  "metadata",
  "session_id",
]);
const ROTATIONS: readonly (readonly string[])[] = [
  ["pitch", "yaw", "roll"],
  ["x", "y", "z", "w"],
  ["x", "y", "z"],
];

/** The event, or the first thing that is wrong with it. Pointers begin at the event. */
export function readEvent(given: unknown, context: EventContext): TrackedEvent | Fault {
  if (!isObject(given)) return fault("", "must be an object");
  const reader = new EventReader(given, context);
  const event = reader.read();
  return reader.fault ?? event;
}

/** True for what {@link readEvent} gives instead of an event. */
export function isFault(read: TrackedEvent | Fault): read is Fault {
  return "pointer" in read;
}

/**
 * Gives ids to events of one batch that have none: a hash of their canonical JSON and their number among equal ones, so
 * that the same batch sent again has the same ids, and two equal events in it are two. `hash` gives a digest as text.
 */
export function hashedIds(hash: (text: string) => string): EventContext["identify"] {
  const seen = new Map<string, number>();
  return (event) => {
    // A single event carries its session_id, the same event in a batch does not.
    const digest = hash(canonicalJson(event, ["session_id"]));
    const number = seen.get(digest) ?? 0;
    seen.set(digest, number + 1);
    return number === 0 ? `~${digest}` : `~${digest}.${number}`;
  };
}

class EventReader {
  /** The first fault found. */
  fault: Fault | null = null;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #context: EventContext;

  constructor(given: Readonly<Record<string, unknown>>, context: EventContext) {
    this.#given = given;
    this.#context = context;
  }

  read(): TrackedEvent {
    const given = this.#given;
    this.#checkSession();
    const eventType = this.#eventType();
    const atMs = this.#timestamp();
    const zoneName = this.#name(given.zone_name, "zone_name");
    const objectName = this.#name(given.object_name, "object_name");
    const position = this.#position();
    const rotation = this.#rotation();
    const gazeTarget = this.#name(given.gaze_target, "gaze_target");
    const dwellTimeMs = this.#dwell();
    const interactionType = this.#name(given.interaction_type, "interaction_type");
    const metadata = this.#metadata();
    this.#checkSize(metadata);
    return {
      eventId: this.fault ? "" : this.#eventId(),
      eventType,
      atMs,
      zoneName,
      objectName,
      position,
      rotation,
      gazeTarget,
      dwellTimeMs,
      interactionType,
      metadata,
    };
  }

  #fail(pointer: string, detail: string): null {
    this.fault ??= fault(pointer, detail);
    return null;
  }

  #checkSession(): void {
    const given = this.#given.session_id;
    if (given === undefined || given === null) return;
    const id = readId(given);
    if (id === null) this.#fail("/session_id", ID_RULE);
    else if (this.#context.sessionId !== null && id !== this.#context.sessionId)
      this.#fail("/session_id", "names another tour than the batch");
  }

  #eventId(): string {
    const given = this.#given.event_id;
    if (given === undefined || given === null || given === "") return this.#context.identify(this.#given);
    return readId(given) ?? this.#fail("/event_id", ID_RULE) ?? "";
  }

  #eventType(): string {
    const given = this.#given.event_type;
    if (given === undefined) this.#fail("/event_type", "is missing");
    if (typeof given === "string" && EVENT_TYPE.test(given)) return given;
    return this.#fail("/event_type", "must be a lower_snake word of at most 64 characters") ?? "";
  }

  #timestamp(): number {
    const { sentAtMs, receivedAtMs, telemetry } = this.#context;
    const given = this.#given.timestamp;
    if (given === undefined || given === null) {
      if (!telemetry) this.#fail("/timestamp", "is missing");
      return receivedAtMs;
    }
    const atMs = readTime(given);
    if (atMs === null) this.#fail("/timestamp", TIME_RULE);
    else if (atMs > (sentAtMs ?? receivedAtMs) + DAY_MS)
      this.#fail("/timestamp", "is more than a day ahead of sent_at");
    return atMs ?? 0;
  }

  /** Some engines send "" for what does not apply. */
  #name(given: unknown, field: string): string | null {
    if (given === undefined || given === null || given === "") return null;
    const text = typeof given === "number" ? String(given) : given;
    if (typeof text !== "string" || text.length > MAX_NAME_CHARACTERS)
      return this.#fail(`/${field}`, `must be text of at most ${MAX_NAME_CHARACTERS} characters`);
    return isStorableText(text) ? text : this.#fail(`/${field}`, "holds NUL or half a surrogate pair");
  }

  #dwell(): number | null {
    const given = this.#given.dwell_time_ms;
    if (given === undefined || given === null) return null;
    if (typeof given === "number" && given >= 0 && given <= MAX_DWELL_MS) return given;
    return this.#fail("/dwell_time_ms", `must be a number from 0 to ${MAX_DWELL_MS}`);
  }

  #position(): Position | null {
    const given = this.#given.position;
    if (given === undefined || given === null) return null;
    const parts = Array.isArray(given) ? arrayParts(given) : given;
    if (!isObject(parts)) return this.#fail("/position", POSITION_RULE);
    const { x, y, z } = parts;
    if (isCoordinate(x) && isCoordinate(y) && isCoordinate(z)) return { x, y, z };
    return this.#fail("/position", POSITION_RULE);
  }

  #rotation(): string | null {
    const given = this.#given.rotation;
    if (given === undefined || given === null) return null;
    if (isObject(given)) {
      const { pitch, yaw, roll } = given;
      if (isCoordinate(pitch) && isCoordinate(yaw) && isCoordinate(roll))
        return `{"pitch":${pitch},"yaw":${yaw},"roll":${roll}}`;
    }
    const form = isObject(given)
      ? ROTATIONS.find((names) => names.every((name) => name in given))
      : undefined;
    if (!form || !isObject(given)) return this.#fail("/rotation", ROTATION_RULE);
    if (!form.every((name) => isCoordinate(given[name]))) return this.#fail("/rotation", ROTATION_RULE);
    return `{${form.map((name) => `"${name}":${given[name]}`).join(",")}}`;
  }

  #metadata(): string | null {
    const own = this.#given.metadata ?? null;
    if (own !== null && !isObject(own)) return this.#fail("/metadata", "must be an object");
    const kept = this.#withUnknown(own);
    if (kept === null || this.fault) return null;
    this.fault = unstorable(own, "/metadata") ?? (kept === own ? null : this.#unstorableRest());
    return this.fault ? null : JSON.stringify(kept);
  }

  /** The client's metadata with what is not known here; null if there is nothing. */
  #withUnknown(own: Readonly<Record<string, unknown>> | null): Readonly<Record<string, unknown>> | null {
    let kept: Record<string, unknown> | null = null;
    const keep = (name: string, value: unknown) => {
      kept ??= Object.assign(Object.create(null), own) as Record<string, unknown>;
      // Where the client's own metadata has the name already, the field is kept beside it.
      kept[name in kept ? `event.${name}` : name] = value;
    };
    for (const name in this.#given) if (!KNOWN.has(name)) keep(name, this.#given[name]);
    for (const field of ["position", "rotation"] as const) {
      const rest = membersBeside(this.#given[field], MEMBERS[field]);
      if (rest) keep(field, rest);
    }
    if (kept) return kept;
    for (const _ in own) return own;
    return null;
  }

  #unstorableRest(): Fault | null {
    for (const name of Object.keys(this.#given)) {
      if (KNOWN.has(name) && name !== "position" && name !== "rotation") continue;
      if (!isStorableText(name)) return fault("", "has a name with NUL or half a surrogate pair");
      if (isStorable(this.#given[name])) continue;
      return unstorable(this.#given[name], `/${escaped(name)}`);
    }
    return null;
  }

  /** What has a limit of its own is small; only metadata can be large, so only then the whole is measured. */
  #checkSize(metadata: string | null): void {
    if (this.fault || metadata === null || metadata.length * 3 < MAX_EVENT_BYTES - SMALL_FIELDS_BYTES) return;
    if (utf8Bytes(JSON.stringify(this.#given)) > MAX_EVENT_BYTES)
      this.fault = { code: "too_large", detail: `has more than ${MAX_EVENT_BYTES} bytes`, pointer: "" };
  }
}

/** Everything but metadata at its longest: five names of 200 characters of three bytes, ids, numbers. */
const SMALL_FIELDS_BYTES = 6 * 1024;

const MEMBERS = {
  position: new Set(["x", "y", "z"]),
  rotation: new Set(["pitch", "yaw", "roll", "x", "y", "z", "w"]),
};

/** Members of a known object that mean nothing here; null if there are none. */
function membersBeside(given: unknown, known: ReadonlySet<string>): Record<string, unknown> | null {
  if (!isObject(given)) return null;
  let rest: Record<string, unknown> | null = null;
  for (const name in given) {
    if (known.has(name)) continue;
    rest ??= Object.create(null) as Record<string, unknown>;
    rest[name] = given[name];
  }
  return rest;
}

const ID_RULE = `must be text of 1 to ${MAX_ID_CHARACTERS} characters or an integer`;
const TIME_RULE = "must be a time since 2000: ISO-8601, or unix seconds or milliseconds";
const POSITION_RULE = "must be {x, y, z} of numbers";
const ROTATION_RULE = "must be {pitch, yaw, roll} or {x, y, z, w?} of numbers";

function isCoordinate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= MAX_COORDINATE;
}

function arrayParts(given: readonly unknown[]): unknown {
  return given.length === 3 ? { x: given[0], y: given[1], z: given[2] } : null;
}

/** Length of well-formed text in UTF-8. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Half of a pair counts two of the pair's four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit & 0xf800) !== 0xd800 ? 2 : 1;
  }
  return bytes;
}
