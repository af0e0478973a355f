/** Where something is in a walker's way and where not: per row of cells the stretches that are free, joined over the rows. */
import type { WorldPrefab } from "../worldPrefab.ts";
import { type Quad, quadOf, stretchAt } from "./quads.ts";

/** Side of a cell, metres. */
export const CELL_M = 0.25;
/** Heights between which something is in a walker's way, metres. */
const BODY_BOTTOM_M = 0.1;
const BODY_TOP_M = 1.8;

export interface Row {
  /** First and last free column of each stretch, in turn, both included. */
  readonly stretches: number[];
  /** Number of the first of the row's stretches among all. */
  readonly firstId: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly minX: number;
  readonly minZ: number;
}

/** True if the prefab's instance is in the way of who walks: it spans some of a body's height and is no door. */
function blocksWalking({ prefab, bottomM, topM }: Quad): boolean {
  if (prefab.collision.water) return true;
  if (prefab.collision.shape === "none" || prefab.collision.walkable || isOpening(prefab)) return false;
  return bottomM < BODY_TOP_M && topM > BODY_BOTTOM_M;
}

/** True for doors and gates, which open. */
export function isOpening({ tags }: WorldPrefab): boolean {
  return tags.includes("door") || tags.includes("gate");
}

/** For every row the columns that something blocks, as first and last in turn; over water what one walks on, less a walker's radius, frees them again. */
export function takenStretches(quads: readonly Quad[], grid: Grid, agentM: number): number[][] {
  const taken: number[][] = Array.from({ length: grid.rows }, () => []);
  const crossings = quads
    .filter(({ prefab, bottomM }) => prefab.collision.walkable === true && bottomM < 0.5)
    .map(({ instance, prefab }) => quadOf(instance, prefab, -agentM));
  for (const quad of quads) {
    if (!blocksWalking(quad)) continue;
    const over = quad.prefab.collision.water === true ? crossings : [];
    eachRow(quad, { ...grid, grow: agentM }, (row, z, stretch) => {
      const list = taken[row] as number[];
      if (over.length === 0) return take(list, grid, stretch);
      let parts = [stretch];
      for (const crossing of over) {
        const way = stretchAt(crossing, z, 0);
        if (way) parts = parts.flatMap((part) => without(part, way));
      }
      for (const part of parts) take(list, grid, part);
    });
  }
  return taken;
}

/** Adds the columns whose centres lie in a stretch of x to a row's list. */
function take(list: number[], { minX, columns }: Grid, stretch: readonly [number, number]): void {
  const first = Math.max(0, Math.ceil((stretch[0] - minX) / CELL_M - 0.5 + 1e-9));
  const last = Math.min(columns - 1, Math.floor((stretch[1] - minX) / CELL_M - 0.5 - 1e-9));
  if (first <= last) list.push(first, last);
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
  { rows, minZ, grow }: Grid & { grow: number },
  act: (row: number, z: number, stretch: [number, number]) => void,
): void {
  const first = Math.max(0, Math.floor((quad.minZ - grow - minZ) / CELL_M - 0.5));
  const last = Math.min(rows - 1, Math.ceil((quad.maxZ + grow - minZ) / CELL_M));
  for (let row = first; row <= last; row += 1) {
    const z = minZ + (row + 0.5) * CELL_M;
    const stretch = stretchAt(quad, z, grow);
    if (stretch) act(row, z, stretch);
  }
}

/** The columns that are left of a row, as first and last in turn. */
export function freeStretches(taken: readonly number[], columns: number): number[] {
  if (taken.length === 0) return [0, columns - 1];
  if (taken.length === 2) return besides([taken[0] as number, taken[1] as number], columns);
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

function besides([from, to]: readonly [number, number], columns: number): number[] {
  const free: number[] = [];
  if (from > 0) free.push(0, from - 1);
  if (to + 1 < columns) free.push(to + 1, columns - 1);
  return free;
}

/** Joins stretches of neighbouring rows that share a column. */
export function join(table: readonly Row[], count: number): { roots: Int32Array; sizes: Int32Array } {
  const roots = new Int32Array(count);
  for (let id = 0; id < count; id += 1) roots[id] = id;
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
    const { stretches: below, firstId: belowId } = table[row - 1] as Row;
    const { stretches: above, firstId: aboveId } = table[row] as Row;
    let a = 0;
    let b = 0;
    while (a < below.length && b < above.length) {
      const aTo = below[a + 1] as number;
      const bTo = above[b + 1] as number;
      if ((below[a] as number) <= bTo && (above[b] as number) <= aTo)
        roots[find(belowId + a / 2)] = find(aboveId + b / 2);
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
