/**
 * Where one client's frames go out. A WebSocket library writes a frame's header and its bytes apart, and makes several
 * objects for each; at thousands of sockets twenty times a second that is a good part of what a room costs. So a frame
 * here carries its header already and goes to the connection in one write, where that is known to be the same: an open
 * WebSocket without extensions. (`ws` keeps nothing back for such a socket: it, too, writes at once and in order.)
 */
import type { Socket } from "node:net";
import type { Client } from "@colyseus/core";
import { FINAL_BINARY, LENGTH_FOLLOWS_IN_TWO_BYTES, MOST_SHORT_BYTES, OPEN } from "./frameFormat.ts";

/** Bytes before each frame in which its header is written: enough for a frame of {@link MOST_FRAMED_BYTES}. */
export const HEADER_BYTES = 4;
const MOST_FRAMED_BYTES = 65_535;

/** What is needed of a client's WebSocket; `extensions` is missing where there is no connection (in tests). */
interface WebSocketPart {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly extensions?: string;
  terminate(): void;
}

/** The connections under WebSockets, as far as they are known. */
const connections = new WeakMap<object, Socket>();

/** Lets the frames of whoever is behind `webSocket` go to `connection` directly. */
export function noteConnection(webSocket: object, connection: Socket): void {
  connections.set(webSocket, connection);
}

export class Outlet {
  readonly #client: Client;
  readonly #webSocket: WebSocketPart;
  readonly #connection: Socket | null;

  constructor(client: Client) {
    this.#client = client;
    this.#webSocket = client.ref as unknown as WebSocketPart;
    const connection = connections.get(client.ref) ?? null;
    this.#connection = this.#webSocket.extensions === "" ? connection : null;
  }

  /** Bytes that were sent and that the client's side has not taken yet. */
  get unreadBytes(): number {
    return this.#connection ? this.#connection.writableLength : this.#webSocket.bufferedAmount;
  }

  /**
   * Sends what stands in `frames` from `start` to `end`. The {@link HEADER_BYTES} before it may be written over, and
   * all of it must stay as it is while any bytes are unread.
   */
  send(frames: Buffer, start: number, end: number): void {
    if (this.#connection === null || end - start > MOST_FRAMED_BYTES)
      this.#client.raw(frames.subarray(start, end));
    else if (this.#webSocket.readyState === OPEN)
      this.#connection.write(frames.subarray(writeHeader(frames, start, end - start), end));
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.#webSocket.terminate();
  }
}

/** Writes the header of a frame of so many bytes before `start`. Returns where it begins. */
function writeHeader(frames: Buffer, start: number, length: number): number {
  const isShort = length <= MOST_SHORT_BYTES;
  const at = isShort ? start - 2 : start - HEADER_BYTES;
  frames[at] = FINAL_BINARY;
  if (isShort) frames[at + 1] = length;
  else {
    frames[at + 1] = LENGTH_FOLLOWS_IN_TWO_BYTES;
    frames[at + 2] = length >> 8;
    frames[at + 3] = length & 0xff;
  }
  return at;
}
