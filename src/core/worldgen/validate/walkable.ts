/**
 * Where one can walk: a grid of cells, each free if a walker's disc around its centre touches nothing that blocks. Kept
 * as stretches of free cells per row, joined where they touch, so that it costs by what stands there and not by area.
 */
import type { WorldBlueprint } from "../blueprint.ts";
import type { WorldPrefab } from "../worldPrefab.ts";
import { distanceToQuad, type Quad, quadOf, stretchAt } from "./quads.ts";

/** Side of a cell, metres. */
export const CELL_M = 0.25;
/** Radius of a walker, metres. */
export const AGENT_M = 0.35;
/** Heights between which something is in a walker's way, metres. */
const BODY_BOTTOM_M = 0.1;
const BODY_TOP_M = 1.8;

interface Row {
  /** First and last free column of each stretch, in turn, both included. */
  readonly stretches: number[];
  /** Number of the first of the row's stretches among all. */
  readonly firstId: number;
}

/** An upright rectangle, metres. */
export interface Within {
  readonly minX: number;
  readonly maxX: number;
  readonly minZ: number;
  readonly maxZ: number;
}

export interface Walkable {
  readonly columns: number;
  readonly rows: number;
  /** Id of the connected area that the cell of a point belongs to, -1 if it is not free. */
  areaAt(x: number, z: number): number;
  /** Free cells of an area. */
  sizeOf(area: number): number;
  /** True if a free cell of the area lies within `withinM` of the quad. */
  isNear(quad: Quad, area: number, withinM: number): boolean;
  /** The cell centre of the area nearest to a point and inside `within`, null if there is none. */
  nearest(point: { x: number; z: number }, area: number, within: Within): { x: number; z: number } | null;
  /** Id of the largest area, -1 if nothing is free. */
  readonly largest: number;
}

/** The walkable ground of a world for a walker of `agentM`. */
export function walkableOf(
  quads: readonly Quad[],
  bounds: WorldBlueprint["bounds"],
  agentM = AGENT_M,
): Walkable {
  const columns = Math.max(1, Math.floor(bounds.width / CELL_M + 1e-9));
  const rows = Math.max(1, Math.floor(bounds.depth / CELL_M + 1e-9));
  const grid = { columns, rows, minX: -bounds.width / 2, minZ: -bounds.depth / 2 };
  const taken = takenStretches(quads, grid, agentM);
  const table: Row[] = [];
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    const stretches = freeStretches(taken[row] as number[], columns);
    table.push({ stretches, firstId: count });
    count += stretches.length / 2;
  }
  const { roots, sizes } = join(table, count);
  return queries(grid, table, { roots, sizes });
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly minX: number;
  readonly minZ: number;
}

/** True if the prefab's instance is in the way of who walks: it spans some of a body's height and is no door. */
export function blocksWalking({ prefab, bottomM, topM }: Quad): boolean {
  if (prefab.collision.water) return true;
  if (prefab.collision.shape === "none" || prefab.collision.walkable || isOpening(prefab)) return false;
  return bottomM < BODY_TOP_M && topM > BODY_BOTTOM_M;
}

/** True for doors and gates, which open. */
export function isOpening({ tags }: WorldPrefab): boolean {
  return tags.includes("door") || tags.includes("gate");
}

/** For every row the columns that something blocks, as first and last in turn; over water what one walks on, less a walker's radius, frees them again. */
function takenStretches(quads: readonly Quad[], grid: Grid, agentM: number): number[][] {
  const taken: number[][] = Array.from({ length: grid.rows }, () => []);
  const crossings = quads
    .filter(({ prefab, bottomM }) => prefab.collision.walkable === true && bottomM < 0.5)
    .map(({ instance, prefab }) => quadOf(instance, prefab, -agentM));
  for (const quad of quads) {
    if (!blocksWalking(quad)) continue;
    const over = quad.prefab.collision.water === true ? crossings : [];
    eachRow(quad, grid, agentM, (row, z, from, to) => {
      const list = taken[row] as number[];
      let parts: [number, number][] = [[from, to]];
      for (const crossing of over) {
        const way = stretchAt(crossing, z, 0);
        if (way) parts = parts.flatMap((part) => without(part, way));
      }
      for (const [low, high] of parts) {
        const first = Math.max(0, Math.ceil((low - grid.minX) / CELL_M - 0.5 + 1e-9));
        const last = Math.min(grid.columns - 1, Math.floor((high - grid.minX) / CELL_M - 0.5 - 1e-9));
        if (first <= last) list.push(first, last);
      }
    });
  }
  return taken;
}

function without([from, to]: [number, number], [low, high]: [number, number]): [number, number][] {
  if (high <= from || low >= to) return [[from, to]];
  const parts: [number, number][] = [];
  if (low > from) parts.push([from, low]);
  if (high < to) parts.push([high, to]);
  return parts;
}

function eachRow(
  quad: Quad,
  { rows, minZ }: Grid,
  grow: number,
  act: (row: number, z: number, from: number, to: number) => void,
): void {
  const first = Math.max(0, Math.floor((quad.minZ - grow - minZ) / CELL_M - 0.5));
  const last = Math.min(rows - 1, Math.ceil((quad.maxZ + grow - minZ) / CELL_M));
  for (let row = first; row <= last; row += 1) {
    const z = minZ + (row + 0.5) * CELL_M;
    const stretch = stretchAt(quad, z, grow);
    if (stretch) act(row, z, stretch[0], stretch[1]);
  }
}

