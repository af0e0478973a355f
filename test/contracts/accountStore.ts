/** What every account store does. Run by test/db on each database. */
import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import type { AccountStore } from "../../src/services/accounts/ports.ts";
import { aLogin, aSpace, aUser, type OpenStores } from "../helpers/stores.ts";

const DAY_MS = 24 * 3600 * 1000;

export function accountStoreContract(name: string, open: () => Promise<OpenStores>): void {
  describe(`account store on ${name}`, () => {
    let stores: OpenStores;
    let accounts: AccountStore;
    beforeEach(async () => {
      stores = await open();
      accounts = stores.accounts;
    });
    afterEach(() => stores.close());

    describe("users", () => usersContract(() => stores));
    describe("login sessions", () => sessionsContract(() => stores));

    it("[ST13] deletes an account with its sessions and memberships, and no others", async () => {
      const gone = await insert(accounts, "gone");
      const stays = await insert(accounts, "stays");
      const space = await stores.spaces.insertSpace(aSpace({ ownerId: stays.id }));
      await stores.spaces.putMember({
        spaceId: space.id,
        userId: gone.id,
        role: "member",
        sinceMs: 1,
        bannedUntilMs: null,
      });
      await accounts.insertSession(aLogin({ id: "s1", userId: gone.id }));
      await accounts.insertSession(aLogin({ id: "s2", userId: stays.id }));
      assert.equal(await accounts.deleteUser(gone.id), true);
      assert.equal(await accounts.findUser(gone.id), null);
      assert.equal(await accounts.findSession("s1"), null);
      assert.equal(await stores.spaces.findMember(space.id, gone.id), null);
      assert.ok(await accounts.findSession("s2"));
      assert.ok(await stores.spaces.findMember(space.id, stays.id));
      assert.equal(await accounts.deleteUser(gone.id), false);
    });

    it("[ST14] never gives a deleted account's id again", async () => {
      const first = await insert(accounts, "first");
      await accounts.deleteUser(first.id);
      assert.ok((await insert(accounts, "second")).id > first.id);
    });
  });
}

