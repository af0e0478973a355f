/** Logins: each is a family of refresh tokens of which only the newest works. */
import { AppError } from "../../errors.ts";
import type { SessionView } from "../../protocol/accounts.ts";
import type { AccountStore, User } from "./ports.ts";
import type { Tokens } from "./tokens.ts";
import { ownUserView } from "./views.ts";

const DAY_MS = 24 * 3600 * 1000;
/** Characters kept of a client's User-Agent. */
const USER_AGENT_CHARACTERS = 200;

/** Where a login comes from. */
export interface Device {
  readonly address: string;
  readonly userAgent: string;
}

export interface SessionDeps {
  readonly store: AccountStore;
  readonly tokens: Tokens;
  readonly refreshTokenDays: number;
  readonly nowMs: () => number;
  /** 21 URL-safe characters. */
  readonly newId: () => string;
  /** Told of a session that ended because its used-up refresh token came back. */
  readonly onTheft: (session: { readonly id: string; readonly userId: number }) => Promise<void>;
}

export interface Sessions {
  /** Logs `user` in on a device. */
  open(user: User, device: Device): Promise<SessionView>;
  /**
   * The next tokens for a refresh token, which is used up by it. One that was used up before ends its whole family.
   * @throws AppError `unauthenticated`.
   */
  refresh(refreshToken: string): Promise<SessionView>;
}

/** Logins over the account store. */
export function createSessions(deps: SessionDeps): Sessions {
  const { store, tokens } = deps;
  const lifetimeMs = deps.refreshTokenDays * DAY_MS;
  const viewOf = (user: User, sessionId: string, refreshToken: string): SessionView => ({
    user: ownUserView(user),
    access_token: tokens.signAccess(user, sessionId),
    refresh_token: refreshToken,
    token_type: "Bearer",
    expires_in: tokens.accessSeconds,
  });
  return {
    async open(user, device) {
      const id = deps.newId();
      const refreshToken = tokens.newRefresh(id);
      const nowMs = deps.nowMs();
      await store.insertSession({
        id,
        userId: user.id,
        refreshHash: tokens.hashRefresh(refreshToken),
        createdAtMs: nowMs,
        lastUsedAtMs: nowMs,
        expiresAtMs: nowMs + lifetimeMs,
        revokedAtMs: null,
        userAgent: device.userAgent.slice(0, USER_AGENT_CHARACTERS).toWellFormed(),
        address: device.address,
      });
      return viewOf(user, id, refreshToken);
    },
    async refresh(refreshToken) {
      const sessionId = tokens.sessionOfRefresh(refreshToken);
      const session = sessionId === null ? null : await store.findSession(sessionId);
      const nowMs = deps.nowMs();
      if (!session || session.revokedAtMs !== null || session.expiresAtMs <= nowMs) throw notRefreshable();
      const next = tokens.newRefresh(session.id);
      const rotated = await store.rotateSession(session.id, {
        fromHash: tokens.hashRefresh(refreshToken),
        toHash: tokens.hashRefresh(next),
        nowMs,
        expiresAtMs: nowMs + lifetimeMs,
      });
      if (!rotated) {
        await store.revokeSession(session.id, nowMs);
        await deps.onTheft(session);
        throw notRefreshable();
      }
      const user = await store.findUser(session.userId);
      if (!user) throw notRefreshable();
      return viewOf(user, session.id, next);
    },
  };
}

function notRefreshable(): AppError {
  return new AppError("unauthenticated", "The refresh token is not valid, or no longer. Sign in again.");
}
