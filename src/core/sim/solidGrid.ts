/**
 * Finds what stands in the way near a place. A stack of uniform grids, each with cells four times as wide as the one
 * below: a footprint lies in the finest grid whose cells are no smaller than it, so it is in at most four of them
 * whatever its size, and a query looks at a few cells of each grid that holds anything.
 */
import type { Box } from "./bounds.ts";
import { extentsOf, type Footprint } from "./footprint.ts";

/** A footprint that blocks, with the upright box around it. */
export interface Solid extends Box {
  /** The object's id; scenery has ids of its own, which may be negative. */
  readonly id: number;
  readonly footprint: Footprint;
}

/** Cell widths, metres. What is wider than the last is looked at by every query. */
const CELL_WIDTHS_M = [4, 16, 64, 256, 1024] as const;

interface Entry extends Solid {
  readonly layer: Layer | null;
  /** Number of the last query that found it: each is found once although it lies in up to four cells. */
  foundBy: number;
}

interface Layer {
  readonly cellM: number;
  readonly cells: Map<number, Entry[]>;
  readonly entries: Set<Entry>;
}

export class SolidGrid {
  readonly #entries = new Map<number, Entry>();
  readonly #layers: readonly Layer[] = CELL_WIDTHS_M.map((cellM) => ({
    cellM,
    cells: new Map(),
    entries: new Set(),
  }));
  readonly #vast = new Set<Entry>();
  #query = 0;

  /** How many solids there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** The footprint put in under `id`. */
  get(id: number): Footprint | undefined {
    return this.#entries.get(id)?.footprint;
  }

  /** Puts a solid in, over the one with its id if there is one. A footprint that is nowhere (not finite) only takes the old one out. */
  set(id: number, footprint: Footprint): void {
    this.delete(id);
    const { halfX, halfY } = extentsOf(footprint);
    const [minX, maxX] = [footprint.x - halfX, footprint.x + halfX];
    const [minY, maxY] = [footprint.y - halfY, footprint.y + halfY];
    if (!Number.isFinite(maxX - minX) || !Number.isFinite(maxY - minY)) return;
    const widthM = Math.max(maxX - minX, maxY - minY);
    const layer = this.#layers.find(({ cellM }) => widthM <= cellM) ?? null;
    const entry: Entry = { id, footprint, minX, minY, maxX, maxY, layer, foundBy: 0 };
    this.#entries.set(id, entry);
    if (layer === null) this.#vast.add(entry);
    else {
      layer.entries.add(entry);
      for (const key of keysOf(entry, layer.cellM)) {
        const cell = layer.cells.get(key);
        if (cell) cell.push(entry);
        else layer.cells.set(key, [entry]);
      }
    }
  }

  /** Takes a solid out; an unknown id is no error. */
  delete(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#vast.delete(entry);
    const { layer } = entry;
    if (layer === null) return;
    layer.entries.delete(entry);
    for (const key of keysOf(entry, layer.cellM)) {
      const cell = layer.cells.get(key) ?? [];
      const left = cell.filter((other) => other !== entry);
      if (left.length > 0) layer.cells.set(key, left);
      else layer.cells.delete(key);
    }
  }

  /**
   * The solids whose upright box touches `box`, in ascending order of id whatever the order they were put in. They are
   * put into `found`, which is emptied first and returned: hand the same array in again to allocate nothing.
   */
  near(box: Box, found: Solid[] = []): Solid[] {
    // V8 would throw the array's memory away with its length.
    while (found.length > 0) found.pop();
    if (this.#entries.size === 0) return found;
    this.#query += 1;
    for (const layer of this.#layers) if (layer.entries.size > 0) this.#search(layer, box, found);
    if (this.#vast.size > 0) this.#collect(this.#vast, box, found);
    if (!isAscending(found)) found.sort(byId);
    return found;
  }

  #search(layer: Layer, box: Box, found: Solid[]): void {
    const { cellM, cells, entries } = layer;
    const fromX = Math.floor(box.minX / cellM);
    const toX = Math.floor(box.maxX / cellM);
    const fromY = Math.floor(box.minY / cellM);
    const toY = Math.floor(box.maxY / cellM);
    if ((toX - fromX + 1) * (toY - fromY + 1) > entries.size + 16) {
      this.#collect(entries, box, found);
      return;
    }
    for (let cellX = fromX; cellX <= toX; cellX += 1) {
      for (let cellY = fromY; cellY <= toY; cellY += 1) {
        const cell = cells.get(keyOf(cellX, cellY));
        if (cell) this.#collect(cell, box, found);
      }
    }
  }

  #collect(entries: Iterable<Entry>, box: Box, found: Solid[]): void {
    for (const entry of entries) {
      if (entry.foundBy === this.#query) continue;
      if (entry.minX > box.maxX || entry.maxX < box.minX || entry.minY > box.maxY || entry.maxY < box.minY)
        continue;
      entry.foundBy = this.#query;
      found.push(entry);
    }
  }
}

function isAscending(found: readonly Solid[]): boolean {
  for (let index = 1; index < found.length; index += 1)
    if (byId(found[index - 1] as Solid, found[index] as Solid) > 0) return false;
  return true;
}

function byId(a: Solid, b: Solid): number {
  return a.id - b.id;
}

function keysOf(box: Box, cellM: number): number[] {
  const keys: number[] = [];
  for (let x = Math.floor(box.minX / cellM); x <= Math.floor(box.maxX / cellM); x += 1) {
    for (let y = Math.floor(box.minY / cellM); y <= Math.floor(box.maxY / cellM); y += 1)
      keys.push(keyOf(x, y));
  }
  return keys;
}

/** 30 bits, so that the map's keys stay small integers. Cells 131 km apart share one, which costs a glance at a far box. */
function keyOf(cellX: number, cellY: number): number {
  return ((cellX & 0x7fff) << 15) | (cellY & 0x7fff);
}
