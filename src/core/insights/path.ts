/** The way a visitor took. */
import type { Point, TourEvent } from "./types.ts";

/** How far a simplified way may be from the real one, metres. */
export const PATH_TOLERANCE_M = 0.25;

/** One place on the way. */
export interface PathPoint extends Point {
  readonly atMs: number;
}

/** Every place that was told, by time. A client's own places count; if it told none, those of the room do. */
export function placesOf(ordered: readonly TourEvent[]): (TourEvent & { readonly position: Point })[] {
  const placed = ordered.filter((event): event is TourEvent & { position: Point } => event.position !== null);
  const own = placed.filter(({ source }) => source === "client");
  return own.length > 0 ? own : placed;
}

/** The sum of the straight lines from place to place, in metres. */
export function lengthM(points: readonly Point[]): number {
  let sum = 0;
  for (let index = 1; index < points.length; index += 1)
    sum += distanceM(points[index - 1] as Point, points[index] as Point);
  return sum;
}

/**
 * The fewest of these points that the method of Ramer (1972) and Douglas and Peucker (1973) needs to stay within
 * `toleranceM` of all of them. First and last are kept.
 */
export function simplified(points: readonly PathPoint[], toleranceM = PATH_TOLERANCE_M): PathPoint[] {
  const kept = new Set([0, points.length - 1]);
  const parts: [number, number][] = [[0, points.length - 1]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [first, last] = part;
    let farthest = first;
    let mostM = toleranceM;
    for (let index = first + 1; index < last; index += 1) {
      const offM = toSegmentM(points[index] as Point, points[first] as Point, points[last] as Point);
      if (offM > mostM) {
        mostM = offM;
        farthest = index;
      }
    }
    if (farthest === first) continue;
    kept.add(farthest);
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => kept.has(index));
}

function toSegmentM(point: Point, from: Point, to: Point): number {
  const along = { x: to.x - from.x, y: to.y - from.y, z: to.z - from.z };
  const squared = along.x ** 2 + along.y ** 2 + along.z ** 2;
  if (squared === 0) return distanceM(point, from);
  const dot = (point.x - from.x) * along.x + (point.y - from.y) * along.y + (point.z - from.z) * along.z;
  const share = Math.min(1, Math.max(0, dot / squared));
  return distanceM(point, {
    x: from.x + share * along.x,
    y: from.y + share * along.y,
    z: from.z + share * along.z,
  });
}

function distanceM(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2);
}
