/** Writes .env.example from the declarations of the configuration; a test compares the two. */
import { writeFileSync } from "node:fs";
import { CONFIG_KEYS, type KeyDeclaration } from "../src/configKeys.ts";

if (import.meta.main) writeFileSync(new URL("../.env.example", import.meta.url), envExample());

/** The text of .env.example: for each key its meaning, aliases and default. */
export function envExample(): string {
  const lines = [
    "# Every key that Atrium reads, with its default. Copy to .env and uncomment what you change.",
    "",
  ];
  for (const [name, key] of Object.entries<KeyDeclaration>(CONFIG_KEYS)) {
    const aliases = key.aliases.length > 0 ? ` (also ${key.aliases.join(", ")})` : "";
    lines.push(
      `# ${key.describe}${aliases}`,
      `#${name}=${key.fallback === null ? "" : shown(key.fallback)}`,
      "",
    );
  }
  return lines.join("\n");
}

function shown(value: unknown): string {
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}
