/** Where there is room to walk: free spots, clear ways, and what is within reach. */
import type { Random } from "../src/core/random.ts";
import { distanceToFootprint, type Footprint } from "../src/core/sim/footprint.ts";
import { AVATAR_RADIUS_M, type Point } from "../src/core/sim/types.ts";
import type { Surroundings, UsableObject } from "./surroundings.ts";

/** What a walker keeps between its body and everything that could stop it, metres. */
export const MARGIN_M = 0.25;
/** From a walker's centre to whatever could stop it. */
const KEEP_M = AVATAR_RADIUS_M + MARGIN_M;
/** The same from the centre of a cell in a grid space, where only a covered centre blocks. */
const KEEP_IN_GRID_M = 0.05;
/** Points of a way that are looked at are so far apart, metres: less than the margin. */
const LOOK_EVERY_M = 0.1;
/** Obstacles are sorted into squares of this width, metres. */
const SQUARE_M = 5;
/** Squares along a row of the widest space, with room around. */
const ROW = 1024;
const TRIES = 200;

export class Ground {
  readonly surroundings: Surroundings;
  readonly #keepM: number;
  /** By square, the obstacles that come within `#keepM` of a point in it. */
  readonly #squares = new Map<number, Footprint[]>();

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.#keepM = surroundings.movement === "grid" ? KEEP_IN_GRID_M : KEEP_M;
    for (const obstacle of surroundings.obstacles) this.#sortIn(obstacle);
  }

  /** True if a body at `point` keeps the margin to all obstacles and to the edges. */
  isClear(point: Point): boolean {
    const { widthM, depthM } = this.surroundings;
    const { x, y } = point;
    if (x < this.#keepM || y < this.#keepM || x > widthM - this.#keepM || y > depthM - this.#keepM)
      return false;
    const near = this.#squares.get(squareAt(x, y));
    return near === undefined || near.every((each) => distanceToFootprint(each, x, y) >= this.#keepM);
  }

  /** True if a body keeps the margin all the way straight from `from`, which is clear, to `to`. */
  isClearWay(from: Point, to: Point): boolean {
    if (!this.isClear(to)) return false;
    const looks = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / LOOK_EVERY_M);
    for (let look = 1; look < looks; look += 1) {
      const share = look / looks;
      if (!this.isClear({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }))
        return false;
    }
    return true;
  }

  /** True if a grid space has this cell and nothing can cover its centre. */
  isFreeCell({ x, y }: Point): boolean {
    const { widthM, depthM } = this.surroundings;
    const inside = x >= 0 && y >= 0 && x < Math.floor(widthM) && y < Math.floor(depthM);
    return inside && this.isClear({ x: x + 0.5, y: y + 0.5 });
  }

  /** A random spot to stand on: a clear point, in a grid space a free cell. @throws Error if none is found. */
  randomSpot(random: Random): Point {
    const { widthM, depthM, movement } = this.surroundings;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const point = { x: random.between(0, widthM), y: random.between(0, depthM) };
      const cell = { x: Math.floor(point.x), y: Math.floor(point.y) };
      if (movement === "grid" ? this.isFreeCell(cell) : this.isClear(point))
        return movement === "grid" ? cell : point;
    }
    throw new Error("The space is too full: no free spot was found to walk on.");
  }

  /** The usable objects whose edge is at most `reachM` from a walker at `spot`. */
  within(spot: Point, reachM: number): UsableObject[] {
    const off = this.surroundings.movement === "grid" ? 0.5 : 0;
    return this.surroundings.usable.filter(
      ({ footprint }) => distanceToFootprint(footprint, spot.x + off, spot.y + off) <= reachM,
    );
  }

  #sortIn(obstacle: Footprint): void {
    const aroundM = obstacle.reachM + this.#keepM;
    const { x, y } = obstacle;
    for (let column = squareOf(x - aroundM); column <= squareOf(x + aroundM); column += 1) {
      for (let row = squareOf(y - aroundM); row <= squareOf(y + aroundM); row += 1) {
        const square = row * ROW + column;
        const known = this.#squares.get(square);
        if (known) known.push(obstacle);
        else this.#squares.set(square, [obstacle]);
      }
    }
  }
}

function squareOf(coordinate: number): number {
  return Math.floor(coordinate / SQUARE_M);
}

function squareAt(x: number, y: number): number {
  return squareOf(y) * ROW + squareOf(x);
}
