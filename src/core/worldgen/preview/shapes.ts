/** The ground and the things on it, drawn from above. */
import type { PrefabInstance, WorldBlueprint } from "../blueprint.ts";
import { cosineOfTurns, sineOfTurns } from "../turns.ts";
import type { Quad } from "../validate/quads.ts";
import { DOOR, darker, FAINT_INK, fillOf, groundColour, INK, PANE, SPAWN, WALL } from "./colours.ts";
import type { Sheet } from "./sheet.ts";
import { pointsOf, px, type Spot } from "./svg.ts";

/** Above this nothing stands in anybody's way, metres: it is drawn as an outline. */
const OVERHEAD_M = 1.9;
/** Things whose front matters. */
const HAVE_FRONTS = new Set([
  "furniture",
  "fitting",
  "electronics",
  "vehicle",
  "building",
  "people",
  "animal",
]);

/** The ground with its paths; zones are drawn by {@link zones}, above what lies flat. */
export function ground({ terrain, paths }: WorldBlueprint, { map, pxPerM, at }: Sheet): string {
  const colour = groundColour(terrain.material);
  const rect = `x="${px(map.x0)}" y="${px(map.y0)}" width="${px(map.x1 - map.x0)}" height="${px(map.y1 - map.y0)}"`;
  const lines = paths.map(({ points, width }) => {
    const line = `points="${pointsOf(points.map(at))}" fill="none" stroke-linejoin="round"`;
    return `<polyline ${line} stroke="${darker(colour, 0.82)}" stroke-width="${px(width * pxPerM)}"/>`;
  });
  return `<rect ${rect} fill="${colour}"/>${lines.join("")}`;
}

/** Outlines of the zones, the whole scene's left out: the map's own edge is that. */
export function zones({ zones: all }: WorldBlueprint, { at }: Sheet): string {
  return all
    .filter(({ id }) => id !== "scene")
    .map(({ polygon }) => {
      const points = pointsOf(polygon.map(at));
      return `<polygon points="${points}" fill="#ffffff" fill-opacity="0.14" stroke="${FAINT_INK}" stroke-width="1.5" stroke-dasharray="6 5"/>`;
    })
    .join("");
}

/** Things from the ground up. */
export function things(quads: readonly Quad[], sheet: Sheet): string {
  return quads
    .toSorted((a, b) => layerOf(a) - layerOf(b) || a.bottomM - b.bottomM || a.topM - b.topM)
    .map((quad) => thing(quad, sheet))
    .join("");
}

/** A prefab that the catalogue does not have (any more): a square metre with a dashed edge. */
export function unknownThing({ position }: PrefabInstance, { at, pxPerM }: Sheet): string {
  const { x, y } = at(position);
  const half = pxPerM / 2;
  return `<rect x="${px(x - half)}" y="${px(y - half)}" width="${px(2 * half)}" height="${px(2 * half)}" fill="none" stroke="${INK}" stroke-dasharray="3 3"/>`;
}

/** Where one arrives, and which way one then looks. */
export function spawnPoints({ spawn_points }: WorldBlueprint, { at }: Sheet): string {
  return spawn_points
    .map(({ position, yaw }) => {
      const { x, y } = at(position);
      const [ahead, side] = [sineOfTurns(yaw / 360), -cosineOfTurns(yaw / 360)];
      const tip = { x: x + ahead * 19, y: y + side * 19 };
      const flank = (sign: number) => ({ x: x + sign * side * 7, y: y - sign * ahead * 7 });
      return (
        `<polygon points="${pointsOf([tip, flank(1), flank(-1)])}" fill="${SPAWN}" stroke="#ffffff" stroke-width="1"/>` +
        `<circle cx="${px(x)}" cy="${px(y)}" r="6" fill="${SPAWN}" stroke="#ffffff" stroke-width="1.5"/>`
      );
    })
    .join("");
}

export function isWall({ prefab }: Quad): boolean {
  return prefab.tags.includes("wall");
}

export function isDoor({ prefab }: Quad): boolean {
  return prefab.tags.includes("door");
}

