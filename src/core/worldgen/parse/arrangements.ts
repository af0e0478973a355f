/** How many things of one kind stand together: rows, grids, circles, piles. */
import type { ARRANGEMENTS } from "../intent.ts";
import { readNumber, readQuantity } from "./numbers.ts";
import { phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

export type ArrangementName = (typeof ARRANGEMENTS)[number];

export interface Arrangement {
  readonly kind: ArrangementName;
  readonly rows?: number;
  /** How many in each row, when the prompt says so. */
  readonly perRow?: number;
}

/** "a row of chairs": the first noun tells how the second stands. */
export const GROUP_NOUNS: Readonly<Record<string, ArrangementName>> = {
  row: "row",
  line: "line",
  queue: "line",
  column: "row",
  rank: "row",
  string: "line",
  avenue: "row",
  chain: "line",
  circle: "circle",
  ring: "circle",
  semicircle: "circle",
  wreath: "circle",
  round: "circle",
  grid: "grid",
  array: "grid",
  matrix: "grid",
  block: "grid",
  pile: "pile",
  stack: "pile",
  heap: "pile",
  mound: "pile",
  mountain: "pile",
  tower: "pile",
  pyramid: "pile",
  cluster: "scatter",
  group: "scatter",
  bunch: "scatter",
  clump: "scatter",
  patch: "scatter",
  scattering: "scatter",
  smattering: "scatter",
  collection: "scatter",
  bed: "scatter",
  carpet: "scatter",
  sprinkling: "scatter",
  herd: "scatter",
  flock: "scatter",
  pack: "scatter",
  school: "scatter",
  swarm: "scatter",
  colony: "scatter",
  crowd: "scatter",
  family: "scatter",
  gang: "scatter",
  team: "scatter",
  pod: "scatter",
  shoal: "scatter",
  litter: "scatter",
  gaggle: "scatter",
  stand: "scatter",
};

/** Groups that are only groups where nothing of that name exists: "tower of books", but a tower otherwise. */
const PLACED = phraseTable<Arrangement>([
  [
    "in # row|in # straight row|in # long row|in # neat row|in # single row|in # line|in # straight line|lined up|in line|all in a row|in # queue|end to end|in # column|in file|lined up in # row|in # single file|one after another|one behind # other|one after # other",
    { kind: "row" },
  ],
  [
    "in # circle|in # ring|in # semicircle|in # round|in # half circle|in # horseshoe|in # arc|in # big circle|in # small circle|in # large circle|in # triangle|in # hexagon|in # pentagon|in # oval",
    { kind: "circle" },
  ],
  ["in # grid|in # grid pattern|in # checkerboard|in # checkerboard pattern|in # array", { kind: "grid" }],
  [
    "in rows|in neat rows|in straight rows|in long rows|in columns|in rows and columns|in orderly rows|in even rows|in lines|in tidy rows|row after row",
    { kind: "grid" },
  ],
  [
    "in # pile|in # heap|in # stack|piled up|stacked up|heaped up|stacked high|piled high|in piles|in stacks",
    { kind: "pile" },
  ],
  [
    "scattered|scattered about|strewn about|scattered everywhere|dotted about|all over # place|here and there|everywhere|scattered around|spread out|strewn around|littered about|all over|dotted around everywhere",
    { kind: "scatter" },
  ],
]);

/** "in two rows", "in rows of four", "in a 3 by 4 grid", or a fixed phrase; null where none stands. */
export function readArrangement(
  tokens: readonly Token[],
  at: number,
): { arrangement: Arrangement; next: number } | null {
  const fixed = PLACED.match(tokens, at);
  if (fixed) {
    const perRow = tokens[fixed.next]?.text === "of" ? readNumber(tokens, fixed.next + 1) : null;
    if (perRow) return { arrangement: { kind: "grid", perRow: perRow.value }, next: perRow.next };
    return { arrangement: fixed.value, next: fixed.next };
  }
  if (tokens[at]?.text !== "in") return readRowsOf(tokens, at);
  const by = readByGrid(tokens, tokens[at + 1]?.text === "a" ? at + 2 : at + 1);
  if (by && isGridWord(tokens[by.next]?.text)) {
    return { arrangement: { kind: "grid", rows: by.rows, perRow: by.perRow }, next: by.next + 1 };
  }
  const count = readQuantity(tokens, at + 1);
  if (!count) return null;
  let next = count.next;
  while (/^(?:neat|straight|long|even|parallel|tidy|equal|separate)$/.test(tokens[next]?.text ?? "")) next++;
  if (!/^(?:rows|lines|columns)$/.test(tokens[next]?.text ?? "")) return null;
  const perRow = tokens[next + 1]?.text === "of" ? readNumber(tokens, next + 2) : null;
  const rows = clampRows(count.quantity.max);
  return perRow
    ? { arrangement: { kind: "grid", rows, perRow: perRow.value }, next: perRow.next }
    : { arrangement: { kind: "grid", rows }, next: next + 1 };
}

/** "the seats, three rows of eight": behind what stands so. */
function readRowsOf(tokens: readonly Token[], at: number): { arrangement: Arrangement; next: number } | null {
  const rows = tokens[at - 1]?.kind === "separator" ? readNumber(tokens, at) : null;
  if (!rows || !/^(?:rows|lines|columns)$/.test(tokens[rows.next]?.text ?? "")) return null;
  const perRow = tokens[rows.next + 1]?.text === "of" ? readNumber(tokens, rows.next + 2) : null;
  if (!perRow || tokens[perRow.next]?.kind === "word") return null;
  return {
    arrangement: { kind: "grid", rows: clampRows(rows.value), perRow: perRow.value },
    next: perRow.next,
  };
}

/** "3 by 4": rows and how many in each. */
export function readByGrid(
  tokens: readonly Token[],
  at: number,
): { rows: number; perRow: number; next: number } | null {
  const rows = readNumber(tokens, at);
  if (!rows || tokens[rows.next]?.text !== "by") return null;
  const perRow = readNumber(tokens, rows.next + 1);
  return perRow && { rows: clampRows(rows.value), perRow: Math.max(1, perRow.value), next: perRow.next };
}

/** A number of rows that an intent may carry. */
export function clampRows(rows: number): number {
  return Math.max(1, Math.min(50, rows));
}

function isGridWord(word: string | undefined): boolean {
  return (
    word === "grid" || word === "array" || word === "arrangement" || word === "layout" || word === "pattern"
  );
}
