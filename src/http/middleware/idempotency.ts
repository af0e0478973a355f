/** `Idempotency-Key` on requests that make something: the same request again gets the first one's answer and makes nothing. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { IdempotencyStore, StoredAnswer } from "../../services/operations/ports.ts";
import type { Payload } from "../reply.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;
const KEPT_HEADERS = ["Content-Type", "Location", "ETag"];
/** Bytes of an AES-GCM nonce and of its tag (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface IdempotencyDeps {
  readonly store: IdempotencyStore;
  /** Stored bodies are sealed with a key made from it: some hold tokens, and the database is no place for those. */
  readonly secret: string;
  readonly nowMs: () => number;
}

export interface RepeatableRequest {
  readonly key: string;
  /** Whose key it is: `user:7`, or `address:…` for strangers. */
  readonly callerId: string;
  readonly method: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** Runs a request at most once for its key. */
export type RunOnce = (request: RepeatableRequest, work: () => Promise<Payload>) => Promise<Payload>;

/**
 * Runs work under a key. Answers below 300 are kept for a day and replayed with `Idempotency-Replayed: true`; a refusal
 * made nothing, so the key stays free.
 * Throws AppError `malformed` for an impossible key, `invalid` if the key was used for another request, `conflict` while the first is under way.
 */
export function createRunOnce(deps: IdempotencyDeps): RunOnce {
  const sealKey = Buffer.from(hkdfSync("sha256", deps.secret, "", "atrium idempotency answers", 32));
  return async (request, work) => {
    if (!KEY.test(request.key))
      throw new AppError("malformed", "Idempotency-Key must be 1 to 200 visible ASCII characters.");
    const { key, callerId } = request;
    const claim = await deps.store.claim({
      key,
      callerId,
      fingerprint: fingerprintOf(request),
      nowMs: deps.nowMs(),
    });
    if (claim === "mismatch")
      throw new AppError("invalid", "This Idempotency-Key was used for another request.");
    if (claim === "in_progress")
      throw new AppError("conflict", "The same request is still under way.", { retryAfterSeconds: 1 });
    if (claim !== "new") return replay(claim, sealKey);
    try {
      const payload = await work();
      if (payload.status < 300) await deps.store.complete(key, callerId, keep(payload, sealKey));
      else await deps.store.abandon(key, callerId);
      return payload;
    } catch (error) {
      await deps.store.abandon(key, callerId);
      throw error;
    }
  };
}

function fingerprintOf({ method, path, bytes }: RepeatableRequest): string {
  return createHash("sha256").update(`${method} ${path}\n`).update(bytes).digest("hex");
}

function keep(payload: Payload, sealKey: Buffer): StoredAnswer {
  const headers = Object.entries(payload.headers).filter(([name]) => KEPT_HEADERS.includes(name));
  return {
    status: payload.status,
    headers: Object.fromEntries(headers),
    body: payload.body === null ? null : seal(payload.body, sealKey),
  };
}

function replay(answer: StoredAnswer, sealKey: Buffer): Payload {
  return {
    status: answer.status,
    headers: { ...answer.headers, "Idempotency-Replayed": "true" },
    body: answer.body === null ? null : open(answer.body, sealKey),
  };
}

function seal(body: Buffer, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = [cipher.update(body), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString("base64");
}

/** @throws AppError `conflict` if the secret has changed since: what was made is made, but its answer is lost. */
function open(text: string, key: Buffer): Buffer {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new AppError("conflict", "The request was done before, but its answer can no longer be read.", {
      cause: error,
    });
  }
}
