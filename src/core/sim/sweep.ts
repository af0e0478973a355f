/**
 * A body on its way along a straight line: where it first touches something. Exact for every length, so nothing is
 * tunnelled through. What the body's centre must keep out of is a footprint grown by the body's radius: a disc, or a
 * rectangle with rounded corners. Both are convex, and so is the distance to them along a line; hence a body that
 * touches (or overlaps) one already is stopped if it moves further in, and otherwise never touches it again.
 */
import type { Box } from "./bounds.ts";
import type { Footprint } from "./footprint.ts";
import type { Solid } from "./solidGrid.ts";
import { AVATAR_RADIUS_M } from "./types.ts";
import { lengthOf } from "./vector.ts";

/**
 * The radius that is swept, metres: a hair under the avatar's, so that a gap of just its width lets it through in spite
 * of rounding. An avatar's centre therefore keeps {@link AVATAR_RADIUS_M} less a ten-millionth from every solid.
 */
export const SWEPT_RADIUS_M = AVATAR_RADIUS_M - 1e-7;

/** Metres within which a body counts as touching: far above rounding, far below what anybody sees. */
const TOUCH_M = 1e-9;
/** Sine of the angle under which a motion along a touched surface is not a motion into it. */
const ALONG = 1e-12;

/** A straight way: from (x, y), in the direction of the unit vector (dirX, dirY), for `lengthM` metres. */
export interface Path {
  readonly x: number;
  readonly y: number;
  readonly dirX: number;
  readonly dirY: number;
  readonly lengthM: number;
}

/** The first touch on a path: how far along it, metres, and the unit normal that points from the surface to the body. */
export interface Contact {
  readonly distanceM: number;
  readonly normalX: number;
  readonly normalY: number;
}

/** What {@link nearestSurface} returns, every time: most of the surfaces it is asked for are looked at once and forgotten. */
const surface = { distanceM: 0, normalX: 1, normalY: 0 };

/** The first contact on `path` with any of `solids` or with the edge of `bounds`, null if the way is free. On a tie the earlier solid counts, bounds last. */
export function firstContact(path: Path, solids: readonly Solid[], bounds: Box): Contact | null {
  let first: Contact | null = null;
  for (const { footprint } of solids) {
    const contact = sweepFootprint(path, footprint);
    if (contact && (first === null || contact.distanceM < first.distanceM)) first = contact;
  }
  const edge = sweepBounds(path, bounds);
  return edge && (first === null || edge.distanceM < first.distanceM) ? edge : first;
}

/** The first contact of a disc of `radiusM` on `path` with `footprint`, null if there is none. */
export function sweepFootprint(
  path: Path,
  footprint: Footprint,
  radiusM: number = SWEPT_RADIUS_M,
): Contact | null {
  const fromX = path.x - footprint.x;
  const fromY = path.y - footprint.y;
  const aside = fromX * path.dirY - fromY * path.dirX;
  const ahead = -(fromX * path.dirX + fromY * path.dirY);
  const reachM = footprint.reachM + radiusM + TOUCH_M;
  if (Math.abs(aside) > reachM || ahead < -reachM || ahead - path.lengthM > reachM) return null;

  const here = nearestSurface(footprint, path.x, path.y);
  if (here.distanceM <= radiusM + TOUCH_M) {
    const inwards = path.dirX * here.normalX + path.dirY * here.normalY < -ALONG;
    return inwards ? { ...here, distanceM: 0 } : null;
  }
  const distanceM =
    footprint.shape === "disc"
      ? entryIntoDisc(ahead, aside, footprint.radiusM + radiusM)
      : entryIntoBox(path, footprint, radiusM);
  if (!(distanceM <= path.lengthM)) return null;
  const there = nearestSurface(footprint, path.x + path.dirX * distanceM, path.y + path.dirY * distanceM);
  return { ...there, distanceM };
}

