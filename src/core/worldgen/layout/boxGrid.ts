/** Finds what a box would run into: a uniform grid over the ground. */
import { type Body, type Box, boxesMeet, SHARING } from "./body.ts";

const CELL_M = 4;

export class BoxGrid {
  readonly #columns: number;
  readonly #rows: number;
  readonly #minX: number;
  readonly #minZ: number;
  readonly #cells: (Box[] | undefined)[];

  /** A grid over a ground of `width` × `depth` metres, centred on the origin. */
  constructor(width: number, depth: number) {
    this.#columns = Math.max(1, Math.ceil(width / CELL_M));
    this.#rows = Math.max(1, Math.ceil(depth / CELL_M));
    this.#minX = -width / 2;
    this.#minZ = -depth / 2;
    this.#cells = new Array(this.#columns * this.#rows);
  }

  add(box: Box): void {
    this.#visit(box, 0, (index) => {
      const cell = this.#cells[index];
      if (cell) cell.push(box);
      else this.#cells[index] = [box];
      return false;
    });
  }

  remove(box: Box): void {
    this.#visit(box, 0, (index) => {
      this.#cells[index] = this.#cells[index]?.filter((other) => other !== box);
      return false;
    });
  }

  /** True if `box`, grown by `marginM`, meets something that it may not share its place with. Its parent and children never count. */
  blocked(box: Posed, marginM: number): boolean {
    const toX = this.#column(box.x + box.reachX + marginM);
    const fromZ = this.#row(box.z - box.reachZ - marginM);
    const toZ = this.#row(box.z + box.reachZ + marginM);
    const sharing = SHARING[box.layer];
    const wades = box.parent?.layer === "crossing";
    for (let column = this.#column(box.x - box.reachX - marginM); column <= toX; column += 1)
      for (let row = fromZ; row <= toZ; row += 1) {
        const cell = this.#cells[row * this.#columns + column];
        if (!cell) continue;
        for (let index = 0; index < cell.length; index += 1) {
          const other = cell[index] as Box;
          if (sharing[other.layer] || other === box || (wades && other.layer === "water")) continue;
          const margin = other.layer === "reserved" ? 0 : marginM;
          if (boxesMeet(box, other, margin) && !related(box, other)) return true;
        }
      }
    return false;
  }

  /** Everything that `box`, grown by `marginM`, meets, in no particular order, each once. */
  meeting(box: Box, marginM: number): Box[] {
    const found = new Set<Box>();
    this.#visit(box, marginM, (index) => {
      for (const other of this.#cells[index] ?? [])
        if (other !== box && boxesMeet(box, other, marginM)) found.add(other);
      return false;
    });
    return [...found];
  }

  #visit(box: Box, marginM: number, look: (index: number) => boolean): boolean {
    const fromX = this.#column(box.x - box.reachX - marginM);
    const toX = this.#column(box.x + box.reachX + marginM);
    const fromZ = this.#row(box.z - box.reachZ - marginM);
    const toZ = this.#row(box.z + box.reachZ + marginM);
    for (let row = fromZ; row <= toZ; row += 1)
      for (let column = fromX; column <= toX; column += 1)
        if (look(row * this.#columns + column)) return true;
    return false;
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#minX) / CELL_M)));
  }

  #row(z: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor((z - this.#minZ) / CELL_M)));
  }
}

/** True if one stands on, in or under the other, at whatever remove. */
function related(box: Posed, other: Posed): boolean {
  return isBelow(box, other) || isBelow(other, box);
}

function isBelow(ancestor: Posed, { parent }: Posed): boolean {
  for (let one = parent; one; one = one.parent) if (one === ancestor) return true;
  return false;
}

type Posed = Box & { readonly parent?: Body | null };
