import assert from "node:assert/strict";
import { game } from "../../examples/tool.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";

/** The garden door of the demo space. */
const DOOR = { id: 10, x: 13, y: 44 };

describe("the smallest own tool", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game });
  });
  after(() => server.close());

  it("[FR1] an own tool works on a prefab of the catalogue, and others see what it did", async () => {
    const ann = await server.join(await server.guest("Ann"), { spaceId: 1, x: DOOR.x, y: DOOR.y - 2 });
    const bob = await server.join(await server.guest("Bob"), { spaceId: 1, x: DOOR.x + 2, y: DOOR.y - 2 });
    const use = { target_object_id: DOOR.id, action: "knock" };
    const { object } = await ann.request<{ object: { state: Record<string, string> } }>("use_tool", use);
    assert.equal(object.state.knocks, "1");
    await bob.until("the knock", () => bob.state.objects.get(String(DOOR.id))?.state.get("knocks") === "1");
    assert.equal((await bob.message("tool_used")).action, "knock");
    assert.equal((await ann.refusal("use_tool", use)).code, "cooldown");
  });

  it("[FR1] it is refused where no prefab offers it, and with unknown parameters", async () => {
    const ann = await server.join(await server.guest("Ann"), { spaceId: 1, x: 16, y: 22 });
    const chair = { target_object_id: 5, action: "knock" };
    assert.equal((await ann.refusal("use_tool", chair)).code, "forbidden");
    const loud = { target_object_id: DOOR.id, action: "knock", params: { loud: true } };
    assert.equal((await ann.refusal("use_tool", loud)).code, "invalid");
  });

  it("[FR2] it is listed with the built-in tools, and its prefab offers it", async () => {
    const tools = await server.call<{ items: { action: string; cooldown_ms: number }[] }>("GET", "/tools");
    assert.equal(tools.body.items.find(({ action }) => action === "knock")?.cooldown_ms, 500);
    const door = await server.call<{ affordances: string[] }>("GET", "/prefab-catalog/door_wood");
    assert.ok(door.body.affordances.includes("knock"));
    assert.ok(door.body.affordances.includes("toggle"), "what it offered before is still there");
  });
});
