/**
 * A language model behind any OpenAI-compatible `/chat/completions`. Answers are bounded, redirects are not followed,
 * few requests run at once, and a model that keeps failing is left alone for a while. The key is in no error or log.
 */
import { type TextModel, TextModelError, type TextModelRequest } from "../services/worlds/textModel.ts";

export interface TextModelOptions {
  /** Without a slash at its end or with one: `https://api.example/v1`. */
  readonly baseUrl: string;
  /** "" for a server that wants none. */
  readonly apiKey: string;
  readonly model: string;
  /** Most requests at once; more are refused, not kept waiting. Default 4. */
  readonly maxRunning?: number;
  /** Largest answer, bytes. Default 128 KiB: a scene of 40 things has about 10. */
  readonly maxAnswerBytes?: number;
}

const MAX_RUNNING = 4;
const MAX_ANSWER_BYTES = 128 * 1024;
/** Tokens of an answer: twice what a full scene takes. */
const MAX_TOKENS = 6_000;

/** The model of `options`. Opens no connection before the first request. */
export function createTextModel(options: TextModelOptions): TextModel {
  const { apiKey, model, maxRunning = MAX_RUNNING, maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  const url = `${options.baseUrl.replace(/\/+$/, "")}/chat/completions`;
  let running = 0;
  return {
    async complete(request) {
      if (running >= maxRunning)
        throw new TextModelError("busy", "As many requests as may run do so already.");
      running += 1;
      try {
        const answer = await fetch(url, {
          method: "POST",
          redirect: "error",
          headers: {
            "content-type": "application/json",
            accept: "application/json",
            ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
          },
          body: bodyOf(request, model),
          signal: request.signal,
        });
        if (answer.status !== 200) {
          await answer.body?.cancel();
          throw new TextModelError("refused", `The model's server answered ${answer.status}.`);
        }
        return await bounded(answer, maxAnswerBytes);
      } catch (error) {
        throw asModelError(error);
      } finally {
        running -= 1;
      }
    },
  };
}

/** The request's body; the schema is JSON already and is not parsed for it. */
function bodyOf({ messages, schemaJson, seed }: TextModelRequest, model: string): string {
  const head = JSON.stringify({
    model,
    temperature: 0,
    seed,
    max_tokens: MAX_TOKENS,
    stream: false,
    messages,
  });
  return `${head.slice(0, -1)},"response_format":{"type":"json_schema","json_schema":{"name":"scene","strict":true,"schema":${schemaJson}}}}`;
}

async function bounded(answer: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes)
      throw new TextModelError("too_large", `The answer has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts, bytes));
}

/** What went wrong without anything of the request, which holds the key. */
function asModelError(error: unknown): TextModelError {
  if (error instanceof TextModelError) return error;
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError" || name === "AbortError")
    return new TextModelError("timeout", "The model took too long.");
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return new TextModelError(
    "unreachable",
    `The model's server was not reached${cause?.code ? `: ${cause.code}` : "."}`,
  );
}
