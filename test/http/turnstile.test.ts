import assert from "node:assert/strict";
import { createServer } from "node:http";
import { guardServer } from "../../src/http/guard.ts";
import { Turnstile } from "../../src/http/turnstile.ts";
import { type AccountsRig, createAccountsRig } from "../helpers/accountsRig.ts";
import { clientOf, type Edge, edgeDeps } from "../helpers/edge.ts";

/** A turnstile under a clock that only the work of those who pass moves, and whose turns come when they are told to. */
function turnstile({
  budgetMs = 10,
  perTurn = 100,
  maxWaiting = 100,
  workMs = 5,
  share = 0,
  mostMs = 10,
} = {}) {
  const turns: (() => void)[] = [];
  let atMs = 0;
  const stile = new Turnstile({
    ...{ budgetMs, perTurn, maxWaiting, share, mostMs, nowMs: () => atMs },
    later: (next) => void turns.push(next),
    whenDone(next) {
      atMs += workMs;
      next();
    },
  });
  const passed: string[] = [];
  const pass = (who: string, goesOn = false) =>
    stile.pass(goesOn).then((may) => passed.push(may ? who : `not ${who}`));
  /** Ends one turn of the event loop, in which all else took `othersMs`; false if nothing waits for the next one. */
  const turn = async (othersMs = 0) => {
    atMs += othersMs;
    const [next] = turns.splice(0, 1);
    assert.equal(turns.length, 0);
    next?.();
    await new Promise(setImmediate);
    return next !== undefined;
  };
  return { stile, passed, pass, turn };
}

describe("http/turnstile", () => {
  it("[JN10] lets pass whom a turn has time for, in the order in which they came", async () => {
    const { stile, passed, pass, turn } = turnstile();
    for (const who of "abcdef") void pass(who);
    await new Promise(setImmediate);
    assert.deepEqual(passed, ["a"]);
    await turn();
    assert.deepEqual(passed, ["a", "b", "c"]);
    assert.equal(stile.waiting, 3);
    void pass("g");
    await turn();
    await turn();
    assert.deepEqual(passed, [..."abcdefg"]);
    assert.equal(stile.waiting, 0);
  });

  it("[JN10] lets one pass in each turn, however long each takes, and no more than so many, however short", async () => {
    const slow = turnstile({ workMs: 1_000 });
    for (const who of "abc") void slow.pass(who);
    await slow.turn();
    assert.deepEqual(slow.passed, ["a", "b"]);
    const quick = turnstile({ workMs: 0, perTurn: 3 });
    for (const who of "abcdefg") void quick.pass(who);
    await quick.turn();
    assert.deepEqual(quick.passed, [..."abcd"]);
  });

  it("[JN10] gives a share of the time that all else takes to those who wait, up to so much", async () => {
    const { passed, pass, turn } = turnstile({ share: 0.5, mostMs: 30 });
    for (let count = 0; count < 20; count += 1) void pass("x");
    const passedIn = async (othersMs: number) => {
      const before = passed.length;
      await turn(othersMs);
      return passed.length - before;
    };
    await new Promise(setImmediate);
    assert.equal(await passedIn(1_000), 2, "the first of all: nothing is known of the others");
    assert.equal(await passedIn(0), 2);
    assert.equal(await passedIn(40), 4);
    assert.equal(await passedIn(1_000), 6);
  });

  it("[JN10] has those who were given a seat pass before newcomers", async () => {
    const { passed, pass, turn } = turnstile();
    for (const who of "abcd") void pass(who);
    void pass("X", true);
    void pass("Y", true);
    await turn();
    assert.deepEqual(passed, ["a", "X", "Y"]);
    await turn();
    assert.deepEqual(passed, ["a", "X", "Y", "b", "c"]);
  });

  it("[JN10] makes nobody wait who comes alone, and rests when nobody comes", async () => {
    const { passed, pass, turn } = turnstile();
    await pass("a");
    assert.ok(await turn());
    assert.ok(!(await turn()), "it rests");
    await pass("b");
    assert.deepEqual(passed, ["a", "b"]);
  });

  it("[JN10] turns away and counts whom it has no room for, and takes others once it has", async () => {
    const { stile, passed, pass, turn } = turnstile({ maxWaiting: 3 });
    for (const who of "abcdef") void pass(who, who === "f");
    await new Promise(setImmediate);
    assert.deepEqual(passed, ["a", "not e", "not f"]);
    assert.equal(stile.refused, 2);
    await turn();
    void pass("g");
    await turn();
    await turn();
    assert.deepEqual(passed.slice(3), ["b", "c", "d", "g"]);
  });

  it("[JN10] waits for all that one does at once before it lets the next one pass", async () => {
    const turns: (() => void)[] = [];
    const stile = new Turnstile({
      ...{ budgetMs: 1e9, perTurn: 3, maxWaiting: 9, later: (next: () => void) => void turns.push(next) },
    });
    const done: string[] = [];
    const works = async (who: string) => {
      await stile.pass();
      for (let step = 1; step <= 30; step += 1) await Promise.resolve();
      done.push(who);
    };
    const seen: string[] = [];
    const looks = async () => {
      await stile.pass();
      seen.push(...done);
    };
    const all = [works("a"), works("b"), looks()];
    await all[0];
    turns.shift()?.();
    await Promise.all(all);
    assert.deepEqual(seen, ["a", "b"]);
  });
});

