/** The journal's tables on SQLite, one step after another. A step that was released is never edited: a change is a new step. */
import type { ScriptMigration } from "../../scriptMigrations.ts";

export const SQLITE_MIGRATIONS: readonly ScriptMigration[] = [
  {
    version: 1,
    name: "journal",
    up: `
      CREATE TABLE objects (
        id INTEGER PRIMARY KEY, space_id INTEGER NOT NULL, prefab_id TEXT NOT NULL, kind TEXT NOT NULL,
        x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL, heading REAL NOT NULL, scale REAL NOT NULL,
        solid INTEGER NOT NULL, state TEXT NOT NULL, locked_by INTEGER NOT NULL, created_by INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX objects_space ON objects (space_id, id);
      CREATE INDEX objects_created_by ON objects (created_by);
      CREATE INDEX objects_locked_by ON objects (locked_by) WHERE locked_by <> 0;

      CREATE TABLE tool_uses (
        id INTEGER PRIMARY KEY, space_id INTEGER NOT NULL, user_id INTEGER NOT NULL, object_id INTEGER NOT NULL,
        action TEXT NOT NULL, params TEXT NOT NULL, before TEXT, after TEXT, at_ms INTEGER NOT NULL,
        undoes INTEGER, undone_by INTEGER
      ) STRICT;
      CREATE INDEX tool_uses_space ON tool_uses (space_id, at_ms, id);
      CREATE INDEX tool_uses_user ON tool_uses (user_id, space_id, at_ms, id);
      CREATE INDEX tool_uses_object ON tool_uses (object_id, at_ms, id);
      CREATE INDEX tool_uses_undoable ON tool_uses (user_id, space_id, at_ms, id) WHERE undoes IS NULL AND undone_by IS NULL;
      CREATE TABLE use_mentions (user_id INTEGER NOT NULL, use_id INTEGER NOT NULL, PRIMARY KEY (user_id, use_id)) STRICT, WITHOUT ROWID;
      CREATE INDEX use_mentions_use ON use_mentions (use_id);

      CREATE TABLE messages (
        id INTEGER PRIMARY KEY, space_id INTEGER, chatroom_id INTEGER, channel TEXT NOT NULL, from_user_id INTEGER,
        from_name TEXT, recipients TEXT, message TEXT NOT NULL, type TEXT NOT NULL, sent_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX messages_space ON messages (space_id, channel, sent_at_ms, id);
      CREATE INDEX messages_chatroom ON messages (chatroom_id, sent_at_ms, id) WHERE chatroom_id IS NOT NULL;
      CREATE INDEX messages_from ON messages (from_user_id, id);
      CREATE INDEX messages_sent ON messages (sent_at_ms);
      CREATE TABLE message_readers (
        user_id INTEGER NOT NULL, space_id INTEGER NOT NULL, sent_at_ms INTEGER NOT NULL, message_id INTEGER NOT NULL,
        PRIMARY KEY (user_id, space_id, sent_at_ms, message_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE positions (
        space_id INTEGER NOT NULL, user_id INTEGER NOT NULL, x REAL NOT NULL, y REAL NOT NULL, heading REAL NOT NULL,
        at_ms INTEGER NOT NULL, PRIMARY KEY (space_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX positions_user ON positions (user_id, space_id);

      CREATE TABLE id_blocks (kind TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO id_blocks (kind, next) VALUES ('message', 1), ('tool_use', 1), ('object', 1001);
    `,
    down: `
      DROP TABLE id_blocks; DROP TABLE positions; DROP TABLE message_readers; DROP TABLE messages;
      DROP TABLE use_mentions; DROP TABLE tool_uses; DROP TABLE objects;
    `,
  },
  {
    version: 2,
    name: "worlds",
    up: `
      CREATE TABLE worlds (
        id TEXT NOT NULL UNIQUE, owner_id INTEGER, label TEXT, name TEXT NOT NULL, prompt TEXT NOT NULL,
        blueprint BLOB NOT NULL, meta BLOB NOT NULL, created_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX worlds_owner ON worlds (owner_id, created_at_ms, id) WHERE owner_id IS NOT NULL;

      CREATE TABLE experiences (
        id TEXT PRIMARY KEY, world_id TEXT NOT NULL, author_id INTEGER NOT NULL, title TEXT NOT NULL,
        description TEXT NOT NULL, tags TEXT NOT NULL, search_key TEXT NOT NULL, space_id INTEGER,
        visits INTEGER NOT NULL, likes INTEGER NOT NULL, created_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX experiences_new ON experiences (created_at_ms, id);
      CREATE INDEX experiences_popular ON experiences (likes, visits, created_at_ms, id);
      CREATE INDEX experiences_world ON experiences (world_id);
      CREATE INDEX experiences_author ON experiences (author_id, id);
      CREATE TABLE experience_tags (
        tag TEXT NOT NULL, experience_id TEXT NOT NULL, PRIMARY KEY (tag, experience_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX experience_tags_experience ON experience_tags (experience_id);
      CREATE TABLE experience_likes (
        experience_id TEXT NOT NULL, user_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (experience_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX experience_likes_user ON experience_likes (user_id, experience_id);
    `,
    down: `
      DROP TABLE experience_likes; DROP TABLE experience_tags; DROP TABLE experiences; DROP TABLE worlds;
    `,
  },
];
