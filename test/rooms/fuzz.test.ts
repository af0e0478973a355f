import assert from "node:assert/strict";
import { Protocol } from "@colyseus/core";
import { Packr } from "msgpackr";
import { createRandom, type Random } from "../../src/core/random.ts";
import { isFree } from "../../src/core/sim/freePoint.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { frame } from "../helpers/roomKit.ts";
import { caughtUp, errorsOf, sendRaw, TickWatch } from "../helpers/roomWatch.ts";

const SEED = 20_26;
const MESSAGES = 10_000;
const FUZZERS = 4;
/** Fuzzers send so many messages at a time. */
const BATCH = 25;

describe(`${MESSAGES} senseless messages, seed ${SEED}`, () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  it("[FZ1] are answered with documented codes, and disturb nobody", async () => {
    const errors = errorsOf(server);
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    const honest = [await pacer(24, 20), await pacer(24, 24)];
    const fuzzers = await Promise.all(
      Array.from({ length: FUZZERS }, (_, index) => Fuzzer.enter(server, index)),
    );
    const stop = watch.listen(1, (world) => {
      for (const avatar of world.avatars.values())
        if (!isFree(world, avatar)) errors.push({ words: `${avatar.x}, ${avatar.y} is not free`, err: null });
    });
    try {
      await Promise.all(fuzzers.map((fuzzer) => fuzzer.send(MESSAGES / FUZZERS)));
    } finally {
      for (const walker of honest) await walker.finish();
    }
    stop();
    process.off("unhandledRejection", note);

    const codes = new Map<string, number>();
    for (const fuzzer of fuzzers)
      for (const [code, count] of fuzzer.codes) codes.set(code, (codes.get(code) ?? 0) + count);
    for (const code of codes.keys())
      assert.ok(
        code === "ok" || code === "no_handler" || (Object.hasOwn(ERROR_TABLE, code) && code !== "internal"),
        code,
      );
    assert.ok((codes.get("invalid") ?? 0) > 1_000, `most are nonsense: ${JSON.stringify([...codes])}`);
    assert.ok((codes.get("ok") ?? 0) > 50, "and some make sense");
    const closings = fuzzers.flatMap(({ closings: all }) => all);
    // 4000: among the frames of a random kind is the one that says goodbye.
    assert.ok(
      closings.every((code) => [1009, 4000, 4002].includes(code)),
      closings.join(),
    );
    assert.ok(closings.includes(4002), "undecodable frames were among them");
    assert.deepEqual(errors, []);
    assert.deepEqual(rejections, []);
    assert.equal((await server.call("GET", "//readyz")).status, 200);
  }).timeout(60_000);

  /** Somebody who walks to and fro and chats, and gets what is due to them. */
  async function pacer(x: number, y: number) {
    const bot = await server.join(await server.guest("Honest"), { spaceId: 1, x, y });
    let walking = true;
    let rounds = 0;
    const done = (async () => {
      while (walking) {
        const to = x + (rounds % 2 === 0 ? 2 : 0);
        bot.move({ x: to, y, seq: rounds % 65_536 });
        await bot.arrival(to, y);
        const { message_id } = await bot.request<{ message_id: number }>("send_message", {
          message: `round ${rounds}`,
        });
        await bot.message("message_received", (message) => message.message_id === message_id);
        rounds += 1;
      }
    })();
    return {
      async finish() {
        walking = false;
        await done;
        assert.ok(rounds > 3, `${rounds} rounds`);
        assert.equal(bot.closed, null);
        await caughtUp(bot);
        assert.deepEqual(
          [...new Set(bot.received.map(({ name }) => name))].filter((name) => name !== "tool_used"),
          ["message_received"],
        );
        for (const { name, body } of bot.received)
          if (name === "message_received") assert.ok((body as { message: string }).message.trim().length > 0);
      },
    };
  }
});

/** Sends nonsense and counts how it is answered; comes back when it is thrown out. */
class Fuzzer {
  readonly codes = new Map<string, number>();
  readonly closings: number[] = [];
  readonly #server: TestServer;
  readonly #user: TestUser;
  readonly #random: Random;
  #bot: Bot;

