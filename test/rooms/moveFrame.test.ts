import assert from "node:assert/strict";
import { Packr, unpack } from "msgpackr";
import { messageHeader } from "../../loadtest/wire.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import { MoveMessage } from "../../src/protocol/messages.ts";
import { isStorable } from "../../src/protocol/text.ts";
import { type MoveFields, readMove } from "../../src/rooms/moveFrame.ts";

const NAME = messageHeader("move");
const PACKRS = [
  new Packr({ useRecords: false }),
  new Packr({ useRecords: false, variableMapSize: true }),
  new Packr({ useRecords: false, useFloat32: 3 }),
];

describe("a move that is read from its frame", () => {
  it("[MS26] is read from what SDKs send", () => {
    for (const packr of PACKRS)
      for (const move of [
        { x: 1.5, y: 2 },
        { x: -1, y: 70_000, seq: 65_535 },
        { x: 0, y: -40_000, heading: -3.25, seq: 0 },
        { heading: 300, y: 1e6, x: -1e6 },
      ])
        assert.deepEqual(readShort(Buffer.concat([NAME, packr.pack(move)])), withAll(move));
  });

  it("[MS26] is what the long way would make of it, whatever is sent, or left to it", () => {
    const random = createRandom("moves");
    let taken = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const frame = someFrame(random.fork(round));
      const short = readShort(frame);
      if (!short) continue;
      taken += 1;
      assert.deepEqual(short, readLong(frame), frame.toString("hex"));
    }
    assert.ok(taken > 2_000, `only ${taken} were plain moves`);
  });

  it("[MS26] is left to the long way if it is anything but plain", () => {
    const packed = (payload: unknown) => Buffer.concat([NAME, PACKRS[0]!.pack(payload)]);
    const plain = packed({ x: 1, y: 2 });
    for (const frame of [
      packed({ x: 1 }),
      packed({ x: 1, y: 2, z: 3 }),
      packed({ x: 1, y: 2, seq: 65_536 }),
      packed({ x: 1, y: 2, seq: 1.5 }),
      packed({ x: Number.NaN, y: 2 }),
      packed({ x: 1, y: 1_000_001 }),
      packed({ x: "1", y: 2 }),
      packed({ x: 1n, y: 2 }),
      packed({ x: 1, y: 2, heading: undefined }),
      packed([1, 2]),
      packed(null),
      Buffer.from(NAME),
      Buffer.concat([plain, Buffer.of(0)]),
      plain.subarray(0, -1),
      Buffer.concat([Buffer.of(0x80 | (plain[0] as number)), plain.subarray(1)]),
      Buffer.concat([messageHeader("move2"), plain.subarray(NAME.length)]),
      Buffer.alloc(0),
    ])
      assert.equal(readShort(frame), null, frame.toString("hex"));
  });
});

function readShort(frame: Buffer): MoveFields | null {
  const move = { x: 0, y: 0, heading: undefined, seq: undefined };
  return readMove(frame, move) ? move : null;
}

/** As Colyseus decodes it, and the gate looks at it. Null if it is refused. */
function readLong(frame: Buffer): MoveFields | null {
  const payload: unknown = unpack(frame.subarray(NAME.length));
  const parsed = isStorable(payload) ? MoveMessage.safeParse(payload).data : undefined;
  return parsed ? withAll(parsed) : null;
}

function withAll({ x, y, heading, seq }: MoveMessage): MoveFields {
  return { x, y, heading, seq };
}

/** A move in one of the ways to write it, with a fault in every second. */
function someFrame(random: Random): Buffer {
  const fields: [string, unknown][] = [
    ["x", someNumber(random)],
    ["y", someNumber(random)],
  ];
  if (random.next() < 0.4) fields.push(["heading", someNumber(random)]);
  if (random.next() < 0.6) fields.push(["seq", random.int(0, 70_000)]);
  if (random.next() < 0.1) fields.push([random.pick(["z", "", "X", "sea", "headinG"]), 1]);
  fields.sort(() => random.next() - 0.5);
  const payload = random.pick(PACKRS).pack(Object.fromEntries(fields));
  const frame = Buffer.concat([NAME, payload]);
  if (random.next() < 0.5) return frame;
  const at = random.int(0, frame.length - 1);
  if (random.next() < 0.2) return frame.subarray(0, at);
  frame[at] = random.int(0, 255);
  return frame;
}

function someNumber(random: Random): number {
  const whole = random.int(-70_000, 70_000);
  return random.pick([whole, whole % 100, whole / 7, whole * 20, random.next(), -0, 1e6, 1e-300]);
}
