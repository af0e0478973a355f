/** Guesses for what stands on, under or in another thing, or floats on water: these also set height and parent. */
import type { Standing } from "../relations.ts";
import { type Body, pose } from "./body.ts";
import { placesOf } from "./choosePrefab.ts";
import type { Guess } from "./guess.ts";
import { hangOn } from "./samplersFree.ts";
import { topOf } from "./scene.ts";

/** A thing on a large one keeps this near its edge, metres, so that it can be reached from the ground. */
const ARM_M = 0.55;

/** On top of b, or on the water that b is, or on the wall that b is. */
export function placeOn(guess: Guess, b: Body): boolean {
  if (b.layer === "water") return floatOn(guess, b);
  if (b.prefab.tags[0] === "wall" && b.height > 1.8 && hangs(guess)) return hangOn(guess, b);
  const { body, random, attempt } = guess;
  body.parent = b;
  if (attempt > FLAT_GUESSES && b.layer === "solid" && heapOn(guess, b)) return true;
  body.y = topOf(b);
  const yaw = attempt % 3 === 2 ? random.int(0, 15) : b.yaw;
  pose(body, 0, 0, yaw);
  const cell = attempt < 4 ? cellOn(guess, b) : null;
  const across =
    cell?.across ?? spotOn(guess, { half: b.halfW, own: body.halfW, wide: b.halfW > 1.2 && b.halfD > 1.2 });
  const ahead =
    cell?.ahead ??
    spotOn(guess, { half: b.halfD, own: body.halfD, wide: b.halfD > 1.2 && b.layer === "solid" });
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, yaw);
  return true;
}

/** True for what has a place on walls, and for everything in a room: "on the wall" means its top in the open only. */
function hangs({ body, region }: Guess): boolean {
  return region.indoor || placesOf(body.prefab).includes("wall");
}

/** Guesses on a top before things are heaped up on each other. */
const FLAT_GUESSES = 16;

/** Highest thing that is heaped on others, and highest heap, metres. */
const HEAPED_M = 0.65;
const HEAP_M = 1.2;

/** On top of something that is on b already. False if nothing is. */
function heapOn({ scene, body, random }: Guess, b: Body): boolean {
  const others = scene.bodies.filter(({ parent, y }) => parent === b && y >= topOf(b) - 0.05);
  if (others.length === 0 || body.height > HEAPED_M) return false;
  const below = others[random.int(0, others.length - 1)] as Body;
  body.y = Math.round((below.y + below.height) * 1000) / 1000;
  pose(body, below.x, below.z, below.yaw);
  return body.y - topOf(b) < HEAP_M;
}

/** The middle of one of as many cells as there are things for a top, null where it is too wide to reach across or holds one thing alone. */
function cellOn({ body, slot, slots, attempt }: Guess, b: Body): { across: number; ahead: number } | null {
  if (slots < 3 || slots > 60 || (b.halfW > 1.2 && b.halfD > 1.2)) return null;
  const columns = Math.min(slots, Math.max(1, Math.round(Math.sqrt((slots * b.halfW) / b.halfD))));
  const rows = Math.ceil(slots / columns);
  const place = (slot + attempt) % (columns * rows);
  const at = (index: number, of: number, half: number, own: number) =>
    ((index + 0.5) / of - 0.5) * 2 * (of > 1 ? Math.max(0, half - own) * (of / (of - 1)) : 0) * 0.98;
  return {
    across: at(place % columns, columns, b.halfW, body.halfW),
    ahead: at(Math.floor(place / columns), rows, b.halfD, body.halfD),
  };
}

/** A place along one axis of a top: inside it, near its front edge where it is too wide to reach across. */
function spotOn(
  { random, attempt, slots }: Guess,
  { half, own, wide }: { half: number; own: number; wide: boolean },
): number {
  const slack = Math.max(0, half - own - 0.01);
  if (wide) return Math.max(0, half - Math.min(half, Math.max(ARM_M, own))) * (attempt % 2 === 0 ? 1 : -1);
  if (slots === 1 && attempt === 0) return random.between(-0.2, 0.2) * slack;
  return random.between(-1, 1) * slack;
}

