import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { caughtUp, standsAt, TickWatch } from "../helpers/roomWatch.ts";

describe("moving in a grid space", () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  const enter = async (x: number, y: number) => server.join(await server.guest(), { spaceId: 2, x, y });
  const rejections = (bot: Awaited<ReturnType<typeof enter>>) =>
    bot.received.map(({ body }) => (body as { reason?: string }).reason);

  it("[MS8] takes a step to a neighbour, shows whole cells, and applies seq and heading", async () => {
    const bot = await enter(5, 2);
    assert.equal(bot.state.movement, "grid");
    assert.deepEqual([Math.round(bot.avatar.x), Math.round(bot.avatar.y)], [5, 2]);
    bot.move({ x: 5, y: 3, seq: 12 });
    await bot.until("the cell to the north", () => Math.round(bot.avatar.y) === 3);
    assert.deepEqual([Math.round(bot.avatar.x), bot.avatar.ack], [5, 12]);
    assert.ok(Math.abs(bot.avatar.heading - Math.PI / 2) < 0.001);
    assert.deepEqual(standsAt(server, 2, bot), { x: 5, y: 3 });
  });

  it("[MS9] refuses what is no step, with the cell it stands in", async () => {
    const bot = await enter(5, 2);
    for (const to of [
      { x: 7, y: 2 },
      { x: 5, y: 2 },
      { x: 6, y: 3 },
      { x: 5.5, y: 2 },
    ])
      bot.move(to);
    await bot.until("four refusals", () => bot.received.length === 4);
    for (const { name, body } of bot.received) {
      assert.equal(name, "movement_rejected");
      assert.deepEqual(body, { x: 5, y: 2, reason: "not_a_step" });
    }
    assert.deepEqual(standsAt(server, 2, bot), { x: 5, y: 2 });
  });

  it("[MS10] refuses a cell that a solid covers, and one out of bounds, as blocked", async () => {
    const bot = await enter(4, 8);
    bot.move({ x: 4, y: 9 });
    assert.equal((await bot.message("movement_rejected")).reason, "blocked");
    const corner = await enter(0, 0);
    corner.move({ x: -1, y: 0 });
    assert.equal((await corner.message("movement_rejected")).reason, "blocked");
    assert.deepEqual(standsAt(server, 2, corner), { x: 0, y: 0 });
  });

  it("[MS11] keeps one early step and takes it when it is due; a second is too soon", async () => {
    const bot = await enter(5, 2);
    bot.move({ x: 6, y: 2, seq: 1 });
    bot.move({ x: 7, y: 2, seq: 2 });
    bot.move({ x: 8, y: 2, seq: 3 });
    assert.equal((await bot.message("movement_rejected")).reason, "too_soon");
    await bot.until("the kept step", () => Math.round(bot.avatar.x) === 7);
    assert.equal(bot.avatar.ack, 2);
    await watch.ticks(2, 8);
    assert.deepEqual(standsAt(server, 2, bot), { x: 7, y: 2 });
  });

  it("[MS12] a thousand steps asked at once take no more than one every 150 ms", async () => {
    const bot = await enter(0, 1);
    const cells: { atMs: number; x: number }[] = [];
    const stop = watch.listen(2, ({ avatars, timeMs }) => {
      const x = avatars.get(bot.sessionId)?.x;
      if (x !== undefined && cells.at(-1)?.x !== x) cells.push({ atMs: timeMs, x });
    });
    await watch.ticks(2, 1);
    for (let hop = 0; hop < 1_000; hop += 1) bot.move({ x: 1 + (hop % 18), y: 1 });
    for (let tick = 0; tick < 30; tick += 1) {
      await watch.ticks(2, 1);
      const { x } = standsAt(server, 2, bot);
      for (let hop = 1; hop <= 5; hop += 1) bot.move({ x: x + hop, y: 1 });
    }
    // And, rested, one every 100 ms: none of them is early by a whole interval.
    await watch.ticks(2, 6);
    for (let tick = 0; tick < 20; tick += 1) {
      await watch.ticks(2, 1);
      if (tick % 2 === 0) bot.move({ x: standsAt(server, 2, bot).x - 1, y: 1 });
    }
    stop();
    assert.ok(cells.length > 8, `an honest pace is possible: ${cells.length} cells`);
    for (let first = 0; first < cells.length; first += 1) {
      for (let last = first + 1; last < cells.length; last += 1) {
        const steps = Math.abs(cells[last]!.x - cells[first]!.x);
        const spanMs = cells[last]!.atMs - cells[first]!.atMs;
        // One step may be taken late and the next on time: never two in less than an interval and a tick.
        assert.ok(steps <= spanMs / 150 + 1, `${steps} steps in ${spanMs} ms`);
      }
    }
    await caughtUp(bot);
    const answers = new Set(
      bot.received.map(({ body }) => ("code" in body ? body.code : (body as { reason: string }).reason)),
    );
    // At most 256 inputs of one avatar wait for a tick.
    assert.deepEqual([...answers].sort(), ["not_a_step", "rate_limited", "too_soon"]);
  });

  it("[MS13] a client whose steps bunch up by 100 ms arrives unrejected", async () => {
    const bot = await enter(1, 1);
    let sent = 1;
    let behind = 0;
    const stop = watch.listen(2, ({ timeMs }) => {
      // One wish per 150 ms, delivered up to two ticks late and then together.
      const due = 1 + Math.floor(timeMs / 150);
      behind = behind === 0 ? due - 1 : behind;
      const wanted = Math.min(15, due - behind);
      if (timeMs % 100 !== 0) return;
      for (; sent < wanted; sent += 1) bot.move({ x: sent + 1, y: 1 });
    });
    await bot.until("the far side", () => Math.round(bot.avatar.x) === 15, 10_000);
    stop();
    assert.deepEqual(rejections(bot), []);
  });

  it("[MS14] eight neighbours where the space allows diagonals", async () => {
    const owner = await server.register();
    const { body: space } = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Chess", width: 8, depth: 8, movement: "grid", settings: { diagonal: true } },
    });
    const bot = await server.join(owner, { spaceId: space.id, x: 3, y: 3 });
    bot.move({ x: 4, y: 4, heading: 1 });
    await bot.until("the diagonal cell", () => Math.round(bot.avatar.x) === 4);
    assert.equal(Math.round(bot.avatar.y), 4);
    assert.ok(Math.abs(bot.avatar.heading - 1) < 0.001);
  });
});
