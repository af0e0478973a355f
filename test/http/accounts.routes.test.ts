import assert from "node:assert/strict";
import { accountRoutes } from "../../src/http/accounts.routes.ts";
import { type AccountsRig, createAccountsRig } from "../helpers/accountsRig.ts";
import { type Edge, edgeDeps, startEdge } from "../helpers/edge.ts";

const PASSWORD = "correct horse battery";

describe("http/accounts", () => {
  let rig: AccountsRig;
  let edge: Edge;
  before(async () => {
    rig = await createAccountsRig();
    edge = await startEdge(accountRoutes({ accounts: rig.accounts }), edgeDeps(rig));
  });
  after(async () => {
    await edge.close();
    await rig.close();
  });

  const register = async (username: string, extra: object = {}) =>
    edge.call("POST", "/api/v1/auth/register", { body: { username, password: PASSWORD, ...extra } });
  const login = (username: string, password = PASSWORD) =>
    edge.call("POST", "/api/v1/auth/login", { body: { username, password } });

  it("[AC1] registers with 201, a Location and a Session", async () => {
    const answer = await register("Ada", { email: "ada@example.org", display_name: " Ada L. " });
    assert.equal(answer.status, 201);
    const { user, ...tokens } = answer.body;
    assert.deepEqual(user, {
      id: user.id,
      username: "Ada",
      display_name: "Ada L.",
      look: "",
      bio: "",
      role: "user",
      created_at: "2030-01-01T00:00:00.000Z",
      email: "ada@example.org",
    });
    assert.equal(answer.headers.get("location"), `/api/v1/users/${user.id}`);
    assert.deepEqual(Object.keys(tokens).sort(), [
      "access_token",
      "expires_in",
      "refresh_token",
      "token_type",
    ]);
    assert.equal(tokens.token_type, "Bearer");
    assert.equal(tokens.expires_in, 1800);
  });

  it("[AC2] refuses a name that is taken in another case with 409", async () => {
    await register("Bob");
    const answer = await register("bOB");
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, "conflict");
    assert.deepEqual(answer.body.errors, [{ pointer: "/username", detail: "is taken" }]);
  });

  const badBodies: [string, object, string][] = [
    ["no username", { password: PASSWORD }, "/username"],
    ["a short username", { username: "ab", password: PASSWORD }, "/username"],
    ["a long username", { username: "a".repeat(41), password: PASSWORD }, "/username"],
    ["a username with a blank", { username: "a b c", password: PASSWORD }, "/username"],
    ["a short password", { username: "shorty", password: "1234567" }, "/password"],
    ["a long password", { username: "longy", password: "x".repeat(129) }, "/password"],
    ["a password that is a number", { username: "number", password: 12345678 }, "/password"],
    ["a bad e-mail address", { username: "mailer", password: PASSWORD, email: "nowhere" }, "/email"],
    [
      "a display name of blanks",
      { username: "blank", password: PASSWORD, display_name: "   " },
      "/display_name",
    ],
    [
      "a display name on two lines",
      { username: "lines", password: PASSWORD, display_name: "a\nb" },
      "/display_name",
    ],
  ];
  for (const [what, body, pointer] of badBodies) {
    it(`[AC3] refuses ${what} with 422 and its pointer`, async () => {
      const answer = await edge.call("POST", "/api/v1/auth/register", { body });
      assert.equal(answer.status, 422);
      assert.deepEqual(
        answer.body.errors.map((error: { pointer: string }) => error.pointer),
        [pointer],
      );
    });
  }

  it("[AC4] logs in by JSON and by form", async () => {
    await register("carol");
    const json = await login("CAROL");
    const form = await edge.call("POST", "/api/v1/auth/login/", {
      body: new URLSearchParams({ username: "carol", password: PASSWORD }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    assert.deepEqual([json.status, form.status], [200, 200]);
    assert.equal(form.body.user.username, "carol");
  });

  it("[AC5] answers a wrong name and a wrong password alike", async () => {
    await register("dave");
    const wrongPassword = await login("dave", "not the password");
    const wrongName = await login("nobody-is-called-this", "not the password");
    for (const answer of [wrongPassword, wrongName]) {
      assert.equal(answer.status, 401);
      answer.body.request_id = "";
    }
    assert.deepEqual(wrongPassword.body, wrongName.body);
  });

  it("[AC8] makes guests with names of their own, who cannot log in again", async () => {
    const [first, second] = await Promise.all(
      [{ display_name: "Zoë" }, undefined].map((body) => edge.call("POST", "/api/v1/auth/guest", { body })),
    );
    assert.deepEqual([first?.status, second?.status], [201, 201]);
    assert.match(first?.body.user.username, /^guest-[a-z0-9]{10}$/);
    assert.notEqual(first?.body.user.username, second?.body.user.username);
    assert.equal(first?.body.user.role, "guest");
    assert.equal(first?.body.user.display_name, "Zoë");
    assert.equal(second?.body.user.display_name, second?.body.user.username);
    assert.equal((await login(first?.body.user.username)).status, 401);
  });

  it("[AC9] trades a refresh token once; using it again ends the whole family", async () => {
    const first = (await register("erin")).body;
    const refresh = (refresh_token: string) =>
      edge.call("POST", "/api/v1/auth/refresh", { body: { refresh_token } });
    const second = await refresh(first.refresh_token);
    assert.equal(second.status, 200);
    assert.notEqual(second.body.refresh_token, first.refresh_token);
    assert.equal(
      (await edge.call("GET", "/api/v1/users/me", { token: second.body.access_token })).status,
      200,
    );
    assert.equal((await refresh(first.refresh_token)).status, 401);
    assert.equal((await refresh(second.body.refresh_token)).status, 401);
    for (const { access_token } of [first, second.body])
      assert.equal((await edge.call("GET", "/api/v1/users/me", { token: access_token })).status, 401);
  });

  it("[AC11] logs out: the access token and the refresh token are dead at once", async () => {
    const session = (await register("frank")).body;
    const token = session.access_token;
    const out = await edge.call("POST", "/api/v1/auth/logout", {
      token,
      body: { refresh_token: session.refresh_token },
    });
    assert.equal(out.status, 204);
    assert.equal(out.text, "");
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token })).status, 401);
    const again = await edge.call("POST", "/api/v1/auth/refresh", {
      body: { refresh_token: session.refresh_token },
    });
    assert.equal(again.status, 401);
  });

  it("[AC11] logs out without a body", async () => {
    const { access_token: token } = (await register("fritz")).body;
    assert.equal((await edge.call("POST", "/api/v1/auth/logout", { token })).status, 204);
  });

  it("[AC12] shows and changes one's own profile, and others without the e-mail address", async () => {
    const { access_token: token, user } = (await register("grace", { email: "g@example.org" })).body;
    const changed = await edge.call("PATCH", "/api/v1/users/me", {
      token,
      body: { display_name: "Grace H.", look: "robot", bio: "<b>hi</b>", email: null },
    });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.body, {
      ...user,
      display_name: "Grace H.",
      look: "robot",
      bio: "<b>hi</b>",
      email: null,
    });
    assert.deepEqual((await edge.call("GET", "/api/v1/users/me", { token })).body, changed.body);
    const { email: _private, ...shown } = changed.body;
    const other = (await register("heidi")).body.access_token;
    assert.deepEqual((await edge.call("GET", `/api/v1/users/${user.id}`, { token: other })).body, shown);
    assert.equal((await edge.call("GET", "/api/v1/users/999999", { token: other })).status, 404);
    assert.equal((await edge.call("GET", "/api/v1/users/abc", { token: other })).status, 404);
  });

  it("[AC12] does not let a profile change role, id or password", async () => {
    const { access_token: token, user } = (await register("mallory")).body;
    const body = '{"role":"admin","id":1,"username":"root","password_hash":"x","__proto__":{"role":"admin"}}';
    const answer = await edge.call("PATCH", "/api/v1/users/me", {
      token,
      body,
      headers: { "content-type": "application/json" },
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, user);
  });

  it("[AC13] finds users page by page", async () => {
    const { access_token: token } = (await register("seeker")).body;
    for (const name of ["finda", "findb", "findc"]) await register(name);
    const names: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await edge.call(
        "GET",
        `/api/v1/users?q=FIND&limit=2${cursor ? `&cursor=${cursor}` : ""}`,
        { token },
      );
      assert.equal(page.status, 200);
      names.push(...page.body.items.map((user: { username: string }) => user.username));
      assert.ok(!("email" in page.body.items[0]));
      cursor = page.body.next_cursor;
    }
    assert.deepEqual(names, ["finda", "findb", "findc"]);
    const bad = await edge.call("GET", "/api/v1/users?cursor=x", { token });
    assert.equal(bad.status, 422);
    assert.equal(bad.body.errors[0].pointer, "?cursor");
  });

  it("[AC14] lists logins and ends one", async () => {
    const first = (await register("ivan")).body;
    const second = (await login("ivan")).body;
    const token = second.access_token;
    const list = await edge.call("GET", "/api/v1/users/me/sessions", { token });
    assert.equal(list.body.items.length, 2);
    assert.deepEqual(list.body.items.map((one: { current: boolean }) => one.current).sort(), [false, true]);
    assert.equal(list.body.items[0].address, "127.0.0.1");
    assert.ok(!JSON.stringify(list.body).includes(first.refresh_token.split(".")[1]));
    const other = list.body.items.find((one: { current: boolean }) => !one.current).session_id;
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token: first.access_token })).status, 200);
    assert.equal((await edge.call("DELETE", `/api/v1/users/me/sessions/${other}`, { token })).status, 204);
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token: first.access_token })).status, 401);
    assert.equal((await edge.call("DELETE", `/api/v1/users/me/sessions/${other}`, { token })).status, 404);
    const stranger = (await register("judy")).body.access_token;
    const current = list.body.items.find((one: { current: boolean }) => one.current).session_id;
    const stolen = await edge.call("DELETE", `/api/v1/users/me/sessions/${current}`, { token: stranger });
    assert.equal(stolen.status, 404);
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token })).status, 200);
  });

  it("[AC15] changes the password and ends the other logins", async () => {
    const first = (await register("kate")).body;
    const token = (await login("kate")).body.access_token;
    const change = (current_password: string, new_password: string) =>
      edge.call("POST", "/api/v1/users/me/password", { token, body: { current_password, new_password } });
    assert.equal((await change("wrong password", "another password")).status, 403);
    assert.equal((await change(PASSWORD, "short")).status, 422);
    assert.equal((await change(PASSWORD, "another password")).status, 204);
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token })).status, 200);
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token: first.access_token })).status, 401);
    assert.equal((await login("kate")).status, 401);
    assert.equal((await login("kate", "another password")).status, 200);
  });

  it("[AC16] exports, then erases: the token is dead and the name is free", async () => {
    const { access_token: token, user } = (await register("leo", { email: "leo@example.org" })).body;
    const all = await edge.call("GET", "/api/v1/users/me/export", { token });
    assert.equal(all.status, 200);
    assert.equal(all.body.user.email, "leo@example.org");
    assert.equal(all.body.logins.length, 1);
    assert.equal((await edge.call("DELETE", "/api/v1/users/me", { token })).status, 204);
    assert.equal((await edge.call("GET", "/api/v1/users/me", { token })).status, 401);
    assert.equal((await login("leo")).status, 401);
    assert.equal(await rig.stores.accounts.findUser(user.id), null);
    assert.equal((await register("leo")).status, 201);
  });

  it("[AC19] serves the older clients' names", async () => {
    const up = await edge.call("POST", "/api/v1/signup", { body: { username: "olga", password: PASSWORD } });
    assert.equal(up.status, 201);
    assert.equal(up.body.token, up.body.access_token);
    const inside = await edge.call("POST", "/api/v1/signin", {
      body: { username: "olga", password: PASSWORD },
    });
    assert.equal(inside.status, 200);
    const token = inside.body.token;
    const changed = await edge.call("POST", "/api/v1/user/metadata", { token, body: { look: "cat" } });
    assert.equal(changed.status, 200);
    assert.deepEqual((await edge.call("GET", "/api/v1/user/metadata", { token })).body, changed.body);
    assert.equal(changed.body.look, "cat");
  });

  it("[AC20] repeats a registration under its Idempotency-Key without storing tokens in the clear", async () => {
    const send = () =>
      edge.call("POST", "/api/v1/auth/register", {
        body: { username: "peggy", password: PASSWORD },
        headers: { "idempotency-key": "key-1" },
      });
    const [first, second] = [await send(), await send()];
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.deepEqual(first.body, second.body);
    assert.equal(second.headers.get("idempotency-replayed"), "true");
    assert.equal(second.headers.get("location"), first.headers.get("location"));
    const rows = await rig.stores.database.source.query("SELECT * FROM idempotency_keys");
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(first.body.access_token));
    const other = await edge.call("POST", "/api/v1/auth/register", {
      body: { username: "peggy2", password: PASSWORD },
      headers: { "idempotency-key": "key-1" },
    });
    assert.equal(other.status, 422);
  });
});
