/** Insights on SQLite: one connection, used in a thread of its own. */
import Database from "better-sqlite3";
import type { InsightSource, TourSummary } from "../../services/insights/ports.ts";
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

export interface SqliteSourceOptions {
  readonly file: string;
  readonly readonly: boolean;
}

/** How long a statement waits for another connection's lock, milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** The source over a migrated file. */
export function sqliteSource({ file, readonly }: SqliteSourceOptions): InsightSource {
  const database = new Database(file, { fileMustExist: true, readonly, timeout: BUSY_TIMEOUT_MS });
  if (!readonly) {
    database.pragma("journal_mode = WAL");
    // Summaries can be made again; what is erased must stay erased, so erasure asks for more.
    database.pragma("synchronous = NORMAL");
    database.pragma("secure_delete = ON");
  }
  const statements = new Map<string, Database.Statement>();
  const prepared = (text: string) => {
    // The texts are those of reads.ts with their few conditions; lists of spaces make more, so the oldest goes.
    const known = statements.get(text) ?? database.prepare(text);
    statements.delete(text);
    statements.set(text, known);
    for (const oldest of statements.keys()) {
      if (statements.size <= 100) break;
      statements.delete(oldest);
    }
    return known;
  };
  const select = <Row>(query: Fragment): Row[] => {
    const { text, values } = render(query, "sqlite");
    return prepared(text).all(...values) as Row[];
  };
  const writes = readonly ? null : sqliteWrites(database);
  return {
    dirtyTours: async (query) => select<TourRow>(dirtyToursQuery(query)).map(sourceTourOf),
    countDirty: async (owner, propertyId) =>
      first(select<{ n: number }>(countDirtyQuery(owner, propertyId))).n,
    async tourEvents(tour, limit) {
      const { text, values } = render(tourEventsQuery(tour.id, limit), "sqlite");
      const rows = database
        .prepare(text)
        .raw()
        .all(...values) as EventRow[];
      return rows.map((row) => tourEventOf(row, tour.facts.skewMs));
    },
    storeSummaries: async (summaries) => writes?.store(summaries),
    findTour: async (owner, sessionId) =>
      select<TourRow>(findTourQuery(owner, sessionId)).map(sourceTourOf)[0] ?? null,
    propertyRevision: async (owner, propertyId) =>
      first(select<{ n: number }>(propertyRevisionQuery(owner, propertyId))).n,
    propertyDigests: async (query) => select(propertyDigestsQuery(query)).map(digestOfRow),
    propertyCells: async (owner, propertyId, zone) =>
      select(propertyCellsQuery(owner, propertyId, zone)).map((row) => cellOf(row, zone)),
    customerTours: async (owner, customerId) =>
      select(customerToursQuery(owner, customerId)).map(customerTourOf),
    list: async (query) => select(listQuery(query)).map(lineOf),
    eraseTourOf: async (ownerId, customerId) => writes?.eraseTourOf(ownerId, customerId) ?? false,
    activity: async (query) => activityEvents(select(activityQuery(query))),
    close: async () => void database.close(),
  };
}

