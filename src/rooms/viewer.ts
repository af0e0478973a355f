/**
 * One client's sight as it is sent: whom its decoder knows, how far behind it is with each of them, and the frames that
 * bring it up to date. Who is in sight is decided elsewhere (core/sim/interest) and told here once a tick at most.
 */
import { Protocol } from "@colyseus/core";
import { OPERATION } from "@colyseus/schema";
import { FIELD } from "./avatarCodec.ts";
import { type Crowd, type Member, PIECE } from "./crowd.ts";
import type { WireBuffer } from "./wireBuffer.ts";

/** Bytes of changes of avatars that one client gets in a tick. What does not fit waits a tick, in turns. */
export const UPDATE_BYTES_PER_TICK = 4_096;

/** How far behind a client is with an avatar in its sight. */
const LAG = {
  none: 0,
  /** Lacks at most what changed since the avatar's last turn. */
  sinceTurn: 1,
  /** Missed a turn because its frame was full: gets all that passes as soon as there is room. */
  passing: 2,
  /** Comes into sight with the next frame, as it is then. */
  entering: 3,
} as const;
/** One in sight is a number: its slot, and after it as many bits for how far behind the client is with it. */
const LAG_BITS = 2;
const LAG_MASK = (1 << LAG_BITS) - 1;

export class Viewer {
  readonly own: Member;
  /** Its client's decoder has a full state, and each frame since. False while nobody is there to be sent anything. */
  isLive = false;
  readonly #ownSlot: number;
  #putOff = 0;
  /** The others in sight, in no particular order. */
  readonly #seen: number[] = [];
  /** Since the last frame: slots that came into sight, numbers of those that left it. */
  readonly #entered: number[] = [];
  readonly #left: number[] = [];
  /** Where in `#seen` the next frame begins: those who were put off come first. */
  #first = 0;
  #ackSent = 0;

  constructor(own: Member) {
    this.own = own;
    this.#ownSlot = own.slot;
  }

  /** Others in sight. */
  get sees(): number {
    return this.#seen.length;
  }

  /** How many updates waited since this was asked last because a frame was full. */
  takePutOff(): number {
    const count = this.#putOff;
    this.#putOff = 0;
    return count;
  }

  /** `member`, not its own, came into sight. At most once before it leaves. */
  enter({ slot }: Member): void {
    this.#seen.push((slot << LAG_BITS) | LAG.entering);
    if (this.isLive) this.#entered.push(slot);
  }

  /** `member` left its sight, or the space. Nothing happens if it was not in it. */
  leave({ slot, refId }: Member): void {
    const seen = this.#seen;
    let at = 0;
    while (at < seen.length && (seen[at] as number) >> LAG_BITS !== slot) at += 1;
    if (at === seen.length) return;
    const last = seen.pop() as number;
    if (at < seen.length) seen[at] = last;
    if (!this.isLive) return;
    const unsent = this.#entered.indexOf(slot);
    if (unsent < 0) this.#left.push(refId);
    else this.#entered.splice(unsent, 1);
  }

  /** The client goes, or takes no more frames: until the next full state nothing is kept for it. */
  rest(): void {
    this.isLive = false;
    this.#entered.length = 0;
    this.#left.length = 0;
  }

  /** Appends all it sees to a full state's part that everybody gets; from now on frames follow. */
  appendAll(frame: WireBuffer, crowd: Crowd): void {
    this.rest();
    for (let at = 0; at < this.#seen.length; at += 1) {
      const slot = (this.#seen[at] as number) >> LAG_BITS;
      crowd.append(frame, slot, PIECE.entry);
      this.#seen[at] = (slot << LAG_BITS) | LAG.none;
    }
    crowd.append(frame, this.#ownSlot, PIECE.entry);
    this.#ackSent = this.own.state.ack;
    crowd.codec.writeFields(frame, this.own.state, FIELD.ack, OPERATION.ADD);
    this.isLive = true;
  }

  /** Writes this tick's frame, `shared` (what changed for everybody) at its beginning. False if there is nothing to send. */
  compose(frame: WireBuffer, crowd: Crowd, shared: WireBuffer): boolean {
    frame.begin();
    frame.byte(Protocol.ROOM_STATE_PATCH);
    frame.copy(shared.bytes, 0, shared.offset);
    this.#appendLeft(frame, crowd);
    for (const slot of this.#entered) crowd.append(frame, slot, PIECE.entry);
    this.#entered.length = 0;
    this.#appendUpdates(frame, crowd);
    this.#appendOwn(frame, crowd);
    if (frame.length > 1) return true;
    frame.abandon();
    return false;
  }

  #appendLeft(frame: WireBuffer, crowd: Crowd): void {
    if (this.#left.length === 0) return;
    crowd.codec.writeTurnToUsers(frame);
    for (const refId of this.#left) crowd.codec.writeLeft(frame, refId);
    this.#left.length = 0;
  }

  #appendUpdates(frame: WireBuffer, crowd: Crowd): void {
    const seen = this.#seen;
    const full = frame.length + UPDATE_BYTES_PER_TICK;
    let at = this.#first < seen.length ? this.#first : 0;
    this.#first = 0;
    let isFull = false;
    for (let rest = seen.length; rest > 0; rest -= 1, at = at + 1 === seen.length ? 0 : at + 1) {
      const entry = seen[at] as number;
      const lag = entry & LAG_MASK;
      const slot = entry >> LAG_BITS;
      if (lag === LAG.none && crowd.changedInTick(slot) === 0) continue;
      const upToDate = entry - lag;
      if (lag === LAG.entering) {
        seen[at] = upToDate;
        continue;
      }
      if (lag !== LAG.passing && !crowd.isDue(slot) && !crowd.isNear(slot, this.#ownSlot)) {
        seen[at] = upToDate | LAG.sinceTurn;
        continue;
      }
      if (frame.length > full && !isCalledAnew(crowd, slot)) {
        if (!isFull) this.#first = at;
        isFull = true;
        seen[at] = upToDate | LAG.passing;
        this.#putOff += 1;
        continue;
      }
      if (lag === LAG.none) crowd.append(frame, slot, PIECE.tick);
      if (lag === LAG.passing) crowd.append(frame, slot, PIECE.passing);
      if (lag === LAG.sinceTurn || (lag === LAG.passing && isCalledAnew(crowd, slot)))
        crowd.append(frame, slot, PIECE.sinceTurn);
      if (lag !== LAG.none) seen[at] = upToDate;
    }
  }

  #appendOwn(frame: WireBuffer, crowd: Crowd): void {
    const slot = this.#ownSlot;
    const changed = crowd.changedInTick(slot);
    if (changed !== 0) crowd.append(frame, slot, PIECE.tick);
    const ack = crowd.ackOf(slot);
    if (ack === this.#ackSent) return;
    this.#ackSent = ack;
    if (changed === 0) crowd.codec.writeTurnTo(frame, this.own.refId);
    crowd.codec.writeAck(frame, ack);
  }
}

/** Changes of these a full frame does not put off: no piece that makes up for it later has them. */
function isCalledAnew(crowd: Crowd, slot: number): boolean {
  return (crowd.changedSinceTurn(slot) & (FIELD.name | FIELD.look)) !== 0;
}
