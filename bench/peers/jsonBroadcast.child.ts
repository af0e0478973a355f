/**
 * A server as systems without a room framework have it: JSON over WebSocket. Whoever comes is told of everybody, and
 * every move is told at once to everybody else.
 */
import { WebSocket, WebSocketServer } from "ws";
import "./gauge.ts";

interface User {
  readonly user_id: number;
  x: number;
  y: number;
}

const BACKLOG = 4096;
const users = new Map<WebSocket, User>();
let lastId = 0;

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.env.PORT),
  backlog: BACKLOG,
  perMessageDeflate: false,
});
server.on("connection", (socket) => {
  socket.on("message", (frame) => receive(socket, String(frame)));
  socket.on("close", () => leave(socket));
  socket.on("error", console.error);
});

function receive(socket: WebSocket, text: string): void {
  const { type, x, y } = JSON.parse(text) as { type: string; x: number; y: number };
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  const user = users.get(socket);
  if (type === "join" && !user) {
    const joined = { user_id: ++lastId, x, y };
    users.set(socket, joined);
    socket.send(JSON.stringify({ type: "welcome", user_id: joined.user_id, users: [...users.values()] }));
    broadcast({ type: "user_joined", ...joined }, socket);
  } else if (type === "move" && user) {
    Object.assign(user, { x, y });
    broadcast({ type: "move", ...user }, socket);
  }
}

function leave(socket: WebSocket): void {
  const user = users.get(socket);
  if (!users.delete(socket) || !user) return;
  broadcast({ type: "user_left", user_id: user.user_id }, socket);
}

function broadcast(event: object, but: WebSocket): void {
  const text = JSON.stringify(event);
  for (const socket of users.keys())
    if (socket !== but && socket.readyState === WebSocket.OPEN) socket.send(text);
}
