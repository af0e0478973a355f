/**
 * Finds ways through a world by what anybody is served: its blueprint and the catalogue's footprints. Shares nothing
 * with the generator's own judge and with the simulation, so that all three must agree on where one can walk.
 */

export interface ServedPrefab {
  readonly prefab_id: string;
  readonly tags: readonly string[];
  readonly footprint: { readonly w: number; readonly d: number; readonly h: number };
  readonly collision: {
    readonly shape: "box" | "cylinder" | "none";
    readonly walkable?: boolean;
    readonly water?: boolean;
  };
  readonly affordances: readonly string[];
}

export interface ServedInstance {
  readonly instance_id: string;
  readonly prefab_id: string;
  readonly position: { readonly x: number; readonly y: number; readonly z: number };
  readonly rotation: { readonly y: number };
  readonly scale: { readonly x: number; readonly y: number; readonly z: number };
}

export interface ServedBlueprint {
  readonly bounds: { readonly width: number; readonly depth: number };
  readonly zones: readonly {
    readonly id: string;
    readonly polygon: readonly { readonly x: number; readonly z: number }[];
    readonly center: { readonly x: number; readonly z: number };
  }[];
  readonly spawn_points: readonly { readonly position: { readonly x: number; readonly z: number } }[];
  readonly prefab_instances: readonly ServedInstance[];
}

/** A point of a space: metres east and north of its south-west corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

const CELL_M = 0.25;
const AGENT_M = 0.35;
/** Kept from what stands in the way on top of the walker's own radius, for the corners of the grid. */
const MARGIN_M = 0.03;

interface Block {
  readonly x: number;
  readonly y: number;
  readonly sin: number;
  readonly cos: number;
  readonly halfAlongM: number;
  readonly halfAcrossM: number;
  readonly round: boolean;
}

export class BlueprintPaths {
  readonly #columns: number;
  readonly #rows: number;
  readonly #blocked: Uint8Array;
  readonly #offset: Spot;

  constructor(blueprint: ServedBlueprint, prefabs: ReadonlyMap<string, ServedPrefab>) {
    const { width, depth } = blueprint.bounds;
    this.#offset = { x: width / 2, y: depth / 2 };
    this.#columns = Math.floor(width / CELL_M);
    this.#rows = Math.floor(depth / CELL_M);
    this.#blocked = new Uint8Array(this.#columns * this.#rows);
    const placed = blueprint.prefab_instances.flatMap((instance) => {
      const prefab = prefabs.get(instance.prefab_id);
      return prefab ? [{ instance, prefab, block: this.blockOf(instance, prefab) }] : [];
    });
    const bridges = placed.filter(
      ({ instance, prefab }) => prefab.collision.walkable && instance.position.y < 0.5,
    );
    const inTheWay = placed.filter(({ instance, prefab }) => standsInTheWay(instance, prefab));
    for (let at = 0; at < this.#blocked.length; at += 1) {
      const spot = this.#spotOf(at);
      const fromEdge = Math.min(spot.x, spot.y, width - spot.x, depth - spot.y);
      const blocked = inTheWay.some(({ prefab, block }) => {
        if (distance(block, spot) >= AGENT_M + MARGIN_M) return false;
        return !(
          prefab.collision.water &&
          bridges.some((bridge) => insideBy(bridge.block, spot) >= AGENT_M + MARGIN_M)
        );
      });
      if (blocked || fromEdge < AGENT_M) this.#blocked[at] = 1;
    }
  }

