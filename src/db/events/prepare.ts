/** A request's bytes, unzipped, decoded and read, bounded at every step. Runs in the store's thread. */
import { hash, randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { type ReadBody, type RejectedEvent, readBody } from "../../core/tracking/batch.ts";
import type { IngestRefusal, IngestRequest } from "../../services/tracking/ports.ts";

/** Most bytes of a body after unzipping. */
export const MAX_UNZIPPED_BYTES = 40 * 1024 * 1024;
/** Most values in a body, counted by its commas and opening brackets: 20,000 events of 200 values each. */
const MAX_VALUES = 4_000_000;
/** A body of fewer bytes cannot hold so many values that counting them would be worth it. */
const COUNTED_FROM_BYTES = 1024 * 1024;

/** Ids that are whole numbers beyond what a double tells apart. */
const LONG_INTEGER = /[:,[\s]-?\d{16,}/;
const ID_FIELDS = new Set(["event_id", "session_id"]);

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A body ready to be committed, and its size in memory's terms: the bytes of its JSON. */
export interface PreparedBody {
  readonly body: ReadBody;
  readonly sizeBytes: number;
}

/** Reads `request`, or says why it is refused as a whole. */
export function prepare(request: IngestRequest): PreparedBody | IngestRefusal {
  const sent = joined(request.pieces);
  const bytes = request.gzip ? unzip(sent) : sent;
  if ("code" in bytes) return bytes;
  if (bytes.length > MAX_UNZIPPED_BYTES) return tooLarge(`may have at most ${MAX_UNZIPPED_BYTES} bytes`);
  if (bytes.length >= COUNTED_FROM_BYTES && countValues(bytes) > MAX_VALUES)
    return tooLarge(`may hold at most ${MAX_VALUES} values`);
  const decoded = decode(bytes);
  if ("code" in decoded) return decoded;
  const read = readBody(request.kind, decoded.value, {
    receivedAtMs: request.receivedAtMs,
    hash: digest,
    newId: () => `~${randomBytes(15).toString("base64url")}`,
  });
  return "groups" in read ? { body: read, sizeBytes: bytes.length } : read;
}

/** The answer of the contract as JSON bytes. */
export function answerOf(
  { sessionId, eventId }: { readonly sessionId: string | null; readonly eventId: string | null },
  counts: { readonly accepted: number; readonly duplicates: number },
  rejected: readonly RejectedEvent[],
): Uint8Array {
  const answer = {
    ...counts,
    rejected: rejected.map(({ index, eventId: given, code, detail, pointer }) => ({
      index,
      ...(given === null ? {} : { event_id: given }),
      code,
      detail: pointer === "" ? `The event ${detail}.` : `${pointer}: ${detail}.`,
      pointer,
    })),
    session_id: sessionId,
    ...(eventId === null ? {} : { event_id: eventId }),
  };
  return Buffer.from(JSON.stringify(answer));
}

/** SHA-256 as text. */
export function digest(text: string): string {
  return hash("sha256", text.toWellFormed(), "base64url");
}

/** Most bytes that are joined in memory that is used again and again. */
const JOINED_BYTES = 1024 * 1024;
/** Fresh memory for every body would cost more than to fill it. */
let joinedAgain: Uint8Array | null = null;

/** The pieces as one, which is good until the next call. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const size = pieces.reduce((bytes, piece) => bytes + piece.length, 0);
  joinedAgain ??= new Uint8Array(JOINED_BYTES);
  const whole = size <= JOINED_BYTES ? joinedAgain.subarray(0, size) : new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function unzip(bytes: Uint8Array): Uint8Array | IngestRefusal {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNZIPPED_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      return tooLarge(`may have at most ${MAX_UNZIPPED_BYTES} bytes when unzipped`);
    return { code: "malformed", detail: "The body is not whole gzip data.", pointer: "" };
  }
}

function tooLarge(rule: string): IngestRefusal {
  return { code: "too_large", detail: `The body ${rule}.`, pointer: "" };
}

/** An upper bound for the values in JSON text: what stands inside strings counts too. */
function countValues(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count += 1;
  return count;
}

function decode(bytes: Uint8Array): { readonly value: unknown } | IngestRefusal {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { code: "malformed", detail: "The body is not UTF-8 text.", pointer: "" };
  }
  try {
    return { value: LONG_INTEGER.test(text) ? parseWithExactIds(text) : JSON.parse(text) };
  } catch {
    return { code: "malformed", detail: "The body is not valid JSON.", pointer: "" };
  }
}

/** Long whole numbers that are ids become their text; what is nested too deep for that is parsed as usual. */
function parseWithExactIds(text: string): unknown {
  const exact = (name: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    ID_FIELDS.has(name) &&
    /^-?\d+$/.test(context?.source ?? "")
      ? context?.source
      : value;
  try {
    return JSON.parse(text, exact as (this: unknown, name: string, value: unknown) => unknown);
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}
