/** Spaces and their members in the relational database. */
import type { Member, NewSpace, Space, SpacePatch, SpaceStore } from "../services/spaces/ports.ts";
import { foldCase, fromJson, given, toJson, toNumber, toNumberOrNull } from "./columns.ts";
import type { Database, Session } from "./dataSource.ts";
import type { MemberRow } from "./entities/member.ts";
import type { SpaceRow } from "./entities/space.ts";
import {
  assignments,
  containing,
  type Fragment,
  insertion,
  listOf,
  type SqlValue,
  sql,
  whole,
} from "./sql.ts";

/** The space store over `database`; see {@link SpaceStore}. Both databases give the same answers. */
export function createSpaceStore(database: Database): SpaceStore {
  return { ...spaces(database), ...members(database) };
}

type MemberPart = "findMember" | "listMembers" | "putMember" | "deleteMember" | "memberships";

function spaces(database: Database): Omit<SpaceStore, MemberPart> {
  const findSpace = async (id: number) =>
    firstSpace(await database.read<SpaceRow>(sql`SELECT * FROM spaces WHERE id = ${whole(id)}`));
  return {
    insertSpace: (space, id) =>
      database.transaction(async (session) => {
        const stored = await insertSpaceRow(session, space, id);
        await session.change(
          putMember({
            spaceId: stored.id,
            userId: stored.ownerId,
            role: "owner",
            sinceMs: stored.createdAtMs,
            bannedUntilMs: null,
          }),
        );
        return stored;
      }),

    findSpace,

    async listSpaces({ userId, mine, q, afterId, limit }) {
      const rows = await database.read<SpaceRow>(sql`
        SELECT spaces.* FROM spaces
        WHERE id > ${whole(afterId)} AND ${visibleTo(userId, mine)} ${named(q)}
        ORDER BY id LIMIT ${limit}`);
      return rows.map(toSpace);
    },

    async updateSpace(id, patch, ifVersion) {
      const columns = patchColumns(patch);
      const unchanged = Object.keys(columns).length === 0;
      if (!unchanged) {
        const rows = await database.write<SpaceRow>(sql`
          UPDATE spaces SET ${assignments(columns)}, version = version + 1
          WHERE id = ${whole(id)} ${ifVersion === null ? sql`` : sql`AND version = ${whole(ifVersion)}`} RETURNING *`);
        if (rows[0]) return toSpace(rows[0]);
      }
      const present = await findSpace(id);
      if (!present || (unchanged && (ifVersion === null || ifVersion === present.version))) return present;
      return ifVersion === null ? null : "stale";
    },

    // Memberships go with it: their foreign key cascades.
    deleteSpace: async (id) => (await database.change(sql`DELETE FROM spaces WHERE id = ${whole(id)}`)) > 0,

    async countOwnedBy(userId) {
      const [row] = await database.read<{ owned: number | string }>(sql`
        SELECT count(*) AS owned FROM spaces WHERE owner_id = ${whole(userId)}`);
      return toNumber(row?.owned ?? 0);
    },

    async countOfWorld(worldId) {
      const [row] = await database.read<{ made: number | string }>(sql`
        SELECT count(*) AS made FROM spaces WHERE world_id = ${worldId}`);
      return toNumber(row?.made ?? 0);
    },

    async admitsToWorld(worldId, userId, nowMs) {
      const banned = sql`m.role = 'banned' AND (m.banned_until_ms IS NULL OR m.banned_until_ms > ${whole(nowMs)})`;
      const rows = await database.read(sql`
        SELECT 1 FROM spaces LEFT JOIN members m ON m.space_id = spaces.id AND m.user_id = ${whole(userId)}
        WHERE spaces.world_id = ${worldId} AND (spaces.owner_id = ${whole(userId)}
          OR (m.role IS NULL AND spaces.visibility = 'public')
          OR (m.role IS NOT NULL AND NOT (${banned}) AND (m.role <> 'banned' OR spaces.visibility = 'public')))
        LIMIT 1`);
      return rows.length > 0;
    },
  };
}