/** High up, and not because it stands on something high. */
function isOverhead({ bottomM, instance, prefab }: Quad): boolean {
  const hangs = [prefab.placement.on].flat().includes("ceiling");
  return bottomM >= OVERHEAD_M && (hangs || instance.parent_instance_id === undefined);
}

/** Water lies under what is flat, that under what stands. */
function layerOf(quad: Quad): number {
  const { prefab } = quad;
  const { water, walkable, shape } = prefab.collision;
  if (isOverhead(quad)) return 5;
  if (prefab.tags.includes("window")) return 4;
  if (water) return 0;
  if (walkable) return 1;
  return shape === "none" ? 2 : 3;
}

function thing(quad: Quad, sheet: Sheet): string {
  const { prefab } = quad;
  const corners = quad.corners.map(sheet.at);
  if (isWall(quad)) return polygon(corners, `fill="${WALL}" stroke="${WALL}" stroke-width="0.6"`);
  if (isDoor(quad)) return polygon(corners, `fill="${DOOR}" stroke="${INK}" stroke-width="0.8"`);
  if (prefab.tags.includes("window"))
    return polygon(corners, `fill="${PANE}" stroke="${INK}" stroke-width="0.8"`);
  const colour = fillOf(prefab);
  const edge = `stroke="${darker(colour, 0.62)}"`;
  if (isOverhead(quad))
    return body(quad, corners, `fill="${colour}" fill-opacity="0.12" ${edge} stroke-dasharray="4 3"`);
  const drawn = body(
    quad,
    corners,
    `fill="${colour}" fill-opacity="${prefab.collision.shape === "none" ? 0.7 : 0.95}" ${edge}`,
  );
  return drawn + detail(quad, corners, colour);
}

/** A round thing as an ellipse that is turned as it is, anything else as its footprint. */
function body({ prefab, instance }: Quad, corners: readonly Spot[], style: string): string {
  if (prefab.collision.shape !== "cylinder") return polygon(corners, style);
  const middle = between(corners[0]!, corners[2]!);
  const [rx, ry] = [distance(corners[0]!, corners[1]!) / 2, distance(corners[1]!, corners[2]!) / 2];
  const turn =
    instance.rotation.y === 0 || Math.abs(rx - ry) < 0.05
      ? ""
      : ` transform="rotate(${px(instance.rotation.y)} ${px(middle.x)} ${px(middle.y)})"`;
  return `<ellipse cx="${px(middle.x)}" cy="${px(middle.y)}" rx="${px(rx)}" ry="${px(ry)}"${turn} ${style}/>`;
}

/** What tells kinds of things apart: a ridge on a house, a trunk in a tree, a heavy edge in front. */
function detail({ prefab }: Quad, corners: readonly Spot[], colour: string): string {
  const [backLeft, backRight, frontRight, frontLeft] = corners as [Spot, Spot, Spot, Spot];
  const ink = darker(colour, 0.55);
  const middle = between(backLeft, frontRight);
  let drawn = "";
  if (prefab.category === "building" && prefab.collision.shape === "box") {
    const [wide, deep] = [distance(backLeft, backRight), distance(backRight, frontRight)];
    const ends =
      wide >= deep
        ? [between(backLeft, frontLeft), between(backRight, frontRight)]
        : [between(backLeft, backRight), between(frontLeft, frontRight)];
    drawn += line(ends[0]!, ends[1]!, `stroke="${ink}" stroke-width="1.2"`);
  }
  if (prefab.category === "plant" && prefab.footprint.h >= 2)
    drawn += `<circle cx="${px(middle.x)}" cy="${px(middle.y)}" r="2" fill="${ink}"/>`;
  if (HAVE_FRONTS.has(prefab.category) && prefab.collision.shape === "box")
    drawn += line(frontLeft, frontRight, `stroke="${ink}" stroke-width="2.6" stroke-linecap="round"`);
  return drawn;
}

function polygon(corners: readonly Spot[], style: string): string {
  return `<polygon points="${pointsOf(corners)}" ${style}/>`;
}

function line(from: Spot, to: Spot, style: string): string {
  return `<line x1="${px(from.x)}" y1="${px(from.y)}" x2="${px(to.x)}" y2="${px(to.y)}" ${style}/>`;
}

function between(a: Spot, b: Spot): Spot {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Spot, b: Spot): number {
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
}
