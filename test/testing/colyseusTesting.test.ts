import assert from "node:assert/strict";
import { ColyseusTestServer } from "@colyseus/testing";
import type { SpaceRoom } from "../../src/rooms/SpaceRoom.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";

describe("@colyseus/testing on an Atrium server", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it("[TK1] reaches into a live room between two of its ticks", async () => {
    const bot = await server.join(await server.guest(), { spaceId: 1, x: 30, y: 10 });
    const colyseus = new ColyseusTestServer(server.app.colyseus);
    const room = colyseus.getRoomById<SpaceRoom>("space_1");
    const moved = room.waitForMessage("move");
    bot.move({ x: 31, y: 10 });
    await moved;
    await room.waitForNextTimestep();
    const avatar = room.host.world.avatars.get(bot.sessionId);
    assert.ok(avatar && avatar.x > 30, "the move was applied at the next step");
  });
});
