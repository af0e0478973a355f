/** Rows of events into PostgreSQL: copied while all of them are new, else one by one where they are not there yet. */
import type pg from "pg";
import { type CopyValue, copyIn } from "../postgresCopy.ts";
import type { AddedEvents } from "./added.ts";
import { addedBy, allAdded, type Portion } from "./postgresPortions.ts";
import { EVENT_COLUMNS, type EventValue } from "./rows.ts";

const EVENT_TYPES: Readonly<Record<(typeof EVENT_COLUMNS)[number], string>> = {
  tour_id: "bigint",
  event_id: "text",
  source: "text",
  event_type: "text",
  at_ms: "bigint",
  received_at_ms: "bigint",
  zone_name: "text",
  object_name: "text",
  x: "float8",
  y: "float8",
  z: "float8",
  rotation: "text",
  gaze_target: "text",
  dwell_time_ms: "float8",
  interaction_type: "text",
  user_id: "int",
  space_id: "int",
  verified: "int",
  metadata: "text",
};
/** Short member names: the parameter is read as often as it is written. */
const SHORT = EVENT_COLUMNS.map((_, at) => `c${at}`);
const INSERT_EVENTS = `INSERT INTO events (${EVENT_COLUMNS.join(", ")})
  SELECT ${SHORT.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS given
    (${EVENT_COLUMNS.map((name, at) => `${SHORT[at]} ${EVENT_TYPES[name]}`).join(", ")})
  ON CONFLICT (tour_id, event_id) DO NOTHING RETURNING tour_id, event_id`;

const COPY_EVENTS = `COPY events (${EVENT_COLUMNS.join(", ")}) FROM STDIN`;
/** Fewer rows are not worth the savepoint. */
const COPIED_FROM = 100;
/** Commits without copying after one that brought what was there: who sends again often does so for a while. */
const COMMITS_IN_DOUBT = 16;
const UNIQUE_VIOLATION = "23505";

export class EventRowsIn {
  #inDoubt = 0;

  /** What was added, for each portion; what was there already is left. */
  async store(client: pg.PoolClient, portions: readonly Portion[]): Promise<AddedEvents[]> {
    const rows = portions.flatMap((portion) => portion.rows);
    if (this.#inDoubt > 0) this.#inDoubt -= 1;
    else if (rows.length >= COPIED_FROM) {
      if (await copied(client, rows)) return portions.map(allAdded);
      this.#inDoubt = COMMITS_IN_DOUBT;
    }
    const fresh = await inserted(client, rows);
    return portions.map((portion) => addedBy(portion, fresh.get(portion.tourId)));
  }
}

/** True if all of the rows were new and are stored; otherwise nothing is. To copy takes the database half of the time of an INSERT that looks first. */
async function copied(client: pg.PoolClient, rows: readonly CopyValue[][]): Promise<boolean> {
  await client.query("SAVEPOINT before_rows");
  try {
    await copyIn(client, COPY_EVENTS, rows);
    return true;
  } catch (error) {
    if ((error as pg.DatabaseError).code !== UNIQUE_VIOLATION) throw error;
    await client.query("ROLLBACK TO SAVEPOINT before_rows");
    return false;
  }
}

/** Ids of the events that were not there yet, by tour. */
async function inserted(
  client: pg.PoolClient,
  rows: readonly EventValue[][],
): Promise<Map<number, Set<string>>> {
  const answer = await client.query<[number, string]>({
    text: INSERT_EVENTS,
    values: [JSON.stringify(rows.map(shortRow))],
    rowMode: "array",
  });
  const fresh = new Map<number, Set<string>>();
  for (const [tourId, eventId] of answer.rows) {
    const ids = fresh.get(tourId);
    if (ids) ids.add(eventId);
    else fresh.set(tourId, new Set([eventId]));
  }
  return fresh;
}

function shortRow(values: readonly EventValue[]): Record<string, EventValue> {
  const row: Record<string, EventValue> = {};
  for (const [at, value] of values.entries()) if (value !== null) row[SHORT[at]!] = value;
  return row;
}
