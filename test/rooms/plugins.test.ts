import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "../../src/errors.ts";
import { defineMessage, type PluginSpace, type SpacePlugin } from "../../src/rooms/plugins.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { eventually } from "../helpers/roomKit.ts";
import { caughtUp, errorsOf, standsAt, TickWatch, worldOf } from "../helpers/roomWatch.ts";

/** A plugin that notes what it is told. A class, as games may write them. */
class Ledger implements SpacePlugin {
  readonly name = "ledger";
  readonly notes: string[] = [];
  space!: PluginSpace;

  start(space: PluginSpace) {
    if (space.spaceId === 1) this.space = space;
    return {
      onJoin: ({ name, x, y }: { name: string; x: number; y: number }) =>
        void this.notes.push(`${name} came to ${x}, ${y}`),
      onLeave: ({ name, sessionId }: { name: string; sessionId: string }) =>
        void this.notes.push(`${name} left, ${space.avatar(sessionId) ? "still" : "not"} there`),
      messages: {
        double: defineMessage({ shape: z.object({ n: z.number() }), handle: (_, { n }) => ({ n: 2 * n }) }),
        slowly: defineMessage({ shape: z.object({}), handle: async (sessionId) => ({ sessionId }) }),
        refuse: defineMessage({
          shape: z.object({}),
          handle: () => {
            throw new AppError("cooldown", "Not yet.");
          },
        }),
        fail: defineMessage({
          shape: z.object({}),
          handle: async () => {
            throw new TypeError("a slip of the plugin's author");
          },
        }),
        move: defineMessage({ shape: z.unknown(), handle: () => this.notes.push("a stolen move") }),
      },
    };
  }
}

const THROWERS: readonly SpacePlugin[] = [
  { name: "cannot start", start: () => assert.fail("cannot start") },
  { name: "starts late", start: (async () => ({})) as never },
  {
    name: "throws everywhere",
    start: () => ({
      onJoin: () => assert.fail("onJoin"),
      onLeave: () => assert.fail("onLeave"),
      onTick: () => assert.fail("onTick"),
      get messages(): never {
        return assert.fail("messages");
      },
    }),
  },
  {
    name: "rejects later",
    start: () => ({ onJoin: (async () => assert.fail("later")) as never, messages: { double: {} as never } }),
  },
];

describe("a game's plugins in a room", () => {
  const watch = new TickWatch();
  const ledger = new Ledger();
  let server: TestServer;
  let errors: ReturnType<typeof errorsOf>;
  before(async () => {
    server = await startTestServer({
      game: { plugins: [...THROWERS, ledger, watch.plugin] },
      env: { RATE_LIMITS: "off" },
    });
    errors = errorsOf(server);
    watch.of(server);
  });
  after(() => server.close());

  const enter = async (x = 20, y = 10, name?: string) =>
    server.join(await server.guest(name), { spaceId: 1, x, y });

  it("[PL1] hears who comes and goes, by name and while they are there", async () => {
    ledger.notes.length = 0;
    const ann = await enter(20, 10, "Ann");
    assert.deepEqual(ledger.notes, ["Ann came to 20, 10"]);
    await ann.leave();
    await eventually("the note", () => ledger.notes.length === 2);
    assert.deepEqual(ledger.notes, ["Ann came to 20, 10", "Ann left, still there"]);
  });

  it("[PL2] shows activities of its own and tells clients things", async () => {
    const ann = await enter();
    const bob = await enter(21, 10);
    ledger.space.setActivity(ann.sessionId, "king of the hill today");
    await bob.until("the king", () => bob.sees(ann)?.activity === "king of the hill tod");
    ledger.space.setActivity(ann.sessionId, "");
    await bob.until("nobody special", () => bob.sees(ann)?.activity === "idle");
    ledger.space.broadcast("bell", { rings: 3 });
    for (const bot of [ann, bob]) assert.deepEqual(await bot.message("bell"), { rings: 3 });
    ledger.space.send(bob.sessionId, "secret", "psst");
    assert.equal(await bob.message("secret"), "psst");
    await caughtUp(ann);
    assert.ok(!ann.received.some(({ name }) => (name as string) === "secret"));
    assert.equal(ledger.space.setActivity("nobody", "idle"), false);
    assert.deepEqual(
      ledger.space
        .avatars()
        .map(({ sessionId }) => sessionId)
        .sort(),
      [ann.sessionId, bob.sessionId].sort(),
    );
    assert.deepEqual([ledger.space.name, ledger.space.widthM, ledger.space.depthM], ["Plaza", 60, 60]);
    assert.equal([...ledger.space.objects()].length, 16);
  });

  it("[PL3] teleports to the nearest free point, ends the walk and stands a sitter up", async () => {
    const ann = await enter(15, 22);
    await ann.request("use_tool", { target_object_id: 5, action: "sit" });
    ann.move({ x: 20, y: 22 });
    await ann.request("use_tool", { target_object_id: 5, action: "sit" });
    assert.equal(ledger.space.teleport(ann.sessionId, { x: 40, y: 40 }), true);
    const { x, y } = standsAt(server, 1, ann);
    // Out of the fountain, 1.5 m around (40, 40).
    assert.ok(Math.abs(Math.hypot(x - 40, y - 40) - 1.85) < 0.05, `${x}, ${y}`);
    await ann.until("the fountain", () => Math.hypot(ann.avatar.x - x, ann.avatar.y - y) < 0.02);
    await ann.until(
      "standing",
      () => ann.avatar.activity === "idle" && ann.state.objects.get("5")?.holder === "",
    );
    await watch.ticks(1, 3);
    assert.deepEqual(standsAt(server, 1, ann), { x, y });
    ledger.space.teleport(ann.sessionId, { x: Number.NaN, y: Number.POSITIVE_INFINITY });
    const after = standsAt(server, 1, ann);
    assert.ok(Number.isFinite(after.x) && Number.isFinite(after.y));
    assert.equal(ledger.space.teleport("nobody", { x: 1, y: 1 }), false);
  });

  it("[PL4] takes messages behind the room's gate: shape, reply, refusal and fault", async () => {
    const ann = await enter();
    assert.deepEqual(await ann.request("double", { n: 21 }), { n: 42 });
    assert.deepEqual(await ann.request("slowly"), { sessionId: ann.sessionId });
    assert.equal((await ann.refusal("double", { n: "21" })).code, "invalid");
    assert.equal((await ann.refusal("refuse")).code, "cooldown");
    assert.equal((await ann.refusal("fail")).code, "internal");
    ann.room.send("fail", {});
    const { code, event } = await ann.message("error");
    assert.deepEqual([code, event], ["internal", "fail"]);
  });

  it("[PL5] cannot take the room's own messages", async () => {
    const ann = await enter();
    ann.move({ x: 21, y: 10 });
    await ann.arrival(21, 10);
    assert.ok(!ledger.notes.includes("a stolen move"));
  });

  it("[PL6] one that throws, at once or later, harms nobody and is logged, not at every tick", async () => {
    const ann = await enter();
    await watch.ticks(1, 15);
    assert.equal(worldOf(server, 1).avatars.has(ann.sessionId), true);
    const linesOf = (name: string) =>
      errors.filter(({ words }) => words.startsWith(`plugin ${name} in space 1`));
    for (const { name } of [...THROWERS, ledger]) assert.ok(linesOf(name).length > 0, name);
    const rooms = linesOf("throws everywhere").filter(({ words }) => words.endsWith("fault 1")).length;
    const lines = linesOf("throws everywhere").length;
    assert.ok(lines <= 11 * rooms, `${lines} lines of ${rooms} rooms`);
  });
});
