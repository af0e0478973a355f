/** A world as a picture from above: to scale, north up, with names and a list of what is there. */
import type { WorldBlueprint } from "../blueprint.ts";
import { type Quad, quadOf } from "../validate/quads.ts";
import type { WorldCatalogue } from "../worldPrefab.ts";
import { DOOR, darker, FAINT_INK, fillOf, INK, PAPER, SPAWN, WALL } from "./colours.ts";
import { labels, nameOf } from "./labels.ts";
import { ground, isDoor, isWall, spawnPoints, things, unknownThing, zones } from "./shapes.ts";
import { LIST_WIDTH_PX, MARGIN_PX, type Sheet, scaleBarM, sheetOf } from "./sheet.ts";
import { escaped, fitted, px, wrapped } from "./svg.ts";

const ROW_PX = 19;
/** Named first, before the fonts that a reader's system may have: the one that pictures are drawn with. */
const FONTS = "'DejaVu Sans', Verdana, Arial, sans-serif";

/** An SVG document of at most some 200 KB. What the catalogue does not know is drawn as an empty square. */
export function topView(blueprint: WorldBlueprint, catalogue: WorldCatalogue): string {
  const prefabs = new Map(catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  const quads: Quad[] = [];
  let unknown = "";
  const sheet = sheetOf(blueprint);
  for (const instance of blueprint.prefab_instances) {
    const prefab = prefabs.get(instance.prefab_id);
    if (prefab) quads.push(quadOf(instance, prefab));
    else unknown += unknownThing(instance, sheet);
  }
  const { widthPx, heightPx, map } = sheet;
  const size = `width="${px(widthPx)}" height="${px(heightPx)}" viewBox="0 0 ${px(widthPx)} ${px(heightPx)}"`;
  const clip = `<clipPath id="map"><rect x="${px(map.x0)}" y="${px(map.y0)}" width="${px(map.x1 - map.x0)}" height="${px(map.y1 - map.y0)}"/></clipPath>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONTS}">`,
    `<title>${escaped(blueprint.name)}</title>`,
    `<defs>${clip}</defs><rect width="100%" height="100%" fill="${PAPER}"/>`,
    head(blueprint, sheet),
    `<g clip-path="url(#map)">`,
    ground(blueprint, sheet),
    things(quads, sheet),
    unknown,
    zones(blueprint, sheet),
    spawnPoints(blueprint, sheet),
    labels(blueprint, quads, sheet),
    "</g>",
    `<rect x="${px(map.x0)}" y="${px(map.y0)}" width="${px(map.x1 - map.x0)}" height="${px(map.y1 - map.y0)}" fill="none" stroke="${INK}" stroke-width="1.5"/>`,
    scaleBar(sheet),
    north(sheet),
    list(quads, sheet),
    "</svg>\n",
  ].join("");
}

function head({ name, prompt, environment, bounds }: WorldBlueprint, { widthPx }: Sheet): string {
  const roomPx = widthPx - 2 * MARGIN_PX;
  const lines = wrapped(prompt, 12, { widthPx: roomPx, lines: 2 });
  const { time_of_day, weather } = environment;
  const facts = `${metres(bounds.width)} × ${metres(bounds.depth)} m · ${time_of_day} · ${weather}`;
  return [
    text(
      fitted(name, 19, roomPx - 230),
      { x: MARGIN_PX, y: 30 },
      `font-size="19" font-weight="bold" fill="${INK}"`,
    ),
    text(facts, { x: widthPx - MARGIN_PX, y: 30 }, `font-size="12" fill="${FAINT_INK}" text-anchor="end"`),
    ...lines.map((line, at) =>
      text(line, { x: MARGIN_PX, y: 49 + at * 16 }, `font-size="12" fill="${FAINT_INK}"`),
    ),
  ].join("");
}

function scaleBar(sheet: Sheet): string {
  const lengthM = scaleBarM(sheet);
  const { map, pxPerM } = sheet;
  const y = map.y1 + 18;
  const right = map.x0 + lengthM * pxPerM;
  const ticks = `M${px(map.x0)} ${px(y - 4)}V${px(y + 4)}M${px(map.x0)} ${px(y)}H${px(right)}M${px(right)} ${px(y - 4)}V${px(y + 4)}`;
  return (
    `<path d="${ticks}" stroke="${INK}" stroke-width="2" fill="none"/>` +
    text(`${lengthM} m`, { x: right + 8, y: y + 4 }, `font-size="12" fill="${INK}"`)
  );
}

