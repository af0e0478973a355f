import assert from "node:assert/strict";
import { takeSeat } from "../../../src/core/sim/tools/holds.ts";
import type { SpaceObject } from "../../../src/core/sim/types.ts";
import { deleteObject, putObject, type World } from "../../../src/core/sim/world.ts";
import { ObjectWrites } from "../../../src/services/spaces/objectWrites.ts";
import { chairAt, put, worldWith } from "../../core/sim/worldKit.ts";

/** A world with a chair, and changes of it as a tick makes them. */
class Stage {
  readonly world: World = worldWith();
  readonly writes = new ObjectWrites(this.world);

  constructor() {
    putObject(this.world, chairAt(1, 10, 10));
  }

  get chair(): SpaceObject | undefined {
    return this.world.objects.get(1);
  }

  /** Changes the chair (null: takes it away) and begins to write that. */
  change(change: Partial<SpaceObject> | null) {
    this.writes.note([1]);
    const object = change && { ...(this.chair ?? chairAt(1, 0, 0)), ...change };
    if (object) putObject(this.world, object);
    else deleteObject(this.world, 1);
    const write = this.writes.begin(1);
    return { stored: () => write.stored(object), failed: () => write.failed() };
  }
}

describe("services/spaces objectWrites", () => {
  it("[TR1] a failed write is taken back", () => {
    const stage = new Stage();
    const write = stage.change({ x: 12 });
    assert.equal(stage.chair?.x, 12);
    write.failed();
    assert.equal(stage.chair?.x, 10);
    assert.ok(stage.world.changedObjects.has(1), "and shown");
    const removal = stage.change(null);
    removal.failed();
    assert.equal(stage.chair?.x, 10);
  });

  it("[TR1] an object is in doubt from a failure until its earlier writes have ended", () => {
    const stage = new Stage();
    const [first, second] = [stage.change({ x: 11 }), stage.change({ x: 12 })];
    assert.equal(stage.writes.isInDoubt(1), false);
    second.failed();
    assert.equal(stage.writes.isInDoubt(1), true);
    assert.equal(stage.writes.isInDoubt(2), false);
    first.stored();
    assert.equal(stage.writes.isInDoubt(1), false);
    assert.equal(stage.chair?.x, 11);
  });

  it("[TR1] a failed placement is gone, and its write forgotten", () => {
    const stage = new Stage();
    stage.change(null).stored();
    const placed = stage.change({ x: 5 });
    placed.failed();
    assert.equal(stage.chair, undefined);
  });

  it("[TR1] goes back to what was stored last, however many writes were under way", () => {
    const stage = new Stage();
    const [first, second, third] = [
      stage.change({ x: 11 }),
      stage.change({ x: 12 }),
      stage.change({ x: 13 }),
    ];
    first.stored();
    second.failed();
    assert.equal(stage.chair?.x, 13, "the last one may still succeed");
    third.failed();
    assert.equal(stage.chair?.x, 11);
  });

  it("[TR1] what was stored after a failure stays", () => {
    const stage = new Stage();
    const [first, second] = [stage.change({ x: 11 }), stage.change({ y: 12 })];
    first.failed();
    second.stored();
    assert.deepEqual([stage.chair?.x, stage.chair?.y], [11, 12]);
    stage.change({ y: 20 }).failed();
    assert.deepEqual([stage.chair?.x, stage.chair?.y], [11, 12]);
  });

  it("[TR2] a hold that a failed use began or ended is over, another one lasts", () => {
    const stage = new Stage();
    const avatar = put(stage.world, 9, 9);
    const holder = { sessionId: avatar.sessionId, userId: avatar.userId };
    stage.change({ holder }).failed();
    assert.equal(stage.chair?.holder, null);
    stage.change({ holder }).stored();
    stage.change({ x: 14, holder: null }).failed();
    assert.deepEqual([stage.chair?.x, stage.chair?.holder], [10, null]);
    stage.change({ holder }).stored();
    stage.change({ state: { color: "red" } }).failed();
    assert.deepEqual([stage.chair?.state, stage.chair?.holder], [{}, holder]);
  });

  it("[TR2] whoever had sat down on it stands again, and makes room", () => {
    const stage = new Stage();
    const avatar = put(stage.world, 10, 10.2);
    const write = stage.change({ holder: { sessionId: avatar.sessionId, userId: avatar.userId } });
    takeSeat(avatar, 1);
    write.failed();
    assert.deepEqual([avatar.seatId, avatar.activity], [null, "idle"]);
    assert.ok(Math.hypot(avatar.x - 10, avatar.y - 10) > 0.6, `at ${avatar.x}, ${avatar.y}`);
  });
});
