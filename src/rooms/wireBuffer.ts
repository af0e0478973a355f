/** Bytes that are written one after the other and grow as needed, in the shape that the encoders of @colyseus/schema write to. */
import { encode } from "@colyseus/schema";

/** Below this a loop is faster than a call into the runtime. */
const SHORT_COPY_BYTES = 48;

export class WireBuffer {
  bytes: Buffer;
  readonly #gapBytes: number;
  /** Where the next byte goes. Encoders move it. */
  offset = 0;
  /** Where the piece begins that was begun last. */
  #start = 0;

  /** @param gapBytes left free before each piece, for what its reader puts there. */
  constructor(capacityBytes: number, gapBytes = 0) {
    this.#gapBytes = gapBytes;
    this.bytes = Buffer.allocUnsafeSlow(capacityBytes);
  }

  /** Begins a piece after the last one. */
  begin(): void {
    this.reserve(this.#gapBytes);
    this.offset += this.#gapBytes;
    this.#start = this.offset;
  }

  /** Where the piece begins that was begun last. */
  get start(): number {
    return this.#start;
  }

  /** Bytes of the piece that was begun last. */
  get length(): number {
    return this.offset - this.#start;
  }

  /** The piece that was begun last: no copy, the bytes of this buffer. */
  piece(): Buffer {
    return this.bytes.subarray(this.#start, this.offset);
  }

  /** Takes the piece that was begun last back. */
  abandon(): void {
    this.offset = this.#start - this.#gapBytes;
  }

  /** Begins anew from the front; in other memory if `isHeld`: somebody still needs what was written. */
  restart(isHeld: boolean): void {
    if (isHeld) this.bytes = Buffer.allocUnsafeSlow(this.bytes.length);
    this.offset = 0;
    this.#start = 0;
  }

  /**
   * Makes sure that `count` more bytes fit: in larger memory, if need be, where everything stands at the same place.
   * Encoders do not look: what they write past the end is lost.
   */
  reserve(count: number): void {
    if (this.offset + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, 2 * (this.offset + count)));
    this.bytes.copy(larger, 0, 0, this.offset);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.offset++] = value;
  }

  /** A number of the schema's own variable length. */
  number(value: number): void {
    this.reserve(9);
    encode.number(this.bytes, value, this);
  }

  /** Appends `source` from `start` up to `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { bytes } = this;
    if (count > SHORT_COPY_BYTES) bytes.set(source.subarray(start, end), this.offset);
    else for (let at = 0; at < count; at += 1) bytes[this.offset + at] = source[start + at] as number;
    this.offset += count;
  }
}
