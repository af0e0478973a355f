import assert from "node:assert/strict";
import { z } from "zod";
import { step } from "../../../../src/core/sim/step.ts";
import { defineTool } from "../../../../src/core/sim/tools/defineTool.ts";
import { releaseHolds } from "../../../../src/core/sim/tools/holds.ts";
import { type Actor, atLeast, ROLES } from "../../../../src/core/sim/types.ts";
import { removeAvatar } from "../../../../src/core/sim/world.ts";
import { codeOf, object, overHttp, prefab, Stage, succeeded } from "./stage.ts";

/** A stage with a chair and its user, and a moderator over HTTP. */
function stageWithChair(): { stage: Stage; actor: Actor; moderator: Actor } {
  const stage = new Stage([object(1, { createdBy: 1 })]);
  return { stage, actor: stage.enter(1, { x: 9, y: 9 }).actor, moderator: overHttp("moderator", 50) };
}

describe("core/sim/tools undo", () => {
  for (const role of ROLES) {
    it(`[UN1] ${role}: own uses ${atLeast(role, "user") ? "yes" : "no"}, others' ${atLeast(role, "moderator") ? "yes" : "no"}`, () => {
      const { stage, actor } = stageWithChair();
      succeeded(stage.use(actor, 1, "toggle"));
      assert.equal(
        codeOf(stage.undo(overHttp(role, 2), stage.last())),
        atLeast(role, "moderator") ? "ok" : "forbidden",
      );
      succeeded(stage.use(actor, 1, "rotate", { heading: 1 }));
      assert.equal(
        codeOf(stage.undo({ ...actor, role }, stage.last())),
        atLeast(role, "user") ? "ok" : "forbidden",
      );
    });
  }

  it("[UN2] applies while the fields the use changed hold what it left, whatever else changed", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "paint", { color: "red" }));
    const painted = stage.last();
    succeeded(stage.use(actor, 1, "label", { text: "hi" }));
    succeeded(stage.use(actor, 1, "move", { x: 10, y: 11 }));
    succeeded(stage.undo(actor, painted));
    assert.deepEqual([stage.object(1).state, stage.object(1).y], [{ label: "hi" }, 11]);
    succeeded(stage.use(actor, 1, "paint", { color: "red" }));
    const again = stage.last();
    succeeded(stage.edit(moderator, 1, { state: { color: "blue" } }));
    assert.equal(codeOf(stage.undo(actor, again)), "conflict");
    assert.equal(stage.object(1).state.color, "blue");
    succeeded(stage.use(actor, 1, "rotate", { heading: 1 }));
    const turned = stage.last();
    succeeded(stage.delete(moderator, 1));
    assert.equal(codeOf(stage.undo(actor, turned)), "conflict", "the object is gone");
  });

  it("[UN2] a use undone once has nothing left to take back", () => {
    const { stage, actor } = stageWithChair();
    succeeded(stage.use(actor, 1, "rotate", { heading: 1 }));
    const turned = stage.last();
    succeeded(stage.undo(actor, turned));
    assert.equal(codeOf(stage.undo(actor, turned)), "conflict");
  });

  it("[UN3] knows no reach and no cooldown, and pushes avatars aside", () => {
    const stage = new Stage([object(1)]);
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9 });
    const other = stage.enter(2, { x: 2, y: 2 }).avatar;
    succeeded(stage.use(actor, 1, "move", { x: 9, y: 11 }));
    stage.teleport(avatar, 18, 18);
    stage.teleport(other, 10, 10);
    assert.equal(codeOf(stage.use(actor, 1, "rotate", { heading: 1 })), "out_of_range");
    succeeded(stage.undo(actor, stage.last()));
    assert.deepEqual([stage.object(1).x, stage.object(1).y], [10, 10]);
    assert.ok(
      Math.max(Math.abs(other.x - 10), Math.abs(other.y - 10)) >= 0.5,
      `pushed to ${other.x}, ${other.y}`,
    );
  });

  it("[UN3] [UN6] what would come back out of bounds is a conflict", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "move", { x: 9, y: 10 }));
    const moved = stage.last();
    succeeded(stage.place(actor, 2, "chair", { x: 15, y: 15 }));
    succeeded(stage.delete(moderator, 2));
    const deleted = stage.last();
    stage.world.rules = { ...stage.world.rules, widthM: 9.6 };
    assert.equal(codeOf(stage.undo(actor, moved)), "conflict");
    assert.equal(codeOf(stage.undo(moderator, deleted)), "conflict");
    assert.equal(stage.world.objects.has(2), false);
  });

  it("[UN4] respects locks and holds of others, but for moderators", () => {
    const { stage, actor, moderator } = stageWithChair();
    const other = stage.enter(2, { x: 9, y: 9 }).actor;
    succeeded(stage.use(actor, 1, "paint", { color: "red" }));
    const painted = stage.last();
    succeeded(stage.use(other, 1, "lock"));
    assert.equal(codeOf(stage.undo(actor, painted)), "locked");
    succeeded(stage.use(other, 1, "unlock"));
    succeeded(stage.use(other, 1, "pick_up"));
    assert.equal(codeOf(stage.undo(actor, painted)), "held");
    assert.equal(codeOf(stage.undo(moderator, painted)), "ok");
    assert.equal(stage.object(1).holder?.userId, 2, "still in that hand");
  });

  it("[UN5] uses a tool's own inverse, and refuses a senseless one", () => {
    const steps = defineTool({
      action: "zap",
      params: z.strictObject({ by: z.number() }),
      apply: ({ object: one, params }) => ({
        heading: one.heading + params.by,
        state: { zaps: String(Number(one.state.zaps ?? 0) + 1) },
      }),
      inverse: ({ object: one, params, before, after }) => ({
        heading: one.heading - params.by,
        state: { zaps: before.state?.zaps ?? null, undone: after.state?.zaps ?? null },
      }),
    });
    const broken = defineTool({
      action: "boom",
      params: z.object({}),
      apply: () => ({ scale: 1.5 }),
      inverse: () => ({ scale: Number.NaN }),
    });
    const gizmo = prefab("gizmo", { affordances: ["zap", "boom"] });
    const stage = new Stage([object(1, { prefabId: "gizmo" })], { prefabs: [gizmo], tools: [steps, broken] });
    succeeded(stage.use(overHttp("user"), 1, "zap", { by: 0.5 }));
    succeeded(stage.undo(overHttp("user"), stage.last()));
    assert.deepEqual([stage.object(1).heading, stage.object(1).state], [0, { undone: "1" }]);
    succeeded(stage.use(overHttp("user"), 1, "boom"));
    assert.equal(codeOf(stage.undo(overHttp("user"), stage.last())), "internal");
    assert.equal(stage.object(1).scale, 1.5);
  });

  it("[UN6] a removal undone brings back the same id, and avatars make room", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "paint", { color: "red" }));
    const before = stage.object(1);
    succeeded(stage.use(actor, 1, "remove"));
    const removed = stage.last();
    const avatar = stage.enter(3, { x: 10, y: 10 }).avatar;
    const { object: back } = succeeded(stage.undo(actor, removed));
    assert.deepEqual(back, before);
    assert.ok(Math.max(Math.abs(avatar.x - 10), Math.abs(avatar.y - 10)) >= 0.5);
    assert.equal(codeOf(stage.undo(moderator, removed)), "conflict", "it is there again");
  });

  it("[UN6] it comes back into the hands it was in, or into nobody's if they have left", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "pick_up"));
    const held = stage.object(1);
    succeeded(stage.use(actor, 1, "remove"));
    const { object: back } = succeeded(stage.undo(moderator, stage.last()));
    assert.deepEqual(back, held);
    succeeded(stage.use(actor, 1, "remove"));
    const removed = stage.last();
    removeAvatar(stage.world, "s1");
    assert.equal(succeeded(stage.undo(moderator, removed)).object?.holder, null);
  });

  it("[UN6] a seat comes back under whoever sat on it, unless they sit elsewhere", () => {
    const bench = prefab("bench", { affordances: ["sit", "stand", "remove"] });
    const stage = new Stage([object(1, { prefabId: "bench" }), object(2, { prefabId: "bench" })], {
      prefabs: [bench],
    });
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9 });
    const moderator = overHttp("moderator", 50);
    succeeded(stage.use(actor, 1, "sit"));
    succeeded(stage.delete(moderator, 1));
    assert.deepEqual([avatar.seatId, avatar.activity], [null, "idle"]);
    succeeded(stage.undo(moderator, stage.last()));
    assert.deepEqual([avatar.seatId, avatar.activity, stage.object(1).holder?.userId], [1, "sit", 1]);
    succeeded(stage.delete(moderator, 1));
    const deleted = stage.last();
    succeeded(stage.use(actor, 2, "sit"));
    succeeded(stage.undo(moderator, deleted));
    assert.deepEqual([avatar.seatId, stage.object(1).holder], [2, null]);
  });

  it("[UN7] a placement undone takes the object away, unless it was changed", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.place(actor, 5, "lamp", { x: 9, y: 11 }));
    const placed = stage.last();
    succeeded(stage.use(actor, 5, "paint", { color: "red" }));
    const painted = stage.last();
    assert.equal(codeOf(stage.undo(actor, placed)), "conflict");
    succeeded(stage.undo(actor, painted));
    const holder = stage.enter(2, { x: 9, y: 9 }).actor;
    succeeded(stage.use(holder, 5, "pick_up"));
    assert.equal(codeOf(stage.undo(actor, placed)), "held");
    const { object: gone, use } = succeeded(stage.undo(moderator, placed));
    assert.deepEqual(
      [gone, use.after, use.before?.holder, stage.world.objects.has(5)],
      [null, null, 2, false],
    );
    succeeded(stage.undo(moderator, stage.last()));
    assert.ok(stage.world.objects.has(5), "an undo can be undone");
  });

  it("[UN8] undoing pick_up and sit lets go and stands the sitter up", () => {
    const { stage, actor } = stageWithChair();
    succeeded(stage.use(actor, 1, "pick_up"));
    succeeded(stage.undo(actor, stage.last()));
    assert.equal(stage.object(1).holder, null);
    succeeded(stage.use(actor, 1, "sit"));
    const seated = stage.last();
    succeeded(stage.undo(actor, seated));
    const avatar = stage.world.avatars.get("s1");
    assert.deepEqual([stage.object(1).holder, avatar?.seatId, avatar?.activity], [null, null, "idle"]);
    assert.equal(codeOf(stage.undo(actor, seated)), "conflict", "it ended by itself");
  });

  it("[UN8] undoing drop and stand gives back to the user, if still here and free", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "pick_up"));
    succeeded(stage.use(actor, 1, "drop", { x: 9, y: 11 }));
    succeeded(stage.undo(moderator, stage.last()));
    assert.deepEqual(stage.object(1).holder, { sessionId: "s1", userId: 1 });
    assert.deepEqual([stage.object(1).x, stage.object(1).y], [10, 10]);
    succeeded(stage.use(actor, 1, "drop", { x: 9, y: 11 }));
    const dropped = stage.last();

    succeeded(stage.use(actor, 1, "sit"));
    succeeded(stage.use(actor, 1, "stand"));
    const stood = stage.last();
    succeeded(stage.undo(actor, stood));
    const avatar = stage.world.avatars.get("s1");
    assert.deepEqual([stage.object(1).holder?.sessionId, avatar?.seatId, avatar?.activity], ["s1", 1, "sit"]);

    succeeded(stage.use(actor, 1, "stand"));
    const stoodAgain = stage.last();
    succeeded(stage.place(actor, 6, "chair", { x: 8, y: 8 }));
    succeeded(stage.use(actor, 6, "sit"));
    assert.equal(codeOf(stage.undo(actor, stoodAgain)), "conflict", "sits elsewhere");
    releaseHolds(stage.world, "s1");
    removeAvatar(stage.world, "s1");
    const back = stage.enter(1, { x: 9, y: 9, sessionId: "new" });
    succeeded(stage.undo(back.actor, dropped));
    assert.equal(stage.object(1).holder?.sessionId, "new", "to the user's present avatar");
  });

  it("[UN8] what somebody who has left carried off is put back, into nobody's hands", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "pick_up"));
    succeeded(stage.use(actor, 1, "drop", { x: 9, y: 11.5 }));
    const dropped = stage.last();
    succeeded(stage.use(actor, 1, "sit"));
    succeeded(stage.use(actor, 1, "stand"));
    const stood = stage.last();
    releaseHolds(stage.world, "s1");
    removeAvatar(stage.world, "s1");
    const bystander = stage.enter(2, { x: 10, y: 10 }).avatar;
    succeeded(stage.undo(moderator, stood));
    assert.equal(stage.object(1).holder, null);
    const { use } = succeeded(stage.undo(moderator, dropped));
    const { x, y, holder } = stage.object(1);
    assert.deepEqual({ x, y, holder }, { x: 10, y: 10, holder: null });
    assert.deepEqual(
      [use.before, use.after],
      [
        { x: 9, y: 11.5 },
        { x: 10, y: 10 },
      ],
    );
    assert.ok(Math.max(Math.abs(bystander.x - 10), Math.abs(bystander.y - 10)) >= 0.5, "made room");
  });

  it("[UN10] is logged with what it undoes and what it changed", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "move", { x: 9, y: 11 }));
    const moved = stage.last();
    succeeded(stage.undo(moderator, moved));
    const { id: _, ...use } = stage.last();
    assert.deepEqual(use, {
      userId: 50,
      objectId: 1,
      action: "undo",
      params: { tool_use_id: moved.id },
      before: moved.after,
      after: moved.before,
      undoes: moved.id,
    });
  });

  it("[UN11] is done once, however many ask in one tick", () => {
    const { stage, actor, moderator } = stageWithChair();
    succeeded(stage.use(actor, 1, "lock"));
    succeeded(stage.use(actor, 1, "lock"));
    const use = stage.last();
    assert.deepEqual(use.after, {}, "the second lock changed nothing, so its undo finds all as it was left");
    const stranger = { userId: 77, sessionId: null, role: "guest" as const };
    const inputs = [stranger, actor, moderator, actor].map((who, index) => ({
      ...{ kind: "undo" as const, ticket: index, actor: who, use },
    }));
    const { outcomes } = step(stage.world, inputs, { ...stage.context, dtSeconds: 0.05 });
    const codes = outcomes.map((outcome) => ("refused" in outcome ? outcome.refused : "done"));
    assert.deepEqual(codes, ["forbidden", "done", "conflict", "conflict"]);
  });
});
