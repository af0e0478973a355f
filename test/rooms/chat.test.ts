import assert from "node:assert/strict";
import type { MessageView } from "../../src/protocol/spaceViews.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { liveRoom } from "../helpers/roomKit.ts";
import { caughtUp } from "../helpers/roomWatch.ts";

interface Visitor {
  readonly user: TestUser;
  readonly bot: Bot;
}

describe("chat in a space", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
  });
  after(() => server.close());
  afterEach(async () => {
    for (const { bot } of visitors.splice(0)) await bot.leave();
  });

  const visitors: Visitor[] = [];
  async function enter(x: number, y: number, user?: TestUser, spaceId = 1): Promise<Visitor> {
    const who = user ?? (await server.guest());
    const visitor = { user: who, bot: await server.join(who, { spaceId, x, y }) };
    visitors.push(visitor);
    return visitor;
  }
  const say = ({ bot }: Visitor, message: string, rest: object = {}) =>
    bot.request<{ message_id: number }>("send_message", { message, ...rest });
  const heard = async ({ bot }: Visitor) => {
    await caughtUp(bot);
    return bot.received.filter(({ name }) => name === "message_received").map(({ body }) => body as Received);
  };
  const history = async ({ user }: Visitor, query = "") =>
    (
      await server.call<{ items: MessageView[]; next_cursor: string | null }>(
        "GET",
        `/spaces/1/messages${query}`,
        { user },
      )
    ).body;

  it("[CT1] reaches everybody in the space, the sender too, as one message with the id of the reply", async () => {
    const ann = await enter(5, 5);
    const bob = await enter(55, 55);
    const { message_id } = await say(ann, "Hello, everybody! 👋 ¿qué tal?");
    const expected = {
      message_id,
      channel: "space",
      chatroom_id: null,
      from: { user_id: ann.user.id, name: ann.user.name },
      message: "Hello, everybody! 👋 ¿qué tal?",
      type: "text",
    };
    for (const { bot } of [ann, bob]) {
      const { sent_at, ...rest } = await bot.message("message_received");
      assert.deepEqual(rest, expected);
      assert.match(sent_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    assert.equal((await heard(ann)).length, 1);
  });

  it("[CT2] is on disk before it is answered or shown", async () => {
    const ann = await enter(5, 5);
    const bob = await enter(6, 5);
    const { journal } = liveRoom(server, 1).deps;
    const append = journal.append.bind(journal);
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    journal.append = async (entry) => {
      if (entry.kind === "message") {
        reached.resolve();
        await held.promise;
      }
      return append(entry);
    };
    try {
      let answered = false;
      const reply = say(ann, "slow disk").then((body) => {
        answered = true;
        return body.message_id;
      });
      await reached.promise;
      assert.deepEqual([await heard(ann), await heard(bob), answered], [[], [], false]);
      held.resolve();
      await bob.bot.message("message_received");
      const { items } = await history(bob);
      assert.equal(items[0]?.id, await reply);
    } finally {
      journal.append = append;
    }
  });

  it("[CT3] comes to everybody in the order of its ids, which is the order of the history", async () => {
    const talkers = await Promise.all([enter(5, 5), enter(6, 5), enter(7, 5)]);
    await Promise.all(
      talkers.flatMap((talker, who) =>
        Array.from({ length: 20 }, (_, nth) => say(talker, `talker ${who}, sentence ${nth}`)),
      ),
    );
    const orders = await Promise.all(
      talkers.map(async (talker) => (await heard(talker)).map((m) => m.message_id)),
    );
    for (const order of orders) {
      assert.deepEqual(order, orders[0]);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
    }
    for (const who of talkers.keys()) {
      const own = (await heard(talkers[0]!)).filter(({ message }) => message.startsWith(`talker ${who},`));
      assert.deepEqual(
        own.map(({ message }) => Number(message.split(" ").at(-1))),
        Array.from({ length: 20 }, (_, nth) => nth),
      );
    }
    const { items } = await history(talkers[0]!, "?limit=60");
    assert.deepEqual(
      items.map(({ id }) => id),
      orders[0]!.toReversed(),
    );
  });

  it("[CT4] nearby reaches those within nearby_radius, and only they find it in the history", async () => {
    const ann = await enter(20, 10);
    const near = await enter(29.9, 10);
    const far = await enter(30.2, 10);
    const { message_id } = await say(ann, "psst", { scope: "nearby" });
    assert.equal((await near.bot.message("message_received")).channel, "nearby");
    assert.equal((await heard(ann))[0]?.message_id, message_id);
    assert.deepEqual(await heard(far), []);
    const ids = async (who: Visitor) => (await history(who)).items.map(({ id }) => id);
    assert.ok((await ids(ann)).includes(message_id));
    assert.ok((await ids(near)).includes(message_id));
    assert.ok(!(await ids(far)).includes(message_id));
  });

  it("[CT4] nearby counts from the middle of the cells in a grid space", async () => {
    const ann = await enter(1, 1, undefined, 2);
    const near = await enter(11, 1, undefined, 2);
    const far = await enter(11, 2, undefined, 2);
    await say(ann, "psst", { scope: "nearby" });
    assert.equal((await heard(near)).length, 1);
    assert.deepEqual(await heard(far), []);
  });

  it("[CT5] to one user reaches the two alone, on all of their devices", async () => {
    const ann = await enter(20, 10);
    const bob = await enter(50, 50);
    const phone = await enter(52, 50, bob.user);
    const eve = await enter(21, 10);
    const { message_id } = await say(ann, "for you", { to: bob.user.id });
    for (const who of [ann, bob, phone]) {
      const [message, ...more] = await heard(who);
      assert.deepEqual([message?.message_id, message?.channel, more.length], [message_id, "direct", 0]);
    }
    assert.deepEqual(await heard(eve), []);
    assert.ok(!(await history(eve)).items.some(({ id }) => id === message_id));
    assert.ok((await history(bob)).items.some(({ id }) => id === message_id));
    await say(bob, "as text too", { to: String(ann.user.id) });
    assert.equal((await heard(ann)).at(-1)?.message, "as text too");
  });

  it("[CT6] to somebody who is not here is not_found, and stored nowhere", async () => {
    const ann = await enter(20, 10);
    const gone = await enter(21, 10);
    await gone.bot.leave();
    await ann.bot.until("the departure", () => !ann.bot.sees(gone.bot));
    const before = (await history(ann)).items.length;
    for (const to of [gone.user.id, 999_999]) {
      const { code } = await ann.bot.refusal("send_message", { message: "are you there?", to });
      assert.equal(code, "not_found");
    }
    assert.equal((await history(ann)).items.length, before);
  });

  it("[CT7] the history is newest first, in pages that end where `before` says", async () => {
    const ann = await enter(20, 10);
    const sent: number[] = [];
    for (let nth = 0; nth < 5; nth += 1) sent.push((await say(ann, `page ${nth}`)).message_id);
    const first = await history(ann, "?limit=2");
    assert.deepEqual(
      first.items.map(({ id }) => id),
      [sent[4], sent[3]],
    );
    const second = await history(ann, `?limit=2&before=${first.items[1]!.id}`);
    assert.deepEqual(
      second.items.map(({ id }) => id),
      [sent[2], sent[1]],
    );
    assert.deepEqual(await history(ann, `?limit=2&cursor=${first.next_cursor}`), second);
    const message = second.items[0]!;
    assert.deepEqual(Object.keys(message).sort(), [
      ...["channel", "chatroom_id", "from", "id", "message", "sent_at", "type"],
    ]);
  });

  const BAD: Record<string, unknown> = {
    blank: { message: "  \n\t " },
    empty: { message: "" },
    missing: {},
    "a number": { message: 5 },
    "2,001 characters": { message: "x".repeat(2_001) },
    NUL: { message: "a\0b" },
    "an unknown scope": { message: "a", scope: "galaxy" },
    "to nobody": { message: "a", to: 0 },
    "to a word": { message: "a", to: "bob" },
  };

  it("[CT8] what is no message is invalid", async () => {
    const ann = await enter(20, 10);
    for (const [what, payload] of Object.entries(BAD))
      assert.equal((await ann.bot.refusal("send_message", payload)).code, "invalid", what);
    assert.deepEqual(await heard(ann), []);
    const longest = "é".repeat(2_000);
    await say(ann, longest);
    assert.equal((await heard(ann))[0]?.message, longest);
  });

  it("[CT8] half a surrogate pair never gets through as such", async () => {
    const ann = await enter(20, 10);
    // The stock SDK writes U+FFFD for it.
    await say(ann, "half \ud83d of one");
    const [message] = await heard(ann);
    assert.ok(message?.message.isWellFormed());
    assert.equal((await history(ann)).items[0]?.message, message?.message);
  });

  it("[CT9] what is said is data, whatever it looks like", async () => {
    const ann = await enter(20, 10);
    const text = `<script>alert("1")</script>'; DROP TABLE messages; -- {"__proto__": 1} %00 \u202e`;
    await say(ann, text);
    assert.equal((await heard(ann))[0]?.message, text);
    assert.equal((await history(ann)).items[0]?.message, text);
  });

  it("[CT10] is there after the room has ended and after a restart", async () => {
    const ann = await enter(20, 10);
    const { message_id } = await say(ann, "remember this");
    await ann.bot.leave();
    await server.restart();
    const [latest] = (await history(ann)).items;
    assert.deepEqual([latest?.id, latest?.message], [message_id, "remember this"]);
    const again = await enter(20, 10, ann.user);
    assert.ok((await say(again, "and this")).message_id > message_id, "ids go on from there");
  });
});

type Received = { readonly message_id: number; readonly channel: string; readonly message: string };
