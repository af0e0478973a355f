import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const SOAK = join(import.meta.dirname, "../../scripts/soak.ts");

describe("npm run soak", () => {
  it("[RL14] runs what is named, reports figures and ends with 0", function () {
    this.timeout(60_000);
    const args = [SOAK, "kill", "fuzz", "--rounds", "1", "--messages", "200", "--seed", "1"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^kill: held, \d+ s\n\{\n {2}"sqlite": \{\n {4}"messages": [1-9]/m);
    assert.match(stdout, /^fuzz: held, \d+ s$/m);
    assert.match(stdout, /^All held\.$/m);
  });

  for (const args of [
    ["nonsense"],
    ["kill", "--rounds", "0"],
    ["fuzz", "--messages", "many"],
    ["--cut", "51"],
  ]) {
    it(`[RL14] shows its usage and ends with 2: ${args.join(" ")}`, () => {
      const { status, stderr } = spawnSync(process.execPath, [SOAK, ...args], { encoding: "utf8" });
      assert.equal(status, 2);
      assert.match(stderr, /^npm run soak -- \[kill\]/);
    });
  }
});
