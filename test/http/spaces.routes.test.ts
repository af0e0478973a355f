import assert from "node:assert/strict";
import { z } from "zod";
import { memberRoutes } from "../../src/http/members.routes.ts";
import { objectRoutes } from "../../src/http/objects.routes.ts";
import { spaceRoutes } from "../../src/http/spaces.routes.ts";
import { MemberView, ObjectView, SpaceDetailView, SpaceView } from "../../src/protocol/spaceViews.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";
import { openSpaceKit, type SpaceKit } from "../helpers/spaceKit.ts";

describe("http/spaces", () => {
  let rig: AccountsRig;
  let kit: SpaceKit;
  let edge: Edge;
  let token: string;
  let userId: number;
  before(async () => {
    rig = await createAccountsRig();
    kit = await openSpaceKit({ stores: rig.stores });
    const deps = { spaces: rig.stores.spaces, members: kit.members, rooms: kit.rooms, now: rig.nowMs };
    edge = await startEdge(
      [
        ...spaceRoutes({ spaces: kit.spaces, tickHz: 20 }),
        ...memberRoutes(deps),
        ...objectRoutes({ objects: kit.objects, log: kit.log }),
      ],
      edgeDeps(rig),
    );
    const session = await rig.accounts.register({ username: "ann", password: "correct horse" }, DEVICE);
    token = session.access_token;
    userId = session.user.id;
  });
  after(async () => {
    await edge.close();
    await kit.close();
    await rig.close();
    assert.deepEqual(kit.faults, []);
  });

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    edge.call(method, `/api/v1${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
  const make = async (wish: object = {}) => (await call("POST", "/spaces", { name: "Den", ...wish })).body;

  it("[SP34] answers 201 with Location, ETag and the whole space, settings complete, rules in it", async () => {
    const answer = await call("POST", "/spaces", { name: " <b>Bar</b> ", settings: { max_speed: 4 } });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("location"), `/api/v1/spaces/${answer.body.id}`);
    const view = z.strictObject(SpaceDetailView.shape).parse(answer.body);
    assert.deepEqual(
      [view.name, view.owner_id, view.role, view.online],
      [" <b>Bar</b> ", userId, "owner", 0],
    );
    assert.equal(Object.keys(view.settings).length, 10);
    assert.deepEqual(view.rules, {
      ...{ tick_hz: 20, max_speed: 4, burst_seconds: 0.25, step_interval_ms: 150, avatar_radius: 0.35 },
      ...{ interest_radius: 25, interest_limit: 64, nearby_radius: 10 },
    });
    const got = await call("GET", `/spaces/${view.id}/`);
    assert.deepEqual(got.body, answer.body);
    assert.equal(got.headers.get("etag"), answer.headers.get("etag"));
    const { items } = (await call("GET", "/spaces?mine=true&q=BAR")).body;
    z.strictObject(SpaceView.shape).parse(items[0]);
    assert.deepEqual(
      items.map(({ id }: { id: number }) => id),
      [view.id],
    );
  });

  it("[SP34] names what is wrong with a new space", async () => {
    const cases: [object, string][] = [
      [{ name: "" }, "/name"],
      [{ name: "x".repeat(41) }, "/name"],
      [{ name: "a\0b" }, ""],
      [{ name: "S", width: 0.5 }, "/width"],
      [{ name: "S", depth: 1001 }, "/depth"],
      [{ name: "S", movement: "fly" }, "/movement"],
      [{ name: "S", settings: { gravity: 1 } }, "/settings/gravity"],
      [{ name: "S", settings: { max_speed: -1 } }, "/settings/max_speed"],
      [{ name: "S", map_id: "nowhere" }, "/map_id"],
      [{ name: "S", world_id: "nowhere" }, "/world_id"],
    ];
    for (const [body, pointer] of cases) {
      const answer = await call("POST", "/spaces", body);
      assert.equal(answer.status, 422, JSON.stringify(body));
      assert.equal(answer.body.errors[0].pointer, pointer, answer.text);
    }
  });

  it("[SP34] takes an object with a length that nothing can be compared with for what it is: no text", async () => {
    const answer = await call("POST", "/spaces", { name: { length: { toString: null } } });
    assert.equal(answer.status, 422);
  });

  it("[SP35] gives 304 for a known version, until the space, its visitors or the caller's role change", async () => {
    const { id } = await make();
    const etag = (await call("GET", `/spaces/${id}`)).headers.get("etag")!;
    assert.match(etag, /^"[^"]+"$/);
    const again = () => call("GET", `/spaces/${id}`, undefined, { "if-none-match": etag });
    assert.equal((await again()).status, 304);
    const room = await kit.openRoom(id, [await kit.caller()]);
    const visited = await again();
    assert.deepEqual([visited.status, visited.body.online], [200, 1]);
    await room.close(4010);
    assert.equal((await again()).status, 304);
    await call("PATCH", `/spaces/${id}`, { name: "Other" });
    assert.equal((await again()).status, 200);
  });

  it("[SP6] answers 200 to one of two writes with the same If-Match, 412 to the other", async () => {
    const { id } = await make();
    const ifMatch = (await call("GET", `/spaces/${id}`)).headers.get("etag")!;
    const write = (method: string, name: string) =>
      call(method, `/spaces/${id}`, { name }, { "if-match": ifMatch });
    const answers = await Promise.all([write("PATCH", "A"), write("PUT", "B")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    assert.equal(answers.find(({ status }) => status === 412)?.body.code, "precondition_failed");
    const star = await call("PATCH", `/spaces/${id}`, { name: "C" }, { "if-match": "*" });
    assert.equal(star.status, 200);
    const next = { "if-match": `"nonsense", ${star.headers.get("etag")}` };
    assert.equal((await call("PATCH", `/spaces/${id}`, { name: "D" }, next)).status, 200);
    const weak = { "if-match": `W/${(await call("GET", `/spaces/${id}`)).headers.get("etag")}` };
    assert.equal((await call("PATCH", `/spaces/${id}`, { name: "E" }, weak)).status, 412);
  });

  it("[SP36] makes a space once for one Idempotency-Key", async () => {
    const headers = { "idempotency-key": "one" };
    const [first, second] = [
      await call("POST", "/spaces", { name: "Once" }, headers),
      await call("POST", "/spaces", { name: "Once" }, headers),
    ];
    assert.deepEqual([second.status, second.body], [201, first.body]);
  });

  it("[SP37] takes members by number or decimal string and answers 201, for those known 200", async () => {
    const { id } = await make({ visibility: "private" });
    const bob = await kit.caller();
    const added = await call("POST", `/spaces/${id}/members`, { user_id: String(bob.userId) });
    assert.equal(added.status, 201);
    assert.equal(added.headers.get("location"), `/api/v1/spaces/${id}/members/${bob.userId}`);
    z.strictObject(MemberView.shape).parse(added.body);
    const ban = { user_id: bob.userId, role: "banned", banned_until: kit.clock.nowMs / 1000 + 60 };
    const banned = await call("POST", `/spaces/${id}/members`, ban);
    assert.deepEqual(
      [banned.status, banned.body.role, banned.body.banned_until],
      [200, "banned", new Date(kit.clock.nowMs + 60_000).toISOString()],
    );
    const back = await call("PATCH", `/spaces/${id}/members/${bob.userId}`, { role: "member" });
    assert.deepEqual([back.body.role, back.body.banned_until], ["member", null]);
    const strange = await call("POST", `/spaces/${id}/members`, { user_id: 999_999 });
    assert.equal(strange.status, 404);
    assert.equal(
      (await call("GET", `/spaces/${id}/members?limit=1&cursor=0`)).body.next_cursor,
      String(userId),
    );
  });

  it("[SP22] places, reads, changes and deletes an object", async () => {
    const { id } = await make();
    const placed = await call("POST", `/spaces/${id}/objects`, { prefab_id: "crate_wood", x: 5, y: 5 });
    assert.equal(placed.status, 201);
    assert.equal(placed.headers.get("location"), `/api/v1/objects/${placed.body.id}`);
    z.strictObject(ObjectView.shape).parse(placed.body);
    const at = `/objects/${placed.body.id}`;
    assert.deepEqual((await call("GET", at)).body, placed.body);
    assert.equal((await call("PATCH", at, { heading: 1, solid: false })).body.solid, false);
    assert.equal((await call("PATCH", at, { scale: 50 })).status, 422);
    assert.equal((await call("PATCH", at, { x: 500 })).status, 409);
    assert.equal((await call("DELETE", at)).status, 204);
    assert.equal((await call("DELETE", at)).status, 404);
    const log = (await call("GET", `/spaces/${id}/tool-uses?object_id=${placed.body.id}&since=0&limit=2`))
      .body;
    assert.deepEqual(
      log.items.map(({ action }: { action: string }) => action),
      ["delete", "edit"],
    );
    const rest = await call("GET", `/spaces/${id}/tool-uses?cursor=${log.next_cursor}`);
    assert.deepEqual(
      rest.body.items.map(({ action }: { action: string }) => action),
      ["place_object"],
    );
    const revert = await call("POST", `/spaces/${id}/revert`, { user_id: userId, since: 0 });
    assert.deepEqual([revert.status, revert.body], [200, { reverted: 3, skipped: [] }]);
  });

  it("[SP38] lists maps and looks without a token", async () => {
    const maps = await edge.call("GET", "/api/v1/maps");
    const ids = maps.body.items.map(({ id }: { id: string }) => id);
    assert.deepEqual([maps.status, maps.body.next_cursor], [200, null]);
    for (const map_id of ids)
      assert.equal((await call("POST", "/spaces", { name: "M", map_id })).status, 201);
    const looks = await edge.call("GET", "/api/v1/avatars/");
    assert.ok(looks.body.items.every((look: object) => "id" in look && "name" in look));
  });

  it("[SP39] refuses cursors and limits that no list gave", async () => {
    const { id } = await make();
    const lists = ["/spaces", `/spaces/${id}/members`, `/spaces/${id}/users`, `/spaces/${id}/objects`];
    lists.push(`/spaces/${id}/tool-uses`, `/spaces/${id}/messages`);
    for (const path of lists) {
      assert.equal((await call("GET", `${path}?cursor=x`)).status, 422, path);
      assert.equal((await call("GET", `${path}?limit=201`)).status, 422, path);
      assert.equal((await call("GET", `${path}?limit=200`)).status, 200, path);
    }
    assert.equal((await call("GET", `/spaces/${id}/messages?before=999999999999999`)).status, 200);
    assert.equal((await call("GET", `/spaces/${id}/tool-uses?cursor=999999999999999`)).status, 200);
    assert.equal((await call("GET", `/spaces/${id}/objects?cursor=999999999999999`)).status, 200);
    assert.equal((await call("GET", `/spaces/${id}/members?cursor=999999999999999`)).status, 200);
    assert.equal((await call("GET", "/spaces?cursor=999999999999999")).status, 200);
  });
});
