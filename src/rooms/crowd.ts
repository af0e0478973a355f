/**
 * The avatars of a space as bytes. Whatever changed of an avatar is encoded once a tick, at the first viewer that needs
 * it, and copied for all others. Between {@link Crowd.open} and the next, everything that is sent is of one tick.
 *
 * Those beyond {@link NEAR_M} of a viewer are brought up to date in turns, {@link FAR_HZ} times a second: an avatar's
 * turn ("due") is the same for all viewers, so what changed since its last turn is one piece of bytes, too.
 */
import { OPERATION } from "@colyseus/schema";
import type { AvatarState, SpaceState } from "../protocol/state.ts";
import { AvatarCodec, FIELD, PASSING, refIdOf } from "./avatarCodec.ts";
import { WireBuffer } from "./wireBuffer.ts";

/** Up to this far away avatars are refreshed every tick, metres. */
export const NEAR_M = 10;
/** Least refreshes a second of avatars farther away. */
export const FAR_HZ = 5;

/** One avatar as the crowd keeps it. */
export interface Member {
  readonly key: string;
  readonly state: AvatarState;
  /** Its place in the crowd's tables; given to another after it was dropped. */
  readonly slot: number;
  /** Its number on the wire; never given to another. */
  readonly refId: number;
}

/** What a piece of an avatar's bytes brings up to date. */
export const PIECE = {
  /** Whoever was up to date before this tick. */
  tick: 0,
  /** Whoever was up to date at its last turn. */
  sinceTurn: 1,
  /** Whoever knows what it is called. */
  passing: 2,
  /** Whoever does not know it yet. */
  entry: 3,
} as const;
type Piece = (typeof PIECE)[keyof typeof PIECE];

const FIRST_SLOTS = 64;
/** Of four kinds of piece two numbers each. */
const PIECE_NUMBERS = 8;
const NOT_ENCODED = -1;

export class Crowd {
  readonly codec: AvatarCodec;
  /** Ticks from one turn of an avatar to its next. */
  readonly #turns: number;
  #turn = 0;
  readonly #members: (Member | null)[] = [];
  readonly #vacant: number[] = [];
  readonly #heads: (Uint8Array | null)[] = [];
  /** By slot, sets of fields that changed: after the tick that is being sent, in it, and since the avatar's last turn. */
  #later = new Uint16Array(FIRST_SLOTS);
  #inTick = new Uint16Array(FIRST_SLOTS);
  #sinceTurn = new Uint16Array(FIRST_SLOTS);
  /** By slot, 1 if it is the avatar's turn. */
  #due = new Uint8Array(FIRST_SLOTS);
  /** By slot: x, then y, metres. */
  #places = new Float64Array(FIRST_SLOTS * 2);
  /** By slot: the `seq` that its own client is to be told of. */
  #acks = new Uint16Array(FIRST_SLOTS);
  /** This tick's pieces: for each slot and kind of piece where in `out` it begins, then where it ends. */
  #pieces = new Int32Array(FIRST_SLOTS * PIECE_NUMBERS).fill(NOT_ENCODED);
  readonly #out = new WireBuffer(65_536);
  readonly #scratch = new WireBuffer(1_024);

  constructor(state: SpaceState, tickHz: number) {
    this.codec = new AvatarCodec(state);
    this.#turns = Math.max(1, Math.floor(tickHz / FAR_HZ));
  }