/** The first contact of a point on `path` with the inside of the edges of `bounds`. From outside the way in is free. */
export function sweepBounds(path: Path, bounds: Box): Contact | null {
  let distanceM = path.lengthM;
  let normalX = 0;
  let normalY = 0;
  const alongX = path.dirX > 0 ? bounds.maxX - path.x : path.x - bounds.minX;
  if (Math.abs(path.dirX) > ALONG && alongX < distanceM * Math.abs(path.dirX)) {
    distanceM = Math.max(0, alongX / Math.abs(path.dirX));
    normalX = path.dirX > 0 ? -1 : 1;
  }
  const alongY = path.dirY > 0 ? bounds.maxY - path.y : path.y - bounds.minY;
  if (Math.abs(path.dirY) > ALONG && alongY < distanceM * Math.abs(path.dirY)) {
    distanceM = Math.max(0, alongY / Math.abs(path.dirY));
    normalX = 0;
    normalY = path.dirY > 0 ? -1 : 1;
  }
  return normalX === 0 && normalY === 0 ? null : { distanceM, normalX, normalY };
}

/**
 * Signed distance from a point to the edge of a footprint (negative inside), metres, and the unit normal of the nearest
 * edge. It is the same object every time: read it before the next call.
 */
export function nearestSurface(footprint: Footprint, x: number, y: number): Contact {
  const fromX = x - footprint.x;
  const fromY = y - footprint.y;
  if (footprint.shape === "disc") {
    const awayM = lengthOf(fromX, fromY);
    surface.distanceM = awayM - footprint.radiusM;
    surface.normalX = awayM === 0 ? 1 : fromX / awayM;
    surface.normalY = awayM === 0 ? 0 : fromY / awayM;
    return surface;
  }
  const { cos, sin, halfDepthM, halfWidthM } = footprint;
  const along = fromX * cos + fromY * sin;
  const across = fromY * cos - fromX * sin;
  const overAlong = Math.abs(along) - halfDepthM;
  const overAcross = Math.abs(across) - halfWidthM;
  let distanceM = Math.max(overAlong, overAcross);
  let normalAlong = overAlong >= overAcross ? 1 : 0;
  let normalAcross = 1 - normalAlong;
  if (overAlong > 0 && overAcross > 0) {
    distanceM = lengthOf(overAlong, overAcross);
    normalAlong = overAlong / distanceM;
    normalAcross = overAcross / distanceM;
  }
  if (along < 0) normalAlong = -normalAlong;
  if (across < 0) normalAcross = -normalAcross;
  surface.distanceM = distanceM;
  surface.normalX = normalAlong * cos - normalAcross * sin;
  surface.normalY = normalAlong * sin + normalAcross * cos;
  return surface;
}

/** Where a line enters a disc that lies `ahead` along it and `aside` of it: metres, Infinity if never. The line starts outside. */
function entryIntoDisc(ahead: number, aside: number, radiusM: number): number {
  // Through the offset from the line rather than b² − c: that one loses all digits over long ways.
  const half = radiusM * radiusM - aside * aside;
  if (half < 0) return Infinity;
  const entry = ahead - Math.sqrt(half);
  return entry >= 0 ? entry : Infinity;
}

/** Where a line that starts outside enters a box grown by `radiusM`: through a flat side, or else through a rounded corner. */
function entryIntoBox(path: Path, box: Extract<Footprint, { shape: "box" }>, radiusM: number): number {
  const { cos, sin, halfDepthM, halfWidthM } = box;
  const x = (path.x - box.x) * cos + (path.y - box.y) * sin;
  const y = (path.y - box.y) * cos - (path.x - box.x) * sin;
  const dirX = path.dirX * cos + path.dirY * sin;
  const dirY = path.dirY * cos - path.dirX * sin;

  const toSideX = (-Math.sign(dirX) * (halfDepthM + radiusM) - x) / dirX;
  if (toSideX >= 0 && Math.abs(y + dirY * toSideX) <= halfWidthM) return toSideX;
  const toSideY = (-Math.sign(dirY) * (halfWidthM + radiusM) - y) / dirY;
  if (toSideY >= 0 && Math.abs(x + dirX * toSideY) <= halfDepthM) return toSideY;

  let entry = Infinity;
  for (let corner = 0; corner < 4; corner += 1) {
    const fromX = x - (corner & 1 ? halfDepthM : -halfDepthM);
    const fromY = y - (corner & 2 ? halfWidthM : -halfWidthM);
    const ahead = -(fromX * dirX + fromY * dirY);
    entry = Math.min(entry, entryIntoDisc(ahead, fromX * dirY - fromY * dirX, radiusM));
  }
  return entry;
}
