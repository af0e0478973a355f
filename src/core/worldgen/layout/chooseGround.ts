/** How large the ground is. */
import type { Random } from "../../random.ts";
import { type Archetype, archetypeNamed } from "../archetypes.ts";
import { MAX_WORLD_M } from "../blueprint.ts";
import type { SceneIntent } from "../intent.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { longestOf } from "./weighRelations.ts";

interface GroundInput {
  readonly intent: SceneIntent;
  readonly archetype: Archetype;
  readonly entities: readonly (PlannedEntity | null)[];
  readonly random: Random;
  readonly bounds?: { readonly width: number; readonly depth: number };
}

const SIZE_FACTORS = { small: 0.8, medium: 1, large: 1.4 } as const;
/** Ground for each square metre of things. */
const OUTDOOR_ROOM = 3;
const INDOOR_ROOM = 2.8;
/** Largest ground that is chosen, metres a side. */
const LARGEST_M = 240;

/** Width and depth of the ground, metres: as asked, else by archetype and contents. */
export function chooseGround({ intent, archetype, entities, random, bounds }: GroundInput): {
  width: number;
  depth: number;
} {
  if (bounds) return { width: bounds.width, depth: bounds.depth };
  const draw = random.fork("ground");
  const factor = SIZE_FACTORS[intent.size ?? "medium"];
  const drawn = draw.between(archetype.side[0], archetype.side[1]) * factor;
  const [area, longest] = contentsOf(entities);
  const rooms = intent.rooms.reduce((sum, room) => sum + roomArea(room), 0);
  const closed = intent.indoor;
  const needed = Math.sqrt(area * (closed ? INDOOR_ROOM : OUTDOOR_ROOM) + (closed ? 6 : 60));
  const forRooms = Math.sqrt(rooms * (closed ? 1.1 : 1.5));
  const tied = closed ? 0 : tiedSide(entities);
  const side = Math.max(drawn, needed, forRooms, tied, closed ? longest + 3 : longest * 1.5 + 8);
  const step = closed ? 0.5 : 1;
  const ratio = draw.between(0.85, 1);
  const round = (metres: number) => Math.min(LARGEST_M, MAX_WORLD_M, Math.ceil(metres / step) * step);
  return { width: round(side), depth: round(Math.max(side * ratio, longest + (closed ? 3 : 8), tied)) };
}

/** Side of the open that large things beside each other or along a road need, metres. */
function tiedSide(entities: readonly (PlannedEntity | null)[]): number {
  let side = 0;
  for (const planned of entities) {
    if (planned?.form !== "thing") continue;
    const own = longestOf(planned);
    if (planned.place === "water" && planned.count > 1) side = Math.max(side, own * 2.3 + 4);
    for (const { rel, targets, apartM = 0 } of planned.relations) {
      const target = entities[targets[0] ?? -1];
      if (!target || target === planned) continue;
      if (rel === "along" && target.form === "strip")
        side = Math.max(side, Math.ceil(planned.count / 2) * (own + 1.5) * 1.1, 2 * own + 14);
      if (COMPASS.has(rel)) {
        const central = target.relations.some((one) => one.rel === "middle_of" && one.targets.length === 0);
        side = Math.max(
          side,
          longestOf(target) + (own + 2 * planned.needs.side + apartM + 3) * (central ? 2 : 1) + 4,
        );
      }
    }
  }
  return side;
}
const COMPASS: ReadonlySet<string> = new Set(["north_of", "south_of", "east_of", "west_of"]);

/** Square metres that a room of a kind asks for by itself. */
export function roomArea({ kind, indoor }: { kind: string; indoor: boolean }): number {
  const { side } = archetypeNamed(kind, indoor);
  const mean = (side[0] + side[1]) / 2;
  return indoor ? mean * mean : Math.min(400, mean * mean);
}

/** Square metres that one of these takes with what is to stand around it, and its longest side. */
export function spaceFor({ prefab, scale, needs }: PlannedEntity): { areaM2: number; longestM: number } {
  const { footprint, placement } = prefab;
  const clear = placement.clearance_front ?? 0.3;
  const spacing = Math.min(4, (placement.spacing ?? 0.3) * 2);
  const w = footprint.w * scale + Math.max(0.6, spacing / 2) + 2 * needs.side;
  const d = footprint.d * scale + Math.max(0.6, clear) + needs.front + needs.back;
  return { areaM2: w * d, longestM: Math.max(footprint.w, footprint.d) * scale };
}

/** True for what takes no ground of its own: it is on or in something larger. */
function isCarried(own: PlannedEntity, entities: readonly (PlannedEntity | null)[]): boolean {
  return own.relations.some(({ rel, targets }) => {
    const support = entities[targets[0] ?? -1];
    return (rel === "on" || rel === "inside") && (!support || longestOf(own) <= 2 * longestOf(support) + 0.3);
  });
}

function contentsOf(entities: readonly (PlannedEntity | null)[]): [number, number] {
  let area = 0;
  let longest = 0;
  for (const planned of entities) {
    if (!planned || planned.form === "strip" || planned.form === "edge" || planned.form === "structure")
      continue;
    if (planned.place === "wall" || planned.place === "ceiling") continue;
    const { areaM2, longestM } = spaceFor(planned);
    if (isCarried(planned, entities)) continue;
    area += areaM2 * planned.count;
    longest = Math.max(longest, longestM);
  }
  return [area, longest];
}
