/** The ground a thing covers: an oriented rectangle or a disc, with the heights it spans. The one place that knows how. */
import { BODY_BOTTOM_M, BODY_TOP_M, type Prefab, type SpaceObject } from "./types.ts";

/** `cos`/`sin` of the heading are kept so that every test of a point is a rotation by two multiplications. */
export type Footprint = (
  | {
      readonly shape: "box";
      readonly cos: number;
      readonly sin: number;
      readonly halfDepthM: number;
      readonly halfWidthM: number;
    }
  | { readonly shape: "disc"; readonly radiusM: number }
) & {
  readonly x: number;
  readonly y: number;
  /** Radius of a circle around (x, y) that holds the whole footprint. */
  readonly reachM: number;
};

/** The footprint of `object`, scaled and turned. Depth runs along its heading, width across. A prefab of shape `none` still has its box, for reach. */
export function footprintOf(
  object: Pick<SpaceObject, "x" | "y" | "heading" | "scale">,
  prefab: Prefab,
): Footprint {
  const halfDepthM = (prefab.footprint.d * object.scale) / 2;
  const halfWidthM = (prefab.footprint.w * object.scale) / 2;
  if (prefab.shape === "cylinder") {
    const radiusM = Math.max(halfDepthM, halfWidthM);
    return { shape: "disc", x: object.x, y: object.y, radiusM, reachM: radiusM };
  }
  return {
    shape: "box",
    x: object.x,
    y: object.y,
    cos: Math.cos(object.heading),
    sin: Math.sin(object.heading),
    halfDepthM,
    halfWidthM,
    reachM: Math.hypot(halfDepthM, halfWidthM),
  };
}

/** Distance in metres from a point to the edge of the footprint, 0 inside it. */
export function distanceToFootprint(footprint: Footprint, x: number, y: number): number {
  const dx = x - footprint.x;
  const dy = y - footprint.y;
  if (footprint.shape === "disc") return Math.max(0, Math.hypot(dx, dy) - footprint.radiusM);
  const alongM = Math.abs(dx * footprint.cos + dy * footprint.sin) - footprint.halfDepthM;
  const acrossM = Math.abs(dy * footprint.cos - dx * footprint.sin) - footprint.halfWidthM;
  return Math.hypot(Math.max(0, alongM), Math.max(0, acrossM));
}

/** True if the whole footprint lies in the rectangle from (0, 0) to (widthM, depthM), give or take 1 mm. */
export function footprintInside(footprint: Footprint, widthM: number, depthM: number): boolean {
  const { halfX, halfY } = extentsOf(footprint);
  const slackM = 0.001;
  return (
    footprint.x - halfX >= -slackM &&
    footprint.y - halfY >= -slackM &&
    footprint.x + halfX <= widthM + slackM &&
    footprint.y + halfY <= depthM + slackM
  );
}

/** Half sizes of the axis-aligned box around the footprint, metres. */
export function extentsOf(footprint: Footprint): { halfX: number; halfY: number } {
  if (footprint.shape === "disc") return { halfX: footprint.radiusM, halfY: footprint.radiusM };
  const cos = Math.abs(footprint.cos);
  const sin = Math.abs(footprint.sin);
  return {
    halfX: cos * footprint.halfDepthM + sin * footprint.halfWidthM,
    halfY: sin * footprint.halfDepthM + cos * footprint.halfWidthM,
  };
}

/** True if the object stands in the way of avatars: solid, held by nobody, and spanning some of a body's height. */
export function blocks(object: SpaceObject, prefab: Prefab): boolean {
  if (!object.solid || prefab.shape === "none" || object.holder !== null) return false;
  return object.z < BODY_TOP_M && object.z + prefab.footprint.h * object.scale > BODY_BOTTOM_M;
}
