import assert from "node:assert/strict";
import { AvatarCodec } from "../../src/rooms/avatarCodec.ts";
import { Crowd } from "../../src/rooms/crowd.ts";
import { CrowdSerializer } from "../../src/rooms/crowdSerializer.ts";
import { Viewer } from "../../src/rooms/viewer.ts";
import { WireBuffer } from "../../src/rooms/wireBuffer.ts";
import { runCrowd } from "../reliability/crowdRun.ts";

const TICKS = 350;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Each fault shows within so many ticks at one of the seeds. */
const FAULT_TICKS = 250;

describe("what the stock decoder makes of the crowd's frames", function () {
  this.timeout(60_000);

  for (const seed of SEEDS)
    it(`[CW1] [CW2] is the truth after each of ${TICKS} random ticks, and what the plain encoder shows, seed ${seed}`, () => {
      const { compared, sent, returns } = runCrowd({ ticks: TICKS, seed });
      assert.ok(compared > 1_000 && returns > 10, `${compared} comparisons, ${returns} returns`);
      assert.ok(sent.heldBack > 0 && sent.resyncs > 0, "some were held back and read again");
    });
});

describe("a fault in the encoder", function () {
  this.timeout(60_000);

  for (const { what, of, name, by } of faults())
    it(`[CW1] is found: ${what}`, () => {
      const right = Object.getOwnPropertyDescriptor(of, name)!;
      Object.defineProperty(of, name, { ...right, value: by(right.value) });
      try {
        const found = SEEDS.some((seed) => {
          try {
            runCrowd({ ticks: FAULT_TICKS, seed });
            return false;
          } catch (fault) {
            assert.ok(fault instanceof assert.AssertionError);
            return true;
          }
        });
        assert.ok(found);
      } finally {
        Object.defineProperty(of, name, right);
      }
    });
});

type Method = (...args: never[]) => unknown;
interface Fault {
  readonly what: string;
  readonly of: object;
  readonly name: string;
  readonly by: (right: Method) => unknown;
}

function faults(): Fault[] {
  const nothing = () => () => {};
  return [
    { what: "nobody's turn ever comes", of: Crowd.prototype, name: "isDue", by: () => () => false },
    {
      what: "turns that passed unsent are skipped",
      of: Crowd.prototype,
      name: "open",
      by: (right) =>
        function (this: Crowd) {
          right.call(this, 1 as never);
        },
    },
    { what: "nobody is near", of: Crowd.prototype, name: "isNear", by: () => () => false },
    {
      what: "a turn brings only what changed in its tick",
      of: Crowd.prototype,
      name: "changedSinceTurn",
      by: () =>
        function (this: Crowd, slot: number) {
          return this.changedInTick(slot);
        },
    },
    {
      what: "a new name is not in entries",
      of: Crowd.prototype,
      name: "mark",
      by: (right) =>
        function (this: Crowd, member: never, fields: number) {
          right.call(this, member, (fields & ~6) as never);
        },
    },
    {
      what: "what is left of a tick is forgotten",
      of: CrowdSerializer.prototype,
      name: "finish",
      by: nothing,
    },
    { what: "who leaves is not told of", of: Viewer.prototype, name: "leave", by: nothing },
    { what: "who comes is not told of", of: Viewer.prototype, name: "enter", by: nothing },
    {
      what: "frames are put together for one who was held back",
      of: Viewer.prototype,
      name: "rest",
      by: nothing,
    },
    {
      what: "a leaver is another",
      of: AvatarCodec.prototype,
      name: "writeLeft",
      by: (right) =>
        function (this: AvatarCodec, out: never, refId: number) {
          right.call(this, out, (refId + 1) as never);
        },
    },
    {
      what: "memory that a socket holds is written again",
      of: WireBuffer.prototype,
      name: "restart",
      by: (right) =>
        function (this: WireBuffer) {
          right.call(this, false as never);
        },
    },
  ];
}
