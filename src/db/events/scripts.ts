/**
 * Work on tours that is no ingestion, written once for both databases: a script yields statements and is given their
 * rows. It runs inside a commit, so all of it happens or nothing. What touches many rows does so in steps, between which
 * other commits go on.
 */
import type { DeadLetter, TourKey } from "../../services/tracking/ports.ts";
import { type Fragment, listOf, sql } from "../sql.ts";

export type Script<Result> = Generator<Fragment, Result, Record<string, unknown>[]>;

/** Rows that one step touches at most. */
const STEP_ROWS = 2_000;
const STEP_TOURS = 50;

/** Binds a tour to the user whose avatar joined with it; false if it is bound to another, or there is none. */
export function* bindTour({ ownerId, sessionId }: TourKey, userId: number): Script<boolean> {
  const rows =
    yield sql`UPDATE tours SET user_id = ${userId} WHERE owner_id = ${ownerId} AND session_id = ${sessionId}
    AND opened = 1 AND (user_id IS NULL OR user_id = ${userId}) RETURNING id`;
  return rows.length > 0;
}

/** One step of forgetting a user: their tours with all that belongs to them, and who they were in others'. 0 when nothing is left. */
export function* eraseOwnerStep(userId: number): Script<number> {
  const tours = yield* eraseToursStep(sql`owner_id = ${userId}`, false);
  if (tours > 0) return tours;
  const letters = yield* deleteStep(sql`dead_letters`, sql`owner_id = ${userId}`);
  if (letters > 0) return letters;
  const counts = yield sql`DELETE FROM property_counts WHERE owner_id = ${userId} RETURNING n`;
  yield sql`DELETE FROM property_cells WHERE owner_id = ${userId}`;
  yield sql`DELETE FROM property_revisions WHERE owner_id = ${userId}`;
  const bound = yield sql`UPDATE tours SET user_id = NULL WHERE user_id = ${userId} RETURNING id`;
  const seen = yield sql`UPDATE events SET user_id = NULL
    WHERE id IN (SELECT id FROM events WHERE user_id = ${userId} LIMIT ${STEP_ROWS}) RETURNING id`;
  return counts.length + bound.length + seen.length;
}

/** One step of retention: tours seen last before a time, and single events and dead letters from before it. */
export function* sweepStep(beforeMs: number): Script<number> {
  const tours = yield* eraseToursStep(sql`last_seen_at_ms < ${beforeMs}`, true);
  const loose =
    yield sql`DELETE FROM events WHERE id IN (SELECT e.id FROM events e JOIN tours t ON t.id = e.tour_id
    WHERE t.session_id = '' AND e.at_ms < ${beforeMs} LIMIT ${STEP_ROWS}) RETURNING id`;
  const letters = yield* deleteStep(sql`dead_letters`, sql`received_at_ms < ${beforeMs}`);
  return tours + loose.length + letters;
}

/** Dead letters after an id, oldest first. */
export function* listLetters(afterId: number, limit: number): Script<DeadLetter[]> {
  const rows =
    yield sql`SELECT id, owner_id, session_id, source, event_id, code, detail, pointer, payload, sent_at_ms,
    received_at_ms, attempts FROM dead_letters WHERE id > ${afterId} ORDER BY id LIMIT ${limit}`;
  return (rows as unknown as LetterRow[]).map(letterOf);
}

/** Dead letters of an owner, oldest first, at most 1,000. */
export function* lettersOf(ownerId: number): Script<DeadLetter[]> {
  const rows =
    yield sql`SELECT id, owner_id, session_id, source, event_id, code, detail, pointer, payload, sent_at_ms,
    received_at_ms, attempts FROM dead_letters WHERE owner_id = ${ownerId} ORDER BY id LIMIT 1000`;
  return (rows as unknown as LetterRow[]).map(letterOf);
}

/** Notes that a dead letter was tried again and is still refused. */
export function* letterStays(id: number, why: Pick<DeadLetter, "code" | "detail" | "pointer">): Script<void> {
  yield sql`UPDATE dead_letters SET attempts = attempts + 1, code = ${why.code}, detail = ${why.detail},
    pointer = ${why.pointer} WHERE id = ${id}`;
}

/** Events of some tours first; with their last ones the tours themselves. `keepCounts` leaves what they add to their property. */
function* eraseToursStep(where: Fragment, keepCounts: boolean): Script<number> {
  const found = yield sql`SELECT id FROM tours WHERE ${where} ORDER BY id LIMIT ${STEP_TOURS}`;
  if (found.length === 0) return 0;
  const tours = listOf(found.map(({ id }) => id as number));
  const events = yield sql`DELETE FROM events
    WHERE id IN (SELECT id FROM events WHERE tour_id IN ${tours} LIMIT ${STEP_ROWS}) RETURNING id`;
  if (events.length === STEP_ROWS) return events.length;
  if (keepCounts)
    yield sql`INSERT INTO property_counts (owner_id, property_id, source, event_type, n)
      SELECT t.owner_id, t.property_id, c.source, c.event_type, CAST(sum(c.n) AS bigint) FROM tour_counts c JOIN tours t ON t.id = c.tour_id
      WHERE t.id IN ${tours} AND t.property_id IS NOT NULL GROUP BY t.owner_id, t.property_id, c.source, c.event_type
      ON CONFLICT (owner_id, property_id, source, event_type) DO UPDATE SET n = property_counts.n + excluded.n`;
  yield sql`INSERT INTO property_revisions (owner_id, property_id, revision)
    SELECT DISTINCT owner_id, property_id, 1 FROM tours WHERE id IN ${tours} AND property_id IS NOT NULL
    ON CONFLICT (owner_id, property_id) DO UPDATE SET revision = property_revisions.revision + 1`;
  yield sql`DELETE FROM tour_counts WHERE tour_id IN ${tours}`;
  yield sql`DELETE FROM tours WHERE id IN ${tours}`;
  return events.length + found.length;
}

function* deleteStep(table: Fragment, where: Fragment): Script<number> {
  const gone =
    yield sql`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${where} LIMIT ${STEP_ROWS}) RETURNING id`;
  return gone.length;
}

interface LetterRow {
  readonly id: number;
  readonly owner_id: number;
  readonly session_id: string;
  readonly source: DeadLetter["source"];
  readonly event_id: string | null;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
  readonly payload: string | null;
  readonly sent_at_ms: number | null;
  readonly received_at_ms: number;
  readonly attempts: number;
}

function letterOf(row: LetterRow): DeadLetter {
  return {
    id: row.id,
    ownerId: row.owner_id,
    sessionId: row.session_id,
    source: row.source,
    eventId: row.event_id,
    code: row.code,
    detail: row.detail,
    pointer: row.pointer,
    payload: row.payload,
    sentAtMs: row.sent_at_ms,
    receivedAtMs: row.received_at_ms,
    attempts: row.attempts,
  };
}