  /** Takes in an avatar that has just been put into the state's `users` under `key`. */
  add(key: string, state: AvatarState): Member {
    const slot = this.#vacant.pop() ?? this.#members.length;
    const member = { key, state, slot, refId: refIdOf(state) };
    this.#members[slot] = member;
    this.#heads[slot] = null;
    if (slot >= this.#later.length) this.#grow();
    this.#later[slot] = 0;
    this.#inTick[slot] = 0;
    this.#sinceTurn[slot] = 0;
    this.#acks[slot] = 0;
    this.#forgetPieces(slot);
    return member;
  }

  /** Lets go of a member that no viewer knows any more. */
  drop({ slot }: Member): void {
    this.#members[slot] = null;
    this.#heads[slot] = null;
    this.#vacant.push(slot);
  }

  member(slot: number): Member {
    return this.#members[slot] as Member;
  }

  /** Fields of `member`'s state are other than they were: goes out with the next tick. */
  mark({ slot }: Member, fields: number): void {
    this.#later[slot] = (this.#later[slot] as number) | fields;
    if ((fields & (FIELD.name | FIELD.look)) !== 0) {
      this.#heads[slot] = null;
      this.#forgetPieces(slot);
    }
  }

  /** Where `member` is, metres: decides who is near. */
  place({ slot }: Member, x: number, y: number): void {
    this.#places[2 * slot] = x;
    this.#places[2 * slot + 1] = y;
  }

  /** `member`'s own client is to be told of `ack` with the next tick. */
  acknowledge({ slot }: Member, ack: number): void {
    this.#acks[slot] = ack;
  }

  /**
   * Begins the sending of a tick: all that was marked before is in it, nothing that is marked later. `ticks` have passed
   * since the last one was sent, and with them as many turns.
   */
  open(ticks = 1): void {
    this.#turn = (this.#turn + ticks) % this.#turns;
    for (let slot = 0; slot < this.#members.length; slot += 1) {
      // What the last turn brought to everybody.
      if (this.#due[slot] === 1) this.#sinceTurn[slot] = 0;
      const fields = this.#later[slot] as number;
      this.#later[slot] = 0;
      this.#due[slot] = this.#ticksSinceTurnOf(slot) < ticks ? 1 : 0;
      this.#inTick[slot] = fields;
      this.#sinceTurn[slot] = (this.#sinceTurn[slot] as number) | fields;
    }
    this.#pieces.fill(NOT_ENCODED, 0, this.#members.length * PIECE_NUMBERS);
    this.#out.restart(false);
  }

  /** The fields of an avatar that changed in this tick. */
  changedInTick(slot: number): number {
    return this.#inTick[slot] as number;
  }

  /** The fields that a viewer lacks who was up to date at the avatar's last turn. */
  changedSinceTurn(slot: number): number {
    return this.#sinceTurn[slot] as number;
  }

  /** True if all who see the avatar in `slot` are brought up to date in this tick. */
  isDue(slot: number): boolean {
    return this.#due[slot] === 1;
  }

  isNear(slot: number, other: number): boolean {
    const places = this.#places;
    const offX = (places[2 * slot] as number) - (places[2 * other] as number);
    const offY = (places[2 * slot + 1] as number) - (places[2 * other + 1] as number);
    return offX * offX + offY * offY <= NEAR_M * NEAR_M;
  }

  /** What {@link acknowledge} was given last, 0 before. */
  ackOf(slot: number): number {
    return this.#acks[slot] as number;
  }

  /** Appends a piece of an avatar's bytes to `frame`. */
  append(frame: WireBuffer, slot: number, piece: Piece): void {
    const at = slot * PIECE_NUMBERS + 2 * piece;
    if (this.#pieces[at] === NOT_ENCODED) this.#encode(slot, piece);
    frame.copy(this.#out.bytes, this.#pieces[at] as number, this.#pieces[at + 1] as number);
  }

  #encode(slot: number, piece: Piece): void {
    const out = this.#out;
    const at = slot * PIECE_NUMBERS + 2 * piece;
    const member = this.member(slot);
    this.#pieces[at] = out.offset;
    if (piece === PIECE.entry) {
      const head = this.#headOf(member);
      out.copy(head, 0, head.length);
      this.codec.writeFields(out, member.state, PASSING, OPERATION.ADD);
    } else {
      this.codec.writeTurnTo(out, member.refId);
      this.codec.writeFields(out, member.state, this.#fieldsOf(slot, piece));
    }
    this.#pieces[at + 1] = out.offset;
  }

  #fieldsOf(slot: number, piece: Piece): number {
    if (piece === PIECE.passing) return PASSING;
    return piece === PIECE.tick ? this.changedInTick(slot) : this.changedSinceTurn(slot);
  }

  #headOf({ slot, state, key }: Member): Uint8Array {
    const known = this.#heads[slot];
    if (known) return known;
    const head = this.codec.entryHead(state, key, this.#scratch);
    this.#heads[slot] = head;
    return head;
  }

  #ticksSinceTurnOf(slot: number): number {
    return (this.#turn + this.#turns - (slot % this.#turns)) % this.#turns;
  }

  #forgetPieces(slot: number): void {
    this.#pieces.fill(NOT_ENCODED, slot * PIECE_NUMBERS, (slot + 1) * PIECE_NUMBERS);
  }

  #grow(): void {
    const size = 2 * this.#later.length;
    const wider = <Table extends Uint8Array | Uint16Array | Int32Array | Float64Array>(
      into: Table,
      from: Table,
    ) => {
      into.set(from as never);
      return into;
    };
    this.#later = wider(new Uint16Array(size), this.#later);
    this.#inTick = wider(new Uint16Array(size), this.#inTick);
    this.#sinceTurn = wider(new Uint16Array(size), this.#sinceTurn);
    this.#due = wider(new Uint8Array(size), this.#due);
    this.#places = wider(new Float64Array(size * 2), this.#places);
    this.#acks = wider(new Uint16Array(size), this.#acks);
    this.#pieces = wider(new Int32Array(size * PIECE_NUMBERS).fill(NOT_ENCODED), this.#pieces);
  }
}
