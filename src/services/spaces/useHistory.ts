/** The latest uses of a live space, kept in memory so that undo finds those whose commit is still under way. */
import type { StoredUse } from "../journal/ports.ts";

/** Uses kept; older ones are found in the journal. */
export const HISTORY_SIZE = 1000;
/** Ids of undone uses kept, the oldest forgotten first; long enough for any look-up in the journal to have ended. */
const UNDONE_SIZE = 10_000;

export class UseHistory {
  readonly #uses: StoredUse[] = [];
  /** Undone use → the use that undid it. */
  readonly #undone = new Map<number, number>();

  add(use: StoredUse): void {
    this.#uses.push(use);
    if (this.#uses.length > HISTORY_SIZE) this.#uses.shift();
    if (use.undoes === null) return;
    this.#undone.set(use.undoes, use.id);
    const oldest = this.#undone.size > UNDONE_SIZE ? this.#undone.keys().next().value : undefined;
    if (oldest !== undefined) this.#undone.delete(oldest);
  }

  /** Forgets a use that could not be stored. */
  drop(use: StoredUse): void {
    const index = this.#uses.indexOf(use);
    if (index >= 0) this.#uses.splice(index, 1);
    if (use.undoes !== null) this.#undone.delete(use.undoes);
  }

  isUndone(useId: number): boolean {
    return this.#undone.has(useId);
  }

  find(useId: number): StoredUse | undefined {
    const use = this.#uses.find((candidate) => candidate.id === useId);
    return use && { ...use, undoneBy: this.#undone.get(useId) ?? use.undoneBy };
  }

  /** The user's latest use here that stands and is no undo itself. */
  latestUndoable(userId: number): StoredUse | undefined {
    return this.#uses.findLast(
      (use) => use.userId === userId && use.undoes === null && !this.#undone.has(use.id),
    );
  }
}
