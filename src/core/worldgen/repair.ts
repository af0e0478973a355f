/** Makes the most of a laid-out scene: zone centres where one can walk, filling out of the way, as little taken out as can be. */
import type { WorldBlueprint, WorldZone } from "./blueprint.ts";
import type { Body } from "./layout/body.ts";
import { pose } from "./layout/body.ts";
import { draftOf } from "./layout/draft.ts";
import { fits } from "./layout/fit.ts";
import { placeOne } from "./layout/place.ts";
import type { Scene } from "./layout/scene.ts";
import { type Finding, judgeInstances, judgeWalking, quadsOf } from "./validate/validate.ts";
import { type Walkable, type Within, walkableOf } from "./validate/walkable.ts";
import type { WorldCatalogue } from "./worldPrefab.ts";

export interface Judged {
  readonly blueprint: WorldBlueprint;
  readonly findings: readonly Finding[];
  /** Nouns of things that had to be taken out again. */
  readonly removed: readonly string[];
}

export interface JudgeInput {
  readonly scene: Scene;
  readonly prompt: string;
  readonly seed: number;
  readonly catalogue: WorldCatalogue;
}

/** Radius that worlds are made for, metres: more than a walker's, so that whoever judges on another grid finds the same ways. */
const MADE_FOR_M = 0.45;
/** Filling this near to what cannot be reached is taken away, metres. */
const NEARBY_M = 3;

/** Draft and findings of a scene, after up to three rounds of repair. Mutates the scene. */
export function judgeAndRepair(input: JudgeInput): Judged {
  const removed: string[] = [];
  let judged = judge(input);
  for (const [round, mend] of [dropFilling, moveAway, moveAway, takeOut].entries()) {
    if (judged.findings.length === 0) break;
    if (!mend(input.scene, judged, { removed, round })) continue;
    judged = judge(input);
  }
  return { ...withoutLostZones(judged), removed };
}

/** A zone that nothing could make reachable is no zone of the world. The whole scene's is kept. */
function withoutLostZones({ blueprint, findings }: Draft): Pick<Judged, "blueprint" | "findings"> {
  const lost = new Set(findings.flatMap(({ zone_id }) => (zone_id && zone_id !== "scene" ? [zone_id] : [])));
  if (lost.size === 0) return { blueprint, findings };
  return {
    blueprint: { ...blueprint, zones: blueprint.zones.filter(({ id }) => !lost.has(id)) },
    findings: findings.map((one) =>
      one.zone_id && lost.has(one.zone_id) ? { ...one, severity: "warning" as const } : one,
    ),
  };
}

type Draft = ReturnType<typeof judge>;

interface Round {
  readonly round: number;
  /** Grows by the nouns of what is taken out. */
  readonly removed: string[];
}

function judge({ scene, prompt, seed, catalogue }: JudgeInput) {
  const { blueprint, bodies } = draftOf({ scene, prompt, seed, catalogVersion: catalogue.version });
  const { quads } = quadsOf(blueprint, catalogue);
  const walkable = walkableOf(quads, blueprint.bounds, MADE_FOR_M);
  settleOnGround(blueprint, walkable);
  const findings = [
    ...judgeInstances(quads, blueprint, [...scene.plan.absent]),
    ...judgeWalking(blueprint, quads, walkable),
  ];
  return { blueprint, bodies, findings };
}

/** Drops spawn points cut off from the largest free area and puts every zone's centre on it. Mutates the blueprint. */
function settleOnGround(blueprint: WorldBlueprint, walkable: Walkable): void {
  const area = homeArea(blueprint, walkable);
  if (area < 0) return;
  const kept = blueprint.spawn_points.filter(
    ({ position }) => walkable.areaAt(position.x, position.z) === area,
  );
  if (kept.length > 0) blueprint.spawn_points = kept;
  else {
    const spot = walkable.nearest(
      { x: 0, z: -blueprint.bounds.depth / 2 },
      area,
      withinOf(blueprint.zones[0]),
    );
    if (spot) blueprint.spawn_points = [{ position: { x: mm(spot.x), y: 0, z: mm(spot.z) }, yaw: 0 }];
  }
  for (const zone of blueprint.zones) {
    const spot = walkable.nearest(zone.center, area, withinOf(zone));
    if (spot) zone.center = { x: mm(spot.x), y: 0, z: mm(spot.z) };
  }
}

/** The area to live in: the largest, unless the first spawn point's own is nearly as large. */
function homeArea({ spawn_points }: WorldBlueprint, walkable: Walkable): number {
  const first = spawn_points[0];
  const own = first ? walkable.areaAt(first.position.x, first.position.z) : -1;
  if (own >= 0 && walkable.sizeOf(own) >= walkable.sizeOf(walkable.largest) * 0.6) return own;
  return walkable.largest;
}

