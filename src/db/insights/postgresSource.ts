/** Insights on PostgreSQL, in a thread of its own: one connection writes, others read. */
import type pg from "pg";
import type { InsightSource, TourSummary } from "../../services/insights/ports.ts";
import { onConnection, openPool } from "../postgresPool.ts";
import { type Fragment, render } from "../sql.ts";
import { CellChanges } from "./cellChanges.ts";
import { activityEvents, cellOf, customerTourOf, digestOfRow, lineOf } from "./readRows.ts";
import {
  activityQuery,
  countDirtyQuery,
  customerToursQuery,
  dirtyToursQuery,
  findTourQuery,
  listQuery,
  propertyCellsQuery,
  propertyDigestsQuery,
  propertyRevisionQuery,
  tourEventsQuery,
} from "./reads.ts";
import { cellsOfText, cellsText, type EventRow, sourceTourOf, type TourRow, tourEventOf } from "./rows.ts";

export interface PostgresSourceOptions {
  readonly url: string;
  readonly onError: (error: unknown, what: string) => void;
  readonly connections: number;
}

/** One process at a time summarises. */
const SUMMARY_LOCK = 0x41_54_49_4e;

/** The source over a migrated database. It connects with the first call. */
export function postgresSource({ url, onError, connections }: PostgresSourceOptions): InsightSource {
  const pool = openPool({ url, name: "insights", max: connections, onError, bigintAsNumber: true });
  const select = async <Row>(query: Fragment): Promise<Row[]> => {
    const { text, values } = render(query, "postgres");
    return (await pool.query(text, values)).rows as Row[];
  };
  return {
    dirtyTours: async (query) => (await select<TourRow>(dirtyToursQuery(query))).map(sourceTourOf),
    countDirty: async (owner, propertyId) =>
      first(await select<{ n: number }>(countDirtyQuery(owner, propertyId))).n,
    async tourEvents(tour, limit) {
      const { text, values } = render(tourEventsQuery(tour.id, limit), "postgres");
      const { rows } = await pool.query<EventRow[]>({
        text,
        values,
        rowMode: "array",
      } as pg.QueryArrayConfig);
      return (rows as unknown as EventRow[]).map((row) => tourEventOf(row, tour.facts.skewMs));
    },
    storeSummaries: (summaries) => inTransaction(pool, (client) => store(client, summaries)),
    findTour: async (owner, sessionId) =>
      (await select<TourRow>(findTourQuery(owner, sessionId))).map(sourceTourOf)[0] ?? null,
    propertyRevision: async (owner, propertyId) =>
      // A sum of bigint is numeric there, and comes as text.
      Number(first(await select<{ n: string }>(propertyRevisionQuery(owner, propertyId))).n),
    propertyDigests: async (query) => (await select(propertyDigestsQuery(query))).map(digestOfRow),
    propertyCells: async (owner, propertyId, zone) =>
      (await select(propertyCellsQuery(owner, propertyId, zone))).map((row) => cellOf(row, zone)),
    customerTours: async (owner, customerId) =>
      (await select(customerToursQuery(owner, customerId))).map(customerTourOf),
    list: async (query) => (await select(listQuery(query))).map(lineOf),
    eraseTourOf: (ownerId, customerId) =>
      inTransaction(pool, (client) => eraseTourOf(client, ownerId, customerId)),
    activity: async (query) => activityEvents(await select(activityQuery(query))),
    close: () => pool.end(),
  };
}

async function store(client: pg.PoolClient, summaries: readonly TourSummary[]): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [SUMMARY_LOCK]);
  // Only tours that are still there and that nobody else holds: the others stay dirty and come next time.
  const held = await client.query<{ id: number }>(
    "SELECT id FROM tours WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
    [summaries.map(({ tour }) => tour.id)],
  );
  const ids = new Set(held.rows.map(({ id }) => id));
  const kept = summaries.filter(({ tour }) => ids.has(tour.id));
  const changes = new CellChanges();
  const before = await client.query<{ owner_id: number; property_id: string | null; cells: string }>(
    "SELECT owner_id, property_id, cells FROM tour_summaries WHERE tour_id = ANY($1::bigint[])",
    [[...ids]],
  );
  for (const { owner_id, property_id, cells } of before.rows)
    changes.take(owner_id, property_id, cellsOfText(cells), -1);
  for (const { tour, cells } of kept) changes.take(tour.ownerId, tour.facts.propertyId, cells, 1);
  await client.query("DELETE FROM tour_summaries WHERE tour_id = ANY($1::bigint[])", [
    kept.filter(({ digest }) => digest === null).map(({ tour }) => tour.id),
  ]);
  await client.query(
    `INSERT INTO tour_summaries (tour_id, owner_id, session_id, property_id, customer_id, started_at_ms, digest, cells)
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS row (tour_id bigint, owner_id int, session_id text, property_id text,
        customer_id text, started_at_ms bigint, digest text, cells text)
      ON CONFLICT (tour_id) DO UPDATE SET property_id = excluded.property_id, customer_id = excluded.customer_id,
        started_at_ms = excluded.started_at_ms, digest = excluded.digest, cells = excluded.cells`,
    [JSON.stringify(kept.flatMap(summaryRow))],
  );
  await addToCells(client, changes);
  await judge(client, kept);
  await client.query(
    `UPDATE tours SET summarised_revision = row.revision
      FROM jsonb_to_recordset($1::jsonb) AS row (id bigint, revision bigint) WHERE tours.id = row.id`,
    [JSON.stringify(kept.map(({ tour }) => ({ id: tour.id, revision: tour.revision })))],
  );
}

