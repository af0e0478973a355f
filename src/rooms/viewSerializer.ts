/**
 * How a room's patches are sent: like Colyseus' own serializer for rooms with one `StateView` a client, but a client
 * to whom nothing in its view has changed gets no frame at all, where the stock one sends it an empty patch a tick:
 * that would tell everybody that somebody, somewhere, is moving, and costs a send a client.
 */
import { type Client, ClientState, Protocol, SchemaSerializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";

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

export class ViewSerializer<State extends Schema> extends SchemaSerializer<State> {
  readonly counters: SendCounters = { frames: 0, bytes: 0, cutOff: 0 };

  override applyPatches(clients: Client[]): boolean {
    const changed = this.encoder.hasChanges;
    if (changed) this.needFullEncode = true;
    const it = { offset: 1 };
    this.encoder.sharedBuffer[0] = Protocol.ROOM_STATE_PATCH;
    const shared = changed ? this.encoder.encode(it) : null;
    const sharedOffset = it.offset;
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
