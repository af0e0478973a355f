import assert from "node:assert/strict";
import { crc32, inflateSync } from "node:zlib";
import { csvOf, tableOf } from "../../../src/services/insights/csv.ts";
import { heatmapPng } from "../../../src/services/insights/heatmapPng.ts";
import { onTheWire } from "../../../src/services/insights/wire.ts";

describe("insights as CSV", () => {
  it("[IG28] quotes what RFC 4180 wants quoted, and ends lines in CR LF", () => {
    const table = {
      columns: ["name", "n"],
      rows: [
        ['a "b", c', 1.5],
        ["two\r\nlines", null],
        [["x", "y"], true],
      ],
    };
    assert.equal(csvOf(table), 'name,n\r\n"a ""b"", c",1.5\r\n"two\r\nlines",\r\nx; y,true\r\n');
  });

  it("[IG28] makes text of what a spreadsheet would run, and leaves numbers alone", () => {
    for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
      assert.match(csvOf({ columns: ["a"], rows: [[text]] }), /^a\r\n"?'/);
    assert.equal(csvOf({ columns: ["a"], rows: [[-1.5], ["a=1"]] }), "a\r\n-1.5\r\na=1\r\n");
    assert.equal(csvOf({ columns: ["=a"], rows: [] }), "'=a\r\n");
  });

  it("[IG28] puts every row's values under the columns", () => {
    assert.deepEqual(tableOf(["a", "b"], [{ b: 1, a: 2 }, { c: 3 }]).rows, [
      [2, 1],
      [undefined, undefined],
    ]);
  });
});

describe("insights on the wire", () => {
  it("[IG25] have names in snake_case, times as ISO-8601 and durations as they are", () => {
    assert.deepEqual(
      onTheWire({
        startedAtMs: 0,
        atMs: 1_000,
        dwellMs: 5,
        list: [{ p90DwellMs: 1 }],
        smallSample: ["p90DwellMs"],
      }),
      {
        ...{ started_at: "1970-01-01T00:00:00.000Z", at: "1970-01-01T00:00:01.000Z", dwell_ms: 5 },
        ...{ list: [{ p90_dwell_ms: 1 }], small_sample: ["p90_dwell_ms"] },
      },
    );
  });
});

describe("a heatmap's picture", () => {
  it("[IG28] is a PNG with north up and the busiest cell the brightest", () => {
    const picture = heatmapPng({
      ...{ origin: { x: 0, z: 0 }, cellM: 1, columns: 3, rows: 2, n: 6 },
      values: [0, 1, 0, 0, 0, 4],
    });
    assert.equal(picture.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < picture.length; ) {
      const length = picture.readUInt32BE(at);
      const body = picture.subarray(at + 4, at + 8 + length);
      assert.equal(picture.readUInt32BE(at + 8 + length), crc32(body));
      chunks.set(body.subarray(0, 4).toString("latin1"), body.subarray(4));
      at += 12 + length;
    }
    assert.deepEqual([...chunks.keys()], ["IHDR", "PLTE", "IDAT", "IEND"]);
    const head = chunks.get("IHDR") as Buffer;
    const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
    const scale = width / 3;
    assert.equal(height, scale * 2);
    const pixels = inflateSync(chunks.get("IDAT") as Buffer);
    const palette = chunks.get("PLTE") as Buffer;
    const light = (column: number, rowFromTop: number) => {
      const shade = pixels[rowFromTop * scale * (width + 1) + 1 + column * scale] as number;
      return (
        (palette[shade * 3] as number) +
        (palette[shade * 3 + 1] as number) +
        (palette[shade * 3 + 2] as number)
      );
    };
    // The north-eastern cell is in the upper right corner.
    assert.ok(light(2, 0) > light(1, 1) && light(1, 1) > light(0, 0));
    assert.equal(light(0, 1), light(0, 0));
  });

  it("[IG28] of nothing is a picture all the same", () => {
    const empty = { origin: { x: 0, z: 0 }, cellM: 1, columns: 0, rows: 0, n: 0, values: [] };
    assert.ok(heatmapPng(empty).length > 50);
  });
});
