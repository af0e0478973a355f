import assert from "node:assert/strict";
import fc from "fast-check";
import {
  blocks,
  distanceToFootprint,
  footprintInside,
  footprintOf,
} from "../../../../src/core/sim/footprint.ts";
import { type Actor, AVATAR_RADIUS_M, ROLES, type SpaceObject } from "../../../../src/core/sim/types.ts";
import { bodyOf, type World } from "../../../../src/core/sim/world.ts";
import { ALL_ACTIONS, codeOf, object, PREFABS, Stage, snapshot } from "./stage.ts";

/** One input as the generator makes it; who and what are taken modulo what there is. */
interface Step {
  readonly kind: "use" | "place" | "edit" | "delete";
  readonly who: number;
  readonly what: number;
  readonly action: string;
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

const metres = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 60, max: 140 }).map((dm) => dm / 10) },
  fc.integer({ min: -10, max: 210 }).map((dm) => dm / 10),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 20, arbitrary: fc.constant("use" as const) },
    fc.constantFrom("place" as const, "edit" as const, "delete" as const),
  ),
  who: fc.nat(3),
  what: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.constant(0)),
  action: fc.constantFrom(...ALL_ACTIONS),
  x: metres,
  y: metres,
  n: fc.double({ min: 0.4, max: 7, noNaN: true }),
});
const script = fc.record({
  movement: fc.constantFrom("free" as const, "grid" as const),
  steps: fc.array(step, { maxLength: 40, size: "max" }),
});

/** Four avatars of different standing round five objects. */
function stageFor(movement: "free" | "grid"): { stage: Stage; actors: Actor[] } {
  const stage = new Stage(
    [
      object(1, { x: 10, y: 10, state: { color: "red" } }),
      object(2, { prefabId: "table", x: 6, y: 10 }),
      object(3, { prefabId: "door", x: 10, y: 6 }),
      object(4, { prefabId: "ball", x: 10, y: 13, createdBy: 2 }),
      object(5, { prefabId: "lamp", x: 13, y: 10, createdBy: 1 }),
    ],
    { movement },
  );
  const spots = [
    [8, 8],
    [12, 8],
    [8, 12],
    [12, 12],
  ] as const;
  const roles = ["user", "member", "moderator", "owner"] as const;
  const actors = spots.map(
    ([x, y], index) => stage.enter(index + 1, { x, y, role: roles[index], heading: index }).actor,
  );
  return { stage, actors };
}

function play(
  { stage, actors }: { stage: Stage; actors: Actor[] },
  { kind, who, what, action, x, y, n }: Step,
  index: number,
): string {
  const actor = actors[who % actors.length] as Actor;
  if (kind === "place")
    return codeOf(
      stage.place(actor, 100 + index, PREFABS[what % PREFABS.length]?.id ?? "", {
        x,
        y,
        heading: n,
        scale: n,
      }),
    );
  if (kind === "edit")
    return codeOf(stage.edit(actor, what, { x, y, state: { [`k${Math.round(n)}`]: String(n) } }));
  if (kind === "delete") return codeOf(stage.delete(actor, what));
  const params: Record<string, unknown> = {
    move: { x, y },
    drop: { x, y },
    rotate: { heading: n - 3 },
    scale: { scale: n },
    paint: { color: n > 3 ? "red" : "blue" },
    label: { text: n > 3 ? "" : String(n) },
  };
  return codeOf(stage.use(actor, what, action, params[action] ?? {}));
}

/** Objects by id without the time of their last change. */
function contents(world: World): SpaceObject[] {
  return [...world.objects.values()].map((one) => ({ ...one, updatedAtMs: 0 })).sort((a, b) => a.id - b.id);
}

function avatarsInSolids({ avatars, objects, prefabs, rules }: World): string[] {
  return [...objects.values()].flatMap((one) => {
    const of = prefabs.get(one.prefabId);
    if (!of || !blocks(one, of)) return [];
    const footprint = footprintOf(one, of);
    const under = [...avatars.values()].filter((avatar) => {
      const { x, y } = bodyOf(avatar, rules.movement);
      const distanceM = distanceToFootprint(footprint, x, y);
      return rules.movement === "grid" ? distanceM === 0 : distanceM < AVATAR_RADIUS_M - 1e-5;
    });
    return under.map(({ sessionId }) => `${sessionId} in ${one.id}`);
  });
}

