/** Turns a laid-out scene into a blueprint. Zone centres are left to who knows where one can walk: see finish.ts. */
import { environmentOf } from "../archetypes.ts";
import type { PrefabInstance, WorldBlueprint, WorldZone } from "../blueprint.ts";
import { degreesOf } from "../turns.ts";
import type { Body } from "./body.ts";
import { coursesOf, lieCourses } from "./courses.ts";
import type { Rect, Scene } from "./scene.ts";

export interface DraftInput {
  readonly scene: Scene;
  readonly prompt: string;
  readonly seed: number;
  readonly catalogVersion: string;
}

/** The blueprint of a scene, and the body behind each instance, in the same order. */
export function draftOf({ scene, prompt, seed, catalogVersion }: DraftInput): {
  blueprint: WorldBlueprint;
  bodies: readonly Body[];
} {
  const { intent, archetype, width, depth } = scene.plan;
  const ids = new Map(scene.bodies.map((body, index) => [body, `i${index + 1}`]));
  const courses = coursesOf(scene);
  const instances = scene.bodies.map((body) => instanceOf(body, ids));
  const upper = courses.map((course, index) =>
    lieCourses(course, { instances, ids, id: `i${instances.length + index + 1}` }),
  );
  const blueprint: WorldBlueprint = {
    version: 1,
    name: nameOf(scene),
    prompt,
    seed,
    catalog_version: catalogVersion,
    bounds: { width, depth },
    environment: environmentOf(intent),
    terrain: { type: archetype.terrain[0], material: archetype.terrain[1] },
    zones: zonesOf(scene),
    paths: scene.paths.map(({ points, width }) => ({ points: points.map(({ x, z }) => ({ x, z })), width })),
    spawn_points: scene.spawns.map(({ x, z, yaw }) => ({ position: { x, y: 0, z }, yaw: degreesOf(yaw) })),
    prefab_instances: [...instances, ...upper],
  };
  return { blueprint, bodies: [...scene.bodies, ...courses.map(({ wall }) => wall)] };
}

function instanceOf(body: Body, ids: ReadonlyMap<Body, string>): PrefabInstance {
  const { label, zone, parent, variant, scale } = body;
  const parentId = parent ? ids.get(parent) : undefined;
  return {
    instance_id: ids.get(body) as string,
    prefab_id: body.prefab.prefab_id,
    position: { x: body.x, y: body.y, z: body.z },
    rotation: { x: 0, y: degreesOf(body.yaw), z: 0 },
    scale: { x: scale.x, y: scale.y, z: scale.z },
    ...(label === undefined ? {} : { label }),
    ...(zone === undefined ? {} : { zone }),
    ...(parentId === undefined ? {} : { parent_instance_id: parentId }),
    source: body.source,
    ...(variant === undefined ? {} : { variant }),
  };
}

function zonesOf(scene: Scene): WorldZone[] {
  const { width, depth, plan } = scene;
  const whole = { x0: -width / 2, z0: -depth / 2, x1: width / 2, z1: depth / 2 };
  const name = plan.intent.setting[0] ?? plan.intent.archetype;
  const zones = [zoneOf("scene", { name, kind: plan.intent.archetype, rect: whole })];
  for (const { id, name: called, kind, rect } of scene.regions)
    zones.push(zoneOf(id, { name: called, kind, rect }));
  return zones;
}

function zoneOf(id: string, { name, kind, rect }: { name: string; kind: string; rect: Rect }): WorldZone {
  const round = (metres: number) => Math.round(metres * 1000) / 1000 + 0;
  const [x0, x1] = [round(rect.x0), round(rect.x1)];
  const [z0, z1] = [round(rect.z0), round(rect.z1)];
  return {
    id,
    name: capital(name),
    kind,
    polygon: [
      { x: x0, z: z0 },
      { x: x1, z: z0 },
      { x: x1, z: z1 },
      { x: x0, z: z1 },
    ],
    center: { x: round((x0 + x1) / 2), y: 0, z: round((z0 + z1) / 2) },
  };
}

/** What the world is called: its setting and the first things asked for. */
function nameOf({ plan }: Scene): string {
  const { setting, archetype, entities } = plan.intent;
  const place = setting[0] ?? archetype;
  const things = entities
    .map(({ noun }) => noun)
    .filter((noun) => noun !== place)
    .slice(0, 2);
  const name = things.length === 0 ? place : `${place} with ${things.join(" and ")}`;
  return capital(name).replaceAll("_", " ").slice(0, 120);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
