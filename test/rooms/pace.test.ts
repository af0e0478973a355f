import assert from "node:assert/strict";
import {
  BAD_WINDOWS,
  GOOD_WINDOWS,
  MOST_GOOD_WINDOWS,
  Pace,
  RELAPSE_MS,
  WINDOW_MS,
} from "../../src/rooms/pace.ts";
import type { SpacePlugin } from "../../src/rooms/plugins.ts";
import { TickLoop } from "../../src/rooms/tickLoop.ts";
import { startTestServer } from "../../src/testing.public.ts";
import { eventually, liveRoom } from "../helpers/roomKit.ts";

const HZ = 20;
const CALM = { durationMs: 5, latenessMs: 0 };
const LATE = { durationMs: 5, latenessMs: 26 };
const LONG = { durationMs: 51, latenessMs: 0 };
const BUSY = { durationMs: 24, latenessMs: 0 };

/** A room's ticks under a clock that only they move. */
class Ticks {
  readonly pace: Pace;
  readonly changes: string[] = [];
  nowMs = 1e6;
  readonly #periodMs: number;

  constructor(tickHz = HZ) {
    this.pace = new Pace(tickHz);
    this.#periodMs = 1000 / tickHz;
    this.#note(CALM);
  }

  /** Runs whole windows, in each of which the first `strained` ticks are `timing` and the others calm. */
  run(windows: number, timing = CALM, strained = Number.POSITIVE_INFINITY): this {
    for (let window = 0; window < windows; window += 1)
      for (let tick = 0; tick < WINDOW_MS / this.#periodMs; tick += 1) {
        this.nowMs += this.#periodMs;
        this.#note(tick < strained ? timing : CALM);
      }
    return this;
  }

  /** Seconds of calm until it has recovered. */
  secondsToRecover(): number {
    for (let seconds = 0; ; seconds += 1) {
      if (!this.pace.isOverloaded) return seconds;
      this.run(1);
    }
  }

  stall(ms: number): void {
    this.nowMs += ms;
    this.#note({ durationMs: ms, latenessMs: ms });
  }

  #note(timing: { durationMs: number; latenessMs: number }): void {
    const change = this.pace.note(timing, this.nowMs);
    if (change) this.changes.push(change);
  }
}

