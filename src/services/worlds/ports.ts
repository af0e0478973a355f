/** Making worlds off the main thread: what asks for one, what answers. */
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import type { ModelBrief } from "../../core/worldgen/model/modelBrief.ts";
import type { WorldMeta } from "../../core/worldgen/prompt2world.ts";
import type { SpaceLayout } from "../../core/worldgen/toSpace.ts";
import type { Finding } from "../../core/worldgen/validate/validate.ts";

export interface WorldRequest {
  /** 1 to 2,000 characters, not blank: whoever takes it from a client checks that. */
  readonly prompt: string;
  /** Whole number, 0 to 2^32 - 1; derived from the prompt if left out. */
  readonly seed?: number;
  /** Metres; chosen by contents if left out. */
  readonly bounds?: { readonly width: number; readonly depth: number };
  /** Who reads the prompt. Default `rules`; `llm` without a model that is set up, or with one that fails, is `rules` too. */
  readonly provider?: WorldProvider;
}

export type WorldProvider = "rules" | "llm";
export type PictureFormat = "svg" | "png";

/** What is told of a world besides the world; `duration_ms` is the caller's to add. */
export interface GeneratedWorldMeta extends WorldMeta {
  /** Who did read the prompt: `rules` also where the model was asked for and failed. */
  readonly provider: WorldProvider;
}

/** A finished world. It crosses from the thread as bytes: a caller that only stores and sends them parses nothing. */
export interface GeneratedWorldAnswer {
  /** The blueprint's JSON, UTF-8, exactly as generated. Must not be changed: answers are shared. */
  readonly blueprintJson: Buffer;
  /** JSON of {@link GeneratedWorldMeta}, UTF-8. Must not be changed. */
  readonly metaJson: Buffer;
  /** The blueprint's own name, prompt, seed and catalogue version. */
  readonly head: WorldHead;
  /** `blueprintJson`, parsed anew each time: costs the main thread 0.1 to 0.3 ms. */
  readonly blueprint: WorldBlueprint;
  /** `metaJson`, parsed anew each time. */
  readonly meta: GeneratedWorldMeta;
}

export type WorldHead = Pick<WorldBlueprint, "name" | "prompt" | "seed" | "catalog_version">;

/** Makes worlds off the main thread. */
export interface WorldGenerator {
  /**
   * The world of a prompt, whose ends are trimmed. The same request gives the same bytes, in any process of this version.
   * @throws AppError `unavailable` when too many wait, or the thread died over it.
   */
  generate(request: WorldRequest): Promise<GeneratedWorldAnswer>;
  /**
   * Judges a blueprint that somebody else made, or its JSON: what is wrong, errors first; empty if it is sound.
   * @throws AppError as {@link generate}.
   */
  validate(blueprint: WorldBlueprint | Uint8Array): Promise<readonly Finding[]>;
  /**
   * A picture from above of a sound blueprint, or of its JSON; the bytes of the file. Takes 10 ms as SVG, 0.2 s as PNG.
   * @throws AppError as {@link generate}.
   */
  preview(blueprint: WorldBlueprint | Uint8Array, format: PictureFormat): Promise<Uint8Array>;
  /**
   * A stored blueprint's JSON as a space is made of it.
   * @throws AppError as {@link generate}.
   */
  layOut(blueprint: Uint8Array): Promise<SpaceLayout>;
  stats(): WorldGeneratorStats;
  /** Refuses new requests and ends the threads when what they work at is done. */
  close(): Promise<void>;
}

export interface WorldGeneratorStats {
  /** Requests that wait for a thread. */
  readonly waiting: number;
  /** Requests that a thread has. */
  readonly running: number;
  /** Worlds answered, from the cache or fresh. */
  readonly served: number;
  /** Of those, answered without generating. */
  readonly cacheHits: number;
  /** Requests refused because too many waited. */
  readonly refused: number;
  /** Requests that a thread did not finish. */
  readonly failed: number;
  /** Turns that a language model was asked for. */
  readonly modelCalls: number;
  /** Prompts that it was to read and did not. */
  readonly modelFallbacks: number;
  /** 1 while it is given up for a while. */
  readonly modelGivenUp: 0 | 1;
}

/** The threads behind the generator. */
export interface WorldThreads {
  /** @throws AppError `unavailable`. */
  generate(task: GenerateTask): Promise<WorldBytes>;
  /** @throws AppError `unavailable`. */
  validate(blueprint: WorldBlueprint | Uint8Array): Promise<readonly Finding[]>;
  /** What a model is told besides the prompt. @throws AppError `unavailable`. */
  modelBrief(): Promise<ModelBrief>;
  /** @throws AppError `unavailable`. */
  readModel(reading: ModelTask): Promise<ModelOutcome>;
  /** @throws AppError `unavailable`. */
  draw(blueprint: WorldBlueprint | Uint8Array, format: PictureFormat): Promise<Uint8Array>;
  /** @throws AppError `unavailable`. */
  layOut(blueprint: Uint8Array): Promise<SpaceLayout>;
  stats(): Pick<WorldGeneratorStats, "waiting" | "running" | "refused" | "failed">;
  close(): Promise<void>;
}

export interface GenerateTask {
  readonly prompt: string;
  readonly seed: number;
  readonly bounds?: { readonly width: number; readonly depth: number };
}

/** A model's answer to be made a world of. */
export interface ModelTask {
  readonly task: GenerateTask;
  /** The body of a chat completion. */
  readonly answer: Uint8Array;
  /** No further turn comes: what can be lived with is. */
  readonly last: boolean;
}

/** The world, or what the model wrote and what is wrong with it. */
export type ModelOutcome =
  | { readonly world: WorldBytes }
  | { readonly text: string; readonly problems: readonly string[] };

/** A world as a thread hands it over. */
export interface WorldBytes {
  readonly blueprint: Uint8Array;
  readonly meta: Uint8Array;
  readonly head: WorldHead;
}