  /** A blueprint's point in the space's axes. */
  toSpace({ x, z }: { readonly x: number; readonly z: number }): Spot {
    return { x: x + this.#offset.x, y: z + this.#offset.y };
  }

  /** Where an instance stands, for {@link distance}. */
  blockOf({ position, rotation, scale }: ServedInstance, { footprint, collision }: ServedPrefab): Block {
    // Clockwise from north becomes counter-clockwise from east.
    const heading = ((90 - rotation.y) * Math.PI) / 180;
    const [halfAlongM, halfAcrossM] = [(footprint.d * scale.z) / 2, (footprint.w * scale.x) / 2];
    const round = collision.shape === "cylinder" && Math.abs(halfAlongM - halfAcrossM) < 1e-6;
    const { x, y } = this.toSpace(position);
    return { x, y, sin: Math.sin(heading), cos: Math.cos(heading), halfAlongM, halfAcrossM, round };
  }

  /** Corners of a way from one point to the nearest that `isGoal`, null if there is none. The last corner is the goal. */
  find(from: Spot, isGoal: (spot: Spot) => boolean): Spot[] | null {
    const start = this.#nearestFree(from);
    if (start === null) return null;
    const before = new Int32Array(this.#blocked.length).fill(-1);
    before[start] = start;
    const queue = [start];
    for (let head = 0; head < queue.length; head += 1) {
      const at = queue[head]!;
      if (isGoal(this.#spotOf(at))) return this.#cornersOf(before, at);
      for (const next of this.#neighbours(at)) {
        if (before[next] !== -1 || this.#blocked[next]) continue;
        before[next] = at;
        queue.push(next);
      }
    }
    return null;
  }

  #cornersOf(before: Int32Array, goal: number): Spot[] {
    const cells = [goal];
    for (let at = goal; before[at] !== at; at = before[at]!) cells.unshift(before[at]!);
    const corners: Spot[] = [];
    for (let at = 0; at < cells.length - 1; ) {
      let far = at + 1;
      while (far + 1 < cells.length && this.#isClear(this.#spotOf(cells[at]!), this.#spotOf(cells[far + 1]!)))
        far += 1;
      corners.push(this.#spotOf(cells[far]!));
      at = far;
    }
    return corners.length > 0 ? corners : [this.#spotOf(goal)];
  }

  /** True if a straight walk stays on free cells, looked at every 5 cm and to both sides. */
  #isClear(from: Spot, to: Spot): boolean {
    const lengthM = Math.hypot(to.x - from.x, to.y - from.y);
    const steps = Math.ceil(lengthM / 0.05);
    for (let step = 0; step <= steps; step += 1) {
      const x = from.x + ((to.x - from.x) * step) / steps;
      const y = from.y + ((to.y - from.y) * step) / steps;
      for (const [dx, dy] of [
        [0, 0],
        [0.12, 0],
        [-0.12, 0],
        [0, 0.12],
        [0, -0.12],
      ] as const)
        if (this.#blocked[this.#cellOf({ x: x + dx, y: y + dy })] !== 0) return false;
    }
    return true;
  }

  #nearestFree(spot: Spot): number | null {
    const reach = (at: number) => {
      const { x, y } = this.#spotOf(at);
      return Math.hypot(x - spot.x, y - spot.y);
    };
    let best: number | null = null;
    for (let at = 0; at < this.#blocked.length; at += 1)
      if (!this.#blocked[at] && reach(at) < 0.6 && (best === null || reach(at) < reach(best))) best = at;
    return best;
  }

  #neighbours(at: number): number[] {
    const column = at % this.#columns;
    const found: number[] = [];
    if (column > 0) found.push(at - 1);
    if (column < this.#columns - 1) found.push(at + 1);
    if (at >= this.#columns) found.push(at - this.#columns);
    if (at + this.#columns < this.#blocked.length) found.push(at + this.#columns);
    return found;
  }

  #cellOf({ x, y }: Spot): number {
    const column = Math.min(this.#columns - 1, Math.max(0, Math.floor(x / CELL_M)));
    const row = Math.min(this.#rows - 1, Math.max(0, Math.floor(y / CELL_M)));
    return row * this.#columns + column;
  }

  #spotOf(at: number): Spot {
    return { x: ((at % this.#columns) + 0.5) * CELL_M, y: (Math.floor(at / this.#columns) + 0.5) * CELL_M };
  }
}

/** Metres from a point to the edge of a block, 0 inside. */
export function distance(block: Block, { x, y }: Spot): number {
  const [dx, dy] = [x - block.x, y - block.y];
  if (block.round) return Math.max(0, Math.hypot(dx, dy) - block.halfAlongM);
  const along = Math.abs(dx * block.cos + dy * block.sin) - block.halfAlongM;
  const across = Math.abs(dy * block.cos - dx * block.sin) - block.halfAcrossM;
  return Math.hypot(Math.max(0, along), Math.max(0, across));
}

/** Metres from a point inside a block to its nearest edge, below 0 outside. */
function insideBy(block: Block, { x, y }: Spot): number {
  const [dx, dy] = [x - block.x, y - block.y];
  const along = block.halfAlongM - Math.abs(dx * block.cos + dy * block.sin);
  const across = block.halfAcrossM - Math.abs(dy * block.cos - dx * block.sin);
  return Math.min(along, across);
}

/** What spans some of the height from 0.1 to 1.8 m, and water; doors and gates open. */
function standsInTheWay(
  { position, scale }: ServedInstance,
  { tags, footprint, collision }: ServedPrefab,
): boolean {
  if (collision.water) return true;
  if (collision.shape === "none" || collision.walkable || tags.includes("door") || tags.includes("gate"))
    return false;
  return position.y < 1.8 && position.y + footprint.h * scale.y > 0.1;
}
