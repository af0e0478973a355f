/** What the management commands do. Each returns the process's exit code. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start as startRepl } from "node:repl";
import type { Config } from "../config.ts";
import { createAccountStore } from "../db/accountStore.ts";
import { type Database, openDatabase } from "../db/dataSource.ts";
import { createAuditStore } from "../db/operationsStore.ts";
import { createSpaceStore } from "../db/spaceStore.ts";
import { AppError } from "../errors.ts";
import { pathsOf } from "../http/mount.ts";
import { promote, setPassword } from "../services/accounts/admins.ts";
import { createPasswords } from "../services/accounts/passwords.ts";
import { deadLetter, key } from "./trackingCommands.ts";

export interface AdminCommandContext {
  readonly config: Config;
  /** Positional arguments after the command. */
  readonly args: readonly string[];
  readonly print: (line: string) => void;
  /** A line that does not show while it is typed; from a pipe, its first line. */
  readonly readSecret: (prompt: string) => Promise<string>;
}

export type AdminCommand = (context: AdminCommandContext) => Promise<number>;

/** By name; `usage` is what follows `npm run admin --`. */
export const ADMIN_COMMANDS: Readonly<
  Record<string, { readonly usage: string; readonly run: AdminCommand }>
> = {
  user: { usage: "user promote <name> | user password <name>", run: user },
  routes: { usage: "routes", run: routes },
  shell: { usage: "shell", run: shell },
  key: {
    usage: "key create --user <name> --scope ingest|read | key list [--user <name>] | key revoke <id>",
    run: (context) => withDatabase(context.config, (database) => key(context, database)),
  },
  deadletter: { usage: "deadletter list | deadletter retry", run: deadLetter },
};

async function user(context: AdminCommandContext): Promise<number> {
  const [verb, name] = context.args;
  if ((verb !== "promote" && verb !== "password") || name === undefined)
    throw new AppError("invalid", "Say user promote <name> or user password <name>.");
  return withDatabase(context.config, async (database) => {
    const store = createAccountStore(database);
    const audit = createAuditStore(database);
    const noted = async (action: string, userId: number) =>
      void (await audit.append({
        atMs: Date.now(),
        actorUserId: null,
        action,
        target: `user:${userId}`,
        detail: {},
      }));
    if (verb === "promote") {
      const promoted = await promote({ store }, name);
      await noted("user.promote", promoted.id);
      context.print(`${promoted.username} is an admin now; a running server knows within five seconds.`);
      return 0;
    }
    const present = await store.findUserByName(name);
    if (!present) throw new AppError("not_found", `There is no user called ${name}.`);
    const password = await context.readSecret(`New password of ${present.username}: `);
    const passwords = await createPasswords();
    const ended = await setPassword({ store, passwords, nowMs: Date.now }, name, password);
    await noted("user.password", present.id);
    context.print(`The password of ${present.username} is set; ${ended} logins were ended.`);
    return 0;
  });
}

/** Starts the product on an empty folder and any free port, and asks it: what is printed is what is mounted. */
async function routes(context: AdminCommandContext): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "atrium-routes-"));
  const environment = {
    DATA_DIR: folder,
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: "silent",
    SEED_DEMO: "off",
  };
  try {
    // The whole product is loaded only for this command.
    const { startApp } = await import("../app.config.ts");
    const app = await startApp({}, environment);
    const lines = app.routes.flatMap((route) =>
      pathsOf(route).map(
        (path) => `${route.method.padEnd(7)}${path.padEnd(48)}${route.access.padEnd(11)}${route.summary}`,
      ),
    );
    await app.close();
    for (const line of lines.sort((a, b) => (a.slice(7) < b.slice(7) ? -1 : 1))) context.print(line);
    return 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A prompt with the stores in scope. */
async function shell(context: AdminCommandContext): Promise<number> {
  return withDatabase(context.config, async (database) => {
    const scope = {
      config: context.config,
      database,
      accounts: createAccountStore(database),
      spaces: createSpaceStore(database),
      audit: createAuditStore(database),
    };
    context.print(`In scope: ${Object.keys(scope).join(", ")}. await works; .exit ends.`);
    const prompt = startRepl({ prompt: "atrium> ", useGlobal: false });
    Object.assign(prompt.context, scope);
    await new Promise<void>((resolve) => prompt.once("exit", resolve));
    return 0;
  });
}

async function withDatabase<Result>(
  config: Config,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, migrate: false });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
