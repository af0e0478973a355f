/** What accounts need from storage. Implementations: `db/accountStore.ts` on both databases, one contract suite. */

export type AccountRole = "guest" | "user" | "admin";

export interface User {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
  readonly look: string;
  readonly bio: string;
  readonly email: string | null;
  readonly role: AccountRole;
  /** PHC string; null for guests, who cannot log in again. */
  readonly passwordHash: string | null;
  readonly createdAtMs: number;
}

export type NewUser = Omit<User, "id">;
export type UserPatch = Partial<
  Pick<User, "displayName" | "look" | "bio" | "email" | "passwordHash" | "role">
>;

/** One login on one device: a family of refresh tokens of which only the newest works. */
export interface LoginSession {
  /** 21 URL-safe characters; `sid` in the access token. */
  readonly id: string;
  readonly userId: number;
  /** SHA-256 of the refresh token that works now, hex. */
  readonly refreshHash: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  readonly expiresAtMs: number;
  readonly revokedAtMs: number | null;
  readonly userAgent: string;
  readonly address: string;
}

export interface AccountStore {
  /** Returns the user with its new id, or `null` if the username (without case) is taken. */
  insertUser(user: NewUser): Promise<User | null>;
  findUser(id: number): Promise<User | null>;
  /** Without case. */
  findUserByName(username: string): Promise<User | null>;
  /** By username or display name containing `q`, without case, in order of id after `afterId`. */
  searchUsers(query: { q: string; afterId: number; limit: number }): Promise<User[]>;
  /** True if any account has the role admin. */
  hasAdmin(): Promise<boolean>;
  /** The changed user, null if there is none. */
  updateUser(id: number, patch: UserPatch): Promise<User | null>;
  /** Removes the account with its sessions and memberships. False if there was none. */
  deleteUser(id: number): Promise<boolean>;

  insertSession(session: LoginSession): Promise<void>;
  findSession(id: string): Promise<LoginSession | null>;
  listSessions(userId: number): Promise<LoginSession[]>;
  /**
   * Swaps the refresh token in one step: true only if `fromHash` was the working one and the session is not revoked.
   * Of two callers with the same token exactly one gets true.
   */
  rotateSession(
    id: string,
    change: { fromHash: string; toHash: string; nowMs: number; expiresAtMs: number },
  ): Promise<boolean>;
  /** False if it was revoked before or never existed. */
  revokeSession(id: string, nowMs: number): Promise<boolean>;
  /** Revokes all of a user's sessions but `exceptId`; returns the ids of those it ended. */
  revokeSessions(userId: number, nowMs: number, exceptId: string | null): Promise<string[]>;
  /** Deletes sessions that expired or were revoked before `beforeMs`; returns how many. */
  sweepSessions(beforeMs: number): Promise<number>;
}
