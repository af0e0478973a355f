import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "@colyseus/sdk";
import {
  createApp,
  defineMessage,
  defineRoute,
  defineTool,
  type Game,
  Room,
  type RunningServer,
  refuse,
  type SpacePlugin,
  z,
} from "atrium";
import { startTestServer, type TestServer } from "atrium/testing";
import { game as smallest } from "../examples/tool.ts";

const REPO = fileURLToPath(new URL("..", import.meta.url));

describe("a game of one's own", () => {
  let dataDir: string;
  const environment = (more: Record<string, string> = {}) => ({
    NODE_ENV: "test",
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: dataDir,
    LOG_LEVEL: "silent",
    ...more,
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-framework-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it("[FR8] createApp serves until it is closed, and again afterwards", async () => {
    for (let time = 0; time < 2; time += 1) {
      const server: RunningServer = await createApp(smallest, environment());
      const answer = await fetch(`${server.url}/readyz`);
      assert.equal(answer.status, 200);
      assert.equal(new URL(server.url).port, String(server.port));
      await answer.body?.cancel();
      await server.close();
      await assert.rejects(fetch(`${server.url}/readyz`));
    }
  });

  const tool = () => defineTool({ action: "toggle", params: z.object({}), apply: () => ({}) });
  const route = () =>
    defineRoute({ method: "GET", path: "/tools", access: "public", summary: "", handle: () => ({}) });
  const unfit: Readonly<Record<string, { game: Game; says: RegExp }>> = {
    "a tool with a built-in action": { game: { tools: [tool()] }, says: /two tools are named "toggle"/ },
    "a room named space": { game: { rooms: { space: Room } }, says: /cannot have a room named "space"/ },
    "a route of the product": { game: { routes: [route()] }, says: /GET \/api\/v1\/tools is declared twice/ },
    "an affordance of no prefab": {
      game: { affordances: { door_of_glass: ["toggle"] } },
      says: /"door_of_glass", which is no prefab/,
    },
  };
  for (const [what, { game, says }] of Object.entries(unfit)) {
    it(`[FR7] ${what} is an error at start, which leaves nothing open`, async () => {
      await assert.rejects(createApp(game, environment()), says);
      await (await createApp({}, environment())).close();
    });
  }

  it("[FR9] what cannot start is one message and exit 1", async () => {
    const started = promisify(execFile)(
      process.execPath,
      ["--conditions=atrium-source", "examples/tool.ts"],
      { cwd: REPO, env: { ...process.env, ...environment({ PORT: "eighty", TICK_HZ: "0" }) } },
    );
    const error = await started.then(
      () => assert.fail("it started"),
      (failed: { code: number; stderr: string }) => failed,
    );
    assert.equal(error.code, 1);
    assert.match(error.stderr, /^Atrium cannot start\..*2 problems.*PORT.*TICK_HZ/s);
    assert.doesNotMatch(error.stderr, /at .*\.ts:\d/, "no stack");
  });

  it("[FR12] the smallest own tool takes fewer than 20 lines", async () => {
    const source = await readFile(join(REPO, "examples/tool.ts"), "utf8");
    assert.ok(source.trimEnd().split("\n").length < 20);
  });
});

describe("what a game adds to a running server", () => {
  const stopped: string[] = [];
  const lobby = class extends Room {
    override onCreate() {
      this.onMessage("hello", (client) => client.send("welcome", { to: client.sessionId }));
    }
  };
  const plugin: SpacePlugin = {
    name: "echo",
    start: (space) => ({
      messages: {
        echo: defineMessage({
          shape: z.object({ text: z.string() }),
          handle: (sessionId, { text }) => ({ by: space.avatar(sessionId)?.name, text }),
        }),
        fail: defineMessage({
          shape: z.object({}),
          handle: () => {
            throw new Error("a slip of the author's");
          },
        }),
      },
      onLeave: ({ name }) => stopped.push(name),
      onTick: () => {
        throw new Error("another slip");
      },
    }),
  };
  const shy = defineTool({
    action: "poke",
    params: z.object({}),
    apply: () => refuse("held", "It does not like to be poked."),
  });
  const game: Game = {
    rooms: { lobby },
    plugins: [plugin],
    tools: [shy],
    affordances: { chair_wood: ["poke"] },
  };
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game });
  });
  after(() => server.close());

  it("[FR10] a room of its own is joined under its name", async () => {
    const client = new Client(server.url.replace(/^http/, "ws"));
    const room = await client.joinOrCreate("lobby");
    const welcome = new Promise<{ to: string }>((resolve) => room.onMessage("welcome", resolve));
    room.send("hello");
    assert.equal((await welcome).to, room.sessionId);
    await room.leave();
  });

  it("[FR6] a plugin's message is a request with a reply, and its slips stay its own", async () => {
    const ann = await server.join(await server.guest("Ann"), { spaceId: 1 });
    assert.deepEqual(await ann.request("echo", { text: "hi" }), { by: "Ann", text: "hi" });
    assert.equal((await ann.refusal("echo", { text: 5 })).code, "invalid");
    assert.equal((await ann.refusal("fail")).code, "internal");
    assert.deepEqual(await ann.request("echo", { text: "still here" }), { by: "Ann", text: "still here" });
    await ann.leave();
    const bob = await server.join(await server.guest("Bob"), { spaceId: 1 });
    assert.deepEqual(stopped, ["Ann"]);
    await bob.leave();
  });

  it("[FR1] a tool's own refusal reaches the client", async () => {
    const ann = await server.join(await server.guest("Ann"), { spaceId: 1, x: 16, y: 22 });
    assert.deepEqual(await ann.refusal("use_tool", { target_object_id: 5, action: "poke" }), {
      code: "held",
      message: "It does not like to be poked.",
    });
  });
});
