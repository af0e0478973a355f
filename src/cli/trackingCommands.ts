/** `npm run admin -- key …` and `deadletter …`. */
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { createAccountStore } from "../db/accountStore.ts";
import { createApiKeyStore } from "../db/apiKeyStore.ts";
import type { Database } from "../db/dataSource.ts";
import { openEvents } from "../db/events/openEvents.ts";
import { createAuditStore } from "../db/operationsStore.ts";
import { AppError } from "../errors.ts";
import { SCOPES } from "../services/tracking/dataCaller.ts";
import { makeKey } from "../services/tracking/keys.ts";
import type { EventStore } from "../services/tracking/ports.ts";

interface Context {
  readonly config: Config;
  readonly args: readonly string[];
  readonly print: (line: string) => void;
}

const KEY_USAGE =
  "Say key create --user <name> --scope ingest|read, key list [--user <name>] or key revoke <id>.";
/** Dead letters printed at once. */
const LETTERS_PER_READ = 200;

/** Makes, lists and revokes keys. */
export async function key({ args, print }: Context, database: Database): Promise<number> {
  const { verb, target, user, scope } = keyArguments(args);
  const keys = createApiKeyStore(database);
  const accounts = createAccountStore(database);
  const noted = async (action: string, on: string) => {
    const entry = { atMs: Date.now(), actorUserId: null, action, target: on, detail: {} };
    await createAuditStore(database).append(entry);
  };
  if (verb === "create" && user !== undefined && scope !== undefined) {
    const made = await makeKey({ keys, accounts, nowMs: Date.now }, user, scope);
    await noted("key.create", `user:${made.key.userId}`);
    print(made.text);
    print(`This is key ${made.key.id} of ${user}, scope ${scope}. It is not shown again.`);
    return 0;
  }
  if (verb === "list") {
    const owner = user === undefined ? null : await accounts.findUserByName(user);
    if (user !== undefined && !owner) throw new AppError("not_found", `There is no user called ${user}.`);
    for (const { id, userId, scope: scoped, ...at } of await keys.list(owner?.id ?? null))
      print(
        `${id}  user ${userId}  ${scoped}  made ${day(at.createdAtMs)}  used ${day(at.lastUsedAtMs)}${at.revokedAtMs === null ? "" : `  revoked ${day(at.revokedAtMs)}`}`,
      );
    return 0;
  }
  if (verb === "revoke" && target !== null) {
    if (!(await keys.revoke(target, Date.now())))
      throw new AppError("not_found", `There is no key ${target}.`);
    await noted("key.revoke", `key:${target}`);
    print(`Key ${target} is revoked; a running server knows within five seconds.`);
    return 0;
  }
  throw new AppError("invalid", KEY_USAGE);
}

function keyArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { user: { type: "string" }, scope: { type: "string" } },
    });
    const target = /^\d{1,9}$/.test(positionals[1] ?? "") ? Number(positionals[1]) : null;
    const scope = SCOPES.find((name) => name === values.scope);
    return { verb: positionals[0], target, user: values.user, scope };
  } catch (cause) {
    throw new AppError("invalid", KEY_USAGE, { cause });
  }
}

/** Lists what was refused, or reads it again. */
export async function deadLetter({ config, args, print }: Context): Promise<number> {
  const [verb] = args;
  if (verb !== "list" && verb !== "retry")
    throw new AppError("invalid", "Say deadletter list or deadletter retry.");
  const store = await openEvents({
    ...{ databaseUrl: config.databaseUrl, dataDir: config.dataDir, migrate: false },
    onError: (error, what) => print(`${what}: ${error instanceof Error ? error.message : String(error)}`),
  });
  try {
    if (verb === "list") await printLetters(store, print);
    else {
      const { stored, kept } = await store.retryDeadLetters();
      print(`Stored ${stored}; ${kept} are still refused.`);
    }
    return 0;
  } finally {
    await store.close();
  }
}

async function printLetters(store: EventStore, print: (line: string) => void): Promise<void> {
  let count = 0;
  for (let afterId = 0; ; ) {
    const letters = await store.listDeadLetters({ afterId, limit: LETTERS_PER_READ });
    for (const { id, ownerId, sessionId, receivedAtMs, code, pointer, detail, payload } of letters) {
      const where = pointer === "" ? "The event" : `${pointer}:`;
      print(
        `${id}  ${day(receivedAtMs)}  owner ${ownerId}  session ${sessionId || "-"}  ${code}  ${where} ${detail}`,
      );
      print(`    ${payload ?? "(too large or too deep to keep)"}`);
    }
    count += letters.length;
    const last = letters.at(-1);
    if (!last) break;
    afterId = last.id;
  }
  print(count === 1 ? "1 dead letter." : `${count} dead letters.`);
}

function day(atMs: number | null): string {
  return atMs === null ? "never" : new Date(atMs).toISOString();
}
