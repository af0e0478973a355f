/** Plane vectors, as two numbers. */

/**
 * Length of the vector (x, y), both finite. To the last bit what V8's `Math.hypot` gives, which allocates at every call.
 * Scaled by the longer side, so that no square overflows or vanishes.
 */
export function lengthOf(x: number, y: number): number {
  const longer = Math.max(Math.abs(x), Math.abs(y));
  if (longer === 0) return 0;
  const partX = x / longer;
  const partY = y / longer;
  return Math.sqrt(partX * partX + partY * partY) * longer;
}
