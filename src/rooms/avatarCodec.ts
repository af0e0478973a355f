/**
 * One avatar as raw operations of @colyseus/schema 5, byte for byte what its stock decoders read: entering `users`,
 * leaving it, and fields that changed. An operation names its structure by a number (`refId`) that is never given
 * twice; a decoder that is told of a structure it does not know skips bytes until it finds one that it does, so every
 * caller must send an avatar's entry before anything else of it.
 */
import {
  encode,
  getEncodeDescriptor,
  OPERATION,
  $refId as REF_ID,
  $values as VALUES,
} from "@colyseus/schema";
import { type AvatarState, avatarStateFor, type SpaceState } from "../protocol/state.ts";
import type { WireBuffer } from "./wireBuffer.ts";

/** The fields of an avatar as bits of a set; a field's index on the wire is the number of its bit. */
export const FIELD = {
  userId: 1 << 0,
  name: 1 << 1,
  look: 1 << 2,
  x: 1 << 3,
  y: 1 << 4,
  heading: 1 << 5,
  zone: 1 << 6,
  activity: 1 << 7,
  ack: 1 << 8,
} as const;
/** What an avatar is called: changes seldom. */
const LASTING = FIELD.userId | FIELD.name | FIELD.look;
/** What it does: changes all the time. */
export const PASSING = FIELD.x | FIELD.y | FIELD.heading | FIELD.zone | FIELD.activity;

const ACK_INDEX = Math.log2(FIELD.ack);

/** Those whose length varies. */
const TEXTS = FIELD.name | FIELD.look | FIELD.zone | FIELD.activity;

/** Next comes the number of the structure that the operations after it are for. */
const SWITCH_TO_STRUCTURE = 255;
/** The number of the state itself. */
const ROOT = 0;
/** Room for all fields but the text in them. */
const FIELDS_BYTES = 64;
/** Of one UTF-16 unit in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

type FieldEncoder = (bytes: Uint8Array, value: unknown, it: { offset: number }) => void;

export class AvatarCodec {
  readonly #encoders: readonly FieldEncoder[];
  readonly #usersRefId: number;
  readonly #usersField: number;

  /** For the avatars of `state`, which must have its numbers already (its encoder has been made). */
  constructor(state: SpaceState) {
    const nobody = { userId: 0, name: "", look: "", x: 0, y: 0, heading: 0 };
    const avatar = getEncodeDescriptor(avatarStateFor(state, nobody));
    Object.keys(FIELD).forEach((name, index) => {
      if (avatar.names[index] !== name) throw new Error(`Field ${index} of an avatar is not ${name}.`);
    });
    this.#encoders = avatar.encoders as FieldEncoder[];
    this.#usersRefId = refIdOf(state.users);
    this.#usersField = getEncodeDescriptor(state).names.indexOf("users");
  }

  /** The map of avatars itself, empty. Comes once, at the beginning of a full state. */
  writeUsers(out: WireBuffer): void {
    out.byte(SWITCH_TO_STRUCTURE);
    out.number(ROOT);
    out.byte(OPERATION.ADD | this.#usersField);
    out.number(this.#usersRefId);
  }

  /** Turns to the map of avatars: {@link writeLeft} may follow any number of times. */
  writeTurnToUsers(out: WireBuffer): void {
    out.byte(SWITCH_TO_STRUCTURE);
    out.number(this.#usersRefId);
  }

  /** The avatar with that number leaves the map that was turned to. */
  writeLeft(out: WireBuffer, refId: number): void {
    out.byte(OPERATION.DELETE);
    // Its place in the map goes by the avatar's own number, which is never given to another.
    out.number(refId);
  }

  /** The part of an avatar's entry that lasts: its place in the map, and what it is called. */
  entryHead(state: AvatarState, key: string, out: WireBuffer): Uint8Array {
    const refId = refIdOf(state);
    out.begin();
    this.writeTurnToUsers(out);
    out.byte(OPERATION.ADD);
    out.number(refId);
    out.reserve(5 + MOST_BYTES_PER_UNIT * key.length);
    encode.string(out.bytes, key, out);
    out.number(refId);
    this.writeTurnTo(out, refId);
    this.writeFields(out, state, LASTING, OPERATION.ADD);
    const head = Uint8Array.from(out.piece());
    out.abandon();
    return head;
  }

  /** Turns to the avatar with that number: its fields may follow. */
  writeTurnTo(out: WireBuffer, refId: number): void {
    out.byte(SWITCH_TO_STRUCTURE);
    out.number(refId);
  }

  /** The `ack` of the avatar that was turned to. */
  writeAck(out: WireBuffer, ack: number): void {
    out.reserve(FIELDS_BYTES);
    out.bytes[out.offset++] = OPERATION.REPLACE | ACK_INDEX;
    (this.#encoders[ACK_INDEX] as FieldEncoder)(out.bytes, ack, out);
  }

  /** Those `fields` of the avatar that was turned to, as they are. */
  writeFields(
    out: WireBuffer,
    state: AvatarState,
    fields: number,
    operation: typeof OPERATION.ADD | typeof OPERATION.REPLACE = OPERATION.REPLACE,
  ): void {
    out.reserve((fields & TEXTS) === 0 ? FIELDS_BYTES : FIELDS_BYTES + mostTextBytes(state));
    const { bytes } = out;
    // By number, past the properties: a property that is looked up by a name in a variable costs more than its encoding.
    const values = (state as unknown as { readonly [VALUES]: readonly unknown[] })[VALUES];
    for (let rest = fields; rest !== 0; rest &= rest - 1) {
      const index = 31 - Math.clz32(rest & -rest);
      bytes[out.offset++] = operation | index;
      (this.#encoders[index] as FieldEncoder)(bytes, values[index], out);
    }
  }
}

function mostTextBytes({ name, look, zone, activity }: AvatarState): number {
  return MOST_BYTES_PER_UNIT * (name.length + look.length + zone.length + activity.length);
}

/** The number under which decoders know `structure`. */
export function refIdOf(structure: { [REF_ID]?: number }): number {
  const refId = structure[REF_ID];
  if (refId === undefined) throw new Error("It is in no state yet.");
  return refId;
}
