/** `npm run db -- create-migration <name>`: one empty step for both databases, entered in their lists. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../errors.ts";

const SETS = ["sqlite", "postgres"] as const;
const LINE_WIDTH = 110;

export interface MigrationRequest {
  /** camelCase, kebab-case or words: `add user flags`. */
  readonly name: string;
  /** The folder that holds `sqlite/` and `postgres/`. */
  readonly folder: string;
  readonly nowMs: number;
}

/** Writes the two files and adds them to both lists; their paths. @throws AppError `invalid` for a name that makes no identifier, or `conflict` if it is taken. */
export async function createMigration({ name, folder, nowMs }: MigrationRequest): Promise<string[]> {
  const camel = name.trim().replace(/[\s_-]+(.)/g, (_, next: string) => next.toUpperCase());
  if (!/^[A-Za-z][A-Za-z0-9]{0,59}$/.test(camel))
    throw new AppError("invalid", `"${name}" is no name for a migration: letters and digits.`);
  const className = `${camel[0]?.toUpperCase()}${camel.slice(1)}`;
  const fileName = `${nowMs}-${camel[0]?.toLowerCase()}${camel.slice(1)}.ts`;
  const lists = await Promise.all(SETS.map((set) => readFile(join(folder, set, "list.ts"), "utf8")));
  if (lists.some((list) => new RegExp(`\\b${className}\\d{13}\\b`).test(list)))
    throw new AppError("conflict", `There is a migration ${className} already.`);
  const written: string[] = [];
  for (const [index, set] of SETS.entries()) {
    const path = join(folder, set, fileName);
    await writeFile(path, skeleton(`${className}${nowMs}`), { flag: "wx" });
    await writeFile(
      join(folder, set, "list.ts"),
      withEntry(lists[index] ?? "", { className: `${className}${nowMs}`, fileName }),
    );
    written.push(path);
  }
  return written;
}

function withEntry(list: string, entry: { className: string; fileName: string }): string {
  const importLine = `import { ${entry.className} } from "./${entry.fileName}";`;
  const [, head = "", declaration = "", names = ""] =
    /^([\s\S]*?)\n\n(export const \w+ = )\[([\s\S]*?)\];\n$/.exec(list) ?? [];
  const all = [
    ...names
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    entry.className,
  ];
  const oneLine = `${declaration}[${all.join(", ")}];`;
  const array =
    oneLine.length <= LINE_WIDTH ? oneLine : `${declaration}[\n${all.map((one) => `  ${one},\n`).join("")}];`;
  return `${head}\n${importLine}\n\n${array}\n`;
}

function skeleton(className: string): string {
  return `import type { MigrationInterface, QueryRunner } from "typeorm";
import { runEach } from "../runEach.ts";

const UP: string[] = [];

const DOWN: string[] = [];

export class ${className} implements MigrationInterface {
  readonly name = "${className}";

  up(runner: QueryRunner): Promise<void> {
    return runEach(runner, UP);
  }

  down(runner: QueryRunner): Promise<void> {
    return runEach(runner, DOWN);
  }
}
`;
}
