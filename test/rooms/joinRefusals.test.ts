import assert from "node:assert/strict";
import jwt from "jsonwebtoken";
import { startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { matchmake, refusedJoin } from "../helpers/roomKit.ts";

const SECRET = "a secret for tests, long enough for HS256";
const READABLE = /^(?=.* .* )[A-Za-z][\w ,.:;'"/()<>=-]{10,200}$/;

describe("joins that are refused", () => {
  let server: TestServer;
  let ann: TestUser;
  let owner: TestUser;
  before(async () => {
    server = await startTestServer({ env: { JWT_SECRET: SECRET } });
    [ann, owner] = await Promise.all([server.register("ann"), server.register("owner")]);
  });
  after(() => server.close());

  /** The same refusal through the stock SDK and as matchmaking's bare answer. */
  async function assertRefused(token: string | undefined, options: unknown, status: number): Promise<string> {
    const raw = await matchmake(server.url, { ...(token === undefined ? {} : { token }), options });
    assert.equal(raw.status, status, JSON.stringify(raw.body));
    assert.deepEqual(Object.keys(raw.body).sort(), ["code", "error"]);
    assert.equal(raw.body.code, status);
    assert.match(raw.body.error ?? "", READABLE);
    if (typeof options === "object" && options !== null && !Array.isArray(options)) {
      const told = await refusedJoin(server.url, token, options as Record<string, unknown>);
      assert.deepEqual(told, { code: status, message: raw.body.error });
    }
    assert.equal(server.app.services.rooms.onlineCount(1), 0);
    return raw.body.error ?? "";
  }

  const claims = (change: object = {}) => ({ ...(jwt.decode(ann.token) as object), ...change });
  const tokens: Record<string, () => string | undefined> = {
    "no token": () => undefined,
    "an empty token": () => "",
    "no token at all": () => "nonsense",
    "an expired token": () => jwt.sign(claims({ exp: Math.floor(Date.now() / 1000) - 1 }), SECRET),
    "a token of another secret": () => jwt.sign(claims(), `${SECRET}!`),
    "a token without a signature": () => jwt.sign(claims(), "", { algorithm: "none" }),
    "a token of another algorithm": () => jwt.sign(claims(), SECRET, { algorithm: "HS512" }),
    "a token of a login that never was": () => jwt.sign(claims({ sid: "x".repeat(21) }), SECRET),
    "a token of a user that never was": () => jwt.sign(claims({ sub: "999999" }), SECRET),
    "the token with one letter changed": () =>
      ann.token.replace(/.(?=.{20}$)/, (c) => (c === "A" ? "B" : "A")),
  };
  for (const [what, make] of Object.entries(tokens)) {
    it(`[JN3] 401 for ${what}`, async () => {
      await assertRefused(make(), { spaceId: 1 }, 401);
    });
  }

  it("[JN3] 401 for a login that was ended", async () => {
    const bob = await server.register();
    assert.equal((await server.call("POST", "/auth/logout", { user: bob, body: {} })).status, 204);
    await assertRefused(bob.token, { spaceId: 1 }, 401);
  });

  const malformed: unknown[] = [
    "abc",
    "",
    " 1",
    "1.0",
    "01",
    "+1",
    "0x1",
    "1e0",
    "١",
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 40,
    1e300,
    String(2 ** 40),
    "99999999999999999999",
    {},
    [],
    [1],
    { $gt: 0 },
    null,
    true,
  ];
  for (const spaceId of malformed) {
    it(`[JN4] 422 for the spaceId ${JSON.stringify(spaceId)}`, async () => {
      assert.match(await assertRefused(ann.token, { spaceId }, 422), /spaceId/);
    });
  }

  it("[JN4] 422 for no spaceId, and for NaN and Infinity, which JSON makes null", async () => {
    assert.match(await assertRefused(ann.token, {}, 422), /spaceId/);
    assert.match(await assertRefused(ann.token, { spaceId: Number.NaN }, 422), /spaceId/);
    assert.match(await assertRefused(ann.token, { spaceId: Number.POSITIVE_INFINITY }, 422), /spaceId/);
  });

  it("[JN4] 422 or 400 for options that are no object", async () => {
    for (const body of ["[]", "null", "7", '"x"']) await assertRefusedRaw(body, 422);
    await assertRefusedRaw("{", 400);
  });

  async function assertRefusedRaw(body: string, status: number): Promise<void> {
    const answer = await matchmake(server.url, { token: ann.token, options: body });
    assert.equal(answer.status, status, body);
    assert.match(answer.body.error ?? "", READABLE);
  }

  for (const bad of [
    { x: "1", y: 2 },
    { x: Number.NaN, y: 2 },
    { x: null, y: 2 },
    { x: 1e7, y: 2 },
    { x: 1, y: {} },
    { tourId: "" },
    { tourId: 7 },
    { tourId: "t".repeat(129) },
  ]) {
    it(`[JN5] 422 for ${JSON.stringify(bad)} beside a good spaceId`, async () => {
      await assertRefused(ann.token, { spaceId: 1, ...bad }, 422);
    });
  }

  it("[JN6] 404 for a space that is not there", async () => {
    assert.match(await assertRefused(ann.token, { spaceId: 424_242 }, 404), /424242/);
    await assertRefused(ann.token, { spaceId: "424242" }, 404);
    await assertRefused(ann.token, { spaceId: 2 ** 31 - 1 }, 404);
  });

  it("[JN7] 403 for a stranger to a private space, whom membership lets in", async () => {
    const made = await server.call<{ id: number }>("POST", "/spaces", {
      user: owner,
      body: { name: "Den", visibility: "private" },
    });
    const spaceId = made.body.id;
    assert.match(await assertRefused(ann.token, { spaceId }, 403), /private/);
    assert.match(await assertRefused((await server.guest()).token, { spaceId }, 403), /private/);
    const added = await server.call("POST", `/spaces/${spaceId}/members`, {
      user: owner,
      body: { user_id: ann.id },
    });
    assert.equal(added.status, 201);
    await (await server.join(ann, { spaceId })).leave();
    await (await server.join(owner, { spaceId })).leave();
  });

  it("[JN7] 403 for the banned, until the ban ends", async () => {
    const spaceId = (
      await server.call<{ id: number }>("POST", "/spaces", { user: owner, body: { name: "Open" } })
    ).body.id;
    const ban = (body: object) =>
      server.call("POST", `/spaces/${spaceId}/members`, {
        user: owner,
        body: { user_id: ann.id, role: "banned", ...body },
      });
    assert.equal((await ban({})).status, 201);
    assert.match(await assertRefused(ann.token, { spaceId }, 403), /banned/);
    assert.equal(
      (await server.call("DELETE", `/spaces/${spaceId}/members/${ann.id}`, { user: owner })).status,
      204,
    );
    await (await server.join(ann, { spaceId })).leave();
  });

  for (const method of ["join", "joinById", "create"]) {
    it(`[JN8] 403 for ${method}, which clients may not call`, async () => {
      for (const room of ["space", "space_1"]) {
        const answer = await matchmake(server.url, {
          token: ann.token,
          options: { spaceId: 1 },
          method,
          room,
        });
        assert.equal(answer.status, 403);
        assert.match(answer.body.error ?? "", new RegExp(method));
      }
      assert.ok(!server.app.services.rooms.find(1));
    });
  }

  it("[JN8] 404 for a room type that is not there", async () => {
    for (const room of ["spaces", "SPACE", "constructor", "__proto__", "space_1"]) {
      const answer = await matchmake(server.url, { token: ann.token, options: { spaceId: 1 }, room });
      assert.equal(answer.status, 404, room);
      assert.match(answer.body.error ?? "", READABLE);
    }
  });
});
