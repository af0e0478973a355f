/** A thread that makes and judges worlds. It reads catalogue and lexicon once, as the main thread does. */
import { workerData } from "node:worker_threads";
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import { promptToWorld } from "../../core/worldgen/prompt2world.ts";
import { type SpaceLayout, toSpace } from "../../core/worldgen/toSpace.ts";
import { type Finding, validateBlueprint } from "../../core/worldgen/validate/validate.ts";
import { createVocabulary, type Lexicon } from "../../core/worldgen/vocabulary.ts";
import type { WorldCatalogue } from "../../core/worldgen/worldPrefab.ts";
import type { PrefabDeclaration } from "../../protocol/catalogue.ts";
import { createCatalogue } from "../../services/catalogue/catalogue.ts";
import type { GenerateTask, WorldBytes } from "../../services/worlds/ports.ts";
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

answerRequests({
  generate(task: GenerateTask): WorldBytes {
    const { blueprint, meta } = promptToWorld({ ...task, catalogue, vocabulary });
    const { name, prompt, seed, catalog_version } = blueprint;
    return {
      blueprint: bytesOf(blueprint),
      meta: bytesOf({ provider: "rules", ...meta }),
      head: { name, prompt, seed, catalog_version },
    };
  },
  validate(blueprint: WorldBlueprint | Uint8Array): Finding[] {
    const given = blueprint instanceof Uint8Array ? parsed(blueprint) : blueprint;
    const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
    return validateBlueprint(given, catalogue).sort((a, b) => rank(a) - rank(b));
  },
  layOut: (blueprint: Uint8Array): SpaceLayout => toSpace(parsed(blueprint), catalogue),
  close: () => undefined,
});

function bytesOf(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** The judge looks at the shape first. */
function parsed(json: Uint8Array): WorldBlueprint {
  return JSON.parse(new TextDecoder().decode(json)) as WorldBlueprint;
}
