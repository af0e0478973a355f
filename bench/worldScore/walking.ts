/** Where one can walk in a world: a flood over a grid of 0.25 m by somebody of 0.35 m radius. */
import type { WorldBlueprint } from "../../src/core/worldgen/blueprint.ts";
import { distanceToBox, type Ground, type Placed } from "./boxes.ts";

const CELL_M = 0.25;
const AGENT_M = 0.35;
const BODY_BOTTOM_M = 0.1;
const BODY_TOP_M = 1.8;

export interface Walking {
  /** True if a point lies in a cell that every spawn point reaches. */
  reached(point: Ground): boolean;
  /** True if such a cell's centre lies within `withinM` of the box. */
  reachedNear(box: Placed, withinM: number): boolean;
}

/** Floods a world from each of its spawn points. */
export function walk(blueprint: WorldBlueprint, all: readonly Placed[]): Walking {
  const { width, depth } = blueprint.bounds;
  const columns = Math.max(1, Math.floor(width / CELL_M));
  const rows = Math.max(1, Math.floor(depth / CELL_M));
  const centre = (cell: number) => ({
    x: -width / 2 + ((cell % columns) + 0.5) * CELL_M,
    z: -depth / 2 + (Math.floor(cell / columns) + 0.5) * CELL_M,
  });
  const cellOf = ({ x, z }: Ground) => {
    const column = Math.min(columns - 1, Math.max(0, Math.floor((x + width / 2) / CELL_M)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor((z + depth / 2) / CELL_M)));
    return row * columns + column;
  };
  const visit = (box: Placed, marginM: number, act: (cell: number) => boolean | undefined) => {
    const reachM = Math.hypot(box.halfX, box.halfZ) + marginM;
    const from = cellOf({ x: box.x - reachM, z: box.z - reachM });
    const to = cellOf({ x: box.x + reachM, z: box.z + reachM });
    for (let row = Math.floor(from / columns); row <= Math.floor(to / columns); row++) {
      for (let column = from % columns; column <= to % columns; column++) {
        const cell = row * columns + column;
        if (distanceToBox(centre(cell), box) < marginM && act(cell)) return true;
      }
    }
    return false;
  };

  const blocked = new Uint8Array(columns * rows);
  for (const box of all) {
    if (!blocksWalking(box)) continue;
    visit(box, AGENT_M, (cell) => {
      blocked[cell] = 1;
      return false;
    });
  }
  const times = new Uint16Array(columns * rows);
  for (const [turn, spawn] of blueprint.spawn_points.entries()) {
    const stack = [cellOf(spawn.position)];
    while (stack.length > 0) {
      const cell = stack.pop()!;
      if (blocked[cell] === 1 || times[cell] !== turn) continue;
      times[cell] = turn + 1;
      const column = cell % columns;
      if (column > 0) stack.push(cell - 1);
      if (column < columns - 1) stack.push(cell + 1);
      if (cell >= columns) stack.push(cell - columns);
      if (cell < columns * (rows - 1)) stack.push(cell + columns);
    }
  }
  const spawns = blueprint.spawn_points.length;
  return {
    reached: (point) => times[cellOf(point)] === spawns,
    reachedNear: (box, withinM) => visit(box, withinM, (cell) => times[cell] === spawns),
  };
}

/** What spans some of a body's height blocks; doors and gates open, and what is walked over does not. */
function blocksWalking({ prefab, baseM, heightM }: Placed): boolean {
  if (prefab.collision.shape === "none" || prefab.collision.walkable) return false;
  if (prefab.tags.some((tag) => tag === "door" || tag === "gate")) return false;
  return baseM < BODY_TOP_M && baseM + heightM > BODY_BOTTOM_M;
}