  private constructor(server: TestServer, user: TestUser, bot: Bot, random: Random) {
    this.#server = server;
    this.#user = user;
    this.#bot = bot;
    this.#random = random;
  }

  static async enter(server: TestServer, index: number): Promise<Fuzzer> {
    // One is an admin: nothing that it sends is refused for its role.
    const user = await (index === 0 ? server.admin() : index === 1 ? server.register() : server.guest());
    const bot = await server.join(user, { spaceId: 1, x: 16, y: 21 });
    return new Fuzzer(server, user, bot, createRandom(SEED).fork(index));
  }

  async send(count: number): Promise<void> {
    const random = this.#random;
    for (let sent = 0; sent < count; sent += BATCH) {
      const replies: Promise<void>[] = [];
      for (let nth = 0; nth < BATCH; nth += 1) {
        const dice = random.next();
        const name = random.pick(NAMES);
        const payload = random.next() < 0.35 ? almostRight(random, name) : anything(random, 0);
        if (dice < 0.6) replies.push(this.#request(name, payload));
        else if (dice < 0.992) this.#say(name, payload);
        else sendRaw(this.#bot, bytes(random));
      }
      await this.#settle(replies);
    }
  }

  #say(name: string, payload: unknown): void {
    try {
      this.#bot.room.send(name, payload);
    } catch (error) {
      // The SDK itself sends no more than 8 KB.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  async #request(name: string, payload: unknown): Promise<void> {
    try {
      await this.#bot.room.request(name, payload as never);
      this.#count("ok");
    } catch (error) {
      const {
        reason,
        name: kind,
        message,
      } = error as { reason?: { code: string }; name: string; message: string };
      if (reason) this.#count(reason.code);
      else if (/no_handler|no onMessage/.test(`${kind} ${message}`)) this.#count("no_handler");
      else if (!/connection|out of bounds/.test(message)) this.#count(`${kind}: ${message}`);
    }
  }

  /** Waits for the answers to a batch, and comes back if it was thrown out. */
  async #settle(replies: Promise<void>[]): Promise<void> {
    const answered = Promise.withResolvers<void>();
    this.#bot.room.ping(() => answered.resolve());
    await Promise.race([
      answered.promise,
      this.#bot.until("the end", () => this.#bot.closed !== null, 20_000),
    ]);
    if (this.#bot.closed === null)
      await Promise.race([
        Promise.all(replies),
        this.#bot.until("the end", () => this.#bot.closed !== null, 20_000),
      ]);
    for (const { name, body } of this.#bot.received.splice(0))
      if (name === "error") this.#count((body as { code: string }).code);
    if (this.#bot.closed === null) return;
    this.closings.push(this.#bot.closed);
    this.#bot = await this.#server.join(this.#user, { spaceId: 1, x: 16, y: 21 });
  }

  #count(code: string): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }
}

const NAMES = [
  ...["move", "move", "set_activity", "use_tool", "use_tool", "place_object", "undo", "send_message"],
  ...[
    "moderate",
    "chat_message",
    "__proto__",
    "constructor",
    "*",
    "_",
    "no such message",
    "x".repeat(100),
    "mo\u0000ve",
  ],
];

const TEXTS = [
  "",
  " ",
  "red",
  "sit",
  "move",
  "\0",
  "\ud800",
  "💥".repeat(50),
  "x".repeat(2_100),
  "__proto__",
  "5",
  "1e999",
  "<b>",
  "‮",
];
const NUMBERS = [
  0,
  -0,
  1,
  5,
  16,
  -1,
  0.5,
  21,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  Number.NaN,
  Infinity,
  -Infinity,
  1e-320,
];

/** A value of any kind, deep now and then. */
function anything(random: Random, depth: number): unknown {
  const dice = random.next();
  if (dice < 0.25) return random.pick(NUMBERS);
  if (dice < 0.45) return random.pick(TEXTS);
  if (dice < 0.5) return random.pick([null, undefined, true, false]);
  if (dice < 0.54) return 2n ** BigInt(random.int(0, 63)) - 1n;
  if (dice < 0.58)
    return random.pick([
      new Date(0),
      new Uint8Array(9),
      new Map([[1, 2]]),
      new Set(["a"]),
      /./,
      new Error("mine"),
    ]);
  if (dice < 0.6) return nested(random.int(10, 400));
  if (depth > 3) return random.int(-100, 100);
  if (dice < 0.7) return Array.from({ length: random.int(0, 6) }, () => anything(random, depth + 1));
  const keys = [
    "x",
    "y",
    "heading",
    "seq",
    "activity",
    "target_object_id",
    "action",
    "params",
    "message",
    "to",
    "scope",
    "__proto__",
    "toString",
  ];
  return Object.fromEntries(
    Array.from({ length: random.int(0, 6) }, () => [random.pick(keys), anything(random, depth + 1)]),
  );
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { params: value };
  return value;
}

/** What a message takes, with one part of it spoilt half of the time. */
function almostRight(random: Random, name: string): unknown {
  const payload: Record<string, unknown> = (Object.hasOwn(RIGHT, name)
    ? RIGHT[name]?.(random)
    : undefined) ?? { chatroom_id: 1, content: "x" };
  const parts = Object.keys(payload);
  if (parts.length > 0 && random.next() < 0.5) payload[random.pick(parts)] = anything(random, 2);
  return payload;
}

const near = (random: Random) => ({ x: random.between(12, 20), y: random.between(17, 26) });
const RIGHT: Record<string, (random: Random) => Record<string, unknown>> = {
  move: (random) => ({ ...near(random), heading: random.between(-9, 9), seq: random.int(0, 65_535) }),
  set_activity: (random) => ({ activity: random.pick(["idle", "wave", "sit", "dance"]) }),
  use_tool: (random) => ({
    target_object_id: random.int(1, 18),
    ...random.pick([
      { action: "sit" },
      { action: "stand", params: {} },
      { action: "pick_up" },
      { action: "drop", params: near(random) },
      { action: "move", params: near(random) },
      { action: "rotate", params: { heading: random.between(-9, 9) } },
      { action: "paint", params: { color: random.pick(TEXTS) } },
      { action: "label", params: { text: random.pick(TEXTS) } },
      { action: "scale", params: { scale: random.pick(NUMBERS) } },
      { action: "toggle" },
      { action: random.pick(TEXTS), params: nested(5) },
    ]),
  }),
  place_object: (random) => ({
    prefab_id: random.pick(["ball_rubber", "rug_round", "no such", "__proto__"]),
    ...near(random),
  }),
  undo: (random) => (random.next() < 0.5 ? {} : { tool_use_id: random.int(1, 200) }),
  send_message: (random) => ({
    message: random.pick(TEXTS),
    scope: random.pick(["space", "nearby", "galaxy"]),
    to: random.pick([undefined, 1, 99]),
  }),
};

const packr = new Packr({ useRecords: false });

/** A frame that no SDK sends: torn, of another kind, or noise. */
function bytes(random: Random): Uint8Array {
  const noise = Uint8Array.from({ length: random.int(0, 60) }, () => random.int(0, 255));
  const torn = packr.pack({ x: 1, y: [1, 2, { deep: "text" }] });
  return random.pick([
    noise,
    Uint8Array.of(),
    frame(Protocol.ROOM_DATA, "move", torn.subarray(0, random.int(1, torn.length - 1))),
    frame(Protocol.ROOM_DATA, "move", noise),
    frame(Protocol.ROOM_DATA, Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff)),
    frame(Protocol.ROOM_DATA, "move", Uint8Array.of(0xdd, 0x7f, 0xff, 0xff, 0xff)),
    frame(Protocol.ROOM_DATA_BYTES, "move", noise),
    frame(Protocol.JOIN_ROOM, noise),
    frame(random.int(0, 255), noise),
    new Uint8Array(20_000),
  ]);
}
