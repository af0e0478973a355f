/** What every audit, idempotency and settings store does. Run by test/db on each database. */
import assert from "node:assert/strict";
import {
  type ClaimRequest,
  IDEMPOTENCY_CLAIM_MS,
  IDEMPOTENCY_KEPT_MS,
  IDEMPOTENCY_MAX_BODY_BYTES,
  IDEMPOTENCY_MAX_KEYS,
  type StoredAnswer,
} from "../../src/services/operations/ports.ts";
import type { OpenStores } from "../helpers/stores.ts";

const NOW_MS = 1_700_000_000_000;
const ANSWER: StoredAnswer = {
  status: 201,
  headers: { Location: "/api/v1/spaces/7" },
  body: '{"id":7,"name":"Café"}',
};

export function operationsStoreContract(name: string, open: () => Promise<OpenStores>): void {
  describe(`operations store on ${name}`, () => {
    let stores: OpenStores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

    describe("audit log", () => auditContract(() => stores));
    describe("idempotency keys", () => idempotencyContract(() => stores));
    describe("idempotency keys over time", () => idempotencyTimesContract(() => stores));
    describe("settings", () => settingsContract(() => stores));
  });
}

function auditContract(opened: () => OpenStores): void {
  const audit = () => opened().audit;
  const everything = { actorUserId: null, target: null, beforeId: null, limit: 50 };

  it("[ST50] gives back entries newest first, by actor, by target, in pages", async () => {
    const kick = await audit().append({
      atMs: NOW_MS,
      actorUserId: 3,
      action: "user.kick",
      target: "user:9",
      detail: { why: "noise", n: 2 },
    });
    const drain = await audit().append({
      atMs: NOW_MS,
      actorUserId: null,
      action: "process.drain",
      target: "process:1",
      detail: {},
    });
    const ban = await audit().append({
      atMs: NOW_MS + 1,
      actorUserId: 3,
      action: "user.ban",
      target: "user:9",
      detail: {},
    });
    assert.deepEqual(await audit().list(everything), [ban, drain, kick]);
    assert.deepEqual(
      { ...kick, id: 0 },
      {
        id: 0,
        atMs: NOW_MS,
        actorUserId: 3,
        action: "user.kick",
        target: "user:9",
        detail: { why: "noise", n: 2 },
      },
    );
    assert.deepEqual(await audit().list({ ...everything, actorUserId: 3 }), [ban, kick]);
    assert.deepEqual(await audit().list({ ...everything, target: "process:1" }), [drain]);
    assert.deepEqual(await audit().list({ ...everything, limit: 1, beforeId: ban.id }), [drain]);
  });

  it("[ST51] takes an erased user out, as actor and as target", async () => {
    await audit().append({
      atMs: 1,
      actorUserId: 3,
      action: "user.ban",
      target: "user:9",
      detail: { name: "nine" },
    });
    await audit().append({
      atMs: 2,
      actorUserId: 9,
      action: "space.delete",
      target: "space:1",
      detail: { size: 4 },
    });
    const other = await audit().append({
      atMs: 3,
      actorUserId: 3,
      action: "user.ban",
      target: "user:99",
      detail: { name: "ninety-nine" },
    });
    assert.equal(await audit().eraseUser(9), 2);
    const [third, second, first] = await audit().list(everything);
    assert.deepEqual(third, other);
    assert.deepEqual([second?.actorUserId, second?.target, second?.detail], [null, "space:1", { size: 4 }]);
    assert.deepEqual([first?.actorUserId, first?.target, first?.detail], [3, "user:0", {}]);
    assert.equal(await audit().eraseUser(9), 0);
  });
}

function idempotencyContract(opened: () => OpenStores): void {
  const keys = () => opened().idempotency;

  it("[ST52] gives the answer of the first request to those that repeat it", async () => {
    assert.equal(await keys().claim(request()), "new");
    assert.equal(await keys().claim(request()), "in_progress");
    await keys().complete("k", "user:1", ANSWER);
    assert.deepEqual(await keys().claim(request()), ANSWER);
    await keys().complete("k", "user:1", { ...ANSWER, status: 500 });
    await keys().abandon("k", "user:1");
    assert.deepEqual(await keys().claim(request()), ANSWER);
  });

  it("[ST52] keeps an answer without a body, and none for a key that was never claimed", async () => {
    await keys().claim(request());
    await keys().complete("k", "user:1", { status: 204, headers: {}, body: null });
    assert.deepEqual(await keys().claim(request()), { status: 204, headers: {}, body: null });
    await keys().complete("other", "user:1", ANSWER);
    assert.equal(await keys().claim(request({ key: "other" })), "new");
  });

  it("[ST53] tells another request under the same key, and keeps callers apart", async () => {
    await keys().claim(request());
    assert.equal(await keys().claim(request({ fingerprint: "else" })), "mismatch");
    await keys().complete("k", "user:1", ANSWER);
    assert.equal(await keys().claim(request({ fingerprint: "else" })), "mismatch");
    assert.equal(await keys().claim(request({ callerId: "user:2", fingerprint: "else" })), "new");
    assert.equal(await keys().claim(request({ key: "K" })), "new");
  });

  it("[ST54] lets exactly one of 20 equal claims at once do the work", async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => keys().claim(request())));
    assert.equal(claims.filter((claim) => claim === "new").length, 1);
    assert.equal(claims.filter((claim) => claim === "in_progress").length, 19);
  });

  it("[ST55] frees a key whose work was given up", async () => {
    await keys().claim(request());
    await keys().abandon("k", "user:1");
    assert.equal(await keys().claim(request({ fingerprint: "else" })), "new");
  });
}

