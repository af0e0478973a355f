/** A room for a talk among a few. */
import { EAST, NORTH, SOUTH, type SpaceMap, WEST } from "./spaceMap.ts";

export const MEETING_ROOM: SpaceMap = {
  id: "meeting_room",
  worldId: null,
  name: "Meeting room",
  description: "A table for six, a whiteboard and a shelf.",
  movement: "free",
  widthM: 12,
  depthM: 10,
  settings: { nearby_radius: 20 },
  zones: [],
  spawnPoints: [
    { x: 2, y: 1.5, heading: NORTH },
    { x: 3, y: 1.5, heading: NORTH },
    { x: 4, y: 1.5, heading: NORTH },
  ],
  objects: [
    { prefabId: "table_dining", x: 6, y: 5.5, heading: NORTH, scale: 1.5 },
    { prefabId: "chair_wood", x: 5.2, y: 4.3, heading: NORTH },
    { prefabId: "chair_wood", x: 6.8, y: 4.3, heading: NORTH },
    { prefabId: "chair_wood", x: 5.2, y: 6.7, heading: SOUTH },
    { prefabId: "chair_wood", x: 6.8, y: 6.7, heading: SOUTH },
    { prefabId: "chair_wood", x: 4, y: 5.5, heading: EAST },
    { prefabId: "chair_wood", x: 8, y: 5.5, heading: WEST },
    { prefabId: "whiteboard", x: 11.5, y: 5.5, heading: WEST },
    { prefabId: "bookshelf_tall", x: 1, y: 9.6, heading: SOUTH },
    { prefabId: "lamp_floor", x: 11.4, y: 9.4 },
  ],
};
