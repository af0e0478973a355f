/** API keys in the relational database. */
import type { Scope } from "../services/tracking/dataCaller.ts";
import type { ApiKey, ApiKeyStore } from "../services/tracking/keys.ts";
import { toNumber } from "./columns.ts";
import type { Database } from "./dataSource.ts";
import type { ApiKeyRow } from "./entities/apiKey.ts";
import { insertion, sql, whole } from "./sql.ts";

/** The keys over `database`; see {@link ApiKeyStore}. */
export function createApiKeyStore(database: Database): ApiKeyStore {
  return {
    async insert({ userId, hash, scope, createdAtMs }) {
      const columns = { user_id: userId, hash, scope, created_at_ms: createdAtMs };
      const [row] = await database.write<ApiKeyRow>(
        sql`INSERT INTO api_keys ${insertion(columns)} RETURNING *`,
      );
      return toApiKey(row as ApiKeyRow);
    },

    async findByHash(hash) {
      const [row] = await database.read<ApiKeyRow>(
        sql`SELECT * FROM api_keys WHERE hash = ${hash} AND revoked_at_ms IS NULL`,
      );
      return row ? toApiKey(row) : null;
    },

    async list(userId) {
      const rows = await database.read<ApiKeyRow>(
        sql`SELECT * FROM api_keys ${userId === null ? sql`` : sql`WHERE user_id = ${whole(userId)}`} ORDER BY id`,
      );
      return rows.map(toApiKey);
    },

    async revoke(id, atMs) {
      const rows = await database.write<ApiKeyRow>(
        sql`UPDATE api_keys SET revoked_at_ms = ${atMs} WHERE id = ${whole(id)} AND revoked_at_ms IS NULL RETURNING *`,
      );
      return rows.length > 0;
    },

    touch: async (id, atMs) =>
      void (await database.change(
        sql`UPDATE api_keys SET last_used_at_ms = ${atMs} WHERE id = ${whole(id)} AND coalesce(last_used_at_ms, 0) < ${atMs}`,
      )),

    deleteOf: async (userId) =>
      void (await database.change(sql`DELETE FROM api_keys WHERE user_id = ${whole(userId)}`)),
  };
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    userId: row.user_id,
    scope: row.scope as Scope,
    createdAtMs: toNumber(row.created_at_ms),
    lastUsedAtMs: row.last_used_at_ms === null ? null : toNumber(row.last_used_at_ms),
    revokedAtMs: row.revoked_at_ms === null ? null : toNumber(row.revoked_at_ms),
  };
}
