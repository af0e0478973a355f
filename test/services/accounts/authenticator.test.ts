import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import type { AppError } from "../../../src/errors.ts";
import { createAuthenticator } from "../../../src/services/accounts/authenticator.ts";
import type { AccountStore } from "../../../src/services/accounts/ports.ts";
import { type AccountsRig, createAccountsRig, DEVICE, TEST_SECRET } from "../../helpers/accountsRig.ts";

const MINUTE_MS = 60_000;

describe("services/accounts/authenticator", () => {
  let rig: AccountsRig;
  let userId: number;
  let token: string;
  let claims: { sub: string; role: string; sid: string; iss: string; iat: number; exp: number };
  beforeEach(async () => {
    rig = await createAccountsRig();
    const session = await rig.accounts.register({ username: "alice", password: "long enough" }, DEVICE);
    userId = session.user.id;
    token = session.access_token;
    claims = jwt.decode(token) as typeof claims;
  });
  afterEach(() => rig.close());

  const refused = (given: string | undefined) =>
    assert.rejects(
      rig.authenticator.authenticate(given),
      (error: AppError) => error.code === "unauthenticated",
    );

  it("[AC21] proves a token and says who calls", async () => {
    assert.deepEqual(await rig.authenticator.authenticate(token), {
      userId,
      role: "user",
      username: "alice",
      displayName: "alice",
      look: "",
      sessionId: claims.sid,
    });
  });

  it("[AC21] signs sub, role, sid, issuer and times, with HS256", () => {
    const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
    assert.deepEqual(header, { alg: "HS256", typ: "JWT" });
    const iat = rig.clock.nowMs / 1000;
    assert.deepEqual(claims, {
      sub: String(userId),
      role: "user",
      sid: claims.sid,
      iss: "atrium",
      iat,
      exp: iat + 1800,
    });
  });

  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = (header: object, body: object, sign: (part: string) => string) => {
    const part = `${b64(header)}.${b64(body)}`;
    return `${part}.${sign(part)}`;
  };
  const hs =
    (secret: string, algorithm = "sha256") =>
    (part: string) =>
      createHmac(algorithm, secret).update(part).digest("base64url");

  const attacks: [string, () => string | undefined][] = [
    ["no token", () => undefined],
    ["an empty token", () => ""],
    ["words", () => "not a token"],
    ["a huge token", () => `${token}${"x".repeat(10_000)}`],
    ["alg none", () => forged({ alg: "none", typ: "JWT" }, claims, () => "")],
    ["alg None with a signature", () => forged({ alg: "None", typ: "JWT" }, claims, hs(TEST_SECRET))],
    ["no signature", () => `${token.split(".").slice(0, 2).join(".")}.`],
    ["another secret", () => forged({ alg: "HS256" }, claims, hs("another secret of at least 32 letters"))],
    ["an empty secret", () => forged({ alg: "HS256" }, claims, hs(""))],
    ["HS512 with the right secret", () => jwt.sign(claims, TEST_SECRET, { algorithm: "HS512" })],
    [
      "RS256 with a key of its own",
      () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        return jwt.sign(claims, privateKey, { algorithm: "RS256" });
      },
    ],
    ["HS256 said to be RS256", () => forged({ alg: "RS256" }, claims, hs(TEST_SECRET))],
    [
      "a key of its own in the header",
      () => {
        const k = Buffer.from("attacker").toString("base64url");
        return forged({ alg: "HS256", jwk: { kty: "oct", k } }, claims, hs("attacker"));
      },
    ],
    [
      "a changed role",
      () => {
        const [head, , signature] = token.split(".");
        return [head, b64({ ...claims, role: "admin" }), signature].join(".");
      },
    ],
    ["another issuer", () => jwt.sign({ ...claims, iss: "elsewhere" }, TEST_SECRET)],
    ["no session", () => jwt.sign(without(claims, "sid"), TEST_SECRET)],
    ["a session that never was", () => jwt.sign({ ...claims, sid: "x".repeat(21) }, TEST_SECRET)],
    ["somebody else's session", () => jwt.sign({ ...claims, sub: String(userId + 1) }, TEST_SECRET)],
    ["a subject that is no id", () => jwt.sign({ ...claims, sub: "1 OR 1=1" }, TEST_SECRET)],
    ["no expiry", () => jwt.sign(without(claims, "exp"), TEST_SECRET)],
    ["an expiry in the past", () => jwt.sign({ ...claims, exp: claims.iat - 1 }, TEST_SECRET)],
  ];
  for (const [what, make] of attacks) {
    it(`[AC22] refuses ${what}`, () => refused(make()));
    it(`[AC22] refuses ${what} also after the true token was proved`, async () => {
      await rig.authenticator.authenticate(token);
      await refused(make());
    });
  }

  it("[AC23] refuses an expired token, remembered or not", async () => {
    await rig.authenticator.authenticate(token);
    rig.clock.nowMs += 30 * MINUTE_MS - 1;
    await rig.authenticator.authenticate(token);
    rig.clock.nowMs += 1;
    await refused(token);
  });

  it("[AC23] refuses the token of an expired session", async () => {
    rig.clock.nowMs += 30 * 24 * 60 * MINUTE_MS;
    await refused(rig.tokens.signAccess({ id: userId, role: "user" }, claims.sid));
  });

  it("[AC24] refuses a revoked session at once in this process", async () => {
    const caller = await rig.authenticator.authenticate(token);
    await rig.accounts.logout(caller, undefined);
    await refused(token);
  });

  it("[AC24] learns within five seconds of what another process revoked or changed", async () => {
    await rig.authenticator.authenticate(token);
    await rig.stores.accounts.updateUser(userId, { role: "admin" });
    rig.clock.nowMs += 4_999;
    assert.equal((await rig.authenticator.authenticate(token)).role, "user");
    rig.clock.nowMs += 1;
    assert.equal((await rig.authenticator.authenticate(token)).role, "admin");
    await rig.stores.accounts.revokeSession(claims.sid, rig.clock.nowMs);
    rig.clock.nowMs += 5_000;
    await refused(token);
  });

  it("[AC24] refuses the token of a deleted user", async () => {
    await rig.authenticator.authenticate(token);
    await rig.stores.accounts.deleteUser(userId);
    rig.clock.nowMs += 5_000;
    await refused(token);
    const unseen = createAuthenticator({
      accounts: rig.stores.accounts,
      tokens: rig.tokens,
      nowMs: rig.nowMs,
    });
    await assert.rejects(unseen.authenticate(token));
  });

  it("[AC25] asks the database once for a thousand calls", async () => {
    const before = rig.authenticator.stats().lookups;
    for (let i = 0; i < 1_000; i += 1) await rig.authenticator.authenticate(token);
    assert.equal(rig.authenticator.stats().lookups - before, 1);
  });

  it("[AC25] does not remember what was read before a change", async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow: Pick<AccountStore, "findSession" | "findUser"> = {
      findSession: async (id) => {
        const session = await rig.stores.accounts.findSession(id);
        reached.resolve();
        await gate.promise;
        return session;
      },
      findUser: (id) => rig.stores.accounts.findUser(id),
    };
    const authenticator = createAuthenticator({ accounts: slow, tokens: rig.tokens, nowMs: rig.nowMs });
    const early = authenticator.authenticate(token);
    await reached.promise;
    await rig.stores.accounts.revokeSession(claims.sid, rig.clock.nowMs);
    authenticator.forgetSession(claims.sid);
    gate.resolve();
    await early;
    await assert.rejects(authenticator.authenticate(token));
  });

  it("[AC25] remembers a bounded number of sessions", async () => {
    const authenticator = createAuthenticator({
      accounts: rig.stores.accounts,
      tokens: rig.tokens,
      nowMs: rig.nowMs,
      maxRemembered: 3,
    });
    for (let i = 0; i < 6; i += 1) {
      const { access_token } = await rig.accounts.guest({}, DEVICE);
      await authenticator.authenticate(access_token);
    }
    assert.equal(authenticator.stats().sessions, 3);
  });
});

function without(value: object, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
