/** `npm run db -- <command>`: the database commands. Settings come from the environment, as for the server. */

import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { ConfigError, loadConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { DB_COMMANDS, type DbCommandContext } from "./dbCommands.ts";

/** What `seed` runs. */
const SEED: DbCommandContext["seed"] = null;

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(explain(error));
  return 1;
});

async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { test: { type: "boolean", default: false }, yes: { type: "boolean", default: false } },
  });
  const [name = "", ...args] = positionals;
  const command = Object.hasOwn(DB_COMMANDS, name) ? DB_COMMANDS[name] : undefined;
  if (!command) {
    console.error(usage());
    return 1;
  }
  if (process.env.NODE_ENV !== "production" && existsSync(".env")) process.loadEnvFile();
  return command.run({
    config: loadConfig(process.env),
    args,
    flags: values,
    print: (line) => console.log(line),
    confirm: confirmAtTerminal,
    seed: SEED,
    testDatabaseUrl: process.env.TEST_DATABASE_URL || null,
  });
}

async function confirmAtTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`${question} Type yes: `)).trim() === "yes";
  } finally {
    terminal.close();
  }
}

function usage(): string {
  const lines = Object.values(DB_COMMANDS).map(({ usage }) => `  npm run db -- ${usage}`);
  return ["Database commands:", ...lines].join("\n");
}

/** One line for what was expected to go wrong, the stack for what was not. */
function explain(error: unknown): string {
  if (error instanceof AppError || error instanceof ConfigError || error instanceof RangeError)
    return error.message;
  const { code = "", message = "", stack = "" } = error as NodeJS.ErrnoException;
  if (code.startsWith("ERR_PARSE_ARGS")) return `${message}\n${usage()}`;
  return stack || String(error);
}
