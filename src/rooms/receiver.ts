/**
 * One client as it is sent to: whether it reads what it gets. One that does not is held back (what is past is not sent
 * late) until it has read what it had, then gets a full state; one that never does is cut off.
 */
import type { Client } from "@colyseus/core";
import { Outlet } from "./outlet.ts";
import type { Viewer } from "./viewer.ts";

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

export class Receiver {
  readonly client: Client;
  readonly viewer: Viewer;
  readonly outlet: Outlet;
  /** The tick of which it has a full state: it needs no frame of that. */
  fullOfTick = -1;
  /** Where its frame of this tick begins and ends among all frames. */
  frameStart = 0;
  frameEnd = 0;
  /** Its client left, or was cut off. */
  isGone = false;
  readonly #counters: SendCounters;
  /** What may be unread without anything being held back: more after a full state, until that is read. */
  #unreadMost = HELD_BACK_AT_BYTES;
  /** Ticks for which it has been held back, 0 if it is not. */
  #heldBackTicks = 0;

  /** @param counters are counted up. */
  constructor(client: Client, viewer: Viewer, counters: SendCounters) {
    viewer.rest();
    this.client = client;
    this.viewer = viewer;
    this.outlet = new Outlet(client);
    this.#counters = counters;
  }

  get isHeldBack(): boolean {
    return this.#heldBackTicks > 0;
  }

  /** It is sent a full state of so many bytes, as of `tick`. */
  noteFull(bytes: number, tick: number): void {
    this.#unreadMost = HELD_BACK_AT_BYTES + bytes;
    this.fullOfTick = tick;
  }

  /** True if it is to get its frame. From one that does not read it is held back; one with too much unread is cut off. */
  reads(): boolean {
    const unread = this.outlet.unreadBytes;
    if (unread > MAX_UNREAD_BYTES) return this.#cutOff();
    if (unread <= HELD_BACK_AT_BYTES) this.#unreadMost = HELD_BACK_AT_BYTES;
    if (unread <= this.#unreadMost) return true;
    this.viewer.rest();
    this.#heldBackTicks = 1;
    this.#counters.heldBack += 1;
    return false;
  }

  /** After `ticks` more of being held back: true if it has read what it had, and is to get a full state. `mostTicks` later it is cut off. */
  resumes(ticks: number, mostTicks: number): boolean {
    const unread = this.outlet.unreadBytes;
    if (unread > MAX_UNREAD_BYTES) return this.#cutOff();
    if (unread <= RESUMED_AT_BYTES) {
      this.#heldBackTicks = 0;
      this.#counters.resyncs += 1;
      return true;
    }
    this.#counters.heldBack += 1;
    this.#heldBackTicks += ticks;
    return this.#heldBackTicks > mostTicks && this.#cutOff();
  }

  /** Nothing more is sent to it. */
  leave(): void {
    this.isGone = true;
    this.#heldBackTicks = 0;
    this.viewer.rest();
  }

  #cutOff(): false {
    this.leave();
    this.#counters.cutOff += 1;
    this.outlet.terminate();
    return false;
  }
}
