/** Walkers in generated worlds: they know what a server serves, and get everywhere. */
import assert from "node:assert/strict";
import type { Bot } from "../../src/testing/bot.ts";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import {
  BlueprintPaths,
  distance,
  type ServedBlueprint,
  type ServedInstance,
  type ServedPrefab,
  type Spot,
} from "../helpers/blueprintPaths.ts";

const PROMPTS = [
  "a cozy café with six round tables, each with two chairs, and a counter",
  "a pine forest with a river, a wooden bridge and a campfire between two tents",
  "a two bedroom apartment with a kitchen, a bathroom and a living room with a sofa facing a television",
  "a medieval castle courtyard with a well in the middle, four towers and a gate",
  "a beach at dusk with palm trees, three umbrellas and a row of deck chairs",
  "an open plan office with twelve desks in rows, office chairs and a meeting room",
  "a village square with a fountain, market stalls around it and a church to the north",
  "a space station corridor with consoles, crates and a robot",
  "a farm with a red barn, a tractor, five cows and a fence",
  "a library with eight tall bookshelves in two rows and reading tables",
  "a playground with swings, a slide and a sandbox next to a bench",
  "a museum hall with statues, paintings on the walls and a bench in the middle",
  "a snowy mountain camp with tents around a bonfire at night",
  "a harbor with boats, barrels, crates and a lighthouse",
  "a classroom with twenty desks facing a blackboard",
  "a desert oasis with a pond, palm trees and two camels",
  "a city street with shops, street lamps, benches and parked cars",
  "a dungeon with a treasure chest, torches and a throne",
  "a hospital room with two beds, a cabinet and a sink",
  "a zen garden with rocks, lanterns, a bamboo fence and a small bridge over a stream",
];

/** Uses that leave the thing where it is. */
const USES: Readonly<Record<string, object>> = {
  toggle: {},
  paint: { color: "red" },
  label: { text: "seen" },
  sit: {},
  pick_up: {},
  scale: { scale: 1 },
};

interface Served {
  readonly world_id: string;
  readonly world_blueprint: ServedBlueprint;
}

interface ServedObject {
  readonly id: number;
  readonly prefab_id: string;
  readonly state: Readonly<Record<string, string>>;
}

