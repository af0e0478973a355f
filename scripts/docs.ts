/** `npm run docs`: writes the tables of docs/ that are made from the code. A test compares the two. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CONFIG_KEYS, type KeyDeclaration, RETIRED_KEYS } from "../src/configKeys.ts";
import { ERROR_TABLE, type ErrorRow } from "../src/errors.ts";
import { pathsOf } from "../src/http/mount.ts";
import type { Route } from "../src/http/route.ts";
import { CLOSE_CODES } from "../src/protocol/closeCodes.ts";
import { startTestServer, type TestServer } from "../src/testing.public.ts";
import { table } from "./markdown.ts";
import { keptReport, peersSection } from "./peersSection.ts";

/** What only a running server can tell. */
export interface LiveFacts {
  readonly routes: readonly Route[];
  /** The text of /metrics. */
  readonly metrics: string;
}

/** One table between `<!-- made: name -->` and `<!-- end -->` in a document. */
export interface MadeTable {
  readonly file: string;
  readonly name: string;
  readonly body: string;
}

if (import.meta.main) {
  const server = await startTestServer();
  try {
    for (const { file, name, body } of madeTables(await liveFacts(server))) {
      const url = new URL(`../${file}`, import.meta.url);
      writeFileSync(url, withTable(readFileSync(url, "utf8"), name, body));
    }
  } finally {
    await server.close();
  }
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { status } = spawnSync("npx", ["--no-install", "biome", "format", "--write", "docs"], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}

/** Routes and figures of `server`. */
export async function liveFacts(server: TestServer): Promise<LiveFacts> {
  const { body } = await server.call<string>("GET", "//metrics");
  return { routes: server.app.routes, metrics: body };
}

/** Every table that is made from the code, and the section that is made from the kept figures. */
export function madeTables({ routes, metrics }: LiveFacts): MadeTable[] {
  return [
    { file: "docs/errors.md", name: "codes", body: errorTable() },
    { file: "docs/configuration.md", name: "keys", body: keyTable() },
    { file: "docs/configuration.md", name: "retired keys", body: retiredTable() },
    { file: "docs/http.md", name: "routes", body: routeTable(routes) },
    { file: "docs/protocol.md", name: "closing codes", body: closingTable() },
    { file: "docs/operations.md", name: "figures", body: figureTable(metrics) },
    { file: "docs/benchmarks.md", name: "peers", body: peersSection(keptReport()) },
  ];
}

/** The text between the marks of table `name`. @throws Error if `text` has no such marks. */
export function tableIn(text: string, name: string): string {
  const body = text.match(between(name))?.[1];
  if (body === undefined) throw new Error(`there is no <!-- made: ${name} --> … <!-- end -->`);
  return body;
}

/** A table as its words alone, so that a formatter's padding makes no difference. */
export function unpadded(table: string): string {
  return table.replace(/-{3,}/g, "---").replace(/ +/g, " ").trim();
}

function withTable(text: string, name: string, body: string): string {
  tableIn(text, name);
  return text.replace(between(name), () => `<!-- made: ${name} -->\n\n${body}\n\n<!-- end -->`);
}

function between(name: string): RegExp {
  return new RegExp(`<!-- made: ${name} -->([\\s\\S]*?)<!-- end -->`);
}

function errorTable(): string {
  const rows = Object.entries<ErrorRow>(ERROR_TABLE).map(([code, row]) => [
    `\`${code}\``,
    row.status,
    row.title,
    row.category,
    row.severity,
    row.meaning,
  ]);
  return table(["code", "status", "title", "category", "severity", "meaning"], rows);
}

function keyTable(): string {
  const rows = Object.entries<KeyDeclaration>(CONFIG_KEYS).map(([name, key]) => [
    [name, ...key.aliases].map((word) => `\`${word}\``).join(", "),
    key.fallback === null ? "–" : `\`${shown(key.fallback)}\``,
    key.describe,
  ]);
  return table(["key (aliases)", "default", "meaning"], rows);
}

function shown(value: unknown): string {
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}

function retiredTable(): string {
  return table(
    ["key", "instead"],
    Object.entries(RETIRED_KEYS).map(([name, advice]) => [`\`${name}\``, advice]),
  );
}

function routeTable(routes: readonly Route[]): string {
  const rows = routes.flatMap((route) =>
    pathsOf(route).map((path) => [
      route.method,
      `\`${path}\``,
      route.access.replace("_", " "),
      route.summary,
    ]),
  );
  return table(["method", "path", "access", "what"], rows);
}

function closingTable(): string {
  return table(
    ["code", "name"],
    Object.entries(CLOSE_CODES).map(([name, code]) => [code, `\`${name}\``]),
  );
}

/** The product's own figures; those of the process and of Node have names of their own. */
function figureTable(metrics: string): string {
  const kinds = new Map(
    [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]),
  );
  const rows = [...metrics.matchAll(/^# HELP (atrium_\S+) (.+)$/gm)].map(([, name = "", help = ""]) => [
    `\`${name}\``,
    kinds.get(name) ?? "",
    help,
  ]);
  return table(
    ["name", "kind", "what"],
    rows.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
}
