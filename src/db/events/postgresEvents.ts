/** Writes of tours and events on PostgreSQL: a commit of many requests is a handful of statements, each fed by one parameter. */
import type pg from "pg";
import type { Axes } from "../../core/tracking/axes.ts";
import type { TourKey } from "../../services/tracking/ports.ts";
import { render } from "../sql.ts";
import { countRows, type Portion, portionOf, tourChanges } from "./postgresPortions.ts";
import { EventRowsIn } from "./postgresRowsIn.ts";
import { mergedMetadata, serverEventValues, TOUR_COLUMNS, type TourRow, tourOf } from "./rows.ts";
import type { Script } from "./scripts.ts";
import {
  deadLetterOf,
  declaredColumns,
  type EmitWrite,
  type EventWrite,
  type HeartbeatWrite,
  type IngestWrite,
  type OpenWrite,
  SERVER_OWNER,
} from "./writes.ts";

const TOUR = TOUR_COLUMNS.join(", ");
const FIND_TOURS = `SELECT ${TOUR} FROM tours WHERE (owner_id, session_id) IN
  (SELECT owner_id, session_id FROM jsonb_to_recordset($1::jsonb) AS given (owner_id int, session_id text)) ORDER BY id FOR UPDATE`;
const INSERT_TOURS = `INSERT INTO tours (owner_id, session_id, opened, implicit, axes, metadata, event_count, created_at_ms,
    last_seen_at_ms, revision, summarised_revision)
  SELECT owner_id, session_id, opened, 1, axes, '{}', 0, at_ms, at_ms, 0, 0
  FROM jsonb_to_recordset($1::jsonb) AS given (owner_id int, session_id text, opened int, axes text, at_ms bigint)
  ORDER BY owner_id, session_id ON CONFLICT (owner_id, session_id) DO NOTHING`;
const DECLARE = `UPDATE tours SET opened = 1, implicit = 0,
    started_at_ms = coalesce($2, started_at_ms), ended_at_ms = coalesce($3, ended_at_ms), customer_id = coalesce($4, customer_id),
    property_id = coalesce($5, property_id), space_id = coalesce($6, space_id), axes = coalesce($7, axes), metadata = $8,
    last_seen_at_ms = greatest(last_seen_at_ms, $9), revision = revision + 1
  WHERE id = $1 RETURNING ${TOUR}`;
const HEARTBEAT = `UPDATE tours SET opened = 1, last_seen_at_ms = greatest(last_seen_at_ms, $2),
  heartbeat_at_ms = greatest(heartbeat_at_ms, $2) WHERE id = $1 RETURNING ${TOUR}`;
const SET_AXES = "UPDATE tours SET axes = $2, revision = revision + 1 WHERE id = $1";
const TO_METRES =
  "UPDATE events SET x = y / 100, y = z / 100, z = x / 100 WHERE tour_id = $1 AND source <> 'server' AND x IS NOT NULL";
const FROM_METRES =
  "UPDATE events SET x = z * 100, y = x * 100, z = y * 100 WHERE tour_id = $1 AND source <> 'server' AND x IS NOT NULL";

const ADD_TO_TOURS = `UPDATE tours SET opened = greatest(tours.opened, given.opened), event_count = event_count + given.n,
    first_event_at_ms = least(first_event_at_ms, given.first), last_event_at_ms = greatest(last_event_at_ms, given.last),
    skew_ms = least(skew_ms, given.skew), last_seen_at_ms = greatest(last_seen_at_ms, given.seen), revision = revision + greatest(given.changed,
      (given.skew IS NOT NULL AND (skew_ms IS NULL OR given.skew < skew_ms))::int)
  FROM jsonb_to_recordset($1::jsonb) AS given
    (id bigint, n bigint, first bigint, last bigint, skew bigint, seen bigint, opened int, changed int)
  WHERE tours.id = given.id`;
const ADD_COUNTS = `INSERT INTO tour_counts (tour_id, source, event_type, n)
  SELECT tour_id, source, event_type, n
  FROM jsonb_to_recordset($1::jsonb) AS given (tour_id bigint, source text, event_type text, n bigint)
  ORDER BY tour_id, source, event_type
  ON CONFLICT (tour_id, source, event_type) DO UPDATE SET n = tour_counts.n + excluded.n`;
