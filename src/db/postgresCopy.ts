/** Rows into PostgreSQL by COPY: the way in that costs the database and this process least. */
import type pg from "pg";

export type CopyValue = string | number | null;

/** What is to be written otherwise in COPY's text format. */
const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Sends `rows` to a `COPY … FROM STDIN` in text format; resolves when the database took all of them. Text must be without
 * NUL and half surrogate pairs.
 * @throws the database's error, after which the transaction is to be rolled back, or to its savepoint.
 */
export function copyIn(
  client: pg.PoolClient,
  statement: string,
  rows: readonly (readonly CopyValue[])[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(rows.map(copyLine).join(""));
    client.query(new CopyIn(statement, bytes, (error) => (error ? reject(error) : resolve())));
  });
}

/** A row in COPY's text format. */
export function copyLine(row: readonly CopyValue[]): string {
  let line = "";
  for (let at = 0; at < row.length; at += 1) {
    const value = row[at] as CopyValue;
    if (at > 0) line += "\t";
    if (value === null) line += "\\N";
    else if (typeof value === "string" && SPECIAL.test(value))
      line += value.replace(new RegExp(SPECIAL, "g"), (character) => ESCAPES[character] as string);
    else line += value;
  }
  return `${line}\n`;
}

/** The part of pg's connection that COPY needs; pg's types leave it out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(bytes: Buffer): void;
  endCopyFrom(): void;
}

/** A query as pg's client runs it; the client wraps `callback` in its time limit. */
class CopyIn implements pg.Submittable {
  callback: (error?: unknown) => void;
  readonly #statement: string;
  readonly #bytes: Buffer;

  constructor(statement: string, bytes: Buffer, callback: (error?: unknown) => void) {
    this.#statement = statement;
    this.#bytes = bytes;
    this.callback = callback;
  }

  submit(connection: unknown): void {
    (connection as CopyConnection).query(this.#statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#bytes);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback();
  }

  handleError(error: unknown): void {
    this.callback(error);
  }
}
