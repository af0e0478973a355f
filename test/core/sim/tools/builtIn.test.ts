import assert from "node:assert/strict";
import { z } from "zod";
import { applyMove } from "../../../../src/core/sim/movement.ts";
import { BUILT_IN_TOOLS } from "../../../../src/core/sim/tools/builtIn/builtIn.ts";
import { defineTool } from "../../../../src/core/sim/tools/defineTool.ts";
import { releaseHolds } from "../../../../src/core/sim/tools/holds.ts";
import { toolSet } from "../../../../src/core/sim/tools/toolSet.ts";
import { codeOf, object, overHttp, Stage, succeeded } from "./stage.ts";

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe("core/sim/tools built in", () => {
  it("[TL16] move puts the object at most 6 m from its user", () => {
    const stage = new Stage([object(1), object(2, { prefabId: "ball", x: 10, y: 10 })]);
    const { actor } = stage.enter(1, { x: 10, y: 8 });
    assert.equal(codeOf(stage.use(actor, 1, "move", { x: 10, y: 14.3 })), "out_of_range"); // edge at 14.05 m
    assert.equal(codeOf(stage.use(actor, 1, "move", { x: 10, y: 14.2, z: 0.7 })), "ok");
    assert.deepEqual([stage.object(1).x, stage.object(1).y, stage.object(1).z], [10, 14.2, 0.7]);
    assert.equal(
      codeOf(stage.use(actor, 1, "move", { x: 10, y: 10 })),
      "out_of_range",
      "it is out of reach now",
    );
    assert.equal(
      codeOf(stage.use(overHttp("user"), 1, "move", { x: 1, y: 1 })),
      "ok",
      "without an avatar there is no reach",
    );
    assert.equal(stage.object(1).z, 0.7, "z stays without one");
  });

  it("[TL16] move checks its parameters", () => {
    const stage = new Stage([object(1, { prefabId: "ball" })]);
    const { actor } = stage.enter(1, { x: 9, y: 9 });
    const bad = [
      { x: 1 },
      { y: 1 },
      { x: "1", y: 1 },
      { x: Number.NaN, y: 1 },
      { x: 1, y: Number.POSITIVE_INFINITY },
      { x: 1e7, y: 1 },
      { x: 9, y: 9, z: -1 },
      { x: 9, y: 9, z: 11 },
      { x: 9, y: 9, w: 1 },
      [],
    ];
    for (const params of bad)
      assert.equal(codeOf(stage.use(actor, 1, "move", params)), "invalid", JSON.stringify(params));
  });

  it("[TL16] move without parameters brings the object 1 m before the avatar, in metres in a grid space too", () => {
    const free = new Stage([object(1)]);
    succeeded(free.use(free.enter(1, { x: 10, y: 8, heading: Math.PI / 2 }).actor, 1, "move"));
    near(free.object(1).x, 10);
    near(free.object(1).y, 9);
    const grid = new Stage([object(1, { prefabId: "ball" })], { movement: "grid" });
    succeeded(grid.use(grid.enter(1, { x: 9, y: 9, heading: Math.PI }).actor, 1, "move", {}));
    near(grid.object(1).x, 8.5);
    near(grid.object(1).y, 9.5);
  });

  it("[TL16] a solid that is too large for 1 m goes as much further as it needs", () => {
    const stage = new Stage([object(1, { prefabId: "table" })]);
    const { actor } = stage.enter(1, { x: 10, y: 8, heading: 0 });
    succeeded(stage.use(actor, 1, "move", {}));
    const x = stage.object(1).x;
    assert.ok(x > 11.2 && x < 11.3, `${x}`);
    assert.equal(codeOf(stage.use(overHttp("user"), 1, "move", {})), "invalid", "before whom?");
  });

  it("[TL17] rotate and scale set heading and scale", () => {
    const stage = new Stage([object(1)]);
    const { actor } = stage.enter(1, { x: 10, y: 8 });
    succeeded(stage.use(actor, 1, "rotate", { heading: 1.25 }));
    succeeded(stage.use(actor, 1, "scale", { scale: 1.5 }));
    assert.deepEqual([stage.object(1).heading, stage.object(1).scale], [1.25, 1.5]);
    for (const params of [undefined, {}, { heading: "1" }, { heading: Number.NaN }, { heading: 1e7 }])
      assert.equal(codeOf(stage.use(actor, 1, "rotate", params)), "invalid");
  });

  it("[TL18] paint takes hex colours and colour words", () => {
    const stage = new Stage([object(1)]);
    const paint = (color: unknown) => codeOf(stage.use(overHttp("user"), 1, "paint", { color }));
    for (const [given, kept] of [
      ["#abc", "#abc"],
      ["#A0b1C2", "#a0b1c2"],
      ["red", "red"],
      ["light blue", "light blue"],
      ["x".repeat(30), "x".repeat(30)],
    ] as const) {
      assert.equal(paint(given), "ok", given);
      assert.equal(stage.object(1).state.color, kept);
    }
    for (const given of [
      "",
      "#ab",
      "#abcd",
      "#ggg",
      "Red",
      "x".repeat(31),
      "red;",
      " red",
      "red\n",
      "rgb(1,2,3)",
      7,
      null,
      undefined,
    ])
      assert.equal(paint(given), "invalid", String(given));
  });

  it("[TL19] label writes up to 200 characters, and nothing takes it away", () => {
    const stage = new Stage([object(1)]);
    const label = (text: unknown) => codeOf(stage.use(overHttp("user"), 1, "label", { text }));
    assert.equal(label("x".repeat(200)), "ok");
    assert.equal(stage.object(1).state.label?.length, 200);
    assert.equal(label("<b>Ünïcode 🪑</b>"), "ok");
    assert.equal(stage.object(1).state.label, "<b>Ünïcode 🪑</b>");
    for (const text of ["x".repeat(201), "a\0b", "\ud800", 5, null, undefined])
      assert.equal(label(text), "invalid");
    assert.equal(label(""), "ok");
    assert.deepEqual(stage.object(1).state, {});
  });

  it("[TL20] toggle switches lamps on and off, and opens and closes doors", () => {
    const stage = new Stage([
      object(1, { prefabId: "lamp" }),
      object(2, { prefabId: "door", x: 10, y: 5 }),
      object(3, { prefabId: "chair", x: 5, y: 5 }),
    ]);
    const look = (id: number) => [stage.object(id).state, stage.object(id).solid];
    const toggle = (id: number) => succeeded(stage.use(overHttp("guest"), id, "toggle"));
    toggle(1);
    assert.deepEqual(look(1), [{ on: "1" }, true]);
    toggle(1);
    assert.deepEqual(look(1), [{ on: "0" }, true]);
    toggle(2);
    assert.deepEqual(look(2), [{ open: "1" }, false]);
    assert.equal(stage.world.solids.get(2), undefined, "one walks through");
    toggle(2);
    assert.deepEqual(look(2), [{ open: "0" }, true]);
    toggle(3);
    assert.deepEqual(look(3), [{ on: "1" }, true]);
  });

  it("[TL21] pick_up makes the avatar the holder and the object no obstacle", () => {
    const stage = new Stage([object(1)]);
    const { actor } = stage.enter(1, { x: 9, y: 9, role: "guest" });
    succeeded(stage.use(actor, 1, "pick_up"));
    assert.deepEqual(stage.object(1).holder, { sessionId: "s1", userId: 1 });
    assert.deepEqual([stage.object(1).x, stage.object(1).solid], [10, true]);
    assert.equal(stage.world.solids.get(1), undefined);
    assert.equal(codeOf(stage.use(actor, 1, "pick_up")), "ok", "again changes nothing");
    assert.deepEqual(stage.last().after, {});
    assert.equal(codeOf(stage.use(overHttp("admin"), 1, "pick_up")), "conflict");
    const second = stage.enter(1, { x: 9, y: 9, sessionId: "phone", role: "guest" });
    succeeded(stage.use(second.actor, 1, "pick_up"));
    assert.equal(stage.object(1).holder?.sessionId, "phone", "the user's other device takes it over");
  });

  it("[TL22] drop puts what is held at most 3 m from the avatar, wherever it walked", () => {
    const stage = new Stage([object(1)]);
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9, role: "guest" });
    assert.equal(codeOf(stage.use(actor, 1, "drop", { x: 9, y: 10 })), "conflict", "not held");
    succeeded(stage.use(actor, 1, "pick_up"));
    stage.teleport(avatar, 15, 3);
    assert.equal(codeOf(stage.use(actor, 1, "drop")), "invalid");
    assert.equal(codeOf(stage.use(actor, 1, "drop", { x: 10, y: 10 })), "out_of_range");
    assert.equal(codeOf(stage.use(actor, 1, "drop", { x: 15, y: 3 })), "conflict", "onto oneself");
    assert.equal(codeOf(stage.use(actor, 1, "drop", { x: 15, y: 6.2 })), "ok");
    assert.deepEqual([stage.object(1).x, stage.object(1).y, stage.object(1).holder], [15, 6.2, null]);
    assert.ok(stage.world.solids.get(1));
  });

  it("[TL23] sit makes the avatar the holder where it stands, and stops it", () => {
    const stage = new Stage([object(1), object(2, { x: 10, y: 8 })]);
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9, role: "guest" });
    avatar.walk.target = { x: 1, y: 1 };
    succeeded(stage.use(actor, 1, "sit"));
    assert.deepEqual(stage.object(1).holder, { sessionId: "s1", userId: 1 });
    assert.deepEqual(
      [avatar.seatId, avatar.activity, avatar.x, avatar.y, avatar.walk.target],
      [1, "sit", 9, 9, null],
    );
    assert.equal(codeOf(stage.use(actor, 1, "sit")), "ok", "again changes nothing");
    assert.equal(codeOf(stage.use(actor, 2, "sit")), "conflict", "one seat at a time");
    assert.equal(codeOf(stage.use(overHttp("admin"), 2, "sit")), "conflict", "nobody to seat");
    assert.equal(codeOf(stage.use(stage.enter(2, { x: 9, y: 9 }).actor, 1, "sit")), "held");
  });

  for (const [how, rise] of Object.entries({
    stand: (stage: Stage) => succeeded(stage.use({ userId: 1, sessionId: "s1", role: "guest" }, 1, "stand")),
    "the next move": (stage: Stage) => applyMove(stage.world, { kind: "move", sessionId: "s1", x: 5, y: 5 }),
    "a moderator's stand": (stage: Stage) => succeeded(stage.use(overHttp("moderator"), 1, "stand")),
    "a moderator's edit": (stage: Stage) => succeeded(stage.edit(overHttp("moderator"), 1, { holder: null })),
    "the seat's removal": (stage: Stage) => succeeded(stage.delete(overHttp("moderator"), 1)),
    "somebody's hands": (stage: Stage) =>
      succeeded(
        stage.use(
          stage.enter(2, { x: 9, y: 9 }).actor && { userId: 2, sessionId: "s2", role: "owner" },
          1,
          "pick_up",
        ),
      ),
  })) {
    it(`[TL24] ${how} ends sitting`, () => {
      const stage = new Stage([object(1)]);
      const { actor, avatar } = stage.enter(1, { x: 9, y: 9, role: "guest" });
      succeeded(stage.use(actor, 1, "sit"));
      rise(stage);
      assert.deepEqual([avatar.seatId, avatar.activity], [null, "idle"]);
      assert.notEqual(stage.world.objects.get(1)?.holder?.sessionId, "s1");
    });
  }

  it("[TL24] stand on a free seat is a conflict, and sitting down again works", () => {
    const stage = new Stage([object(1)]);
    const { actor } = stage.enter(1, { x: 9, y: 9, role: "guest" });
    assert.equal(codeOf(stage.use(actor, 1, "stand")), "conflict");
    succeeded(stage.use(actor, 1, "pick_up"));
    assert.equal(codeOf(stage.use(actor, 1, "stand")), "conflict", "it is in hand");
    succeeded(stage.use(actor, 1, "drop", { x: 10, y: 10 }));
    succeeded(stage.use(actor, 1, "sit"));
    assert.equal(codeOf(stage.use(actor, 1, "drop", { x: 10, y: 11 })), "conflict", "it is sat on");
    succeeded(stage.use(actor, 1, "stand"));
    succeeded(stage.use(actor, 1, "sit"));
  });

  it("[TL25] lock keeps the object for its locker until it is unlocked", () => {
    const stage = new Stage([object(1)]);
    const a = stage.enter(1, { x: 9, y: 9 }).actor;
    const b = stage.enter(2, { x: 9, y: 9 }).actor;
    succeeded(stage.use(a, 1, "lock"));
    assert.equal(stage.object(1).lockedBy, 1);
    for (const action of ["lock", "unlock", "toggle", "remove"])
      assert.equal(codeOf(stage.use(b, 1, action)), "locked", action);
    succeeded(stage.use(a, 1, "unlock"));
    assert.equal(stage.object(1).lockedBy, 0);
    succeeded(stage.use(b, 1, "lock"));
    succeeded(stage.use({ ...a, role: "moderator" }, 1, "unlock"));
    assert.equal(stage.object(1).lockedBy, 0);
  });

  it("[TL26] remove is for whoever placed the object, and for moderators", () => {
    const stage = new Stage([
      object(1, { createdBy: 1 }),
      object(2, { createdBy: 2 }),
      object(3, { createdBy: 2 }),
    ]);
    const { actor } = stage.enter(1, { x: 9, y: 9 });
    assert.equal(succeeded(stage.use(actor, 1, "remove")).object, null);
    assert.equal(stage.world.objects.has(1), false);
    assert.equal(codeOf(stage.use(actor, 2, "remove")), "forbidden");
    assert.equal(codeOf(stage.use({ ...actor, role: "moderator" }, 3, "remove")), "ok");
    assert.equal(codeOf(stage.use(actor, 3, "remove")), "not_found");
  });

  it("[TL15] who leaves lets go of everything where it is, and makes room for nobody under it", () => {
    const stage = new Stage([object(3, { x: 10, y: 8 }), object(1), object(2, { x: 8, y: 8 })]);
    const { actor, avatar } = stage.enter(1, { x: 9, y: 9 });
    const other = stage.enter(2, { x: 12, y: 9 });
    succeeded(stage.use(actor, 1, "pick_up"));
    succeeded(stage.use(actor, 3, "sit"));
    stage.teleport(other.avatar, 10, 10); // walks onto the place of what is carried
    const released = releaseHolds(stage.world, "s1");
    assert.deepEqual(
      released.map(({ id, holder, x, y }) => [id, holder, x, y]),
      [
        [1, null, 10, 10],
        [3, null, 10, 8],
      ],
    );
    assert.equal(avatar.seatId, null);
    assert.ok(stage.world.solids.get(1));
    assert.ok(Math.hypot(other.avatar.x - 10, other.avatar.y - 10) >= 0.5, "pushed off");
    assert.deepEqual(releaseHolds(stage.world, "s1"), []);
  });

  it("[TL27] a set of tools refuses doubles and the log's own names", () => {
    assert.deepEqual(
      [...toolSet(BUILT_IN_TOOLS).keys()],
      BUILT_IN_TOOLS.map((tool) => tool.action),
    );
    const named = (action: string) => defineTool({ action, params: z.object({}), apply: () => ({}) });
    assert.throws(() => toolSet([...BUILT_IN_TOOLS, named("paint")]), /two tools are named "paint"/);
    for (const action of ["place_object", "edit", "delete", "undo"])
      assert.throws(() => toolSet([named(action)]), /reserved/);
  });

  it("[TL7] no built-in tool has a cooldown", () => {
    assert.ok(BUILT_IN_TOOLS.every((tool) => tool.cooldownMs === 0 && tool.description !== ""));
  });
});
