/** Names beside things, where there is room for them. */
import type { WorldBlueprint } from "../blueprint.ts";
import type { Quad } from "../validate/quads.ts";
import { FAINT_INK, INK } from "./colours.ts";
import { isDoor, isWall } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";
import { type Box, escaped, fitted, px, type Spot, textWidth } from "./svg.ts";

const SIZE_PX = 12;
const ZONE_SIZE_PX = 14;
const LINE_PX = 14;
const LONGEST_PX = 130;
/** Most names of things on one sheet. */
const MOST_LABELS = 90;
/** Things of the same name that are labelled beside themselves: of those asked for, of decor. On themselves they all are. */
const MOST_ALIKE = { asked: 3, decor: 1 } as const;

interface Wanted {
  readonly text: string;
  /** What the label must not leave, and what it is about. */
  readonly target: Box;
  readonly asked: boolean;
}

/** Zone names first, then things that were asked for, large before small, then decor; what finds no room is left out. */
export function labels(blueprint: WorldBlueprint, quads: readonly Quad[], sheet: Sheet): string {
  const taken: Box[] = blueprint.spawn_points.map(({ position }) => around(sheet.at(position), 9));
  const boxes = quads.filter((quad) => !quad.prefab.collision.water).map((quad) => boxOf(quad, sheet));
  const zones = zoneLabels(blueprint, sheet, taken);
  const seen = new Map<string, number>();
  const drawn: string[] = [];
  for (const { text, target, asked } of wanted(quads, sheet)) {
    if (drawn.length >= MOST_LABELS) break;
    const alike = seen.get(text) ?? 0;
    const cut = fitted(text, SIZE_PX, LONGEST_PX);
    if (alike >= (asked ? MOST_ALIKE.asked : MOST_ALIKE.decor) && (!asked || !fitsIn(cut, target))) continue;
    const place = placeFor(cut, target, { taken, boxes, map: sheet.map });
    if (!place) continue;
    seen.set(text, alike + 1);
    taken.push(place);
    drawn.push(textAt(cut, middleOf(place), `font-size="${SIZE_PX}" fill="${INK}"`));
  }
  const halo = `stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  return `<g text-anchor="middle" ${halo}>${zones}${drawn.join("")}</g>`;
}

/** What a thing is called: the prompt's own word, else the prefab's name in small letters. */
export function nameOf({ instance, prefab }: Quad): string {
  return instance.label ?? prefab.name.toLowerCase();
}

function wanted(quads: readonly Quad[], sheet: Sheet): Wanted[] {
  return quads
    .filter((quad) => !isWall(quad) && !isDoor(quad) && !quad.prefab.tags.includes("window"))
    .map((quad) => ({
      text: nameOf(quad),
      target: boxOf(quad, sheet),
      asked: quad.instance.source !== "decor",
    }))
    .sort((a, b) => Number(b.asked) - Number(a.asked) || areaOf(b.target) - areaOf(a.target));
}

function zoneLabels({ zones }: WorldBlueprint, sheet: Sheet, taken: Box[]): string {
  return zones
    .filter(({ id }) => id !== "scene")
    .map(({ name, polygon }) => {
      const corners = polygon.map(sheet.at);
      const [left, top] = [Math.min(...corners.map(({ x }) => x)), Math.min(...corners.map(({ y }) => y))];
      const right = Math.max(...corners.map(({ x }) => x));
      const text = fitted(name, ZONE_SIZE_PX, right - left - 12);
      const width = textWidth(text, ZONE_SIZE_PX);
      const place = { x0: left + 8, y0: top + 8, x1: left + 8 + width, y1: top + 26 };
      taken.push(place);
      return textAt(
        text,
        middleOf(place),
        `font-size="${ZONE_SIZE_PX}" font-weight="bold" font-style="italic" fill="${FAINT_INK}"`,
      );
    })
    .join("");
}

/** The spot in, below, above or beside `target` where a label covers least of other things; null if it is free nowhere. */
function placeFor(
  text: string,
  target: Box,
  {
    taken,
    boxes,
    map,
  }: { readonly taken: readonly Box[]; readonly boxes: readonly Box[]; readonly map: Box },
): Box | null {
  const half = textWidth(text, SIZE_PX) / 2 + 2;
  const { x, y } = middleOf(target);
  const fitsInside = fitsIn(text, target);
  const spots: Spot[] = [
    ...(fitsInside ? spotsIn(target) : []),
    { x, y: target.y1 + LINE_PX / 2 + 1 },
    { x, y: target.y0 - LINE_PX / 2 - 1 },
    { x: target.x1 + half + 2, y },
    { x: target.x0 - half - 2, y },
    ...(fitsInside ? [] : [{ x, y }]),
  ];
  let best: Box | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [turn, spot] of spots.entries()) {
    const box = { x0: spot.x - half, x1: spot.x + half, y0: spot.y - LINE_PX / 2, y1: spot.y + LINE_PX / 2 };
    if (box.x0 < map.x0 || box.x1 > map.x1 || box.y0 < map.y0 || box.y1 > map.y1) continue;
    if (taken.some((other) => shared(box, other) > 0)) continue;
    const hidden = boxes.reduce((sum, other) => (isAbout(other, target) ? sum : sum + shared(box, other)), 0);
    const cost = hidden + turn * 4;
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

/** The middle of a box, and to both sides of it along the box. */
function spotsIn(box: Box): Spot[] {
  const { x, y } = middleOf(box);
  const [wide, high] = [box.x1 - box.x0, box.y1 - box.y0];
  const [dx, dy] = wide > high ? [wide / 4, 0] : [0, high / 4];
  return [
    { x, y },
    { x: x + dx, y: y + dy },
    { x: x - dx, y: y - dy },
  ];
}

function fitsIn(text: string, { x0, x1, y0, y1 }: Box): boolean {
  return x1 - x0 >= textWidth(text, SIZE_PX) + 4 && y1 - y0 >= LINE_PX;
}

/** The very thing, or something so large that a label on it hides nothing of it. */
function isAbout(box: Box, target: Box): boolean {
  return (
    areaOf(box) > 20 * areaOf(target) ||
    (box.x0 === target.x0 && box.y0 === target.y0 && box.x1 === target.x1)
  );
}

function textAt(text: string, { x, y }: Spot, style: string): string {
  return `<text x="${px(x)}" y="${px(y + SIZE_PX * 0.36)}" ${style}>${escaped(text)}</text>`;
}

function boxOf({ minX, maxX, minZ, maxZ }: Quad, { at }: Sheet): Box {
  const [low, high] = [at({ x: minX, z: minZ }), at({ x: maxX, z: maxZ })];
  return { x0: low.x, y0: high.y, x1: high.x, y1: low.y };
}

function around({ x, y }: Spot, by: number): Box {
  return { x0: x - by, y0: y - by, x1: x + by, y1: y + by };
}

function middleOf({ x0, y0, x1, y1 }: Box): Spot {
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
}

function areaOf({ x0, y0, x1, y1 }: Box): number {
  return (x1 - x0) * (y1 - y0);
}

function shared(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return width > 0 && height > 0 ? width * height : 0;
}
