/**
 * How a room's state is sent: like Colyseus' own serializer for rooms with one `StateView` a client, but
 * - a client to whom nothing in its view has changed gets no frame at all, where the stock one sends it an empty patch a
 *   tick: that would tell everybody that somebody, somewhere, is moving, and costs a send a client;
 * - a full state beyond the first buffer's 16 KB is whole: the stock one (0.18.17) keeps the old buffer when the encoder
 *   grows it, and every joiner but the first gets zeros for the rest;
 * - what everybody sees (the space and its objects) is encoded once for all joiners until it changes, not at every join.
 */
import { type Client, ClientState, Protocol, SchemaSerializer } from "@colyseus/core";
import type { Schema, StateView } from "@colyseus/schema";

/** Bytes a client may leave unread before it is cut off; it may come back to its kept seat. */
export const MAX_UNREAD_BYTES = 1_048_576;

/** What the room watches of its sending. */
export interface SendCounters {
  frames: number;
  bytes: number;
  /** Clients cut off because they did not read. */
  cutOff: number;
}

type Socket = { readonly bufferedAmount: number; terminate(): void };

/** Reserved for each instance of the state (an object is two: itself and its state map); a typical one takes half of it. */
const BYTES_PER_INSTANCE = 96;
const LEAST_BUFFER_BYTES = 16_384;

export class ViewSerializer<State extends Schema> extends SchemaSerializer<State> {
  readonly counters: SendCounters = { frames: 0, bytes: 0, cutOff: 0 };
  /** How often the part of the state that everybody sees was encoded as a whole. */
  fullEncodes = 0;
  #shared: Uint8Array | null = null;
  #viewBuffer = new Uint8Array(LEAST_BUFFER_BYTES);

  /** A frame of its own with all that a client sees; without a client, or one without a view, what everybody sees. */
  override getFullState(client?: Client): Uint8Array {
    if (!this.#shared || this.#sharedIsPending()) this.#shared = this.#encodeShared();
    const shared = this.#shared;
    const seen = client?.view ? this.#encodeSeen(client.view) : null;
    const frame = new Uint8Array(shared.length + (seen?.length ?? 0));
    frame.set(shared);
    if (seen) frame.set(seen, shared.length);
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

  #encodeSeen(view: StateView): Uint8Array {
    const it = { offset: 0 };
    const seen = this.encoder.encodeAllView(view, 0, it, this.#viewBuffer);
    if (it.offset > this.#viewBuffer.length) this.#viewBuffer = new Uint8Array(2 * it.offset);
    return seen;
  }

  override applyPatches(clients: Client[]): boolean {
    const changed = this.encoder.hasChanges;
    if (!clients.some((client) => client.state === ClientState.JOINED)) {
      // Whoever joins gets the full state: what a whole space brings with it is never encoded as a patch.
      if (changed) this.#shared = null;
      this.encoder.discardChanges();
      return changed;
    }
    const it = { offset: 1 };
    this.encoder.sharedBuffer[0] = Protocol.ROOM_STATE_PATCH;
    const shared = changed ? this.encoder.encode(it) : null;
    const sharedOffset = it.offset;
    if (sharedOffset > 1) this.#shared = null;
    for (const client of clients) {
      if (client.state !== ClientState.JOINED || this.#cutOffIfSlow(client)) continue;
      if (client.view) {
        if (changed || client.view.changes.size > 0)
          this.#send(client, this.encoder.encodeView(client.view, sharedOffset, it));
      } else if (shared) {
        // The shared buffer is written again next tick: whoever still queues it needs a copy of its own.
        this.#send(client, shared.slice());
      }
    }
    if (changed) this.encoder.discardChanges();
    return changed;
  }

  #send(client: Client, frame: Uint8Array): void {
    if (frame.length <= 1) return;
    this.counters.frames += 1;
    this.counters.bytes += frame.length;
    client.raw(frame);
  }

  #cutOffIfSlow(client: Client): boolean {
    const socket = client.ref as unknown as Socket;
    if (socket.bufferedAmount <= MAX_UNREAD_BYTES) return false;
    this.counters.cutOff += 1;
    socket.terminate();
    return true;
  }
}
