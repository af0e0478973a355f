import assert from "node:assert/strict";
import { z } from "zod";
import { defineTool, type Tool } from "../../../../src/core/sim/tools/defineTool.ts";
import { atLeast, ROLES, type Role } from "../../../../src/core/sim/types.ts";
import { ALL_ACTIONS, codeOf, object, overHttp, prefab, Stage, succeeded } from "./stage.ts";

const gizmo = prefab("gizmo", { affordances: ["zap", "open_ended", "far", "paint", "boom"], solid: false });

function tool(action: string, fields: Partial<Tool> = {}): Tool {
  return { ...defineTool({ action, params: z.object({}), apply: () => ({}) }), ...fields };
}

describe("core/sim/tools use", () => {
  it("[TL1] gives the first failing check as the answer", () => {
    const zap = defineTool({
      action: "zap",
      params: z.strictObject({ volts: z.number() }),
      needs: "member",
      cooldownMs: 1000,
      apply: () => ({ scale: 50 }),
    });
    const stage = new Stage([], { prefabs: [gizmo], tools: [zap] });
    const { actor, avatar } = stage.enter(1, { x: 1, y: 1, role: "user" });
    const member = { ...actor, role: "member" as const };
    const good = { volts: 1 };
    const other = { sessionId: "s2", userId: 2 };
    const at = (fields: object) => stage.put(object(1, { prefabId: "gizmo", ...fields }));

    assert.equal(codeOf(stage.use(actor, 1, "paint", {})), "not_found");
    at({ x: 15, y: 15, holder: other, lockedBy: 2 });
    assert.equal(codeOf(stage.use(actor, 1, "rotate", {})), "forbidden", "no affordance");
    assert.equal(codeOf(stage.use(actor, 1, "zap", { volts: "x" })), "invalid");
    assert.equal(codeOf(stage.use(actor, 1, "zap", good)), "forbidden", "role");
    assert.equal(codeOf(stage.use(member, 1, "zap", good)), "locked");
    at({ x: 15, y: 15, holder: other });
    assert.equal(codeOf(stage.use(member, 1, "zap", good)), "held");
    at({ x: 15, y: 15 });
    avatar.readyAtMs.set("zap", 500);
    assert.equal(codeOf(stage.use(member, 1, "zap", good)), "out_of_range");
    at({ x: 2, y: 2 });
    assert.equal(codeOf(stage.use(member, 1, "zap", good)), "cooldown");
    avatar.readyAtMs.clear();
    assert.equal(codeOf(stage.use(member, 1, "zap", good)), "invalid", "scale 50");
    assert.deepEqual([...avatar.readyAtMs], [], "a refused use starts no cooldown");
  });

  it("[TL2] forbids what the prefab does not offer, what no tool has, and unknown prefabs", () => {
    const stage = new Stage(
      [object(1, { prefabId: "statue" }), object(2, { prefabId: "gone" }), object(3, { prefabId: "gizmo" })],
      {
        prefabs: [gizmo],
      },
    );
    const admin = overHttp("admin");
    for (const action of ALL_ACTIONS) {
      assert.equal(codeOf(stage.use(admin, 1, action)), "forbidden", action);
      assert.equal(codeOf(stage.use(admin, 2, action)), "forbidden", action);
    }
    assert.equal(codeOf(stage.use(admin, 3, "boom")), "forbidden", "an affordance without a tool");
    for (const action of ["", "__proto__", "constructor", "PAINT"])
      assert.equal(codeOf(stage.use(admin, 1, action)), "forbidden");
  });

  it("[TL3] checks parameters by the schema: {} when absent, unknown keys refused unless loose", () => {
    const closed = tool("zap", { params: z.object({ a: z.number().default(1) }) });
    const loose = tool("open_ended", { params: z.looseObject({}) });
    const stage = new Stage([object(1, { prefabId: "gizmo" })], { prefabs: [gizmo], tools: [closed, loose] });
    const admin = overHttp("admin");
    assert.equal(codeOf(stage.use(admin, 1, "zap")), "ok");
    assert.deepEqual(stage.last().params, { a: 1 }, "what the schema made of them is logged");
    assert.equal(codeOf(stage.use(admin, 1, "zap", null)), "ok");
    assert.equal(codeOf(stage.use(admin, 1, "open_ended", { anything: 1 })), "ok");
    for (const bad of [{ a: "1" }, { b: 1 }, [], 5, "x", { a: Number.NaN }]) {
      const outcome = stage.use(admin, 1, "zap", bad);
      assert.equal(codeOf(outcome), "invalid", JSON.stringify(bad));
    }
    const named = stage.use(admin, 1, "zap", { a: "1" });
    assert.ok("refused" in named && named.message.startsWith("params.a: "));
  });

  describe("[TL4] least roles", () => {
    const needed: Record<string, Role> = {
      ...{ sit: "guest", stand: "guest", toggle: "guest", pick_up: "guest", drop: "guest" },
      ...{ move: "user", rotate: "user", paint: "user", label: "user" },
      ...{ scale: "member", lock: "member", unlock: "member", remove: "member" },
    };
    const params: Record<string, unknown> = {
      ...{ drop: { x: 10, y: 10 }, move: { x: 11, y: 11 }, rotate: { heading: 1 }, paint: { color: "red" } },
      ...{ label: { text: "hi" }, scale: { scale: 1.5 } },
    };
    it("covers every built-in tool", () =>
      assert.deepEqual(Object.keys(needed).sort(), [...ALL_ACTIONS].sort()));
    for (const [action, least] of Object.entries(needed)) {
      for (const role of ROLES) {
        it(`${role} ${atLeast(role, least) ? "may" : "may not"} ${action}`, () => {
          const stage = new Stage([object(1, { createdBy: 1 })]);
          const { actor } = stage.enter(1, { x: 9, y: 9, role });
          const first = { drop: "pick_up", stand: "sit" }[action];
          if (first) succeeded(stage.use({ ...actor, role: "admin" }, 1, first));
          assert.equal(
            codeOf(stage.use(actor, 1, action, params[action])),
            atLeast(role, least) ? "ok" : "forbidden",
          );
        });
      }
    }
  });

  for (const role of ROLES) {
    const passes = atLeast(role, "moderator");
    it(`[TL5] somebody else's hold and lock ${passes ? "give way to" : "keep out"} ${role}`, () => {
      const stage = new Stage([object(1), object(2, { lockedBy: 2 })]);
      const holder = stage.enter(2, { x: 9, y: 9 });
      succeeded(stage.use(holder.actor, 1, "pick_up"));
      const { actor } = stage.enter(1, { x: 9, y: 9, role });
      assert.equal(codeOf(stage.use(actor, 1, "toggle")), passes ? "ok" : "held");
      assert.equal(codeOf(stage.use(actor, 2, "toggle")), passes ? "ok" : "locked");
      assert.equal(codeOf(stage.use(holder.actor, 1, "toggle")), "ok", "the holder");
      assert.equal(codeOf(stage.use(holder.actor, 2, "toggle")), "ok", "the locker");
      const second = stage.enter(2, { x: 9, y: 9, sessionId: "phone" });
      assert.equal(codeOf(stage.use(second.actor, 1, "toggle")), "ok", "the holder on another device");
    });
  }

  it("[TL6] measures reach from the body to the edge of the footprint", () => {
    const wall = object(1, { prefabId: "wall", x: 10, y: 10, heading: Math.PI / 2 }); // 8 m along x, 0.2 m along y
    const cases: [number, number, string][] = [
      [10, 7.0, "ok"], // 2.9 m from the edge
      [10, 6.8, "out_of_range"],
      [16.9, 10, "ok"], // beyond the end of the wall
      [17.1, 10, "out_of_range"],
    ];
    for (const [x, y, expected] of cases) {
      const stage = new Stage([wall]);
      assert.equal(
        codeOf(stage.use(stage.enter(1, { x, y }).actor, 1, "paint", { color: "red" })),
        expected,
        `${x}, ${y}`,
      );
    }
    const stage = new Stage([wall]);
    assert.equal(
      codeOf(stage.use(overHttp("user"), 1, "paint", { color: "red" })),
      "ok",
      "no avatar, no reach",
    );
  });

  it("[TL6] measures from the centre of the cell in a grid space", () => {
    const stage = new Stage([object(1, { x: 10.5, y: 10.5 })], { movement: "grid" });
    // The edge is at 10.25 m: cell 6 has its centre 3.75 m, cell 7 2.75 m away; its corner would be 3.25 m away.
    assert.equal(codeOf(stage.use(stage.enter(1, { x: 6, y: 10 }).actor, 1, "toggle")), "out_of_range");
    assert.equal(codeOf(stage.use(stage.enter(2, { x: 7, y: 10 }).actor, 1, "toggle")), "ok");
  });

  it("[TL6] honours a tool's own range, and keeps what is carried in reach", () => {
    const far = tool("far", { range: Number.POSITIVE_INFINITY });
    const near = tool("zap", { range: 0.5 });
    const stage = new Stage([object(1, { prefabId: "gizmo" }), object(2, { x: 1.5, y: 2 })], {
      prefabs: [gizmo],
      tools: [far, near],
    });
    const { actor, avatar } = stage.enter(1, { x: 1, y: 1 });
    assert.equal(codeOf(stage.use(actor, 1, "far")), "ok");
    assert.equal(codeOf(stage.use(actor, 1, "zap")), "out_of_range");
    succeeded(stage.use(actor, 2, "pick_up"));
    stage.teleport(avatar, 18, 18);
    assert.equal(codeOf(stage.use(actor, 2, "paint", { color: "red" })), "ok");
    assert.equal(
      codeOf(stage.use({ ...actor, sessionId: "left" }, 2, "toggle")),
      "conflict",
      "an avatar that has left",
    );
  });

  it("[TL7] counts cooldowns per avatar and action in simulated time", () => {
    const stage = new Stage([object(1, { prefabId: "gizmo" })], {
      prefabs: [gizmo],
      tools: [tool("zap", { cooldownMs: 1000 }), tool("boom", { cooldownMs: 1000 })],
    });
    const a = stage.enter(1, { x: 9, y: 9 }).actor;
    const b = stage.enter(2, { x: 9, y: 9 }).actor;
    assert.equal(codeOf(stage.use(a, 1, "zap")), "ok");
    assert.equal(codeOf(stage.use(a, 1, "zap")), "cooldown");
    assert.equal(codeOf(stage.use(a, 1, "boom")), "ok", "another action");
    assert.equal(codeOf(stage.use(b, 1, "zap")), "ok", "another avatar");
    stage.world.timeMs += 999;
    assert.equal(codeOf(stage.use(a, 1, "zap")), "cooldown");
    stage.world.timeMs += 1;
    assert.equal(codeOf(stage.use(a, 1, "zap")), "ok");
  });

  it("[TL8] refuses a solid onto an avatar and anything out of bounds", () => {
    const stage = new Stage([
      object(1),
      object(2, { prefabId: "ball", x: 9, y: 10 }),
      object(3, { prefabId: "door", x: 12, y: 10, solid: false, state: { open: "1" } }),
    ]);
    const { actor } = stage.enter(1, { x: 10, y: 12 });
    stage.enter(2, { x: 12, y: 10.2 });
    const moved = (id: number, x: number, y: number) =>
      codeOf(stage.use({ ...actor, sessionId: null }, id, "move", { x, y }));
    assert.equal(moved(1, 10, 12), "conflict", "onto oneself");
    assert.equal(moved(1, 10, 11.45), "conflict", "edge 0.30 m from the body");
    assert.equal(moved(1, 10, 11.39), "ok", "edge 0.36 m from the body");
    assert.equal(moved(2, 10, 12), "ok", "what is not solid");
    assert.equal(codeOf(stage.use(actor, 3, "toggle")), "conflict", "a door onto somebody");
    assert.equal(stage.object(3).state.open, "1");
    for (const [x, y] of [
      [0.2, 5],
      [19.8, 5],
      [5, 0.2],
      [5, 19.8],
      [-3, 5],
      [1e6, 1e6],
    ] as const)
      assert.equal(moved(1, x, y), "conflict", `${x}, ${y}`);
    assert.equal(moved(1, 0.25, 19.75), "ok", "right in the corner");
  });

  it("[TL8] does not refuse what leaves the ground as it is, and lets solids above heads be", () => {
    const stage = new Stage([object(1)]);
    const { actor } = stage.enter(1, { x: 10, y: 10, role: "moderator" }); // stands in the chair
    assert.equal(codeOf(stage.use(actor, 1, "paint", { color: "red" })), "ok");
    assert.equal(codeOf(stage.use(actor, 1, "rotate", { heading: 1 })), "conflict");
    assert.equal(codeOf(stage.use(actor, 1, "move", { x: 10, y: 10, z: 1.8 })), "ok");
  });

  it("[TL8] in a grid space a solid is on an avatar when it covers the centre of its cell", () => {
    const stage = new Stage([object(1, { x: 12.5, y: 10.5 })], { movement: "grid" });
    const { actor } = stage.enter(1, { x: 10, y: 10 });
    assert.equal(codeOf(stage.use(actor, 1, "move", { x: 10.3, y: 10.4 })), "conflict");
    assert.equal(codeOf(stage.use(actor, 1, "move", { x: 10.9, y: 10.9 })), "ok");
  });

  it("[TL9] keeps the scale within the prefab's range", () => {
    const stage = new Stage([object(1), object(2, { scale: 9 })]);
    const admin = overHttp("admin");
    for (const [scale, expected] of [
      [0.5, "ok"],
      [2, "ok"],
      [0.49, "invalid"],
      [2.01, "invalid"],
      [0, "invalid"],
      [-1, "invalid"],
      [Number.NaN, "invalid"],
    ] as const)
      assert.equal(codeOf(stage.use(admin, 1, "scale", { scale })), expected, String(scale));
    assert.equal(codeOf(stage.edit(admin, 1, { scale: 3 })), "invalid");
    assert.equal(codeOf(stage.place(admin, 5, "chair", { x: 5, y: 5, scale: 3 })), "invalid");
    assert.equal(
      codeOf(stage.use(admin, 2, "paint", { color: "red" })),
      "ok",
      "an old object may be what it is",
    );
  });

  it("[TL10] normalises headings into [0, 2π)", () => {
    const stage = new Stage([object(1)]);
    const turn = 2 * Math.PI;
    for (const [heading, expected] of [
      [-Math.PI / 2, 1.5 * Math.PI],
      [turn, 0],
      [-turn, 0],
      [5 * Math.PI, Math.PI],
      [-1e-20, 0],
      [0, 0],
    ] as const) {
      succeeded(stage.use(overHttp("admin"), 1, "rotate", { heading }));
      const got = stage.object(1).heading;
      assert.ok(got >= 0 && got < turn && Math.abs(got - expected) < 1e-9, `${heading} → ${got}`);
      assert.ok(!Object.is(got, -0));
    }
  });

  it("[TL11] logs only what changed, key by key", () => {
    const stage = new Stage([object(1, { state: { color: "red", keep: "1" }, x: 10, y: 10 })]);
    const { actor } = stage.enter(1, { x: 8.5, y: 9, role: "moderator" });
    const sides = () => ({ before: stage.last().before, after: stage.last().after });
    succeeded(stage.use(actor, 1, "move", { x: 10, y: 11 }));
    assert.deepEqual(sides(), { before: { y: 10 }, after: { y: 11 } });
    succeeded(stage.use(actor, 1, "paint", { color: "blue" }));
    assert.deepEqual(sides(), { before: { state: { color: "red" } }, after: { state: { color: "blue" } } });
    succeeded(stage.use(actor, 1, "label", { text: "hi" }));
    assert.deepEqual(sides(), { before: { state: { label: null } }, after: { state: { label: "hi" } } });
    succeeded(stage.use(actor, 1, "pick_up"));
    assert.deepEqual(sides(), { before: { holder: null }, after: { holder: 1 } });
    const { updatedAtMs } = stage.object(1);
    stage.world.changedObjects.clear();
    succeeded(stage.use(actor, 1, "paint", { color: "blue" }));
    assert.deepEqual(sides(), { before: {}, after: {} });
    assert.deepEqual([stage.object(1).updatedAtMs, stage.world.changedObjects.size], [updatedAtMs, 0]);
    const { id: _, ...use } = stage.last();
    assert.deepEqual(use, {
      userId: 1,
      objectId: 1,
      action: "paint",
      params: { color: "blue" },
      before: {},
      after: {},
      undoes: null,
    });
    const outcome = succeeded(stage.use(actor, 1, "remove"));
    assert.equal(outcome.object, null);
    assert.deepEqual(
      [
        stage.last().before?.x,
        stage.last().before?.holder,
        stage.last().before?.prefabId,
        stage.last().after,
      ],
      [10, 1, "chair", null],
    );
  });

  it("[TL11] tells state keys apart from what every record inherits", () => {
    const named = defineTool({
      action: "zap",
      params: z.strictObject({ key: z.string() }),
      apply: ({ params }) => ({ state: Object.fromEntries([[params.key, "1"]]) }),
    });
    const stage = new Stage([object(1, { prefabId: "gizmo" })], { prefabs: [gizmo], tools: [named] });
    for (const key of ["constructor", "__proto__", "toString"]) {
      succeeded(stage.use(overHttp("admin"), 1, "zap", { key }));
      assert.deepEqual(Object.entries(stage.last().before?.state ?? {}), [[key, null]]);
      assert.ok(Object.hasOwn(stage.object(1).state, key));
    }
    assert.equal(({} as Record<string, unknown>).key, undefined);
  });
});
