/** Who is behind an access token, from memory where possible: a call costs microseconds, not a query. */
import { LRUCache } from "lru-cache";
import { AppError } from "../../errors.ts";
import type { Authenticator, Caller } from "./caller.ts";
import type { AccountStore } from "./ports.ts";
import type { AccessClaims, Tokens } from "./tokens.ts";

/**
 * How long a session and its user are believed without asking the database, ms. Changes made by this process take
 * effect at once; those of another process within this time.
 */
const BELIEVED_MS = 5_000;
/** Tokens and sessions remembered; when full, the one used least recently is looked up again next time. Some 20 MB. */
const DEFAULT_MAX_REMEMBERED = 20_000;

export interface AccountAuthenticator extends Authenticator {
  /** Sessions end or users change here and now: what is remembered of them is dropped. */
  forgetSession(sessionId: string): void;
  forgetUser(userId: number): void;
  /** From now on nobody is this user, whatever the database says: their account is being erased. Undone by `admit`. */
  bar(userId: number): void;
  admit(userId: number): void;
  stats(): { readonly sessions: number; readonly lookups: number };
}

export interface AuthenticatorDeps {
  readonly accounts: Pick<AccountStore, "findSession" | "findUser">;
  readonly tokens: Pick<Tokens, "readAccess">;
  readonly nowMs: () => number;
  readonly maxRemembered?: number;
}

type Identity = Pick<AccessClaims, "userId" | "sessionId">;

interface Remembered {
  readonly caller: Caller;
  readonly sessionEndsAtMs: number;
  readonly readAtMs: number;
}

/** An authenticator over the account store; see {@link AccountAuthenticator}. */
export function createAuthenticator(deps: AuthenticatorDeps): AccountAuthenticator {
  const max = deps.maxRemembered ?? DEFAULT_MAX_REMEMBERED;
  const claimsByToken = new LRUCache<string, AccessClaims>({ max });
  const sessions = new LRUCache<string, Remembered>({ max });
  const barred = new Set<number>();
  let lookups = 0;
  // A row that was read before a change must not be remembered after it.
  let changes = 0;

  const lookUp = async (claims: Identity): Promise<Remembered | null> => {
    lookups += 1;
    const changesBefore = changes;
    const read = await readCaller(deps, claims);
    if (read && changes === changesBefore) sessions.set(claims.sessionId, read);
    return read;
  };

  const callerNow = async (claims: Identity, now: number): Promise<Caller> => {
    const known = sessions.get(claims.sessionId);
    const fresh = known && now - known.readAtMs < BELIEVED_MS ? known : await lookUp(claims);
    if (!fresh || fresh.caller.userId !== claims.userId || fresh.sessionEndsAtMs <= now) throw notSignedIn();
    if (barred.has(claims.userId)) throw notSignedIn();
    return fresh.caller;
  };

  return {
    confirm: (caller) => callerNow(caller, deps.nowMs()),
    async authenticate(accessToken) {
      if (accessToken === undefined) throw new AppError("unauthenticated", "An access token is needed.");
      const now = deps.nowMs();
      const claims = claimsByToken.get(accessToken) ?? deps.tokens.readAccess(accessToken);
      if (!claims || claims.expiresAtMs <= now) throw notSignedIn();
      claimsByToken.set(accessToken, claims);
      return callerNow(claims, now);
    },
    forgetSession(sessionId) {
      changes += 1;
      sessions.delete(sessionId);
    },
    forgetUser(userId) {
      changes += 1;
      for (const [id, { caller }] of [...sessions.entries()])
        if (caller.userId === userId) sessions.delete(id);
    },
    bar: (userId) => void barred.add(userId),
    admit: (userId) => void barred.delete(userId),
    stats: () => ({ sessions: sessions.size, lookups }),
  };
}

/** The session and user of `claims` as the database has them; null if either is gone, revoked, or the two do not belong together. */
async function readCaller(
  { accounts, nowMs }: AuthenticatorDeps,
  claims: Identity,
): Promise<Remembered | null> {
  const [session, user] = await Promise.all([
    accounts.findSession(claims.sessionId),
    accounts.findUser(claims.userId),
  ]);
  if (!session || !user || session.userId !== user.id || session.revokedAtMs !== null) return null;
  const { id: userId, role, username, displayName, look } = user;
  return {
    caller: { userId, role, username, displayName, look, sessionId: session.id },
    sessionEndsAtMs: session.expiresAtMs,
    readAtMs: nowMs(),
  };
}

function notSignedIn(): AppError {
  return new AppError("unauthenticated", "The access token is not valid, or no longer.");
}
