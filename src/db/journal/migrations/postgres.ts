/** The journal's tables on PostgreSQL, one step after another. A step that was released is never edited: a change is a new step. */
import type { ScriptMigration } from "../../scriptMigrations.ts";

export const POSTGRES_MIGRATIONS: readonly ScriptMigration[] = [
  {
    version: 1,
    name: "journal",
    up: `
      CREATE TABLE objects (
        id integer PRIMARY KEY, space_id integer NOT NULL, prefab_id text NOT NULL, kind text NOT NULL,
        x float8 NOT NULL, y float8 NOT NULL, z float8 NOT NULL, heading float8 NOT NULL, scale float8 NOT NULL,
        solid boolean NOT NULL, state jsonb NOT NULL, locked_by integer NOT NULL, created_by integer NOT NULL,
        created_at_ms bigint NOT NULL, updated_at_ms bigint NOT NULL
      );
      CREATE INDEX objects_space ON objects (space_id, id);
      CREATE INDEX objects_created_by ON objects (created_by);
      CREATE INDEX objects_locked_by ON objects (locked_by) WHERE locked_by <> 0;

      CREATE TABLE tool_uses (
        id bigint PRIMARY KEY, space_id integer NOT NULL, user_id integer NOT NULL, object_id integer NOT NULL,
        action text NOT NULL, params jsonb NOT NULL, before jsonb, after jsonb, at_ms bigint NOT NULL,
        undoes bigint, undone_by bigint
      );
      CREATE INDEX tool_uses_space ON tool_uses (space_id, at_ms, id);
      CREATE INDEX tool_uses_user ON tool_uses (user_id, space_id, at_ms, id);
      CREATE INDEX tool_uses_object ON tool_uses (object_id, at_ms, id);
      CREATE INDEX tool_uses_undoable ON tool_uses (user_id, space_id, at_ms, id) WHERE undoes IS NULL AND undone_by IS NULL;
      CREATE TABLE use_mentions (user_id integer NOT NULL, use_id bigint NOT NULL, PRIMARY KEY (user_id, use_id));
      CREATE INDEX use_mentions_use ON use_mentions (use_id);

      CREATE TABLE messages (
        id bigint PRIMARY KEY, space_id integer, chatroom_id integer, channel text NOT NULL, from_user_id integer,
        from_name text, recipients integer[], message text NOT NULL, type text NOT NULL, sent_at_ms bigint NOT NULL
      );
      CREATE INDEX messages_space ON messages (space_id, channel, sent_at_ms, id);
      CREATE INDEX messages_chatroom ON messages (chatroom_id, sent_at_ms, id) WHERE chatroom_id IS NOT NULL;
      CREATE INDEX messages_from ON messages (from_user_id, id);
      CREATE INDEX messages_sent ON messages (sent_at_ms);
      CREATE TABLE message_readers (
        user_id integer NOT NULL, space_id integer NOT NULL, sent_at_ms bigint NOT NULL, message_id bigint NOT NULL,
        PRIMARY KEY (user_id, space_id, sent_at_ms, message_id)
      );

      CREATE TABLE positions (
        space_id integer NOT NULL, user_id integer NOT NULL, x float8 NOT NULL, y float8 NOT NULL,
        heading float8 NOT NULL, at_ms bigint NOT NULL, PRIMARY KEY (space_id, user_id)
      );
      CREATE INDEX positions_user ON positions (user_id, space_id);

      CREATE TABLE id_blocks (kind text PRIMARY KEY, next bigint NOT NULL);
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
        id text COLLATE "C" PRIMARY KEY, owner_id integer, label text, name text NOT NULL, prompt text NOT NULL,
        blueprint bytea NOT NULL, meta bytea NOT NULL, created_at_ms bigint NOT NULL
      );
      CREATE INDEX worlds_owner ON worlds (owner_id, created_at_ms, id) WHERE owner_id IS NOT NULL;

      CREATE TABLE experiences (
        id text COLLATE "C" PRIMARY KEY, world_id text COLLATE "C" NOT NULL, author_id integer NOT NULL,
        title text NOT NULL, description text NOT NULL, tags text NOT NULL, search_key text NOT NULL,
        space_id integer, visits integer NOT NULL, likes integer NOT NULL, created_at_ms bigint NOT NULL
      );
      CREATE INDEX experiences_new ON experiences (created_at_ms, id);
      CREATE INDEX experiences_popular ON experiences (likes, visits, created_at_ms, id);
      CREATE INDEX experiences_world ON experiences (world_id);
      CREATE INDEX experiences_author ON experiences (author_id, id);
      CREATE TABLE experience_tags (
        tag text COLLATE "C" NOT NULL, experience_id text COLLATE "C" NOT NULL, PRIMARY KEY (tag, experience_id)
      );
      CREATE INDEX experience_tags_experience ON experience_tags (experience_id);
      CREATE TABLE experience_likes (
        experience_id text COLLATE "C" NOT NULL, user_id integer NOT NULL, at_ms bigint NOT NULL,
        PRIMARY KEY (experience_id, user_id)
      );
      CREATE INDEX experience_likes_user ON experience_likes (user_id, experience_id);
    `,
    down: `
      DROP TABLE experience_likes; DROP TABLE experience_tags; DROP TABLE experiences; DROP TABLE worlds;
    `,
  },
];