const BURY = `INSERT INTO dead_letters (owner_id, session_id, source, digest, event_id, code, detail, pointer, payload, sent_at_ms,
    received_at_ms, attempts)
  SELECT owner_id, session_id, source, digest, event_id, code, detail, pointer, payload, sent_at_ms, received_at_ms, 1
  FROM jsonb_to_recordset($1::jsonb) AS given (owner_id int, session_id text, source text, digest text, event_id text, code text,
    detail text, pointer text, payload text, sent_at_ms bigint, received_at_ms bigint)
  ON CONFLICT (owner_id, session_id, digest) DO NOTHING`;

/** Commits all writes in one transaction on `client` and notes their outcomes, or throws and leaves the rollback to the caller. */
export type CommitEvents = (client: pg.PoolClient, writes: readonly EventWrite[]) => Promise<void>;

/** The commit function of one writer. */
export function postgresEventCommit(): CommitEvents {
  const rows = new EventRowsIn();
  return async (client, writes) => {
    const commit = new PostgresCommit(client, rows);
    await client.query("BEGIN");
    // What declares a tour first: events that come with it find their axes.
    for (const write of writes) if (write.kind === "open") await commit.open(write);
    for (const write of writes) if (write.kind === "heartbeat") await commit.heartbeat(write);
    await commit.ingest(writes.filter((write) => write.kind === "ingest"));
    await commit.emit(writes.filter((write) => write.kind === "emit"));
    for (const write of writes) if (write.kind === "script") write.outcome = await commit.run(write.script());
    await client.query("COMMIT");
  };
}

interface WantedTour extends TourKey {
  readonly opens: boolean;
  readonly axes: Axes | null;
  readonly atMs: number;
}

class PostgresCommit {
  readonly #client: pg.PoolClient;
  readonly #rows: EventRowsIn;

  constructor(client: pg.PoolClient, rows: EventRowsIn) {
    this.#client = client;
    this.#rows = rows;
  }

  async open(write: OpenWrite): Promise<void> {
    const { draft } = write;
    const wanted = { ...draft, opens: true, axes: null, atMs: draft.receivedAtMs };
    const fresh = (await this.#find([wanted])).length === 0;
    const [before] = (await this.#tours([wanted])).values();
    if (!before) throw new Error("The tour was not made.");
    if (!fresh && draft.axes !== null && draft.axes !== before.axes)
      await this.#turnAxes(before.id, draft.axes);
    const columns = declaredColumns(draft);
    const { rows } = await this.#client.query<TourRow>(DECLARE, [
      before.id,
      columns.started_at_ms,
      columns.ended_at_ms,
      columns.customer_id,
      columns.property_id,
      columns.space_id,
      columns.axes,
      mergedMetadata(before.metadata, draft.metadata),
      columns.at_ms,
    ]);
    write.outcome = { tour: tourOf(rows[0]!), created: before.implicit === 1 };
  }

  async heartbeat(write: HeartbeatWrite): Promise<void> {
    const { key, atMs } = write;
    const [tour] = (await this.#tours([{ ...key, opens: true, axes: null, atMs }])).values();
    const { rows } = await this.#client.query<TourRow>(HEARTBEAT, [tour!.id, atMs]);
    write.outcome = tourOf(rows[0]!);
  }

  async ingest(writes: readonly IngestWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const letters = writes.flatMap((write) =>
      write.body.rejected.map((rejected) => deadLetterOf(write, rejected)),
    );
    if (letters.length > 0) await this.#client.query(BURY, [JSON.stringify(letters)]);
    const tours = await this.#tours(
      writes.flatMap(({ ownerId, source, receivedAtMs, body }) =>
        body.groups.map(({ sessionId }) => ({
          ...{ ownerId, sessionId: sessionId ?? "", opens: source === "client" },
          ...{ axes: body.axes, atMs: receivedAtMs },
        })),
      ),
    );
    const portions: Portion[] = [];
    for (const write of writes) {
      const total = write.body.groups.reduce((sum, { events }) => sum + events.length, 0);
      write.outcome = { accepted: 0, duplicates: total };
      for (const { sessionId, events } of write.body.groups) {
        const tour = tours.get(keyOf({ ownerId: write.ownerId, sessionId: sessionId ?? "" }))!;
        portions.push(portionOf(write, { tour, events }));
      }
    }
    await this.#store(portions);
    const read = writes.flatMap(({ letterId }) => (letterId === undefined ? [] : [letterId]));
    if (read.length > 0)
      await this.#client.query("DELETE FROM dead_letters WHERE id = ANY ($1::bigint[])", [read]);
  }

