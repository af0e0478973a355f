import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bot, joinSpace, startTestServer, type TestServer } from "../../src/testing.public.ts";
import { giveUp, liveRoom, matchmake } from "../helpers/roomKit.ts";
import { type ServerProcess, startServerProcess } from "../helpers/serverProcess.ts";

const CLIENTS = 100;
/** Positions that wait for their commit when the draining begins. */
const PENDING = 15_000;
const RESTARTING = 4010;
const FAILED_TO_RECONNECT = 4003;

interface Session {
  readonly access_token: string;
  readonly user: { readonly id: number };
}

describe("SIGTERM", () => {
  let dataDir: string;
  let server: ServerProcess;
  let bots: Bot[] = [];
  before(async function () {
    this.timeout(40_000);
    dataDir = await mkdtemp(join(tmpdir(), "atrium-drain-"));
    server = await startServerProcess({ dataDir });
  });
  after(async () => {
    giveUp(bots);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function guest(): Promise<Session> {
    const answer = await fetch(`${server.url}/api/v1/auth/guest`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    return (await answer.json()) as Session;
  }
  const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;

  it("[DR1] drains 100 clients: 503 to joins and probes, 4010 to all, exit 0 within 10 s, all as it was after", async function () {
    this.timeout(60_000);
    const sessions = await Promise.all(Array.from({ length: 20 }, guest));
    // The first has one avatar alone: of several, the last to leave says where one was.
    const token = (index: number) => sessions[index === 0 ? 0 : 1 + (index % 19)]?.access_token as string;
    bots = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) =>
        joinSpace(server.url, token(index), {
          spaceId: 1,
          x: 10 + (index % 10),
          y: 20 + Math.floor(index / 10),
        }),
      ),
    );
    const ann = bots[0] as Bot;
    const drops = bots.map(
      (bot) => new Promise<number>((resolve) => bot.room.onDrop((code) => resolve(code))),
    );
    const { message_id } = await ann.request<{ message_id: number }>("send_message", { message: "before" });
    ann.move({ x: 14.25, y: 18 });
    await ann.arrival(14.25, 18);
    const objects = JSON.stringify(ann.state.objects.toJSON());
    // Some walk and talk on into the end.
    for (const bot of bots.slice(1, 30)) bot.move({ x: 30, y: 30 });

    const begun = performance.now();
    const probes = probe();
    process.kill(server.pid, "SIGTERM");
    const end = await server.ended;
    const tookMs = performance.now() - begun;
    assert.deepEqual(end, { code: 0, signal: null }, server.output());
    assert.ok(tookMs < 10_000, `took ${Math.round(tookMs)} ms`);
    const { ready, joins } = await probes;
    assert.ok(
      ready.every((code) => [200, 503].includes(code)),
      `/readyz: ${ready}`,
    );
    assert.ok(
      joins.every((code) => [200, 503].includes(code)),
      `joins: ${joins}`,
    );
    assert.deepEqual(new Set(await Promise.all(drops)), new Set([RESTARTING]));

    server = await startServerProcess({ dataDir, env: { PORT: new URL(server.url).port } });
    const late = await joinSpace(server.url, token(0), { spaceId: 1 });
    assert.ok(Math.hypot(late.avatar.x - 14.25, late.avatar.y - 18) < 0.02);
    assert.equal(JSON.stringify(late.state.objects.toJSON()), objects);
    const said = await fetch(`${server.url}/api/v1/spaces/1/messages`, {
      headers: { authorization: `Bearer ${token(0)}` },
    });
    assert.equal(((await said.json()) as { items: { id: number }[] }).items[0]?.id, message_id);
    assert.equal(await ann.end(), FAILED_TO_RECONNECT, "the SDK's way back ends in onLeave");
    await Promise.all(bots.map((bot) => bot.until("the end", () => bot.closed !== null, 20_000)));
    await late.leave();
  });

  /** Asks on and on until the port is closed. */
  async function probe(): Promise<{ ready: number[]; joins: number[] }> {
    const { access_token } = await guest();
    const ready: number[] = [];
    const joins: number[] = [];
    try {
      for (;;) {
        ready.push(await status("/readyz"));
        joins.push((await matchmake(server.url, { token: access_token, options: { spaceId: 1 } })).status);
      }
    } catch {
      return { ready, joins };
    }
  }
});

describe("draining with much left to store", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
  });
  after(() => server.close());

  it("[DR2] answers 503 to /readyz and to joins as long as it takes, and stores it all", async () => {
    const user = await server.guest();
    const bot = await server.join(user, { spaceId: 1 });
    bot.room.reconnection.enabled = false;
    const { journal } = liveRoom(server, 1).deps;
    const pending = Array.from({ length: PENDING }, (_, index) =>
      journal.append({
        kind: "positions",
        positions: [
          { spaceId: 1, userId: 1_000_000 + index, x: 1, y: index / PENDING, heading: 0, atMs: index },
        ],
      }),
    );
    const closing = server.app.close();
    const readyz = await server.call("GET", "//readyz");
    const livez = await server.call("GET", "//livez");
    const join = await matchmake(server.url, { token: user.token, options: { spaceId: 1 } });
    assert.deepEqual([readyz.status, livez.status, join.status], [503, 200, 503]);
    assert.match(join.body.error ?? "", /restarting/);
    await Promise.all(pending);
    await closing;
    assert.equal(await bot.end(), RESTARTING);
    await server.restart();
    const late = await server.join(user, { spaceId: 1 });
    const last = await liveRoom(server, 1).deps.journal.lastPosition(1, 1_000_000 + PENDING - 1);
    assert.equal(last?.y, (PENDING - 1) / PENDING);
    await late.leave();
  });
});
