/**
 * How well prompts are understood, before any layout: compares the parser's intent with what the prompt files expect.
 * Usage: node bench/intent.ts <prompts.jsonl> [--from N] [--to N] [--verbose]
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parsePrompt } from "../src/core/worldgen/parse/parsePrompt.ts";
import { type ExpectedPrompt, formatTotals, judge, sumUp } from "./intentScore.ts";
import { loadVocabulary } from "./intentVocabulary.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string" },
    to: { type: "string" },
    verbose: { type: "boolean" },
    quiet: { type: "boolean" },
  },
});
const vocabulary = await loadVocabulary();
for (const path of positionals) {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  const prompts = lines
    .map((line) => JSON.parse(line) as ExpectedPrompt)
    .slice(Number(values.from ?? 0), Number(values.to ?? lines.length));
  const judged = prompts
    .map((expected) => ({ expected, intent: parsePrompt(expected.prompt, vocabulary) }))
    .map((pair) => ({ ...pair, verdict: judge(pair, vocabulary) }));
  console.log(
    `${basename(path)}: ${prompts.length} prompts\n${formatTotals(sumUp(judged.map(({ verdict }) => verdict)))}`,
  );
  if (values.quiet) continue;
  for (const { expected, intent, verdict } of judged) {
    if (verdict.misses.length === 0 && !values.verbose) continue;
    console.log(`\n${expected.id}: ${expected.prompt}\n  misses: ${verdict.misses.join(" · ") || "none"}`);
    const things = intent.entities.map(
      (entity) =>
        `${entity.id} ${entity.noun}${entity.noun === entity.tag ? "" : `→${entity.tag}(${entity.source[0]})`} ${entity.count.min}-${entity.count.max}${entity.per ? ` per ${entity.per}` : ""}${entity.room ? ` @${entity.room}` : ""}`,
    );
    console.log(
      `  ${intent.archetype} [${intent.setting.join(", ")}] ${intent.time} ${intent.weather}\n  ${things.join(" · ")}`,
    );
    console.log(
      `  ${intent.relations.map((relation) => `${relation.a} ${relation.rel} ${relation.b}`).join(" · ")}  absent: ${intent.absent.join(", ")}  unmatched: ${intent.unmatched.join(", ")}`,
    );
  }
}
