/** A thread that makes and judges worlds. It reads catalogue and lexicon once, as the main thread does. */
import { workerData } from "node:worker_threads";
import { LRUCache } from "lru-cache";
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import type { SceneIntent } from "../../core/worldgen/intent.ts";
import { type ModelBrief, modelBrief } from "../../core/worldgen/model/modelBrief.ts";
import { modelIntent } from "../../core/worldgen/model/modelIntent.ts";
import { readModelScene } from "../../core/worldgen/model/modelScene.ts";
import { parsePrompt } from "../../core/worldgen/parse/parsePrompt.ts";
import { intentToWorld, type PromptedWorld } from "../../core/worldgen/prompt2world.ts";
import { type SpaceLayout, toSpace } from "../../core/worldgen/toSpace.ts";
import { type Finding, validateBlueprint } from "../../core/worldgen/validate/validate.ts";
import { createVocabulary, type Lexicon } from "../../core/worldgen/vocabulary.ts";
import { worldCatalogue } from "../../core/worldgen/worldPrefab.ts";
import type { PrefabDeclaration } from "../../protocol/catalogue.ts";
import { createCatalogue } from "../../services/catalogue/catalogue.ts";
import type {
  GenerateTask,
  ModelOutcome,
  ModelTask,
  WorldBytes,
  WorldProvider,
} from "../../services/worlds/ports.ts";
import { answerRequests, yieldToRooms } from "../../workerLink.ts";
import { readCatalogueFile, readLexiconFile } from "../catalogueFile.ts";

/** What a thread is started with: what a game adds to the catalogue. */
export interface WorldWorkerData {
  readonly prefabs?: readonly PrefabDeclaration[];
  readonly affordances?: Readonly<Record<string, readonly string[]>>;
}

const { prefabs: extra, affordances } = workerData as WorldWorkerData;
const { version, all } = createCatalogue(await readCatalogueFile(), { extra, affordances });
const catalogue = worldCatalogue(version, all);
const vocabulary = createVocabulary(catalogue, (await readLexiconFile()) as Lexicon);
yieldToRooms();
const encoder = new TextEncoder();
/** Readings of prompts, which do not depend on the seed: reading is a third of the work on a world. */
const readings = new LRUCache<string, SceneIntent>({ max: 500 });
/** Characters of a model's answer that it is shown again. */
const MOST_QUOTED = 20_000;
/** How long a world waits for those behind it, milliseconds: they cross to the main thread together. */
const HELD_MS = 3;

const handlers = {
  generate: (task: GenerateTask): WorldBytes =>
    inBytes(intentToWorld({ ...task, intent: read(task.prompt), catalogue, vocabulary }), "rules"),
  modelBrief: (): ModelBrief => modelBrief(catalogue),
  readModel({ task, answer, last }: ModelTask): ModelOutcome {
    const text = contentOf(answer);
    const { scene, problems } = readModelScene(text);
    if (!scene || (problems.length > 0 && !last)) return { text: text.slice(0, MOST_QUOTED), problems };
    const intent = modelIntent(scene, read(task.prompt), vocabulary);
    return { world: inBytes(intentToWorld({ ...task, intent, catalogue, vocabulary }), "llm") };
  },
  validate(blueprint: WorldBlueprint | Uint8Array): Finding[] {
    const given = blueprint instanceof Uint8Array ? parsed(blueprint) : blueprint;
    const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
    return validateBlueprint(given, catalogue).sort((a, b) => rank(a) - rank(b));
  },
  layOut: (blueprint: Uint8Array): SpaceLayout => toSpace(parsed(blueprint), catalogue),
  close: () => undefined,
};
answerRequests(handlers, { heldMs: HELD_MS });

function read(prompt: string): SceneIntent {
  const known = readings.get(prompt);
  if (known) return known;
  const intent = parsePrompt(prompt, vocabulary);
  readings.set(prompt, intent);
  return intent;
}

function inBytes({ blueprint, meta }: PromptedWorld, provider: WorldProvider): WorldBytes {
  const { name, prompt, seed, catalog_version } = blueprint;
  return {
    blueprint: bytesOf(blueprint),
    meta: bytesOf({ provider, ...meta }),
    head: { name, prompt, seed, catalog_version },
  };
}

/** What the model wrote, out of the body of a chat completion; "" if the body is none. */
function contentOf(body: Uint8Array): string {
  try {
    const { choices } = JSON.parse(new TextDecoder().decode(body)) as ChatCompletion;
    const content = choices?.[0]?.message?.content;
    return typeof content === "string" ? content : "";
  } catch {
    return "";
  }
}

interface ChatCompletion {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
}

function bytesOf(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** The judge looks at the shape first. */
function parsed(json: Uint8Array): WorldBlueprint {
  return JSON.parse(new TextDecoder().decode(json)) as WorldBlueprint;
}
