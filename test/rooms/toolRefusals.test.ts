import assert from "node:assert/strict";
import { z } from "zod";
import { defineTool } from "../../src/core/sim/tools/defineTool.ts";
import type { Bot, TestUser } from "../../src/testing.public.ts";
import { caughtUp } from "../helpers/roomWatch.ts";
import { codeOf, use, Workshop } from "../helpers/workshop.ts";

const RING = defineTool({
  action: "ring",
  params: z.object({}),
  range: 5,
  cooldownMs: 60_000,
  apply: () => ({}),
});
const BURST = defineTool({
  action: "burst",
  params: z.object({}),
  apply: () => {
    throw new Error("a slip of the tool's author");
  },
});

const ROLES = ["guest", "user", "member", "moderator", "owner", "admin"] as const;
/** Least role of each, with an object and parameters that are fine. */
const NEEDS: readonly (readonly [string, (typeof ROLES)[number], string, object?])[] = [
  ["sit", "guest", "chair_wood"],
  ["pick_up", "guest", "crate_wood"],
  ["toggle", "guest", "lamp_floor"],
  ["move", "user", "crate_wood", { x: 11, y: 12 }],
  ["rotate", "user", "crate_wood", { heading: 1 }],
  ["paint", "user", "crate_wood", { color: "red" }],
  ["label", "user", "crate_wood", { text: "hi" }],
  ["scale", "member", "crate_wood", { scale: 1.1 }],
  ["lock", "member", "crate_wood"],
  ["unlock", "member", "crate_wood"],
  ["remove", "moderator", "crate_wood"],
];