function north({ map }: Sheet): string {
  const [x, y] = [map.x1 - 14, map.y1 + 10];
  return (
    `<polygon points="${px(x)},${px(y)} ${px(x - 6)},${px(y + 18)} ${px(x)},${px(y + 13)} ${px(x + 6)},${px(y + 18)}" fill="${INK}"/>` +
    text(
      "N",
      { x: x - 18, y: y + 14 },
      `font-size="13" font-weight="bold" fill="${INK}" text-anchor="middle"`,
    )
  );
}

interface Row {
  readonly name: string;
  readonly colour: string;
  readonly asked: boolean;
  count: number;
}

/** What is there and how often: what was asked for, then what fills the place. */
function list(quads: readonly Quad[], { map, heightPx }: Sheet): string {
  const rows = rowsOf(quads);
  const asked = rows.filter((row) => row.asked);
  const filling = rows.filter((row) => !row.asked).sort((a, b) => b.count - a.count);
  const x = map.x1 + MARGIN_PX;
  let y = map.y0 + 12;
  const drawn: string[] = [];
  const lastY = heightPx - 30;
  drawn.push(`<circle cx="${px(x + 6)}" cy="${px(y - 4)}" r="5" fill="${SPAWN}"/>`);
  drawn.push(text("arrival", { x: x + 20, y }, `font-size="12" fill="${INK}"`));
  y += ROW_PX;
  for (const [title, part] of [
    ["Asked for", asked],
    ["Around it", filling],
  ] as const) {
    if (part.length === 0 || y + 2 * ROW_PX > lastY) continue;
    y += 8;
    drawn.push(text(title, { x, y }, `font-size="12" font-weight="bold" fill="${FAINT_INK}"`));
    y += ROW_PX;
    // What was asked for may take all but the room for a few rows of the rest.
    const limitY = part === asked && filling.length > 0 ? lastY - 5 * ROW_PX : lastY;
    let shown = 0;
    for (const row of part) {
      if (y + (shown < part.length - 1 ? ROW_PX : 0) > limitY) break;
      drawn.push(listRow(row, x, y));
      y += ROW_PX;
      shown += 1;
    }
    if (shown < part.length) {
      drawn.push(
        text(`and ${part.length - shown} more kinds`, { x: x + 20, y }, `font-size="12" fill="${FAINT_INK}"`),
      );
      y += ROW_PX;
    }
  }
  return drawn.join("");
}

function listRow({ name, colour, count }: Row, x: number, y: number): string {
  const swatch = `<rect x="${px(x)}" y="${px(y - 10)}" width="12" height="12" rx="2" fill="${colour}" stroke="${darker(colour, 0.62)}"/>`;
  const words = fitted(name, 12, LIST_WIDTH_PX - 60);
  return (
    swatch +
    text(words, { x: x + 20, y }, `font-size="12" fill="${INK}"`) +
    text(`× ${count}`, { x: x + LIST_WIDTH_PX, y }, `font-size="12" fill="${FAINT_INK}" text-anchor="end"`)
  );
}

/** In the order of the world. */
function rowsOf(quads: readonly Quad[]): Row[] {
  const rows = new Map<string, Row>();
  for (const quad of quads) {
    const name = nameOf(quad);
    const asked = quad.instance.source !== "decor";
    const row = rows.get(`${asked} ${name}`);
    if (row) row.count += 1;
    else rows.set(`${asked} ${name}`, { name, colour: colourOf(quad), asked, count: 1 });
  }
  return [...rows.values()];
}

function colourOf(quad: Quad): string {
  if (isWall(quad)) return WALL;
  return isDoor(quad) ? DOOR : fillOf(quad.prefab);
}

function text(words: string, { x, y }: { readonly x: number; readonly y: number }, style: string): string {
  return `<text x="${px(x)}" y="${px(y)}" ${style}>${escaped(words)}</text>`;
}

function metres(value: number): string {
  return String(Math.round(value * 10) / 10);
}
