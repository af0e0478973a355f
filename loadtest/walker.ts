/**
 * Honest walkers: they stay under the space's speed, keep clear of what stands in the way, and say ten times a second
 * where they are. The server never has a reason to correct one. They have no clock: each beat is one position sent.
 */
import type { Random } from "../src/core/random.ts";
import type { Point } from "../src/core/sim/types.ts";
import type { Ground } from "./ground.ts";

/** Share of the allowed speed that is walked. */
export const SPEED_SHARE = 0.8;
/** How long a walker stands after a way, seconds. Long enough for a stalled server to see every corner. */
const STAND_SECONDS = { least: 0.5, most: 1.5 } as const;
/** The same of one that uses what it finds. */
const STAND_AND_USE_SECONDS = { least: 1.2, most: 2.5 } as const;
/** How far a way leads, metres. */
const WAY_M = { least: 2, most: 20 } as const;
const TRIES = 30;
/** How near to an object a walker goes that wants to use it, metres from its centre beyond its reach. */
const BESIDE_M = { least: 0.7, most: 1.8 } as const;
/** A grid walker keeps its direction for so many steps. */
const RUN_STEPS = { least: 2, most: 8 } as const;

export interface Walker {
  /** Where it has last asked to be: metres, in a grid space whole cells. */
  readonly at: Point;
  /** True while it stands: it has asked for nothing new since the last beat. */
  readonly standing: boolean;
  /** The next position to send, null if there is nothing to send at this beat. */
  beat(): Point | null;
  /** The server said that it is elsewhere: it goes on from there. */
  relocate(to: Point): void;
}

export interface WalkerStart {
  readonly ground: Ground;
  readonly random: Random;
  readonly at: Point;
  /** Time between two beats. */
  readonly beatSeconds: number;
  /** Half of its ways lead beside something usable. */
  readonly seeksObjects: boolean;
}

/** Seconds between two beats of a walker in such a space: in a grid space one beat is one step, under the allowed pace. */
export function beatSecondsOf(ground: Ground, movesPerSecond: number): number {
  const { movement, stepIntervalMs } = ground.surroundings;
  const wished = 1 / movesPerSecond;
  return movement === "grid" ? Math.max(wished, stepIntervalMs / 1000 / SPEED_SHARE) : wished;
}

export function createWalker(start: WalkerStart): Walker {
  return start.ground.surroundings.movement === "grid" ? new GridWalker(start) : new FreeWalker(start);
}

/** Walks straight ways between random points and streams its position on every beat, standing or not. */
class FreeWalker implements Walker {
  readonly #start: WalkerStart;
  readonly #beatM: number;
  #at: Point;
  #goal: Point | null = null;
  #standBeats: number;

  constructor(start: WalkerStart) {
    this.#start = start;
    this.#at = start.at;
    this.#beatM = start.ground.surroundings.maxSpeedMps * SPEED_SHARE * start.beatSeconds;
    this.#standBeats = beatsToStand(start);
  }

  get at(): Point {
    return this.#at;
  }

  get standing(): boolean {
    return this.#goal === null;
  }

  beat(): Point {
    if (this.#goal === null && this.#standBeats > 0) {
      this.#standBeats -= 1;
      return this.#at;
    }
    this.#goal ??= this.#nextGoal();
    if (this.#goal === null) return this.#at;
    const [toX, toY] = [this.#goal.x - this.#at.x, this.#goal.y - this.#at.y];
    const leftM = Math.hypot(toX, toY);
    if (leftM <= this.#beatM) {
      this.#at = this.#goal;
      this.#goal = null;
      this.#standBeats = beatsToStand(this.#start);
    } else {
      const share = this.#beatM / leftM;
      this.#at = { x: this.#at.x + toX * share, y: this.#at.y + toY * share };
    }
    return this.#at;
  }

  relocate(to: Point): void {
    this.#at = { x: to.x, y: to.y };
    this.#goal = null;
    this.#standBeats = beatsToStand(this.#start);
  }

  /** A point that a clear way leads to; null if none is found, then it is tried again at the next beat. */
  #nextGoal(): Point | null {
    const { ground, random, seeksObjects } = this.#start;
    const { usable } = ground.surroundings;
    const wants = seeksObjects && usable.length > 0 && random.next() < 0.5;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const angle = random.between(0, 2 * Math.PI);
      const object = wants && attempt < TRIES / 2 ? random.pick(usable).footprint : null;
      const from = object ?? this.#at;
      const awayM = object
        ? object.reachM + random.between(BESIDE_M.least, BESIDE_M.most)
        : random.between(WAY_M.least, WAY_M.most);
      const goal = { x: from.x + awayM * Math.cos(angle), y: from.y + awayM * Math.sin(angle) };
      if (ground.isClearWay(this.#at, goal)) return goal;
    }
    return null;
  }
}

function beatsToStand({ random, beatSeconds, seeksObjects }: WalkerStart): number {
  const { least, most } = seeksObjects ? STAND_AND_USE_SECONDS : STAND_SECONDS;
  return Math.ceil(random.between(least, most) / beatSeconds);
}

const DIRECTIONS: readonly Point[] = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
];

/** Steps from cell to free neighbouring cell, some steps one way, then stands, then another way. */
class GridWalker implements Walker {
  readonly #start: WalkerStart;
  #at: Point;
  #direction: Point = DIRECTIONS[0] as Point;
  #stepsLeft = 0;
  #standBeats = 0;

  constructor(start: WalkerStart) {
    this.#start = start;
    this.#at = start.at;
  }

  get at(): Point {
    return this.#at;
  }

  get standing(): boolean {
    return this.#standBeats > 0;
  }

  beat(): Point | null {
    if (this.#standBeats > 0) {
      this.#standBeats -= 1;
      return null;
    }
    if (this.#stepsLeft === 0) this.#turn();
    const next = { x: this.#at.x + this.#direction.x, y: this.#at.y + this.#direction.y };
    if (!this.#start.ground.isFreeCell(next)) {
      this.#stepsLeft = 0;
      return null;
    }
    this.#at = next;
    this.#stepsLeft -= 1;
    if (this.#stepsLeft === 0) this.#stand();
    return next;
  }

  relocate(to: Point): void {
    this.#at = { x: Math.round(to.x), y: Math.round(to.y) };
    this.#stepsLeft = 0;
    this.#stand();
  }

  #turn(): void {
    const { random } = this.#start;
    this.#direction = random.pick(DIRECTIONS);
    this.#stepsLeft = random.int(RUN_STEPS.least, RUN_STEPS.most);
  }

  #stand(): void {
    this.#standBeats = beatsToStand(this.#start);
  }
}
