import assert from "node:assert/strict";
import { Protocol } from "@colyseus/core";
import { Packr } from "msgpackr";
import { z } from "zod";
import { defineTool } from "../../src/core/sim/tools/defineTool.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { frame } from "../helpers/roomKit.ts";
import { caughtUp, sendRaw, TickWatch } from "../helpers/roomWatch.ts";

/** A game's tool that takes whatever it is given. */
const NOTE = defineTool({ action: "note", params: z.looseObject({}), range: Infinity, apply: () => ({}) });

describe("messages of a space's room", () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    const game = { plugins: [watch.plugin], tools: [NOTE], affordances: { chair_wood: ["note"] } };
    server = await startTestServer({ game, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  const enter = async () => server.join(await server.guest(), { spaceId: 1, x: 20, y: 10 });

  it("[MS18] set_activity shows one of the space's activities, and refuses any other", async () => {
    const ann = await enter();
    const bob = await enter();
    ann.room.send("set_activity", { activity: "dance" });
    await bob.until("the dance", () => bob.sees(ann)?.activity === "dance");
    assert.equal((await ann.refusal("set_activity", { activity: "away" })).code, "invalid");
    for (const payload of [{ activity: "fly" }, { activity: "" }, { activity: 3 }, {}, undefined, "dance"])
      ann.room.send("set_activity", payload);
    await ann.until("six errors", () => ann.received.length === 6);
    for (const { body } of ann.received)
      assert.deepEqual([(body as Refusal).code, (body as Refusal).event], ["invalid", "set_activity"]);
    assert.equal(ann.avatar.activity, "dance");
    await ann.request("set_activity", { activity: "idle" });
    await ann.until("idle", () => ann.avatar.activity === "idle");
  });

  it("[MS18] a space may have activities of its own", async () => {
    const owner = await server.register();
    const body = { name: "Choir", settings: { activities: ["idle", "sing"] } };
    const { id: spaceId } = (await server.call<{ id: number }>("POST", "/spaces", { user: owner, body }))
      .body;
    const bot = await server.join(owner, { spaceId });
    assert.equal((await bot.refusal("set_activity", { activity: "dance" })).code, "invalid");
    await bot.request("set_activity", { activity: "sing" });
    await bot.until("singing", () => bot.avatar.activity === "sing");
  });

  const STRANGE = [
    "no_such_message",
    "moderate",
    "constructor",
    "__proto__",
    "toString",
    "_",
    "*",
    "_$bmove",
    "",
  ];

  it("[MS19] an unknown message is answered `error {not_found}` under its name, and the client stays", async () => {
    const bot = await enter();
    for (const name of STRANGE) bot.room.send(name, { toString: 1, valueOf: null });
    bot.room.send(7 as never, undefined);
    await bot.until("an answer to each", () => bot.received.length === STRANGE.length + 1);
    await caughtUp(bot);
    assert.ok(
      bot.received.every(({ name, body }) => name === "error" && (body as Refusal).code === "not_found"),
    );
    const events = bot.received.map(({ body }) => (body as Refusal).event);
    // An empty name is none on the wire.
    assert.deepEqual(events, [...STRANGE.map((name) => name || "*"), "7"]);
    assert.equal(bot.closed, null);
  });

  it("[MS25] where text should stand, an object with a length that nothing can be compared with is `invalid`", async () => {
    const bot = await enter();
    const action = { length: { toString: null } };
    assert.equal((await bot.refusal("use_tool", { target_object_id: 5, action })).code, "invalid");
    assert.equal((await bot.refusal("send_message", { message: action })).code, "invalid");
  });

  it("[MS20] an unknown request is the SDK's no_handler", async () => {
    const bot = await enter();
    for (const name of ["no_such_request", "constructor", "_"])
      await assert.rejects(bot.request(name), (error: Error) =>
        /no_handler|no onMessage/.test(`${error.name} ${error.message}`),
      );
    assert.equal((await bot.refusal("*", { id: 5 })).code, "not_found");
  });

  it("[MS21] what is a request may be sent without asking for the reply: it works, or refuses by `error`", async () => {
    const bot = await enter();
    bot.room.send("send_message", { message: "just so" });
    assert.equal((await bot.message("message_received")).message, "just so");
    bot.room.send("use_tool", { target_object_id: 99_999, action: "sit" });
    const refused = await bot.message("error");
    assert.deepEqual([refused.code, refused.event], ["not_found", "use_tool"]);
  });

  it("[MS22] a refusal says in words what is wrong, and bytes as a message are refused like any unknown", async () => {
    const bot = await enter();
    const { code, message } = await bot.refusal("use_tool", { target_object_id: -1, action: 5 });
    assert.equal(code, "invalid");
    assert.match(message, /target_object_id.*action/);
    sendRaw(bot, frame(Protocol.ROOM_DATA_BYTES, "move", 1, 2, 3));
    assert.deepEqual(await bot.message("error").then(({ code, event }) => [code, event]), [
      "not_found",
      "move",
    ]);
  });

  const UNPLAIN: readonly (readonly [string, unknown])[] = [
    ["a date", new Date(0)],
    ["bytes", new Uint8Array(3)],
    ["no number", Number.NaN],
    ["no end", Number.NEGATIVE_INFINITY],
    ["a huge integer", 2n ** 63n],
    ["seventeen deep", deep(17)],
    ["NUL in a key", { "\0": 1 }],
  ];

  it("[MS23] what is no plain value is `invalid`, wherever it stands", async () => {
    const bot = await enter();
    for (const [what, value] of UNPLAIN) {
      const use = { target_object_id: 5, action: "note", params: { value } };
      assert.equal((await bot.refusal("use_tool", use)).code, "invalid", what);
    }
    // The stock SDK writes these as arrays; the decoder takes them all the same.
    for (const [nth, value] of [new Set([1]), /x/, new Error("mine")].entries()) {
      const use = { target_object_id: 5, action: "note", params: { value } };
      sendRaw(bot, frame(Protocol.ROOM_DATA, "use_tool", EXTENDED.pack(use)));
      await bot.until("an error", () => bot.received.length > nth);
      assert.equal((bot.received[nth]!.body as Refusal).code, "invalid", String(value));
    }
    const fine = { numbers: [1, -0.5, 1e300], deep: deep(10), text: "é💥", nothing: null, yes: true };
    await bot.request("use_tool", { target_object_id: 5, action: "note", params: fine });
    const query = { user: await server.admin() };
    const { body } = await server.call<{ items: { params: unknown }[] }>("GET", "/spaces/1/tool-uses", query);
    assert.deepEqual(body.items[0]?.params, fine);
  });

  it("[MS24] values by reference, a few bytes that stand for billions, end the connection and nothing else", async () => {
    const bob = await enter();
    for (const payload of [
      references(9, 10),
      [...references(9, 10), 1],
      [0xd6, 0x69, 0, 0, 0, 1, 0x91, 0xd6, 0x70, 0, 0, 0, 1],
    ]) {
      const ann = await enter();
      sendRaw(ann, frame(Protocol.ROOM_DATA, "move", Uint8Array.from(payload)));
      assert.equal(await ann.end(), 4002);
      await caughtUp(bob);
    }
    await watch.ticks(1, 2);
    assert.deepEqual(bob.received, []);
  });
});

const EXTENDED = new Packr({ moreTypes: true, useRecords: false });

interface Refusal {
  readonly code: string;
  readonly event: string;
}

function deep(levels: number): unknown {
  return levels === 0 ? 1 : [deep(levels - 1)];
}

/** An array of arrays, each holding the one before `width` times by reference: `width` to the power of `depth` values. */
function references(depth: number, width: number): number[] {
  const id = (level: number) => [0xd6, 0x69, 0, 0, 0, level];
  const pointer = (level: number) => [0xd6, 0x70, 0, 0, 0, level];
  const bytes = [0xdc, 0, depth + 1, ...id(0), 0x91, 1];
  for (let level = 1; level <= depth; level += 1) {
    bytes.push(...id(level), 0x90 | width);
    for (let index = 0; index < width; index += 1) bytes.push(...pointer(level - 1));
  }
  return bytes;
}
