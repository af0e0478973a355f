/** Writes of tours and events on SQLite: prepared statements, run in the writer's thread alone. */
import type { Database, Statement } from "better-sqlite3";
import type { Axes } from "../../core/tracking/axes.ts";
import type { EventGroup } from "../../core/tracking/batch.ts";
import type { TrackedEvent } from "../../core/tracking/event.ts";
import type { EventSource } from "../../services/tracking/ports.ts";
import { render } from "../sql.ts";
import { type AddedEvents, addEvent, noneAdded } from "./added.ts";
import {
  EVENT_COLUMNS,
  type EventPlace,
  type EventValue,
  eventValues,
  mergedMetadata,
  OWN_VALUES_ROW,
  pushOwnValues,
  serverEventValues,
  TOUR_COLUMNS,
  type TourRow,
  tourOf,
} from "./rows.ts";
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

/** Rows of one INSERT. */
const EVENTS_AT_ONCE = 50;

/** Commits all writes in one transaction, or none of them, and notes their outcomes. */
export type CommitEvents = (writes: readonly EventWrite[]) => void;

/** The commit function of an open, migrated database. */
export function sqliteEventCommit(database: Database): CommitEvents {
  const writer = new SqliteEventWriter(database);
  return database.transaction((writes: readonly EventWrite[]) => {
    for (const write of writes) writer.write(write);
  }).immediate;
}

interface KnownTour {
  readonly id: number;
  readonly axes: Axes;
}

class SqliteEventWriter {
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  write(write: EventWrite): void {
    switch (write.kind) {
      case "ingest":
        this.#ingest(write);
        return;
      case "open":
        this.#open(write);
        return;
      case "heartbeat":
        this.#heartbeat(write);
        return;
      case "emit":
        this.#emit(write);
        return;
      case "script":
        write.outcome = this.#run(write.script());
    }
  }

