import assert from "node:assert/strict";
import { game } from "../../examples/tag.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";

interface Score {
  readonly it: number | null;
  readonly scores: readonly { readonly user_id: number; readonly catches: number }[];
}

describe("a game of tag", () => {
  let server: TestServer;
  let owner: TestUser;
  before(async () => {
    server = await startTestServer({ game });
    owner = await server.register("host");
  });
  after(() => server.close());

  /** A fresh space with Ann in it, who is "it", and Bob. */
  async function playground(at: {
    bobX: number;
  }): Promise<{ ann: Bot; bob: Bot; users: TestUser[]; spaceId: number }> {
    const space = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Playground", width: 30, depth: 30 },
    });
    assert.equal(space.status, 201);
    const guest = await server.guest("Bob");
    const ann = await server.join(owner, { spaceId: space.body.id, x: 5, y: 5 });
    await ann.until("being it", () => ann.avatar.activity === "it");
    const bob = await server.join(guest, { spaceId: space.body.id, x: at.bobX, y: 5 });
    return { ann, bob, users: [owner, guest], spaceId: space.body.id };
  }

  it("[FR4] whoever is touched is it, and the catch counts", async () => {
    const { ann, bob, users } = await playground({ bobX: 9 });
    ann.move({ x: 8.5, y: 5 });
    await bob.until("being caught", () => bob.avatar.activity === "it");
    await bob.until("Ann idle", () => bob.sees(ann)?.activity === "idle");
    const caught = await ann.message("tag_it", (body) => (body as { caught_by: unknown }).caught_by !== null);
    assert.deepEqual(caught, { user_id: users[1]?.id, caught_by: users[0]?.id });
    const score = await ann.request<Score>("tag_score");
    assert.equal(score.it, users[1]?.id);
    const catches = new Map(score.scores.map((line) => [line.user_id, line.catches]));
    assert.deepEqual(
      users.map(({ id }) => catches.get(id)),
      [1, 0],
    );
  });

  it("[FR4] whoever is it and leaves makes another one it", async () => {
    const { ann, bob } = await playground({ bobX: 20 });
    await ann.leave();
    await bob.until("being it", () => bob.avatar.activity === "it");
  });

  it("[FR5] nobody is caught at an open home base; once it is shut they are", async () => {
    const { ann, bob, spaceId } = await playground({ bobX: 9 });
    const cid = await server.join(await server.guest("Cid"), { spaceId, x: 7.6, y: 5 });
    const placement = { prefab_id: "tag_home_base", x: 10, y: 6 };
    const { object_id } = await ann.request<{ object_id: number }>("place_object", placement);
    const use = { target_object_id: object_id, action: "open_base" };
    await bob.request("use_tool", { ...use, params: { open: true } });

    // Between the two: Bob came first and would be caught first, were he not safe.
    ann.move({ x: 8.2, y: 5 });
    await cid.until("being caught", () => cid.avatar.activity === "it");
    assert.notEqual(bob.avatar.activity, "it");

    await bob.request("use_tool", { ...use, params: { open: false } });
    ann.move({ x: 2, y: 5 });
    await ann.arrival(2, 5);
    cid.move({ x: 8.4, y: 5 });
    await bob.until("being caught", () => bob.avatar.activity === "it");
  });

  it("[FR6] a plugin's message is checked like the room's own", async () => {
    const { ann } = await playground({ bobX: 20 });
    assert.equal((await ann.refusal("tag_score", 5)).code, "invalid");
  });
});
