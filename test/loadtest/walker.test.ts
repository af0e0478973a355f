import assert from "node:assert/strict";
import { Ground } from "../../loadtest/ground.ts";
import { beatSecondsOf, createWalker, type Walker } from "../../loadtest/walker.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import { type Footprint, footprintOf } from "../../src/core/sim/footprint.ts";
import { step } from "../../src/core/sim/step.ts";
import type { Point, Prefab, SpaceObject } from "../../src/core/sim/types.ts";
import { addAvatar, createWorld, type Input, type World } from "../../src/core/sim/world.ts";
import { rulesOf } from "../../src/services/spaces/rules.ts";

const TICK_HZ = 20;
const SIDE_M = 40;
const BLOCK: Prefab = {
  id: "block",
  name: "Block",
  kind: "block",
  footprint: { w: 1.4, d: 0.6, h: 1 },
  shape: "box",
  solid: true,
  affordances: [],
  minScale: 1,
  maxScale: 1,
  state: {},
};

describe("loadtest walkers", () => {
  for (const movement of ["free", "grid"] as const)
    for (const seed of [1, 2, 3])
      it(`[LT9] a crowd among objects in a ${movement} space is never corrected, seed ${seed}`, () => {
        const { world, walkers, beatSeconds } = crowd(movement, createRandom(seed));
        const walked = run(world, walkers, { beatSeconds, seconds: 120 });
        assert.deepEqual(walked.rejections.slice(0, 3), []);
        assert.ok(walked.leastM > 40, `the laziest came ${walked.leastM} m far in two minutes`);
        for (const [sessionId, walker] of walkers) {
          const { x, y } = world.avatars.get(sessionId) as Point;
          const offM = Math.hypot(walker.at.x - x, walker.at.y - y);
          assert.ok(offM <= 1.5, `${sessionId} is ${offM} m from where it wants to be`);
        }
      });

  it("[LT9] one whom the server puts elsewhere goes on from there", () => {
    const { world, walkers, beatSeconds } = crowd("free", createRandom("moved"));
    const [sessionId, walker] = [...walkers][0] as [string, Walker];
    run(world, walkers, { beatSeconds, seconds: 3 });
    const elsewhere = groundOf(world).randomSpot(createRandom("elsewhere"));
    const avatar = world.avatars.get(sessionId) as { x: number; y: number };
    Object.assign(avatar, elsewhere);
    walker.relocate(elsewhere);
    assert.deepEqual(walker.at, elsewhere);
    assert.deepEqual(run(world, walkers, { beatSeconds, seconds: 60 }).rejections, []);
  });

  for (const movement of ["free", "grid"] as const)
    it(`[LT10] the same seed walks the same ways in a ${movement} space, another seed others`, () => {
      const way = (seed: string) => {
        const { walkers } = crowd(movement, createRandom(seed));
        return [...walkers.values()].map((walker) => Array.from({ length: 200 }, () => walker.beat()));
      };
      assert.deepEqual(way("a"), way("a"));
      assert.notDeepEqual(way("a"), way("b"));
    });
});

/** Walkers in a space with a block for every 25 m², all where they think they are. */
function crowd(movement: "free" | "grid", random: Random) {
  const rules = rulesOf({ settings: {}, movement, widthM: SIDE_M, depthM: SIDE_M });
  const objects = Array.from({ length: SIDE_M ** 2 / 25 }, (_, index) => blockAt(index + 1, random));
  const world = createWorld({
    spaceId: 1,
    rules,
    prefabs: new Map([["block", BLOCK]]),
    objects,
    spawnPoints: [],
  });
  const ground = groundOf(world);
  const beatSeconds = beatSecondsOf(ground, 10);
  const walkers = new Map<string, Walker>();
  for (let index = 0; index < 20; index += 1) {
    const own = random.fork(index);
    const at = ground.randomSpot(own);
    const sessionId = `s${index}`;
    addAvatar(world, { sessionId, userId: index + 1, role: "guest", heading: 0, ...at });
    walkers.set(
      sessionId,
      createWalker({ ground, random: own, at, beatSeconds, seeksObjects: index % 2 === 0 }),
    );
  }
  return { world, walkers, beatSeconds };
}

/** Ticks the world while every walker sends its beats, some of them late by up to two ticks. */
function run(
  world: World,
  walkers: ReadonlyMap<string, Walker>,
  how: { beatSeconds: number; seconds: number },
) {
  const jitter = createRandom("jitter");
  const pending: { readonly dueTick: number; readonly input: Input }[] = [];
  const rejections: unknown[] = [];
  const walkedM = new Map<string, number>();
  const beats = new Map([...walkers.keys()].map((sessionId) => [sessionId, 0]));
  for (let tick = 0; tick < how.seconds * TICK_HZ; tick += 1) {
    for (const [sessionId, walker] of walkers) {
      const due = Math.floor(tick / TICK_HZ / how.beatSeconds);
      for (let beat = beats.get(sessionId) ?? 0; beat < due; beat += 1) {
        const from = walker.at;
        const to = walker.beat();
        walkedM.set(
          sessionId,
          (walkedM.get(sessionId) ?? 0) + Math.hypot(walker.at.x - from.x, walker.at.y - from.y),
        );
        if (!to) continue;
        const late = pending.some(({ input }) => input.kind === "move" && input.sessionId === sessionId);
        const dueTick = tick + (late || jitter.next() < 0.9 ? 0 : jitter.int(1, 2));
        pending.push({ dueTick, input: { kind: "move", sessionId, x: to.x, y: to.y } });
      }
      beats.set(sessionId, due);
    }
    const inputs = takeDue(pending, tick);
    rejections.push(
      ...step(world, inputs, { dtSeconds: 1 / TICK_HZ, nowMs: 0, tools: new Map() }).rejections,
    );
  }
  return { rejections, leastM: Math.min(...walkedM.values()) };
}

/** What has come by now, in order: nobody's message overtakes an earlier one of theirs. */
function takeDue(pending: { readonly dueTick: number; readonly input: Input }[], tick: number): Input[] {
  const held = new Set<string>();
  const inputs: Input[] = [];
  for (let index = 0; index < pending.length; ) {
    const { dueTick, input } = pending[index] as (typeof pending)[number];
    const sender = input.kind === "move" ? input.sessionId : "";
    if (dueTick > tick || held.has(sender)) {
      held.add(sender);
      index += 1;
    } else {
      inputs.push(input);
      pending.splice(index, 1);
    }
  }
  return inputs;
}

function blockAt(id: number, random: Random): SpaceObject {
  return {
    id,
    prefabId: "block",
    kind: "block",
    x: random.between(1, SIDE_M - 1),
    y: random.between(1, SIDE_M - 1),
    z: 0,
    heading: random.between(-Math.PI, Math.PI),
    scale: 1,
    solid: true,
    state: {},
    holder: null,
    lockedBy: 0,
    createdBy: 0,
    createdAtMs: 0,
    updatedAtMs: 0,
  };
}

function groundOf(world: World): Ground {
  const footprints: Footprint[] = [...world.objects.values()].map((object) => footprintOf(object, BLOCK));
  const usable = footprints.map((footprint, index) => ({ id: index + 1, footprint, actions: ["toggle"] }));
  return new Ground({ ...world.rules, activities: [], spawnsAnywhere: true, obstacles: footprints, usable });
}