function freeStretches(taken: readonly number[], columns: number): number[] {
  if (taken.length === 0) return [0, columns - 1];
  const order = [];
  for (let index = 0; index < taken.length; index += 2) order.push(index);
  order.sort((a, b) => (taken[a] as number) - (taken[b] as number));
  const free: number[] = [];
  let next = 0;
  for (const index of order) {
    const from = taken[index] as number;
    if (from > next) free.push(next, from - 1);
    next = Math.max(next, (taken[index + 1] as number) + 1);
  }
  if (next < columns) free.push(next, columns - 1);
  return free;
}

/** Joins stretches of neighbouring rows that share a column. */
function join(table: readonly Row[], count: number): { roots: Int32Array; sizes: Int32Array } {
  const roots = Int32Array.from({ length: count }, (_, index) => index);
  const find = (id: number): number => {
    let root = id;
    while (roots[root] !== root) root = roots[root] as number;
    while (roots[id] !== root) {
      const next = roots[id] as number;
      roots[id] = root;
      id = next;
    }
    return root;
  };
  for (let row = 1; row < table.length; row += 1) {
    const below = table[row - 1] as Row;
    const above = table[row] as Row;
    let [a, b] = [0, 0];
    while (a < below.stretches.length && b < above.stretches.length) {
      const [aFrom, aTo] = [below.stretches[a] as number, below.stretches[a + 1] as number];
      const [bFrom, bTo] = [above.stretches[b] as number, above.stretches[b + 1] as number];
      if (aFrom <= bTo && bFrom <= aTo) roots[find(below.firstId + a / 2)] = find(above.firstId + b / 2);
      if (aTo < bTo) a += 2;
      else b += 2;
    }
  }
  const sizes = new Int32Array(count);
  for (const { stretches, firstId } of table)
    for (let index = 0; index < stretches.length; index += 2) {
      const root = find(firstId + index / 2);
      sizes[root] =
        (sizes[root] as number) + (stretches[index + 1] as number) - (stretches[index] as number) + 1;
    }
  for (let id = 0; id < count; id += 1) roots[id] = find(id);
  return { roots, sizes };
}

function queries(
  grid: Grid,
  table: readonly Row[],
  { roots, sizes }: { roots: Int32Array; sizes: Int32Array },
): Walkable {
  const { columns, rows, minX, minZ } = grid;
  const areaOfCell = (column: number, row: number): number => {
    const { stretches, firstId } = table[row] as Row;
    for (let index = 0; index < stretches.length; index += 2)
      if (column >= (stretches[index] as number) && column <= (stretches[index + 1] as number))
        return roots[firstId + index / 2] as number;
    return -1;
  };
  const columnOf = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor((x - minX) / CELL_M)));
  const rowOf = (z: number) => Math.min(rows - 1, Math.max(0, Math.floor((z - minZ) / CELL_M)));
  const xOf = (column: number) => minX + (column + 0.5) * CELL_M;
  const zOf = (row: number) => minZ + (row + 0.5) * CELL_M;
  return {
    columns,
    rows,
    areaAt: (x, z) => areaOfCell(columnOf(x), rowOf(z)),
    sizeOf: (area) => sizes[area] ?? 0,
    isNear: (quad, area, withinM) => {
      for (let row = rowOf(quad.minZ - withinM); row <= rowOf(quad.maxZ + withinM); row += 1) {
        const { stretches, firstId } = table[row] as Row;
        const near = stretchAt(quad, zOf(row), withinM - 0.001);
        if (!near) continue;
        for (let index = 0; index < stretches.length; index += 2) {
          if (roots[firstId + index / 2] !== area) continue;
          if (xOf(stretches[index + 1] as number) >= near[0] && xOf(stretches[index] as number) <= near[1]) {
            const column = Math.min(
              stretches[index + 1] as number,
              Math.max(stretches[index] as number, Math.ceil((near[0] - minX) / CELL_M - 0.5)),
            );
            if (distanceToQuad(quad, xOf(column), zOf(row)) <= withinM) return true;
          }
        }
      }
      return false;
    },
    nearest: (point, area, within) => {
      let best: { x: number; z: number } | null = null;
      let least = Number.POSITIVE_INFINITY;
      for (let row = rowOf(within.minZ); row <= rowOf(within.maxZ); row += 1) {
        const z = zOf(row);
        const offZ = (z - point.z) * (z - point.z);
        if (z <= within.minZ || z >= within.maxZ || offZ >= least) continue;
        const { stretches, firstId } = table[row] as Row;
        for (let index = 0; index < stretches.length; index += 2) {
          if (roots[firstId + index / 2] !== area) continue;
          const first = Math.max(
            stretches[index] as number,
            Math.ceil((within.minX - minX) / CELL_M - 0.5 + 1e-9),
          );
          const last = Math.min(
            stretches[index + 1] as number,
            Math.floor((within.maxX - minX) / CELL_M - 0.5 - 1e-9),
          );
          if (first > last) continue;
          const x = xOf(Math.min(last, Math.max(first, columnOf(point.x))));
          const off = offZ + (x - point.x) * (x - point.x);
          if (off < least) [best, least] = [{ x, z }, off];
        }
      }
      return best;
    },
    largest:
      sizes.length === 0
        ? -1
        : sizes.reduce((best, size, id) => (size > (sizes[best] as number) ? id : best), 0),
  };
}
