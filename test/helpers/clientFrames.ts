/** WebSocket frames as a client sends them, or as it should not. */

export interface FrameFields {
  /** The first byte: FIN, reserved bits and opcode. A whole message of bytes if not given. */
  readonly kind?: number;
  /** Bytes of what it carries, or that itself. */
  readonly size?: number;
  readonly payload?: Uint8Array;
  readonly isMasked?: boolean;
  readonly mask?: Uint8Array;
  /** Bytes after the second that tell the length; as few as possible if not given. */
  readonly lengthBytes?: 0 | 2 | 8;
}

const MASK = Buffer.from([0x1f, 0xa0, 0x03, 0xff]);

export function frameOf({ kind = 0x82, isMasked = true, mask = MASK, ...fields }: FrameFields): Buffer {
  const payload = fields.payload ?? Buffer.alloc(fields.size ?? 0, 0x61);
  const { length } = payload;
  const lengthBytes = fields.lengthBytes ?? (length < 126 ? 0 : length < 65_536 ? 2 : 8);
  const head = Buffer.alloc(2 + lengthBytes);
  head[0] = kind;
  head[1] = (isMasked ? 0x80 : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) head.writeUInt16BE(length, 2);
  if (lengthBytes === 8) head.writeBigUInt64BE(BigInt(length), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at & 3] as number))]);
}
