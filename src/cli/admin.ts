/** `npm run admin -- <command>`: the management commands. Settings come from the environment, as for the server. */
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ConfigError, loadConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { ADMIN_COMMANDS } from "./adminCommands.ts";

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(explain(error));
  return 1;
});

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(ADMIN_COMMANDS, name) ? ADMIN_COMMANDS[name] : undefined;
  if (!command) {
    console.error(usage());
    return 1;
  }
  if (process.env.NODE_ENV !== "production" && existsSync(".env")) process.loadEnvFile();
  return command.run({
    config: loadConfig(process.env),
    args,
    print: (line) => console.log(line),
    readSecret,
  });
}

/** Reads a line without showing it. A password is never an argument: those can be read by everybody on the machine. */
async function readSecret(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stdout.write(prompt);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal });
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    if (terminal) process.stdout.write("\n");
  }
}

function usage(): string {
  const lines = Object.values(ADMIN_COMMANDS).map(({ usage }) => `  npm run admin -- ${usage}`);
  return ["Management commands:", ...lines].join("\n");
}

/** One line for what was expected to go wrong, the stack for what was not. */
function explain(error: unknown): string {
  if (error instanceof AppError || error instanceof ConfigError || error instanceof RangeError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