  #ingest(write: IngestWrite): void {
    let accepted = 0;
    let total = 0;
    for (const group of write.body.groups) {
      accepted += this.#storeGroup(write, group);
      total += group.events.length;
    }
    for (const rejected of write.body.rejected) this.#statements.bury.run(deadLetterOf(write, rejected));
    if (write.letterId !== undefined) this.#statements.unbury.run(write.letterId);
    write.outcome = { accepted, duplicates: total - accepted };
  }

  /** How many of the group's events were not there yet. */
  #storeGroup(write: IngestWrite, { sessionId, events }: EventGroup): number {
    const { source, receivedAtMs, body } = write;
    const opens = source === "client";
    const tour = this.#tourFor(
      { ownerId: write.ownerId, sessionId: sessionId ?? "" },
      { opens, receivedAtMs, axes: body.axes },
    );
    const added = noneAdded();
    const place = { tourId: tour.id, axes: tour.axes, source, receivedAtMs };
    for (let at = 0; at < events.length; at += EVENTS_AT_ONCE) {
      const some = events.slice(at, at + EVENTS_AT_ONCE);
      const stored = this.#storeAtOnce(some, place);
      for (const event of some)
        if (stored || this.#statements.insertEvent.run(eventValues(event, place)).changes > 0)
          addEvent(added, event.eventType, opens ? event.atMs : null);
    }
    const skewMs = body.sentAtMs === null ? null : receivedAtMs - body.sentAtMs;
    this.#addTo(tour.id, added, { source, opens, receivedAtMs, skewMs });
    return added.total;
  }

  /**
   * True if all of the events were new and are stored; otherwise nothing is. One statement for many rows saves a quarter
   * of the time, and what the rows share is bound once.
   */
  #storeAtOnce(events: readonly TrackedEvent[], place: EventPlace): boolean {
    if (events.length < EVENTS_AT_ONCE) return false;
    const values: EventValue[] = [];
    for (const event of events) pushOwnValues(values, event, place.axes);
    const { tourId, source, receivedAtMs } = place;
    const shared = { tour_id: tourId, source, received_at_ms: receivedAtMs };
    try {
      // Spread: to fetch each value out of a list takes the driver a fifth of the whole.
      this.#statements.insertEvents.run(...values, shared);
      return true;
    } catch (error) {
      // The statement alone is undone: the transaction goes on, row by row.
      if ((error as NodeJS.ErrnoException).code === "SQLITE_CONSTRAINT_UNIQUE") return false;
      throw error;
    }
  }

  #open(write: OpenWrite): void {
    const { draft } = write;
    const before = this.#statements.findTour.get(draft.ownerId, draft.sessionId) as TourRow | undefined;
    if (!before) this.#statements.insertTour.run(newTour(draft, draft.receivedAtMs));
    else if (draft.axes !== null && draft.axes !== before.axes) this.#turnAxes(before.id, draft.axes);
    this.#statements.declare.run({
      ...declaredColumns(draft),
      ...{ owner_id: draft.ownerId, session_id: draft.sessionId },
      metadata: mergedMetadata(before?.metadata, draft.metadata),
    });
    const row = this.#statements.findTour.get(draft.ownerId, draft.sessionId) as TourRow;
    write.outcome = { tour: tourOf(row), created: !before || before.implicit === 1 };
  }

  #heartbeat(write: HeartbeatWrite): void {
    const { key, atMs } = write;
    const { id } = this.#tourFor(key, { opens: true, receivedAtMs: atMs, axes: null });
    this.#statements.heartbeat.run({ id, at_ms: atMs });
    write.outcome = tourOf(this.#statements.findTour.get(key.ownerId, key.sessionId) as TourRow);
  }

  #emit({ events, receivedAtMs }: EmitWrite): void {
    for (const event of events) {
      const key = event.tour ?? { ownerId: SERVER_OWNER, sessionId: "" };
      const tour = this.#tourFor(key, { opens: event.tour !== null, receivedAtMs, axes: null });
      const added = noneAdded();
      const place = { tourId: tour.id, axes: tour.axes, source: "server" as const, receivedAtMs };
      if (this.#statements.insertEvent.run(serverEventValues(event, place)).changes > 0)
        addEvent(added, event.eventType, null);
      this.#addTo(tour.id, added, {
        ...{ source: "server", opens: event.tour !== null, receivedAtMs, skewMs: null },
      });
    }
  }

  #run<Result>(script: Script<Result>): Result {
    let step = script.next([]);
    while (!step.done) {
      const { text, values } = render(step.value, "sqlite");
      const statement = this.#database.prepare(text);
      const rows = statement.reader ? statement.all(values) : [];
      if (!statement.reader) statement.run(values);
      step = script.next(rows as Record<string, unknown>[]);
    }
    return step.value;
  }

  #tourFor(
    key: { readonly ownerId: number; readonly sessionId: string },
    how: { readonly opens: boolean; readonly receivedAtMs: number; readonly axes: Axes | null },
  ): KnownTour {
    const found = this.#statements.findTour.get(key.ownerId, key.sessionId) as TourRow | undefined;
    if (found) {
      if (how.axes === null || how.axes === found.axes) return found;
      this.#turnAxes(found.id, how.axes);
      return { id: found.id, axes: how.axes };
    }
    const axes = how.axes ?? "metres";
    const made = this.#statements.insertTour.run({
      ...newTour(key, how.receivedAtMs),
      ...{ axes, opened: how.opens ? 1 : 0 },
    });
    return { id: Number(made.lastInsertRowid), axes };
  }

  /** A tour whose axes become known late: what came before is converted. */
  #turnAxes(tourId: number, axes: Axes): void {
    this.#statements.setAxes.run({ id: tourId, axes });
    (axes === "unreal_cm" ? this.#statements.toMetres : this.#statements.fromMetres).run(tourId);
  }

  #addTo(
    tourId: number,
    added: AddedEvents,
    how: {
      readonly source: EventSource;
      readonly opens: boolean;
      readonly receivedAtMs: number;
      readonly skewMs: number | null;
    },
  ): void {
    this.#statements.addToTour.run({
      ...{ id: tourId, n: added.total, first: added.firstAtMs, last: added.lastAtMs },
      ...{
        seen: how.receivedAtMs,
        skew: how.skewMs,
        opened: how.opens ? 1 : 0,
        changed: added.total > 0 ? 1 : 0,
      },
    });
    for (const [eventType, n] of added.counts)
      this.#statements.addCount.run({ tour_id: tourId, source: how.source, event_type: eventType, n });
  }
}