describe("tools that are refused", () => {
  let shop: Workshop;
  before(async () => {
    const affordances = { lamp_floor: ["ring", "burst"] };
    shop = await Workshop.open({ tools: [RING, BURST], affordances });
  });
  after(() => shop.close());
  afterEach(() => shop.empty());

  async function everybody(): Promise<Record<(typeof ROLES)[number], Bot>> {
    const { server, owner } = shop;
    const users: Record<string, TestUser> = {
      ...{ guest: await server.guest(), user: await server.register(), owner, admin: await server.admin() },
      ...{ member: await shop.member("member"), moderator: await shop.member("moderator") },
    };
    const bots: Record<string, Bot> = {};
    for (const [index, role] of ROLES.entries())
      bots[role] = await shop.enter(users[role]!, 9 + index * 0.3, 10);
    return bots as Record<(typeof ROLES)[number], Bot>;
  }

  it("[TR15] each needs its least role, and gives it to every role above", async () => {
    const bots = await everybody();
    for (const [action, least, prefab, params] of NEEDS) {
      await Promise.all(
        ROLES.map(async (role) => {
          const id = await shop.object(prefab, 10, 12.5);
          const allowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
          const code = await codeOf(use(bots[role], id, action, params));
          assert.equal(code, allowed ? "ok" : "forbidden", `${action} by ${role}`);
          if (code === "ok" && action === "sit") await use(bots[role], id, "stand");
        }),
      );
    }
    for (const role of ROLES) {
      const request = bots[role].request("place_object", { prefab_id: "crate_wood", x: 20, y: 20 });
      const allowed = ROLES.indexOf(role) >= ROLES.indexOf("member");
      assert.equal(await codeOf(request), allowed ? "ok" : "forbidden", `place_object by ${role}`);
    }
  });

  it("[TR15] remove is for whoever placed it", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.member("member"), 11, 10);
    const { object_id: id } = await ann.request<{ object_id: number }>("place_object", {
      ...{ prefab_id: "crate_wood", x: 10, y: 12 },
    });
    assert.equal(await codeOf(use(bob, id, "remove")), "forbidden");
    assert.equal(await codeOf(use(ann, id, "remove")), "ok");
  });

  it("[TR16] says with a code why not, changes nothing and tells nobody", async () => {
    const ann = await shop.enter(await shop.member("member"));
    const bob = await shop.enter(await shop.server.guest(), 14, 10);
    const chair = await shop.object("chair_wood", 11, 11);
    const crate = await shop.object("crate_wood", 16, 10);
    const lamp = await shop.object("lamp_floor", 10, 12.5);
    await use(ann, lamp, "ring");
    const before = await shop.objects();
    await bob.message("tool_used", ({ action }) => action === "ring");
    bob.received.length = 0;
    const refused: readonly (readonly [string, Promise<string>])[] = [
      ["not_found", codeOf(use(ann, 999_999, "sit"))],
      ["forbidden", codeOf(use(ann, chair, "toggle"))],
      ["forbidden", codeOf(use(ann, chair, "no_such_tool"))],
      ["forbidden", codeOf(use(ann, chair, "__proto__"))],
      ["invalid", codeOf(use(ann, chair, "rotate"))],
      ["invalid", codeOf(use(ann, chair, "rotate", { heading: "north" }))],
      ["invalid", codeOf(use(ann, chair, "rotate", { heading: Number.NaN }))],
      ["invalid", codeOf(use(ann, chair, "rotate", { heading: 1, extra: true }))],
      ["invalid", codeOf(use(ann, chair, "move", { x: 11 }))],
      ["invalid", codeOf(use(ann, chair, "paint", { color: "url(javascript:alert(1))" }))],
      ["invalid", codeOf(use(ann, chair, "scale", { scale: 3 }))],
      ["invalid", codeOf(use(ann, chair, "sit", []))],
      ["out_of_range", codeOf(use(ann, crate, "rotate", { heading: 1 }))],
      ["out_of_range", codeOf(use(ann, chair, "move", { x: 30, y: 30 }))],
      ["conflict", codeOf(use(ann, chair, "move", { x: 14, y: 10 }))],
      ["conflict", codeOf(use(ann, chair, "drop", { x: 11, y: 12 }))],
      ["cooldown", codeOf(use(ann, lamp, "ring"))],
      ["internal", codeOf(use(ann, lamp, "burst"))],
      ["not_found", codeOf(ann.request("place_object", { prefab_id: "no_such_prefab", x: 1, y: 1 }))],
      ["conflict", codeOf(ann.request("place_object", { prefab_id: "crate_wood", x: 14, y: 10 }))],
      ["conflict", codeOf(ann.request("place_object", { prefab_id: "crate_wood", x: 80, y: 10 }))],
      ["invalid", codeOf(ann.request("place_object", { prefab_id: "crate_wood", x: 20, y: 10, scale: 50 }))],
      ["invalid", codeOf(ann.request("place_object", { prefab_id: "crate_wood", y: 10 }))],
      ["invalid", codeOf(ann.request("place_object", { prefab_id: "crate_wood", x: 1e9, y: 10 }))],
      ["not_found", codeOf(ann.request("undo", { tool_use_id: 999_999 }))],
      ["invalid", codeOf(ann.request("undo", { tool_use_id: "latest" }))],
    ];
    const codes = await Promise.all(refused.map(([, code]) => code));
    assert.deepEqual(
      codes,
      refused.map(([code]) => code),
    );
    await caughtUp(bob);
    assert.deepEqual(bob.received, []);
    assert.deepEqual(await shop.objects(), before);
  });

  it("[TR17] the reach of a tool is measured from where the server has the avatar", async () => {
    const ann = await shop.enter(await shop.server.guest(), 10, 20);
    const lamp = await shop.object("lamp_floor", 10, 23.1);
    // 3.1 m less the lamp's radius of 0.175 m.
    assert.equal(await codeOf(use(ann, lamp, "toggle")), "ok");
    const far = await shop.object("lamp_floor", 15.3, 20);
    ann.move({ x: 15, y: 20 });
    assert.equal(await codeOf(use(ann, far, "toggle")), "out_of_range", "it has not walked there yet");
  });
});
