/** From a space's settings to the rules that its simulation runs by. The one place where their defaults stand. */
import type { SpaceRules } from "../../core/sim/types.ts";
import type { SpaceSettings } from "../../protocol/spaces.ts";
import type { Space } from "./ports.ts";

/** What a setting means when it is not set; units as in {@link SpaceSettings}. */
export const SETTING_DEFAULTS = {
  max_speed: 6,
  burst_seconds: 0.25,
  step_interval_ms: 150,
  diagonal: false,
  interest_radius: 25,
  interest_limit: 64,
  nearby_radius: 10,
  pixels_per_metre: 1,
  spawn: "anywhere",
  activities: ["idle", "wave", "sit", "dance", "talk", "cheer"],
} as const satisfies Required<{ readonly [Key in keyof SpaceSettings]: unknown }>;

/** Every setting of a space with defaults filled in. */
export function settingsOf(space: Pick<Space, "settings">): Required<SpaceSettings> {
  return { ...SETTING_DEFAULTS, activities: [...SETTING_DEFAULTS.activities], ...space.settings };
}

/** The simulation's rules for a space. */
export function rulesOf(space: Pick<Space, "settings" | "movement" | "widthM" | "depthM">): SpaceRules {
  const settings = settingsOf(space);
  return {
    movement: space.movement,
    widthM: space.widthM,
    depthM: space.depthM,
    maxSpeedMps: settings.max_speed,
    burstSeconds: settings.burst_seconds,
    stepIntervalMs: settings.step_interval_ms,
    diagonal: settings.diagonal,
    interestRadiusM: settings.interest_radius,
    interestLimit: settings.interest_limit,
    nearbyRadiusM: settings.nearby_radius,
    activities: settings.activities,
  };
}
