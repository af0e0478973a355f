/** A walled-in meadow for play and quiet. */
import { NORTH, rectangle, SOUTH, type SpaceMap } from "./spaceMap.ts";

/** Middles of the hedges along the north and south edges, metres from the west; the gate is in the gap. */
const NORTH_HEDGES = [4, 8, 12, 16, 20, 24, 28, 32, 36];
const SOUTH_HEDGES = NORTH_HEDGES.filter((x) => x !== 20);

export const GARDEN: SpaceMap = {
  id: "garden",
  worldId: null,
  name: "Garden",
  description: "A meadow with hedges, trees, a gate and something to play with.",
  movement: "free",
  widthM: 40,
  depthM: 30,
  settings: {},
  zones: [
    rectangle({ id: "meadow", name: "Meadow", kind: "garden" }, { minX: 4, minY: 10, maxX: 36, maxY: 26 }),
  ],
  spawnPoints: [
    { x: 20, y: 6, heading: NORTH },
    { x: 18, y: 6, heading: NORTH },
    { x: 22, y: 6, heading: NORTH },
  ],
  objects: [
    ...NORTH_HEDGES.map((x) => ({ prefabId: "hedge_box", x, y: 29, heading: SOUTH, scale: 2 })),
    ...SOUTH_HEDGES.map((x) => ({ prefabId: "hedge_box", x, y: 1, heading: NORTH, scale: 2 })),
    { prefabId: "gate_garden", x: 20, y: 1, heading: NORTH },
    { prefabId: "tree_oak", x: 8, y: 18 },
    { prefabId: "tree_oak", x: 31, y: 21 },
    { prefabId: "bench_park", x: 8, y: 15, heading: SOUTH },
    { prefabId: "flower_pot", x: 15, y: 9 },
    { prefabId: "flower_pot", x: 25, y: 9 },
    { prefabId: "ball_rubber", x: 20, y: 15 },
    { prefabId: "sign_board", x: 23, y: 3.5, heading: NORTH, state: { label: "Garden" } },
  ],
};
