/** Finds the avatars around a point without looking at all of them: a uniform grid of square cells, kept up to date by whoever moves an avatar. */
import type { Point, SpaceRules } from "./types.ts";

interface Entry {
  readonly sessionId: string;
  x: number;
  y: number;
  cell: number;
}

export class AvatarGrid {
  readonly #cellM: number;
  readonly #entries = new Map<string, Entry>();
  readonly #cells = new Map<number, Set<Entry>>();

  /** The radius of sight only tunes the cells' width: answers stay right when the rules change later. */
  constructor(rules: Pick<SpaceRules, "interestRadiusM">) {
    this.#cellM = Math.min(50, Math.max(4, rules.interestRadiusM / 2));
  }

  /** How many avatars there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Puts an avatar's body at `point`, or moves it there. */
  set(sessionId: string, point: Point): void {
    const { x, y } = point;
    const cell = this.#cellAt(x, y);
    const entry = this.#entries.get(sessionId);
    if (!entry) {
      const entered: Entry = { sessionId, x, y, cell };
      this.#entries.set(sessionId, entered);
      this.#join(entered);
      return;
    }
    entry.x = x;
    entry.y = y;
    if (entry.cell === cell) return;
    this.#leave(entry);
    entry.cell = cell;
    this.#join(entry);
  }

  /** Takes an avatar out; an unknown one is no error. */
  delete(sessionId: string): void {
    const entry = this.#entries.get(sessionId);
    if (!entry) return;
    this.#entries.delete(sessionId);
    this.#leave(entry);
  }

  /** Session ids of the avatars whose body is at most `radiusM` from (x, y), in ascending order. */
  within(x: number, y: number, radiusM: number): string[] {
    const found: string[] = [];
    const collect = (entries: Iterable<Entry>) => {
      for (const entry of entries) {
        const [offX, offY] = [entry.x - x, entry.y - y];
        if (offX * offX + offY * offY <= radiusM * radiusM) found.push(entry.sessionId);
      }
    };
    const [fromX, toX] = [Math.floor((x - radiusM) / this.#cellM), Math.floor((x + radiusM) / this.#cellM)];
    const [fromY, toY] = [Math.floor((y - radiusM) / this.#cellM), Math.floor((y + radiusM) / this.#cellM)];
    if ((toX - fromX + 1) * (toY - fromY + 1) > this.#cells.size) collect(this.#entries.values());
    else {
      for (let cellX = fromX; cellX <= toX; cellX += 1) {
        for (let cellY = fromY; cellY <= toY; cellY += 1) collect(this.#cells.get(keyOf(cellX, cellY)) ?? []);
      }
    }
    return found.sort();
  }

  #cellAt(x: number, y: number): number {
    return keyOf(Math.floor(x / this.#cellM), Math.floor(y / this.#cellM));
  }

  #join(entry: Entry): void {
    const cell = this.#cells.get(entry.cell);
    if (cell) cell.add(entry);
    else this.#cells.set(entry.cell, new Set([entry]));
  }

  #leave(entry: Entry): void {
    const cell = this.#cells.get(entry.cell);
    cell?.delete(entry);
    if (cell?.size === 0) this.#cells.delete(entry.cell);
  }
}

/** One number for a cell: unique in any space up to 65 km deep, and a small integer in most. */
function keyOf(cellX: number, cellY: number): number {
  return cellX * 0x4000 + cellY;
}
