/**
 * A wall that something is said to hang on is drafted as two courses, one on the other, with the seam just above the
 * lower edge of what hangs: "on" means a support underneath, for a picture as for a mug.
 */
import { MAX_INSTANCES, type PrefabInstance } from "../blueprint.ts";
import { toMillimetre } from "../turns.ts";
import type { Body } from "./body.ts";
import type { Scene } from "./scene.ts";

export interface Course {
  readonly wall: Body;
  /** What hangs on it. */
  readonly hung: readonly Body[];
  /** Height of the seam, metres. */
  readonly seamM: number;
}

/** How far the seam lies over the lower edge of what rests on it, metres. */
const REST_M = 0.05;

/** The walls of a scene that are drafted as courses: as many as the cap on instances leaves room for. */
export function coursesOf(scene: Scene): Course[] {
  const hungOn = new Map<Body, Body[]>();
  for (const body of scene.bodies) {
    const wall = body.parent;
    if (!wall || wall.parent || wall.y > 0 || wall.prefab.tags[0] !== "wall" || !saidToHang(scene, body))
      continue;
    const hung = hungOn.get(wall);
    if (hung) hung.push(body);
    else hungOn.set(wall, [body]);
  }
  const courses = [...hungOn].flatMap(([wall, hung]): Course[] => {
    const seamM = seamOf(wall, hung);
    return seamM === null ? [] : [{ wall, hung, seamM }];
  });
  return courses.slice(0, Math.max(0, MAX_INSTANCES - scene.bodies.length));
}

function saidToHang({ plan }: Scene, { entity }: Body): boolean {
  const relations = plan.entities[entity]?.relations ?? [];
  return relations.some(({ rel, targets }) =>
    rel === "on" ? targets.length > 0 : rel === "against" && targets.length === 0,
  );
}

/** The lowest seam that something rests on and that leaves both courses as high as the prefab may be made; null without one. */
function seamOf({ prefab, height }: Body, hung: readonly Body[]): number | null {
  const least = prefab.min_scale * prefab.footprint.h + 0.001;
  let lowest: number | null = null;
  for (const { y } of hung) {
    const seamM = Math.min(height - least, Math.max(least, y + REST_M));
    if (seamM >= least && y >= seamM - 2 * REST_M + 0.005) lowest = Math.min(lowest ?? seamM, seamM);
  }
  return lowest;
}

/** Makes a wall's instance its lower course, with what hangs higher on the upper one. The upper course. Mutates the instances. */
export function lieCourses(
  { wall, hung, seamM }: Course,
  { instances, ids, id }: { instances: PrefabInstance[]; ids: ReadonlyMap<Body, string>; id: string },
): PrefabInstance {
  const at = (body: Body) => Number((ids.get(body) as string).slice(1)) - 1;
  const whole = instances[at(wall)] as PrefabInstance;
  const fullM = wall.prefab.footprint.h;
  const scaleY = Math.round((seamM / fullM) * 10_000) / 10_000;
  const lower = { ...whole, scale: { ...whole.scale, y: scaleY } };
  instances[at(wall)] = lower;
  for (const body of hung) {
    const hanging = instances[at(body)] as PrefabInstance;
    if (body.y > seamM + REST_M) instances[at(body)] = { ...hanging, parent_instance_id: id };
  }
  return {
    ...whole,
    instance_id: id,
    position: { ...whole.position, y: toMillimetre(scaleY * fullM) },
    scale: { ...whole.scale, y: Math.round((whole.scale.y - scaleY) * 10_000) / 10_000 },
    parent_instance_id: whole.instance_id,
    source: "decor",
  };
}
