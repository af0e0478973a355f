/** Cuts the network between a server and many clients for a while, and looks whether everybody is where and what they were. */
import assert from "node:assert/strict";
import { type Bot, joinSpace } from "../../src/testing/bot.ts";
import { Api } from "../helpers/api.ts";
import { CuttableProxy } from "../helpers/cuttableProxy.ts";
import { PROCESS_ADMIN, startServerProcess } from "../helpers/serverProcess.ts";

export interface ReconnectRun {
  readonly dataDir: string;
  readonly clients: number;
  readonly cutMs: number;
  /** How long the server keeps seats. */
  readonly reconnectSeconds: number;
  readonly say?: (line: string) => void;
}

export interface ReconnectFigures {
  readonly clients: number;
  readonly holding: number;
  /** Milliseconds from the mended network until the last one was back. */
  readonly backMs: number;
}

const SPACE = 1;
/** One in so many holds an object. */
const HOLDS_EVERY = 5;
const AT_ONCE = 20;
const AWAY_WITHIN_MS = 20_000;
const BACK_WITHIN_MS = 30_000;
/** Of a position that is read twice. */
const SAME_M = 0.001;

interface Held {
  readonly bot: Bot;
  readonly sessionId: string;
  readonly x: number;
  readonly y: number;
  readonly objectId: number | null;
  /** How often it came back. A client that was told nothing believes to be connected until its line is mended. */
  readonly returns: { count: number };
}

/** @throws AssertionError unless all come back by themselves to their seats, positions and holds. */
export async function runReconnect(run: ReconnectRun): Promise<ReconnectFigures> {
  const { dataDir, clients, cutMs, reconnectSeconds, say = () => {} } = run;
  const server = await startServerProcess({ dataDir, env: { RECONNECT_SECONDS: String(reconnectSeconds) } });
  const proxy = await CuttableProxy.start(Number(new URL(server.url).port));
  const { info } = console;
  console.info = () => {}; // the SDK tells of every attempt to come back
  try {
    const api = new Api(server.url);
    const admin = await api.login(PROCESS_ADMIN);
    const watcher = await joinSpace(server.url, admin.token, { spaceId: SPACE, x: 30, y: 8 });
    const held = await enterAll(api, { clients, token: admin.token, url: `http://127.0.0.1:${proxy.port}` });
    say(
      `${clients} clients are in, ${held.filter(({ objectId }) => objectId !== null).length} hold something`,
    );

    proxy.cut({ noticed: true });
    const mended = new Promise((resolve) => setTimeout(resolve, cutMs));
    await watcher.until("everybody in sight away", () => othersOf(watcher).every(isAway), AWAY_WITHIN_MS);
    say("the network is cut, and those in sight are shown as away");
    await mended;

    const mendedAtMs = performance.now();
    proxy.mend();
    await Promise.all(held.map((one) => assertBack(one)));
    const backMs = Math.round(performance.now() - mendedAtMs);
    await watcher.until("nobody in sight away", () => !othersOf(watcher).some(isAway), BACK_WITHIN_MS);
    for (const one of held) assertSame(one, watcher);
    await Promise.all(held.map(({ bot }) => bot.leave()));
    await watcher.leave();
    return { clients, holding: held.filter(({ objectId }) => objectId !== null).length, backMs };
  } finally {
    console.info = info;
    await server.kill();
    await proxy.close();
  }
}

/** Lets guests in through the proxy, spread over the plaza; some take an object that was put before them. */
async function enterAll(
  api: Api,
  { clients, token, url }: { clients: number; token: string; url: string },
): Promise<Held[]> {
  const perRow = Math.ceil(Math.sqrt(clients));
  const enter = async (index: number): Promise<Held> => {
    const spot = {
      x: 18 + (20 * (index % perRow)) / perRow,
      y: 6 + (20 * Math.floor(index / perRow)) / perRow,
    };
    const guest = await api.guest(`Guest ${index}`);
    const bot = await joinSpace(url, guest.token, { spaceId: SPACE, ...spot });
    const returns = { count: 0 };
    bot.room.onReconnect(() => {
      returns.count += 1;
    });
    const { x, y } = bot.avatar;
    const objectId = index % HOLDS_EVERY === 0 ? await giveObject(api, { bot, token }) : null;
    return { bot, sessionId: bot.sessionId, x, y, objectId, returns };
  };
  const held: Held[] = [];
  for (let first = 0; first < clients; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, clients - first);
    held.push(...(await Promise.all(Array.from({ length: count }, (_, index) => enter(first + index)))));
  }
  return held;
}

async function giveObject(api: Api, { bot, token }: { bot: Bot; token: string }): Promise<number> {
  const { x, y } = bot.avatar;
  const body = { prefab_id: "ball_rubber", x: x + 0.5, y };
  const { id } = await api.demand<{ id: number }>("POST", `/spaces/${SPACE}/objects`, { token, body });
  await bot.request("use_tool", { target_object_id: id, action: "pick_up" });
  return id;
}

/** Resolves when the client has its connection again and is answered. */
async function assertBack({ bot, sessionId, returns }: Held): Promise<void> {
  await bot.until("coming back", () => returns.count > 0 && bot.room.connection.isOpen, BACK_WITHIN_MS);
  await bot.request("send_message", { message: "back", scope: "nearby" });
  assert.equal(bot.closed, null);
  assert.equal(bot.sessionId, sessionId, "another seat");
}

function assertSame({ bot, sessionId, x, y, objectId }: Held, watcher: Bot): void {
  assert.ok(Math.hypot(bot.avatar.x - x, bot.avatar.y - y) < SAME_M, "another position");
  if (objectId === null) return;
  for (const seer of [bot, watcher])
    assert.equal(seer.state.objects.get(String(objectId))?.holder, sessionId, "the hold was lost");
}

function othersOf(bot: Bot): { readonly activity: string }[] {
  return [...bot.state.users.entries()].flatMap(([id, avatar]) => (id === bot.sessionId ? [] : [avatar]));
}

function isAway({ activity }: { readonly activity: string }): boolean {
  return activity === "away";
}