describe("walking in generated worlds", function () {
  this.timeout(120_000);
  let server: TestServer;
  let author: TestUser;
  const prefabs = new Map<string, ServedPrefab>();
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    author = await server.register();
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { body: { items: ServedPrefab[]; next_cursor: string | null } } = await server.call(
        "GET",
        `/prefab-catalog/?limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      for (const prefab of page.body.items) prefabs.set(prefab.prefab_id, prefab);
      cursor = page.body.next_cursor;
    }
  });
  after(() => server.close());

  async function demand<Body>(
    method: string,
    path: string,
    user: TestUser | null,
    body?: object,
  ): Promise<Body> {
    const answer = await server.call<Body>(method, path, { user, ...(body ? { body } : {}) });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Publishes the prompt's world, lets somebody in as a member, and walks it from spawn to every zone and to a tool. */
  async function visit(prompt: string): Promise<{ zones: number; used: string | null; usable: boolean }> {
    const { world_id } = await demand<Served>("POST", "/prompt2world/", author, { prompt });
    const card = { world_id, title: prompt.slice(0, 80) };
    const { experience_id } = await demand<{ experience_id: string }>("POST", "/publish/", author, card);
    const visitor = await server.register();
    const { space_id } = await demand<{ space_id: number }>(
      "POST",
      `/experiences/${experience_id}/enter`,
      visitor,
    );
    await demand("PATCH", `/spaces/${space_id}`, author, { settings: { max_speed: 50, spawn: "points" } });
    await demand("POST", `/spaces/${space_id}/members`, author, { user_id: visitor.id });
    const served = await demand<Served>("GET", `/worlds/${world_id}`, null);
    const paths = new BlueprintPaths(served.world_blueprint, prefabs);
    const bot = await server.join(visitor, { spaceId: space_id });
    try {
      const zones = await walkZones(bot, paths, served.world_blueprint);
      const { items } = await demand<{ items: ServedObject[] }>(
        "GET",
        `/spaces/${space_id}/objects?limit=200`,
        visitor,
      );
      const usable = items.filter(({ prefab_id }) => usesOf(prefabs.get(prefab_id)).length > 0);
      const used = await useNearest(bot, paths, { blueprint: served.world_blueprint, objects: usable });
      return { zones, used, usable: usable.length > 0 };
    } finally {
      await bot.leave();
    }
  }

  async function walkZones(bot: Bot, paths: BlueprintPaths, blueprint: ServedBlueprint): Promise<number> {
    const spawns = blueprint.spawn_points.map(({ position }) => paths.toSpace(position));
    const { x, y } = bot.avatar;
    assert.ok(
      spawns.some((spawn) => Math.hypot(spawn.x - x, spawn.y - y) < 1),
      "it appears at a spawn point",
    );
    for (const zone of blueprint.zones) {
      const center = paths.toSpace(zone.center);
      const way = paths.find(bot.avatar, (spot) => Math.hypot(spot.x - center.x, spot.y - center.y) < 0.3);
      assert.ok(way, `a way to the zone ${zone.id}`);
      await walk(bot, way);
      const expected = innermost(blueprint, way.at(-1)!, paths);
      await bot.until(`the zone ${expected}`, () => bot.avatar.zone === expected);
    }
    return blueprint.zones.length;
  }

  async function useNearest(
    bot: Bot,
    paths: BlueprintPaths,
    {
      blueprint,
      objects,
    }: { readonly blueprint: ServedBlueprint; readonly objects: readonly ServedObject[] },
  ): Promise<string | null> {
    const instances = new Map(blueprint.prefab_instances.map((one) => [one.instance_id, one]));
    for (const { id, prefab_id, state } of objects) {
      const prefab = prefabs.get(prefab_id)!;
      const block = paths.blockOf(instances.get(state.instance_id!) as ServedInstance, prefab);
      const way = paths.find(bot.avatar, (spot) => distance(block, spot) < 1.5);
      if (!way) continue;
      await walk(bot, way);
      const [action] = usesOf(prefab);
      await bot.request("use_tool", { target_object_id: id, action, params: USES[action!] });
      return action!;
    }
    return null;
  }

  it("[WD40] [WD41] reach every zone of 20 worlds by blueprint and catalogue alone, and use a tool in each", async () => {
    const failures: string[] = [];
    let zones = 0;
    let withTools = 0;
    const queue = PROMPTS.map((prompt) => async () => {
      try {
        const seen = await visit(prompt);
        zones += seen.zones;
        if (seen.usable) withTools += 1;
        if (seen.usable && seen.used === null) failures.push(`${prompt}: nothing to use was in reach`);
      } catch (error) {
        const { message, reason } = error as Error & { reason?: unknown };
        failures.push(`${prompt}: ${message} ${JSON.stringify(reason ?? "")}`);
      }
    });
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await next();
    };
    await Promise.all([lane(), lane(), lane(), lane(), lane()]);
    assert.deepEqual(failures, []);
    assert.ok(zones >= PROMPTS.length, `${zones} zones`);
    assert.equal(withTools, PROMPTS.length);
  });
});

async function walk(bot: Bot, way: readonly Spot[]): Promise<void> {
  const rejected = bot.received.length;
  for (const { x, y } of way) {
    bot.move({ x, y });
    await bot.until(`arrival at ${x}, ${y}`, () => {
      const stuck = bot.received.slice(rejected).find(({ name }) => name === "movement_rejected");
      if (stuck) throw new Error(`stuck at ${bot.avatar.x}, ${bot.avatar.y} on the way to ${x}, ${y}`);
      return Math.hypot(bot.avatar.x - x, bot.avatar.y - y) < 0.05;
    });
  }
}

/** Id of the smallest zone around a point. */
function innermost({ zones }: ServedBlueprint, spot: Spot, paths: BlueprintPaths): string {
  const around = zones
    .map(({ id, polygon }) => ({ id, corners: polygon.map((corner) => paths.toSpace(corner)) }))
    .filter(({ corners }) => contains(corners, spot))
    .sort((a, b) => area(a.corners) - area(b.corners));
  return around[0]?.id ?? "";
}

function contains(corners: readonly Spot[], { x, y }: Spot): boolean {
  let inside = false;
  for (const [at, to] of corners.entries()) {
    const from = corners.at(at - 1)!;
    if (from.y > y !== to.y > y && x < to.x + ((y - to.y) * (from.x - to.x)) / (from.y - to.y))
      inside = !inside;
  }
  return inside;
}

function area(corners: readonly Spot[]): number {
  return Math.abs(
    corners.reduce((sum, to, at) => sum + corners.at(at - 1)!.x * to.y - to.x * corners.at(at - 1)!.y, 0),
  );
}

function usesOf(prefab: ServedPrefab | undefined): string[] {
  return Object.keys(USES).filter((action) => prefab?.affordances.includes(action));
}