/** The rectangle of a zone; everywhere without one. Zones are upright rectangles here. */
function withinOf(zone: WorldZone | undefined): Within {
  const [low, , high] = zone?.polygon ?? [];
  const far = Number.MAX_SAFE_INTEGER;
  return { minX: low?.x ?? -far, maxX: high?.x ?? far, minZ: low?.z ?? -far, maxZ: high?.z ?? far };
}

/** First: filling near what cannot be reached goes. True if any went. */
function dropFilling(scene: Scene, { blueprint, bodies, findings }: Draft): boolean {
  const spots = findings.flatMap(({ instance_id, zone_id }): { x: number; z: number; reach: number }[] => {
    const zone = blueprint.zones.find(({ id }) => id === zone_id);
    if (zone) return [{ ...zone.center, reach: 0 }];
    const body = bodies[indexOf(instance_id)];
    return body ? [{ x: body.x, z: body.z, reach: body.reachX + body.reachZ }] : [];
  });
  const everything = findings.some(({ code }) => code === "zone_unreachable" || code === "spawn_blocked");
  const going = bodies.filter(
    (body) =>
      body.source === "decor" &&
      isFilling(body) &&
      (everything || spots.some((spot) => nearTo(body, spot, NEARBY_M + spot.reach))),
  );
  for (const body of going) remove(scene, body);
  return going.length > 0;
}

/** Walls, doors, water and crossings carry the place; the rest of what layout adds is filling. */
function isFilling({ prefab, layer }: Body): boolean {
  return (
    layer !== "water" && layer !== "crossing" && !prefab.tags.some((tag) => tag === "wall" || tag === "door")
  );
}

function nearTo(body: Body, { x, z }: { x: number; z: number }, withinM: number): boolean {
  return Math.abs(body.x - x) < withinM + body.reachX && Math.abs(body.z - z) < withinM + body.reachZ;
}

/** Second: what cannot be reached or stands wrong is nudged by up to a metre, else placed anew. True if any moved. */
function moveAway(scene: Scene, { bodies, findings }: Draft, { round }: Round): boolean {
  let moved = false;
  for (const { instance_id } of findings) {
    const body = bodies[indexOf(instance_id)];
    const planned = body && scene.plan.entities[body.entity];
    if (!body || !planned || body.parent || scene.bodies.some(({ parent }) => parent === body)) continue;
    if (planned.form !== "thing" || isTarget(scene, body.entity)) continue;
    const index = scene.placed[body.entity]?.indexOf(body) ?? 0;
    remove(scene, body);
    const anew = placeOne(scene, planned, { index, again: round });
    if (anew) moved = true;
    else nudgeBack(scene, body);
  }
  return moved;
}

/** True if something else stands where it does because of this. */
function isTarget({ plan }: Scene, entity: number): boolean {
  return plan.entities.some((one) => one?.relations.some(({ targets }) => targets.includes(entity)));
}

function nudgeBack(scene: Scene, body: Body): void {
  const random = scene.random.fork("nudge");
  const { x, z, yaw } = body;
  for (let attempt = 0; attempt < 24; attempt += 1) {
    pose(body, x + random.between(-1, 1), z + random.between(-1, 1), yaw);
    if (fits(scene, body, { region: scene.main, marginM: 0.01 })) break;
    pose(body, x, z, yaw);
  }
  scene.bodies.push(body);
  scene.grid.add(body);
  scene.placed[body.entity]?.push(body);
}

/** Last: what would still break a hard rule is taken out and told. True if any was. */
function takeOut(scene: Scene, { bodies, findings }: Draft, { removed }: Round): boolean {
  let took = false;
  for (const { severity, instance_id } of findings) {
    const body = bodies[indexOf(instance_id)];
    if (severity !== "error" || !body || !scene.bodies.includes(body)) continue;
    remove(scene, body);
    const noun = scene.plan.intent.entities[body.entity]?.noun;
    if (noun !== undefined) removed.push(noun);
    took = true;
  }
  return took;
}

/** Takes a body and all that stands on it out of the scene. */
function remove(scene: Scene, body: Body): void {
  for (const child of scene.bodies.filter(({ parent }) => parent === body)) remove(scene, child);
  const index = scene.bodies.indexOf(body);
  if (index >= 0) scene.bodies.splice(index, 1);
  scene.grid.remove(body);
  const placed = scene.placed[body.entity];
  const own = placed?.indexOf(body) ?? -1;
  if (own >= 0) placed?.splice(own, 1);
}

function indexOf(instanceId: string | undefined): number {
  return instanceId === undefined ? -1 : Number(instanceId.slice(1)) - 1;
}

function mm(metres: number): number {
  return Math.round(metres * 1000) / 1000 + 0;
}