function newTour(key: { readonly ownerId: number; readonly sessionId: string }, atMs: number) {
  return { owner_id: key.ownerId, session_id: key.sessionId, opened: 1, axes: "metres", at_ms: atMs };
}

function prepareStatements(database: Database) {
  const prepare = (source: string): Statement => database.prepare(source);
  return {
    findTour: prepare(`SELECT ${TOUR_COLUMNS.join(", ")} FROM tours WHERE owner_id = ? AND session_id = ?`),
    insertTour:
      prepare(`INSERT INTO tours (owner_id, session_id, opened, implicit, axes, metadata, event_count,
        created_at_ms, last_seen_at_ms, revision, summarised_revision)
      VALUES (:owner_id, :session_id, :opened, 1, :axes, '{}', 0, :at_ms, :at_ms, 0, 0)`),
    declare: prepare(`UPDATE tours SET opened = 1, implicit = 0,
        started_at_ms = coalesce(:started_at_ms, started_at_ms), ended_at_ms = coalesce(:ended_at_ms, ended_at_ms),
        customer_id = coalesce(:customer_id, customer_id), property_id = coalesce(:property_id, property_id),
        space_id = coalesce(:space_id, space_id), axes = coalesce(:axes, axes), metadata = coalesce(:metadata, metadata),
        last_seen_at_ms = max(last_seen_at_ms, :at_ms), revision = revision + 1
      WHERE owner_id = :owner_id AND session_id = :session_id`),
    heartbeat: prepare(`UPDATE tours SET opened = 1, last_seen_at_ms = max(last_seen_at_ms, :at_ms),
      heartbeat_at_ms = max(coalesce(heartbeat_at_ms, :at_ms), :at_ms) WHERE id = :id`),
    setAxes: prepare("UPDATE tours SET axes = :axes, revision = revision + 1 WHERE id = :id"),
    toMetres: prepare(
      "UPDATE events SET x = y / 100.0, y = z / 100.0, z = x / 100.0 WHERE tour_id = ? AND source <> 'server' AND x IS NOT NULL",
    ),
    fromMetres: prepare(
      "UPDATE events SET x = z * 100.0, y = x * 100.0, z = y * 100.0 WHERE tour_id = ? AND source <> 'server' AND x IS NOT NULL",
    ),
    insertEvent: prepare(`INSERT INTO events (${EVENT_COLUMNS.join(", ")})
      VALUES (${EVENT_COLUMNS.map(() => "?").join(", ")}) ON CONFLICT (tour_id, event_id) DO NOTHING`),
    insertEvents: prepare(`INSERT INTO events (${EVENT_COLUMNS.join(", ")})
      VALUES ${Array.from({ length: EVENTS_AT_ONCE }, () => OWN_VALUES_ROW).join(", ")}`),
    addToTour: prepare(`UPDATE tours SET opened = max(opened, :opened), event_count = event_count + :n,
        first_event_at_ms = min(coalesce(first_event_at_ms, :first), coalesce(:first, first_event_at_ms)),
        last_event_at_ms = max(coalesce(last_event_at_ms, :last), coalesce(:last, last_event_at_ms)),
        skew_ms = min(coalesce(skew_ms, :skew), coalesce(:skew, skew_ms)),
        last_seen_at_ms = max(last_seen_at_ms, :seen), revision = revision + max(:changed, coalesce(:skew < coalesce(skew_ms, :skew + 1), 0)) WHERE id = :id`),
    addCount:
      prepare(`INSERT INTO tour_counts (tour_id, source, event_type, n) VALUES (:tour_id, :source, :event_type, :n)
      ON CONFLICT (tour_id, source, event_type) DO UPDATE SET n = n + excluded.n`),
    unbury: prepare("DELETE FROM dead_letters WHERE id = ?"),
    bury: prepare(`INSERT INTO dead_letters (owner_id, session_id, source, digest, event_id, code, detail, pointer, payload,
        sent_at_ms, received_at_ms, attempts)
      VALUES (:owner_id, :session_id, :source, :digest, :event_id, :code, :detail, :pointer, :payload, :sent_at_ms, :received_at_ms, 1)
      ON CONFLICT (owner_id, session_id, digest) DO NOTHING`),
  };
}
