/** Where visitors were, and from where they looked, on a grid over the ground. */
import { heldMs } from "./gaze.ts";
import { compareText } from "./order.ts";
import { placesOf } from "./path.ts";
import type { TourReading } from "./reading.ts";
import type { CellCount, TourEvent } from "./types.ts";

/** Side of the cells that are counted, metres. A heatmap's cells are whole multiples of it. */
export const CELL_M = 0.25;
/** Most cells of a heatmap. */
export const MAX_GRID_CELLS = 250_000;
/** A cell that nobody chose is doubled until both sides of the map have at most so many. */
const USUAL_SIDE = 100;
/** Cells farther out than this are not counted: such a position is an error of the client's. 250 km. */
const FARTHEST_CELL = 1_000_000;

export type HeatMetric = "presence" | "gaze";
export type HeatWeight = "events" | "time";

/** Which map to draw. */
export interface HeatmapQuery {
  /** Name of a zone; null for all ground. */
  readonly zone: string | null;
  /** `presence`: all events with a position; `gaze`: the gaze events among them. */
  readonly metric: HeatMetric;
  /** `events`: each counts 1; `time`: each counts the milliseconds that it stands for. */
  readonly weight: HeatWeight;
  /** Side of a cell in metres, a multiple of `CELL_M`; null: the smallest with at most 100 cells a side. */
  readonly cellM: number | null;
}

/** A grid, row by row from the south-west corner. */
export interface Heatmap {
  /** The corner with the smallest x and z, metres. */
  readonly origin: { readonly x: number; readonly z: number };
  readonly cellM: number;
  /** Cells along x, and along z. Both 0 if there is nothing to show. */
  readonly columns: number;
  readonly rows: number;
  readonly values: readonly number[];
  /** Events behind it, whatever the weight. */
  readonly n: number;
}

/** The map, or the smallest cell (metres) with which it is not too large. */
export type HeatmapResult = { readonly map: Heatmap } | { readonly leastCellM: number };

/** What a tour counts in each cell, by zone, row and column. */
export function cellsOf(reading: TourReading): CellCount[] {
  const { events, zones, looks, span } = reading;
  const zoneOf = new Map(events.map((event, index) => [event, zones[index] ?? ""]));
  const gazeMs = new Map<TourEvent, number>(looks.map(({ event, ms }) => [event, ms]));
  const places = placesOf(events);
  const cells = new Map<string, { -readonly [Key in keyof CellCount]: CellCount[Key] }>();
  for (const [index, event] of places.entries()) {
    const column = Math.floor(event.position.x / CELL_M);
    const row = Math.floor(event.position.z / CELL_M);
    if (!(Math.abs(column) <= FARTHEST_CELL && Math.abs(row) <= FARTHEST_CELL)) continue;
    const zone = zoneOf.get(event) ?? "";
    const key = `${column},${row},${zone}`;
    let cell = cells.get(key);
    if (!cell) {
      cell = { zone, column, row, events: 0, ms: 0, gazes: 0, gazeMs: 0 };
      cells.set(key, cell);
    }
    cell.events += 1;
    cell.ms += heldMs(event.atMs, places[index + 1]?.atMs ?? span.endMs);
    if (event.kind !== "gaze") continue;
    cell.gazes += 1;
    cell.gazeMs += gazeMs.get(event) ?? 0;
  }
  return [...cells.values()].sort(
    (a, b) => compareText(a.zone, b.zone) || a.row - b.row || a.column - b.column,
  );
}

/** Draws a map from cells, which may come in any order and name one place several times. */
export function heatmapOf(cells: Iterable<CellCount>, query: HeatmapQuery): HeatmapResult {
  const shown = [...cells].filter(
    (cell) =>
      (query.zone === null || cell.zone === query.zone) &&
      (query.metric === "presence" ? cell.events : cell.gazes) > 0,
  );
  if (shown.length === 0) return { map: EMPTY(query.cellM ?? CELL_M) };
  const bounds = boundsOf(shown);
  const step = query.cellM === null ? usualStep(bounds) : Math.round(query.cellM / CELL_M);
  const grid = gridOf(bounds, step);
  if (grid.columns * grid.rows > MAX_GRID_CELLS) return { leastCellM: leastStep(bounds, step) * CELL_M };
  const values = new Array<number>(grid.columns * grid.rows).fill(0);
  let n = 0;
  for (const cell of shown) {
    const at =
      (Math.floor(cell.row / step) - grid.firstRow) * grid.columns +
      (Math.floor(cell.column / step) - grid.firstColumn);
    values[at] = (values[at] as number) + weightOf(cell, query);
    n += query.metric === "presence" ? cell.events : cell.gazes;
  }
  const { columns, rows, firstColumn, firstRow } = grid;
  const cellM = step * CELL_M;
  return {
    map: { origin: { x: firstColumn * cellM, z: firstRow * cellM }, cellM, columns, rows, values, n },
  };
}

const EMPTY = (cellM: number): Heatmap => ({
  origin: { x: 0, z: 0 },
  cellM,
  columns: 0,
  rows: 0,
  values: [],
  n: 0,
});

function weightOf(cell: CellCount, { metric, weight }: HeatmapQuery): number {
  if (metric === "presence") return weight === "events" ? cell.events : cell.ms;
  return weight === "events" ? cell.gazes : cell.gazeMs;
}

interface Bounds {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

function boundsOf(cells: readonly CellCount[]): Bounds {
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const { column, row } of cells) {
    bounds.west = Math.min(bounds.west, column);
    bounds.east = Math.max(bounds.east, column);
    bounds.south = Math.min(bounds.south, row);
    bounds.north = Math.max(bounds.north, row);
  }
  return bounds;
}

function gridOf({ west, east, south, north }: Bounds, step: number) {
  const firstColumn = Math.floor(west / step);
  const firstRow = Math.floor(south / step);
  return {
    firstColumn,
    firstRow,
    columns: Math.floor(east / step) - firstColumn + 1,
    rows: Math.floor(north / step) - firstRow + 1,
  };
}

function usualStep(bounds: Bounds): number {
  let step = 1;
  for (;;) {
    const { columns, rows } = gridOf(bounds, step);
    if (columns <= USUAL_SIDE && rows <= USUAL_SIDE) return step;
    step *= 2;
  }
}

function leastStep(bounds: Bounds, from: number): number {
  let step = from;
  for (;;) {
    const { columns, rows } = gridOf(bounds, step);
    if (columns * rows <= MAX_GRID_CELLS) return step;
    step += Math.max(1, Math.floor(step / 16));
  }
}