/** Notes which of the client's events a room contradicts. */
async function judge(client: pg.PoolClient, summaries: readonly TourSummary[]): Promise<void> {
  for (const { tour, contradicted } of summaries) {
    if (contradicted === null) continue;
    await client.query(
      "UPDATE events SET verified = NULL WHERE tour_id = $1 AND source = 'client' AND verified = 0",
      [tour.id],
    );
    await client.query(
      "UPDATE events SET verified = 0 WHERE tour_id = $1 AND source = 'client' AND event_id = ANY($2::text[])",
      [tour.id, contradicted],
    );
  }
}

function summaryRow({ tour, digest, cells }: TourSummary) {
  if (digest === null) return [];
  return [
    {
      tour_id: tour.id,
      owner_id: tour.ownerId,
      session_id: tour.sessionId,
      property_id: tour.facts.propertyId,
      customer_id: tour.facts.customerId,
      started_at_ms: digest.startedAtMs,
      digest: JSON.stringify(digest),
      cells: cellsText(cells),
    },
  ];
}

async function addToCells(client: pg.PoolClient, changes: CellChanges): Promise<void> {
  const cells = changes.changed();
  const column = <Key extends keyof (typeof cells)[number]>(key: Key) => cells.map((cell) => cell[key]);
  await client.query(
    `INSERT INTO property_cells (owner_id, property_id, zone, cell_row, cell_column, events, ms, gazes, gaze_ms)
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
      ON CONFLICT (property_id, owner_id, zone, cell_row, cell_column) DO UPDATE SET
        events = property_cells.events + excluded.events, ms = property_cells.ms + excluded.ms,
        gazes = property_cells.gazes + excluded.gazes, gaze_ms = property_cells.gaze_ms + excluded.gaze_ms`,
    [
      ...[column("ownerId"), column("propertyId"), column("zone"), column("row"), column("column")],
      ...[column("events"), column("ms"), column("gazes"), column("gazeMs")],
    ],
  );
  const properties = changes.properties();
  await client.query(
    `INSERT INTO property_revisions (owner_id, property_id, revision)
      SELECT owner_id, property_id, 1 FROM unnest($1::int[], $2::text[]) AS row (owner_id, property_id)
      ON CONFLICT (owner_id, property_id) DO UPDATE SET revision = property_revisions.revision + 1`,
    [properties.map(({ ownerId }) => ownerId), properties.map(({ propertyId }) => propertyId)],
  );
}

async function eraseTourOf(client: pg.PoolClient, ownerId: number, customerId: string): Promise<boolean> {
  const found = await client.query<{ id: number; session_id: string; property_id: string | null }>(
    "SELECT id, session_id, property_id FROM tours WHERE owner_id = $1 AND customer_id = $2 LIMIT 1 FOR UPDATE",
    [ownerId, customerId],
  );
  const tour = found.rows[0];
  if (!tour) return false;
  if (tour.property_id !== null) {
    await client.query(
      `INSERT INTO property_counts (owner_id, property_id, source, event_type, n)
        SELECT $1, $2, source, event_type, n FROM tour_counts WHERE tour_id = $3
        ON CONFLICT (owner_id, property_id, source, event_type) DO UPDATE SET n = property_counts.n + excluded.n`,
      [ownerId, tour.property_id, tour.id],
    );
    await client.query(
      `INSERT INTO property_revisions (owner_id, property_id, revision) VALUES ($1, $2, 1)
        ON CONFLICT (owner_id, property_id) DO UPDATE SET revision = property_revisions.revision + 1`,
      [ownerId, tour.property_id],
    );
  }
  await client.query("DELETE FROM tour_counts WHERE tour_id = $1", [tour.id]);
  await client.query("DELETE FROM events WHERE tour_id = $1", [tour.id]);
  await client.query("DELETE FROM dead_letters WHERE owner_id = $1 AND session_id = $2", [
    ownerId,
    tour.session_id,
  ]);
  // Its summary goes with it, by the reference.
  await client.query("DELETE FROM tours WHERE id = $1", [tour.id]);
  return true;
}

function inTransaction<Value>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  return onConnection(pool, async (client) => {
    await client.query("BEGIN");
    const value = await work(client);
    await client.query("COMMIT");
    return value;
  });
}

function first<Row>(rows: readonly Row[]): Row {
  return rows[0] as Row;
}
