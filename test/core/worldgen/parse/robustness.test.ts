/** Any string, and soups of the words that the grammar knows: no exception, a valid intent, in time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../../src/core/random.ts";
import { SceneIntent } from "../../../../src/core/worldgen/intent.ts";
import { intentOf } from "./reading.ts";

const WORDS =
  "the a an two three 3 12 999999 0 1/2 of on under between with each every no not without only nothing but except and or nor , . ; : / \n it them there which one another other both per table chairs lamp trees lake kitchen bedroom flat rooms rows row grid by in middle around surrounded lined north left next to behind rain night 's - ( ) { } <b> 🌴 🚀 森 机 playa con una und mit der zzqx free less such all like made dozen x3 times has is put teh".split(
    " ",
  );
const SLOWEST_MS = 20;

/** Processor time since, not time on the clock: what else the machine does decides nothing. */
function spentMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

const LANGUAGE_SEED = 20261121;

describe("robustness of the language", () => {
  it(`[LA1] gives a valid intent for 5,000 soups of its own words (seed ${LANGUAGE_SEED})`, () => {
    const random = createRandom(LANGUAGE_SEED);
    const slow: string[] = [];
    for (let round = 0; round < 5000; round++) {
      const length = 1 + Math.floor(random.next() * 80);
      const prompt = Array.from({ length }, () => WORDS[Math.floor(random.next() * WORDS.length)]).join(" ");
      const started = process.cpuUsage();
      const intent = intentOf(prompt);
      if (spentMs(started) > SLOWEST_MS) slow.push(prompt);
      assert.ok(SceneIntent.safeParse(intent).success, prompt);
    }
    // Collecting garbage hits a few prompts; a slow rule hits many.
    assert.ok(slow.length <= 25, `${slow.length} slow prompts, first: ${slow[0]}`);
  }).timeout(90_000);

  it("[LA1] gives a valid intent for any string, the same one twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (prompt) => {
        const intent = intentOf(prompt);
        assert.ok(SceneIntent.safeParse(intent).success);
        assert.deepEqual(intentOf(prompt), intent);
      }),
      { numRuns: 5000 },
    );
  });

  it("[LA1] is not hurt by long and hostile prompts", () => {
    const hostile = [
      "(".repeat(10_000),
      "a ".repeat(5000),
      "no ".repeat(5000),
      "<".repeat(10_000),
      "🌴".repeat(3000),
      "and or ".repeat(2000),
      "a table on ".repeat(1000),
      "x".repeat(10_000),
      "each ".repeat(3000),
      "'".repeat(10_000),
      "between ".repeat(2000),
      "\ud800".repeat(100),
      "of ".repeat(4000),
    ];
    for (const prompt of ["", " ", ...hostile]) {
      const started = process.cpuUsage();
      assert.ok(SceneIntent.safeParse(intentOf(prompt)).success, prompt.slice(0, 20));
      assert.ok(spentMs(started) < 200, `${prompt.slice(0, 20)} took too long`);
    }
  });
});
