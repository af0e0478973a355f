/** Who may do what: every route of spaces, members, objects and their log, called by everybody. */
import assert from "node:assert/strict";
import { memberRoutes } from "../../src/http/members.routes.ts";
import { objectRoutes } from "../../src/http/objects.routes.ts";
import type { Route } from "../../src/http/route.ts";
import { spaceRoutes } from "../../src/http/spaces.routes.ts";
import { NewSpaceBody } from "../../src/protocol/spaces.ts";
import type { Caller } from "../../src/services/accounts/caller.ts";
import type { MemberRole } from "../../src/services/spaces/ports.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";
import { openSpaceKit, type SpaceKit } from "../helpers/spaceKit.ts";

const CALLERS = [
  "anonymous",
  "guest",
  "stranger",
  "member",
  "moderator",
  "owner",
  "banned",
  "admin",
] as const;
type CallerName = (typeof CALLERS)[number];

/** Statuses in the order of {@link CALLERS}. */
type Row = readonly [string, string, body: object | undefined, open: number[], shut?: number[]];
const EVERYBODY = (ok: number) => [401, ok, ok, ok, ok, ok, ok, ok];
const ADMITTED = (ok: number) => [401, ok, ok, ok, ok, ok, 403, ok];
const MEMBERS = (ok: number) => [401, 403, 403, ok, ok, ok, 403, ok];
const MODERATORS = (ok: number) => [401, 403, 403, 403, ok, ok, 403, ok];
const OWNERS = (ok: number) => [401, 403, 403, 403, 403, ok, 403, ok];

const ROWS: readonly Row[] = [
  ["GET", "/spaces", undefined, EVERYBODY(200)],
  ["POST", "/spaces", { name: "Mine" }, [401, 403, 201, 201, 201, 201, 201, 201]],
  ["GET", "/spaces/{id}", undefined, ADMITTED(200), MEMBERS(200)],
  ["PATCH", "/spaces/{id}", { name: "New" }, OWNERS(200), OWNERS(200)],
  ["PUT", "/spaces/{id}", { name: "New" }, OWNERS(200), OWNERS(200)],
  ["DELETE", "/spaces/{id}", undefined, OWNERS(204), OWNERS(204)],
  ["GET", "/spaces/{id}/members", undefined, ADMITTED(200), MEMBERS(200)],
  ["POST", "/spaces/{id}/members", { user_id: "$other" }, MODERATORS(201), MODERATORS(201)],
  ["PATCH", "/spaces/{id}/members/{user_id}", { role: "banned" }, MODERATORS(200), MODERATORS(200)],
  ["DELETE", "/spaces/{id}/members/{user_id}", undefined, MODERATORS(204), MODERATORS(204)],
  ["GET", "/spaces/{id}/users", undefined, ADMITTED(200), MEMBERS(200)],
  ["GET", "/spaces/{id}/objects", undefined, ADMITTED(200), MEMBERS(200)],
  ["POST", "/spaces/{id}/objects", { prefab_id: "crate_wood", x: 9, y: 9 }, MODERATORS(201), MODERATORS(201)],
  ["GET", "/objects/{id}", undefined, ADMITTED(200), MEMBERS(200)],
  ["PATCH", "/objects/{id}", { x: 6 }, MODERATORS(200), MODERATORS(200)],
  ["DELETE", "/objects/{id}", undefined, MODERATORS(204), MODERATORS(204)],
  ["GET", "/spaces/{id}/tool-uses", undefined, MODERATORS(200), MODERATORS(200)],
  ["POST", "/spaces/{id}/revert", { user_id: "$other", since: 0 }, MODERATORS(200), MODERATORS(200)],
  ["GET", "/spaces/{id}/messages", undefined, ADMITTED(200), MEMBERS(200)],
  ["GET", "/maps", undefined, CALLERS.map(() => 200)],
  ["GET", "/avatars", undefined, CALLERS.map(() => 200)],
];

