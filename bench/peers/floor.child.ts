/**
 * The floor: the least that a server over `ws` can cost which receives the same messages and sends frames of the same
 * size and number to the same sockets. It looks at nothing that it gets and knows nothing: every client is sent the
 * same frame. Run with the bytes of a frame and the frames a second that a client is to get.
 */
import { WebSocket, WebSocketServer } from "ws";
import { OPCODES } from "../../loadtest/wire.ts";
import { tick } from "./gauge.ts";
import { TICK_HZ } from "./gaugeFigures.ts";

const BACKLOG = 4096;
const [frameBytes = 0, framesPerSecond = 0] = process.argv.slice(2).map(Number);
const PERIOD_MS = 1000 / TICK_HZ;

const welcome = Buffer.of(OPCODES.STATE);
const frame = Buffer.alloc(Math.max(1, Math.round(frameBytes)));
frame[0] = OPCODES.PATCH;

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.env.PORT),
  backlog: BACKLOG,
  perMessageDeflate: false,
});
server.on("connection", (socket) => {
  socket.on("message", () => {});
  socket.on("error", console.error);
  socket.send(welcome);
});

/** Frames that each client should have got by now and has not, less than one after each tick. */
let owed = 0;
let dueMs = performance.now() + PERIOD_MS;
waitForTick();

/** Keeps the rate over time, as a fixed timestep does: what a late tick lost is made up for by the next ones. */
function waitForTick(): void {
  setTimeout(
    () => {
      for (; performance.now() >= dueMs; dueMs += PERIOD_MS) tick(sendFrames);
      waitForTick();
    },
    Math.max(0, dueMs - performance.now()),
  );
}

function sendFrames(): void {
  for (owed += framesPerSecond / TICK_HZ; owed >= 1; owed -= 1)
    for (const socket of server.clients) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
}
