/**
 * How a room's state is sent, in frames that any stock SDK decodes. What everybody sees (the space and its objects)
 * is encoded by Colyseus' own encoder, once for all; avatars by {@link Crowd}, once each; and a client's frame is put
 * together from those bytes, exactly what is in its sight. Where Colyseus' serializer differs:
 * - a client in whose sight nothing changed gets no frame, where the stock one sends an empty patch a tick: that would
 *   tell everybody that somebody, somewhere, is moving, and costs a send a client;
 * - a full state is whole, however large, and what everybody sees is encoded for all joiners until it changes;
 * - a client that does not read is sent nothing more until it does, and then one full state: it misses what is past.
 */
import { type Client, ClientState, Protocol, SchemaSerializer } from "@colyseus/core";
import type { SpaceState } from "../protocol/state.ts";
import { Crowd } from "./crowd.ts";
import { HEADER_BYTES, Outlet } from "./outlet.ts";
import { MAX_HELD_BACK_SECONDS, MAX_UNREAD_BYTES, Receiver, type SendCounters } from "./receiver.ts";
import type { Viewer } from "./viewer.ts";
import { WireBuffer } from "./wireBuffer.ts";

/** A tick's frames go out in bursts, so that what clients and callers ask meanwhile does not wait for all of them. */
export interface Bursts {
  /** Frames that are sent before anything else gets its turn. */
  readonly clients: number;
  /** Runs the next burst when others had their turn. */
  readonly later: (burst: () => void) => void;
}

/** So many take about a millisecond. */
export const BURST_CLIENTS = 100;

/** Reserved for each instance of the state (an object is two: itself and its state map); a typical one takes half of it. */
const BYTES_PER_INSTANCE = 96;
const LEAST_BUFFER_BYTES = 16_384;

export class CrowdSerializer extends SchemaSerializer<SpaceState> {
  readonly counters: SendCounters = { frames: 0, bytes: 0, cutOff: 0, heldBack: 0, resyncs: 0, putOff: 0 };
  /** How often the part of the state that everybody sees was encoded as a whole. */
  fullEncodes = 0;
  crowd!: Crowd;
  /** Ticks since the patch before: what the next one brings. */
  ticksInPatch = 1;
  readonly #tickHz: number;
  /** By client: whoever has an avatar. At most one each. */
  readonly #receivers = new Map<Client, Receiver>();
  /** Clients without an avatar that were cut off and are not gone yet. */
  readonly #ended = new WeakSet<Client>();
  /** The full state of what everybody sees, null if it has changed. */
  #shared: Uint8Array | null = null;
  readonly #sharedPatch = new WireBuffer(LEAST_BUFFER_BYTES);
  readonly #full = new WireBuffer(LEAST_BUFFER_BYTES);
  readonly #frames = new WireBuffer(LEAST_BUFFER_BYTES, HEADER_BYTES);
  readonly #bursts: Bursts;
  #tick = 0;
  /** Who is sent a frame of this tick, null once it was; how many they are, and how many had their turn. */
  readonly #waiting: (Receiver | null)[] = [];
  #waitingCount = 0;
  #sent = 0;
  /** A socket may not have taken all of this tick's frames: their memory is not written again. */
  #framesAreHeld = false;

  constructor(tickHz: number, bursts: Bursts) {
    super();
    this.#tickHz = tickHz;
    this.#bursts = bursts;
  }

