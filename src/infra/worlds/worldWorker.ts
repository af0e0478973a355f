/** A thread that makes and judges worlds. It reads catalogue and lexicon once, as the main thread does. */
import { workerData } from "node:worker_threads";
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import { type ModelBrief, modelBrief } from "../../core/worldgen/model/modelBrief.ts";
import { modelIntent } from "../../core/worldgen/model/modelIntent.ts";
import { readModelScene } from "../../core/worldgen/model/modelScene.ts";
import { parsePrompt } from "../../core/worldgen/parse/parsePrompt.ts";
import { intentToWorld, type PromptedWorld, promptToWorld } from "../../core/worldgen/prompt2world.ts";
import { type SpaceLayout, toSpace } from "../../core/worldgen/toSpace.ts";
import { type Finding, validateBlueprint } from "../../core/worldgen/validate/validate.ts";
import { createVocabulary, type Lexicon } from "../../core/worldgen/vocabulary.ts";
import type { WorldCatalogue } from "../../core/worldgen/worldPrefab.ts";
import type { PrefabDeclaration } from "../../protocol/catalogue.ts";
import { createCatalogue } from "../../services/catalogue/catalogue.ts";
import type {
  GenerateTask,
  ModelOutcome,
  ModelTask,
  WorldBytes,
  WorldProvider,
} from "../../services/worlds/ports.ts";
import { answerRequests } from "../../workerLink.ts";
import { readCatalogueFile, readLexiconFile } from "../catalogueFile.ts";

/** What a thread is started with: what a game adds to the catalogue. */
export interface WorldWorkerData {
  readonly prefabs?: readonly PrefabDeclaration[];
  readonly affordances?: Readonly<Record<string, readonly string[]>>;
}

const { prefabs: extra, affordances } = workerData as WorldWorkerData;
const { version, all } = createCatalogue(await readCatalogueFile(), { extra, affordances });
const catalogue: WorldCatalogue = { version, prefabs: all };
const vocabulary = createVocabulary(catalogue, (await readLexiconFile()) as Lexicon);
const encoder = new TextEncoder();
/** Characters of a model's answer that it is shown again. */
const MOST_QUOTED = 20_000;

answerRequests({
  generate: (task: GenerateTask): WorldBytes =>
    inBytes(promptToWorld({ ...task, catalogue, vocabulary }), "rules"),
  modelBrief: (): ModelBrief => modelBrief(catalogue),
  readModel({ task, answer, last }: ModelTask): ModelOutcome {
    const text = contentOf(answer);
    const { scene, problems } = readModelScene(text);
    if (!scene || (problems.length > 0 && !last)) return { text: text.slice(0, MOST_QUOTED), problems };
    const intent = modelIntent(scene, parsePrompt(task.prompt, vocabulary), vocabulary);
    return { world: inBytes(intentToWorld({ ...task, intent, catalogue, vocabulary }), "llm") };
  },
  validate(blueprint: WorldBlueprint | Uint8Array): Finding[] {
    const given = blueprint instanceof Uint8Array ? parsed(blueprint) : blueprint;
    const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
    return validateBlueprint(given, catalogue).sort((a, b) => rank(a) - rank(b));
  },
  layOut: (blueprint: Uint8Array): SpaceLayout => toSpace(parsed(blueprint), catalogue),
  close: () => undefined,
});

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
