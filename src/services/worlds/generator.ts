/** Worlds for prompts: from the cache, else from a thread. Equal requests under way share one. */
import { LRUCache } from "lru-cache";
import { seedOf } from "../../core/worldgen/prompt2world.ts";
import type { ModelReader } from "./modelReader.ts";
import type {
  GeneratedWorldAnswer,
  GeneratedWorldMeta,
  GenerateTask,
  WorldBytes,
  WorldGenerator,
  WorldRequest,
  WorldThreads,
} from "./ports.ts";

/** Answers kept; a world and what is told of it are 8 KB on the average. */
const MAX_CACHED = 1_000;
const MAX_CACHED_BYTES = 32 * 1024 * 1024;

export interface WorldGeneratorDeps {
  /** Closed with the generator. */
  readonly threads: WorldThreads;
  /** Reads prompts for requests that want a language model; without one the rules do. */
  readonly reader?: ModelReader | null;
}

/** Makes a world; null where a model was to and did not. */
type Work = () => Promise<WorldBytes | null>;

const NO_MODEL = { calls: 0, fallbacks: 0, givenUp: 0 } as const;

/** A generator over `threads`. */
export function createWorldGenerator({ threads, reader = null }: WorldGeneratorDeps): WorldGenerator {
  // Generator and catalogue do not change while a process runs, so a key need not name their versions.
  const kept = new LRUCache<string, GeneratedWorldAnswer>({
    max: MAX_CACHED,
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: ({ blueprintJson, metaJson }) => blueprintJson.length + metaJson.length,
  });
  // As many as wait for the threads or are with them, which is bounded there.
  const underWay = new Map<string, Promise<GeneratedWorldAnswer | null>>();
  let served = 0;
  let cacheHits = 0;

  const make = async (key: string, work: Work) => {
    try {
      const made = await work();
      const answer = made && answerOf(made);
      if (answer) kept.set(key, answer);
      return answer;
    } finally {
      underWay.delete(key);
    }
  };
  const once = async (key: string, work: Work) => {
    const ready = kept.get(key) ?? underWay.get(key);
    if (!ready) underWay.set(key, make(key, work));
    const answer = await (ready ?? underWay.get(key)!);
    if (answer && ready) cacheHits += 1;
    return answer;
  };
  return {
    async generate(request) {
      const task = taskOf(request);
      const key = keyOf(task);
      const asRead =
        request.provider === "llm" && reader ? await once(`llm ${key}`, () => reader.read(task)) : null;
      const answer = asRead ?? (await once(`rules ${key}`, () => threads.generate(task)));
      served += 1;
      return answer!;
    },
    validate: (blueprint) => threads.validate(blueprint),
    preview: (blueprint, format) => threads.draw(blueprint, format),
    layOut: (blueprint) => threads.layOut(blueprint),
    stats() {
      const { calls, fallbacks, givenUp } = reader?.stats() ?? NO_MODEL;
      const model = { modelCalls: calls, modelFallbacks: fallbacks, modelGivenUp: givenUp };
      return { ...threads.stats(), ...model, served, cacheHits };
    },
    close: () => threads.close(),
  };
}

function taskOf({ prompt: given, seed, bounds }: WorldRequest): GenerateTask {
  const prompt = given.trim();
  return { prompt, seed: seed ?? seedOf(prompt), ...(bounds ? { bounds } : {}) };
}

function keyOf({ prompt, seed, bounds }: GenerateTask): string {
  return `${seed} ${bounds?.width ?? ""} ${bounds?.depth ?? ""} ${prompt}`;
}

function answerOf({ blueprint, meta, head }: WorldBytes): GeneratedWorldAnswer {
  const blueprintJson = asBuffer(blueprint);
  const metaJson = asBuffer(meta);
  return {
    blueprintJson,
    metaJson,
    head,
    get blueprint() {
      return JSON.parse(blueprintJson.toString()) as GeneratedWorldAnswer["blueprint"];
    },
    get meta() {
      return JSON.parse(metaJson.toString()) as GeneratedWorldMeta;
    },
  };
}

/** The same memory as a Buffer. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
