/** Worlds over HTTP against a server as it is started: from the sentence to the space, and over a restart. */
import assert from "node:assert/strict";
import { z } from "zod";
import { ExperienceView, WorldView } from "../../src/protocol/worlds.ts";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";

interface Made {
  readonly world_id: string;
  readonly created_at: string;
  readonly world_blueprint: Readonly<Record<string, unknown>> & {
    readonly bounds: { readonly width: number; readonly depth: number };
  };
  readonly meta: Readonly<Record<string, unknown>>;
}

interface Cards {
  readonly items: readonly ExperienceView[];
  readonly next_cursor: string | null;
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

describe("worlds over HTTP", () => {
  let server: TestServer;
  let ann: TestUser;
  before(async () => {
    server = await startTestServer();
    ann = await server.register();
  });
  after(() => server.close());
  const post = <Body = Made>(path: string, body?: object, headers: Record<string, string> = {}) =>
    server.call<Body>("POST", path, { user: ann, headers, ...(body ? { body } : {}) });

  it("[WD23] a sentence becomes a world, fetched again by its tag; the slash at the end is optional", async () => {
    const answer = await post("/prompt2world/", { prompt: "a café with four tables", user_id: "client-1" });
    assert.equal(answer.status, 201);
    const made = z.strictObject(WorldView.shape).parse(answer.body);
    assert.equal(answer.headers.get("location"), `/api/v1/worlds/${made.world_id}`);
    assert.match(made.world_id, /^[\w-]{21}$/);
    assert.deepEqual(Object.keys(made.world_blueprint), [
      ...[
        "version",
        "name",
        "prompt",
        "seed",
        "catalog_version",
        "bounds",
        "environment",
        "terrain",
        "zones",
      ],
      ...["paths", "spawn_points", "prefab_instances"],
    ]);
    const told = [
      "provider",
      "generator_version",
      "intent",
      "substitutions",
      "unmatched",
      "quality",
      "duration_ms",
    ];
    for (const key of told) assert.ok(key in made.meta, key);
    const got = await server.call<Made>("GET", `/worlds/${made.world_id}/`, { user: ann });
    assert.deepEqual([got.status, got.body], [200, made]);
    const etag = got.headers.get("etag")!;
    assert.equal(etag, answer.headers.get("etag"));
    const again = await server.call("GET", `/worlds/${made.world_id}`, {
      ...{ user: ann, headers: { "if-none-match": etag } },
    });
    assert.deepEqual([again.status, again.body], [304, ""]);
    const same = await post("/prompt2world", { prompt: "a café with four tables" });
    assert.deepEqual(same.body.world_blueprint, made.world_blueprint);
    assert.notEqual(same.body.world_id, made.world_id);
    const sized = { prompt: "a café", seed: 5, bounds: { width: 30, depth: 24 }, provider: "rules" };
    const { world_blueprint } = (await post("/prompt2world", sized)).body;
    assert.deepEqual([world_blueprint.seed, world_blueprint.bounds], [5, { width: 30, depth: 24 }]);
  });

  it("[WD24] what is wrong with a prompt is named; unknown words are not wrong", async () => {
    const cases: [object, string][] = [
      [{}, "/prompt"],
      [{ prompt: "" }, "/prompt"],
      [{ prompt: " \n\t " }, "/prompt"],
      [{ prompt: "x".repeat(2001) }, "/prompt"],
      [{ prompt: "a\0b" }, ""],
      [{ prompt: 7 }, "/prompt"],
      [{ prompt: "a bench", seed: -1 }, "/seed"],
      [{ prompt: "a bench", seed: 2 ** 32 }, "/seed"],
      [{ prompt: "a bench", seed: 0.5 }, "/seed"],
      [{ prompt: "a bench", bounds: { width: 2000, depth: 10 } }, "/bounds/width"],
      [{ prompt: "a bench", provider: "magic" }, "/provider"],
    ];
    for (const [body, pointer] of cases) {
      const answer = await post<Problem>("/prompt2world/", body);
      assert.deepEqual(
        [answer.status, answer.body.code],
        [422, "invalid"],
        JSON.stringify(body).slice(0, 60),
      );
      assert.deepEqual([...new Set(answer.body.errors?.map((error) => error.pointer))], [pointer]);
    }
    const { status, body } = await post("/prompt2world/", { prompt: "a zyxqua beside a bench" });
    assert.equal(status, 201);
    assert.ok(JSON.stringify(body.meta).includes("zyxqua"));
    assert.equal(
      (await post("/prompt2world/", { prompt: "x ".repeat(1000), seed: 0xffff_ffff })).status,
      201,
    );
    assert.equal(
      (await post("/prompt2world/", { prompt: "a 5 × 5 m room", bounds: { width: 5, depth: 5 } })).status,
      201,
    );
  });

  it("[WD25] the same Idempotency-Key makes one world", async () => {
    const headers = { "idempotency-key": "once" };
    const [first, second] = [
      await post("/prompt2world/", { prompt: "a lamp" }, headers),
      await post("/prompt2world/", { prompt: "a lamp" }, headers),
    ];
    assert.deepEqual([second.status, second.body], [201, first.body]);
    assert.equal(second.headers.get("idempotency-replayed"), "true");
  });

  it("[WD26] published worlds are found without signing in, in pages", async () => {
    const { world_id } = (await post("/prompt2world/", { prompt: "a lamp" })).body;
    for (const title of ["One", "Two", "Three"])
      await post("/publish/", { world_id, title, tags: ["paged"], description: `About ${title}` });
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page: { status: number; body: Cards } = await server.call<Cards>(
        "GET",
        `/experiences/?tag=paged&limit=2${more}`,
      );
      assert.equal(page.status, 200);
      seen.push(...page.body.items.map(({ title }) => title));
      cursor = page.body.next_cursor;
    }
    assert.deepEqual(seen, ["Three", "Two", "One"]);
    const [card] = (await server.call<Cards>("GET", "/experiences?q=about%20two&sort=popular")).body.items;
    assert.deepEqual(z.strictObject(ExperienceView.shape).parse(card), {
      ...card,
      ...{
        world_id,
        title: "Two",
        author: { user_id: ann.id, name: ann.name },
        visits: 0,
        likes: 0,
        tags: ["paged"],
      },
    });
    for (const query of ["cursor=nonsense", "sort=best", "limit=0"])
      assert.equal((await server.call("GET", `/experiences?${query}`)).status, 422, query);
    for (const path of ["/experiences/none", "/worlds/none", "/worlds/a%20b"])
      assert.equal((await server.call("GET", path)).status, 404, path);
    assert.equal((await post("/publish/", { world_id: "none", title: "T" })).status, 404);
    assert.equal((await post("/publish/", { world_id, title: "  " })).status, 422);
  });

  it("[WD27] made, published, found, liked and entered: after a restart everything is as it was", async () => {
    const made = (await post("/prompt2world/", { prompt: "a chapel with six benches and a lamp", seed: 3 }))
      .body;
    const { experience_id: id } = (
      await post<ExperienceView>("/publish/", { world_id: made.world_id, title: "The chapel" })
    ).body;
    const guest = await server.guest();
    const [{ experience_id }] = (await server.call<Cards>("GET", "/experiences?q=chapel")).body.items as [
      ExperienceView,
    ];
    assert.equal(experience_id, id);
    await post(`/experiences/${id}/like`);
    const entered = await server.call<{ space_id: number }>("POST", `/experiences/${id}/enter`, {
      user: guest,
    });
    const { space_id } = entered.body;
    const bot = await server.join(guest, { spaceId: space_id });
    assert.deepEqual(
      [bot.state.width, bot.state.depth],
      [made.world_blueprint.bounds.width, made.world_blueprint.bounds.depth],
    );
    const look = async () => {
      const objects = await server.call("GET", `/spaces/${space_id}/objects?limit=200`, { user: ann });
      const space = await server.call<{ online: number }>("GET", `/spaces/${space_id}`, { user: ann });
      const world = await server.call("GET", `/worlds/${made.world_id}`);
      const card = await server.call("GET", `/experiences/${id}`);
      return [objects.body, { ...space.body, online: 0 }, world.body, world.headers.get("etag"), card.body];
    };
    const before = await look();
    await bot.leave();
    await server.restart();
    assert.deepEqual(await look(), before);
    const again = await server.call<{ space_id: number }>("POST", `/experiences/${id}/enter`, {
      user: guest,
    });
    assert.equal(again.body.space_id, space_id);
    const { body } = await server.call<ExperienceView>("GET", `/experiences/${id}`);
    assert.deepEqual([body.visits, body.likes], [2, 1]);
    await server.join(guest, { spaceId: space_id });
  });
});
