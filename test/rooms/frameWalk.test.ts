import assert from "node:assert/strict";
import { FrameWalk } from "../../src/rooms/frameWalk.ts";
import { frameOf } from "../helpers/clientFrames.ts";

const MOST_BYTES = 70_000;

describe("a walk over frames", () => {
  it("[MS28] is between frames exactly where one ends, however the bytes are cut", () => {
    const frames = [0, 1, 125, 126, 300, 65_535, 65_536, MOST_BYTES].map((size) => frameOf({ size }));
    frames.push(frameOf({ kind: 0x89, size: 125 }), frameOf({ kind: 0x8a, size: 0 }));
    frames.push(frameOf({ size: 5, lengthBytes: 2 }), frameOf({ size: 5, lengthBytes: 8 }));
    const bytes = Buffer.concat(frames);
    const ends = new Set<number>();
    let end = 0;
    for (const { length } of frames) {
      end += length;
      ends.add(end);
    }
    const byByte = new FrameWalk(MOST_BYTES);
    assert.ok(byByte.isBetweenFrames);
    for (let at = 0; at < bytes.length; at += 1) {
      byByte.over(bytes.subarray(at, at + 1));
      if (byByte.isBetweenFrames !== ends.has(at + 1)) assert.fail(`after ${at + 1} bytes`);
    }
    for (const cut of [1, 3, 9, 200, 66_000, 140_000]) {
      const walk = new FrameWalk(MOST_BYTES);
      walk.over(bytes.subarray(0, cut));
      walk.over(bytes.subarray(cut, -1));
      assert.ok(!walk.isBetweenFrames && !walk.isLost);
      walk.over(bytes.subarray(-1));
      assert.ok(walk.isBetweenFrames);
    }
  });

  it("[MS28] is lost for good with the byte that it does not know", () => {
    const plain = frameOf({ size: 3 });
    const high = Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 3]);
    for (const [frame, knownBytes] of [
      [frameOf({ kind: 0x81, size: 3 }), 0],
      [frameOf({ kind: 0x02, size: 3 }), 0],
      [frameOf({ kind: 0x80, size: 3 }), 0],
      [frameOf({ kind: 0x88, size: 2 }), 0],
      [frameOf({ kind: 0x83, size: 3 }), 0],
      [frameOf({ kind: 0x8b, size: 3 }), 0],
      [frameOf({ kind: 0x09, size: 3 }), 0],
      [frameOf({ kind: 0xc2, size: 3 }), 0],
      [frameOf({ kind: 0xa2, size: 3 }), 0],
      [frameOf({ kind: 0x92, size: 3 }), 0],
      [frameOf({ size: 3, isMasked: false }), 1],
      [frameOf({ kind: 0x89, size: 126 }), 1],
      [frameOf({ kind: 0x8a, size: 4, lengthBytes: 8 }), 1],
      [frameOf({ size: MOST_BYTES + 1 }), 9],
      [high, 8],
    ] as const) {
      const walk = new FrameWalk(MOST_BYTES);
      walk.over(Buffer.concat([plain, frame.subarray(0, knownBytes)]));
      assert.ok(!walk.isLost, frame.toString("hex", 0, 16));
      walk.over(frame.subarray(knownBytes, knownBytes + 1));
      assert.ok(walk.isLost && !walk.isBetweenFrames, frame.toString("hex", 0, 16));
      walk.over(plain);
      assert.ok(walk.isLost && !walk.isBetweenFrames);
    }
    const small = new FrameWalk(100);
    small.over(frameOf({ size: 101 }));
    assert.ok(small.isLost);
  });
});
