/** The whole way from a prompt to a world, by rules. */
import { createRandom } from "../random.ts";
import type { WorldBlueprint } from "./blueprint.ts";
import { GENERATOR_VERSION, generateWorld, type Quality } from "./generate.ts";
import type { SceneIntent } from "./intent.ts";
import type { Capped } from "./layout/plannedScene.ts";
import { parsePrompt } from "./parse/parsePrompt.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WorldCatalogue } from "./worldPrefab.ts";

export { GENERATOR_VERSION } from "./generate.ts";

/** Characters of a prompt that count. */
const MAX_PROMPT = 2000;

export interface PromptInput {
  /** Any string; of a longer one the first 2,000 characters count. Who serves it refuses empty and longer ones. */
  readonly prompt: string;
  /** Whole number, 0 to 2^32 - 1; derived from the prompt if left out. */
  readonly seed?: number;
  /** Metres; chosen by contents if left out. */
  readonly bounds?: { readonly width: number; readonly depth: number };
  readonly catalogue: WorldCatalogue;
  readonly vocabulary: Vocabulary;
}

export interface WorldMeta {
  readonly intent: SceneIntent;
  /** The prompt's words that something else stands for. */
  readonly substitutions: readonly { readonly word: string; readonly prefab_id: string }[];
  readonly unmatched: readonly string[];
  readonly capped?: readonly Capped[];
  readonly quality: Quality;
  readonly generator_version: string;
}

export interface PromptedWorld {
  readonly blueprint: WorldBlueprint;
  readonly meta: WorldMeta;
}

/** The world that a prompt describes. The same prompt, seed, bounds, catalogue and generator version give the same bytes. */
export function promptToWorld({ prompt: whole, vocabulary, ...rest }: PromptInput): PromptedWorld {
  const prompt = whole.slice(0, MAX_PROMPT);
  return intentToWorld({ ...rest, prompt, vocabulary, intent: parsePrompt(prompt, vocabulary) });
}

/** The world for an intent that somebody else read out of the prompt. */
export function intentToWorld(input: PromptInput & { readonly intent: SceneIntent }): PromptedWorld {
  const { intent, bounds, catalogue, vocabulary } = input;
  const prompt = input.prompt.slice(0, MAX_PROMPT);
  const seed = input.seed ?? seedOf(prompt);
  const { blueprint, capped, quality } = generateWorld({
    intent,
    prompt,
    seed,
    bounds,
    catalogue,
    vocabulary,
  });
  return {
    blueprint,
    meta: {
      intent,
      substitutions: substitutionsOf(blueprint),
      unmatched: intent.unmatched,
      ...(capped.length > 0 ? { capped } : {}),
      quality,
      generator_version: GENERATOR_VERSION,
    },
  };
}

/** A seed from the prompt's text: whole, 0 to 2^32 - 1. */
export function seedOf(prompt: string): number {
  return Math.floor(createRandom(`prompt ${prompt}`).next() * 2 ** 32);
}

function substitutionsOf({ prefab_instances }: WorldBlueprint): { word: string; prefab_id: string }[] {
  const found = new Map<string, { word: string; prefab_id: string }>();
  for (const { label, prefab_id } of prefab_instances)
    if (label !== undefined) found.set(`${label} ${prefab_id}`, { word: label, prefab_id });
  return [...found.values()];
}
