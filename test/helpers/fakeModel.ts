/** A language model's server for tests: answers as each test tells it, and keeps what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface AskedOfModel {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly temperature: number;
    readonly seed: number;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format: {
      readonly type: string;
      readonly json_schema: { readonly strict: boolean; readonly schema: unknown };
    };
  };
}

export type ModelTurn = (res: ServerResponse, asked: AskedOfModel) => void;

export class FakeModel {
  readonly asked: AskedOfModel[] = [];
  /** Answers of the next requests in order; the last one is for all that follow. */
  turns: ModelTurn[] = [];
  readonly #server = createServer((req, res) => void this.#serve(req, res));

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of req) text += part;
    const asked = {
      path: req.url ?? "",
      authorization: req.headers.authorization,
      body: JSON.parse(text) as AskedOfModel["body"],
    };
    this.asked.push(asked);
    const turn = this.turns.length > 1 ? this.turns.shift() : this.turns[0];
    turn?.(res, asked);
  }
}

/** A chat completion whose message is `content`; an object goes as its JSON. */
export function says(content: unknown): ModelTurn {
  return (res) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    res.setHeader("content-type", "application/json");
    res.end(
      JSON.stringify({ choices: [{ message: { role: "assistant", content: text }, finish_reason: "stop" }] }),
    );
  };
}
