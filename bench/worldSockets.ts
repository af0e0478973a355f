/**
 * The least that can ask over HTTP/1.1 and time the answer: kept sockets, one request each at a time, nothing parsed but
 * status and length. Node's own client takes several times as long, on processors that the measured server needs.
 */
import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** From the asking to the last byte, milliseconds; waiting for a free socket counts. */
  readonly ms: number;
}

interface Asking {
  readonly body: string;
  readonly startMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Posts bodies of JSON to one address over at most `maxSockets` sockets. Every answer must have a Content-Length. */
export class PostSockets {
  readonly #url: URL;
  readonly #head: string;
  readonly #maxSockets: number;
  readonly #all = new Set<Socket>();
  readonly #idle: ((asking: Asking) => void)[] = [];
  /** Oldest first. */
  readonly #waiting: Asking[] = [];

  constructor({ url, token, maxSockets }: { url: URL; token: string; maxSockets: number }) {
    this.#url = url;
    this.#maxSockets = maxSockets;
    const lines = [
      `POST ${url.pathname} HTTP/1.1`,
      `Host: ${url.host}`,
      `Authorization: Bearer ${token}`,
      "Content-Type: application/json",
      "Content-Length: ",
    ];
    this.#head = lines.join("\r\n");
  }

  /** @throws Error if the socket ends before the answer does. */
  post(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = { body, startMs: performance.now(), resolve, reject };
      const send = this.#idle.pop() ?? (this.#all.size < this.#maxSockets ? this.#open() : undefined);
      if (send) send(asking);
      else this.#waiting.push(asking);
    });
  }

  close(): void {
    for (const socket of this.#all) socket.destroy();
  }

  /** A new socket, as what sends a request over it. */
  #open(): (asking: Asking) => void {
    const socket = connect(Number(this.#url.port), this.#url.hostname).setNoDelay(true);
    this.#all.add(socket);
    let current: Asking | null = null;
    let reply = new Reply();
    const send = (asking: Asking) => {
      current = asking;
      reply = new Reply();
      const { body } = asking;
      socket.write(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.on("data", (chunk) => {
      if (!reply.take(chunk) || !current) return;
      const { resolve, startMs } = current;
      resolve({ status: reply.status, bytes: reply.bodyBytes, ms: performance.now() - startMs });
      current = null;
      const next = this.#waiting.shift();
      if (next) send(next);
      else this.#idle.push(send);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#all.delete(socket);
      const at = this.#idle.indexOf(send);
      if (at >= 0) this.#idle.splice(at, 1);
      current?.reject(new Error("The connection ended before its answer."));
    });
    return send;
  }
}

/** One answer as it comes in. */
class Reply {
  status = 0;
  bodyBytes = 0;
  #head = "";
  #missing = 0;

  /** True when it is whole. */
  take(chunk: Buffer): boolean {
    if (this.status > 0) {
      this.#missing -= chunk.length;
      return this.#missing <= 0;
    }
    this.#head += chunk.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = this.#head.slice(0, end);
    this.status = Number(head.slice(9, 12));
    this.bodyBytes = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    this.#missing = end + 4 + this.bodyBytes - this.#head.length;
    return this.#missing <= 0;
  }
}
