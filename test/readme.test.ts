import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const REPO = fileURLToPath(new URL("..", import.meta.url));

/** The short commands of README.md, run as a reader runs them: through npm, whatever Node the system has. */
describe("commands of README.md", function () {
  this.timeout(60_000);
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    const { PATH, HOME } = process.env;
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-readme-"));
    env = { PATH: withoutOurNode(PATH), HOME, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir };
  });
  afterEach(() => rm(env.DATA_DIR!, { recursive: true, force: true }));

  for (const command of ["npm start", "npm run example examples/tag.ts"]) {
    it(`[DC7] [FR9] ${command} is ready, says where, and ends on SIGTERM`, async () => {
      const [file = "", ...args] = command.split(" ");
      const child = spawn(file, args, { cwd: REPO, env, stdio: ["ignore", "pipe", "inherit"] });
      try {
        const url = await readyUrl(child);
        const answer = await fetch(`${url}/readyz`);
        assert.equal(answer.status, 200);
        await answer.body?.cancel();
        child.stdout.resume();
        child.kill("SIGTERM");
        // All of it has ended when nothing holds its output any more: the server, not npm alone.
        await once(child, "close");
        await assert.rejects(fetch(`${url}/readyz`));
      } finally {
        child.kill("SIGKILL");
      }
    });
  }

  it("[DC7] npm run db -- migrate makes the tables, npm run admin -- user promote an admin", async () => {
    const npm = (...args: string[]) => promisify(execFile)("npm", ["run", ...args], { cwd: REPO, env });
    await npm("db", "--", "migrate");
    await npm("db", "--", "verify");
    const nobody = await npm("admin", "--", "user", "promote", "ann").then(
      () => assert.fail("there is no Ann"),
      (error: { stderr: string }) => error.stderr,
    );
    assert.match(nobody, /ann/);
  });
});

/** Where a server says that it serves. */
async function readyUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = line.match(/HTTP\s+(http:\S+?)\/api/)?.[1];
    if (url) return url;
  }
  throw new Error("it ended before it was ready");
}

/** The path as a shell has it: npm puts the package's own Node in front by itself. */
function withoutOurNode(path = ""): string {
  return path
    .split(":")
    .filter((folder) => !folder.includes("node_modules"))
    .join(":");
}
