/** A `ws` server's end of a connection over a socket in memory, which gets exactly the chunks that it is given. */
import { Duplex } from "node:stream";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { takePlainFrames } from "../../src/rooms/plainFrames.ts";

const HEADERS = {
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
  upgrade: "websocket",
};

export interface WebSocketEnd {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
  /** What the server sent, after its answer to the upgrade. */
  readonly sent: Buffer[];
  /** How many bytes came to where `ws` reads frames. */
  readBytes(): number;
}

export interface EndOptions {
  readonly takesShortCut: boolean;
  /** Of the server. */
  readonly options?: ServerOptions;
  /** What came with the upgrade. */
  readonly head?: Buffer;
  readonly offered?: string;
}

const open = new Set<Duplex>();

/** Ends what is open; timers of connections that were closing go with it. */
export function destroyEnds(): void {
  for (const socket of open) socket.destroy();
  open.clear();
}

export function openEnd({ takesShortCut, options, head, offered }: EndOptions): WebSocketEnd {
  const sent: Buffer[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      sent.push(chunk);
      done();
    },
  });
  open.add(socket);
  const server = new WebSocketServer({ ...options, noServer: true });
  const headers = offered ? { ...HEADERS, "sec-websocket-extensions": offered } : HEADERS;
  let opened: WebSocket | undefined;
  server.handleUpgrade({ method: "GET", headers } as never, socket, head ?? Buffer.alloc(0), (webSocket) => {
    opened = webSocket;
  });
  if (!opened) throw new Error("The upgrade was refused.");
  sent.length = 0;
  const webSocket = opened;
  const read = countRead(webSocket);
  if (takesShortCut) takePlainFrames(webSocket, socket as never, server.options);
  return { webSocket, socket, sent, readBytes: read };
}

/** `ws` has no public sign of what it was given: only here, to tell whether the short cut was taken. */
export function countRead(webSocket: WebSocket): () => number {
  const receiver = (webSocket as unknown as { _receiver: { write(chunk: Buffer): boolean } })._receiver;
  const write = receiver.write.bind(receiver);
  let bytes = 0;
  receiver.write = (chunk) => {
    bytes += chunk.length;
    return write(chunk);
  };
  return () => bytes;
}
