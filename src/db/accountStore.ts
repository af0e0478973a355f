/** Accounts and their login sessions in the relational database. */
import type { AccountStore, LoginSession, NewUser, User, UserPatch } from "../services/accounts/ports.ts";
import { foldCase, given, toNumber, toNumberOrNull } from "./columns.ts";
import type { Database } from "./dataSource.ts";
import type { LoginSessionRow } from "./entities/loginSession.ts";
import type { UserRow } from "./entities/user.ts";
import { assignments, containing, insertion, type SqlValue, sql, whole } from "./sql.ts";

/** The account store over `database`; see {@link AccountStore}. Both databases give the same answers. */
export function createAccountStore(database: Database): AccountStore {
  return { ...users(database), ...sessions(database) };
}

type UserPart =
  | "insertUser"
  | "findUser"
  | "findUserByName"
  | "searchUsers"
  | "hasAdmin"
  | "updateUser"
  | "deleteUser";

function users(database: Database): Pick<AccountStore, UserPart> {
  const findUser = async (id: number) =>
    firstUser(await database.read<UserRow>(sql`SELECT * FROM users WHERE id = ${whole(id)}`));
  return {
    async insertUser(user) {
      const inserted = await database.write<UserRow>(sql`
        INSERT INTO users ${insertion(userColumns(user))} ON CONFLICT (username_key) DO NOTHING RETURNING *`);
      return firstUser(inserted);
    },

    findUser,

    async findUserByName(username) {
      const key = foldCase(username);
      return firstUser(await database.read<UserRow>(sql`SELECT * FROM users WHERE username_key = ${key}`));
    },

    async searchUsers({ q, afterId, limit }) {
      const pattern = containing(foldCase(q));
      const rows = await database.read<UserRow>(sql`
        SELECT * FROM users
        WHERE id > ${whole(afterId)}
          AND (username_key LIKE ${pattern} ESCAPE '\\' OR display_name_key LIKE ${pattern} ESCAPE '\\')
        ORDER BY id LIMIT ${limit}`);
      return rows.map(toUser);
    },

    async hasAdmin() {
      const admins = await database.read<{ id: number }>(
        sql`SELECT id FROM users WHERE role = ${"admin"} LIMIT 1`,
      );
      return admins.length > 0;
    },

    async updateUser(id, patch) {
      const columns = patchColumns(patch);
      if (Object.keys(columns).length === 0) return findUser(id);
      return firstUser(
        await database.write<UserRow>(
          sql`UPDATE users SET ${assignments(columns)} WHERE id = ${whole(id)} RETURNING *`,
        ),
      );
    },

    // Sessions and memberships go with it: their foreign keys cascade.
    async deleteUser(id) {
      const deleted = await database.change(sql`DELETE FROM users WHERE id = ${whole(id)}`);
      await database.forget();
      return deleted > 0;
    },
  };
}

function sessions(database: Database): Omit<AccountStore, UserPart> {
  return {
    async insertSession(session) {
      await database.change(sql`INSERT INTO login_sessions ${insertion(sessionColumns(session))}`);
    },

    async findSession(id) {
      const [row] = await database.read<LoginSessionRow>(sql`SELECT * FROM login_sessions WHERE id = ${id}`);
      return row ? toSession(row) : null;
    },

    async listSessions(userId) {
      const rows = await database.read<LoginSessionRow>(sql`
        SELECT * FROM login_sessions WHERE user_id = ${whole(userId)} ORDER BY created_at_ms, id`);
      return rows.map(toSession);
    },

    async rotateSession(id, { fromHash, toHash, nowMs, expiresAtMs }) {
      const changed = await database.change(sql`
        UPDATE login_sessions
        SET refresh_hash = ${toHash}, last_used_at_ms = ${nowMs}, expires_at_ms = ${expiresAtMs}
        WHERE id = ${id} AND refresh_hash = ${fromHash} AND revoked_at_ms IS NULL`);
      return changed > 0;
    },

    async revokeSession(id, nowMs) {
      const changed = await database.change(sql`
        UPDATE login_sessions SET revoked_at_ms = ${nowMs} WHERE id = ${id} AND revoked_at_ms IS NULL`);
      return changed > 0;
    },

    async revokeSessions(userId, nowMs, exceptId) {
      const rows = await database.write<{ id: string }>(sql`
        UPDATE login_sessions SET revoked_at_ms = ${nowMs}
        WHERE user_id = ${whole(userId)} AND revoked_at_ms IS NULL AND id <> ${exceptId ?? ""} RETURNING id`);
      return rows.map(({ id }) => id);
    },

    sweepSessions: (beforeMs) =>
      database.change(sql`
        DELETE FROM login_sessions WHERE expires_at_ms < ${beforeMs} OR revoked_at_ms < ${beforeMs}`),
  };
}

function userColumns(user: NewUser): Record<string, SqlValue> {
  return {
    username: user.username,
    username_key: foldCase(user.username),
    display_name: user.displayName,
    display_name_key: foldCase(user.displayName),
    look: user.look,
    bio: user.bio,
    email: user.email,
    role: user.role,
    password_hash: user.passwordHash,
    created_at_ms: user.createdAtMs,
  };
}

/** Only what is in the patch; a key with the value undefined counts as absent. */
function patchColumns(patch: UserPatch): Record<string, SqlValue> {
  return given({
    display_name: patch.displayName,
    display_name_key: patch.displayName === undefined ? undefined : foldCase(patch.displayName),
    look: patch.look,
    bio: patch.bio,
    email: patch.email,
    role: patch.role,
    password_hash: patch.passwordHash,
  });
}

function firstUser(rows: readonly UserRow[]): User | null {
  return rows[0] ? toUser(rows[0]) : null;
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    look: row.look,
    bio: row.bio,
    email: row.email,
    role: row.role,
    passwordHash: row.password_hash,
    createdAtMs: toNumber(row.created_at_ms),
  };
}

function sessionColumns(session: LoginSession): Record<string, SqlValue> {
  return {
    id: session.id,
    user_id: session.userId,
    refresh_hash: session.refreshHash,
    created_at_ms: session.createdAtMs,
    last_used_at_ms: session.lastUsedAtMs,
    expires_at_ms: session.expiresAtMs,
    revoked_at_ms: session.revokedAtMs,
    user_agent: session.userAgent,
    address: session.address,
  };
}

function toSession(row: LoginSessionRow): LoginSession {
  return {
    id: row.id,
    userId: row.user_id,
    refreshHash: row.refresh_hash,
    createdAtMs: toNumber(row.created_at_ms),
    lastUsedAtMs: toNumber(row.last_used_at_ms),
    expiresAtMs: toNumber(row.expires_at_ms),
    revokedAtMs: toNumberOrNull(row.revoked_at_ms),
    userAgent: row.user_agent,
    address: row.address,
  };
}
