/** Tokens: signed access tokens that say who calls, and opaque refresh tokens that buy the next one. */
import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import type { AccountRole } from "./ports.ts";

const ISSUER = "atrium";
const ALGORITHM = "HS256";
/** Longest access token that is looked at, characters; ours have some 250. */
const MAX_TOKEN_CHARACTERS = 1_024;

const Claims = z.object({
  sub: z.string().regex(/^[1-9]\d{0,9}$/),
  role: z.enum(["guest", "user", "admin"]),
  sid: z.string().regex(/^[A-Za-z0-9_-]{21}$/),
  exp: z.number(),
});

export interface AccessClaims {
  readonly userId: number;
  /** As it was when the token was made; authority is read from the account. */
  readonly role: AccountRole;
  readonly sessionId: string;
  readonly expiresAtMs: number;
}

export interface TokenDeps {
  /** At least 32 characters. */
  readonly secret: string;
  readonly accessTokenMinutes: number;
  readonly nowMs: () => number;
  /** Fresh unguessable text of URL-safe characters, at least 128 bits. */
  readonly newSecret: () => string;
}

export interface Tokens {
  /** Seconds an access token is good for. */
  readonly accessSeconds: number;
  signAccess(user: { readonly id: number; readonly role: AccountRole }, sessionId: string): string;
  /** The claims of a token signed here and not expired; null for any other string. */
  readAccess(token: string): AccessClaims | null;
  /** A fresh refresh token of a session. */
  newRefresh(sessionId: string): string;
  /** The session that a refresh token was made for, whether or not it still works; null if it was not made here. */
  sessionOfRefresh(token: string): string | null;
  /** What is stored of a refresh token: SHA-256, hex. */
  hashRefresh(token: string): string;
}

/** Signs and reads tokens with one secret. Only HS256 is made or accepted. */
export function createTokens(deps: TokenDeps): Tokens {
  const accessSeconds = deps.accessTokenMinutes * 60;
  // As text it would be read as a key, first of one kind and then of another, at every token.
  const key = createSecretKey(Buffer.from(deps.secret));
  const refreshKey = Buffer.from(hkdfSync("sha256", deps.secret, "", "atrium refresh tokens", 32));
  const seal = (part: string) =>
    createHmac("sha256", refreshKey).update(part).digest("base64url").slice(0, 22);
  const nowSeconds = () => Math.floor(deps.nowMs() / 1000);
  return {
    accessSeconds,
    signAccess: (user, sessionId) =>
      jwt.sign({ sub: String(user.id), role: user.role, sid: sessionId, iat: nowSeconds() }, key, {
        algorithm: ALGORITHM,
        issuer: ISSUER,
        expiresIn: accessSeconds,
      }),
    readAccess(token) {
      if (token.length > MAX_TOKEN_CHARACTERS) return null;
      const claims = Claims.safeParse(verified(token, { key, nowSeconds: nowSeconds() }));
      if (!claims.success) return null;
      const { sub, role, sid, exp } = claims.data;
      return { userId: Number(sub), role, sessionId: sid, expiresAtMs: exp * 1000 };
    },
    newRefresh(sessionId) {
      const part = `${sessionId}.${deps.newSecret()}`;
      return `${part}.${seal(part)}`;
    },
    // The seal tells a token that was used up from one that was made up: only the former is evidence of theft.
    sessionOfRefresh(token) {
      const [, part, sid, given] =
        /^(([A-Za-z0-9_-]{21})\.[A-Za-z0-9_-]{16,100})\.([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
      if (part === undefined || sid === undefined || given === undefined) return null;
      return timingSafeEqual(Buffer.from(seal(part)), Buffer.from(given)) ? sid : null;
    },
    hashRefresh: (token) => createHash("sha256").update(token).digest("hex"),
  };
}

function verified(token: string, with_: { key: KeyObject; nowSeconds: number }): unknown {
  try {
    return jwt.verify(token, with_.key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      clockTimestamp: with_.nowSeconds,
    });
  } catch {
    return null;
  }
}
