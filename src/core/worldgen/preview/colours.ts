/** What is drawn in which colour. */
import type { WorldPrefab } from "../worldPrefab.ts";

/** Fill by category of the catalogue; a game's own category is a prop. */
const BY_CATEGORY: Readonly<Record<string, string>> = {
  plant: "#4f9a4a",
  nature: "#9a917f",
  water: "#5aa9d6",
  building: "#c4694f",
  structure: "#8f8a84",
  street: "#6d7a8a",
  vehicle: "#e0a52e",
  furniture: "#b98352",
  fitting: "#c9b79c",
  prop: "#a98bc4",
  container: "#a47148",
  lighting: "#f2cf4a",
  electronics: "#5b6cc4",
  animal: "#d98c5f",
  people: "#e2739a",
  food: "#d9534f",
  clothing: "#c77fb5",
  decor: "#b596d6",
  fantasy: "#8b5fd0",
  scifi: "#3fb0a8",
  seasonal: "#cf4d5c",
  sport: "#3f9fd0",
  instrument: "#b5533c",
  tool: "#7f8c5a",
  weapon: "#6b6f78",
  proxy: "#b9b4c7",
};

const GROUNDS: Readonly<Record<string, string>> = {
  grass: "#cfe3b4",
  dead_grass: "#cfcfa9",
  forest_floor: "#bccfa0",
  rock: "#d3cfc8",
  stone: "#dad7d0",
  sand: "#f2e5bf",
  mud: "#c2b699",
  snow: "#f1f6fa",
  soil: "#d9c4a0",
  dirt: "#e0d0b0",
  cobblestone: "#d8d5cd",
  asphalt: "#c6c8cc",
  wet_asphalt: "#b4b9c4",
  concrete: "#d9dadb",
  rubber: "#dcd5e0",
  moon_dust: "#d5d6da",
  alien_soil: "#d8c6e6",
  wood: "#eeddc0",
  tiles: "#eaf0f2",
  carpet: "#dfe0ea",
  linoleum: "#e6ebe2",
  marble: "#f0eeea",
  metal: "#d3dae0",
};

export const INK = "#2b2f36";
export const FAINT_INK = "#5c636e";
export const PAPER = "#fbfaf7";
export const WALL = "#4a4f59";
export const DOOR = "#d9a066";
export const PANE = "#9ed3ea";
export const SPAWN = "#d6249f";

export function groundColour(material: string): string {
  return GROUNDS[material] ?? "#e6e4dc";
}

export function fillOf({ category, collision }: WorldPrefab): string {
  if (collision.water) return BY_CATEGORY.water!;
  return BY_CATEGORY[category] ?? BY_CATEGORY.prop!;
}

/** `colour` (#rrggbb) made darker, to `share` of its light. */
export function darker(colour: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
