import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bot, joinSpace } from "../../src/testing/bot.ts";
import { Api } from "../helpers/api.ts";
import {
  limitFiles,
  PROCESS_ADMIN,
  type ServerProcess,
  startServerProcess,
} from "../helpers/serverProcess.ts";
import { type ObjectRow, Replay, type UseRow } from "./replay.ts";

const CHAIR = 5;

describe("a disk without space", () => {
  let dataDir = "";
  let server: ServerProcess;
  let api: Api;
  let token = "";
  let bot: Bot;

  before(async function () {
    if (!existsSync("/usr/bin/prlimit")) this.skip();
    dataDir = await mkdtemp(join(tmpdir(), "atrium-full-disk-"));
    server = await startServerProcess({
      dataDir,
      largestFileBytes: "unlimited",
      env: { LOG_LEVEL: "fatal" },
    });
    api = new Api(server.url);
    ({ token } = await api.login(PROCESS_ADMIN));
    bot = await joinSpace(server.url, token, { spaceId: 1, x: 16, y: 21.5 });
    bot.room.reconnection.enabled = false;
  });
  after(async () => {
    await server?.kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  const paint = (color: string) => ({ target_object_id: CHAIR, action: "paint", params: { color } });
  const chair = () => api.demand<ObjectRow>("GET", `/objects/${CHAIR}`, { token });

  it("[RL7] refuses what cannot be stored, shows none of it, goes on with the rest, and takes all again afterwards", async function () {
    this.timeout(40_000);
    const replay = new Replay(await api.list<ObjectRow>("/spaces/1/objects", token));
    const before = await bot.request<{ message_id: number }>("send_message", { message: "before" });
    await bot.request("use_tool", paint("#111111"));
    limitFiles(server, 1_000);

    const answers = await Promise.all([
      bot.refusal("send_message", { message: "during" }),
      bot.refusal("use_tool", paint("#222222")),
      bot.refusal("place_object", { prefab_id: "ball_rubber", x: 18, y: 21 }),
      api.call("PATCH", `/objects/${CHAIR}`, { token, body: { heading: 2 } }).then(({ body }) => body),
      api
        .call("POST", "/spaces/2/objects", { token, body: { prefab_id: "ball_rubber", x: 3, y: 3 } })
        .then(({ body }) => body),
      api.call("POST", "/auth/guest", { body: {} }).then(({ body }) => body),
    ]);
    assert.deepEqual(
      answers.map(({ code }) => code),
      answers.map(() => "unavailable"),
    );

    bot.move({ x: 17, y: 21.5 });
    await bot.arrival(17, 21.5);
    const other = await joinSpace(server.url, token, { spaceId: 1 });
    for (const each of [bot, other])
      await each.until("the chair as it is stored", () => colorSeenBy(each) === "#111111");
    assert.equal((await chair()).state.color, "#111111");
    await other.leave();

    limitFiles(server, "unlimited");
    const after = await bot.request<{ message_id: number }>("send_message", { message: "after" });
    await bot.request("use_tool", paint("#333333"));
    assert.equal((await api.call("POST", "/auth/guest", { body: {} })).status, 201);

    await server.kill();
    server = await startServerProcess({ dataDir });
    api.url = server.url;
    const messages = await api.list<{ id: number; message: string }>("/spaces/1/messages", token);
    assert.deepEqual(
      messages.map(({ id, message }) => [id, message]),
      [
        [after.message_id, "after"],
        [before.message_id, "before"],
      ],
    );
    const uses = await api.list<UseRow>("/spaces/1/tool-uses", token);
    for (const use of uses.reverse()) replay.apply(use);
    replay.assertEquals(await api.list<ObjectRow>("/spaces/1/objects", token));
    assert.equal((await chair()).state.color, "#333333");
  });
});

function colorSeenBy(bot: Bot): string | undefined {
  return (bot.state.objects.get(String(CHAIR))?.state as unknown as Map<string, string> | undefined)?.get(
    "color",
  );
}
