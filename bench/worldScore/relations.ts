/** Whether what stands where is what a prompt's relation says. The bounds are those of the world generation contract. */
import { angleBetween, distanceToBox, type Ground, gapM, type Placed } from "./boxes.ts";

/** An expected relation. `b`: a tag, `scene`, or two tags for `between`. */
export interface ExpectedRelation {
  readonly a: string;
  readonly rel: string;
  readonly b: string | readonly string[];
}

export interface RelationCase {
  readonly rel: string;
  readonly as: readonly Placed[];
  /** The instances of each target tag; empty for the scene. */
  readonly targets: readonly (readonly Placed[])[];
  readonly bounds: { readonly width: number; readonly depth: number };
  /** The count the prompt gives `a`, null if none. */
  readonly count: number | null;
}

/** True if enough of the `a` instances hold the relation: 80 % of a given count, else half of them, three at most. */
export function relationHolds(given: RelationCase): boolean {
  const need = Math.max(
    1,
    given.count === null ? Math.min(3, Math.ceil(given.as.length / 2)) : Math.ceil(0.8 * given.count),
  );
  if (given.rel === "around") return holdsAround(given, need);
  return given.as.filter((a) => holdsFor(a, given)).length >= need;
}

function holdsFor(a: Placed, { rel, targets, bounds }: RelationCase): boolean {
  const [first, second] = targets;
  if (!first) return rel === "middle_of" ? inMiddle(a, bounds) : compassOfScene(a, rel);
  if (rel === "between") {
    const other = second ?? first;
    return first.some((b) => other.some((c) => b !== c && a !== b && a !== c && isBetween(a, b, c)));
  }
  return first.some((b) => b !== a && holdsTo(a, b, rel));
}

function holdsTo(a: Placed, b: Placed, rel: string): boolean {
  const side = Math.max(a.sideM, b.sideM);
  switch (rel) {
    case "next_to":
      return gapM(a, b) <= Math.max(1.5, 0.35 * side);
    case "near":
      return gapM(a, b) <= Math.max(4, side);
    case "against":
      return gapM(a, b) <= 0.5;
    case "along":
      return gapM(a, b) <= 3;
    case "middle_of":
    case "inside":
      return distanceToBox(a, b) === 0;
    case "on":
      return distanceToBox(a, b) === 0 && a.baseM >= b.topM - 0.1;
    case "under":
      return (distanceToBox(a, b) <= 0.5 && a.baseM <= b.topM) || (b.heightM > 2 && gapM(a, b) <= 1.5);
    case "facing":
      return angleBetween(a.front, towards(a, b)) <= 30;
    case "in_front_of":
      return gapM(a, b) <= Math.max(4, side) && angleBetween(b.front, towards(b, a)) <= 45;
    case "behind":
      return gapM(a, b) <= Math.max(4, side) && angleBetween(b.front, towards(b, a)) >= 135;
    default:
      return isCompass(rel) && liesTo(rel, towards(b, a));
  }
}

function holdsAround({ as, targets, bounds, count }: RelationCase, need: number): boolean {
  const centres: readonly (Placed | null)[] = targets[0] ?? [null];
  return centres.some((b) => {
    const near = as.filter(
      (a) => a !== b && (b ? gapM(a, b) <= Math.max(3.5, 1.2 * b.sideM) : nearEdge(a, bounds)),
    );
    if (near.length < Math.max(1, Math.ceil(0.8 * need))) return false;
    const middle = b ?? { x: 0, z: 0 };
    const most = (count ?? near.length) < 4 ? 216 : 162;
    return largestHole(near.map((a) => towards(middle, a))) <= most;
  });
}

/** The largest angle, degrees, between neighbours of a set of directions seen from the middle; 360 for one alone. */
function largestHole(directions: readonly Ground[]): number {
  const angles = directions.map(({ x, z }) => (Math.atan2(x, z) * 180) / Math.PI).sort((a, b) => a - b);
  return angles.reduce((largest, angle, index) => {
    const next = angles[(index + 1) % angles.length]! + (index + 1 === angles.length ? 360 : 0);
    return Math.max(largest, next - angle);
  }, 0);
}

function isBetween(a: Placed, b: Placed, c: Placed): boolean {
  const line = towards(b, c);
  const lengthM = Math.hypot(line.x, line.z);
  if (lengthM === 0) return false;
  const to = towards(b, a);
  const along = (to.x * line.x + to.z * line.z) / lengthM;
  const aside = Math.abs(to.x * line.z - to.z * line.x) / lengthM;
  return along >= 0.2 * lengthM && along <= 0.8 * lengthM && aside <= Math.max(0.35 * lengthM, a.sideM / 2);
}

function inMiddle(a: Placed, bounds: RelationCase["bounds"]): boolean {
  return Math.abs(a.x) <= (0.25 * bounds.width) / 2 && Math.abs(a.z) <= (0.25 * bounds.depth) / 2;
}

function nearEdge(a: Placed, { width, depth }: RelationCase["bounds"]): boolean {
  const edgeM = Math.min(width / 2 - Math.abs(a.x), depth / 2 - Math.abs(a.z));
  return edgeM <= Math.max(3.5, 0.15 * Math.min(width, depth));
}

const COMPASS: Readonly<Record<string, Ground>> = {
  north_of: { x: 0, z: 1 },
  south_of: { x: 0, z: -1 },
  east_of: { x: 1, z: 0 },
  west_of: { x: -1, z: 0 },
};

function isCompass(rel: string): boolean {
  return Object.hasOwn(COMPASS, rel);
}

function compassOfScene(a: Placed, rel: string): boolean {
  return isCompass(rel) && liesTo(rel, a);
}

/** True if `way` goes to that side: the right sign, and not more across than along. */
function liesTo(rel: string, way: Ground): boolean {
  const axis = COMPASS[rel]!;
  const along = way.x * axis.x + way.z * axis.z;
  const across = Math.abs(way.x * axis.z) + Math.abs(way.z * axis.x);
  return along > 0 && across <= along;
}

function towards(from: Ground, to: Ground): Ground {
  return { x: to.x - from.x, z: to.z - from.z };
}
