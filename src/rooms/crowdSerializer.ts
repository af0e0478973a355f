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
import type { Viewer } from "./viewer.ts";
import { WireBuffer } from "./wireBuffer.ts";

/** Bytes a client may leave unread, chat and all, before it is cut off; it may come back to its kept seat. */
export const MAX_UNREAD_BYTES = 1_048_576;
/** Bytes a client may leave unread, besides its last full state, before it gets no more frames. */
export const HELD_BACK_AT_BYTES = 65_536;
/** It gets a full state, and frames again, when so few are left. */
export const RESUMED_AT_BYTES = 4_096;
/** Who has not come that far within so many seconds is cut off. */
export const MAX_HELD_BACK_SECONDS = 10;

/** What the room watches of its sending. */
export interface SendCounters {
  frames: number;
  bytes: number;
  /** Clients cut off because they did not read. */
  cutOff: number;
  /** Frames not sent because a client did not read. */
  heldBack: number;
  /** Full states sent to clients that read again. */
  resyncs: number;
  /** Updates of avatars that waited a tick because a client's frame was full. */
  putOff: number;
}

/** A tick's frames go out in bursts, so that what clients and callers ask meanwhile does not wait for all of them. */
export interface Bursts {
  /** Clients that are sent their frames before anything else gets its turn. */
  readonly clients: number;
  /** Runs the next burst when others had their turn. */
  readonly later: (burst: () => void) => void;
}

/** So many take about a millisecond. */
export const BURST_CLIENTS = 100;

