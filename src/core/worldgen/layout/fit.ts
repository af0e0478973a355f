/** Whether a body may stand where it is posed. */
import { type Body, type Box, boxesMeet, pose, reservation } from "./body.ts";
import type { Needs } from "./plannedScene.ts";
import { insideRect, type Region, type Scene } from "./scene.ts";

/** True if the body is inside its region and `marginM` clear of everything it may not touch. Counts against the budget. */
export function fits(
  scene: Scene,
  body: Body,
  { region, marginM }: { region: Region; marginM: number },
): boolean {
  scene.budget -= 1;
  if (!insideRect(body, body.parent ? groundOf(scene) : region.rect)) return false;
  if (!body.parent && !region.indoor && inWalledRegion(scene, body)) return false;
  if (!body.parent && body.layer === "solid" && onRoad(scene, body)) return false;
  return !scene.grid.blocked(body, marginM);
}

/** True if what is to stand around the body would fit there too. */
export function needsFit(
  scene: Scene,
  body: Body,
  { region, needs }: { region: Region; needs: Pick<Needs, "front" | "back" | "side"> },
): boolean {
  const shift = (needs.front - needs.back) / 2;
  const box: Box & { parent: Body | null } = {
    ...body,
    halfW: body.halfW + needs.side,
    halfD: body.halfD + (needs.front + needs.back) / 2,
    layer: "solid",
    parent: body.parent,
  };
  pose(box, body.x + shift * body.sin, body.z + shift * body.cos, body.yaw);
  scene.budget -= 1;
  return insideRect(box, region.rect) && !scene.grid.blocked(box, 0);
}

/** True if the region goes on far enough beyond the body for what is to stand north, south, east and west of it. */
export function reachesOut({ x, z, reachX, reachZ }: Body, { rect }: Region, needs: Needs): boolean {
  return (
    x - reachX - needs.west >= rect.x0 &&
    x + reachX + needs.east <= rect.x1 &&
    z - reachZ - needs.south >= rect.z0 &&
    z + reachZ + needs.north <= rect.z1
  );
}

/** The whole ground, a centimetre in. */
export function groundOf({ width, depth }: Scene): Region["rect"] {
  return { x0: 0.01 - width / 2, z0: 0.01 - depth / 2, x1: width / 2 - 0.01, z1: depth / 2 - 0.01 };
}

function inWalledRegion(scene: Scene, body: Body): boolean {
  return scene.regions.some(({ indoor, rect }) => {
    if (!indoor) return false;
    return (
      body.x + body.reachX > rect.x0 - 1.2 &&
      body.x - body.reachX < rect.x1 + 1.2 &&
      body.z + body.reachZ > rect.z0 - 1.2 &&
      body.z - body.reachZ < rect.z1 + 1.2
    );
  });
}

function onRoad(scene: Scene, body: Body): boolean {
  if (body.prefab.category.startsWith("vehicle")) return false;
  return scene.roads.some((road) => boxesMeet(body, { ...road, height: 10 }, 0));
}

/** True if a square of `halfM` around a point is inside the rectangle and free of everything that stands. */
export function clearAt(scene: Scene, { x, z, halfM }: { x: number; z: number; halfM: number }): boolean {
  const box = { ...reservation(x, z, halfM, halfM), layer: "solid" as const };
  return insideRect(box, groundOf(scene)) && !scene.grid.blocked(box, 0);
}
