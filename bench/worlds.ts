/**
 * `npm run bench:worlds -- <prompts.jsonl> …`: how well worlds are what their prompts say, beside a naive baseline on
 * the same prompts. The scorer (bench/worldScore) reads only blueprints and the catalogue. Prints a table for each
 * file and writes bench/results/worlds.json.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { WorldBlueprint } from "../src/core/worldgen/blueprint.ts";
import { GENERATOR_VERSION, promptToWorld } from "../src/core/worldgen/prompt2world.ts";
import { createVocabulary, type Lexicon } from "../src/core/worldgen/vocabulary.ts";
import { worldCatalogue } from "../src/core/worldgen/worldPrefab.ts";
import { readCatalogueFile, readLexiconFile } from "../src/infra/catalogueFile.ts";
import { createCatalogue } from "../src/services/catalogue/catalogue.ts";
import { naiveWorld } from "./worldScore/naive.ts";
import { type PromptCase, scoreWorld, type WorldScore } from "./worldScore/score.ts";
import { type Row, summarise } from "./worldScore/summary.ts";

const USAGE = "npm run bench:worlds -- <prompts.jsonl> … [--misses] [--seeds 5] [--json out.json]";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { misses: { type: "boolean" }, seeds: { type: "string", default: "5" }, json: { type: "string" } },
});
if (positionals.length === 0) {
  console.error(USAGE);
  process.exit(2);
}

const { version, all } = createCatalogue(await readCatalogueFile());
const catalogue = worldCatalogue(version, all);
const vocabulary = createVocabulary(catalogue, (await readLexiconFile()) as Lexicon);
const prefabs = new Map(catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
const report: Record<string, unknown> = {};
for (const file of positionals) report[basename(file)] = benchFile(file);
const out = values.json ?? "bench/results/worlds.json";
mkdirSync("bench/results", { recursive: true });
writeFileSync(
  out,
  `${JSON.stringify({ generator_version: GENERATOR_VERSION, catalog_version: catalogue.version, node: process.version, files: report }, null, 2)}\n`,
);
console.log(`\nwritten to ${out}`);

function benchFile(file: string) {
  const prompts = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PromptCase);
  const given = prompts.filter(({ expect }) => !expect.http?.some((status) => status >= 400));
  // A first pass warms the engine up and stands for the second process of the determinism row.
  const first = given.map(({ prompt }) => digest(generate(prompt).blueprint));
  const timesMs: number[] = [];
  const scores: WorldScore[] = [];
  let same = 0;
  for (const [index, one] of given.entries()) {
    const startMs = performance.now();
    const { blueprint, meta } = generate(one.prompt);
    timesMs.push(performance.now() - startMs);
    if (digest(blueprint) === first[index]) same += 1;
    const score = scoreWorld({ blueprint, substitutions: meta.substitutions }, one, prefabs);
    scores.push(score);
    if (values.misses && score.misses.length > 0)
      console.log(`${one.id}  ${one.prompt}\n      ${score.misses.join(" · ")}`);
  }
  const naive = given.map((one) =>
    scoreWorld({ blueprint: naiveWorld(one.prompt, vocabulary), substitutions: [] }, one, prefabs),
  );
  const rows = summarise(scores);
  const baseline = summarise(naive);
  timesMs.sort((a, b) => a - b);
  const at = (share: number) =>
    timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))] ?? 0;
  const speed = { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  const diversity = diversityOf(given);
  print(file, { rows, baseline, worlds: given.length });
  console.log(
    `same bytes twice: ${same} of ${given.length} · diversity over ${values.seeds} seeds: ${diversity.toFixed(2)} · p50 ${speed.p50Ms.toFixed(2)} ms, p99 ${speed.p99Ms.toFixed(1)} ms`,
  );
  return { worlds: given.length, rows, baseline, same, diversity, speed };
}

function generate(prompt: string, seed?: number) {
  return promptToWorld({ prompt: prompt.slice(0, 2000), seed, catalogue, vocabulary });
}

function digest(blueprint: WorldBlueprint): string {
  return createHash("sha256").update(JSON.stringify(blueprint)).digest("hex");
}

/** Mean over prompts of 1 − Jaccard of (prefab at 1 m) between pairs of seeds. */
function diversityOf(prompts: readonly PromptCase[]): number {
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  let sum = 0;
  let pairs = 0;
  for (const { prompt } of prompts) {
    const worlds = seeds.map(
      (seed) =>
        new Set(
          generate(prompt, seed).blueprint.prefab_instances.map(
            ({ prefab_id, position }) => `${prefab_id} ${Math.round(position.x)} ${Math.round(position.z)}`,
          ),
        ),
    );
    for (const [index, a] of worlds.entries()) {
      for (const b of worlds.slice(index + 1)) {
        const shared = [...a].filter((place) => b.has(place)).length;
        sum += 1 - shared / Math.max(1, a.size + b.size - shared);
        pairs += 1;
      }
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

function print(
  file: string,
  { rows, baseline, worlds }: { rows: Row[]; baseline: Row[]; worlds: number },
): void {
  console.log(`\n${basename(file)}: ${worlds} worlds`);
  const share = (row: Row | undefined) =>
    (row?.share == null ? "–" : `${(100 * row.share).toFixed(1)} %`).padStart(8);
  console.log(`${"metric".padEnd(38)}${"ours".padStart(8)}${"naive".padStart(9)}      n`);
  for (const [index, row] of rows.entries())
    console.log(
      `${row.metric.padEnd(38)}${share(row)} ${share(baseline[index])} ${String(row.n).padStart(6)}`,
    );
}