function usersContract(opened: () => OpenStores): void {
  const accounts = () => opened().accounts;

  it("[ST10] gives back a user as it was stored, with an id", async () => {
    const user = aUser({
      username: "Ada",
      displayName: "Ada Łovelace 🦊",
      bio: "a\nb",
      email: "ada@example.org",
      role: "admin",
      passwordHash: "$argon2id$x",
    });
    const stored = await accounts().insertUser(user);
    assert.ok(stored);
    assert.deepEqual(stored, { ...user, id: stored.id });
    assert.equal(typeof stored.createdAtMs, "number");
    assert.deepEqual(await accounts().findUser(stored.id), stored);
    const guest = await accounts().insertUser(aUser({ role: "guest" }));
    assert.equal(guest?.email, null);
    assert.equal(guest?.passwordHash, null);
    assert.equal(await accounts().findUser(999_999), null);
    assert.equal(await accounts().findUser(2 ** 40), null);
  });

  it("[ST11] holds a username unique without case and finds it without case", async () => {
    const ada = await insert(accounts(), "Ada.L");
    assert.equal(await accounts().insertUser(aUser({ username: "aDA.l" })), null);
    assert.deepEqual(await accounts().findUserByName("ADA.L"), ada);
    assert.equal(await accounts().findUserByName("AdaXL"), null);
    assert.equal(await accounts().findUserByName("Ada"), null);
  });

  it("[ST11] lets exactly one of 20 inserts of one username at once win", async () => {
    const tries = Array.from({ length: 20 }, (_, n) =>
      aUser({ username: n % 2 ? "Twin" : "tWIN", bio: `${n}` }),
    );
    const results = await Promise.all(tries.map((user) => accounts().insertUser(user)));
    const winners = results.filter((user) => user !== null);
    assert.equal(winners.length, 1);
    assert.deepEqual(await accounts().findUserByName("twin"), winners[0]);
  });

  it("[ST12] searches username and display name without case, in pages by id", async () => {
    const a = await insert(accounts(), "Anna");
    const b = await insert(accounts(), "bob", { displayName: "Hannah" });
    const c = await insert(accounts(), "HANNES", { displayName: "ÉMILE" });
    await insert(accounts(), "zoe");
    const search = async (q: string, afterId = 0, limit = 50) =>
      (await accounts().searchUsers({ q, afterId, limit })).map(({ id }) => id);
    assert.deepEqual(await search("ANN"), [a.id, b.id, c.id]);
    assert.deepEqual(await search("ann", 0, 2), [a.id, b.id]);
    assert.deepEqual(await search("ann", b.id), [c.id]);
    assert.deepEqual(await search("émile"), [c.id]);
    assert.deepEqual(await search("é"), [c.id]);
    assert.deepEqual(await search("ann", 999_999_999_999_999), []);
  });

  it("[ST12] takes wildcards and the escape sign in a search for what they are", async () => {
    const percent = await insert(accounts(), "a100%");
    const under = await insert(accounts(), "b_c");
    const slash = await insert(accounts(), "plain", { displayName: "back\\slash" });
    const search = async (q: string) =>
      (await accounts().searchUsers({ q, afterId: 0, limit: 50 })).map(({ id }) => id);
    assert.deepEqual(await search("%"), [percent.id]);
    assert.deepEqual(await search("_"), [under.id]);
    assert.deepEqual(await search("\\"), [slash.id]);
    assert.deepEqual(await search("'; DROP TABLE users; --"), []);
  });

  it("[ST21] knows whether there is an admin", async () => {
    const ada = await insert(accounts(), "ada");
    await insert(accounts(), "guest", { role: "guest" });
    assert.equal(await accounts().hasAdmin(), false);
    await accounts().updateUser(ada.id, { role: "admin" });
    assert.equal(await accounts().hasAdmin(), true);
    await accounts().deleteUser(ada.id);
    assert.equal(await accounts().hasAdmin(), false);
  });

  it("[ST15] changes what a patch names and nothing else", async () => {
    const ada = await insert(accounts(), "ada", { email: "ada@example.org" });
    const changed = await accounts().updateUser(ada.id, {
      displayName: "Countess",
      email: null,
      role: "admin",
    });
    assert.deepEqual(changed, { ...ada, displayName: "Countess", email: null, role: "admin" });
    assert.deepEqual(await accounts().findUser(ada.id), changed);
    assert.equal((await accounts().searchUsers({ q: "COUNT", afterId: 0, limit: 5 })).length, 1);
    assert.deepEqual(await accounts().updateUser(ada.id, {}), changed);
    assert.deepEqual(await accounts().updateUser(ada.id, { bio: undefined }), changed);
    assert.equal(await accounts().updateUser(999_999, { bio: "x" }), null);
  });
}

