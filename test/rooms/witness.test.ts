/** What a room tells of itself, and whose tour it is. */
import assert from "node:assert/strict";
import { TourAnswer } from "../../src/protocol/insights.ts";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { eventually, refusedJoin } from "../helpers/roomKit.ts";

interface Told {
  readonly event_type: string;
  readonly source: string;
  readonly zone_name: string | null;
  readonly object_name: string | null;
  readonly dwell_time_ms: number | null;
  readonly user_id: number | null;
  readonly verified: boolean | null;
  readonly metadata: Record<string, unknown>;
}

describe("what a room tells of itself", () => {
  let server: TestServer;
  let visitor: TestUser;
  before(async () => {
    server = await startTestServer({ env: { RATE_LIMITS: "off" } });
    visitor = await server.register();
  });
  after(() => server.close());

  const told = async (tour: string, user: TestUser, until: string) =>
    eventually(`${until} of ${tour}`, async () => {
      const { body } = await server.call<{ items?: Told[] }>("GET", `/unreal/session/${tour}/events`, {
        user,
      });
      const items = body.items ?? [];
      return items.some(({ event_type }) => event_type === until) ? items : undefined;
    });

  it("[IG33] joins, zones with dwell, uses of tools, what was said and leaves belong to the avatar's tour", async () => {
    const bot = await server.join(visitor, { spaceId: 1, x: 30, y: 8, tourId: "walk" });
    await told("walk", visitor, "zone_enter");
    await bot.request("send_message", { message: "Hello" });
    await bot.request("send_message", { message: "Anybody?" });
    await bot.leave();
    const events = await told("walk", visitor, "leave");
    assert.deepEqual(
      events.map(({ event_type, zone_name }) => `${event_type} ${zone_name ?? ""}`.trim()).sort(),
      ["chat", "join", "leave", "zone_enter Entrance", "zone_exit Entrance"],
    );
    assert.ok(
      events.every(
        ({ source, verified, user_id }) => source === "server" && verified === true && user_id === visitor.id,
      ),
    );
    const of = (type: string) => events.find(({ event_type }) => event_type === type) as Told;
    assert.equal(of("chat").metadata.n, 2);
    assert.ok((of("leave").dwell_time_ms as number) >= (of("zone_exit").dwell_time_ms as number));
    const { body } = await server.call("GET", "/insights/tours/walk", { user: visitor });
    const tour = TourAnswer.parse(body);
    assert.deepEqual(
      tour.zones.map(({ zone, visits, dwell_ms }) => [zone, visits, dwell_ms]),
      [["Entrance", 1, of("zone_exit").dwell_time_ms]],
    );
  });

  it("[IG33] a claim to have looked around where the avatar never was is stored and marked", async () => {
    const bot = await server.join(visitor, { spaceId: 1, x: 30, y: 8, tourId: "liar" });
    const [join] = (await told("liar", visitor, "zone_enter")) as [Told & { timestamp: string }];
    const timestamp = Date.parse(join.timestamp) + 1;
    const claims = ["Garden", "Entrance"].map((zone_name) => ({
      ...{
        event_id: zone_name,
        event_type: "gaze",
        timestamp,
        zone_name,
        gaze_target: "bench",
        dwell_time_ms: 500,
      },
    }));
    const body = { session_id: "liar", events: claims };
    assert.equal((await server.call("POST", "/unreal/tracking/batch", { user: visitor, body })).status, 202);
    await bot.leave();
    await told("liar", visitor, "leave");
    const answer = TourAnswer.parse(
      (await server.call("GET", "/insights/tours/liar", { user: visitor })).body,
    );
    assert.equal(answer.quality.unverified, 1);
    const stored = await eventually("the mark", async () => {
      await server.call("GET", "/insights/properties", { user: visitor });
      const { body: page } = await server.call<{ items: (Told & { event_id: string })[] }>(
        "GET",
        "/unreal/session/liar/events?type=gaze",
        { user: visitor },
      );
      return page.items.some(({ verified }) => verified === false) ? page.items : undefined;
    });
    assert.deepEqual(
      stored.filter(({ verified }) => verified === false).map(({ event_id }) => event_id),
      ["Garden"],
    );
  });

  it("[IG34] a tour is its user's: another cannot join with it", async () => {
    const team = await server.register();
    const other = await server.register();
    const body = { session_id: "viewing", session_start: Date.now() };
    assert.equal((await server.call("POST", "/unreal/session", { user: team, body })).status, 201);
    const bot = await server.join(visitor, { spaceId: 1, tourId: "viewing" });
    const refused = await refusedJoin(server.url, other.token, { spaceId: 1, tourId: "viewing" });
    assert.equal(refused.code, 403);
    await bot.leave();
    // It stays bound, and what the room saw is the team's to read.
    assert.equal((await refusedJoin(server.url, other.token, { spaceId: 1, tourId: "viewing" })).code, 403);
    const events = await told("viewing", team, "leave");
    assert.ok(events.every(({ user_id }) => user_id === visitor.id));
  });

  it("[IG33] activity is made from it, of avatars without a tour too", async () => {
    const admin = await server.admin();
    const guest = await server.guest();
    const { body } = await server.call<{ items: { id: number; x: number; prefab_id: string }[] }>(
      "GET",
      "/spaces/1/objects",
      { user: guest },
    );
    const chair = body.items.find(({ prefab_id, x }) => prefab_id === "chair_wood" && x === 16);
    const bot = await server.join(guest, { spaceId: 1, x: 17, y: 23 });
    await bot.request("use_tool", { target_object_id: chair?.id, action: "sit" });
    await bot.leave();
    const activity = await eventually("four stays that ended", async () => {
      const answer = await server.call<
        Record<"joins" | "n" | "messages" | "peak_online" | "tool_uses", number>
      >("GET", "/analytics/activity?bucket=hour", { user: admin });
      return answer.body.n >= 4 ? answer.body : undefined;
    });
    assert.equal(activity.joins, 4);
    assert.equal(activity.messages, 2);
    assert.equal(activity.tool_uses, 1);
    assert.equal(activity.peak_online, 1);
  });
});
