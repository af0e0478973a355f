/** JSON over HTTP with connections that are kept: what a load test asks of the server besides its sockets. */
import * as plain from "node:http";
import * as secure from "node:https";

const TIMEOUT_MS = 20_000;
const MAX_SOCKETS = 64;

export interface Answer {
  readonly status: number;
  /** Decoded JSON, or the text if it is none. */
  readonly body: unknown;
}

export interface Ask {
  readonly method?: "GET" | "POST";
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** A server refused, or answered something that is not what its contract says. `code` is what the errors are counted under. */
export class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** HTTP to one server. {@link HttpClient.close} it, or its connections keep the process alive for some seconds. */
export class HttpClient {
  readonly #base: URL;
  readonly #transport: typeof plain | typeof secure;
  readonly #agent: plain.Agent;

  /** `endpoint`: ws:// or wss://. */
  constructor(endpoint: string) {
    this.#base = new URL(endpoint.replace(/^ws/, "http"));
    this.#transport = this.#base.protocol === "https:" ? secure : plain;
    this.#agent = new this.#transport.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  /** Rejects only if there was no answer: no connection, or none within 20 seconds. */
  ask(path: string, { method = "GET", token, body }: Ask = {}): Promise<Answer> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: Record<string, string | number> = { accept: "application/json" };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (payload)
      Object.assign(headers, { "content-type": "application/json", "content-length": payload.length });
    return new Promise((resolve, reject) => {
      const request = this.#transport.request(
        new URL(path, this.#base),
        { method, headers, agent: this.#agent, timeout: TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: decoded(Buffer.concat(chunks).toString()) }),
          );
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer to ${path} within ${TIMEOUT_MS} ms`)));
      request.on("error", reject);
      request.end(payload);
    });
  }

  /** As {@link ask}, and @throws ServerRefusal for every status from 400 up. */
  async demand(path: string, ask: Ask = {}): Promise<unknown> {
    const { status, body } = await this.ask(path, ask);
    if (status < 400) return body;
    const { code, detail, error } = (typeof body === "object" && body !== null ? body : {}) as Record<
      string,
      unknown
    >;
    const name = typeof code === "string" ? code : String(status);
    throw new ServerRefusal(name, status, `${path}: ${status} ${String(detail ?? error ?? "")}`.trim());
  }

  close(): void {
    this.#agent.destroy();
  }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
