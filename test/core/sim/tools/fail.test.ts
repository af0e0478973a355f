import assert from "node:assert/strict";
import { z } from "zod";
import { defineTool, type Tool } from "../../../../src/core/sim/tools/defineTool.ts";
import type { ObjectChange } from "../../../../src/core/sim/types.ts";
import { codeOf, NOW_MS, object, overHttp, prefab, Stage, snapshot, succeeded } from "./stage.ts";

const gizmo = prefab("gizmo", { affordances: ["zap", "open_ended", "far", "paint", "boom"], solid: false });

function tool(action: string, fields: Partial<Tool> = {}): Tool {
  return { ...defineTool({ action, params: z.object({}), apply: () => ({}) }), ...fields };
}

describe("core/sim/tools that refuse or fail", () => {
  describe("[TL12] tools that fail", () => {
    const cycle: Record<string, unknown> = {};
    const nonsense: Record<string, () => unknown> = {
      throws: () => {
        throw new Error("boom");
      },
      null: () => null,
      nothing: () => undefined,
      "a promise": () => Promise.resolve({}),
      "a number": () => 4,
      "an array": () => [],
      NaN: () => ({ x: Number.NaN }),
      Infinity: () => ({ scale: Number.POSITIVE_INFINITY }),
      "a string for a number": () => ({ y: "1" }),
      "an unknown field": () => ({ colour: "red" }),
      "an object's id": () => ({ id: 5 }),
      "a number in the state": () => ({ state: { on: 1 } }),
      "a state that is no record": () => ({ state: "on" }),
      "half a surrogate in the state": () => ({ state: { label: "\ud800" } }),
      "NUL in the state": () => ({ state: { label: "a\0b" } }),
      "endless text in the state": () => ({ state: { label: "x".repeat(501) } }),
      "a cyclic state": () => ({ state: { cycle } }),
      "a stranger's hands": () => ({ holder: { sessionId: "nobody", userId: 9 } }),
      "somebody else's name": () => ({ holder: { sessionId: "s1", userId: 9 } }),
      "a seat without a hold": () => ({ seated: true }),
      "an endless activity": () => ({ activity: "x".repeat(21) }),
      "remove: false": () => ({ remove: false }),
      "an unknown refusal": () => ({ refused: "nope", message: "" }),
      "a negative locker": () => ({ lockedBy: -1 }),
    };
    for (const [what, apply] of Object.entries(nonsense)) {
      it(`${what} is internal, and the world stays as it was`, () => {
        const stage = new Stage([object(1, { prefabId: "gizmo" })], {
          prefabs: [gizmo],
          tools: [tool("zap", { apply: apply as Tool["apply"], cooldownMs: 10 })],
        });
        const { actor } = stage.enter(1, { x: 9, y: 9 });
        const before = snapshot(stage.world);
        const outcome = stage.use(actor, 1, "zap");
        assert.equal(codeOf(outcome), "internal");
        assert.ok("refused" in outcome && outcome.cause instanceof Error);
        assert.ok(!outcome.message.includes("boom"), "what it threw is not for the caller");
        assert.deepEqual(snapshot(stage.world), before);
        assert.equal(codeOf(stage.use(actor, 1, "paint", { color: "red" })), "ok", "others go on");
      });
    }
  });

  it("[TL12] a refusal leaves the world as it was", () => {
    const stage = new Stage([object(1), object(2, { lockedBy: 5, x: 9, y: 12 })]);
    const { actor } = stage.enter(1, { x: 10, y: 12, role: "user" });
    const before = snapshot(stage.world);
    const refused = [
      stage.use(actor, 1, "move", { x: 10, y: 12 }),
      stage.use(actor, 2, "sit"),
      stage.use(actor, 1, "scale", { scale: 9 }),
      stage.place(actor, 9, "chair", { x: 3, y: 3 }),
      stage.edit(actor, 1, { x: 3 }),
      stage.delete(actor, 1),
    ];
    assert.ok(refused.every((outcome) => "refused" in outcome));
    assert.deepEqual(snapshot(stage.world), before);
    assert.equal(stage.log.length, 0);
  });

  it("[TL12] a tool may refuse by itself and may change what the avatar does", () => {
    const change: ObjectChange & { activity: string } = {
      x: undefined,
      state: { lit: "1" },
      activity: "dance",
    };
    const stage = new Stage([object(1, { prefabId: "gizmo" })], {
      prefabs: [gizmo],
      tools: [
        tool("zap", { apply: () => change }),
        tool("boom", { apply: () => ({ refused: "full", message: "No more." }) }),
      ],
    });
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9 });
    assert.deepEqual(stage.use(actor, 1, "boom"), { ticket: 1, refused: "full", message: "No more." });
    assert.equal(succeeded(stage.use(actor, 1, "zap")).object?.updatedAtMs, NOW_MS);
    assert.deepEqual([avatar.activity, stage.object(1).state], ["dance", { lit: "1" }]);
  });

  it("[TL12] the state of an object is bounded: the 33rd key is full", () => {
    const keyed = defineTool({
      action: "zap",
      params: z.strictObject({ n: z.number() }),
      apply: ({ params }) => ({ state: { [`k${params.n}`]: "1" } }),
    });
    const stage = new Stage([object(1, { prefabId: "gizmo" })], { prefabs: [gizmo], tools: [keyed] });
    for (let n = 1; n <= 33; n += 1)
      assert.equal(codeOf(stage.use(overHttp("user"), 1, "zap", { n })), n <= 32 ? "ok" : "full");
  });
});
