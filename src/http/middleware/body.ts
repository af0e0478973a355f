/** Request bodies: collected within their limit first, then decoded. */
import type { IncomingMessage } from "node:http";
import { AppError } from "../../errors.ts";
import type { ByteBudget } from "../../services/tracking/byteBudget.ts";

/** Largest body of a route that says nothing else, in bytes. */
export const DEFAULT_MAX_BODY_BYTES = 100 * 1024;
/** Pieces of a raw body are left apart if they are so many bytes each on average: what Node reads at once has 64 KB. */
const WORTH_A_PIECE_BYTES = 16 * 1024;
/** What is read and thrown away behind a body that is too large, so that its sender gets to read the answer. */
const DRAIN_MAX_BYTES = 8 * 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true });

export interface BodyRules {
  readonly maxBytes: number;
  /** Media types, lower case. */
  readonly types: readonly string[];
}

export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Parsed JSON or form fields; the bytes themselves for any other type. An absent body reads as an object without fields. */
  readonly value: unknown;
}

/**
 * The body of `req`.
 * @throws AppError `unsupported_media_type`, `too_large`, `malformed` (not UTF-8, broken JSON, or cut off).
 */
export async function receiveBody(req: IncomingMessage, rules: BodyRules): Promise<ReceivedBody> {
  if (!hasBody(req)) return { bytes: Buffer.alloc(0), value: {} };
  const type = checkType(req, rules.types);
  const bytes = await collect(req, rules.maxBytes);
  if (bytes.length === 0) return { bytes, value: {} };
  return { bytes, value: decode(bytes, type) };
}

/**
 * The body of `req` as it came, gzip or not, in memory of its own. Its bytes are taken from `budget`; the caller gives
 * them back. An absent body is an empty one.
 * @throws AppError as {@link receiveBody}, and `unavailable` if the budget is used up; then nothing is taken.
 */
export async function receiveRaw(
  req: IncomingMessage,
  rules: BodyRules,
  budget: ByteBudget,
): Promise<{ readonly pieces: readonly Uint8Array<ArrayBuffer>[]; readonly gzip: boolean }> {
  if (!hasBody(req)) return { pieces: [], gzip: false };
  checkType(req, rules.types, ["identity", "gzip", "x-gzip"]);
  let takenBytes = 0;
  const take = (bytes: number) => {
    if (!budget.take(bytes)) return false;
    takenBytes += bytes;
    return true;
  };
  try {
    const chunks = await collectChunks(req, rules.maxBytes, take);
    return { pieces: piecesOf(chunks), gzip: /gzip/i.test(req.headers["content-encoding"] ?? "") };
  } catch (error) {
    budget.give(takenBytes);
    throw error;
  }
}

/** How many bytes the pieces are together. */
export function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((bytes, piece) => bytes + piece.length, 0);
}

/** The chunks themselves, for to join a large body costs this thread as much as to receive it. */
function piecesOf(chunks: readonly Buffer[]): readonly Uint8Array<ArrayBuffer>[] {
  const few = chunks.length <= 1 || sizeOf(chunks) >= chunks.length * WORTH_A_PIECE_BYTES;
  return few && chunks.every(isAlone) ? chunks : [joined(chunks)];
}

/** Small buffers may share their memory with others, which a thread must not be given. */
function isAlone(chunk: Buffer): chunk is Buffer<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.length;
}

function joined(chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(sizeOf(chunks));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function hasBody(req: IncomingMessage): boolean {
  if (req.headers["transfer-encoding"] !== undefined) return true;
  return req.headers["content-length"] !== undefined && req.headers["content-length"] !== "0";
}

/** The body's media type. Parameters are ignored, but for a charset that is not UTF-8. */
function checkType(
  req: IncomingMessage,
  types: readonly string[],
  encodings: readonly string[] = ["identity"],
): string {
  const [name = "", ...parameters] = (req.headers["content-type"] ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const encoding = (req.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (!types.includes(name))
    throw new AppError("unsupported_media_type", `The body must be ${types.join(" or ")}.`);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset))
    throw new AppError("unsupported_media_type", "The body's charset must be UTF-8.");
  if (!encodings.includes(encoding) && encoding !== "")
    throw new AppError("unsupported_media_type", encodingRule(encodings));
  return name;
}

function encodingRule(encodings: readonly string[]): string {
  return encodings.length > 1
    ? `This route takes no Content-Encoding but ${encodings.join(", ")}.`
    : "This route takes no Content-Encoding.";
}

/** All bytes of the body, at most `maxBytes`. */
async function collect(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return Buffer.concat(await collectChunks(req, maxBytes, () => true));
}

/** The body's pieces, at most `maxBytes`, each of which `take` must agree to. */
function collectChunks(
  req: IncomingMessage,
  maxBytes: number,
  take: (bytes: number) => boolean,
): Promise<Buffer[]> {
  const tooLarge = () => new AppError("too_large", `The body may have at most ${maxBytes} bytes.`);
  if (Number(req.headers["content-length"]) > DRAIN_MAX_BYTES + maxBytes) return Promise.reject(tooLarge());
  const { promise, resolve, reject } = Promise.withResolvers<Buffer[]>();
  const chunks: Buffer[] = [];
  let size = 0;
  let refusal: AppError | null = null;
  req.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) refusal ??= tooLarge();
    else if (!refusal && !take(chunk.length)) refusal = noRoom();
    if (refusal) chunks.length = 0;
    else chunks.push(chunk);
    if (size > maxBytes + DRAIN_MAX_BYTES) {
      req.pause();
      reject(tooLarge());
    }
  });
  let ended = false;
  const endEarly = () => {
    if (!ended) reject(new AppError("malformed", "The body ended early."));
  };
  req.on("end", () => {
    ended = true;
    if (refusal) reject(refusal);
    else resolve(chunks);
  });
  req.on("error", endEarly);
  req.on("close", endEarly);
  return promise;
}

function noRoom(): AppError {
  return new AppError("unavailable", "Too many bodies are on their way; try again soon.", {
    retryAfterSeconds: 1,
  });
}

function decode(bytes: Buffer, type: string): unknown {
  const form = type === "application/x-www-form-urlencoded";
  if (!form && type !== "application/json" && !type.endsWith("+json")) return bytes;
  const text = decodeUtf8(bytes);
  return form ? formFields(text) : parseJson(text);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AppError("malformed", "The body is not UTF-8 text.");
  }
}

function parseJson(text: string): unknown {
  try {
    // A key `__proto__` could become a prototype where values are copied key by key: it never gets that far.
    return /__proto__|\\u00/i.test(text)
      ? JSON.parse(text, (key: string, value: unknown) => (key === "__proto__" ? undefined : value))
      : JSON.parse(text);
  } catch {
    throw new AppError("malformed", "The body is not valid JSON.");
  }
}

/** Fields of a form; of a repeated one the last counts. */
function formFields(text: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) fields[name] = value;
  return fields;
}
