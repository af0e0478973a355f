import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ENTRY = fileURLToPath(new URL("../../bench/receive.ts", import.meta.url));

describe("receive bench", function () {
  this.timeout(30_000);

  it("[RL16] a quick run times every part of what a move costs, and has none refused", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, "--quick"]);
    const decoding = ["decode it", "can it be stored\\?", "its shape", "the gate", "all of it"];
    for (const part of [...decoding, "the short way", "read by ws", "read past ws"])
      assert.match(stdout, new RegExp(`^${part} +\\d+ ns$`, "m"));
  });
});
