/** Where things go on the sheet: the map to the left, the list of what is there to its right, a head above. */
import type { WorldBlueprint } from "../blueprint.ts";
import type { Box, Spot } from "./svg.ts";

/** Longest side of the map, pixels. */
const MAP_PX = 760;
/** Least height of the map: a narrow world still leaves room for its list. */
const LEAST_MAP_HEIGHT_PX = 300;
export const MARGIN_PX = 24;
export const LIST_WIDTH_PX = 220;
const HEAD_PX = 78;
const FOOT_PX = 44;

export interface Sheet {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pxPerM: number;
  /** The ground of the world. */
  readonly map: Box;
  /** A place in the world on the sheet: north is up. */
  at(place: { readonly x: number; readonly z: number }): Spot;
}

/** The sheet of a world: to scale, at most 1,100 by 950 pixels or so whatever the size of the world. */
export function sheetOf({ bounds }: Pick<WorldBlueprint, "bounds">): Sheet {
  const pxPerM = MAP_PX / Math.max(bounds.width, bounds.depth);
  const [mapWidth, mapHeight] = [bounds.width * pxPerM, bounds.depth * pxPerM];
  const map: Box = {
    x0: MARGIN_PX,
    y0: HEAD_PX,
    x1: MARGIN_PX + mapWidth,
    y1: HEAD_PX + mapHeight,
  };
  return {
    widthPx: map.x1 + MARGIN_PX + LIST_WIDTH_PX + MARGIN_PX,
    heightPx: HEAD_PX + Math.max(mapHeight, LEAST_MAP_HEIGHT_PX) + FOOT_PX,
    pxPerM,
    map,
    at: ({ x, z }) => ({
      x: map.x0 + (x + bounds.width / 2) * pxPerM,
      y: map.y0 + (bounds.depth / 2 - z) * pxPerM,
    }),
  };
}

/** The longest of 1, 2 or 5 times a power of ten metres that is at most a fifth of the map. */
export function scaleBarM({ pxPerM }: Sheet): number {
  const most = MAP_PX / 5 / pxPerM;
  let best = 0.01;
  for (let power = 0.01; power <= 1000; power *= 10)
    for (const step of [1, 2, 5]) if (step * power <= most) best = step * power;
  return Math.round(best * 100) / 100;
}