/** Afloat near the shore of b, at arm's length from land. */
export function floatOn(guess: Guess, b: Body): boolean {
  const { body, random, slot, attempt } = guess;
  body.parent = b;
  body.y = 0;
  const side = (slot + attempt + random.int(0, 1)) % 4;
  const acrossSide = side % 2 === 0;
  const sign = side < 2 ? 1 : -1;
  const yaw = b.yaw + (acrossSide ? 4 : 0) + (random.next() < 0.5 ? 8 : 0);
  const lengthwise = body.halfD >= body.halfW;
  const turned = lengthwise ? yaw : yaw + 4;
  const short = Math.min(body.halfW, body.halfD);
  const open =
    attempt > 12 ? random.between(0, 2) * Math.max(0, (acrossSide ? b.halfW : b.halfD) - short) : 0;
  const in_ = 0.05 + random.between(0, 0.5) + open;
  const longHalf = acrossSide ? b.halfD : b.halfW;
  const shore = (acrossSide ? b.halfW : b.halfD) - in_ - short;
  const along =
    random.between(-0.35, 0.35) *
    (attempt > 8 ? 2.4 : 1) *
    Math.max(0, longHalf - Math.max(body.halfW, body.halfD));
  const [across, ahead] = acrossSide
    ? [sign * Math.max(0, shore), along]
    : [along, sign * Math.max(0, shore)];
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, turned);
  return true;
}

/** Beneath b: at the foot of what is tall, else in its shade on the ground. */
export function placeUnder(guess: Guess, b: Body): boolean {
  const { body, random, attempt } = guess;
  if (b.parent?.prefab.tags[0] === "wall") return underHung(guess, b);
  body.y = Math.max(0, b.parent ? b.parent.y : 0);
  const hangs = b.y > 1.5;
  if (!hangs && b.height > 2 && !(body.halfW < b.halfW - 0.6 && attempt > 12)) {
    return atTheFoot(guess, b);
  }
  body.y = 0;
  body.parent = hangs ? null : b;
  if (b.layer === "crossing") return besideCrossing(guess, b);
  const slackW = Math.max(0.05, b.halfW - body.halfW) * (hangs ? 1 : 0.9);
  const slackD = Math.max(0.05, b.halfD - body.halfD) * (hangs ? 1 : 0.9);
  const across = random.between(-slackW, slackW);
  const ahead = random.between(-slackD, slackD);
  const yaw = random.next() < 0.5 ? b.yaw : b.yaw + 4;
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, yaw);
  return true;
}

/** In the water or on the bank at a crossing's side, half beneath it. */
function besideCrossing({ body, random, attempt }: Guess, b: Body): boolean {
  const sign = attempt % 2 === 0 ? 1 : -1;
  const across = sign * (b.halfW + random.between(0.3, 0.48));
  const ahead = random.between(-0.7, 0.7) * b.halfD;
  const yaw = b.yaw + (body.halfW <= body.halfD ? 0 : 4);
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, yaw);
  return true;
}

/** At the wall below what hangs there, its shallow side out so that its middle is as near as can be. */
function underHung({ body, random, attempt }: Guess, b: Body): boolean {
  body.y = 0;
  body.parent = null;
  const yaw = b.yaw + (body.halfD <= body.halfW ? 0 : 4);
  const half = Math.min(body.halfD, body.halfW);
  const ahead = half + (attempt < 14 ? Math.min(0.2, Math.max(0.04, 0.5 - half)) : 0.04);
  const reach = b.halfW + (attempt > 3 ? 0.4 : -0.2 * b.halfW);
  const across = random.between(-1, 1) * reach;
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, yaw);
  return true;
}

function atTheFoot({ body, random, attempt, slot, slots }: Guess, b: Standing & Body): boolean {
  body.y = 0;
  const quarter =
    attempt < 8 ? Math.floor(((slot + attempt) * 4) / Math.max(4, slots)) % 4 : random.int(0, 3);
  const gap = random.between(0.06, Math.min(1.2, 0.4 + attempt * 0.05));
  const yaw = b.yaw + 4 * quarter;
  const turnedHalf = quarter % 2 === 0 ? b.halfD : b.halfW;
  const sideHalf = quarter % 2 === 0 ? b.halfW : b.halfD;
  pose(body, 0, 0, yaw);
  const out = turnedHalf + gap + body.halfD;
  const across = random.between(-1, 1) * (sideHalf + 0.3);
  pose(body, b.x + out * body.sin + across * body.cos, b.z + out * body.cos - across * body.sin, yaw);
  return true;
}

/** In b: on its floor near the front where there is room, else on top of it. */
export function placeInside(guess: Guess, b: Body): boolean {
  const { body, random, slots } = guess;
  if (b.layer !== "solid" || body.height > b.height || body.halfW > b.halfW || body.halfD > b.halfD)
    return placeOn(guess, b);
  body.parent = b;
  body.y = b.y;
  const slackW = Math.max(0, b.halfW - body.halfW - 0.05);
  const front = Math.max(0, b.halfD - body.halfD - 0.05);
  const across = random.between(-slackW, slackW);
  const ahead = slots > 1 ? random.between(-front, front) : Math.max(-front, front - random.between(0, 0.3));
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, b.yaw);
  return true;
}
