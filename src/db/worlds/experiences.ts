/** The part of the world store that is about experiences and their likes. */
import type {
  Experience,
  ExperienceQuery,
  LikedExperience,
  WorldStore,
} from "../../services/worlds/storePorts.ts";
import { foldCase, fromJson, given, toJson, toNumber } from "../columns.ts";
import { assignments, containing, type Fragment, joined, listOf, sql, whole } from "../sql.ts";
import type { Runner } from "./runner.ts";

interface ExperienceRow {
  readonly id: string;
  readonly world_id: string;
  readonly author_id: number;
  readonly title: string;
  readonly description: string;
  readonly tags: string;
  readonly space_id: number | null;
  readonly visits: number;
  readonly likes: number;
  readonly created_at_ms: number | string;
}

type ExperiencePart = Exclude<
  keyof WorldStore,
  | (
      | "insertWorld"
      | "findWorld"
      | "findRecord"
      | "listWorlds"
      | "countOwnedBy"
      | "deleteWorld"
      | "disownWorld"
    )
  | ("settled" | "stats")
>;

const COLUMNS = sql`id, world_id, author_id, title, description, tags, space_id, visits, likes, created_at_ms`;

export function experiences(run: Runner): Pick<WorldStore, ExperiencePart> {
  return { ...publishing(run), ...finding(run), ...liking(run) };
}

function publishing({ select, transact }: Runner) {
  const changed = async (statements: readonly Fragment[]) => (await transact(statements)).length > 0;
  return {
    async insertExperience(experience) {
      const { id, worldId, authorId, title, description, tags, createdAtMs } = experience;
      // The values of a SELECT have no column to take a type from.
      const texts = [id, worldId, title, description, toJson(tags), searchKey(experience)];
      const numbers = [authorId, 0, 0, createdAtMs];
      const values = joined(
        [...texts.map((value) => sql`CAST(${value} AS text)`), ...numbers.map(whole)],
        ", ",
      );
      return changed([
        sql`INSERT INTO experiences (id, world_id, title, description, tags, search_key, author_id, visits, likes, created_at_ms)
          SELECT ${values} WHERE EXISTS (SELECT 1 FROM worlds WHERE id = ${worldId} AND owner_id IS NOT NULL) RETURNING id`,
        ...tagRows(id, tags),
      ]);
    },
    async updateExperience(id, patch) {
      const [row] = await select<ExperienceRow>(sql`SELECT ${COLUMNS} FROM experiences WHERE id = ${id}`);
      if (!row || Object.keys(patch).length === 0) return row ? toExperience(row) : null;
      const { title, description, tags } = patch;
      const columns = given({ title, description, tags: tags && toJson(tags) });
      const key = searchKey({ ...toExperience(row), ...patch });
      const [stored] = await transact<ExperienceRow>([
        sql`UPDATE experiences SET ${assignments({ ...columns, search_key: key })} WHERE id = ${id} RETURNING ${COLUMNS}`,
        ...(tags ? [sql`DELETE FROM experience_tags WHERE experience_id = ${id}`, ...tagRows(id, tags)] : []),
      ]);
      return stored ? toExperience(stored) : null;
    },
    deleteExperience: (id) =>
      changed([
        sql`DELETE FROM experiences WHERE id = ${id} RETURNING id`,
        sql`DELETE FROM experience_tags WHERE experience_id = ${id}`,
        sql`DELETE FROM experience_likes WHERE experience_id = ${id}`,
      ]),
    setSpace: (id, spaceId, before) =>
      changed([
        sql`UPDATE experiences SET space_id = ${spaceId}
          WHERE id = ${id} AND ${before === null ? sql`space_id IS NULL` : sql`space_id = ${before}`} RETURNING id`,
      ]),
    async addVisit(id) {
      await transact([sql`UPDATE experiences SET visits = visits + 1 WHERE id = ${id}`]);
    },
  } satisfies Partial<WorldStore>;
}