function members(database: Database): Pick<SpaceStore, MemberPart> {
  return {
    async findMember(spaceId, userId) {
      const [row] = await database.read<MemberRow>(sql`
        SELECT * FROM members WHERE space_id = ${whole(spaceId)} AND user_id = ${whole(userId)}`);
      return row ? toMember(row) : null;
    },

    async listMembers(spaceId, afterUserId, limit) {
      const rows = await database.read<MemberRow>(sql`
        SELECT * FROM members WHERE space_id = ${whole(spaceId)} AND user_id > ${whole(afterUserId)}
        ORDER BY user_id LIMIT ${limit}`);
      return rows.map(toMember);
    },

    async putMember(member) {
      await database.change(putMember(member));
    },

    async deleteMember(spaceId, userId) {
      const statement = sql`DELETE FROM members WHERE space_id = ${whole(spaceId)} AND user_id = ${whole(userId)}`;
      return (await database.change(statement)) > 0;
    },

    async memberships(userId, spaceIds) {
      if (spaceIds.length === 0) return [];
      const rows = await database.read<MemberRow>(sql`
        SELECT * FROM members WHERE user_id = ${whole(userId)} AND space_id IN ${listOf(spaceIds.map(whole))} ORDER BY space_id`);
      return rows.map(toMember);
    },
  };
}

async function insertSpaceRow(session: Session, space: NewSpace, id: number | undefined): Promise<Space> {
  // An id from outside must not be given again by PostgreSQL's sequence; nobody else inserts while it is moved.
  const movesSequence = id !== undefined && session.kind === "postgres";
  if (movesSequence) await session.change(sql`LOCK TABLE spaces IN SHARE ROW EXCLUSIVE MODE`);
  const columns = { ...(id === undefined ? {} : { id }), ...spaceColumns(space), version: 1 };
  const [row] = await session.rows<SpaceRow>(sql`INSERT INTO spaces ${insertion(columns)} RETURNING *`);
  if (movesSequence) {
    await session.rows(sql`
      SELECT setval('spaces_id_seq', GREATEST((SELECT last_value FROM spaces_id_seq), ${id}))`);
  }
  return toSpace(row as SpaceRow);
}

function putMember(member: Member): Fragment {
  return sql`
    INSERT INTO members ${insertion(memberColumns(member))}
    ON CONFLICT (space_id, user_id) DO UPDATE SET
      role = excluded.role, since_ms = excluded.since_ms, banned_until_ms = excluded.banned_until_ms`;
}

function visibleTo(userId: number | null, mine: boolean): Fragment {
  const own = sql`id IN (SELECT space_id FROM members WHERE user_id = ${whole(userId)} AND role <> 'banned')`;
  return mine ? own : sql`(visibility = 'public' OR ${own})`;
}

function named(q: string): Fragment {
  return q === "" ? sql`` : sql`AND name_key LIKE ${containing(foldCase(q))} ESCAPE '\\'`;
}

function spaceColumns(space: NewSpace): Record<string, SqlValue> {
  return { ...patchColumns(space), world_id: space.worldId, created_at_ms: space.createdAtMs };
}

/** Only what is in the patch; a key with the value undefined counts as absent. */
function patchColumns(patch: SpacePatch): Record<string, SqlValue> {
  return given({
    name: patch.name,
    name_key: patch.name === undefined ? undefined : foldCase(patch.name),
    owner_id: patch.ownerId,
    visibility: patch.visibility,
    movement: patch.movement,
    width_m: patch.widthM,
    depth_m: patch.depthM,
    settings: patch.settings && toJson(patch.settings),
    zones: patch.zones && toJson(patch.zones),
    spawn_points: patch.spawnPoints && toJson(patch.spawnPoints),
    updated_at_ms: patch.updatedAtMs,
  });
}

function firstSpace(rows: readonly SpaceRow[]): Space | null {
  return rows[0] ? toSpace(rows[0]) : null;
}

function toSpace(row: SpaceRow): Space {
  return {
    id: row.id,
    name: row.name,
    ownerId: row.owner_id,
    visibility: row.visibility,
    movement: row.movement,
    widthM: row.width_m,
    depthM: row.depth_m,
    worldId: row.world_id,
    settings: fromJson<Space["settings"]>(row.settings),
    zones: fromJson<Space["zones"]>(row.zones),
    spawnPoints: fromJson<Space["spawnPoints"]>(row.spawn_points),
    version: row.version,
    createdAtMs: toNumber(row.created_at_ms),
    updatedAtMs: toNumber(row.updated_at_ms),
  };
}

function memberColumns(member: Member): Record<string, SqlValue> {
  return {
    space_id: member.spaceId,
    user_id: member.userId,
    role: member.role,
    since_ms: member.sinceMs,
    banned_until_ms: member.bannedUntilMs,
  };
}

function toMember(row: MemberRow): Member {
  return {
    spaceId: row.space_id,
    userId: row.user_id,
    role: row.role,
    sinceMs: toNumber(row.since_ms),
    bannedUntilMs: toNumberOrNull(row.banned_until_ms),
  };
}
