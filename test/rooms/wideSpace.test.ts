import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { standsAt } from "../helpers/roomWatch.ts";

describe("a space of a kilometre", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it("[SI9] shows positions in its far corner within 1 cm", async () => {
    const owner = await server.register();
    const body = { name: "Plain", width: 1000, depth: 1000 };
    const { id: spaceId } = (await server.call<{ id: number }>("POST", "/spaces", { user: owner, body }))
      .body;
    const bot = await server.join(owner, { spaceId, x: 999.123, y: 998.765 });
    bot.move({ x: 999.4567, y: 999.6123 });
    await bot.arrival(999.4567, 999.6123);
    const { x, y } = standsAt(server, spaceId, bot);
    assert.ok(Math.hypot(bot.avatar.x - x, bot.avatar.y - y) < 0.01);
  });

  it("[SI10] a live space that grows beyond 900 m asks its visitors to join again, and then reaches all of it", async () => {
    const owner = await server.register();
    const body = { name: "Field", width: 100, depth: 100 };
    const { id: spaceId } = (await server.call<{ id: number }>("POST", "/spaces", { user: owner, body }))
      .body;
    const bot = await server.join(owner, { spaceId, x: 50, y: 50 });
    bot.room.reconnection.enabled = false;
    const resize = { width: 950, depth: 800 };
    assert.equal(
      (await server.call("PATCH", `/spaces/${spaceId}`, { user: owner, body: resize })).status,
      200,
    );
    await bot.end();
    const again = await server.join(owner, { spaceId, x: 949, y: 799 });
    assert.equal(again.state.width, 950);
    assert.ok(Math.hypot(again.avatar.x - 949, again.avatar.y - 799) < 0.01);
  });
});
