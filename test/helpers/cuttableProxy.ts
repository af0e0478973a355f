/** A TCP proxy in front of a server: a network that can be cut and mended. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/**
 * Forwards bytes both ways while it is whole. While it is cut nothing comes through, neither bytes nor the end of a
 * connection, as on a line that is down; who connects then is refused. When it is mended, what had ended meanwhile ends.
 */
export class CuttableProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #isCut = false;
  #lastWords: string | null = null;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(upstreamPort: number): Promise<CuttableProxy> {
    // Half-open: an end that must not come through yet is kept.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new CuttableProxy(server);
    server.on("connection", (client) => proxy.#forward(client, upstreamPort));
    return proxy;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Nothing comes through from now on. With `noticed`, every other client is told at once that its connection broke. */
  cut({ noticed = false } = {}): void {
    this.#isCut = true;
    let index = 0;
    for (const { client, upstream } of this.#pairs) {
      client.pause();
      upstream.pause();
      if (noticed && index++ % 2 === 0) client.resetAndDestroy();
    }
  }

  /** The next bytes of a client that hold `words` still come through; then it is told that its connection broke, and the line is down. */
  cutAfter(words: string): void {
    this.#lastWords = words;
  }

  mend(): void {
    this.#isCut = false;
    for (const pair of [...this.#pairs]) {
      pair.client.resume();
      pair.upstream.resume();
      this.#endBoth(pair);
    }
  }

  async close(): Promise<void> {
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    this.#server.close();
    await once(this.#server, "close");
  }

  #forward(client: Socket, upstreamPort: number): void {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: upstreamPort, host: "127.0.0.1", allowHalfOpen: true });
    const pair = { client, upstream };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on("error", () => {});
      from.on("data", (chunk) => void to.write(chunk));
      from.on("close", () => this.#endBoth(pair));
      from.on("end", () => this.#endBoth(pair));
    }
    client.on("data", (chunk) => {
      if (this.#lastWords === null || !chunk.includes(this.#lastWords)) return;
      this.#lastWords = null;
      this.cut();
      client.resetAndDestroy();
    });
    client.resume();
  }

  /** Ends the other side of a connection of which one side has ended, unless the line is down. */
  #endBoth(pair: Pair): void {
    const { client, upstream } = pair;
    if (this.#isCut) return;
    const ended = (socket: Socket) => socket.destroyed || socket.readableEnded;
    if (!ended(client) && !ended(upstream)) return;
    this.#pairs.delete(pair);
    client.destroy();
    upstream.destroy();
  }
}
