import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADMIN_COMMANDS } from "../../src/cli/adminCommands.ts";
import { loadConfig } from "../../src/config.ts";
import { createAccountStore } from "../../src/db/accountStore.ts";
import { openDatabase } from "../../src/db/dataSource.ts";
import { openEvents } from "../../src/db/events/openEvents.ts";
import { createAuditStore } from "../../src/db/operationsStore.ts";
import { AppError } from "../../src/errors.ts";
import { createPasswords } from "../../src/services/accounts/passwords.ts";
import { aUser } from "../helpers/stores.ts";
import { answered } from "../helpers/tracking.ts";

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe("npm run admin", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-admin-"));
    await inDatabase(async ({ accounts }) => void (await accounts.insertUser(aUser({ username: "alice" }))));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const admin = (args: readonly string[], input = "") => run(args, { env: { DATA_DIR: folder }, input });

  async function inDatabase<Result>(
    work: (stores: {
      accounts: ReturnType<typeof createAccountStore>;
      audit: ReturnType<typeof createAuditStore>;
    }) => Promise<Result>,
  ): Promise<Result> {
    const database = await openDatabase({ url: null, dataDir: folder, migrate: true });
    try {
      return await work({ accounts: createAccountStore(database), audit: createAuditStore(database) });
    } finally {
      await database.close();
    }
  }

  it("[AC30] promotes a user and notes it in the audit log", async () => {
    const { code, out } = await admin(["user", "promote", "Alice"]);
    assert.match(out, /alice is an admin now/);
    assert.equal(code, 0);
    await inDatabase(async ({ accounts, audit }) => {
      const user = await accounts.findUserByName("alice");
      assert.equal(user?.role, "admin");
      const [entry] = await audit.list({
        actorUserId: null,
        target: `user:${user?.id}`,
        beforeId: null,
        limit: 1,
      });
      assert.equal(entry?.action, "user.promote");
    });
  });

  it("[AC30] sets a password that is read from standard input", async () => {
    const { code, out } = await admin(["user", "password", "alice"], "a brand new password\n");
    assert.match(out, /The password of alice is set; 0 logins were ended/);
    assert.equal(code, 0);
    const user = await inDatabase(({ accounts }) => accounts.findUserByName("alice"));
    assert.equal(
      await (await createPasswords()).verify(user?.passwordHash ?? null, "a brand new password"),
      true,
    );
  });

  for (const [args, reason] of [
    [[], /^Management commands:\n( {2}npm run admin -- .*\n)+$/],
    [["toString"], /^Management commands:\n/],
    [["user", "promote", "nobody"], /^There is no user called nobody\.\n$/],
  ] as const) {
    it(`[AC31] exits with 1 and one message for: ${args.join(" ") || "nothing"}`, async () => {
      const { code, err } = await admin(args);
      assert.match(err, reason);
      assert.equal(code, 1);
    });
  }

  for (const [args, secret, reason] of [
    [["user"], "", /^Say user promote <name> or user password <name>\.$/],
    [["user", "promote"], "", /^Say user promote/],
    [["user", "demote", "alice"], "", /^Say user promote/],
    [["user", "password", "nobody"], "", /^There is no user called nobody\.$/],
    [["user", "password", "alice"], "short", /^A password has 8 to 128 characters\.$/],
    [["user", "password", "alice"], "", /^A password has 8 to 128 characters\.$/],
    [["key", "create", "--user", "alice"], "", /^Say key create/],
    [["key", "create", "--user", "alice", "--scope", "all"], "", /^Say key create/],
    [["key", "create", "--user", "nobody", "--scope", "read"], "", /^There is no user called nobody\.$/],
    [["key", "revoke", "99"], "", /^There is no key 99\.$/],
    [["deadletter", "bury"], "", /^Say deadletter list or deadletter retry\.$/],
  ] as const) {
    it(`[AC31] refuses ${args.join(" ")}${secret && " with a short password"}`, async () => {
      const [name = "", ...rest] = args;
      const context = {
        config: loadConfig({ DATA_DIR: folder }),
        args: rest,
        print: () => {},
        readSecret: async () => secret,
      };
      const refused = ADMIN_COMMANDS[name]?.run(context) ?? Promise.resolve(0);
      await assert.rejects(refused, (error) => error instanceof AppError && reason.test(error.message));
    });
  }

  /** What a command prints, run in this process. */
  async function printed(name: "key" | "deadletter", ...args: string[]): Promise<string> {
    const lines: string[] = [];
    const config = loadConfig({ DATA_DIR: folder });
    const print = (line: string) => void lines.push(line);
    assert.equal(await ADMIN_COMMANDS[name]!.run({ config, args, print, readSecret: async () => "" }), 0);
    return lines.join("\n");
  }

  it("[TG47] makes, lists and revokes keys, and shows a key's text once", async () => {
    const made = await printed("key", "create", "--user", "Alice", "--scope", "ingest");
    assert.match(made, /^atrium_[\w-]{43}\nThis is key 1 of Alice, scope ingest/);
    assert.match(await printed("key", "list"), /^1 {2}user 1 {2}ingest {2}made .* used never$/);
    assert.match(await printed("key", "revoke", "1"), /revoked/);
    assert.match(await printed("key", "list", "--user", "alice"), /revoked 20/);
  });

  it("[TG47] lists dead letters and reads them again", async () => {
    const store = await openEvents({
      ...{ databaseUrl: null, dataDir: folder },
      migrate: true,
      onError: assert.fail,
    });
    await answered(store, { session_id: "t", events: [{ event_type: "Bad" }] });
    await store.close();
    const listed = await printed("deadletter", "list");
    assert.match(listed, /owner 7 {2}session t {2}invalid {2}\/event_type: must be/);
    assert.match(listed, /^1 dead letter\.$/m);
    assert.equal(await printed("deadletter", "retry"), "Stored 0; 1 are still refused.");
  });

  it("[AC32] lists every mounted route with who may call it", async () => {
    const { code, out } = await admin(["routes"]);
    assert.equal(code, 0);
    assert.match(out, /^POST {3}\/api\/v1\/auth\/register +public +Make an account and sign in$/m);
    assert.match(out, /^GET {4}\/api\/v1\/users\/me +signed_in/m);
    assert.match(out, /^GET {4}\/metrics +public/m);
  });

  it("[AC33] opens a prompt with the stores in scope", async () => {
    const { code, out } = await admin(
      ["shell"],
      '(await accounts.findUserByName("ALICE")).username\n.exit\n',
    );
    assert.match(out, /In scope: config, database, accounts, spaces, audit/);
    assert.match(out, /'alice'/);
    assert.equal(code, 0);
  });
});

function run(
  args: readonly string[],
  { env, input }: { env: Record<string, string>; input: string },
): Promise<Outcome> {
  const child = spawn(process.execPath, ["src/cli/admin.ts", ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...env },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