describe("core/sim/tools properties", () => {
  it("[UN9] any sequence of uses, undone newest first, restores all objects exactly", () => {
    let uses = 0;
    fc.assert(
      fc.property(script, ({ movement, steps }) => {
        const scene = stageFor(movement);
        const before = contents(scene.stage.world);
        for (const [index, one] of steps.entries()) play(scene, one, index);
        uses += scene.stage.log.length;
        const admin: Actor = { userId: 90, sessionId: null, role: "admin" };
        for (const use of scene.stage.log.toReversed()) {
          const code = codeOf(scene.stage.undo(admin, use));
          assert.equal(code, "ok", `undo of ${JSON.stringify(use)}`);
        }
        assert.deepEqual(contents(scene.stage.world), before);
        for (const avatar of scene.stage.world.avatars.values()) assert.equal(avatar.seatId, null);
      }),
      { numRuns: 300 },
    );
    assert.ok(uses > 1000, `the scripts did something: ${uses} uses`);
  });

  it("[TL29] objects stay in bounds, solids off avatars, and numbers sane, whatever is used", () => {
    fc.assert(
      fc.property(script, ({ movement, steps }) => {
        const scene = stageFor(movement);
        const { world } = scene.stage;
        steps.forEach((one, index) => {
          play(scene, one, index);
          assert.deepEqual(avatarsInSolids(world), [], `after step ${index}`);
          for (const at of world.objects.values()) {
            const of = world.prefabs.get(at.prefabId);
            assert.ok(
              of && footprintInside(footprintOf(at, of), 20, 20),
              `object ${at.id} after step ${index}`,
            );
            assert.ok(
              at.heading >= 0 &&
                at.heading < 2 * Math.PI &&
                at.scale >= of.minScale &&
                at.scale <= of.maxScale,
            );
            const sits = [...world.avatars.values()].filter((avatar) => avatar.seatId === at.id);
            assert.ok(
              sits.every((avatar) => at.holder?.sessionId === avatar.sessionId),
              "who sits holds the seat",
            );
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it("[TL29] the same inputs give the same answers and the same world", () => {
    fc.assert(
      fc.property(script, ({ movement, steps }) => {
        const [one, other] = [stageFor(movement), stageFor(movement)];
        const codes = [one, other].map((scene) => steps.map((each, index) => play(scene, each, index)));
        assert.deepEqual(codes[0], codes[1]);
        assert.deepEqual(snapshot(one.stage.world), snapshot(other.stage.world));
        assert.deepEqual(one.stage.log, other.stage.log);
      }),
      { numRuns: 50 },
    );
  });

  it("[TL10] [TL12] no payload brings a senseless value in or an exception out", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL_ACTIONS),
        fc.anything({ withNullPrototype: true, withBigInt: true }),
        fc.constantFrom(...ROLES),
        (action, params, role) => {
          const { stage, actors } = stageFor("free");
          const code = codeOf(stage.use({ ...(actors[2] as Actor), role }, 1, action, params));
          assert.notEqual(code, "internal");
          const { x, y, z, heading, scale } = stage.world.objects.get(1) ?? object(1);
          for (const value of [x, y, z, heading, scale]) assert.ok(Number.isFinite(value));
        },
      ),
      { numRuns: 1000 },
    );
  });

  for (const action of ["pick_up", "sit", "lock"]) {
    it(`[TL28] of two racing for one object by ${action} exactly one wins, 1,000 times`, () => {
      const { stage } = stageFor("free");
      const racers = [11, 12].map((userId) => stage.enter(userId, { x: 9, y: 9, role: "member" }).actor);
      for (let round = 0; round < 1000; round += 1) {
        const [first, second] = round % 2 === 0 ? racers : racers.toReversed();
        const codes = [stage.use(first as Actor, 1, action), stage.use(second as Actor, 1, action)].map(
          codeOf,
        );
        assert.deepEqual(codes, ["ok", action === "lock" ? "locked" : "held"]);
        assert.equal(
          action === "lock" ? stage.object(1).lockedBy : stage.object(1).holder?.userId,
          first?.userId,
        );
        const back = { pick_up: "drop", sit: "stand", lock: "unlock" }[action] ?? "";
        assert.equal(
          codeOf(stage.use(first as Actor, 1, back, back === "drop" ? { x: 10, y: 10 } : {})),
          "ok",
        );
      }
    });
  }
});
