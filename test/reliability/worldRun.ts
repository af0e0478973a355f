/** The hard gates of world generation over many worlds: what must never be, whatever the prompt and the seed. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { names, type PromptCase, scoreWorld, type Tally } from "../../bench/worldScore/score.ts";
import { createRandom } from "../../src/core/random.ts";
import { SceneIntent } from "../../src/core/worldgen/intent.ts";
import { type PromptedWorld, promptToWorld } from "../../src/core/worldgen/prompt2world.ts";
import { validateBlueprint } from "../../src/core/worldgen/validate/validate.ts";
import type { WorldPrefab } from "../../src/core/worldgen/worldPrefab.ts";
import { openStock, type Stock } from "../core/worldgen/scenes.ts";
import { nastyPrompt } from "./nastyPrompts.ts";

const DIGEST = join(import.meta.dirname, "worldDigest.child.ts");
/** Share of asked-for objects that one must be able to walk up to. */
const APPROACHABLE = 0.995;

export interface WorldRun {
  readonly cases: readonly PromptCase[];
  /** Worlds of each prompt, of the seeds from 1 on. */
  readonly seeds: number;
  /** Nasty prompts. */
  readonly nasty: number;
  readonly seed: string;
}

export interface WorldFigures {
  readonly worlds: number;
  readonly instances: number;
  readonly zonesReached: string;
  readonly approachable: string;
  /** Tags that a case wants absent and its reading did not: the language's, not the layout's. */
  readonly readPresent: number;
  readonly fuzzed: number;
  readonly slowestFuzzMs: number;
}

/** @throws AssertionError for an overlap, something out of bounds, a zone out of reach, an absent thing, other bytes in another process, an invalid blueprint. */
export async function runWorlds({ cases, seeds, nasty, seed }: WorldRun): Promise<WorldFigures> {
  const stock = await openStock();
  const elsewhere = digestElsewhere({ prompts: cases.map(({ prompt }) => prompt), seeds });
  const { digest, ...figures } = gateWorlds(stock, cases, seeds);
  assert.equal(await elsewhere, digest, "another process made other worlds");
  return { ...figures, ...fuzzWorlds(stock, nasty, seed) };
}

function gateWorlds(stock: Stock, cases: readonly PromptCase[], seeds: number) {
  const prefabs = new Map(stock.catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  const hash = createHash("sha256");
  const zones = { hit: 0, of: 0 };
  const objects = { hit: 0, of: 0 };
  let [worlds, instances, readPresent] = [0, 0, 0];
  for (const one of cases)
    for (let seed = 1; seed <= seeds; seed += 1) {
      const what = `${one.id}, seed ${seed}`;
      const world = promptToWorld({ ...stock, prompt: one.prompt, seed });
      hash.update(JSON.stringify(world));
      assertSound(stock, world, what);
      assertAbsent(world, prefabs, what);
      const { blueprint, meta } = world;
      const score = scoreWorld({ blueprint, substitutions: meta.substitutions }, one, prefabs);
      assert.equal(score.overlapping, 0, `${what}: things overlap`);
      assert.equal(score.outOfBounds, 0, `${what}: something is out of bounds`);
      assert.equal(score.zones.hit, score.zones.of, `${what}: a zone is out of reach`);
      add(zones, score.zones);
      add(objects, score.approachable);
      readPresent += score.absent.of - score.absent.hit;
      instances += blueprint.prefab_instances.length;
      worlds += 1;
    }
  assert.ok(objects.hit >= APPROACHABLE * objects.of, `one can walk up to ${told(objects)} objects only`);
  const reach = { zonesReached: told(zones), approachable: told(objects) };
  return { digest: hash.digest("hex"), worlds, instances, ...reach, readPresent };
}

function fuzzWorlds(stock: Stock, count: number, seed: string) {
  const random = createRandom(`worlds ${seed}`);
  let slowestFuzzMs = 0;
  for (let index = 0; index < count; index += 1) {
    const prompt = nastyPrompt(random.fork(index));
    const startMs = performance.now();
    const world = promptToWorld({ ...stock, prompt, seed: index });
    slowestFuzzMs = Math.max(slowestFuzzMs, performance.now() - startMs);
    const what = `nasty prompt ${index}, ${JSON.stringify(prompt.slice(0, 60))}`;
    assert.ok(SceneIntent.safeParse(world.meta.intent).success, `${what}: the intent is none`);
    assertSound(stock, world, what);
  }
  return { fuzzed: count, slowestFuzzMs: Math.round(slowestFuzzMs) };
}

/** @throws AssertionError if the blueprint has another shape than it should, or something of it must not be served. */
function assertSound({ catalogue }: Stock, { blueprint, meta }: PromptedWorld, what: string): void {
  const findings = validateBlueprint(blueprint, catalogue, { absent: meta.intent.absent });
  assert.deepEqual(
    findings.filter(({ severity }) => severity === "error"),
    [],
    what,
  );
}

/** @throws AssertionError if anything is called, by tag, alias or name, what the prompt was read to exclude. */
function assertAbsent(
  { blueprint, meta }: PromptedWorld,
  prefabs: ReadonlyMap<string, WorldPrefab>,
  what: string,
): void {
  for (const { prefab_id } of blueprint.prefab_instances) {
    const called = names(prefabs.get(prefab_id) as WorldPrefab);
    const bad = meta.intent.absent.filter((word) => called.has(word.toLowerCase()));
    assert.deepEqual(bad, [], `${what}: ${prefab_id}`);
  }
}

/** The hash of the same worlds, made by a process of its own. */
async function digestElsewhere(given: { prompts: readonly string[]; seeds: number }): Promise<string> {
  const child = spawn(process.execPath, [DIGEST], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(given));
  return (await text(child.stdout)).trim();
}

function add(sum: { hit: number; of: number }, { hit, of }: Tally): void {
  sum.hit += hit;
  sum.of += of;
}

function told({ hit, of }: Tally): string {
  return `${hit} of ${of}`;
}
