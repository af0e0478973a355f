/** `npm run db -- <command>`: the database commands. Settings come from the environment, as for the server. */
import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { seedDatabase } from "../app.config.ts";
import { type Config, ConfigError, loadConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { DB_COMMANDS } from "./dbCommands.ts";

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
  const config = loadConfig(process.env);
  return command.run({
    config,
    args,
    flags: values,
    print: (line) => console.log(line),
    confirm: confirmAtTerminal,
    seed: () => seed(config),
    testDatabaseUrl: process.env.TEST_DATABASE_URL || null,
  });
}

/** Makes the demo, on the database and in the data folder of `config`. */
async function seed(config: Config): Promise<string> {
  const made = await seedDatabase(config);
  return made
    ? "Made the demo: spaces 1 (Plaza) and 2 (Café), and a published world."
    : "There are spaces already, or there were: nothing was changed.";
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