describe("rooms/pace", () => {
  for (const [what, timing] of [
    ["late", LATE],
    ["long", LONG],
  ] as const)
    it(`[OV1] is overloaded after ${BAD_WINDOWS} seconds with a quarter of the ticks ${what}, and says so once`, () => {
      const ticks = new Ticks().run(BAD_WINDOWS - 1, timing, 5);
      assert.deepEqual([ticks.pace.isOverloaded, ticks.pace.ticksPerPatch], [false, 1]);
      ticks.run(1, timing, 5);
      assert.deepEqual([ticks.pace.isOverloaded, ticks.pace.ticksPerPatch], [true, 2]);
      ticks.run(10, timing);
      assert.deepEqual([ticks.changes, ticks.pace.overloads], [["overloaded"], 1]);
    });

  it("[OV1] is overloaded when ticks are missing, though none is late", () => {
    const ticks = new Ticks();
    for (let tick = 0; tick < 200; tick += 1) {
      ticks.nowMs += 2.7;
      ticks.run(0);
      ticks.nowMs += 50;
      ticks.changes.push(...[ticks.pace.note(CALM, ticks.nowMs)].filter((change) => change !== null));
    }
    assert.deepEqual(ticks.changes, ["overloaded"]);
  });

  it("[OV1] takes fewer strained ticks, bad seconds between good ones, and one stall for no overload", () => {
    const ticks = new Ticks().run(30, LATE, 4);
    for (let times = 0; times < 10; times += 1) ticks.run(BAD_WINDOWS - 1, LATE).run(1);
    ticks.stall(60_000);
    ticks.run(5);
    assert.deepEqual(ticks.changes, []);
  });

  it("[OV2] leaves rates alone that cannot be halved, and tells of them all the same", () => {
    const ticks = new Ticks(8).run(BAD_WINDOWS, { durationMs: 130, latenessMs: 0 });
    assert.deepEqual([ticks.pace.isOverloaded, ticks.pace.ticksPerPatch], [true, 1]);
    assert.equal(new Ticks(10).run(BAD_WINDOWS, { durationMs: 130, latenessMs: 0 }).pace.ticksPerPatch, 2);
  });

  it(`[OV3] is over after ${GOOD_WINDOWS} good seconds on end, and not while there is no time for twice the sending`, () => {
    const ticks = new Ticks()
      .run(BAD_WINDOWS, LONG)
      .run(100, BUSY)
      .run(GOOD_WINDOWS - 1)
      .run(1, LATE, 2);
    assert.deepEqual(ticks.changes, ["overloaded"]);
    ticks.run(GOOD_WINDOWS - 1);
    assert.ok(ticks.pace.isOverloaded);
    ticks.run(1);
    assert.deepEqual(ticks.changes, ["overloaded", "recovered"]);
    assert.equal(ticks.pace.ticksPerPatch, 1);
  });

  it("[OV3] waits twice as long after each relapse, within bounds, and forgets in good times", () => {
    const ticks = new Ticks();
    const waits: number[] = [];
    for (let times = 0; times < 6; times += 1) waits.push(ticks.run(BAD_WINDOWS, LONG).secondsToRecover());
    assert.deepEqual(waits, [5, 10, 20, 40, MOST_GOOD_WINDOWS, MOST_GOOD_WINDOWS]);
    ticks.run(RELAPSE_MS / WINDOW_MS);
    assert.equal(ticks.run(BAD_WINDOWS, LONG).secondsToRecover(), GOOD_WINDOWS);
    assert.equal(ticks.pace.overloads, 7);
  });

  it("[OV5] sends with the last of the ticks that it makes up for in one go, and with every fourth at the latest", () => {
    const sent = (behind: readonly boolean[]) => {
      const pace = new Pace(HZ);
      return behind.map((isBehind, at) => pace.ticksToSend(at + 1, isBehind));
    };
    assert.deepEqual(sent([false, false, false]), [1, 1, 1]);
    assert.deepEqual(sent([true, true, false, false]), [0, 0, 3, 1]);
    assert.deepEqual(sent([true, true, true, true, true, false]), [0, 0, 0, 4, 0, 2]);
    const { pace } = new Ticks().run(BAD_WINDOWS, LONG);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map((tick) => pace.ticksToSend(tick, tick === 4)),
      [0, 2, 0, 0, 0, 4],
    );
  });

  it("[OV5] knows of each late tick whether the next one is due already, up to the five that Colyseus makes up for", () => {
    const behindAfter = (stallMs: number, ticks: number) => {
      let nowMs = 0;
      const loop = new TickLoop(
        HZ,
        () => {},
        () => nowMs,
      );
      const run = () => {
        let isBehind = false;
        loop.run(() => (isBehind = loop.isBehind));
        return isBehind;
      };
      for (let tick = 0; tick < 10; tick += 1, nowMs += 50.9) assert.equal(run(), false, "a drifting timer");
      // As the timestep's drift ends: two ticks at once, none of them late.
      assert.equal(run(), false);
      nowMs = 501 + stallMs;
      return Array.from({ length: ticks }, run);
    };
    assert.deepEqual(behindAfter(49, 1), [false]);
    assert.deepEqual(behindAfter(170, 3), [true, true, false]);
    assert.deepEqual(behindAfter(5_000, 6), [true, true, true, true, false, false]);
  });

  it("[OV2] [OV4] sends a patch every second tick, and operators are told", async function () {
    this.timeout(30_000);
    const spaceId = 1;
    let isBusy = true;
    let look = () => {};
    const plugin: SpacePlugin = {
      name: "load",
      start: () => ({
        onTick() {
          look();
          // Longer than a tick's period, whatever the machine: each tick is strained.
          for (const startMs = performance.now(); isBusy && performance.now() < startMs + 51; );
        },
      }),
    };
    const server = await startTestServer({ env: { RATE_LIMITS: "off" }, game: { plugins: [plugin] } });
    try {
      const bot = await server.join(await server.guest(), { spaceId, x: 5, y: 20 });
      const room = liveRoom(server, spaceId);
      await eventually("overloaded", () => room.pace.isOverloaded, 20_000);
      isBusy = false;
      const seen: { tick: number; frames: number }[] = [];
      const watched = new Promise<void>((resolve) => {
        look = () => {
          bot.room.send("move", { x: 55, y: 20 });
          if (seen.push({ tick: room.host.world.tick, frames: room.sent.frames }) === 20) resolve();
        };
      });
      const { body } = await server.call<Record<string, unknown>>("GET", "/health");
      assert.deepEqual([body.status, body.rooms], ["degraded", { live: 1, overloaded: 1 }]);
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      assert.match(metrics, /^atrium_overloaded_rooms 1$/m);
      assert.match(metrics, /^atrium_overloads 1$/m);
      await watched;
      const steps = seen.slice(1).map(({ tick, frames }, at) => ({ tick, sent: frames - seen[at]!.frames }));
      // What was sent between two looks is of the tick of the first.
      for (const { tick, sent } of steps) if ((tick - 1) % 2 === 1) assert.equal(sent, 0);
      assert.ok(steps.some(({ sent }) => sent === 1));
    } finally {
      await server.close();
    }
  });
});
