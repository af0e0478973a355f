import assert from "node:assert/strict";
import { Callbacks } from "@colyseus/sdk";
import { createRandom } from "../../src/core/random.ts";
import { Interest } from "../../src/core/sim/interest.ts";
import type { Avatar, World } from "../../src/core/sim/world.ts";
import type { AvatarState } from "../../src/protocol/state.ts";
import type { PluginSpace, SpacePlugin } from "../../src/rooms/plugins.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { cut } from "../helpers/roomKit.ts";
import { caughtUp, TickWatch, worldOf } from "../helpers/roomWatch.ts";

const SEED = 4_712;
const STEPS = 2_000;
const STEPS_A_CHECK = 100;
const CLIENTS = 30;
const SIZE_M = 90;
const TICK_HZ = 60;
/** Ticks in which everybody has looked around once: five times a second. */
const ROUND_TICKS = TICK_HZ / 5;

/** A client, and whom its callbacks say that it sees. */
interface Watcher {
  readonly bot: Bot;
  readonly user: TestUser;
  readonly present: Set<string>;
  readonly faults: string[];
}

describe(`what clients see after random comings, goings and leaps, seed ${SEED}`, () => {
  const watch = new TickWatch();
  const truth = new Interest();
  const warnings: string[] = [];
  const random = createRandom(SEED);
  const watchers: Watcher[] = [];
  let places: PluginSpace;
  let server: TestServer;
  let spaceId: number;
  const warn = console.warn;

  const holdPlaces: SpacePlugin = {
    name: "places",
    start(space) {
      places = space;
      return {};
    },
  };

  before(async () => {
    console.warn = (...words) => warnings.push(words.map(String).join(" "));
    server = await startTestServer({
      game: { plugins: [watch.plugin, holdPlaces] },
      env: { RATE_LIMITS: "off", TICK_HZ: String(TICK_HZ) },
    });
    watch.of(server);
    const owner = await server.register();
    const body = { name: "Field", width: SIZE_M, depth: SIZE_M };
    spaceId = (await server.call<{ id: number }>("POST", "/spaces", { user: owner, body })).body.id;
    watch.listen(spaceId, (world) => {
      truth.update(world, { index: world.tick % ROUND_TICKS, of: ROUND_TICKS });
    });
    await server.join(owner, { spaceId, x: 1, y: 1 });
  });
  after(async () => {
    console.warn = warn;
    await server.close();
  });

  const anywhere = () => ({ x: random.between(1, SIZE_M - 1), y: random.between(1, SIZE_M - 1) });

  async function join(): Promise<void> {
    const user = await server.guest();
    const bot = await server.join(user, { spaceId, ...anywhere() });
    const watcher: Watcher = { bot, user, present: new Set(), faults: [] };
    const callbacks = Callbacks.get(bot.room as never) as unknown as UserCallbacks;
    callbacks.onAdd("users", (_, id) => {
      if (watcher.present.has(id)) watcher.faults.push(`${id} came twice`);
      watcher.present.add(id);
    });
    callbacks.onRemove("users", (_, id) => {
      if (!watcher.present.delete(id)) watcher.faults.push(`${id} left without having come`);
    });
    watchers.push(watcher);
  }

  async function leave(): Promise<void> {
    const [watcher] = watchers.splice(random.int(0, watchers.length - 1), 1);
    await watcher?.bot.leave();
  }

  async function dropAndReturn({ bot }: Watcher): Promise<void> {
    let back = false;
    bot.room.onReconnect.once(() => {
      back = true;
    });
    cut(server, bot, spaceId, { delayMs: 5 });
    await bot.until("the way back", () => back);
  }

  async function step(): Promise<void> {
    const dice = random.next();
    if (watchers.length < 4 || (dice < 0.04 && watchers.length < CLIENTS)) return join();
    if (dice < 0.07) return leave();
    const watcher = random.pick(watchers);
    if (dice < 0.08) return dropAndReturn(watcher);
    const { bot } = watcher;
    if (dice < 0.7) places.teleport(bot.sessionId, anywhere());
    else if (dice < 0.95) bot.move(anywhere());
    else bot.room.send("set_activity", { activity: random.pick(["idle", "wave", "dance"]) });
    if (random.next() < 0.15) await watch.ticks(spaceId, 1);
  }

  /** Everybody stops, everybody looks around, everybody hears of it. */
  async function settle(): Promise<void> {
    await Promise.all(watchers.map(({ bot }) => caughtUp(bot)));
    await watch.ticks(spaceId, 1);
    for (const avatar of worldOf(server, spaceId).avatars.values()) avatar.walk.target = null;
    await watch.ticks(spaceId, ROUND_TICKS + 2);
    await Promise.all(watchers.map(({ bot }) => caughtUp(bot)));
  }

  it("[SI8] is exactly whom it has in sight, as they are, with no ghost and no warning of the decoder", async () => {
    while (watchers.length < CLIENTS / 2) await join();
    for (let done = 0; done < STEPS; done += 1) {
      await step();
      if ((done + 1) % STEPS_A_CHECK !== 0) continue;
      await settle();
      const world = worldOf(server, spaceId);
      assert.equal(world.avatars.size, watchers.length + 1);
      for (const watcher of watchers) assertTrue(watcher, world, truth);
    }
    assert.deepEqual(warnings, []);
  }).timeout(60_000);
});

interface UserCallbacks {
  onAdd(name: "users", tell: (user: AvatarState, id: string) => void): void;
  onRemove(name: "users", tell: (user: AvatarState, id: string) => void): void;
}

function assertTrue({ bot, present, faults }: Watcher, world: World, truth: Interest): void {
  const seen = [...bot.state.users.keys()].sort();
  assert.deepEqual(seen, [...truth.sight(bot.sessionId)].sort(), "whom it decodes and whom it has in sight");
  assert.deepEqual([...present].sort(), seen, "whom its callbacks told of");
  assert.deepEqual(faults, []);
  const self = world.avatars.get(bot.sessionId)!;
  for (const other of world.avatars.values()) {
    const awayM = Math.hypot(other.x - self.x, other.y - self.y);
    const shown = bot.state.users.get(other.sessionId);
    if (awayM <= 25) assert.ok(shown, `sees one ${awayM} m away`);
    if (awayM > 30) assert.ok(!shown, `does not see one ${awayM} m away`);
    if (shown) assertSame(shown as AvatarState, other);
  }
}

function assertSame(shown: AvatarState, avatar: Avatar): void {
  const offM = Math.hypot(shown.x - avatar.x, shown.y - avatar.y);
  assert.ok(offM < 0.01, `${offM} m off at ${avatar.x}, ${avatar.y}`);
  assert.equal(shown.userId, avatar.userId);
  assert.equal(shown.activity, avatar.activity);
  assert.ok(shown.name.startsWith("Guest") || shown.name.startsWith("user"));
  const turn = Math.cos(shown.heading - avatar.heading);
  assert.ok(turn > 0.999_999, `looks the same way: ${shown.heading}, ${avatar.heading}`);
}
