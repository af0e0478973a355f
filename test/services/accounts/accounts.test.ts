import assert from "node:assert/strict";
import { AppError } from "../../../src/errors.ts";
import type { SessionView } from "../../../src/protocol/accounts.ts";
import { ensureAdmin, promote, setPassword } from "../../../src/services/accounts/admins.ts";
import type { Holding } from "../../../src/services/accounts/departures.ts";
import { createPasswords } from "../../../src/services/accounts/passwords.ts";
import { type AccountsRig, createAccountsRig, DEVICE } from "../../helpers/accountsRig.ts";

const PASSWORD = "correct horse battery";
const MINUTE_MS = 60_000;

const withCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

describe("services/accounts", () => {
  let rig: AccountsRig;
  const held: string[] = [];
  /** The hashes that passwords were held against. */
  const verified: (string | null)[] = [];
  let failing = false;
  const holding: Holding = {
    name: "things",
    exportUser: async (userId) => ({ of: userId }),
    eraseUser: async (userId) => {
      if (failing) throw new Error("not now");
      held.push(`erased ${userId} after ${rig.changes.at(-1)?.kind}`);
    },
  };
  beforeEach(async () => {
    held.length = 0;
    verified.length = 0;
    failing = false;
    rig = await createAccountsRig([holding], (passwords) => ({
      ...passwords,
      verify(hash, password) {
        verified.push(hash);
        return passwords.verify(hash, password);
      },
    }));
  });
  afterEach(() => rig.close());

  const register = (username: string) => rig.accounts.register({ username, password: PASSWORD }, DEVICE);
  const login = (username: string, password: string, address = DEVICE.address) =>
    rig.accounts.login({ username, password }, { ...DEVICE, address });
  const callerOf = (session: SessionView) => rig.authenticator.authenticate(session.access_token);

  it("[AC2] lets exactly one of many registrations of a name succeed", async () => {
    const names = ["same", "SAME", "Same", "sAme", "samE"];
    const results = await Promise.allSettled(names.map(register));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results)
      if (result.status === "rejected") assert.ok(withCode("conflict")(result.reason));
  });

  it("[AC6] refuses an account from one address after ten failures, for 15 minutes", async () => {
    await register("alice");
    for (let i = 0; i < 10; i += 1)
      await assert.rejects(login("alice", "wrong"), withCode("unauthenticated"));
    rig.clock.nowMs += MINUTE_MS;
    await assert.rejects(login("ALICE", PASSWORD), (error: AppError) => {
      assert.deepEqual([error.code, error.retryAfterSeconds], ["rate_limited", 14 * 60]);
      return true;
    });
    await login("alice", PASSWORD, "198.51.100.9");
    await register("bob");
    await login("bob", PASSWORD);
    rig.clock.nowMs += 14 * MINUTE_MS;
    await login("alice", PASSWORD);
  });

  it("[AC6] does not count logins that succeed, and does not let many at once slip through", async () => {
    await register("carol");
    for (let i = 0; i < 15; i += 1) await login("carol", PASSWORD);
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => login("carol", "wrong")));
    const tried = results.filter(
      (result) => result.status === "rejected" && withCode("unauthenticated")(result.reason),
    );
    assert.equal(tried.length, 10);
  });

  it("[AC6] refuses an address after a hundred failures, whatever the names", async () => {
    await register("dora");
    for (let i = 0; i < 100; i += 1)
      await assert.rejects(login(`name${i}`, "wrong"), withCode("unauthenticated"));
    await assert.rejects(login("dora", PASSWORD), withCode("rate_limited"));
    await login("dora", PASSWORD, "198.51.100.9");
  });

  it("[AC5] spends a hash on unknown names and on accounts without a password too", async () => {
    const guest = await rig.accounts.guest({}, DEVICE);
    await assert.rejects(login(guest.user.username, ""), withCode("unauthenticated"));
    await assert.rejects(login(guest.user.username, "nobody has this password"), withCode("unauthenticated"));
    const passwords = await createPasswords({ atOnce: 1, maxWaiting: 0, memoryKib: 1_024 });
    const [first, second] = await Promise.allSettled([
      passwords.verify(null, "a"),
      passwords.verify(null, "b"),
    ]);
    assert.deepEqual([first?.status, second?.status], ["fulfilled", "rejected"]);
    verified.length = 0;
    await assert.rejects(login("nobody-at-all", "wrong"), withCode("unauthenticated"));
    await assert.rejects(login(guest.user.username, "wrong"), withCode("unauthenticated"));
    assert.deepEqual(verified, [null, null]);
  });

  it("[AC7] stores argon2id hashes with the parameters that OWASP names", async () => {
    const passwords = await createPasswords();
    const hash = await passwords.hash(PASSWORD);
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    assert.equal(await passwords.verify(hash, PASSWORD), true);
    assert.equal(await passwords.verify(hash, `${PASSWORD} `), false);
    assert.equal(await passwords.verify(await passwords.hash("pa\u0308ssword"), "p\u00e4ssword"), true);
  });

  it("[AC7] hashes a few at a time, keeps a bounded queue and refuses beyond it", async () => {
    const passwords = await createPasswords({ atOnce: 1, maxWaiting: 2, memoryKib: 1_024 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash(PASSWORD)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"],
    );
    assert.deepEqual(passwords.stats(), { waiting: 0, refused: 2 });
    await passwords.hash(PASSWORD);
  });

  it("[AC9] gives exactly one of two refreshes at once new tokens, and ends the family", async () => {
    const session = await register("erin");
    const results = await Promise.allSettled([1, 2].map(() => rig.accounts.refresh(session.refresh_token)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    await assert.rejects(callerOf(session), withCode("unauthenticated"));
    assert.deepEqual(
      rig.changes.map(({ kind }) => kind),
      ["signed_out"],
    );
  });

  it("[AC10] does not end a family for a token that was made up", async () => {
    const session = await register("frank");
    const [sid = "", secret = "", seal = ""] = session.refresh_token.split(".");
    const other = (await register("gina")).refresh_token.split(".");
    for (const made of [
      "",
      "nonsense",
      `${sid}.${"x".repeat(32)}.${seal}`,
      `${sid}.${secret}.${"x".repeat(22)}`,
      `${sid}.${other[1]}.${other[2]}`,
      `${session.refresh_token}x`,
    ])
      await assert.rejects(rig.accounts.refresh(made), withCode("unauthenticated"));
    await rig.accounts.refresh(session.refresh_token);
  });

  it("[AC10] refuses a refresh token after its days, and keeps none in the clear", async () => {
    const session = await register("heidi");
    const [row] = await rig.stores.accounts.listSessions(session.user.id);
    assert.match(row?.refreshHash ?? "", /^[0-9a-f]{64}$/);
    assert.ok(!JSON.stringify(row).includes(session.refresh_token));
    rig.clock.nowMs += 30 * 24 * 60 * MINUTE_MS;
    await assert.rejects(rig.accounts.refresh(session.refresh_token), withCode("unauthenticated"));
  });

  it("[AC17] tells the listener of ended logins, profiles and departures", async () => {
    const session = await register("ivan");
    const other = await login("ivan", PASSWORD);
    const caller = await callerOf(other);
    const { userId } = caller;
    await rig.accounts.changeProfile(caller, { look: "cat" });
    await rig.accounts.changePassword(caller, {
      currentPassword: PASSWORD,
      newPassword: "another one",
      address: "",
    });
    await rig.accounts.erase(caller);
    const first = (await rig.tokens.readAccess(session.access_token))?.sessionId ?? "";
    assert.deepEqual(rig.changes, [
      { kind: "profile", userId, displayName: "ivan", look: "cat" },
      { kind: "signed_out", userId, sessionIds: [first] },
      { kind: "erased", userId },
    ]);
  });

  it("[AC16] exports every holding, and erases them after the rooms let go and before the account", async () => {
    const caller = await callerOf(await register("judy"));
    const everything = await rig.accounts.exportEverything(caller);
    assert.deepEqual(everything.things, { of: caller.userId });
    await rig.accounts.erase(caller);
    assert.deepEqual(held, [`erased ${caller.userId} after erased`]);
    assert.deepEqual(await rig.stores.accounts.listSessions(caller.userId), []);
  });

  it("[AC16] leaves an account that can ask again when erasing fails half-way", async () => {
    const session = await register("kate");
    failing = true;
    await assert.rejects(rig.accounts.erase(await callerOf(session)), /not now/);
    failing = false;
    await rig.accounts.erase(await callerOf(session));
    await assert.rejects(callerOf(session), withCode("unauthenticated"));
  });

  it("[AC16] lets nobody act as a user who is being erased", async () => {
    const session = await register("leo");
    const caller = await callerOf(session);
    const erasing = rig.accounts.erase(caller);
    await assert.rejects(callerOf(session), withCode("unauthenticated"));
    await erasing;
  });

  it("[AC18] makes the first admin once, and takes no account over", async () => {
    const deps = { store: rig.stores.accounts, passwords: rig.passwords, nowMs: rig.nowMs };
    const admin = { username: "chief", password: PASSWORD };
    assert.equal(await rig.stores.accounts.hasAdmin(), false);
    assert.equal(await ensureAdmin(deps, admin), "made");
    assert.equal(await ensureAdmin(deps, { ...admin, password: "another password" }), "kept");
    assert.equal((await login("chief", PASSWORD)).user.role, "admin");
    await register("mallory");
    assert.equal(await ensureAdmin(deps, { ...admin, username: "Mallory" }), "taken");
    assert.equal((await login("mallory", PASSWORD)).user.role, "user");
    await assert.rejects(ensureAdmin(deps, { ...admin, username: "a b" }), withCode("invalid"));
    await assert.rejects(ensureAdmin(deps, { username: "other", password: "short" }), withCode("invalid"));
  });

  it("[AC18] promotes and sets passwords for the command line", async () => {
    const deps = { store: rig.stores.accounts, passwords: rig.passwords, nowMs: rig.nowMs };
    await register("nina");
    assert.equal((await promote(deps, "NINA")).role, "admin");
    assert.equal(await setPassword(deps, "nina", "another password"), 1);
    await login("nina", "another password");
    const guest = await rig.accounts.guest({}, DEVICE);
    await assert.rejects(promote(deps, guest.user.username), withCode("conflict"));
    await assert.rejects(setPassword(deps, guest.user.username, PASSWORD), withCode("conflict"));
    await assert.rejects(promote(deps, "nobody"), withCode("not_found"));
    await assert.rejects(setPassword(deps, "nina", "short"), withCode("invalid"));
  });
});
