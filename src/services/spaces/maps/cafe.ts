/** A café walked in steps: a counter along the north wall, tables with chairs, the entrance in the south. */
import { EAST, NORTH, rectangle, SOUTH, type SpaceMap, WEST } from "./spaceMap.ts";

/** Columns and rows of cells that have a table in them, with a chair to the west and one to the east. */
const TABLE_COLUMNS = [4, 10, 15];
const TABLE_ROWS = [9, 12];

export const CAFE: SpaceMap = {
  id: "cafe",
  worldId: null,
  name: "Café",
  description: "Tables, chairs and a counter on a grid of one-metre cells.",
  movement: "grid",
  widthM: 20,
  depthM: 20,
  settings: {},
  zones: [
    rectangle({ id: "bar", name: "Bar", kind: "bar" }, { minX: 5, minY: 15, maxX: 15, maxY: 20 }),
    rectangle({ id: "tables", name: "Tables", kind: "seating" }, { minX: 2, minY: 8, maxX: 18, maxY: 14 }),
  ],
  spawnPoints: [
    { x: 5, y: 2, heading: NORTH },
    { x: 6, y: 2, heading: NORTH },
    { x: 4, y: 2, heading: NORTH },
    { x: 5, y: 3, heading: NORTH },
  ],
  objects: [
    { prefabId: "counter_bar", x: 8, y: 17.5, heading: SOUTH },
    { prefabId: "counter_bar", x: 10, y: 17.5, heading: SOUTH },
    { prefabId: "counter_bar", x: 12, y: 17.5, heading: SOUTH },
    { prefabId: "stool_bar", x: 8.5, y: 16.5, heading: NORTH },
    { prefabId: "stool_bar", x: 11.5, y: 16.5, heading: NORTH },
    ...TABLE_COLUMNS.flatMap((column) =>
      TABLE_ROWS.flatMap((row) => [
        { prefabId: "table_round", x: column + 0.5, y: row + 0.5 },
        { prefabId: "chair_wood", x: column - 0.5, y: row + 0.5, heading: EAST },
        { prefabId: "chair_wood", x: column + 1.5, y: row + 0.5, heading: WEST },
      ]),
    ),
    { prefabId: "plant_potted", x: 0.5, y: 19.5 },
    { prefabId: "plant_potted", x: 19.5, y: 19.5 },
    { prefabId: "plant_potted", x: 19.5, y: 0.5 },
    { prefabId: "lamp_floor", x: 0.5, y: 10.5 },
    { prefabId: "sofa_two_seat", x: 17.5, y: 5, heading: WEST },
    { prefabId: "mug_coffee", x: 10, y: 17.5, z: 1.1 },
  ],
};
