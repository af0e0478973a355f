/**
 * Finds where WebSocket frames (RFC 6455, 5.2) begin and end in bytes that somebody else reads, by walking over their
 * headers. It knows whole binary messages, pings and pongs of a client, within the size that is allowed; of anything
 * else it makes nothing and is lost for good, for whoever reads the bytes may stop at it, and only that one knows.
 */
import {
  FINAL_BINARY,
  LENGTH_FOLLOWS_IN_TWO_BYTES,
  MASK_BYTES,
  MASKED,
  MOST_SHORT_BYTES,
} from "./frameFormat.ts";

/** The first byte of what else is known: final, without reserved bits. */
const FINAL_PING = 0x89;
const FINAL_PONG = 0x8a;

/** Which part of a frame is next. */
const KIND = 0;
const SHORT_LENGTH = 1;
const LONG_LENGTH = 2;
const BODY = 3;
const LOST = 4;

export class FrameWalk {
  readonly #mostBytes: number;
  #next = KIND;
  #kind = 0;
  /** Of the part that is next, if that has several bytes: how many are still to come. */
  #bytesLeft = 0;
  /** What is known of the length while it is read. */
  #length = 0;

  /** `mostBytes`: how many a message may have. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whether a frame begins with the next byte. */
  get isBetweenFrames(): boolean {
    return this.#next === KIND;
  }

  /** Whether something came that is not known here. It stays so. */
  get isLost(): boolean {
    return this.#next === LOST;
  }

  /** Walks over the bytes that come next, however they are cut. */
  over(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#next !== LOST)
      if (this.#next === BODY) at = this.#skip(at, bytes.length);
      else this.#readHeader(bytes[at++] as number);
  }

  #skip(at: number, end: number): number {
    const bytes = Math.min(this.#bytesLeft, end - at);
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft === 0) this.#next = KIND;
    return at + bytes;
  }

  #readHeader(byte: number): void {
    if (this.#next === KIND) {
      this.#kind = byte;
      const isKnown = byte === FINAL_BINARY || byte === FINAL_PING || byte === FINAL_PONG;
      this.#next = isKnown ? SHORT_LENGTH : LOST;
    } else if (this.#next === SHORT_LENGTH) this.#readShortLength(byte);
    else {
      this.#length = this.#length * 0x100 + byte;
      this.#bytesLeft -= 1;
      // Looked at with every byte, so that it never grows beyond what a number holds exactly.
      if (this.#length > this.#mostBytes) this.#next = LOST;
      else if (this.#bytesLeft === 0) this.#expectBody(this.#length);
    }
  }

  #readShortLength(byte: number): void {
    const length = byte & ~MASKED;
    if ((byte & MASKED) === 0) this.#next = LOST;
    else if (length <= MOST_SHORT_BYTES) this.#expectBody(length);
    else if (this.#kind !== FINAL_BINARY) this.#next = LOST;
    else {
      this.#next = LONG_LENGTH;
      this.#length = 0;
      this.#bytesLeft = length === LENGTH_FOLLOWS_IN_TWO_BYTES ? 2 : 8;
    }
  }

  #expectBody(length: number): void {
    const isTooLong = this.#kind === FINAL_BINARY && length > this.#mostBytes;
    this.#next = isTooLong ? LOST : BODY;
    this.#bytesLeft = MASK_BYTES + length;
  }
}
