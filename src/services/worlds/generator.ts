/** Worlds for prompts: from the cache, else from a thread. Equal requests under way share one. */
import { LRUCache } from "lru-cache";
import { seedOf } from "../../core/worldgen/prompt2world.ts";
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

/** A generator over `threads`, which it closes with itself. */
export function createWorldGenerator({ threads }: { readonly threads: WorldThreads }): WorldGenerator {
  // Generator and catalogue do not change while a process runs, so a key need not name their versions.
  const kept = new LRUCache<string, GeneratedWorldAnswer>({
    max: MAX_CACHED,
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: ({ blueprintJson, metaJson }) => blueprintJson.length + metaJson.length,
  });
  // As many as wait for the threads or are with them, which is bounded there.
  const underWay = new Map<string, Promise<GeneratedWorldAnswer>>();
  let served = 0;
  let cacheHits = 0;

  const make = async (key: string, task: GenerateTask) => {
    try {
      const answer = answerOf(await threads.generate(task));
      kept.set(key, answer);
      return answer;
    } finally {
      underWay.delete(key);
    }
  };
  return {
    async generate(request) {
      const task = taskOf(request);
      const key = keyOf(task);
      const ready = kept.get(key) ?? underWay.get(key);
      if (ready) cacheHits += 1;
      else underWay.set(key, make(key, task));
      const answer = await (ready ?? underWay.get(key)!);
      served += 1;
      return answer;
    },
    validate: (blueprint) => threads.validate(blueprint),
    preview: (blueprint, format) => threads.draw(blueprint, format),
    layOut: (blueprint) => threads.layOut(blueprint),
    stats: () => ({ ...threads.stats(), served, cacheHits }),
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
