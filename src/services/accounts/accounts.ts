/** Accounts: who one is. Signing up, in and out, one's profile and logins, taking everything along and leaving for good. */
import { AppError } from "../../errors.ts";
import type { RegisterBody, SessionView } from "../../protocol/accounts.ts";
import type { AccountAuthenticator } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import { createDepartures, type Departures, type Holding } from "./departures.ts";
import type { Passwords } from "./passwords.ts";
import type { AccountStore, NewUser, User } from "./ports.ts";
import { createProfiles, type Profiles } from "./profiles.ts";
import { createSessions, type Device } from "./sessions.ts";
import type { StandingListener } from "./standingChanges.ts";
import { type ThrottleLimits, throttled } from "./throttle.ts";
import type { Tokens } from "./tokens.ts";

/** Fresh guest names tried before giving up; one collision is already unlikely. */
const GUEST_NAME_ATTEMPTS = 5;

export interface AccountDeps {
  readonly store: AccountStore;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly authenticator: AccountAuthenticator;
  readonly throttle: ThrottleLimits;
  readonly listener: StandingListener;
  /** What other parts hold on a user, asked for at export and told at erasure, in this order. */
  readonly holdings: readonly Holding[];
  readonly refreshTokenDays: number;
  readonly nowMs: () => number;
  /** 21 URL-safe characters for a login session. */
  readonly newId: () => string;
  /** Ten characters of [a-z0-9] for a guest's name. */
  readonly newGuestSuffix: () => string;
}

export interface Accounts extends Profiles, Departures {
  /** Makes an account and logs it in. @throws AppError `conflict` if the name is taken. */
  register(body: RegisterBody, device: Device): Promise<SessionView>;
  /** @throws AppError `unauthenticated`, the same for a wrong name and a wrong password, or `rate_limited`. */
  login(credentials: Credentials, device: Device): Promise<SessionView>;
  /** Makes a guest: an account without password that is lost with its tokens. */
  guest(body: { readonly display_name?: string | undefined }, device: Device): Promise<SessionView>;
  /** See {@link createSessions}. @throws AppError `unauthenticated`. */
  refresh(refreshToken: string): Promise<SessionView>;
  /** Ends the caller's login, and that of `refreshToken` if it is another one of theirs. */
  logout(caller: Caller, refreshToken: string | undefined): Promise<void>;
  /** Ends all other logins of the caller. @throws AppError `forbidden` if the current password is wrong, `rate_limited`. */
  changePassword(caller: Caller, change: PasswordChange): Promise<void>;
  /** The account behind a name and password, null if they do not match. @throws AppError `rate_limited`. */
  verify(credentials: Credentials, address: string): Promise<User | null>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly address: string;
}

/** The accounts of a deployment. */
export function createAccounts(deps: AccountDeps): Accounts {
  const { store, passwords, authenticator, tokens } = deps;
  const signedOut = async (userId: number, sessionIds: readonly string[]) => {
    for (const id of sessionIds) authenticator.forgetSession(id);
    if (sessionIds.length > 0)
      await deps.listener.onStandingChanged({ kind: "signed_out", userId, sessionIds });
  };
  const sessions = createSessions({ ...deps, onTheft: ({ id, userId }) => signedOut(userId, [id]) });
  const endSession = async (userId: number, sessionId: string) => {
    const session = await store.findSession(sessionId);
    if (session?.userId !== userId || session.revokedAtMs !== null) return false;
    await store.revokeSession(sessionId, deps.nowMs());
    await signedOut(userId, [sessionId]);
    return true;
  };
  const verify = (credentials: Credentials, address: string) =>
    throttled(deps.throttle, { username: credentials.username, address }, async () => {
      const user = await store.findUserByName(credentials.username);
      return (await passwords.verify(user?.passwordHash ?? null, credentials.password)) ? user : null;
    });

  return {
    ...createProfiles({ ...deps, endSession }),
    ...createDepartures(deps),
    verify,
    register: async (body, device) => sessions.open(await insertRegistered(deps, body), device),
    async login(credentials, device) {
      const user = await verify(credentials, device.address);
      if (!user) throw new AppError("unauthenticated", "The username or the password is wrong.");
      return sessions.open(user, device);
    },
    guest: async (body, device) => sessions.open(await insertGuest(deps, body.display_name), device),
    refresh: sessions.refresh,
    async logout(caller, refreshToken) {
      const other = refreshToken === undefined ? null : tokens.sessionOfRefresh(refreshToken);
      await endSession(caller.userId, caller.sessionId);
      if (other !== null && other !== caller.sessionId) await endSession(caller.userId, other);
    },
    async changePassword(caller, { currentPassword, newPassword, address }) {
      const user = await verify({ username: caller.username, password: currentPassword }, address);
      if (!user) throw new AppError("forbidden", "The current password is wrong.");
      const passwordHash = await passwords.hash(newPassword);
      await store.updateUser(user.id, { passwordHash });
      await signedOut(user.id, await store.revokeSessions(user.id, deps.nowMs(), caller.sessionId));
    },
  };
}

async function insertRegistered(deps: AccountDeps, body: RegisterBody): Promise<User> {
  // Asked first, so that a taken name costs no hash; the insertion decides.
  if (await deps.store.findUserByName(body.username)) throw nameTaken();
  const user = await deps.store.insertUser({
    ...blankUser(body.username, deps.nowMs()),
    displayName: body.display_name ?? body.username,
    email: body.email ?? null,
    passwordHash: await deps.passwords.hash(body.password),
  });
  if (!user) throw nameTaken();
  return user;
}

async function insertGuest(deps: AccountDeps, displayName: string | undefined): Promise<User> {
  for (let attempt = 0; attempt < GUEST_NAME_ATTEMPTS; attempt += 1) {
    const username = `guest-${deps.newGuestSuffix()}`;
    const user = await deps.store.insertUser({
      ...blankUser(username, deps.nowMs()),
      displayName: displayName ?? username,
      role: "guest",
    });
    if (user) return user;
  }
  throw new AppError("unavailable", "No free guest name was found; try again.", { retryAfterSeconds: 1 });
}

function blankUser(username: string, createdAtMs: number): NewUser {
  return {
    username,
    displayName: username,
    look: "",
    bio: "",
    email: null,
    role: "user",
    passwordHash: null,
    createdAtMs,
  };
}

function nameTaken(): AppError {
  return new AppError("conflict", "The username is taken.", {
    errors: [{ pointer: "/username", detail: "is taken" }],
  });
}
