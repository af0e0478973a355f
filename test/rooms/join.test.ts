import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";

describe("joining a space", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it("[JN1] gives the space, its objects and one's own avatar", async () => {
    const bot = await server.join(await server.guest("Ann"), { spaceId: 1, x: 20, y: 30 });
    assert.equal(bot.state.spaceId, 1);
    assert.equal(bot.state.name, "Plaza");
    assert.equal(bot.state.width, 60);
    assert.equal(bot.state.movement, "free");
    assert.equal(bot.state.maxSpeed, 6);
    assert.equal(bot.avatar.name, "Ann");
    assert.ok(Math.hypot(bot.avatar.x - 20, bot.avatar.y - 30) < 0.01);
    const chair = bot.state.objects.get("5");
    assert.equal(chair?.kind, "chair");
    assert.ok(Math.hypot((chair?.x ?? 0) - 16, (chair?.y ?? 0) - 23) < 0.01);
  });

  it("[JN2] two see each other move within two ticks of the server", async () => {
    const ann = await server.join(await server.guest(), { spaceId: 1, x: 10, y: 50 });
    const bob = await server.join(await server.guest(), { spaceId: 1, x: 12, y: 50 });
    await ann.until("Bob", () => ann.sees(bob));
    await bob.until("Ann", () => bob.sees(ann));
    ann.move({ x: 10, y: 52, seq: 9 });
    await bob.until("Ann walking", () => (bob.sees(ann)?.y ?? 0) > 50.05);
    await ann.arrival(10, 52);
    assert.equal(ann.avatar.ack, 9);
    assert.ok(!bob.sees(ann)?.ack, "ack goes to its owner alone");
  });
});
