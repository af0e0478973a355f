/**
 * Reads a `move` from its frame without making anything else of it. Nine of ten frames that a room gets are moves, and
 * decoding one into a value, looking through that and checking its shape costs several times what acting on it does.
 * What is not plainly a move that the long way (gate.ts) would take as it is, is left to the long way, which also has
 * the words for what is wrong: here is no second opinion on anything, only a short cut to the same.
 */
import { Protocol } from "@colyseus/core";

/** What {@link readMove} fills in; the same one may serve for every frame. */
export interface MoveFields {
  x: number;
  y: number;
  heading: number | undefined;
  seq: number | undefined;
}

/** As protocol/text.ts has it for a coordinate, and protocol/messages.ts for `seq`. */
const MOST = 1e6;
const MOST_SEQ = 65_535;

/** `move` as Colyseus writes a message's name, after the frame's code. */
const NAME = [0xa4, 0x6d, 0x6f, 0x76, 0x65];
const FIXED_MAP = 0x80;
const MAP_16 = 0xde;
const FIXED_TEXT = 0xa0;
const [LETTER_X, LETTER_Y, LETTER_S, LETTER_H] = [0x78, 0x79, 0x73, 0x68];
const SEQ = [0xa3, 0x73, 0x65, 0x71];
const HEADING = [0xa7, 0x68, 0x65, 0x61, 0x64, 0x69, 0x6e, 0x67];
const MOST_FIELDS = 4;
/** Bits of the set of fields that were there. */
const [HAS_X, HAS_Y, HAS_HEADING, HAS_SEQ] = [1, 2, 4, 8];

/** Where the next byte is read. */
let at = 0;

/** True, with `into` filled in, if `frame` is a `move` and nothing else; else `into` may hold anything. */
export function readMove(frame: Buffer, into: MoveFields): boolean {
  if (frame[0] !== Protocol.ROOM_DATA || !follows(frame, 1, NAME)) return false;
  at = 1 + NAME.length;
  const count = fieldCount(frame);
  if (count > MOST_FIELDS) return false;
  into.heading = undefined;
  into.seq = undefined;
  let has = 0;
  for (let left = count; left > 0; left -= 1) {
    const field = fieldAt(frame);
    const value = numberAt(frame);
    // NaN, which stands for what is no number here, is neither.
    if ((has & field) !== 0 || !(value >= -MOST && value <= MOST)) return false;
    has |= field;
    if (field === HAS_X) into.x = value;
    else if (field === HAS_Y) into.y = value;
    else if (field === HAS_HEADING) into.heading = value;
    else if (field === HAS_SEQ && isSeq(value)) into.seq = value;
    else return false;
  }
  return (has & (HAS_X | HAS_Y)) === (HAS_X | HAS_Y) && at === frame.length;
}

/** How many fields follow; more than there can be if it is not a map. */
function fieldCount(frame: Buffer): number {
  const first = frame[at++] as number;
  if (first >> 4 === FIXED_MAP >> 4) return first & 0x0f;
  if (first !== MAP_16 || at + 2 > frame.length) return MOST_FIELDS + 1;
  at += 2;
  return frame.readUInt16BE(at - 2);
}

/** Which field's name is next, 0 if it is none of them. */
function fieldAt(frame: Buffer): number {
  const first = frame[at] as number;
  const second = frame[at + 1] as number;
  if (first === FIXED_TEXT + 1) {
    at += 2;
    return second === LETTER_X ? HAS_X : second === LETTER_Y ? HAS_Y : 0;
  }
  if (second === LETTER_S && follows(frame, at, SEQ)) {
    at += SEQ.length;
    return HAS_SEQ;
  }
  if (second === LETTER_H && follows(frame, at, HEADING)) {
    at += HEADING.length;
    return HAS_HEADING;
  }
  return 0;
}

/** The number that is next, NaN if it is none, or one of 64 bits: those are read as another kind of value. */
function numberAt(frame: Buffer): number {
  const kind = frame[at++] as number;
  if (kind < 0x80) return kind;
  if (kind >= 0xe0) return kind - 0x100;
  const from = at;
  const bytes = SIZES[kind - FIRST_KIND] ?? 0;
  if (bytes === 0 || from + bytes > frame.length) return Number.NaN;
  at += bytes;
  switch (kind) {
    case 0xca:
      return frame.readFloatBE(from);
    case 0xcb:
      return frame.readDoubleBE(from);
    case 0xcc:
    case 0xcd:
    case 0xce:
      return frame.readUIntBE(from, bytes);
    default:
      return frame.readIntBE(from, bytes);
  }
}

/** Bytes of a number after its kind, by kind: floats of 32 and 64 bits, without sign 8, 16, 32, (64), with it 8, 16, 32. */
const FIRST_KIND = 0xca;
const SIZES = [4, 8, 1, 2, 4, 0, 1, 2, 4];

function isSeq(value: number): boolean {
  return value >= 0 && value <= MOST_SEQ && Number.isInteger(value);
}

function follows(frame: Buffer, start: number, bytes: readonly number[]): boolean {
  for (let index = 0; index < bytes.length; index += 1)
    if (frame[start + index] !== bytes[index]) return false;
  return true;
}
