import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { liveFacts, madeTables, tableIn, unpadded } from "../scripts/docs.ts";
import type { ServerMessages } from "../src/protocol/messages.ts";
import { spaceMessages } from "../src/rooms/spaceMessages.ts";
import { startTestServer, type TestServer } from "../src/testing.public.ts";

const REPO = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(join(REPO, file), "utf8");
/** Paths from the root of the repository. */
const files = (pattern: string) => globSync(pattern, { cwd: REPO }).sort();

/** Every name of a server's message: a name that the type gains or loses is an error of the compiler here. */
const SERVER_MESSAGES: Readonly<Record<keyof ServerMessages, true>> = {
  message_received: true,
  tool_used: true,
  movement_rejected: true,
  moderated: true,
  announcement: true,
  error: true,
};

describe("the documents and a running server", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it("[DC1] [DC2] [DC3] [DC4] [DC5] [LT23] tables are what the code makes (npm run docs)", async () => {
    for (const { file, name, body } of madeTables(await liveFacts(server)))
      assert.equal(unpadded(tableIn(read(file), name)), unpadded(body), `${file}, table of ${name}`);
  });

  it("[DC1] a problem document has the members that docs/errors.md shows", async () => {
    const shown: unknown = JSON.parse(read("docs/errors.md").match(/```json\n([\s\S]*?)```/)?.[1] ?? "");
    const user = await server.register();
    const { body } = await server.call("POST", "/spaces", { user, body: {} });
    assert.deepEqual(Object.keys(body).sort(), Object.keys(shown as object).sort());
  });

  it("[DC7] the client of README.md joins, walks and chats", async () => {
    const [source = ""] = fenced(read("README.md"), "js");
    const script = source.replace("http://127.0.0.1:2567", server.url);
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: REPO,
    });
    assert.match((await run).stdout, /in Plaza, \d+ in sight\n?.*message \d+ is stored/s);
  });

  it("[DC7] the calls of README.md make a world, publish it, find it and enter it", async () => {
    const source = fenced(read("README.md"), "sh").find((block) => block.includes("prompt2world")) ?? "";
    const script = source.replace("http://127.0.0.1:2567", server.url);
    const { stdout } = await promisify(execFile)("sh", ["-eu", "-c", script], { cwd: REPO });
    const [things, title, chair, space] = stdout.trim().split("\n");
    assert.ok(Number(things) >= 19, "six tables, twelve chairs and a counter");
    assert.deepEqual([title, /chair/.test(chair ?? "")], ["Six tables", true]);
    assert.ok(Number(space) > 2);
  });
});

describe("the documents", () => {
  it("[DC3] messages of the space room are in docs/protocol.md, and the reverse", () => {
    const handlers = Object.keys(spaceMessages({ deps: {} } as never)).filter((name) => name !== "_");
    const [, ofClients = "", ofServer = ""] =
      read("docs/protocol.md").match(
        /## From client to server([\s\S]*?)## From server to client([\s\S]*?)## /,
      ) ?? [];
    assert.deepEqual(firstColumn(ofClients).sort(), handlers.sort());
    assert.deepEqual(firstColumn(ofServer).sort(), Object.keys(SERVER_MESSAGES).sort());
  });

  it("[DC6] every rule has a test named after it, and every test's rule is written down", () => {
    const rules = files("docs/rules/*.md").flatMap((file) =>
      ids(read(file), /^- (?:\*\*)?([A-Z]{2,3}\d+)\b/gm),
    );
    const tested = new Set(files("test/**/*.ts").flatMap((file) => ids(read(file), /\[([A-Z]{2,3}\d+)\]/g)));
    assert.deepEqual(
      rules.filter((rule, at) => rules.indexOf(rule) !== at),
      [],
      "rules that are written twice",
    );
    assert.deepEqual(
      rules.filter((rule) => !tested.has(rule)),
      [],
      "rules without a test",
    );
    assert.deepEqual(
      [...tested].filter((rule) => !rules.includes(rule)),
      [],
      "tests of rules that are not written",
    );
  });

  it("[DC7] commands in README.md are scripts of the package, and the reverse", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    // What npm itself runs on the way is no command.
    const offered = Object.keys(scripts).filter((name) => name !== "prepack");
    const named = new Set<string>();
    for (const [, script, command] of read("README.md").matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g))
      named.add(script ?? command ?? "");
    assert.deepEqual([...named].sort(), offered.sort());
    for (const [name, command] of Object.entries(scripts)) {
      const file = command.match(/^node ([\w/.]+\.ts)/)?.[1];
      if (file) assert.ok(existsSync(join(REPO, file)), `npm run ${name} runs ${file}`);
    }
  });

  it("[DC7] the tool of README.md is the first example", () => {
    const [shown] = fenced(read("README.md"), "ts");
    assert.equal(shown, read("examples/tool.ts"));
  });

  it("[DC8] decision records are whole, and all in the list", () => {
    const records = files("docs/adr/[0-9]*.md");
    const list = read("docs/adr/README.md");
    assert.ok(records.length >= 20);
    for (const [at, file] of records.entries()) {
      const name = file.slice("docs/adr/".length);
      const text = read(file);
      const number = String(at + 1).padStart(4, "0");
      assert.ok(name.startsWith(number), `${name} comes after number ${at}`);
      assert.match(text, new RegExp(`^# ${number}\\. .+\n\nStatus: \\w+`));
      assert.deepEqual(ids(text, /^## (.+)$/gm), ["Context", "Decision", "Consequences"], name);
      assert.ok(list.includes(`(${name})`), `${name} is in the list`);
    }
  });

  it("[DC9] links lead to files", () => {
    for (const file of ["README.md", "CHANGELOG.md", ...files("docs/**/*.md")]) {
      for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g))
        assert.ok(existsSync(join(REPO, dirname(file), target)), `${file} links to ${target}`);
    }
  });
});

/** The blocks of `language` in a Markdown text, without their fences. */
function fenced(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, word, body = ""]) =>
    word === language ? [body] : [],
  );
}

/** What stands in backquotes at the beginning of each table row. */
function firstColumn(text: string): string[] {
  return ids(text, /^\| `(\w+)`/gm);
}

function ids(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, id = ""]) => id);
}