function finding({ select }: Runner) {
  return {
    async findExperience(id) {
      const [row] = await select<ExperienceRow>(sql`SELECT ${COLUMNS} FROM experiences WHERE id = ${id}`);
      return row ? toExperience(row) : null;
    },
    async isPublished(worldId) {
      return (await select(sql`SELECT 1 FROM experiences WHERE world_id = ${worldId} LIMIT 1`)).length > 0;
    },
    async listExperiences(query) {
      return (await select<ExperienceRow>(pageOf(query))).map(toExperience);
    },
    async experiencesOf(authorId) {
      const rows = await select<ExperienceRow>(
        sql`SELECT ${COLUMNS} FROM experiences WHERE author_id = ${authorId} ORDER BY id`,
      );
      return rows.map(toExperience);
    },
    async countPublishedBy(authorId) {
      const [row] = await select<{ n: number | string }>(
        sql`SELECT count(*) AS n FROM experiences WHERE author_id = ${authorId}`,
      );
      return toNumber(row!.n);
    },
  } satisfies Partial<WorldStore>;
}

function liking({ select, transact }: Runner) {
  return {
    async like(id, userId, atMs) {
      await transact([
        sql`INSERT INTO experience_likes (experience_id, user_id, at_ms)
          SELECT id, ${whole(userId)}, ${whole(atMs)} FROM experiences WHERE id = ${id}
          ON CONFLICT (experience_id, user_id) DO NOTHING RETURNING user_id`,
        sql`UPDATE experiences SET likes = likes + 1 WHERE id = ${id}`,
      ]);
    },
    async unlike(id, userId) {
      await transact([
        sql`DELETE FROM experience_likes WHERE experience_id = ${id} AND user_id = ${userId} RETURNING user_id`,
        sql`UPDATE experiences SET likes = likes - 1 WHERE id = ${id}`,
      ]);
    },
    async likesOf(userId): Promise<LikedExperience[]> {
      const rows = await select<{ experience_id: string; at_ms: number | string }>(
        sql`SELECT experience_id, at_ms FROM experience_likes WHERE user_id = ${userId} ORDER BY experience_id`,
      );
      return rows.map((row) => ({ experienceId: row.experience_id, atMs: toNumber(row.at_ms) }));
    },
    async forgetLikes(userId) {
      await transact([sql`DELETE FROM experience_likes WHERE user_id = ${userId}`]);
    },
  } satisfies Partial<WorldStore>;
}

/** Keyset pages: whose figures do not change meanwhile is neither skipped nor shown twice. */
function pageOf({ q, tag, sort, after, limit }: ExperienceQuery): Fragment {
  const keys = sort === "popular" ? sql`likes, visits, created_at_ms, id` : sql`created_at_ms, id`;
  const conditions = [sql`1 = 1`];
  if (q !== "") conditions.push(sql`search_key LIKE ${containing(foldCase(q))} ESCAPE '\\'`);
  if (tag !== null)
    conditions.push(sql`id IN (SELECT experience_id FROM experience_tags WHERE tag = ${foldCase(tag)})`);
  if (after) {
    const age = sql`${whole(after.createdAtMs)}, ${after.id}`;
    const place = sort === "popular" ? sql`${whole(after.likes)}, ${whole(after.visits)}, ${age}` : age;
    conditions.push(sql`(${keys}) < (${place})`);
  }
  const order =
    sort === "popular"
      ? sql`likes DESC, visits DESC, created_at_ms DESC, id DESC`
      : sql`created_at_ms DESC, id DESC`;
  return sql`SELECT ${COLUMNS} FROM experiences WHERE ${joined(conditions, " AND ")} ORDER BY ${order} LIMIT ${limit}`;
}

function tagRows(id: string, tags: readonly string[]): Fragment[] {
  const folded = [...new Set(tags.map(foldCase))];
  if (folded.length === 0) return [];
  const rows = joined(
    folded.map((tag) => listOf([tag, id])),
    ", ",
  );
  return [sql`INSERT INTO experience_tags (tag, experience_id) VALUES ${rows}`];
}

/** All that `q` looks into; a line feed between, which no title or tag holds, keeps matches within one of them. */
function searchKey({ title, description, tags }: Pick<Experience, "title" | "description" | "tags">): string {
  return foldCase([title, description, ...tags].join("\n"));
}

function toExperience(row: ExperienceRow): Experience {
  return {
    id: row.id,
    worldId: row.world_id,
    authorId: row.author_id,
    title: row.title,
    description: row.description,
    tags: fromJson<string[]>(row.tags),
    spaceId: row.space_id,
    visits: row.visits,
    likes: row.likes,
    createdAtMs: toNumber(row.created_at_ms),
  };
}
