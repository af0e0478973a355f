/** Part of bench/receive.ts: frames on their way from a connection's bytes to who listens for messages, through `ws` or past it. */
import { Duplex } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { takePlainFrames } from "../src/rooms/plainFrames.ts";

/** As many as send something between two turns of the event loop, each one frame. */
const CONNECTIONS = 100;
const MASK = [0x1f, 0xa0, 0x03, 0xff];
const HEADERS = {
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
  upgrade: "websocket",
};

/** What gives `messages` frames to as many connections, and resolves once all have been heard. */
export function frameReader(payloads: readonly Buffer[], takesShortCut: boolean) {
  let heard = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(takesShortCut, () => (heard += 1)));
  const frames = payloads.map(frameOf);
  return async (messages: number): Promise<void> => {
    heard = 0;
    // The mask is taken off in place: what is read in a later round means nothing, but is as long.
    for (let count = 0; count < messages; count += 1) {
      sockets[count % CONNECTIONS]?.emit("data", frames[count % frames.length]);
      if (count % CONNECTIONS === CONNECTIONS - 1) await nextTurn();
    }
    if (heard !== messages) throw new Error(`${heard} of ${messages} frames were heard.`);
  };
}

/** A socket in memory with a WebSocket on it. */
function connect(takesShortCut: boolean, onMessage: () => void): Duplex {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const server = new WebSocketServer({ noServer: true, maxPayload: 16_384 });
  const request = { method: "GET", headers: HEADERS };
  server.handleUpgrade(request as never, socket, Buffer.alloc(0), (webSocket) => {
    if (takesShortCut) takePlainFrames(webSocket, socket as never, server.options);
    webSocket.on("message", onMessage);
  });
  return socket;
}

/** A short message of bytes, as a client sends it. */
function frameOf(payload: Buffer): Buffer {
  const masked = payload.map((byte, at) => byte ^ (MASK[at & 3] as number));
  return Buffer.from([0x82, 0x80 | payload.length, ...MASK, ...masked]);
}
