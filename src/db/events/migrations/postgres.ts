/** The tables of tours and events on PostgreSQL. A step that was released is never edited: a change is a new step. */
import type { ScriptMigration } from "../../scriptMigrations.ts";
import { POSTGRES_INSIGHTS } from "./insights.ts";

export const POSTGRES_EVENT_MIGRATIONS: readonly ScriptMigration[] = [
  {
    version: 1,
    name: "events",
    // A tour is dirty while its two revisions differ: what summarises it notes the one it has read.
    up: `
      CREATE TABLE tours (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner_id int NOT NULL, session_id text NOT NULL,
        opened int NOT NULL, implicit int NOT NULL,
        customer_id text, property_id text, space_id text, user_id int, axes text NOT NULL, metadata text NOT NULL,
        started_at_ms bigint, ended_at_ms bigint, first_event_at_ms bigint, last_event_at_ms bigint,
        event_count bigint NOT NULL, skew_ms bigint,
        created_at_ms bigint NOT NULL, last_seen_at_ms bigint NOT NULL, heartbeat_at_ms bigint,
        revision bigint NOT NULL, summarised_revision bigint NOT NULL,
        calendar_at_ms bigint NOT NULL GENERATED ALWAYS AS
          (coalesce(coalesce(started_at_ms, first_event_at_ms) + coalesce(skew_ms, 0), created_at_ms)) STORED
      );
      CREATE UNIQUE INDEX tours_session ON tours (owner_id, session_id);
      CREATE INDEX tours_by_session ON tours (session_id);
      CREATE INDEX tours_calendar ON tours (owner_id, calendar_at_ms, id);
      CREATE INDEX tours_property ON tours (owner_id, property_id, calendar_at_ms, id);
      CREATE INDEX tours_customer ON tours (owner_id, customer_id, calendar_at_ms, id);
      CREATE INDEX tours_user ON tours (user_id) WHERE user_id IS NOT NULL;
      CREATE INDEX tours_seen ON tours (last_seen_at_ms);
      CREATE INDEX tours_dirty ON tours (id) WHERE revision <> summarised_revision;

      CREATE TABLE events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tour_id bigint NOT NULL, event_id text COLLATE "C" NOT NULL,
        source text NOT NULL, event_type text NOT NULL, at_ms bigint NOT NULL, received_at_ms bigint NOT NULL,
        zone_name text, object_name text, x float8, y float8, z float8, rotation text, gaze_target text,
        dwell_time_ms float8, interaction_type text, user_id int, space_id int, verified int, metadata text
      );
      CREATE UNIQUE INDEX events_identity ON events (tour_id, event_id);
      CREATE INDEX events_time ON events (tour_id, at_ms);
      CREATE INDEX events_user ON events (user_id) WHERE user_id IS NOT NULL;

      CREATE TABLE tour_counts (
        tour_id bigint NOT NULL, source text NOT NULL, event_type text NOT NULL, n bigint NOT NULL,
        PRIMARY KEY (tour_id, source, event_type)
      );
      CREATE TABLE property_counts (
        owner_id int NOT NULL, property_id text NOT NULL, source text NOT NULL, event_type text NOT NULL,
        n bigint NOT NULL, PRIMARY KEY (owner_id, property_id, source, event_type)
      );

      CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner_id int NOT NULL, session_id text NOT NULL,
        source text NOT NULL, digest text NOT NULL, event_id text, code text NOT NULL, detail text NOT NULL,
        pointer text NOT NULL, payload text, sent_at_ms bigint, received_at_ms bigint NOT NULL, attempts int NOT NULL
      );
      CREATE UNIQUE INDEX dead_letters_identity ON dead_letters (owner_id, session_id, digest);
    `,
    down: `
      DROP TABLE dead_letters; DROP TABLE property_counts; DROP TABLE tour_counts; DROP TABLE events; DROP TABLE tours;
    `,
  },
  POSTGRES_INSIGHTS,
];
