/** Guesses for what has no target: anywhere, at a wall, on a wall, at the ceiling, along the rim. */

import { turnTowards } from "../turns.ts";
import { type Body, pose } from "./body.ts";
import type { Guess } from "./guess.ts";
import type { Region, WallFace } from "./scene.ts";

/** Anywhere in the region: furniture under a roof mostly with its back to a wall. */
export function poseAnywhere(guess: Guess): boolean {
  const { body, region, random, attempt } = guess;
  if (region.indoor && body.layer === "solid" && likesWalls(body) && attempt % 4 !== 3)
    return poseAtWall(guess);
  const { x0, z0, x1, z1 } = region.rect;
  const yaw = body.prefab.collision.shape === "box" ? random.int(0, 3) * 4 : random.int(0, 15);
  pose(body, 0, 0, yaw);
  const x = randomIn(random.next(), x0 + body.reachX, x1 - body.reachX);
  const z = randomIn(random.next(), z0 + body.reachZ, z1 - body.reachZ);
  pose(body, x, z, yaw);
  return true;
}

function randomIn(part: number, low: number, high: number): number {
  return high <= low ? (low + high) / 2 : low + part * (high - low);
}

function likesWalls({ prefab, height }: Body): boolean {
  return (prefab.placement.clearance_front ?? 0) > 0 || height > 1.2 || prefab.category === "furniture";
}

/** With its back to one of the region's sides, looking in. */
export function poseAtWall({ body, region, random }: Guess): boolean {
  const { x0, z0, x1, z1 } = region.rect;
  const side = random.int(0, 3);
  const gap = 0.02;
  pose(body, 0, 0, side * 4);
  const alongX = randomIn(random.next(), x0 + body.reachX, x1 - body.reachX);
  const alongZ = randomIn(random.next(), z0 + body.reachZ, z1 - body.reachZ);
  if (side === 0) pose(body, alongX, z0 + body.halfD + gap, 0);
  else if (side === 1) pose(body, x0 + body.halfD + gap, alongZ, 4);
  else if (side === 2) pose(body, alongX, z1 - body.halfD - gap, 8);
  else pose(body, x1 - body.halfD - gap, alongZ, 12);
  return true;
}

/** Evenly along the region's rim, looking in. */
export function poseAlongEdge({ body, region, random, slot, slots, attempt }: Guess): boolean {
  const { x0, z0, x1, z1 } = region.rect;
  const inset = 0.3 + Math.min(3, attempt * 0.1);
  const [width, depth] = [x1 - x0, z1 - z0];
  const jitter = attempt === 0 ? 0 : random.between(-0.3, 0.3);
  const way = (((slot + 0.5 + jitter) / slots) % 1) * 2 * (width + depth);
  const off = inset + body.halfD;
  const reach = Math.max(body.halfW, body.halfD) + 0.1;
  const clampX = (x: number) => Math.min(x1 - reach, Math.max(x0 + reach, x));
  const clampZ = (z: number) => Math.min(z1 - reach, Math.max(z0 + reach, z));
  if (way < width) pose(body, clampX(x0 + way), z1 - off, 8);
  else if (way < width + depth) pose(body, x1 - off, clampZ(z1 - (way - width)), 12);
  else if (way < 2 * width + depth) pose(body, clampX(x1 - (way - width - depth)), z0 + off, 0);
  else pose(body, x0 + off, clampZ(z0 + (way - 2 * width - depth)), 4);
  return true;
}

/** Flat on a wall of the region at a height for its size, false if there is no wall wide enough. */
export function poseOnWall(guess: Guess): boolean {
  const { region, random, body } = guess;
  const wide = region.faces.filter(({ from, to }) => to - from >= 2 * body.halfW + 0.04);
  if (wide.length > 0) {
    const face = faceAt(wide, random.next());
    return poseOnFace(guess, face);
  }
  const tall = guess.scene.bodies.filter(
    ({ layer, height, y, parent, halfW }) =>
      layer === "solid" && y === 0 && !parent && height >= 1.6 && halfW >= body.halfW + 0.02,
  );
  return tall.length > 0 ? hangOn(guess, tall[random.int(0, tall.length - 1)] as Body) : false;
}

/** The face that lies at a part (0 to 1) of the faces' whole length. */
function faceAt(faces: readonly WallFace[], part: number): WallFace {
  let left = part * faces.reduce((sum, { from, to }) => sum + to - from, 0);
  for (const face of faces) {
    left -= face.to - face.from;
    if (left <= 0) return face;
  }
  return faces[0] as WallFace;
}

function poseOnFace({ body, random, region, attempt }: Guess, face: WallFace): boolean {
  const slack = (face.to - face.from) / 2 - body.halfW - 0.02;
  const along = (face.from + face.to) / 2 + random.between(-1, 1) * slack;
  const inward = face.yaw === 0 || face.yaw === 4 ? 1 : -1;
  // Half set into the wall: its middle lies in the face, so that it is on the wall by anybody's geometry.
  const off = face.at - inward * 0.002;
  body.y = mountHeight(body, region.ceilingM, attempt);
  body.parent = face.body;
  if (face.axis === "x") pose(body, along, off, face.yaw);
  else pose(body, off, along, face.yaw);
  return true;
}

function mountHeight({ height }: Body, ceilingM: number, attempt: number): number {
  const wished = height < 0.8 ? 1.6 - height / 2 : height < 1.6 ? 0.9 : 0.3;
  const raised = attempt > 14 ? wished + 0.4 : wished;
  return Math.round(Math.max(0, Math.min(raised, ceilingM - height - 0.05)) * 1000) / 1000;
}

/** On the front of a standing thing (a wall, a house), or another side of it. */
export function hangOn({ body, random, attempt }: Guess, b: Body): boolean {
  const quarter = attempt < 4 ? (attempt % 2 === 0 ? 0 : 2) : random.int(0, 3);
  const [out, wide] = quarter % 2 === 0 ? [b.halfD, b.halfW] : [b.halfW, b.halfD];
  const across = random.between(-1, 1) * Math.max(0, wide - body.halfW);
  const yaw = b.yaw + quarter * 4;
  pose(body, 0, 0, yaw);
  const off = out - 0.002;
  body.y = mountHeight(body, b.height, attempt);
  body.parent = b;
  pose(body, b.x + off * body.sin + across * body.cos, b.z + off * body.cos - across * body.sin, yaw);
  return true;
}

/** Hanging from the ceiling, or aloft where there is none. */
export function poseAloft(guess: Guess): boolean {
  const { body, region, scene } = guess;
  poseAnywhereOpen(guess, region);
  const ceiling = region.ceilingM > 0 ? region.ceilingM : Math.max(3, body.height + 2.2);
  body.y = Math.round(Math.max(0, ceiling - body.height - 0.02) * 1000) / 1000;
  return scene.width > 0;
}

function poseAnywhereOpen({ body, random }: Guess, { rect }: Region): void {
  const yaw = random.int(0, 3) * 4;
  pose(body, 0, 0, yaw);
  const x = randomIn(random.next(), rect.x0 + body.reachX + 0.3, rect.x1 - body.reachX - 0.3);
  const z = randomIn(random.next(), rect.z0 + body.reachZ + 0.3, rect.z1 - body.reachZ - 0.3);
  pose(body, x, z, yaw);
}

/** Turns a body to look at a point, where it stands. */
export function turnTo(body: Body, x: number, z: number): void {
  pose(body, body.x, body.z, turnTowards(x - body.x, z - body.z));
}
