/** The peers without a room framework: the JSON broadcast and the floor. Their clients join by connecting. */
import WebSocket from "ws";
import { RawClient, SOCKET_OPTIONS } from "../../loadtest/rawClient.ts";
import type { Point } from "../../src/core/sim/types.ts";
import { rawEvents, walking } from "./colyseusPeer.ts";
import type { ServerProcess } from "./launch.ts";
import type { ClientEvents, Observer, RunningPeer, WalkingClient } from "./peer.ts";

const JOINS_WITHIN_MS = 30_000;
/** A client whose moves the server does not take sends no more until it does. */
const MOST_BUFFERED_BYTES = 64 * 1024;
const OPENING_BRACE = "{".charCodeAt(0);

/** The floor speaks as much of the rooms' protocol as a raw client needs. */
export function floorPeer(server: ServerProcess): RunningPeer {
  return {
    server,
    async join(index, _spot, events) {
      const socket = new WebSocket(server.endpoint, SOCKET_OPTIONS);
      const client = new RawClient(String(index), socket, rawEvents(events));
      await client.joined;
      return { ...walking(client), leave: async () => socket.terminate() };
    },
    observe: null,
    stop: () => server.stop(),
  };
}

export function jsonPeer(server: ServerProcess): RunningPeer {
  return {
    server,
    join: async (_, spot, events) => (await connect(server.endpoint, spot, events)).client,
    observe: (_, spot) => observe(server.endpoint, spot),
    stop: () => server.stop(),
  };
}

interface Welcome {
  readonly type: "welcome";
  readonly user_id: number;
  readonly users: readonly JsonUser[];
}

interface JsonUser extends Point {
  readonly user_id: number;
}

/** Resolves when the server has said who is there. Frames are only looked at by their first byte, as raw clients do. */
function connect(
  endpoint: string,
  spot: Point,
  events: ClientEvents,
): Promise<{ client: WalkingClient; socket: WebSocket; welcome: Welcome }> {
  const socket = new WebSocket(endpoint, SOCKET_OPTIONS);
  let welcome: Welcome | null = null;
  let leaving = false;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.terminate(), JOINS_WITHIN_MS);
    const move = ({ x, y }: Point, seq: number) => {
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MOST_BUFFERED_BYTES) return false;
      socket.send(JSON.stringify({ type: "move", x, y, seq }));
      return true;
    };
    const leave = async () => {
      leaving = true;
      socket.close();
    };
    socket.on("open", () => socket.send(JSON.stringify({ type: "join", ...spot })));
    socket.on("message", (frame: Buffer) => {
      events.onFrame(frame.length, frame[0] !== OPENING_BRACE);
      if (welcome) return;
      const first = JSON.parse(frame.toString()) as Welcome | { type: "other" };
      if (first.type !== "welcome") return;
      welcome = first;
      clearTimeout(timer);
      resolve({ client: { id: String(first.user_id), move, leave }, socket, welcome });
    });
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => {
      clearTimeout(timer);
      if (!welcome) reject(new Error("A client was not let in."));
      else if (!leaving) events.onDrop();
    });
  });
}

async function observe(endpoint: string, spot: Point): Promise<Observer> {
  const seen = new Map<string, Point>();
  const note = ({ user_id, x, y }: JsonUser) => seen.set(String(user_id), { x, y });
  const { client, socket, welcome } = await connect(endpoint, spot, { onFrame() {}, onDrop() {} });
  welcome.users.forEach(note);
  socket.on("message", (frame: Buffer) => {
    const event = JSON.parse(frame.toString()) as JsonUser & { type: string };
    if (event.type === "user_left") seen.delete(String(event.user_id));
    else note(event);
  });
  return { id: client.id, look: () => new Map(seen), leave: () => client.leave() };
}
