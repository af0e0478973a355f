/** Audit log, idempotency keys and settings in the relational database. */
import type {
  AuditStore,
  Claim,
  ClaimRequest,
  IdempotencyStore,
  SettingsStore,
  StoredAuditEntry,
} from "../services/operations/ports.ts";
import {
  IDEMPOTENCY_CLAIM_MS,
  IDEMPOTENCY_KEPT_MS,
  IDEMPOTENCY_MAX_BODY_BYTES,
  IDEMPOTENCY_MAX_KEYS,
} from "../services/operations/ports.ts";
import { fromJson, toJson, toNumber } from "./columns.ts";
import type { Database } from "./dataSource.ts";
import type { AuditRow } from "./entities/auditEntry.ts";
import type { IdempotencyRow } from "./entities/idempotencyKey.ts";
import type { SettingRow } from "./entities/setting.ts";
import { insertion, sql, whole } from "./sql.ts";

/** A claim that lost its rival between two statements tries again this often before it answers `in_progress`. */
const CLAIM_ATTEMPTS = 3;

/** The audit log over `database`; see {@link AuditStore}. */
export function createAuditStore(database: Database): AuditStore {
  return {
    async append(entry) {
      const columns = {
        at_ms: entry.atMs,
        actor_user_id: entry.actorUserId,
        action: entry.action,
        target: entry.target,
        detail: toJson(entry.detail),
      };
      const [row] = await database.write<AuditRow>(
        sql`INSERT INTO audit_log ${insertion(columns)} RETURNING *`,
      );
      return toAuditEntry(row as AuditRow);
    },

    async list({ actorUserId, target, beforeId, limit }) {
      const rows = await database.read<AuditRow>(sql`
        SELECT * FROM audit_log WHERE 1 = 1
          ${actorUserId === null ? sql`` : sql`AND actor_user_id = ${whole(actorUserId)}`}
          ${target === null ? sql`` : sql`AND target = ${target}`}
          ${beforeId === null ? sql`` : sql`AND id < ${whole(beforeId)}`}
        ORDER BY id DESC LIMIT ${limit}`);
      return rows.map(toAuditEntry);
    },

    eraseUser: (userId) =>
      database.change(sql`
        UPDATE audit_log SET
          actor_user_id = CASE WHEN actor_user_id = ${whole(userId)} THEN NULL ELSE actor_user_id END,
          detail = CASE WHEN target = ${`user:${userId}`} THEN '{}' ELSE detail END,
          target = CASE WHEN target = ${`user:${userId}`} THEN 'user:0' ELSE target END
        WHERE actor_user_id = ${whole(userId)} OR target = ${`user:${userId}`}`),
  };
}

/** Idempotency keys over `database`; see {@link IdempotencyStore}. */
export function createIdempotencyStore(database: Database): IdempotencyStore {
  let evicted = 0;
  let bodiesLeftOut = 0;
  return {
    async claim(request) {
      for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
        if (await takeClaim(database, request)) {
          evicted += await evictSurplus(database, request.callerId);
          return "new";
        }
        const row = await findKey(database, request);
        if (row) return standing(row, request);
      }
      return "in_progress";
    },

    async complete(key, callerId, { status, headers, body }) {
      const fits = body === null || Buffer.byteLength(body) <= IDEMPOTENCY_MAX_BODY_BYTES;
      if (!fits) bodiesLeftOut++;
      await database.change(sql`
        UPDATE idempotency_keys SET status = ${status}, headers = ${toJson(headers)}, body = ${fits ? body : null}
        WHERE caller_id = ${callerId} AND key = ${key} AND status IS NULL`);
    },

    async abandon(key, callerId) {
      await database.change(sql`
        DELETE FROM idempotency_keys WHERE caller_id = ${callerId} AND key = ${key} AND status IS NULL`);
    },

    sweep: (nowMs) =>
      database.change(
        sql`DELETE FROM idempotency_keys WHERE claimed_at_ms <= ${nowMs - IDEMPOTENCY_KEPT_MS}`,
      ),

    eraseCaller: (callerId) =>
      database.change(sql`DELETE FROM idempotency_keys WHERE caller_id = ${callerId}`),

    stats: () => ({ evicted, bodiesLeftOut }),
  };
}

/** Settings over `database`; see {@link SettingsStore}. */
export function createSettingsStore(database: Database): SettingsStore {
  return {
    async get(name) {
      const [row] = await database.read<SettingRow>(sql`SELECT * FROM settings WHERE name = ${name}`);
      return row?.value ?? null;
    },

    async set(name, value) {
      await database.change(sql`
        INSERT INTO settings ${insertion({ name, value })}
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
    },

    async setOnce(name, value) {
      const changed = await database.change(sql`
        INSERT INTO settings ${insertion({ name, value })} ON CONFLICT (name) DO NOTHING`);
      return changed > 0;
    },

    delete: async (name) => (await database.change(sql`DELETE FROM settings WHERE name = ${name}`)) > 0,
  };
}

/** True if the key is this request's from now on: it was free, a day old, or left behind by a process that ended. */
async function takeClaim(database: Database, request: ClaimRequest): Promise<boolean> {
  const { key, callerId, fingerprint, nowMs } = request;
  const taken = await database.change(sql`
    INSERT INTO idempotency_keys ${insertion({ caller_id: callerId, key, fingerprint, claimed_at_ms: nowMs })}
    ON CONFLICT (caller_id, key) DO UPDATE SET
      fingerprint = excluded.fingerprint, claimed_at_ms = excluded.claimed_at_ms, status = NULL, headers = NULL, body = NULL
    WHERE idempotency_keys.claimed_at_ms <= ${nowMs - IDEMPOTENCY_KEPT_MS}
      OR (idempotency_keys.status IS NULL AND idempotency_keys.fingerprint = excluded.fingerprint
        AND idempotency_keys.claimed_at_ms <= ${nowMs - IDEMPOTENCY_CLAIM_MS})`);
  return taken > 0;
}

async function findKey(
  database: Database,
  { key, callerId }: ClaimRequest,
): Promise<IdempotencyRow | undefined> {
  const [row] = await database.read<IdempotencyRow>(sql`
    SELECT * FROM idempotency_keys WHERE caller_id = ${callerId} AND key = ${key}`);
  return row;
}

function standing(row: IdempotencyRow, request: ClaimRequest): Claim {
  if (row.fingerprint !== request.fingerprint) return "mismatch";
  if (row.status === null) return "in_progress";
  return { status: row.status, headers: fromJson<Record<string, string>>(row.headers), body: row.body };
}

/** Keeps one caller from filling the table; how many of its oldest keys went. */
function evictSurplus(database: Database, callerId: string): Promise<number> {
  return database.change(sql`
    DELETE FROM idempotency_keys WHERE caller_id = ${callerId} AND key IN (
      SELECT key FROM idempotency_keys WHERE caller_id = ${callerId}
      ORDER BY claimed_at_ms DESC, key LIMIT ${IDEMPOTENCY_MAX_KEYS} OFFSET ${IDEMPOTENCY_MAX_KEYS})`);
}

function toAuditEntry(row: AuditRow): StoredAuditEntry {
  return {
    id: row.id,
    atMs: toNumber(row.at_ms),
    actorUserId: row.actor_user_id,
    action: row.action,
    target: row.target,
    detail: fromJson<StoredAuditEntry["detail"]>(row.detail),
  };
}
