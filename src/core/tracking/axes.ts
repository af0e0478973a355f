/** Positions as a tour's client sends them, and in metres with y up. */

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** `metres`: x east, y up, z north, as everywhere here. `unreal_cm`: Unreal's x forward, y right, z up, in centimetres. */
export const AXES = ["metres", "unreal_cm"] as const;
export type Axes = (typeof AXES)[number];

/** A position of a tour with these axes in metres, y up. Both are left-handed, so nothing is mirrored. */
export function inMetres({ x, y, z }: Position, axes: Axes): Position {
  return axes === "metres" ? { x, y, z } : { x: y / 100, y: z / 100, z: x / 100 };
}
