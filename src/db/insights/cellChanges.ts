/** What a set of summaries changes in the cells of their properties: what is new less what was there before. */
import type { CellCount } from "../../core/insights/types.ts";

/** One cell of a property with what to add to it; numbers may be negative. */
export interface CellChange {
  readonly ownerId: number;
  readonly propertyId: string;
  readonly zone: string;
  readonly column: number;
  readonly row: number;
  events: number;
  ms: number;
  gazes: number;
  gazeMs: number;
}

/** A property as its owner knows it. */
export interface PropertyKey {
  readonly ownerId: number;
  readonly propertyId: string;
}

export class CellChanges {
  readonly #changes = new Map<string, CellChange>();
  readonly #properties = new Map<string, PropertyKey>();

  /** `sign` 1 adds the cells to the property, −1 takes them away. A tour without property has no cells there. */
  take(ownerId: number, propertyId: string | null, cells: readonly CellCount[], sign: 1 | -1): void {
    if (propertyId === null) return;
    const prefix = `${ownerId}/${propertyId}`;
    this.#properties.set(prefix, { ownerId, propertyId });
    for (const { zone, column, row, events, ms, gazes, gazeMs } of cells) {
      const key = `${column},${row},${zone}\n${prefix}`;
      let change = this.#changes.get(key);
      if (!change) {
        change = { ownerId, propertyId, zone, column, row, events: 0, ms: 0, gazes: 0, gazeMs: 0 };
        this.#changes.set(key, change);
      }
      change.events += sign * events;
      change.ms += sign * ms;
      change.gazes += sign * gazes;
      change.gazeMs += sign * gazeMs;
    }
  }

  /** Cells in which anything changed, in the order of the table's key. */
  changed(): CellChange[] {
    return [...this.#changes.values()]
      .filter(({ events, ms, gazes, gazeMs }) => events !== 0 || ms !== 0 || gazes !== 0 || gazeMs !== 0)
      .sort(
        (a, b) =>
          a.ownerId - b.ownerId ||
          order(a.propertyId, b.propertyId) ||
          order(a.zone, b.zone) ||
          a.row - b.row ||
          a.column - b.column,
      );
  }

  /** Every property that a summary belongs or belonged to. */
  properties(): PropertyKey[] {
    return [...this.#properties.values()];
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
