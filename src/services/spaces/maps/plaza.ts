/** A town square: open ground, a fountain court, a short wall with a door. */
import { EAST, NORTH, rectangle, SOUTH, type SpaceMap, WEST } from "./spaceMap.ts";

export const PLAZA: SpaceMap = {
  id: "plaza",
  worldId: null,
  name: "Plaza",
  description: "An open square with a fountain court, benches and a garden door.",
  movement: "free",
  widthM: 60,
  depthM: 60,
  settings: { pixels_per_metre: 10 },
  zones: [
    rectangle(
      { id: "entrance", name: "Entrance", kind: "entrance" },
      { minX: 24, minY: 2, maxX: 36, maxY: 12 },
    ),
    rectangle(
      { id: "fountain_court", name: "Fountain court", kind: "court" },
      { minX: 34, minY: 34, maxX: 46, maxY: 46 },
    ),
    rectangle({ id: "garden", name: "Garden", kind: "garden" }, { minX: 4, minY: 44.5, maxX: 22, maxY: 58 }),
  ],
  spawnPoints: [
    { x: 30, y: 8, heading: NORTH },
    { x: 28, y: 8, heading: NORTH },
    { x: 32, y: 8, heading: NORTH },
    { x: 30, y: 5, heading: NORTH },
  ],
  objects: [
    { prefabId: "fountain_stone", x: 40, y: 40 },
    { prefabId: "bench_park", x: 40, y: 36, heading: NORTH },
    { prefabId: "bench_park", x: 40, y: 44, heading: SOUTH },
    { prefabId: "table_round", x: 50, y: 30 },
    { prefabId: "chair_wood", x: 16, y: 23, heading: EAST },
    { prefabId: "chair_wood", x: 51.2, y: 30, heading: WEST },
    { prefabId: "lamp_street", x: 34, y: 34 },
    { prefabId: "lamp_street", x: 46, y: 46 },
    { prefabId: "wall_brick", x: 11.5, y: 44, heading: NORTH },
    { prefabId: "door_wood", x: 13, y: 44, heading: NORTH },
    { prefabId: "wall_brick", x: 14.5, y: 44, heading: NORTH },
    { prefabId: "plant_potted", x: 10, y: 45.5 },
    { prefabId: "tree_oak", x: 14, y: 52 },
    { prefabId: "whiteboard", x: 52, y: 20, heading: WEST, state: { label: "Welcome to the plaza" } },
    { prefabId: "crate_wood", x: 48, y: 14 },
    { prefabId: "ball_rubber", x: 42, y: 16 },
  ],
};
