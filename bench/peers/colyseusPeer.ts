/** Ours and stock Colyseus: joined by matchmaking, with raw clients that walk and stock SDK clients that look. */
import { Client } from "@colyseus/sdk";
import { HttpClient } from "../../loadtest/http.ts";
import { joinRoom, type RawClient, type RawClientEvents } from "../../loadtest/rawClient.ts";
import { OPCODES } from "../../loadtest/wire.ts";
import type { Point } from "../../src/core/sim/types.ts";
import type { ServerProcess } from "./launch.ts";
import type { ClientEvents, Observer, RunningPeer, WalkingClient } from "./peer.ts";

const FIRST_STATE_WITHIN_MS = 10_000;
const EXPECTED = new Set<number>([OPCODES.JOIN, OPCODES.MESSAGE, OPCODES.STATE, OPCODES.PATCH, OPCODES.PING]);
/** A walker of the bench is honest: it hears neither. */
const BAD_NEWS = new Set(["movement_rejected", "error"]);

export interface ColyseusRoom {
  readonly server: ServerProcess;
  /** Name of the room's type. */
  readonly room: string;
  /** Name of the state's map of people. */
  readonly people: "users" | "players";
  /** The bearer's token of client number `index`. */
  tokenOf(index: number): string;
  /** What goes to matchmaking besides the spot. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export function colyseusPeer(wish: ColyseusRoom): RunningPeer {
  const { server, room, options = {} } = wish;
  const http = new HttpClient(server.endpoint);
  return {
    server,
    async join(index, spot, events) {
      const token = wish.tokenOf(index);
      const seat = { endpoint: server.endpoint, http, token, room, options: { ...options, ...spot } };
      return walking(await joinRoom(seat, rawEvents(events)));
    },
    observe: (index, spot) => observe(wish, index, spot),
    async stop() {
      http.close();
      await server.stop();
    },
  };
}

/** A raw client as the harness takes it. */
export function walking(client: RawClient): WalkingClient {
  return {
    id: client.sessionId,
    move: ({ x, y }, seq) => client.send("move", { x, y, seq }),
    leave: () => client.leave(),
  };
}

/** The harness' events as a raw client tells them. */
export function rawEvents(events: ClientEvents): RawClientEvents {
  return {
    onFrame: (opcode, frame) => events.onFrame(frame.length, !EXPECTED.has(opcode)),
    onMessage: (name) => {
      if (BAD_NEWS.has(name)) events.onFrame(0, true);
    },
    onDrop: () => events.onDrop(),
  };
}

async function observe(wish: ColyseusRoom, index: number, spot: Point): Promise<Observer> {
  const client = new Client(wish.server.endpoint);
  client.auth.token = wish.tokenOf(index);
  const room = await client.joinOrCreate(wish.room, { ...wish.options, ...spot });
  const people = () =>
    (room.state as Partial<Record<string, ReadonlyMap<string, Point>>>)[wish.people] ?? new Map();
  // What is sent to it by name is not what it looks at.
  room.onMessage("*", () => {});
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error("The SDK's client got no state with itself in it.")),
      FIRST_STATE_WITHIN_MS,
    );
    room.onStateChange(() => {
      if (!people().has(room.sessionId)) return;
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    id: room.sessionId,
    look: () => new Map([...people()].map(([id, { x, y }]) => [id, { x, y }])),
    leave: async () => void (await room.leave()),
  };
}
