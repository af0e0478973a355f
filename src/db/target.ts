/** Where the database is: the meaning of `DATABASE_URL`. */
import { basename, dirname, join, parse, resolve } from "node:path";

/** `file` is an absolute path or `:memory:`. */
export type DatabaseTarget =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string };

export const APP_DATABASE_FILE = "app.db";

/**
 * The target of `url`: null is `app.db` in `dataDir`; `sqlite:<file>` (relative to the working directory, or `:memory:`); `postgres://` or `postgresql://`.
 * @throws RangeError on any other scheme; the message holds no password.
 */
export function targetOf(url: string | null, dataDir: string): DatabaseTarget {
  if (url === null) return { kind: "sqlite", file: resolve(join(dataDir, APP_DATABASE_FILE)) };
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: "postgres", url };
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file === undefined)
    throw new RangeError("The database address must be sqlite:<file>, postgres://… or postgresql://….");
  return { kind: "sqlite", file: file === ":memory:" ? file : resolve(file) };
}

/**
 * Where a store that bypasses TypeORM keeps its tables: in `fileName` beside the default `app.db`, in `<name>.<fileName>`
 * beside any other SQLite file, so that two databases in one folder share nothing; on PostgreSQL the same database.
 * @throws RangeError for `sqlite::memory:`, which threads cannot share, and as {@link targetOf}.
 */
export function targetBeside(url: string | null, dataDir: string, fileName: string): DatabaseTarget {
  const target = targetOf(url, dataDir);
  if (target.kind === "postgres") return target;
  if (target.file === ":memory:")
    throw new RangeError(`${fileName} needs a file: sqlite::memory: cannot be shared by its threads.`);
  const name =
    basename(target.file) === APP_DATABASE_FILE ? fileName : `${parse(target.file).name}.${fileName}`;
  return { kind: "sqlite", file: join(dirname(target.file), name) };
}

/** The target in words that may be logged: no password, no parameters. */
export function describeTarget(target: DatabaseTarget): string {
  if (target.kind === "sqlite") return `SQLite ${target.file}`;
  const { hostname, port, pathname } = new URL(target.url);
  return `PostgreSQL ${hostname}:${port || 5432}${pathname}`;
}
