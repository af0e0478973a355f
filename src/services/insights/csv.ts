/** Tables as CSV: RFC 4180, in UTF-8, safe to open in a spreadsheet. */

/** A table: names of columns, and rows of as many cells. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What a spreadsheet would run as a formula begins so (OWASP, CSV Injection); text that does is told apart by a leading apostrophe. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** The table with a head line; lines end in CR LF. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

/** Rows of equal objects as a table; a list of words inside is joined by blanks, of sentences by semicolons. */
export function tableOf(columns: readonly string[], rows: readonly object[]): Table {
  return { columns, rows: rows.map((row) => columns.map((name) => (row as Record<string, unknown>)[name])) };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? value.join("; ") : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
