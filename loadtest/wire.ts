/** Frames of Colyseus' room protocol: those a client sends, and as much of those it gets as can be told without decoding state. */
import { decode, encode } from "@colyseus/schema";
import { Packr, RESERVE_START_SPACE, unpack } from "msgpackr";

/** First byte of a frame, in its low five bits; the high three modify it. */
export const OPCODES = {
  JOIN: 10,
  ERROR: 11,
  LEAVE: 12,
  MESSAGE: 13,
  STATE: 14,
  PATCH: 15,
  PING: 18,
  REQUEST: 21,
  RESPONSE: 22,
} as const;

const OPCODE_MASK = 0x1f;
const OK = 0;

/** Frames that are nothing but their opcode. */
export const JOIN_ACK = Uint8Array.of(OPCODES.JOIN);
export const PING = Uint8Array.of(OPCODES.PING);
export const LEAVE = Uint8Array.of(OPCODES.LEAVE);

const packr = new Packr({ useRecords: false });
const MAX_HEADER_BYTES = 256;

/** The opcode of a frame, 0 of an empty one. */
export function opcodeOf(frame: Uint8Array): number {
  return (frame[0] ?? 0) & OPCODE_MASK;
}

/** A message without a reply. `header` is {@link messageHeader}'s. A buffer of its own. */
export function messageFrame(header: Uint8Array, payload: unknown): Uint8Array {
  const frame = packr.pack(payload, RESERVE_START_SPACE | header.length) as Uint8Array;
  frame.set(header, 0);
  return frame;
}

/** What every message called `name` begins with. */
export function messageHeader(name: string): Uint8Array {
  return header((bytes, at) => {
    bytes[at.offset++] = OPCODES.MESSAGE;
    encode.string(bytes, name, at);
  });
}

/** A message that asks for a reply; the reply carries `id`. */
export function requestFrame(id: number, name: string, payload: unknown): Uint8Array {
  const head = header((bytes, at) => {
    bytes[at.offset++] = OPCODES.REQUEST;
    encode.number(bytes, id, at);
    encode.string(bytes, name, at);
  });
  return payload === undefined ? head : messageFrame(head, payload);
}

export interface Reply {
  readonly id: number;
  readonly ok: boolean;
  /** What the handler returned, or the refusal. */
  readonly payload: unknown;
}

export function readReply(frame: Uint8Array): Reply {
  const at = { offset: 1 };
  const id = decode.number(frame, at);
  const ok = frame[at.offset++] === OK;
  return { id, ok, payload: rest(frame, at.offset) };
}

/** A message of the server; `name` as a decimal if it is a number. */
export function readMessage(frame: Uint8Array): { readonly name: string; readonly payload: unknown } {
  const at = { offset: 1 };
  const name = decode.stringCheck(frame, at) ? decode.string(frame, at) : String(decode.number(frame, at));
  return { name, payload: rest(frame, at.offset) };
}

/** A protocol error: its code and words. */
export function readError(frame: Uint8Array): { readonly code: number; readonly message: string } {
  const at = { offset: 1 };
  const code = decode.number(frame, at);
  return { code, message: decode.string(frame, at) };
}

function rest(frame: Uint8Array, offset: number): unknown {
  return offset < frame.length ? unpack(frame.subarray(offset)) : undefined;
}

function header(write: (bytes: Uint8Array, at: { offset: number }) => void): Uint8Array {
  const bytes = new Uint8Array(MAX_HEADER_BYTES);
  const at = { offset: 0 };
  write(bytes, at);
  return bytes.slice(0, at.offset);
}
