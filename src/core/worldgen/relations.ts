/**
 * When a relation of the contract holds. Judged on boxes: the footprint times scale, turned by yaw. Layout aims with
 * it, and a generated world is scored with it; overlap, bounds and reach are judged elsewhere (validate/).
 */
import type { RelationName } from "./intent.ts";

/** A thing as a relation sees it. Centre of its bottom, metres; `cos`/`sin` of its yaw, whose front is (sin, cos). */
export interface Standing {
  readonly x: number;
  readonly z: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfW: number;
  readonly halfD: number;
  readonly height: number;
}

/** What else a judgement needs: the size of the whole ground, and where things can stand on a target. */
export interface RelationScope {
  readonly width: number;
  readonly depth: number;
  /** Height above ground of the place where things stand on `target`, metres. */
  topOf(target: Standing): number;
}

const COS_30 = 0.8660254037844387;
const COS_45 = Math.SQRT1_2;

/** Longest side of its footprint, metres. */
export function sideOf(thing: Standing): number {
  return 2 * Math.max(thing.halfW, thing.halfD);
}

/** True if `a` stands so to one target (two for `between`; null for the whole scene). `around` is judged here by distance alone: see {@link largestHole}. */
export function relationHolds(
  rel: RelationName,
  [a, b, second]: readonly [Standing, Standing | null, (Standing | null)?],
  scope: RelationScope,
): boolean {
  if (b === null) return holdsToScene(rel, a, scope);
  if (rel === "between") return second ? isBetween(a, b, second) : false;
  const judge = JUDGES[rel];
  return judge(a, b, scope);
}

type Judge = (a: Standing, b: Standing, scope: RelationScope) => boolean;

const JUDGES: Readonly<Record<Exclude<RelationName, "between">, Judge>> = {
  next_to: (a, b) => isWithin(a, b, Math.max(1.5, 0.35 * sideOf(b))),
  near: (a, b) => isWithin(a, b, Math.max(4, sideOf(b))),
  around: (a, b) => isWithin(a, b, Math.max(3.5, 1.2 * sideOf(b))),
  middle_of: (a, b) => depthInside(a, b) >= 0,
  along: (a, b) => isWithin(a, b, 3),
  north_of: (a, b) => liesTowards(a.z - b.z, a.x - b.x),
  south_of: (a, b) => liesTowards(b.z - a.z, a.x - b.x),
  east_of: (a, b) => liesTowards(a.x - b.x, a.z - b.z),
  west_of: (a, b) => liesTowards(b.x - a.x, a.z - b.z),
  on: (a, b, scope) => depthInside(a, b) >= 0 && a.y >= scope.topOf(b) - 0.1,
  under: (a, b) => (distanceTo(b, a.x, a.z) <= 0.5 && a.y <= b.y) || (b.height > 2 && isWithin(a, b, 1.5)),
  facing: (a, b) => looksAt(a, b, COS_30),
  in_front_of: (a, b) => looksAt(b, a, COS_45) && isWithin(a, b, Math.max(4, sideOf(b))),
  behind: (a, b) => looksAway(b, a) && isWithin(a, b, Math.max(4, sideOf(b))),
  inside: (a, b) => depthInside(a, b) >= 0,
  against: (a, b) => isWithin(a, b, 0.3),
};

function holdsToScene(rel: RelationName, a: Standing, { width, depth }: RelationScope): boolean {
  if (rel === "middle_of") return Math.abs(a.x) <= width / 8 && Math.abs(a.z) <= depth / 8;
  if (rel === "north_of") return liesTowards(a.z, a.x);
  if (rel === "south_of") return liesTowards(-a.z, a.x);
  if (rel === "east_of") return liesTowards(a.x, a.z);
  if (rel === "west_of") return liesTowards(-a.x, a.z);
  return true;
}

/** Largest angle without any of `ring` as seen from `centre`, in whole turns: 1 for one thing or none. */
export function largestHole(ring: readonly Standing[], centre: { x: number; z: number }): number {
  const bearings = ring.map((a) => bearingOf(a.x - centre.x, a.z - centre.z)).sort((a, b) => a - b);
  if (bearings.length < 2) return 1;
  let hole = (bearings[0] as number) + 1 - (bearings.at(-1) as number);
  for (let index = 1; index < bearings.length; index += 1)
    hole = Math.max(hole, (bearings[index] as number) - (bearings[index - 1] as number));
  return hole;
}

