/**
 * Lets a language model read a prompt: one question, one turn to mend what is wrong with the answer, all within one
 * time limit. Every failure ends in null, and the caller takes the rules.
 */
import type { ModelBrief } from "../../core/worldgen/model/modelBrief.ts";
import { Breaker } from "./breaker.ts";
import type { GenerateTask, WorldBytes, WorldThreads } from "./ports.ts";
import { type ChatMessage, type TextModel, TextModelError } from "./textModel.ts";

export interface ModelReaderDeps {
  readonly model: TextModel;
  readonly threads: Pick<WorldThreads, "modelBrief" | "readModel">;
  /** Milliseconds on a clock that never steps back. */
  readonly nowMs: () => number;
  /** Told when the model is given up for a while. Must not throw. */
  readonly onGivenUp: (error: unknown) => void;
  /** For both turns together, milliseconds. Default 8,000. */
  readonly timeoutMs?: number;
}

export interface ModelStats {
  /** Turns that the model was asked for. */
  readonly calls: number;
  /** Prompts that it did not read, whatever the reason; the rules did. */
  readonly fallbacks: number;
  /** 1 while it is given up for a while. */
  readonly givenUp: 0 | 1;
}

const TIMEOUT_MS = 8_000;
/** Prompts in a row that the model fails at before it is given up, and for how long. */
const FAILURES = 5;
const GIVEN_UP_MS = 30_000;

export interface ModelReader {
  /** The world of a prompt as the model reads it, null if it does not. Never throws for what a model does. */
  read(task: GenerateTask): Promise<WorldBytes | null>;
  stats(): ModelStats;
}

export function createModelReader(deps: ModelReaderDeps): ModelReader {
  const { threads, nowMs, onGivenUp } = deps;
  const breaker = new Breaker({ failures: FAILURES, openMs: GIVEN_UP_MS, nowMs, onOpen: onGivenUp });
  let brief: Promise<ModelBrief> | null = null;
  let calls = 0;
  let fallbacks = 0;

  const ask = async (task: GenerateTask): Promise<WorldBytes> => {
    brief ??= threads.modelBrief();
    const { instructions, schemaJson } = await brief.catch((error: unknown) => {
      brief = null;
      throw error;
    });
    const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
    const messages: ChatMessage[] = [
      { role: "system", content: instructions },
      { role: "user", content: task.prompt },
    ];
    for (const last of [false, true]) {
      calls += 1;
      const answer = await deps.model.complete({ messages, schemaJson, seed: task.seed, signal });
      const reading = await threads.readModel({ task, answer, last });
      if ("world" in reading) return reading.world;
      messages.push(
        { role: "assistant", content: reading.text },
        { role: "user", content: `Write it again, without these problems:\n${reading.problems.join("\n")}` },
      );
    }
    throw new TextModelError("unusable", "The model's answer was no scene, twice.");
  };
  return {
    async read(task) {
      if (!breaker.enter()) {
        fallbacks += 1;
        return null;
      }
      try {
        const world = await ask(task);
        breaker.succeeded();
        return world;
      } catch (error) {
        fallbacks += 1;
        if (error instanceof TextModelError && error.failure !== "busy") breaker.failed(error);
        else breaker.leave();
        return null;
      }
    },
    stats: () => ({ calls, fallbacks, givenUp: breaker.open ? 1 : 0 }),
  };
}