  override reset(state: SpaceState): void {
    super.reset(state);
    this.crowd = new Crowd(state, this.#tickHz);
    this.#receivers.clear();
    this.#shared = null;
  }

  /** From its next full state on `client` is sent what `viewer` sees. */
  watch(client: Client, viewer: Viewer): void {
    this.unwatch(client);
    this.#receivers.set(client, new Receiver(client, viewer, this.counters));
  }

  /** `client` is gone: nothing more is sent to it. */
  unwatch(client: Client): void {
    this.#receivers.get(client)?.leave();
    this.#receivers.delete(client);
  }

  /** A frame of its own with all that a client sees; for a client without an avatar, or without a client, what everybody sees. */
  override getFullState(client?: Client): Uint8Array {
    if (!this.#shared || this.#sharedIsPending()) this.#shared = this.#encodeShared();
    const full = this.#full;
    full.restart(false);
    full.copy(this.#shared, 0, this.#shared.length);
    this.crowd.codec.writeUsers(full);
    const receiver = client && this.#receivers.get(client);
    receiver?.viewer.appendAll(full, this.crowd);
    const frame = Uint8Array.from(full.piece());
    receiver?.noteFull(frame.length, this.#tick);
    return frame;
  }

  /** True if something that everybody sees has changed since the last patch. Only few changes wait between two ticks. */
  #sharedIsPending(): boolean {
    return this.encoder.hasChanges && this.encoder.encode({ offset: 1 }).length > 1;
  }

  #encodeShared(): Uint8Array {
    this.fullEncodes += 1;
    const instances = Object.keys(this.encoder.root.changeTrees).length;
    const buffer = new Uint8Array(Math.max(LEAST_BUFFER_BYTES, instances * BYTES_PER_INSTANCE));
    buffer[0] = Protocol.ROOM_STATE;
    return this.encoder.encodeAll({ offset: 1 }, buffer).slice();
  }

  /** Begins to send what changed; the last of many clients get it somewhat later, but before the next tick. */
  override applyPatches(clients: Client[]): boolean {
    this.finish();
    const changed = this.encoder.hasChanges;
    this.#sharedPatch.restart(false);
    if (changed && clients.some((client) => client.state === ClientState.JOINED)) this.#encodeSharedPatch();
    // Whoever joins gets the full state: what a whole space brings with it is never encoded as a patch.
    else if (changed) this.#shared = null;
    if (changed) this.encoder.discardChanges();
    this.crowd.open(this.ticksInPatch);
    this.#frames.restart(this.#framesAreHeld);
    this.#framesAreHeld = false;
    this.#tick += 1;
    this.#compose();
    if (this.#sharedPatch.offset > 0) this.#tellOthers(clients);
    this.#burst(this.#tick);
    return changed;
  }

  /** Sends at once what is left of this tick. To be called before anything of the next one changes. */
  finish(): void {
    this.#sendUpTo(this.#waitingCount);
    this.#waitingCount = 0;
    this.#sent = 0;
  }

  /**
   * Writes all frames of a tick before any is sent: what writing looks at would not stay in the processor's caches
   * beside all that the kernel goes through for each sending.
   */
  #compose(): void {
    const frames = this.#frames;
    for (const receiver of this.#receivers.values()) {
      const { viewer } = receiver;
      if (receiver.isHeldBack) this.#resume(receiver);
      else if (!viewer.isLive) continue;
      else if (viewer.compose(frames, this.crowd, this.#sharedPatch)) {
        receiver.frameStart = frames.start;
        receiver.frameEnd = frames.offset;
        this.#waiting[this.#waitingCount++] = receiver;
        this.counters.putOff += viewer.takePutOff();
      } else receiver.reads();
    }
  }

  /** A full state for one that was held back, if it has read what it had. */
  #resume(receiver: Receiver): void {
    if (!receiver.resumes(this.ticksInPatch, MAX_HELD_BACK_SECONDS * this.#tickHz)) return;
    const full = this.getFullState(receiver.client);
    receiver.client.raw(full);
    this.#count(full.length);
  }

  #burst(tick: number): void {
    if (tick !== this.#tick) return;
    this.#sendUpTo(Math.min(this.#waitingCount, this.#sent + this.#bursts.clients));
    if (this.#sent < this.#waitingCount) this.#bursts.later(() => this.#burst(tick));
  }

  #sendUpTo(count: number): void {
    const { bytes } = this.#frames;
    while (this.#sent < count) {
      const at = this.#sent++;
      const receiver = this.#waiting[at] as Receiver;
      this.#waiting[at] = null;
      if (receiver.isGone || receiver.fullOfTick === this.#tick || !receiver.reads()) continue;
      const { frameStart, frameEnd } = receiver;
      receiver.outlet.send(bytes, frameStart, frameEnd);
      this.#count(frameEnd - frameStart);
      if (receiver.outlet.unreadBytes !== 0) this.#framesAreHeld = true;
    }
  }

  #count(bytes: number): void {
    this.counters.frames += 1;
    this.counters.bytes += bytes;
  }

  #encodeSharedPatch(): void {
    const it = { offset: 1 };
    const patch = this.encoder.encode(it);
    if (it.offset === 1) return;
    this.#shared = null;
    this.#sharedPatch.copy(patch, 1, it.offset);
  }

  /** What changed for everybody, to clients without an avatar. */
  #tellOthers(clients: readonly Client[]): void {
    let frame: Buffer | null = null;
    for (const client of clients) {
      if (client.state !== ClientState.JOINED || this.#receivers.has(client) || this.#ended.has(client))
        continue;
      frame ??= Buffer.concat([
        Buffer.of(Protocol.ROOM_STATE_PATCH),
        this.#sharedPatch.bytes.subarray(0, this.#sharedPatch.offset),
      ]);
      const outlet = new Outlet(client);
      if (outlet.unreadBytes <= MAX_UNREAD_BYTES) {
        client.raw(frame);
        this.#count(frame.length);
        continue;
      }
      this.#ended.add(client);
      this.counters.cutOff += 1;
      outlet.terminate();
    }
  }
}
