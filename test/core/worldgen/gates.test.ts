/** The hard gates over a few worlds; `npm run soak -- worlds` is the long form. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PromptCase } from "../../../bench/worldScore/score.ts";
import { runWorlds } from "../../reliability/worldRun.ts";

const DATA = join(import.meta.dirname, "../../data");
const SEED = "20261129";
/** Every so-manieth prompt of a file. */
const STRIDE = 24;

describe("the hard gates", () => {
  it(`[LY29] hold over prompts of all kinds, two seeds each, in two processes, and over nasty ones (seed ${SEED})`, async function () {
    this.timeout(240_000);
    const cases = ["prompts-seen.jsonl", "prompts-unseen.jsonl"].flatMap((file) =>
      readFileSync(join(DATA, file), "utf8")
        .split("\n")
        .filter(Boolean)
        .filter((_, index) => index % STRIDE === 0)
        .map((line) => JSON.parse(line) as PromptCase),
    );
    await runWorlds({ cases, seeds: 2, nasty: 150, seed: SEED });
  });
});
