/**
 * Reads the one form of WebSocket frame that nearly all of a client's messages have: whole, short, of bytes. `ws` hands
 * every chunk of a connection to a stream and makes several objects for each frame; at thousands of messages a second
 * that is a good part of what receiving costs. What is not plainly such a frame is left to `ws` from there to the end of
 * its chunk, which also has the word on what is wrong: here is no second opinion on anything, only a short cut to the same.
 *
 * Between the two stands {@link FrameWalk}: it tells when `ws` has read all it was given, so that the next frame may be
 * taken here again. Where it cannot tell, `ws` gets everything from then on.
 */
import type { Socket } from "node:net";
import type { ServerOptions, WebSocket } from "ws";
import { FINAL_BINARY, MASK_BYTES, MASKED, MOST_SHORT_BYTES, OPEN } from "./frameFormat.ts";
import { FrameWalk } from "./frameWalk.ts";

const HEADER_BYTES = 2 + MASK_BYTES;
/** Where the server sets no limit to a message: what the lower half of a length of 64 bits says. */
const MOST_BYTES = 2 ** 32 - 1;

type DataListener = (this: Socket, chunk: Buffer) => void;

/**
 * Takes plain frames from `socket` before `ws` sees them, from the first byte after the upgrade on: call it as soon as
 * `webSocket` is there. Does nothing where it could not be the same: with extensions, where `ws` gives events a turn
 * each, or where somebody else reads the socket, too. `options` are those of the `ws` server.
 */
export function takePlainFrames(webSocket: WebSocket, socket: Socket, options: ServerOptions): void {
  const [own, ...others] = socket.listeners("data") as DataListener[];
  if (!own || others.length > 0) return;
  if (webSocket.extensions !== "" || options.allowSynchronousEvents === false) return;
  const mostBytes = options.maxPayload || MOST_BYTES;
  const reader = new PlainFrames({ webSocket, mostBytes, leave: own.bind(socket) });
  // With `listener`, as `once` marks what it wraps, `ws` can still remove its own: it does so when it is done reading.
  const listener = Object.assign((chunk: Buffer) => reader.read(chunk), { listener: own });
  socket.removeListener("data", own);
  socket.on("data", listener);
}

interface PlainFramesOptions {
  readonly webSocket: WebSocket;
  /** How many a message may have. */
  readonly mostBytes: number;
  /** Gets what is not taken. */
  readonly leave: (rest: Buffer) => void;
}

class PlainFrames {
  readonly #webSocket: WebSocket;
  readonly #leave: (rest: Buffer) => void;
  readonly #walk: FrameWalk;
  readonly #mostPlainBytes: number;
  #hasThrown = false;

  constructor({ webSocket, mostBytes, leave }: PlainFramesOptions) {
    this.#webSocket = webSocket;
    this.#leave = leave;
    this.#walk = new FrameWalk(mostBytes);
    this.#mostPlainBytes = Math.min(MOST_SHORT_BYTES, mostBytes);
  }

  /** Takes the plain frames that `chunk` begins with, and leaves the rest, if there is one. */
  read(chunk: Buffer): void {
    // `ws` reads nothing more after a listener threw.
    if (this.#hasThrown) return;
    try {
      const taken = this.#walk.isBetweenFrames ? this.#take(chunk) : 0;
      if (taken === chunk.length) return;
      const rest = taken === 0 ? chunk : chunk.subarray(taken);
      this.#walk.over(rest);
      this.#leave(rest);
    } catch (error) {
      this.#hasThrown = true;
      throw error;
    }
  }

  /** How many bytes the plain frames have that were taken. */
  #take(chunk: Buffer): number {
    let at = 0;
    while (this.#isAttended()) {
      const length = this.#plainLength(chunk, at);
      if (length < 0) break;
      const start = at + HEADER_BYTES;
      at = start + length;
      unmask(chunk, start, at);
      this.#webSocket.emit("message", chunk.subarray(start, at), true);
    }
    return at;
  }

  /** Whether a message would be told of as it is here. A listener may change that at each. */
  #isAttended(): boolean {
    const { readyState, isPaused, binaryType } = this.#webSocket;
    return readyState === OPEN && !isPaused && binaryType === "nodebuffer";
  }

  /** The length of what a plain frame at `at` carries, negative if there is none, or not all of it. */
  #plainLength(chunk: Buffer, at: number): number {
    if (at + HEADER_BYTES > chunk.length || chunk[at] !== FINAL_BINARY) return -1;
    const length = (chunk[at + 1] as number) - MASKED;
    if (length > this.#mostPlainBytes || at + HEADER_BYTES + length > chunk.length) return -1;
    return length;
  }
}

/** Takes off the mask, which is before `start`, in place: the bytes are nobody else's. */
function unmask(chunk: Buffer, start: number, end: number): void {
  const mask = start - MASK_BYTES;
  for (let at = start; at < end; at += 1)
    chunk[at] = (chunk[at] as number) ^ (chunk[mask + ((at - start) & 3)] as number);
}
