/**
 * Where one can walk: a grid of cells, each free if a walker's disc around its centre touches nothing that blocks. Kept
 * as stretches of free cells per row, joined where they touch, so that it costs by what stands there and not by area.
 */
import type { WorldBlueprint } from "../blueprint.ts";
import { CELL_M, freeStretches, type Grid, join, type Row, takenStretches } from "./freeStretches.ts";
import { distanceToQuad, type Quad, stretchAt } from "./quads.ts";

/** Radius of a walker, metres. */
export const AGENT_M = 0.35;

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
    let largest = sizes.length === 0 ? -1 : 0;
    for (let id = 1; id < sizes.length; id += 1)
      if ((sizes[id] as number) > (sizes[largest] as number)) largest = id;
    this.largest = largest;
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
