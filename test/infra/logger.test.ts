import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../src/infra/logger.ts";

describe("infra/logger", () => {
  const written: string[] = [];
  const out = { write: (line: string) => void written.push(line) };
  beforeEach(() => {
    written.length = 0;
  });

  it("[HT60] writes one JSON object a line, fields first, from its level up", async () => {
    const log = await createLogger({ level: "info", file: null, out });
    log.debug({}, "too quiet");
    log.info({ requestId: "r1" }, "hello");
    log.error({ err: new Error("broken") }, "act");
    await log.close();
    const [hello, act, ...rest] = written.map((line) => JSON.parse(line));
    assert.equal(rest.length, 0);
    assert.match(hello.time, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual({ ...hello, time: "" }, { level: "info", time: "", requestId: "r1", msg: "hello" });
    assert.deepEqual([act.level, act.err.message, act.msg], ["error", "broken", "act"]);
  });

  it("[HT61] hides whatever is called a secret", async () => {
    const log = await createLogger({ level: "info", file: null, out });
    log.info(
      {
        password: "hunter2",
        body: { current_password: "hunter2", refresh_token: "hunter2" },
        req: { headers: { authorization: "hunter2", cookie: "hunter2" } },
        token: "hunter2",
      },
      "secrets",
    );
    await log.close();
    assert.ok(!written.join("").includes("hunter2"));
    assert.equal(JSON.parse(written[0] ?? "").password, "[hidden]");
  });

  it("[HT62] also writes to files of the day, in a folder made for them, and begins another at 20 MB", async () => {
    const folder = await mkdtemp(join(tmpdir(), "atrium-log-"));
    const file = join(folder, "deep", "server.log");
    try {
      const log = await createLogger({ level: "info", file, out });
      const second = appearance(join(folder, "deep"), /\.2\.log$/);
      const big = "x".repeat(1024 * 1024);
      for (let i = 0; i < 21; i += 1) log.info({ i, big }, "line");
      await second;
      log.info({}, "one more");
      await log.close();
      const files = (await readdir(join(folder, "deep"))).sort();
      assert.equal(files.length, 2);
      for (const name of files) assert.match(name, /^server\.\d{4}-\d\d-\d\d\.[12]\.log$/);
      const texts = await Promise.all(files.map((name) => readFile(join(folder, "deep", name), "utf8")));
      assert.equal(texts.join("").split("\n").filter(Boolean).length, 22);
      assert.match(texts[1] ?? "", /one more/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Resolves when a file whose name matches has appeared in `folder`. */
async function appearance(folder: string, name: RegExp): Promise<void> {
  for await (const event of watch(folder)) if (name.test(event.filename ?? "")) return;
}
