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
  return new WalkTable(grid, table, { roots, sizes });
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
    eachRow(quad, { ...grid, grow: agentM }, (row, z, from, to) => {
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
  { rows, minZ, grow }: Grid & { grow: number },
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

/** The answers over a table of rows. */
class WalkTable implements Walkable {
  readonly columns: number;
  readonly rows: number;
  readonly largest: number;
  readonly #grid: Grid;
  readonly #table: readonly Row[];
  readonly #roots: Int32Array;
  readonly #sizes: Int32Array;

  constructor(grid: Grid, table: readonly Row[], { roots, sizes }: { roots: Int32Array; sizes: Int32Array }) {
    this.columns = grid.columns;
    this.rows = grid.rows;
    this.#grid = grid;
    this.#table = table;
    this.#roots = roots;
    this.#sizes = sizes;
    this.largest =
      sizes.length === 0
        ? -1
        : sizes.reduce((best, size, id) => (size > (sizes[best] as number) ? id : best), 0);
  }

  areaAt(x: number, z: number): number {
    const column = this.#columnOf(x);
    const { stretches, firstId } = this.#table[this.#rowOf(z)] as Row;
    for (let index = 0; index < stretches.length; index += 2)
      if (column >= (stretches[index] as number) && column <= (stretches[index + 1] as number))
        return this.#roots[firstId + index / 2] as number;
    return -1;
  }

  sizeOf(area: number): number {
    return this.#sizes[area] ?? 0;
  }

  isNear(quad: Quad, area: number, withinM: number): boolean {
    const last = this.#rowOf(quad.maxZ + withinM);
    for (let row = this.#rowOf(quad.minZ - withinM); row <= last; row += 1) {
      const z = this.#zOf(row);
      const near = stretchAt(quad, z, withinM - 0.001);
      if (!near) continue;
      const from = Math.ceil((near[0] - this.#grid.minX) / CELL_M - 0.5);
      for (const [first, end] of this.#stretchesOf(row, area)) {
        const x = this.#xOf(Math.min(end, Math.max(first, from)));
        if (x >= near[0] && x <= near[1] && distanceToQuad(quad, x, z) <= withinM) return true;
      }
    }
    return false;
  }

  nearest(point: { x: number; z: number }, area: number, within: Within): { x: number; z: number } | null {
    const from = Math.ceil((within.minX - this.#grid.minX) / CELL_M - 0.5 + 1e-9);
    const to = Math.floor((within.maxX - this.#grid.minX) / CELL_M - 0.5 - 1e-9);
    let best: { x: number; z: number } | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (let row = this.#rowOf(within.minZ); row <= this.#rowOf(within.maxZ); row += 1) {
      const z = this.#zOf(row);
      const offZ = (z - point.z) * (z - point.z);
      if (z <= within.minZ || z >= within.maxZ || offZ >= least) continue;
      for (const [first, end] of this.#stretchesOf(row, area)) {
        const [low, high] = [Math.max(first, from), Math.min(end, to)];
        if (low > high) continue;
        const x = this.#xOf(Math.min(high, Math.max(low, this.#columnOf(point.x))));
        const off = offZ + (x - point.x) * (x - point.x);
        if (off < least) [best, least] = [{ x, z }, off];
      }
    }
    return best;
  }

  /** First and last column of a row's stretches that belong to an area. */
  *#stretchesOf(row: number, area: number): Iterable<readonly [number, number]> {
    const { stretches, firstId } = this.#table[row] as Row;
    for (let index = 0; index < stretches.length; index += 2)
      if (this.#roots[firstId + index / 2] === area)
        yield [stretches[index] as number, stretches[index + 1] as number];
  }

  #columnOf(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.#grid.minX) / CELL_M)));
  }

  #rowOf(z: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((z - this.#grid.minZ) / CELL_M)));
  }

  #xOf(column: number): number {
    return this.#grid.minX + (column + 0.5) * CELL_M;
  }

  #zOf(row: number): number {
    return this.#grid.minZ + (row + 0.5) * CELL_M;
  }
}