describe("http/turnstile at the port", () => {
  const admitted: string[] = [];
  let turnstile: Pick<Turnstile, "pass">;
  let rig: AccountsRig;
  let edge: Pick<Edge, "url" | "call" | "raw" | "server">;
  let logged: ReturnType<typeof edgeDeps>["logged"];

  before(async () => {
    rig = await createAccountsRig();
    const deps = edgeDeps(rig);
    logged = deps.logged;
    const server = createServer((req, res) => {
      admitted.push(req.url ?? "");
      res.end("{}");
    });
    server.on("upgrade", (req, socket) => {
      admitted.push(req.url ?? "");
      socket.end();
    });
    guardServer(server, {
      ...deps,
      matchmakingLimit: { take: async () => ({ allowed: true }), giveBack: async () => {} } as never,
      turnstile: { pass: () => turnstile.pass() },
      draining: () => false,
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    edge = clientOf(server);
  });
  beforeEach(() => void admitted.splice(0));
  after(async () => {
    edge.server.closeAllConnections();
    await new Promise((resolve) => edge.server.close(resolve));
    await rig.close();
  });

  const join = (number: number) => edge.call("POST", `/matchmake/joinOrCreate/r${number}`, { body: {} });
  const upgrade = () =>
    edge.raw("GET /p/room HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

  it("[JN10] has calls and upgrades wait their turn", async () => {
    turnstile = new Turnstile({ budgetMs: 1, perTurn: 1, maxWaiting: 100 });
    await Promise.all([...Array.from({ length: 8 }, (_, number) => join(number)), upgrade()]);
    assert.equal(new Set(admitted).size, 9);
  });

  it("[JN10] refuses calls and upgrades there is no room for with 503, and no other request", async () => {
    turnstile = { pass: async () => false };
    const { status, body, headers } = await join(1);
    assert.deepEqual([status, body.code, headers.get("retry-after")], [503, 503, "1"]);
    assert.match(await upgrade(), /^HTTP\/1.1 503 /);
    assert.equal((await edge.call("GET", "/other")).status, 200);
    assert.deepEqual(admitted, ["/other"]);
  });

  it("[JN10] forgets whoever gave up while they waited", async () => {
    const turn = Promise.withResolvers<boolean>();
    const came = Promise.withResolvers<void>();
    turnstile = {
      pass() {
        came.resolve();
        return turn.promise;
      },
    };
    const given = new AbortController();
    const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
    const waiting = fetch(`${edge.url}/matchmake/joinOrCreate/r1`, { ...request, signal: given.signal });
    await came.promise;
    given.abort();
    await assert.rejects(waiting, /abort/i);
    while (!logged.some(({ fields }) => fields.status === 499)) await new Promise(setImmediate);
    turn.resolve(true);
    turnstile = new Turnstile({ budgetMs: 1, perTurn: 1, maxWaiting: 1 });
    assert.equal((await join(2)).status, 200);
    assert.deepEqual(admitted, ["/matchmake/joinOrCreate/r2"]);
  });
});
