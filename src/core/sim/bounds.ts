/** Where in a space avatars may be, in the units of its movement. */
import { AVATAR_RADIUS_M, type Point, type SpaceRules } from "./types.ts";

/** An upright rectangle on the ground, metres. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The points an avatar's centre may be at in a free space: a body's radius from every edge. A space narrower than a body leaves its middle line. */
export function walkableBounds(rules: Pick<SpaceRules, "widthM" | "depthM">): Box {
  const marginX = marginOf(rules.widthM);
  const marginY = marginOf(rules.depthM);
  return { minX: marginX, minY: marginY, maxX: rules.widthM - marginX, maxY: rules.depthM - marginY };
}

/** How many whole cells a grid space has along x and y, at least one each. */
export function cellCounts(rules: Pick<SpaceRules, "widthM" | "depthM">): { columns: number; rows: number } {
  return { columns: Math.max(1, Math.floor(rules.widthM)), rows: Math.max(1, Math.floor(rules.depthM)) };
}

/** The place nearest to `point` that is in bounds: in a grid space the cell that holds it. Not a number becomes the middle. */
export function intoBounds(rules: SpaceRules, point: Point): Point {
  if (rules.movement === "grid") {
    const { columns, rows } = cellCounts(rules);
    return { x: clamp(Math.floor(point.x), 0, columns - 1), y: clamp(Math.floor(point.y), 0, rows - 1) };
  }
  const { widthM, depthM } = rules;
  const marginX = marginOf(widthM);
  const marginY = marginOf(depthM);
  return { x: clamp(point.x, marginX, widthM - marginX), y: clamp(point.y, marginY, depthM - marginY) };
}

/** The middle of a space: in a grid space its middle cell. */
export function centreOf(rules: SpaceRules): Point {
  return intoBounds(rules, { x: rules.widthM / 2, y: rules.depthM / 2 });
}

/** How far an avatar's centre keeps from the two edges that are `sideM` apart, metres. */
function marginOf(sideM: number): number {
  return Math.min(AVATAR_RADIUS_M, sideM / 2);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? (least + most) / 2 : Math.min(most, Math.max(least, value));
}
