/** A heatmap as a picture: PNG (RFC 2083), north up, one square of pixels a cell. */
import { crc32, deflateSync } from "node:zlib";
import type { Heatmap } from "../../core/insights/heatmap.ts";

/** Longer side of a picture in pixels, about: cells are drawn as squares of whole pixels, at least one. */
const USUAL_SIDE_PX = 800;
/** Empty cells, and the stops from the least to the greatest value, red green blue. */
const EMPTY_RGB = [13, 17, 28] as const;
const STOPS_RGB: readonly (readonly [number, number, number])[] = [
  [35, 28, 96],
  [96, 33, 140],
  [190, 46, 120],
  [240, 104, 70],
  [253, 180, 70],
  [252, 246, 190],
];

/**
 * The picture. Colour follows the square root of the value over the greatest one, so that quiet places show beside busy
 * ones; empty ground is dark. Values are in the JSON, the picture is for the eye.
 */
export function heatmapPng({ columns, rows, values }: Heatmap): Buffer<ArrayBuffer> {
  const scale = Math.max(1, Math.round(USUAL_SIDE_PX / Math.max(1, columns, rows)));
  const width = Math.max(1, columns) * scale;
  const height = Math.max(1, rows) * scale;
  const greatest = values.reduce((most, value) => Math.max(most, value), 0);
  // Each line begins with its filter: none.
  const lines = Buffer.alloc((1 + width) * height);
  for (let row = 0; row < rows; row += 1) {
    const line = Buffer.alloc(1 + width);
    for (let column = 0; column < columns; column += 1)
      line.fill(
        shadeOf(values[row * columns + column] as number, greatest),
        1 + column * scale,
        1 + (column + 1) * scale,
      );
    // The first row of a map is its southern edge, the first line of a picture its upper one.
    for (let y = 0; y < scale; y += 1) line.copy(lines, ((rows - 1 - row) * scale + y) * (1 + width));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a pixel, by palette, the one compression and filter method, not interlaced.
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("PLTE", PALETTE),
    chunk("IDAT", deflateSync(lines, { level: 3 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Place in the palette: 0 for nothing, else 1 to 255. */
function shadeOf(value: number, greatest: number): number {
  return value <= 0 ? 0 : 1 + Math.round(Math.sqrt(value / greatest) * 254);
}

const PALETTE = Buffer.from(
  [EMPTY_RGB, ...Array.from({ length: 255 }, (_, shade) => colourOf(shade / 254))].flat(),
);

/** The colour at `share` (0 to 1) of the way through the stops. */
function colourOf(share: number): number[] {
  const at = share * (STOPS_RGB.length - 1);
  const stop = Math.min(Math.floor(at), STOPS_RGB.length - 2);
  const below = STOPS_RGB[stop] as readonly number[];
  const above = STOPS_RGB[stop + 1] as readonly number[];
  return below.map((part, channel) => Math.round(part + ((above[channel] as number) - part) * (at - stop)));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(8 + body.length);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), 4 + body.length);
  return whole;
}
