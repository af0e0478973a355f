/** The port's WebSocket side, with an end that waits for answers under way and leaves no socket behind. */
import { once } from "node:events";
import type { Server } from "node:http";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { noteConnection } from "./outlet.ts";
import { takePlainFrames } from "./plainFrames.ts";

export class SocketTransport extends WebSocketTransport {
  constructor(options?: ConstructorParameters<typeof WebSocketTransport>[0]) {
    super(options);
    // Before Colyseus sees the client: a room may send to it at once.
    this.wss.prependListener("connection", (webSocket, { socket }) => {
      noteConnection(webSocket, socket);
      takePlainFrames(webSocket, socket, this.wss.options);
    });
  }

  /** Takes no new connections, waits up to `patienceMs` for those that are there to end by themselves, and ends the rest. */
  async drain(patienceMs: number): Promise<void> {
    const port = this.server as Server;
    if (!port.listening) return;
    const closed = once(port, "close");
    this.shutdown();
    port.closeIdleConnections();
    const timer = setTimeout(() => {
      port.closeAllConnections();
      for (const socket of this.wss.clients) socket.terminate();
    }, patienceMs);
    await closed;
    clearTimeout(timer);
  }
}
