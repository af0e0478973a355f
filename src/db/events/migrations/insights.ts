/** The tables of summaries, beside those of tours and events. Everything in them but the cells can be made again. */
import type { ScriptMigration } from "../../scriptMigrations.ts";

const SHARED = { version: 2, name: "insights" } as const;
const DOWN = `DROP TABLE property_revisions; DROP TABLE property_cells; DROP TABLE tour_summaries; DROP INDEX events_of_rooms;`;
/** A property's tours by time, for its owner and for all; a customer's; and what rooms told, by time. */
const INDEXES = `
  CREATE INDEX tour_summaries_property ON tour_summaries (property_id, owner_id, started_at_ms);
  CREATE INDEX tour_summaries_customer ON tour_summaries (customer_id, owner_id, started_at_ms);
  CREATE INDEX property_revisions_all ON property_revisions (property_id);
  CREATE INDEX events_of_rooms ON events (at_ms) WHERE source = 'server';
  UPDATE tours SET summarised_revision = -1;
`;

export const SQLITE_INSIGHTS: ScriptMigration = {
  ...SHARED,
  up: `
    CREATE TABLE tour_summaries (
      tour_id INTEGER PRIMARY KEY REFERENCES tours (id) ON DELETE CASCADE, owner_id INTEGER NOT NULL,
      session_id TEXT NOT NULL, property_id TEXT, customer_id TEXT, started_at_ms INTEGER NOT NULL,
      digest TEXT NOT NULL, cells TEXT NOT NULL
    ) STRICT;
    CREATE TABLE property_cells (
      owner_id INTEGER NOT NULL, property_id TEXT NOT NULL, zone TEXT NOT NULL, cell_row INTEGER NOT NULL,
      cell_column INTEGER NOT NULL, events INTEGER NOT NULL, ms INTEGER NOT NULL, gazes INTEGER NOT NULL,
      gaze_ms INTEGER NOT NULL, PRIMARY KEY (property_id, owner_id, zone, cell_row, cell_column)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE property_revisions (
      owner_id INTEGER NOT NULL, property_id TEXT NOT NULL, revision INTEGER NOT NULL,
      PRIMARY KEY (owner_id, property_id)
    ) STRICT, WITHOUT ROWID;
    ${INDEXES}
  `,
  down: DOWN,
};

export const POSTGRES_INSIGHTS: ScriptMigration = {
  ...SHARED,
  up: `
    CREATE TABLE tour_summaries (
      tour_id bigint PRIMARY KEY REFERENCES tours (id) ON DELETE CASCADE, owner_id int NOT NULL,
      session_id text NOT NULL, property_id text COLLATE "C", customer_id text COLLATE "C",
      started_at_ms bigint NOT NULL, digest text NOT NULL, cells text NOT NULL
    );
    CREATE TABLE property_cells (
      owner_id int NOT NULL, property_id text COLLATE "C" NOT NULL, zone text COLLATE "C" NOT NULL, cell_row int NOT NULL,
      cell_column int NOT NULL, events bigint NOT NULL, ms bigint NOT NULL, gazes bigint NOT NULL,
      gaze_ms bigint NOT NULL, PRIMARY KEY (property_id, owner_id, zone, cell_row, cell_column)
    );
    CREATE TABLE property_revisions (
      owner_id int NOT NULL, property_id text COLLATE "C" NOT NULL, revision bigint NOT NULL,
      PRIMARY KEY (owner_id, property_id)
    );
    ${INDEXES}
  `,
  down: DOWN,
};
