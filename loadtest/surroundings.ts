/** What a walker knows of the space it walks in: its rules, what stands in the way, what can be used. Read over HTTP, as any client may. */
import { z } from "zod";
import { type Footprint, footprintOf } from "../src/core/sim/footprint.ts";
import { BODY_BOTTOM_M, BODY_TOP_M, type Prefab } from "../src/core/sim/types.ts";
import type { HttpClient } from "./http.ts";

/** A thing that can be turned covers at most a disc around it; larger ones are never turned by a load test. */
const MOST_TURNABLE_REACH_M = 1;
const PAGE = 200;
/** Two that every space has which names none of its own. */
const DEFAULT_ACTIVITIES = ["idle", "wave"];

const SpaceView = z.looseObject({
  id: z.number(),
  movement: z.enum(["free", "grid"]),
  width: z.number(),
  depth: z.number(),
  settings: z.looseObject({
    spawn: z.string().optional(),
    activities: z.array(z.string()).min(1).optional(),
  }),
  rules: z.looseObject({ max_speed: z.number(), step_interval_ms: z.number() }),
});

const ObjectView = z.looseObject({
  id: z.number(),
  prefab_id: z.string(),
  x: z.number(),
  y: z.number(),
  z: z.number(),
  heading: z.number(),
  scale: z.number(),
});

const PrefabView = z.looseObject({
  prefab_id: z.string(),
  footprint: z.looseObject({ w: z.number(), d: z.number(), h: z.number() }),
  collision: z.looseObject({ shape: z.enum(["box", "cylinder", "none"]), walkable: z.boolean().optional() }),
  affordances: z.array(z.string()),
});
type PrefabView = z.infer<typeof PrefabView>;

/** An object that a visitor can use a tool on. */
export interface UsableObject {
  readonly id: number;
  /** What of it stays where it is, however it is turned. */
  readonly footprint: Footprint;
  /** Actions that a load test uses on it. */
  readonly actions: readonly string[];
}

export interface Surroundings {
  readonly movement: "free" | "grid";
  readonly widthM: number;
  readonly depthM: number;
  readonly maxSpeedMps: number;
  readonly stepIntervalMs: number;
  /** A joiner appears where it asks to; otherwise it has to look where it is. */
  readonly spawnsAnywhere: boolean;
  /** What `set_activity` takes. */
  readonly activities: readonly string[];
  /** All that can ever be in the way while only a load test's tools are used: doors count as closed. */
  readonly obstacles: readonly Footprint[];
  readonly usable: readonly UsableObject[];
}

/** What a load test does to objects: nothing that puts one elsewhere, or its walkers could not rely on what they know. */
export const USED_ACTIONS = ["toggle", "paint", "rotate"] as const;

/** Reads the space over HTTP. @throws ServerRefusal, or ZodError if an answer has not the shape of the contract. */
export async function readSurroundings(
  http: HttpClient,
  { spaceId, token }: { spaceId: number; token: string },
): Promise<Surroundings> {
  const space = SpaceView.parse(await http.demand(`/api/v1/spaces/${spaceId}`, { token }));
  const objects = await readAll(http, {
    path: `/api/v1/spaces/${spaceId}/objects`,
    token,
    shape: ObjectView,
  });
  const entries = await readAll(http, { path: "/api/v1/prefab-catalog/", token, shape: PrefabView });
  const prefabs = new Map(entries.map((entry) => [entry.prefab_id, entry]));
  const obstacles: Footprint[] = [];
  const usable: UsableObject[] = [];
  for (const object of objects) {
    const entry = prefabs.get(object.prefab_id);
    if (!entry) continue;
    const footprint = footprintOf(object, prefabOf(entry));
    const turnable = entry.affordances.includes("rotate") && footprint.reachM <= MOST_TURNABLE_REACH_M;
    if (canBlock(entry, object)) obstacles.push(turnable ? discAround(footprint) : footprint);
    const actions = USED_ACTIONS.filter(
      (action) => entry.affordances.includes(action) && (action !== "rotate" || turnable),
    );
    if (actions.length > 0)
      usable.push({ id: object.id, footprint: turnable ? discInside(footprint) : footprint, actions });
  }
  return {
    movement: space.movement,
    widthM: space.width,
    depthM: space.depth,
    maxSpeedMps: space.rules.max_speed,
    stepIntervalMs: space.rules.step_interval_ms,
    spawnsAnywhere: (space.settings.spawn ?? "anywhere") === "anywhere",
    activities: space.settings.activities ?? DEFAULT_ACTIVITIES,
    obstacles,
    usable,
  };
}

/** All items of a paged list. */
async function readAll<Item>(
  http: HttpClient,
  list: { readonly path: string; readonly token: string; readonly shape: z.ZodType<Item> },
): Promise<Item[]> {
  const Page = z.looseObject({ items: z.array(list.shape), next_cursor: z.string().nullable() });
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = Page.parse(await http.demand(`${list.path}?limit=${PAGE}${query}`, { token: list.token }));
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}

function canBlock({ collision, footprint }: PrefabView, object: { z: number; scale: number }): boolean {
  if (collision.shape === "none" || collision.walkable) return false;
  return object.z < BODY_TOP_M && object.z + footprint.h * object.scale > BODY_BOTTOM_M;
}

function discAround({ x, y, reachM }: Footprint): Footprint {
  return { shape: "disc", x, y, radiusM: reachM, reachM };
}

function discInside(footprint: Footprint): Footprint {
  if (footprint.shape === "disc") return footprint;
  const radiusM = Math.min(footprint.halfDepthM, footprint.halfWidthM);
  return { shape: "disc", x: footprint.x, y: footprint.y, radiusM, reachM: footprint.reachM };
}

/** An entry as the simulation's footprints take it; what they do not look at stays empty. */
function prefabOf({ prefab_id, footprint, collision, affordances }: PrefabView): Prefab {
  const { shape, walkable = false } = collision;
  const solid = shape !== "none" && !walkable;
  const plain = { name: prefab_id, kind: prefab_id, minScale: 1, maxScale: 1, state: {} };
  return { ...plain, id: prefab_id, footprint, shape, solid, affordances };
}
