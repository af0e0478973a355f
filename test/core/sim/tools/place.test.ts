import assert from "node:assert/strict";
import { atLeast, ROLES, type SpaceObject } from "../../../../src/core/sim/types.ts";
import type { Placement } from "../../../../src/core/sim/world.ts";
import { codeOf, NOW_MS, object, overHttp, Stage, succeeded } from "./stage.ts";

describe("core/sim/tools place, edit, delete", () => {
  it("[TL13] a placed object takes from its prefab what the placement leaves out", () => {
    const stage = new Stage([]);
    const { actor } = stage.enter(1, { x: 1, y: 1 });
    const { object: placed } = succeeded(stage.place(actor, 7, "lamp", { x: 15, y: 15 }));
    const expected: SpaceObject = {
      ...{
        id: 7,
        prefabId: "lamp",
        kind: "lamp",
        x: 15,
        y: 15,
        z: 0,
        heading: 0,
        scale: 1,
        solid: true,
        state: { on: "0" },
      },
      ...{ holder: null, lockedBy: 0, createdBy: 1, createdAtMs: NOW_MS, updatedAtMs: NOW_MS },
    };
    assert.deepEqual(placed, expected);
    assert.deepEqual(stage.object(7), expected);
    const { action, before, after, params } = stage.last();
    assert.deepEqual([action, before, params], ["place_object", null, { prefab_id: "lamp", x: 15, y: 15 }]);
    const { id: _i, updatedAtMs: _u, ...whole } = expected;
    assert.deepEqual(after, whole);
  });

  it("[TL13] a placement sets what it names", () => {
    const stage = new Stage([]);
    const placement: Placement = {
      x: 5,
      y: 5,
      z: 1,
      heading: -1,
      scale: 2,
      solid: false,
      state: { color: "red" },
    };
    const { object: placed } = succeeded(stage.place(overHttp("moderator"), 7, "lamp", placement));
    assert.deepEqual(
      [placed?.z, placed?.scale, placed?.solid, placed?.state],
      [1, 2, false, { on: "0", color: "red" }],
    );
    assert.ok(Math.abs((placed?.heading ?? 0) - (2 * Math.PI - 1)) < 1e-9);
  });

  for (const role of ROLES) {
    it(`[TL13] [TL4] [TL14] ${role}: placing inside and over HTTP, editing, deleting`, () => {
      const stage = new Stage([object(1)]);
      const { actor } = stage.enter(1, { x: 1, y: 1, role });
      const expected = (least: "member" | "moderator") => (atLeast(role, least) ? "ok" : "forbidden");
      assert.equal(codeOf(stage.place(actor, 7, "chair", { x: 5, y: 5 })), expected("member"));
      assert.equal(codeOf(stage.place(overHttp(role), 8, "chair", { x: 7, y: 5 })), expected("moderator"));
      assert.equal(codeOf(stage.edit(overHttp(role), 1, { x: 11 })), expected("moderator"));
      assert.equal(codeOf(stage.delete(overHttp(role), 1)), expected("moderator"));
    });
  }

  it("[TL13] [TL8] refuses unknown prefabs, taken ids and ground, and values out of range", () => {
    const stage = new Stage([object(1)]);
    const { actor } = stage.enter(1, { x: 5, y: 5 });
    const place = (placement: object, prefabId = "chair", id = 9) =>
      codeOf(stage.place(actor, id, prefabId, placement as Placement));
    assert.equal(place({ x: 8, y: 8 }, "nothing"), "not_found");
    assert.equal(place({ x: 8, y: 8 }, "chair", 1), "conflict");
    assert.equal(place({ x: 5, y: 5 }), "conflict", "onto oneself");
    assert.equal(place({ x: 0.1, y: 5 }), "conflict", "out of bounds");
    const bad: object[] = [
      {},
      { x: 1 },
      { x: Number.NaN, y: 1 },
      { x: 1, y: 1e9 },
      { x: "1", y: 1 },
      { x: 8, y: 8, z: 1e9 },
      { x: 8, y: 8, heading: Number.POSITIVE_INFINITY },
      { x: 8, y: 8, scale: 0 },
    ];
    bad.push(
      { x: 8, y: 8, solid: "yes" },
      { x: 8, y: 8, state: { a: 1 } },
      { x: 8, y: 8, state: { "": "x" } },
      { x: 8, y: 8, state: { a: "\0" } },
    );
    for (const placement of bad) assert.equal(place(placement), "invalid", JSON.stringify(placement));
    assert.equal(place({ x: 5, y: 5 }, "ball"), "ok", "what is not solid may be anywhere");
  });

  it("[TL14] an edit changes the given fields and pushes avatars aside", () => {
    const stage = new Stage([object(1, { state: { color: "red", label: "x" } })]);
    const { avatar } = stage.enter(1, { x: 5, y: 5 });
    const { object: edited } = succeeded(
      stage.edit(overHttp("moderator"), 1, { x: 5, y: 5, state: { label: null, on: "1" } }),
    );
    assert.deepEqual([edited?.x, edited?.y, edited?.state], [5, 5, { color: "red", on: "1" }]);
    assert.ok(Math.max(Math.abs(avatar.x - 5), Math.abs(avatar.y - 5)) >= 0.5, "pushed off the chair");
    assert.deepEqual(stage.last().before, { x: 10, y: 10, state: { label: "x", on: null } });
    assert.deepEqual(stage.last().after, { x: 5, y: 5, state: { label: null, on: "1" } });
    assert.equal(stage.last().action, "edit");
  });

  it("[TL14] [TL8] [TL10] an edit is judged like everything else", () => {
    const stage = new Stage([object(1, { lockedBy: 5 }), object(2, { prefabId: "gone" })]);
    const moderator = overHttp("moderator");
    assert.equal(codeOf(stage.edit(moderator, 3, { x: 1 })), "not_found");
    assert.equal(codeOf(stage.edit(moderator, 1, { x: -5 })), "conflict");
    assert.equal(codeOf(stage.edit(moderator, 2, { x: 5 })), "conflict", "of an unknown prefab");
    for (const change of [
      { x: Number.NaN },
      { heading: 1e7 },
      { solid: 1 },
      { nope: 1 },
      { state: { a: 5 } },
      { holder: { sessionId: "s", userId: 1 } },
    ])
      assert.equal(codeOf(stage.edit(moderator, 1, change as object)), "invalid", JSON.stringify(change));
    assert.equal(codeOf(stage.edit(moderator, 1, { x: 9 })), "ok", "a lock does not stop a moderator");
  });

  it("[TL14] a deletion takes the object away whatever its state", () => {
    const stage = new Stage([object(1, { lockedBy: 5 }), object(2, { prefabId: "gone" })]);
    const { actor } = stage.enter(1, { x: 9, y: 9, role: "owner" });
    succeeded(stage.use(actor, 1, "sit"));
    assert.equal(succeeded(stage.delete(overHttp("moderator"), 1)).object, null);
    assert.equal(codeOf(stage.delete(overHttp("moderator"), 2)), "ok");
    assert.equal(codeOf(stage.delete(overHttp("moderator"), 2)), "not_found");
    assert.deepEqual(
      [stage.world.objects.size, stage.last().action, stage.last().after],
      [0, "delete", null],
    );
  });
});