function sessionsContract(opened: () => OpenStores): void {
  const accounts = () => opened().accounts;

  it("[ST16] gives back a session as it was stored, and a user's by age", async () => {
    const { id: userId } = await insert(accounts(), "ada");
    const younger = aLogin({ id: "a-younger", userId, createdAtMs: 2_000_000_000_000 });
    const older = aLogin({ id: "b-older", userId, revokedAtMs: 1_700_000_000_555 });
    for (const session of [younger, older]) await accounts().insertSession(session);
    assert.deepEqual(await accounts().findSession("a-younger"), younger);
    assert.deepEqual(await accounts().listSessions(userId), [older, younger]);
    assert.deepEqual(await accounts().listSessions(999_999), []);
    assert.equal(await accounts().findSession("none"), null);
  });

  it("[ST17] refuses a session for an account that is gone as not_found", async () => {
    await assert.rejects(accounts().insertSession(aLogin({ id: "s", userId: 999_999 })), isCode("not_found"));
  });

  it("[ST18] rotates only the working token of a live session", async () => {
    const { id: userId } = await insert(accounts(), "ada");
    await accounts().insertSession(aLogin({ id: "s", userId, refreshHash: "h1" }));
    const change = { fromHash: "h1", toHash: "h2", nowMs: 1_700_000_001_000, expiresAtMs: 1_700_100_000_000 };
    assert.equal(await accounts().rotateSession("s", change), true);
    const rotated = await accounts().findSession("s");
    assert.equal(rotated?.refreshHash, "h2");
    assert.equal(rotated?.lastUsedAtMs, change.nowMs);
    assert.equal(rotated?.expiresAtMs, change.expiresAtMs);
    assert.equal(await accounts().rotateSession("s", change), false);
    assert.equal(await accounts().rotateSession("none", change), false);
    await accounts().revokeSession("s", 5);
    assert.equal(await accounts().rotateSession("s", { ...change, fromHash: "h2", toHash: "h3" }), false);
  });

  it("[ST18] lets exactly one of 10 rotations of the same token at once win", async () => {
    const { id: userId } = await insert(accounts(), "ada");
    await accounts().insertSession(aLogin({ id: "s", userId, refreshHash: "h" }));
    const rotate = (n: number) =>
      accounts().rotateSession("s", { fromHash: "h", toHash: `h${n}`, nowMs: n, expiresAtMs: n });
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => rotate(n)));
    assert.equal(results.filter(Boolean).length, 1);
    assert.equal((await accounts().findSession("s"))?.refreshHash, `h${results.indexOf(true)}`);
  });

  it("[ST19] revokes one session once, and all of a user's but one", async () => {
    const { id: userId } = await insert(accounts(), "ada");
    const { id: otherId } = await insert(accounts(), "bob");
    for (const id of ["s1", "s2", "s3", "s4"]) await accounts().insertSession(aLogin({ id, userId }));
    await accounts().insertSession(aLogin({ id: "bobs", userId: otherId }));
    assert.equal(await accounts().revokeSession("s1", 77), true);
    assert.equal(await accounts().revokeSession("s1", 88), false);
    assert.equal(await accounts().revokeSession("none", 88), false);
    assert.equal((await accounts().findSession("s1"))?.revokedAtMs, 77);
    assert.deepEqual((await accounts().revokeSessions(userId, 99, "s2")).sort(), ["s3", "s4"]);
    assert.equal((await accounts().findSession("s2"))?.revokedAtMs, null);
    assert.deepEqual(await accounts().revokeSessions(userId, 100, null), ["s2"]);
    assert.equal((await accounts().findSession("bobs"))?.revokedAtMs, null);
  });

  it("[ST20] sweeps sessions that expired or were revoked before a time", async () => {
    const { id: userId } = await insert(accounts(), "ada");
    const nowMs = 1_700_000_000_000;
    await accounts().insertSession(aLogin({ id: "live", userId, expiresAtMs: nowMs + DAY_MS }));
    await accounts().insertSession(aLogin({ id: "edge", userId, expiresAtMs: nowMs }));
    await accounts().insertSession(aLogin({ id: "expired", userId, expiresAtMs: nowMs - 1 }));
    await accounts().insertSession(
      aLogin({ id: "revoked", userId, expiresAtMs: nowMs + DAY_MS, revokedAtMs: nowMs - 1 }),
    );
    assert.equal(await accounts().sweepSessions(nowMs), 2);
    assert.deepEqual(
      (await accounts().listSessions(userId)).map(({ id }) => id),
      ["edge", "live"],
    );
  });
}

async function insert(accounts: AccountStore, username: string, changes: Parameters<typeof aUser>[0] = {}) {
  const user = await accounts.insertUser(aUser({ username, ...changes }));
  assert.ok(user);
  return user;
}

function isCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code;
}
