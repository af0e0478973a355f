/** The tables of tours and events on SQLite. A step that was released is never edited: a change is a new step. */
import type { ScriptMigration } from "../../scriptMigrations.ts";
import { SQLITE_INSIGHTS } from "./insights.ts";

export const SQLITE_EVENT_MIGRATIONS: readonly ScriptMigration[] = [
  {
    version: 1,
    name: "events",
    // A tour is dirty while its two revisions differ: what summarises it notes the one it has read.
    up: `
      CREATE TABLE tours (
        id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, session_id TEXT NOT NULL,
        opened INTEGER NOT NULL, implicit INTEGER NOT NULL,
        customer_id TEXT, property_id TEXT, space_id TEXT, user_id INTEGER, axes TEXT NOT NULL, metadata TEXT NOT NULL,
        started_at_ms INTEGER, ended_at_ms INTEGER, first_event_at_ms INTEGER, last_event_at_ms INTEGER,
        event_count INTEGER NOT NULL, skew_ms INTEGER,
        created_at_ms INTEGER NOT NULL, last_seen_at_ms INTEGER NOT NULL, heartbeat_at_ms INTEGER,
        revision INTEGER NOT NULL, summarised_revision INTEGER NOT NULL,
        calendar_at_ms INTEGER NOT NULL GENERATED ALWAYS AS
          (coalesce(coalesce(started_at_ms, first_event_at_ms) + coalesce(skew_ms, 0), created_at_ms)) VIRTUAL
      ) STRICT;
      CREATE UNIQUE INDEX tours_session ON tours (owner_id, session_id);
      CREATE INDEX tours_by_session ON tours (session_id);
      CREATE INDEX tours_calendar ON tours (owner_id, calendar_at_ms, id);
      CREATE INDEX tours_property ON tours (owner_id, property_id, calendar_at_ms, id);
      CREATE INDEX tours_customer ON tours (owner_id, customer_id, calendar_at_ms, id);
      CREATE INDEX tours_user ON tours (user_id) WHERE user_id IS NOT NULL;
      CREATE INDEX tours_seen ON tours (last_seen_at_ms);
      CREATE INDEX tours_dirty ON tours (id) WHERE revision <> summarised_revision;

      CREATE TABLE events (
        id INTEGER PRIMARY KEY, tour_id INTEGER NOT NULL, event_id TEXT NOT NULL, source TEXT NOT NULL,
        event_type TEXT NOT NULL, at_ms INTEGER NOT NULL, received_at_ms INTEGER NOT NULL,
        zone_name TEXT, object_name TEXT, x REAL, y REAL, z REAL, rotation TEXT, gaze_target TEXT,
        dwell_time_ms REAL, interaction_type TEXT, user_id INTEGER, space_id INTEGER, verified INTEGER, metadata TEXT
      ) STRICT;
      CREATE UNIQUE INDEX events_identity ON events (tour_id, event_id);
      CREATE INDEX events_time ON events (tour_id, at_ms);
      CREATE INDEX events_user ON events (user_id) WHERE user_id IS NOT NULL;

      CREATE TABLE tour_counts (
        tour_id INTEGER NOT NULL, source TEXT NOT NULL, event_type TEXT NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (tour_id, source, event_type)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE property_counts (
        owner_id INTEGER NOT NULL, property_id TEXT NOT NULL, source TEXT NOT NULL, event_type TEXT NOT NULL,
        n INTEGER NOT NULL, PRIMARY KEY (owner_id, property_id, source, event_type)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE dead_letters (
        id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, session_id TEXT NOT NULL, source TEXT NOT NULL,
        digest TEXT NOT NULL, event_id TEXT, code TEXT NOT NULL, detail TEXT NOT NULL, pointer TEXT NOT NULL,
        payload TEXT, sent_at_ms INTEGER, received_at_ms INTEGER NOT NULL, attempts INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX dead_letters_identity ON dead_letters (owner_id, session_id, digest);
    `,
    down: `
      DROP TABLE dead_letters; DROP TABLE property_counts; DROP TABLE tour_counts; DROP TABLE events; DROP TABLE tours;
    `,
  },
  SQLITE_INSIGHTS,
];