function idempotencyTimesContract(opened: () => OpenStores): void {
  const keys = () => opened().idempotency;

  it("[ST56] frees a claim that its process left open, after a minute, for the same request only", async () => {
    await keys().claim(request());
    const later = (ms: number, fingerprint = "f") =>
      keys().claim(request({ nowMs: NOW_MS + ms, fingerprint }));
    assert.equal(await later(IDEMPOTENCY_CLAIM_MS - 1), "in_progress");
    assert.equal(await later(IDEMPOTENCY_CLAIM_MS, "else"), "mismatch");
    assert.equal(await later(IDEMPOTENCY_CLAIM_MS), "new");
    assert.equal(await later(IDEMPOTENCY_CLAIM_MS + 1), "in_progress");
  });

  it("[ST57] honours a key for a day, swept or not", async () => {
    await keys().claim(request());
    await keys().complete("k", "user:1", ANSWER);
    const later = (ms: number) =>
      keys().claim(request({ nowMs: NOW_MS + ms, fingerprint: ms < IDEMPOTENCY_KEPT_MS ? "f" : "else" }));
    assert.deepEqual(await later(IDEMPOTENCY_KEPT_MS - 1), ANSWER);
    assert.equal(await later(IDEMPOTENCY_KEPT_MS), "new");
    await keys().claim(request({ key: "young", nowMs: NOW_MS + IDEMPOTENCY_KEPT_MS + 1 }));
    assert.equal(await keys().sweep(NOW_MS + 2 * IDEMPOTENCY_KEPT_MS), 1);
    assert.equal(await keys().sweep(NOW_MS + 2 * IDEMPOTENCY_KEPT_MS), 0);
  });

  it("[ST58] leaves out a body above the limit and counts it", async () => {
    const fits = "é".repeat(IDEMPOTENCY_MAX_BODY_BYTES / 2);
    await keys().claim(request({ key: "fits" }));
    await keys().complete("fits", "user:1", { ...ANSWER, body: fits });
    await keys().claim(request({ key: "large" }));
    await keys().complete("large", "user:1", { ...ANSWER, body: `${fits}.` });
    assert.deepEqual(await keys().claim(request({ key: "fits" })), { ...ANSWER, body: fits });
    assert.deepEqual(await keys().claim(request({ key: "large" })), { ...ANSWER, body: null });
    assert.equal(keys().stats().bodiesLeftOut, 1);
  });

  it("[ST59] forgets a caller's oldest keys above the maximum and counts them", async () => {
    const { database, idempotency } = opened();
    const values = Array.from(
      { length: IDEMPOTENCY_MAX_KEYS },
      (_, n) => `('user:1', 'k${n}', 'f', ${NOW_MS + n})`,
    );
    await database.source.query(
      `INSERT INTO idempotency_keys (caller_id, key, fingerprint, claimed_at_ms) VALUES ${values.join(", ")}`,
    );
    await idempotency.claim(request({ callerId: "user:2", key: "k0" }));
    const nowMs = NOW_MS + IDEMPOTENCY_MAX_KEYS;
    assert.equal(await idempotency.claim(request({ key: "one more", nowMs })), "new");
    assert.equal(idempotency.stats().evicted, 1);
    assert.equal(await idempotency.claim(request({ key: "k1", nowMs })), "in_progress");
    assert.equal(await idempotency.claim(request({ key: "k0", nowMs })), "new");
    assert.equal(await idempotency.claim(request({ callerId: "user:2", key: "k0" })), "in_progress");
  });

  it("[ST51] erases all keys of a caller", async () => {
    await keys().claim(request());
    await keys().claim(request({ key: "k2" }));
    await keys().claim(request({ callerId: "user:2" }));
    assert.equal(await keys().eraseCaller("user:1"), 2);
    assert.equal(await keys().claim(request()), "new");
    assert.equal(await keys().claim(request({ callerId: "user:2" })), "in_progress");
  });
}

function settingsContract(opened: () => OpenStores): void {
  const settings = () => opened().settings;

  it("[ST60] keeps, replaces and deletes small strings by name", async () => {
    assert.equal(await settings().get("demo"), null);
    await settings().set("demo", "seeded");
    await settings().set("Demo", "another");
    await settings().set("demo", "seeded 🌱");
    assert.equal(await settings().get("demo"), "seeded 🌱");
    assert.equal(await settings().delete("demo"), true);
    assert.equal(await settings().delete("demo"), false);
    assert.equal(await settings().get("Demo"), "another");
  });

  it("[ST61] lets exactly one of 10 callers at once set a name once", async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => settings().setOnce("mark", `${n}`)),
    );
    assert.equal(results.filter(Boolean).length, 1);
    assert.equal(await settings().get("mark"), `${results.indexOf(true)}`);
  });
}

function request(changes: Partial<ClaimRequest> = {}): ClaimRequest {
  return { key: "k", callerId: "user:1", fingerprint: "f", nowMs: NOW_MS, ...changes };
}
