/** Who may do what: every route of worlds and experiences, called by everybody. */
import assert from "node:assert/strict";
import { experienceRoutes } from "../../src/http/experiences.routes.ts";
import type { Route } from "../../src/http/route.ts";
import { worldPreviewRoutes } from "../../src/http/worldPreviews.routes.ts";
import { worldRoutes } from "../../src/http/worlds.routes.ts";
import { NewSpaceBody } from "../../src/protocol/spaces.ts";
import type { Caller } from "../../src/services/accounts/caller.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";
import { openSpaceKit, type SpaceKit } from "../helpers/spaceKit.ts";

/** `member` and `banned`: in a private space that is made of the world. `owner`: of world, experience and space. */
const CALLERS = ["anonymous", "guest", "stranger", "member", "owner", "banned", "admin"] as const;
type CallerName = (typeof CALLERS)[number];

/** Statuses in the order of {@link CALLERS}, before and after the world is published. */
type Row = readonly [string, string, body: object | undefined, unpublished: number[], published?: number[]];
const EVERYBODY = (ok: number) => CALLERS.map(() => ok);
const SIGNED_IN = (ok: number) => [401, ...CALLERS.slice(1).map(() => ok)];
const USERS = (ok: number) => [401, 403, ...CALLERS.slice(2).map(() => ok)];
const OWNER_AND_ADMIN = (ok: number) => [401, 403, 403, 403, ok, 403, ok];

const ROWS: readonly Row[] = [
  ["POST", "/prompt2world/", { prompt: "a bench" }, USERS(201)],
  ["GET", "/worlds", undefined, SIGNED_IN(200)],
  ["POST", "/worlds", { world_blueprint: "$blueprint" }, USERS(201)],
  ["GET", "/worlds/{id}", undefined, [401, 403, 403, 200, 200, 403, 200], EVERYBODY(200)],
  ["GET", "/worlds/{id}/preview.svg", undefined, [401, 403, 403, 200, 200, 403, 200], EVERYBODY(200)],
  ["GET", "/worlds/{id}/preview.png", undefined, [401, 403, 403, 200, 200, 403, 200], EVERYBODY(200)],
  ["DELETE", "/worlds/{id}", undefined, OWNER_AND_ADMIN(204), OWNER_AND_ADMIN(409)],
  ["POST", "/publish/", { world_id: "$world", title: "T" }, [401, 403, 403, 403, 201, 403, 403]],
  ["GET", "/experiences", undefined, EVERYBODY(200)],
  ["GET", "/experiences/{id}", undefined, EVERYBODY(404), EVERYBODY(200)],
  ["PATCH", "/experiences/{id}", { title: "U" }, SIGNED_IN(404), OWNER_AND_ADMIN(200)],
  ["DELETE", "/experiences/{id}", undefined, SIGNED_IN(404), OWNER_AND_ADMIN(204)],
  ["POST", "/experiences/{id}/like", undefined, [401, 403, 404, 404, 404, 404, 404], USERS(200)],
  ["DELETE", "/experiences/{id}/like", undefined, SIGNED_IN(404), SIGNED_IN(204)],
  ["POST", "/experiences/{id}/enter", undefined, SIGNED_IN(404), SIGNED_IN(200)],
];

describe("who may do what with worlds over HTTP", () => {
  let rig: AccountsRig;
  let kit: SpaceKit;
  let edge: Edge;
  let routes: Route[];
  let blueprint: object;
  const tokens = new Map<CallerName, string>();
  const callers = new Map<CallerName, Caller>();
  before(async () => {
    rig = await createAccountsRig();
    kit = await openSpaceKit({ stores: rig.stores });
    routes = [...worldRoutes(kit), ...worldPreviewRoutes(kit), ...experienceRoutes(kit)];
    edge = await startEdge(routes, edgeDeps(rig));
    for (const name of CALLERS.slice(1)) await signIn(name);
    const made = await kit.worlds.create(callers.get("owner")!, { prompt: "a chair" });
    blueprint = JSON.parse(made.blueprint.toString());
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

  /** A world with a private space of it, and its experience if it is to be published. */
  async function fresh(isPublished: boolean): Promise<{ world: string; experience: string }> {
    const owner = callers.get("owner")!;
    const { id: world } = await kit.worlds.create(owner, { prompt: "a chair" });
    const wish = { name: "S", visibility: "private", world_id: world };
    const { space } = await kit.spaces.create(owner, NewSpaceBody.parse(wish));
    for (const role of ["member", "banned"] as const)
      await rig.stores.spaces.putMember({
        ...{ spaceId: space.id, userId: callers.get(role)!.userId, role },
        ...{ sinceMs: 0, bannedUntilMs: null },
      });
    if (!isPublished) return { world, experience: "none" };
    const body = { world_id: world, title: "T", description: "", tags: [] };
    return { world, experience: (await kit.experiences.publish(owner, body)).experience_id };
  }

  it("[WD20] has a row for every route and no other", () => {
    const declared = routes.map(({ method, path }) => `${method} ${path}`).sort();
    assert.deepEqual(ROWS.map(([method, path]) => `${method} ${path}`).sort(), declared);
  });

  for (const [method, path, body, unpublished, published] of ROWS) {
    for (const [state, expected] of [
      ["unpublished", unpublished] as const,
      ["published", published] as const,
    ]) {
      if (!expected) continue;
      it(`[WD20] ${method} ${path} of what is ${state}: ${expected.join(" ")}`, async () => {
        let made = await fresh(state === "published");
        for (const [index, name] of CALLERS.entries()) {
          const url = path.replace("{id}", path.startsWith("/worlds") ? made.world : made.experience);
          const sent =
            body &&
            JSON.parse(
              JSON.stringify(body)
                .replace('"$world"', JSON.stringify(made.world))
                .replace('"$blueprint"', () => JSON.stringify(blueprint)),
            );
          const token = tokens.get(name);
          const answer = await edge.call(method, `/api/v1${url}`, {
            ...(token === undefined ? {} : { token }),
            body: sent,
          });
          assert.equal(answer.status, expected[index], `${name}: ${answer.text}`);
          if (method === "DELETE" && answer.status < 300) made = await fresh(state === "published");
        }
      });
    }
  }
});