describe("who may do what with spaces over HTTP", () => {
  let rig: AccountsRig;
  let kit: SpaceKit;
  let edge: Edge;
  let routes: Route[];
  const tokens = new Map<CallerName, string>();
  const callers = new Map<CallerName, Caller>();
  /** A member whom others add, ban and remove, and one who is none yet. */
  let target: Caller;
  let other: Caller;
  before(async () => {
    rig = await createAccountsRig();
    kit = await openSpaceKit({ stores: rig.stores });
    routes = [
      ...spaceRoutes({ spaces: kit.spaces, tickHz: 20 }),
      ...memberRoutes({ spaces: rig.stores.spaces, members: kit.members, rooms: kit.rooms, now: rig.nowMs }),
      ...objectRoutes({ objects: kit.objects, log: kit.log }),
    ];
    edge = await startEdge(routes, edgeDeps(rig));
    target = await kit.caller();
    other = await kit.caller();
    for (const name of CALLERS.slice(1)) await signIn(name);
  });
  after(async () => {
    await edge.close();
    await kit.close();
    await rig.close();
    assert.deepEqual(kit.faults, []);
  });

  async function signIn(name: CallerName): Promise<void> {
    const session =
      name === "guest"
        ? await rig.accounts.guest({}, DEVICE)
        : await rig.accounts.register({ username: `the-${name}`, password: "correct horse" }, DEVICE);
    if (name === "admin") await rig.stores.accounts.updateUser(session.user.id, { role: "admin" });
    tokens.set(name, session.access_token);
    callers.set(name, await rig.authenticator.authenticate(session.access_token));
  }

  async function freshSpace(visibility: "public" | "private"): Promise<{ space: number; object: number }> {
    const owner = callers.get("owner")!;
    const { space } = await kit.spaces.create(owner, NewSpaceBody.parse({ name: "Tested", visibility }));
    const put = (caller: Caller, role: MemberRole) =>
      rig.stores.spaces.putMember({
        ...{ spaceId: space.id, userId: caller.userId, role },
        ...{ sinceMs: 0, bannedUntilMs: null },
      });
    for (const role of ["member", "moderator", "banned"] as const) await put(callers.get(role)!, role);
    await put(target, "member");
    const { id } = await kit.objects.create(owner, space.id, { prefab_id: "crate_wood", x: 5, y: 5 });
    return { space: space.id, object: id };
  }

  it("[SP13] has a row for every route and no other", () => {
    const declared = routes.map(({ method, path }) => `${method} ${path}`).sort();
    assert.deepEqual(ROWS.map(([method, path]) => `${method} ${path}`).sort(), declared);
  });

  for (const [method, path, body, open, shut = open] of ROWS) {
    for (const [visibility, expected] of [["public", open] as const, ["private", shut] as const]) {
      if (!path.includes("{id}") && visibility === "private") continue;
      it(`[SP13] ${method} ${path} of a ${visibility} space: ${expected.join(" ")}`, async () => {
        const got: number[] = [];
        let made = await freshSpace(visibility);
        for (const [index, name] of CALLERS.entries()) {
          // What was written by the caller before must not decide about this one.
          if (method !== "GET" && (got.at(-1) ?? 400) < 300) made = await freshSpace(visibility);
          const id = path.startsWith("/objects") ? made.object : made.space;
          const url = path.replace("{id}", String(id)).replace("{user_id}", String(target.userId));
          const sent = body && JSON.parse(JSON.stringify(body).replace('"$other"', String(other.userId)));
          const token = tokens.get(name);
          const answer = await edge.call(method, `/api/v1${url}`, {
            ...(token === undefined ? {} : { token }),
            body: sent,
          });
          got.push(answer.status);
          if (answer.status >= 400)
            assert.equal(answer.headers.get("content-type"), "application/problem+json");
          assert.equal(answer.status, expected[index], `${name}: ${answer.text}`);
        }
      });
    }
  }

  it("[SP13] answers 404 for a space, an object and a member that are not there", async () => {
    const token = tokens.get("owner")!;
    const { space } = await freshSpace("public");
    for (const path of ["/spaces/99999", "/spaces/99999/objects", "/objects/99999", "/spaces/abc"])
      assert.equal((await edge.call("GET", `/api/v1${path}`, { token })).status, 404, path);
    const nobody = `/api/v1/spaces/${space}/members/${other.userId}`;
    assert.equal((await edge.call("DELETE", nobody, { token })).status, 404);
    assert.equal((await edge.call("PATCH", nobody, { token, body: { role: "member" } })).status, 404);
  });
});