function sqliteWrites(database: Database.Database) {
  const statement = {
    before: database.prepare("SELECT owner_id, property_id, cells FROM tour_summaries WHERE tour_id = ?"),
    done: database.prepare("UPDATE tours SET summarised_revision = ? WHERE id = ?"),
    unjudge: database.prepare(
      "UPDATE events SET verified = NULL WHERE tour_id = ? AND source = 'client' AND verified = 0",
    ),
    contradict: database.prepare(
      "UPDATE events SET verified = 0 WHERE tour_id = ? AND event_id = ? AND source = 'client'",
    ),
    forget: database.prepare("DELETE FROM tour_summaries WHERE tour_id = ?"),
    keep: database.prepare(`INSERT INTO tour_summaries
      (tour_id, owner_id, session_id, property_id, customer_id, started_at_ms, digest, cells) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tour_id) DO UPDATE SET property_id = excluded.property_id, customer_id = excluded.customer_id,
        started_at_ms = excluded.started_at_ms, digest = excluded.digest, cells = excluded.cells`),
    addToCell: database.prepare(`INSERT INTO property_cells
      (owner_id, property_id, zone, cell_row, cell_column, events, ms, gazes, gaze_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (property_id, owner_id, zone, cell_row, cell_column) DO UPDATE SET events = events + excluded.events,
        ms = ms + excluded.ms, gazes = gazes + excluded.gazes, gaze_ms = gaze_ms + excluded.gaze_ms`),
    bump: database.prepare(`INSERT INTO property_revisions (owner_id, property_id, revision) VALUES (?, ?, 1)
      ON CONFLICT (owner_id, property_id) DO UPDATE SET revision = revision + 1`),
    tourOf: database.prepare(
      "SELECT id, session_id, property_id FROM tours WHERE owner_id = ? AND customer_id = ? LIMIT 1",
    ),
    eraseEvents: database.prepare("DELETE FROM events WHERE tour_id = ?"),
    keepCounts: database.prepare(`INSERT INTO property_counts (owner_id, property_id, source, event_type, n)
      SELECT ?, ?, source, event_type, n FROM tour_counts WHERE tour_id = ?
      ON CONFLICT (owner_id, property_id, source, event_type) DO UPDATE SET n = n + excluded.n`),
    eraseCounts: database.prepare("DELETE FROM tour_counts WHERE tour_id = ?"),
    eraseLetters: database.prepare("DELETE FROM dead_letters WHERE owner_id = ? AND session_id = ?"),
    eraseTour: database.prepare("DELETE FROM tours WHERE id = ?"),
  };

  const store = database.transaction((summaries: readonly TourSummary[]) => {
    const changes = new CellChanges();
    for (const { tour, digest, cells, contradicted } of summaries) {
      const before = statement.before.get(tour.id) as SummaryRow | undefined;
      // The tour was erased since it was read.
      if (statement.done.run(tour.revision, tour.id).changes === 0) continue;
      if (before) changes.take(before.owner_id, before.property_id, cellsOfText(before.cells), -1);
      if (contradicted) {
        statement.unjudge.run(tour.id);
        for (const id of contradicted) statement.contradict.run(tour.id, id);
      }
      const { propertyId, customerId } = tour.facts;
      changes.take(tour.ownerId, propertyId, cells, 1);
      if (digest === null) statement.forget.run(tour.id);
      else
        statement.keep.run(
          ...[tour.id, tour.ownerId, tour.sessionId, propertyId, customerId],
          ...[digest.startedAtMs, JSON.stringify(digest), cellsText(cells)],
        );
    }
    for (const { ownerId, propertyId, zone, row, column, events, ms, gazes, gazeMs } of changes.changed())
      statement.addToCell.run(ownerId, propertyId, zone, row, column, events, ms, gazes, gazeMs);
    for (const { ownerId, propertyId } of changes.properties()) statement.bump.run(ownerId, propertyId);
  });

  const eraseTourOf = database.transaction((ownerId: number, customerId: string) => {
    const tour = statement.tourOf.get(ownerId, customerId) as ErasedTour | undefined;
    if (!tour) return false;
    if (tour.property_id !== null) {
      statement.keepCounts.run(ownerId, tour.property_id, tour.id);
      statement.bump.run(ownerId, tour.property_id);
    }
    statement.eraseCounts.run(tour.id);
    statement.eraseEvents.run(tour.id);
    statement.eraseLetters.run(ownerId, tour.session_id);
    // Its summary goes with it, by the reference.
    statement.eraseTour.run(tour.id);
    return true;
  });
  return {
    store: (summaries: readonly TourSummary[]) => store.immediate(summaries),
    eraseTourOf(ownerId: number, customerId: string) {
      database.pragma("synchronous = FULL");
      try {
        return eraseTourOf.immediate(ownerId, customerId);
      } finally {
        database.pragma("synchronous = NORMAL");
      }
    },
  };
}

interface SummaryRow {
  readonly owner_id: number;
  readonly property_id: string | null;
  readonly cells: string;
}

interface ErasedTour {
  readonly id: number;
  readonly session_id: string;
  readonly property_id: string | null;
}

function first<Row>(rows: readonly Row[]): Row {
  return rows[0] as Row;
}
