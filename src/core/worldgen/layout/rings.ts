/** How many things stand in a ring around another, and how far out. */
import { cosineOfTurns, sineOfTurns } from "../turns.ts";

/** Clear width between neighbours of a ring, and what turning to a sixteenth takes, as a factor of their width. */
const BETWEEN_M = 0.12;
const TURNED = 1.06;
/** From outside a ring no deeper than this, what is in its middle can be reached, metres. */
export const ARM_REACH_M = 0.7;

/** How near a ring is to be, metres from the edge of what it surrounds: a little less than the contract's 3.5 m or 1.2 sides. */
export function farthestRing(target: { halfW: number; halfD: number }): number {
  return Math.max(3.5, 1.2 * 2 * Math.max(target.halfW, target.halfD)) - 0.2;
}

/** Distance from the middle to the fronts of `places` things of `widthM`, side by side all around, metres. */
export function frontOf(places: number, widthM: number): number {
  if (places < 3) return 0;
  const half = (widthM * TURNED + BETWEEN_M) / 2;
  return (half * cosineOfTurns(0.5 / places)) / sineOfTurns(0.5 / places);
}

/** How many things of `widthM` a ring with its fronts at `frontM` has room for. */
export function placesIn(frontM: number, widthM: number): number {
  let places = 2;
  while (places < 200 && frontOf(places + 1, widthM) <= frontM) places += 1;
  return places;
}

/** How many of `count` must be near for it to be a ring, by the contract's measure. */
export function enoughAround(count: number): number {
  return Math.ceil(0.8 * Math.ceil(0.8 * count));
}

/** Distance from the middle of a thing to the outside of a ring of `slots` others hugging it, a way in included, metres. */
export function ringReach(
  target: { halfW: number; halfD: number },
  { widthM, depthM, slots }: { widthM: number; depthM: number; slots: number },
): number {
  const inner = Math.min(target.halfW, target.halfD);
  const hugs = frontOf(slots, widthM) - inner + depthM <= ARM_REACH_M;
  return Math.max(inner + 0.1, frontOf(hugs ? slots : slots + 2, widthM)) + depthM;
}
