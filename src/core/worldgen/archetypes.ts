/** What a place is like before anything is asked of it, and how time and weather change it. */
import { ARCHETYPES, type Archetype } from "./archetypeRows.ts";
import type { WorldBlueprint } from "./blueprint.ts";
import type { SceneIntent } from "./intent.ts";

export type { Archetype } from "./archetypeRows.ts";

/** The archetype called `name`; without one of that name, the general one of the open air or under a roof. */
export function archetypeNamed(name: string, indoor: boolean): Archetype {
  const found = ARCHETYPES.get(name) ?? ARCHETYPES.get(indoor ? "indoor" : "outdoor");
  return found as Archetype;
}

/** Names of all archetypes. */
export function archetypeNames(): readonly string[] {
  return [...ARCHETYPES.keys()];
}

const LIGHTS = {
  dawn: ["#ffd9b3", 0.7],
  day: ["#fff7e6", 1],
  dusk: ["#ffb07a", 0.5],
  night: ["#8fa3d9", 0.2],
} as const;

const DIMMING = { clear: 1, cloudy: 0.8, rain: 0.65, storm: 0.45, snow: 0.9, fog: 0.7, wind: 0.95 } as const;
const FOG_DENSITY = {
  clear: 0,
  cloudy: 0,
  rain: 0.01,
  storm: 0.02,
  snow: 0.015,
  fog: 0.06,
  wind: 0,
} as const;
const FOG_COLORS = { dawn: "#e8d8cc", day: "#d5dde3", dusk: "#b89a8f", night: "#2a3145" } as const;
const TIME_COLORS = { dawn: "#f2b999", day: "#9fd0f2", dusk: "#d97a4e", night: "#131a33" } as const;
const WEATHER_SOUNDS: Partial<Record<SceneIntent["weather"], string>> = {
  rain: "rain",
  storm: "thunder",
  snow: "soft_wind",
  wind: "wind",
};

/** Sky, light, fog, sounds and colours of a scene. */
export function environmentOf(intent: SceneIntent): WorldBlueprint["environment"] {
  const { time, weather, archetype, indoor } = intent;
  const row = archetypeNamed(archetype, indoor);
  const [color, intensity] = LIGHTS[time];
  const underRoof = indoor || archetype === "cave" || archetype === "underwater";
  const brightness = underRoof ? 0.5 + intensity * 0.3 : intensity * DIMMING[weather];
  const sound = WEATHER_SOUNDS[weather];
  return {
    setting: intent.setting.length > 0 ? [...intent.setting] : [indoor ? "indoor" : "outdoor"],
    time_of_day: time,
    weather,
    sky: skyOf(intent),
    ambient_light: { color, intensity: Math.round(brightness * 100) / 100 },
    fog: fogOf(intent),
    ambience: [...new Set([...row.ambience, ...(sound ? [sound] : [])])],
    palette: [...new Set([...row.palette, TIME_COLORS[time]])],
  };
}

function skyOf({ archetype, time, weather }: SceneIntent): string {
  if (archetype === "space" || archetype === "spaceship") return "stars";
  if (archetype === "underwater") return "water_surface";
  if (archetype === "cave" || archetype === "dungeon") return "none";
  return `${time}_${weather}`;
}

function fogOf({ archetype, time, weather, indoor }: SceneIntent): WorldBlueprint["environment"]["fog"] {
  if (archetype === "underwater") return { color: "#1c7293", density: 0.05 };
  const density = FOG_DENSITY[weather];
  if (density === 0 || (indoor && weather !== "fog")) return null;
  return { color: FOG_COLORS[time], density };
}
