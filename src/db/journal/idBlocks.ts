/**
 * Ids at once, from blocks reserved beforehand. A block belongs to one process, so an id is never given twice; what is
 * left of it when a process is killed is a gap. Blocks grow while they are used up faster than one a second.
 */
import { AppError } from "../../errors.ts";
import type { IdKind } from "../../services/journal/ports.ts";
import type { IdBlock } from "./backend.ts";

/** Ids in a first block. */
export const BLOCK_SIZES: Readonly<Record<IdKind, number>> = { message: 1_000, tool_use: 1_000, object: 200 };
export const ID_KINDS = Object.keys(BLOCK_SIZES) as IdKind[];

const FASTEST_BLOCK_MS = 1_000;
const MAX_GROWTH = 64;

export interface IdBlocksOptions {
  readonly reserve: (kind: IdKind, size: number) => Promise<IdBlock>;
  readonly onError: (error: unknown, what: string) => void;
  /** Milliseconds on a clock that never steps back. Default `performance.now`. */
  readonly nowMs?: () => number;
}

interface Held {
  /** In rising order; at most the one in use and the next. */
  blocks: IdBlock[];
  size: number;
  fetchedAtMs: number;
  fetching: Promise<void> | null;
  /** No id below this one is given: explicit ids were stored up to it. */
  floor: number;
}

export class IdBlocks {
  readonly #options: Required<IdBlocksOptions>;
  readonly #held: Record<IdKind, Held>;
  #drained = false;

  constructor(options: IdBlocksOptions) {
    this.#options = { nowMs: () => performance.now(), ...options };
    const fresh = (kind: IdKind): Held => ({
      blocks: [],
      size: BLOCK_SIZES[kind],
      fetchedAtMs: -Infinity,
      fetching: null,
      floor: 0,
    });
    this.#held = { message: fresh("message"), tool_use: fresh("tool_use"), object: fresh("object") };
  }

  /** Reserves the first block of every kind. @throws the reservation's error. */
  async open(): Promise<void> {
    for (const kind of ID_KINDS) await this.#fetch(kind);
  }

  /** A fresh id. @throws AppError `unavailable` if the next block has not arrived yet. */
  next(kind: IdKind): number {
    const held = this.#held[kind];
    held.blocks = held.blocks.filter((block) => {
      block.next = Math.max(block.next, held.floor);
      return block.next < block.end;
    });
    const left = held.blocks.reduce((sum, block) => sum + block.end - block.next, 0);
    if (left <= held.size / 2 && !held.fetching && !this.#drained) {
      this.#fetch(kind).catch((error: unknown) => this.#options.onError(error, "no new block of ids"));
    }
    const block = held.blocks[0];
    if (!block)
      throw new AppError("unavailable", "No ids are left for a moment; try again.", { retryAfterSeconds: 1 });
    return block.next++;
  }

  /** `count` fresh ids, rising; waits for blocks where they run out. @throws the reservation's error, AppError `unavailable` once drained. */
  async many(kind: IdKind, count: number): Promise<number[]> {
    const ids: number[] = [];
    while (ids.length < count) {
      const held = this.#held[kind];
      const isLeft = held.blocks.some(({ next, end }) => Math.max(next, held.floor) < end);
      if (isLeft || this.#drained) ids.push(this.next(kind));
      else await (held.fetching ?? this.#fetch(kind));
    }
    return ids;
  }

  /** Never gives an id up to and including `highest` from now on. */
  skipTo(kind: IdKind, highest: number): void {
    const held = this.#held[kind];
    held.floor = Math.max(held.floor, highest + 1);
  }

  /** Lets go of all blocks: what is left of them, the latest first. Waits for one that is under way. */
  async drain(): Promise<{ kind: IdKind; block: IdBlock }[]> {
    this.#drained = true;
    const left: { kind: IdKind; block: IdBlock }[] = [];
    for (const kind of ID_KINDS) {
      const held = this.#held[kind];
      await held.fetching?.catch(() => undefined);
      left.push(...held.blocks.reverse().map((block) => ({ kind, block })));
      held.blocks = [];
    }
    return left;
  }

  #fetch(kind: IdKind): Promise<void> {
    const held = this.#held[kind];
    const nowMs = this.#options.nowMs();
    if (nowMs - held.fetchedAtMs < FASTEST_BLOCK_MS) {
      held.size = Math.min(held.size * 2, BLOCK_SIZES[kind] * MAX_GROWTH);
    }
    held.fetchedAtMs = nowMs;
    held.fetching = this.#options
      .reserve(kind, held.size)
      .then((block) => void held.blocks.push(block))
      .finally(() => {
        held.fetching = null;
      });
    return held.fetching;
  }
}