  async run<Result>(script: Script<Result>): Promise<Result> {
    let step = script.next([]);
    while (!step.done) {
      const { text, values } = render(step.value, "postgres");
      step = script.next((await this.#client.query<Record<string, unknown>>(text, values)).rows);
    }
    return step.value;
  }

  async emit(writes: readonly EmitWrite[]): Promise<void> {
    const all = writes.flatMap(({ events, receivedAtMs }) =>
      events.map((event) => ({ event, receivedAtMs })),
    );
    if (all.length === 0) return;
    const tours = await this.#tours(
      all.map(({ event, receivedAtMs }) => ({
        ...(event.tour ?? { ownerId: SERVER_OWNER, sessionId: "" }),
        ...{ opens: event.tour !== null, axes: null, atMs: receivedAtMs },
      })),
    );
    const portions = all.map(({ event, receivedAtMs }): Portion => {
      const tour = tours.get(keyOf(event.tour ?? { ownerId: SERVER_OWNER, sessionId: "" }))!;
      const place = { tourId: tour.id, axes: tour.axes, source: "server" as const, receivedAtMs };
      return {
        ...{ tourId: tour.id, source: "server", opens: event.tour !== null, receivedAtMs, skewMs: null },
        events: [{ eventId: event.eventId, eventType: event.eventType, clientAtMs: null }],
        rows: [serverEventValues(event, place)],
        done: () => undefined,
      };
    });
    await this.#store(portions);
  }

  /** The tours of these keys by {@link keyOf}, locked; those that are missing are made. Axes that are declared late convert what is there. */
  async #tours(wanted: readonly WantedTour[]): Promise<Map<string, TourRow>> {
    const byKey = new Map<string, WantedTour>();
    for (const tour of wanted) {
      const key = keyOf(tour);
      const before = byKey.get(key);
      byKey.set(
        key,
        before ? { ...before, opens: before.opens || tour.opens, axes: tour.axes ?? before.axes } : tour,
      );
    }
    const distinct = [...byKey.values()];
    let found = await this.#find(distinct);
    if (found.length < distinct.length) {
      const there = new Set(found.map(keyOfRow));
      const missing = distinct.filter((tour) => !there.has(keyOf(tour)));
      await this.#client.query(INSERT_TOURS, [JSON.stringify(missing.map(newTour))]);
      found = await this.#find(distinct);
    }
    const tours = new Map<string, TourRow>();
    for (const row of found) {
      const axes = byKey.get(keyOfRow(row))?.axes ?? row.axes;
      if (axes !== row.axes) await this.#turnAxes(row.id, axes);
      tours.set(keyOfRow(row), { ...row, axes });
    }
    return tours;
  }

  async #find(keys: readonly TourKey[]): Promise<TourRow[]> {
    const given = keys.map(({ ownerId, sessionId }) => ({ owner_id: ownerId, session_id: sessionId }));
    return (await this.#client.query<TourRow>(FIND_TOURS, [JSON.stringify(given)])).rows;
  }

  async #turnAxes(tourId: number, axes: Axes): Promise<void> {
    await this.#client.query(SET_AXES, [tourId, axes]);
    await this.#client.query(axes === "unreal_cm" ? TO_METRES : FROM_METRES, [tourId]);
  }

  async #store(portions: readonly Portion[]): Promise<void> {
    const added = await this.#rows.store(this.#client, portions);
    await this.#client.query(ADD_TO_TOURS, [JSON.stringify(tourChanges(portions, added))]);
    const counts = countRows(portions, added);
    if (counts.length > 0) await this.#client.query(ADD_COUNTS, [JSON.stringify(counts)]);
  }
}

function newTour(tour: WantedTour) {
  return {
    ...{ owner_id: tour.ownerId, session_id: tour.sessionId, opened: tour.opens ? 1 : 0 },
    ...{ axes: tour.axes ?? "metres", at_ms: tour.atMs },
  };
}

function keyOf({ ownerId, sessionId }: TourKey): string {
  return `${ownerId} ${sessionId}`;
}

function keyOfRow({ owner_id: ownerId, session_id: sessionId }: TourRow): string {
  return keyOf({ ownerId, sessionId });
}