interface Receiver {
  readonly client: Client;
  readonly outlet: Outlet;
  readonly viewer: Viewer;
  /** What may be unread without anything being held back: more after a full state, until that is read. */
  unreadMost: number;
  /** Ticks for which it has been held back, 0 if it is not. */
  heldBackTicks: number;
  /** The tick of which it has a full state: it needs no frame of that. */
  fullOfTick: number;
}

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
  /** Clients that were cut off and are not gone yet. */
  readonly #ended = new WeakSet<Client>();
  /** The full state of what everybody sees, null if it has changed. */
  #shared: Uint8Array | null = null;
  readonly #sharedPatch = new WireBuffer(LEAST_BUFFER_BYTES);
  readonly #full = new WireBuffer(LEAST_BUFFER_BYTES);
  readonly #frames = new WireBuffer(LEAST_BUFFER_BYTES, HEADER_BYTES);
  readonly #bursts: Bursts;
  #tick = 0;
  /** The clients of this tick, and how many of them had their turn. */
  #clients: readonly Client[] = [];
  #served = 0;
  /** Where frames wait to be sent. */
  readonly #outlets: Outlet[] = [];
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
    viewer.rest();
    const outlet = new Outlet(client);
    const unreadMost = HELD_BACK_AT_BYTES;
    this.#receivers.set(client, { client, outlet, viewer, unreadMost, heldBackTicks: 0, fullOfTick: -1 });
  }

  /** `client` is gone: nothing more is sent to it. */
  unwatch(client: Client): void {
    this.#receivers.get(client)?.viewer.rest();
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
    if (receiver) {
      receiver.unreadMost = HELD_BACK_AT_BYTES + frame.length;
      receiver.fullOfTick = this.#tick;
    }
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
    // Not the room's own list: who leaves meanwhile would move the others in it.
    this.#clients = [...clients];
    this.#served = 0;
    this.#burst(this.#tick);
    return changed;
  }

  /** Sends at once what is left of this tick. To be called before anything of the next one changes. */
  finish(): void {
    this.#serveUpTo(this.#clients.length);
    this.#clients = [];
    this.#served = 0;
  }

  #burst(tick: number): void {
    if (tick !== this.#tick) return;
    this.#serveUpTo(Math.min(this.#clients.length, this.#served + this.#bursts.clients));
    if (this.#served < this.#clients.length) this.#bursts.later(() => this.#burst(tick));
  }

  /**
   * Writes the frames of some clients, and only then sends them: what writing looks at would not stay in the
   * processor's caches beside all that the kernel goes through for each sending.
   */
  #serveUpTo(count: number): void {
    while (this.#served < count) {
      const batch = Math.min(count, this.#served + BURST_CLIENTS);
      while (this.#served < batch) {
        const client = this.#clients[this.#served++] as Client;
        if (client.state === ClientState.JOINED && !this.#ended.has(client)) this.#serve(client);
      }
      for (const outlet of this.#outlets) {
        outlet.flush();
        if (outlet.unreadBytes !== 0) this.#framesAreHeld = true;
      }
      this.#outlets.length = 0;
    }
  }

  #encodeSharedPatch(): void {
    const it = { offset: 1 };
    const patch = this.encoder.encode(it);
    if (it.offset === 1) return;
    this.#shared = null;
    this.#sharedPatch.copy(patch, 1, it.offset);
  }

  #serve(client: Client): void {
    const receiver = this.#receivers.get(client);
    if (receiver?.fullOfTick === this.#tick) return;
    const outlet = receiver?.outlet ?? new Outlet(client);
    if (!this.#takes(client, { outlet, receiver })) return;
    if (!receiver?.viewer.isLive) {
      if (this.#sharedPatch.offset > 0 && !receiver) this.#sendShared(outlet);
      return;
    }
    const { viewer } = receiver;
    if (!viewer.compose(this.#frames, this.crowd, this.#sharedPatch)) return;
    this.#put(outlet);
    this.counters.putOff += viewer.takePutOff();
  }

  /** To a client without an avatar. */
  #sendShared(outlet: Outlet): void {
    const frames = this.#frames;
    frames.begin();
    frames.byte(Protocol.ROOM_STATE_PATCH);
    frames.copy(this.#sharedPatch.bytes, 0, this.#sharedPatch.offset);
    this.#put(outlet);
  }

  /** Lets the frame that was written last be sent. */
  #put(outlet: Outlet): void {
    this.counters.frames += 1;
    this.counters.bytes += this.#frames.length;
    outlet.put(this.#frames);
    this.#outlets.push(outlet);
  }

  /** True if `client` is to get this tick's frame: it reads what it is sent. */
  #takes(client: Client, { outlet, receiver }: { outlet: Outlet; receiver: Receiver | undefined }): boolean {
    const unread = outlet.unreadBytes;
    if (unread > MAX_UNREAD_BYTES) return this.#cutOff(client, outlet);
    if (!receiver) return true;
    if (receiver.heldBackTicks > 0) return this.#resumes(receiver, unread);
    if (unread <= HELD_BACK_AT_BYTES) receiver.unreadMost = HELD_BACK_AT_BYTES;
    if (unread <= receiver.unreadMost) return true;
    receiver.viewer.rest();
    receiver.heldBackTicks = 1;
    this.counters.heldBack += 1;
    return false;
  }

  /** What to do with one that is held back: it gets a full state when it has read what it had, and is cut off if it never does. */
  #resumes(receiver: Receiver, unread: number): boolean {
    const { client } = receiver;
    if (unread <= RESUMED_AT_BYTES) {
      receiver.heldBackTicks = 0;
      this.counters.resyncs += 1;
      const full = this.getFullState(client);
      this.counters.frames += 1;
      this.counters.bytes += full.length;
      client.raw(full);
    } else {
      receiver.heldBackTicks += this.ticksInPatch;
      this.counters.heldBack += 1;
      if (receiver.heldBackTicks > MAX_HELD_BACK_SECONDS * this.#tickHz)
        this.#cutOff(client, receiver.outlet);
    }
    return false;
  }

  #cutOff(client: Client, outlet: Outlet): false {
    this.counters.cutOff += 1;
    this.#ended.add(client);
    outlet.terminate();
    return false;
  }
}
