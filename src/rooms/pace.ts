/**
 * Whether a room keeps its rate, and what it does if it cannot. A room whose ticks come late or take too long for some
 * seconds on end is overloaded: it sends a patch every second tick instead of every one. It simulates as before, and
 * patches never come less often than what realtime.md says of avatars far away. It goes back when it would have
 * time for twice the sending, and after each relapse it waits longer for that.
 */
import { FAR_HZ } from "./crowd.ts";
import type { TickTiming } from "./tickLoop.ts";

/** What is judged as one, milliseconds. */
export const WINDOW_MS = 1_000;
/** So many bad windows on end make an overload. */
export const BAD_WINDOWS = 3;
/** So many good ones end the first; each relapse within {@link RELAPSE_MS} doubles it… */
export const GOOD_WINDOWS = 5;
/** …up to this. */
export const MOST_GOOD_WINDOWS = 60;
export const RELAPSE_MS = 60_000;

/** A tick is strained if it is later than this share of a period, or takes longer than the period. */
const LATE_SHARE = 0.5;
/** A window is bad with this share of strained ticks, or fewer ticks than this share of those that were due. */
const BAD_STRAINED = 0.25;
const BAD_KEPT = 0.95;
/** It is good with at most this share of strained ticks, and of the time spent in ticks: twice the sending would still fit. */
const GOOD_STRAINED = 0.05;
const GOOD_BUSY = 0.4;

/** What changed with a tick. */
export type PaceChange = "overloaded" | "recovered";

export class Pace {
  readonly #periodMs: number;
  readonly #canSlowDown: boolean;
  #window = { startMs: Number.NaN, ticks: 0, strained: 0, busyMs: 0 };
  #isOverloaded = false;
  /** Bad windows on end while all is well, good ones while it is not. */
  #streak = 0;
  #goodWindows = GOOD_WINDOWS;
  #recoveredAtMs = Number.NEGATIVE_INFINITY;
  /** Ticks that no patch has yet, and how many one may have: those far away have a turn in each. */
  #unsentTicks = 0;
  readonly #mostUnsentTicks: number;
  /** How often the room was overloaded. */
  overloads = 0;

  constructor(tickHz: number) {
    this.#periodMs = 1000 / tickHz;
    this.#mostUnsentTicks = Math.max(1, Math.floor(tickHz / FAR_HZ));
    this.#canSlowDown = tickHz >= 2 * FAR_HZ;
  }

  get isOverloaded(): boolean {
    return this.#isOverloaded;
  }

  /** Ticks from one patch to the next: 1, or 2 while overloaded. At a rate that cannot be halved always 1. */
  get ticksPerPatch(): 1 | 2 {
    return this.#isOverloaded && this.#canSlowDown ? 2 : 1;
  }

  /**
   * How many ticks the patch has that is to go out with `tick`, 0 if none is. One call a tick. Of several ticks that
   * are made up for in one go only the last sends: what clients would get of the others is past at once, and the
   * sending is what made them late.
   */
  ticksToSend(tick: number, isBehind: boolean): number {
    this.#unsentTicks += 1;
    const waits = isBehind || tick % this.ticksPerPatch !== 0;
    if (waits && this.#unsentTicks < this.#mostUnsentTicks) return 0;
    const ticks = this.#unsentTicks;
    this.#unsentTicks = 0;
    return ticks;
  }

  /** Notes a tick that ended before `nowMs` (any steady clock). What it changed, null if nothing. */
  note({ durationMs, latenessMs }: TickTiming, nowMs: number): PaceChange | null {
    const window = this.#window;
    if (Number.isNaN(window.startMs)) {
      window.startMs = nowMs;
      return null;
    }
    window.ticks += 1;
    window.busyMs += durationMs;
    if (latenessMs > LATE_SHARE * this.#periodMs || durationMs > this.#periodMs) window.strained += 1;
    const elapsedMs = nowMs - window.startMs;
    if (elapsedMs < WINDOW_MS) return null;
    this.#window = { startMs: nowMs, ticks: 0, strained: 0, busyMs: 0 };
    const strained = window.strained / window.ticks;
    const kept = (window.ticks * this.#periodMs) / elapsedMs;
    if (!this.#isOverloaded) return this.#judgeWell(strained >= BAD_STRAINED || kept < BAD_KEPT, nowMs);
    const isGood = strained <= GOOD_STRAINED && kept >= BAD_KEPT && window.busyMs <= GOOD_BUSY * elapsedMs;
    return this.#judgeOverloaded(isGood, nowMs);
  }

  #judgeWell(isBad: boolean, nowMs: number): PaceChange | null {
    this.#streak = isBad ? this.#streak + 1 : 0;
    if (this.#streak < BAD_WINDOWS) return null;
    const isRelapse = nowMs - this.#recoveredAtMs < RELAPSE_MS;
    this.#goodWindows = isRelapse ? Math.min(MOST_GOOD_WINDOWS, 2 * this.#goodWindows) : GOOD_WINDOWS;
    this.#streak = 0;
    this.#isOverloaded = true;
    this.overloads += 1;
    return "overloaded";
  }

  #judgeOverloaded(isGood: boolean, nowMs: number): PaceChange | null {
    this.#streak = isGood ? this.#streak + 1 : 0;
    if (this.#streak < this.#goodWindows) return null;
    this.#streak = 0;
    this.#isOverloaded = false;
    this.#recoveredAtMs = nowMs;
    return "recovered";
  }
}
