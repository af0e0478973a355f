import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { joinSpace } from "../src/testing.public.ts";

const REPO = fileURLToPath(new URL("..", import.meta.url));
const execute = promisify(execFile);

/** The garden door of the demo space, which the example makes knockable. */
const DOOR = { id: 10, x: 13, y: 44 };

describe("the published package", function () {
  this.timeout(300_000);
  let folder: string;
  let project: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-pack-"));
    project = await mkdtemp(join(tmpdir(), "atrium-game-"));
    await npm(REPO, "pack", "--pack-destination", folder);
    const [tarball = ""] = await readdir(folder);
    const manifest = { name: "my-game", private: true, type: "module" };
    await writeFile(join(project, "package.json"), JSON.stringify(manifest));
    const quick = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    await npm(project, "install", ...quick, join(folder, tarball), "@colyseus/sdk@0.18.4");
    for (const example of ["tool.ts", "tag.ts", "route.ts"])
      await copyFile(join(project, "node_modules/atrium/examples", example), join(project, example));
  });
  after(async () => {
    for (const made of [folder, project]) await rm(made, { recursive: true, force: true });
  });

  it("[PK1] brings the right Node, and nothing that has to be compiled", async () => {
    const { stdout } = await execute(nodeOf(project), ["--version"]);
    assert.match(stdout, /^v24\./);
    await assert.rejects(access(join(project, "node_modules/better-sqlite3")), "TypeORM's own driver");
    await access(join(project, "node_modules/atrium/node_modules/better-sqlite3/prebuilds"));
  });

  it("[PK2] runs the first example in an empty project, and an SDK client uses its tool", async () => {
    const game = new Game(project, "tool.ts");
    try {
      const url = await game.url();
      const bot = await joinSpace(url, await guestToken(url), { spaceId: 1, x: DOOR.x, y: DOOR.y - 2 });
      const use = { target_object_id: DOOR.id, action: "knock" };
      const { object } = await bot.request<{ object: { state: { knocks: string } } }>("use_tool", use);
      assert.equal(object.state.knocks, "1");
      await bot.leave();
    } finally {
      assert.equal(await game.end(), 0, game.output);
    }
  });

  it("[PK3] has types: the examples compile against it under strict", async () => {
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--skipLibCheck"];
    const types = ["--typeRoots", join(REPO, "node_modules/@types"), "--types", "node"];
    const wrong =
      'import { refuse } from "atrium";\n// @ts-expect-error there is no such code\nrefuse("nope", "");\n';
    await writeFile(join(project, "wrong.ts"), wrong);
    const files = ["tag.ts", "tool.ts", "route.ts", "wrong.ts"];
    const compiler = join(REPO, "node_modules/typescript/bin/tsc");
    await execute(process.execPath, [compiler, ...options, ...types, ...files], {
      cwd: project,
    }).catch(({ stdout }: { stdout: string }) => assert.fail(stdout));
  });

  it("[PK4] atrium/testing gives a game's tests a server", async () => {
    const script = `
      import { startTestServer } from "atrium/testing";
      import { game } from "./tag.ts";
      const server = await startTestServer({ game });
      const bot = await server.join(await server.guest(), { spaceId: 1 });
      await bot.until("being it", () => bot.avatar.activity === "it");
      await server.close();
      console.log("played");`;
    await writeFile(join(project, "play.ts"), script);
    const { stdout } = await execute(nodeOf(project), ["play.ts"], { cwd: project });
    assert.match(stdout, /^played$/m);
  });
});

/** A game that runs in `project` as its author would run it. */
class Game {
  readonly #process: ChildProcess;
  output = "";

  constructor(project: string, file: string) {
    const { PATH, HOME } = process.env;
    this.#process = spawn(nodeOf(project), [file], {
      cwd: project,
      env: { PATH, HOME, HOST: "127.0.0.1", PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process.stderr?.on("data", (chunk: Buffer) => (this.output += chunk));
  }

  /** Where it serves, as its banner says. @throws Error with its output if it ends before. */
  async url(): Promise<string> {
    for await (const line of createInterface({ input: this.#process.stdout! })) {
      this.output += `${line}\n`;
      const url = line.match(/HTTP\s+(http:\S+?)\/api/)?.[1];
      if (url) return url;
    }
    throw new Error(`the game ended before it was ready:\n${this.output}`);
  }

  /** Asks it to end and gives its exit code. */
  async end(): Promise<number | null> {
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    this.#process.stdout?.resume();
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const [code] = (await exit) as [number | null];
    return code;
  }
}

async function guestToken(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/auth/guest`, { method: "POST" });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function nodeOf(project: string): string {
  return join(project, "node_modules/.bin/node");
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  await execute("npm", args, { cwd, maxBuffer: 20_000_000 }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => assert.fail(`${stdout}\n${stderr}`),
  );
}
