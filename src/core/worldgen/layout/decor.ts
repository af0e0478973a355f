/** Fills what is left, thinly enough to walk through. */
import type { Random } from "../../random.ts";
import { archetypeNamed } from "../archetypes.ts";
import { MAX_INSTANCES } from "../blueprint.ts";
import type { WorldPrefab } from "../worldPrefab.ts";
import { choosePrefab, clampScale, placesOf } from "./choosePrefab.ts";
import { mayFill } from "./filling.ts";
import { fits } from "./fit.ts";
import type { Guess } from "./guess.ts";
import { poseAloft, poseAnywhere, poseAtWall, poseOnWall } from "./samplersFree.ts";
import { accept, bodyOf, type Region, type Scene } from "./scene.ts";

/** Most filling in one world, and in one room. */
const MOST_OUTDOORS = 60;
const MOST_A_ROOM = 7;
/** Clear ground between filling and whatever else stands in the open: a walker and a cell of play. */
const WALKABLE_GAP_M = 1;
const GUESSES = 6;

/** Adds filling to every region. Mutates the scene. */
export function fillIn(scene: Scene): void {
  const { intent } = scene.plan;
  const regions = scene.regions.length > 0 ? scene.regions : [scene.main];
  for (const region of regions) {
    const share = Math.ceil(MOST_OUTDOORS / regions.length);
    fillRegion(scene, region, region.indoor ? MOST_A_ROOM : share);
  }
  if (!intent.indoor && scene.regions.some(({ indoor }) => indoor)) fillRegion(scene, scene.main, 20);
}

function fillRegion(scene: Scene, region: Region, most: number): void {
  const row = archetypeNamed(region.kind, region.indoor);
  const area = (region.rect.x1 - region.rect.x0) * (region.rect.z1 - region.rect.z0);
  const room = Math.min(most, MAX_INSTANCES - scene.bodies.length);
  const random = scene.random.fork("decor").fork(region.id);
  const wanted = row.filling.map(([, density]) => (density * area) / 100);
  const total = wanted.reduce((sum, count) => sum + count, 0);
  const shrink = total > room ? room / total : 1;
  let left = room;
  row.filling.forEach(([tag], index) => {
    const prefab = fillingPrefab(scene, tag);
    if (!prefab) return;
    const draw = random.fork(tag);
    const count = Math.min(left, Math.floor((wanted[index] as number) * shrink + draw.next()));
    for (let number = 0; number < count; number += 1)
      if (fillOne(scene, region, { prefab, random: draw.fork(number), number })) left -= 1;
  });
}

function fillingPrefab(scene: Scene, tag: string): WorldPrefab | null {
  const { plan } = scene;
  const key = tag;
  const known = scene.filling.get(key);
  if (known !== undefined) return known;
  const wish = { tag, noun: tag, modifiers: {}, setting: plan.intent.setting, absent: plan.absent };
  const prefab = choosePrefab(wish, plan.vocabulary);
  const chosen = prefab && mayFill(prefab, plan) && !prefab.collision.water ? prefab : null;
  scene.filling.set(key, chosen);
  return chosen;
}

function fillOne(
  scene: Scene,
  region: Region,
  { prefab, random, number }: { prefab: WorldPrefab; random: Random; number: number },
): boolean {
  const vary = region.indoor ? 1 : random.between(0.8, 1.25);
  const body = bodyOf(prefab, {
    scale: clampScale(prefab, vary),
    source: "decor",
    entity: -1,
    zone: region.id,
  });
  if (region.indoor && body.layer === "solid" && body.height > region.ceilingM && region.ceilingM > 0)
    return false;
  const places = placesOf(prefab);
  const marginM = region.indoor ? 0.08 : body.layer === "flat" ? 0.1 : WALKABLE_GAP_M;
  for (let attempt = 0; attempt < GUESSES && scene.budget > 0; attempt += 1) {
    body.y = 0;
    body.parent = null;
    const guess: Guess = { scene, body, region, random, slot: number, slots: number + 1, apartM: 0, attempt };
    if (places[0] === "wall") {
      if (region.faces.length === 0 || !poseOnWall(guess)) return false;
    } else if (places[0] === "ceiling") poseAloft(guess);
    else if (region.indoor && body.layer === "solid") poseAtWall(guess);
    else poseAnywhere(guess);
    const hung = body.parent !== null || body.y > 0;
    if (!fits(scene, body, { region, marginM: hung ? 0.05 : marginM })) continue;
    accept(scene, body);
    return true;
  }
  return false;
}
