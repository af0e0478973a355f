/**
 * A crowd sorted by square cells of the ground, row by row, so that a stretch of a row of cells is one run of an array.
 * Built anew for every look, into the same buffers: cheaper than keeping it up to date when most of a crowd moves.
 */

import type { Point } from "./types.ts";

/** Whom to sort: slots, and by slot their places. Places out of bounds count to the cells at the edge. */
export interface Crowd {
  readonly slots: Iterable<number>;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly cellM: number;
  readonly widthM: number;
  readonly depthM: number;
}

export class CellIndex {
  #cellM = 1;
  #columns = 0;
  #rows = 0;
  /** Where each cell's run begins; one more entry ends the last. */
  #begins = new Int32Array(0);
  #cellOf = new Int32Array(0);
  #order = new Int32Array(0);
  #slots = new Int32Array(0);
  #x = new Float64Array(0);
  #y = new Float64Array(0);

  /** Sorts the crowd, forgetting the one before. */
  build({ slots, x, y, cellM, widthM, depthM }: Crowd): void {
    this.#cellM = cellM;
    this.#columns = Math.floor(widthM / cellM) + 1;
    this.#rows = Math.floor(depthM / cellM) + 1;
    const cells = this.#columns * this.#rows;
    if (this.#begins.length < cells + 1) this.#begins = new Int32Array(cells + 1);
    const begins = this.#begins.fill(0, 0, cells + 1);
    this.#reserve(x.length);
    const cellOf = this.#cellOf;
    const order = this.#order;
    let count = 0;
    for (const slot of slots) {
      order[count++] = slot;
      const cell = this.#row(y[slot] as number) * this.#columns + this.#column(x[slot] as number);
      cellOf[slot] = cell;
      begins[cell] = (begins[cell] as number) + 1;
    }
    let end = 0;
    for (let cell = 0; cell <= cells; cell += 1) {
      end += begins[cell] as number;
      begins[cell] = end;
    }
    // From the back, so that each cell's end moves to its beginning and the order within it stays.
    for (let index = count - 1; index >= 0; index -= 1) {
      const slot = order[index] as number;
      const cell = cellOf[slot] as number;
      const at = (begins[cell] as number) - 1;
      begins[cell] = at;
      this.#slots[at] = slot;
      this.#x[at] = x[slot] as number;
      this.#y[at] = y[slot] as number;
    }
  }

  /** Calls `meet` with everybody in the cells within `radiusM`, and their squared distance. Some are farther away. */
  visit({ x, y }: Point, radiusM: number, meet: (slot: number, squaredM: number) => void): void {
    const fromColumn = this.#column(x - radiusM);
    const toColumn = this.#column(x + radiusM);
    const toRow = this.#row(y + radiusM);
    for (let row = this.#row(y - radiusM); row <= toRow; row += 1) {
      const end = this.#begins[row * this.#columns + toColumn + 1] as number;
      for (let at = this.#begins[row * this.#columns + fromColumn] as number; at < end; at += 1) {
        const offX = (this.#x[at] as number) - x;
        const offY = (this.#y[at] as number) - y;
        meet(this.#slots[at] as number, offX * offX + offY * offY);
      }
    }
  }

  #reserve(count: number): void {
    if (this.#slots.length >= count) return;
    this.#cellOf = new Int32Array(count);
    this.#order = new Int32Array(count);
    this.#slots = new Int32Array(count);
    this.#x = new Float64Array(count);
    this.#y = new Float64Array(count);
  }

  #column(x: number): number {
    return Math.max(0, Math.min(this.#columns - 1, Math.floor(x / this.#cellM)));
  }

  #row(y: number): number {
    return Math.max(0, Math.min(this.#rows - 1, Math.floor(y / this.#cellM)));
  }
}
