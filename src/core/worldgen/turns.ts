/**
 * Directions without the engine's own trigonometry, which may differ between platforms: yaw is a whole number of
 * sixteenth turns, clockwise from +z, and any other angle goes through a polynomial of plain arithmetic.
 */

/** Steps of a full turn. */
export const TURN_STEPS = 16;
const DEGREES_A_STEP = 360 / TURN_STEPS;

const EIGHTH = Math.SQRT1_2;
const SMALL = 0.3826834323650898;
const LARGE = 0.9238795325112867;

/** Cosine of each yaw step. */
export const COSINES = [
  1,
  LARGE,
  EIGHTH,
  SMALL,
  0,
  -SMALL,
  -EIGHTH,
  -LARGE,
  -1,
  -LARGE,
  -EIGHTH,
  -SMALL,
  0,
  SMALL,
  EIGHTH,
  LARGE,
] as const;
/** Sine of each yaw step. A yaw step's front points to (x: sine, z: cosine). */
export const SINES = [
  0,
  SMALL,
  EIGHTH,
  LARGE,
  1,
  LARGE,
  EIGHTH,
  SMALL,
  0,
  -SMALL,
  -EIGHTH,
  -LARGE,
  -1,
  -LARGE,
  -EIGHTH,
  -SMALL,
] as const;

/** `step` as one of 0 to 15. */
export function wrapTurn(step: number): number {
  return ((step % TURN_STEPS) + TURN_STEPS) % TURN_STEPS;
}

/** Degrees clockwise from +z, 0 to 337.5. */
export function degreesOf(step: number): number {
  return wrapTurn(step) * DEGREES_A_STEP;
}

/** The yaw step whose front points nearest to (dx, dz); 0 for no direction at all. */
export function turnTowards(dx: number, dz: number): number {
  let best = 0;
  let bestDot = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < TURN_STEPS; step += 1) {
    const dot = dx * (SINES[step] as number) + dz * (COSINES[step] as number);
    if (dot > bestDot + 1e-9) {
      bestDot = dot;
      best = step;
    }
  }
  return best;
}

/** Sine of `turns` full turns, within 1e-7, the same bits on every platform. */
export function sineOfTurns(turns: number): number {
  const part = turns - Math.floor(turns);
  const folded = part <= 0.25 ? part : part <= 0.75 ? 0.5 - part : part - 1;
  const angle = folded * 6.283185307179586;
  const square = angle * angle;
  return (
    angle *
    (1 -
      (square / 6) *
        (1 -
          (square / 20) *
            (1 - (square / 42) * (1 - (square / 72) * (1 - (square / 110) * (1 - square / 156))))))
  );
}

/** Cosine of `turns` full turns, like {@link sineOfTurns}. */
export function cosineOfTurns(turns: number): number {
  return sineOfTurns(turns + 0.25);
}

/** `metres` to the nearest millimetre. Never -0. */
export function toMillimetre(metres: number): number {
  return Math.round(metres * 1000) / 1000 + 0;
}