/** Largest hole that still counts as all around: 162° of four and more, 216° of fewer. In whole turns. */
export function allowedHole(count: number): number {
  return count < 4 ? 0.6 : 0.45;
}

/** Distance in metres between the nearest edges of two boxes on the ground, 0 if they overlap. */
export function gapBetween(a: Standing, b: Standing): number {
  const reach = Math.min(cornerGap(a, b), cornerGap(b, a));
  return depthInside(a, b) >= 0 || depthInside(b, a) >= 0 ? 0 : reach;
}

/** True if the boxes are no farther apart than `withinM`; those far off are told without measuring. */
function isWithin(a: Standing, b: Standing, withinM: number): boolean {
  const far = withinM + a.halfW + a.halfD + b.halfW + b.halfD;
  const [dx, dz] = [a.x - b.x, a.z - b.z];
  return dx * dx + dz * dz <= far * far && gapBetween(a, b) <= withinM;
}

/** Metres from `a`'s centre to the nearest edge of `b`, negative outside it (then by the farther axis). */
export function depthInside(a: Standing, b: Standing): number {
  const dx = a.x - b.x;
  const dz = a.z - b.z;
  return Math.min(b.halfW - Math.abs(dx * b.cos - dz * b.sin), b.halfD - Math.abs(dx * b.sin + dz * b.cos));
}

/** Least distance from a corner of `a` to the box `b`. */
function cornerGap(a: Standing, b: Standing): number {
  let least = Number.POSITIVE_INFINITY;
  for (let corner = 0; corner < 4; corner += 1) {
    const right = corner < 2 ? a.halfW : -a.halfW;
    const ahead = corner % 2 === 0 ? a.halfD : -a.halfD;
    const x = a.x + right * a.cos + ahead * a.sin;
    least = Math.min(least, distanceTo(b, x, a.z - right * a.sin + ahead * a.cos));
  }
  return least;
}

/** Metres from a point to a box on the ground, 0 inside. */
function distanceTo(b: Standing, x: number, z: number): number {
  const [dx, dz] = [x - b.x, z - b.z];
  const across = Math.max(0, Math.abs(dx * b.cos - dz * b.sin) - b.halfW);
  const along = Math.max(0, Math.abs(dx * b.sin + dz * b.cos) - b.halfD);
  return Math.sqrt(across * across + along * along);
}

function liesTowards(along: number, across: number): boolean {
  return along > 0 && Math.abs(across) <= along;
}

function looksAt(from: Standing, to: Standing, leastCosine: number): boolean {
  const dx = to.x - from.x;
  const dz = to.z - from.z;
  return dx * from.sin + dz * from.cos >= leastCosine * Math.sqrt(dx * dx + dz * dz) - 1e-9;
}

function looksAway(from: Standing, to: Standing): boolean {
  return looksAt({ ...from, sin: -from.sin, cos: -from.cos }, to, COS_45);
}

function isBetween(a: Standing, b: Standing, c: Standing): boolean {
  const dx = c.x - b.x;
  const dz = c.z - b.z;
  const square = dx * dx + dz * dz;
  if (square < 1e-6) return false;
  const part = ((a.x - b.x) * dx + (a.z - b.z) * dz) / square;
  const length = Math.sqrt(square);
  const offset = Math.abs((a.x - b.x) * dz - (a.z - b.z) * dx) / length;
  return part >= 0.2 && part <= 0.8 && offset <= Math.max(0.35 * length, sideOf(a) / 2);
}

/** A number that grows with the angle from +x towards +z: 0 to 1 for a whole turn, true to the angle within 2e-5. */
function bearingOf(dx: number, dz: number): number {
  const [adx, adz] = [Math.abs(dx), Math.abs(dz)];
  if (adx + adz === 0) return 0;
  const ratio = Math.min(adx, adz) / Math.max(adx, adz);
  const square = ratio * ratio;
  const tangent =
    ratio *
    (0.999866 - square * (0.3302995 - square * (0.180141 - square * (0.085133 - square * 0.0208351))));
  const eighth = tangent / 6.283185307179586;
  const quarter = adz > adx ? 0.25 - eighth : eighth;
  const half = dx < 0 ? 0.5 - quarter : quarter;
  return dz < 0 ? (1 - half) % 1 : half;
}
