/** What the room's tests share: raw matchmaking, raw sockets, dropped connections, and a look at the live rooms. */
import { Protocol } from "@colyseus/core";
import { decode } from "@colyseus/schema";
import { Client } from "@colyseus/sdk";
import { Packr } from "msgpackr";
import { WebSocket } from "ws";
import type { SpaceRoom } from "../../src/rooms/SpaceRoom.ts";
import type { Bot, TestServer } from "../../src/testing.public.ts";

const PATIENCE_MS = 8_000;
const LOOK_EVERY_MS = 5;
const CODE_MASK = 0x1f;

/** What matchmaking answered: a seat, or `{code, error}`. */
export interface MatchmakingAnswer {
  readonly status: number;
  readonly body: Partial<Seat> & { readonly code?: number; readonly error?: string };
}

export interface Seat {
  readonly roomId: string;
  readonly sessionId: string;
  readonly processId: string;
}

/** One raw matchmaking call. `options` goes out as it is if it is a string. */
export async function matchmake(
  url: string,
  call: {
    readonly token?: string;
    readonly options?: unknown;
    readonly method?: string;
    readonly room?: string;
  },
): Promise<MatchmakingAnswer> {
  const { token, options = {}, method = "joinOrCreate", room = "space" } = call;
  const answer = await fetch(`${url}/matchmake/${method}/${room}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof options === "string" ? options : JSON.stringify(options),
  });
  return { status: answer.status, body: (await answer.json()) as MatchmakingAnswer["body"] };
}

/** How the stock SDK tells that a join is refused. @throws Error if it is not refused. */
export async function refusedJoin(
  url: string,
  token: string | undefined,
  options: Record<string, unknown>,
): Promise<{ readonly code: number; readonly message: string }> {
  const client = new Client(url.replace(/^http/, "ws"));
  if (token !== undefined) client.auth.token = token;
  try {
    const room = await client.joinOrCreate("space", options);
    await room.leave();
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, message };
  }
  throw new Error("the join was not refused");
}

/** The live room of a space. @throws Error if there is none. */
export function liveRoom(server: TestServer, spaceId: number): SpaceRoom {
  const room = server.app.services.rooms.find(spaceId);
  if (!room) throw new Error(`space ${spaceId} has no room`);
  return room as SpaceRoom;
}

/** Resolves with what `look` gives as soon as that is neither undefined nor false, for what has no event to wait for. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadlineMs) throw new Error(`waited ${patienceMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Resolves when the space has neither a room nor a claim. */
export function gone(server: TestServer, spaceId: number): Promise<true> {
  return eventually(`the end of space ${spaceId}'s room`, () => !server.app.services.rooms.find(spaceId));
}

/** Lets go of bots also where a test fails half-way: the SDK of one left behind would try to come back for minutes. */
export function giveUp(bots: Iterable<Bot>): void {
  for (const { room } of bots) room.reconnection.enabled = false;
}

/** Cuts a bot's connection as a network does: without a closing frame. The SDK comes back after `delayMs`, or not at all. */
export function cut(
  server: TestServer,
  bot: Bot,
  spaceId: number,
  comesBack: { delayMs: number } | null,
): void {
  const { reconnection } = bot.room;
  if (comesBack) Object.assign(reconnection, { delay: comesBack.delayMs, minDelay: comesBack.delayMs });
  else reconnection.enabled = false;
  const client = liveRoom(server, spaceId).clients.get(bot.sessionId);
  if (!client) throw new Error("the bot is not connected");
  (client.ref as unknown as WebSocket).terminate();
}

const packr = new Packr({ useRecords: false });

/** One frame of the room's protocol. */
export function frame(code: number, ...parts: (Uint8Array | string | number)[]): Uint8Array {
  const bytes = parts.map((part) =>
    typeof part === "string" ? shortText(part) : typeof part === "number" ? Uint8Array.of(part) : part,
  );
  return Buffer.concat([Uint8Array.of(code), ...bytes]);
}

function shortText(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return Buffer.concat([Uint8Array.of(0xa0 | bytes.length), bytes]);
}

/** The frame that the SDK's `send` makes. */
export function messageFrame(name: string, payload: unknown): Uint8Array {
  return frame(Protocol.ROOM_DATA, name, packr.pack(payload));
}

/** A socket at a seat's room, below the SDK. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly frames: Uint8Array[] = [];
  readonly closed: Promise<number>;

  constructor(url: string, seat: Seat, query: Readonly<Record<string, string>> = {}) {
    const search = new URLSearchParams({ sessionId: seat.sessionId, ...query });
    this.socket = new WebSocket(
      `${url.replace(/^http/, "ws")}/${seat.processId}/${seat.roomId}?${search.toString()}`,
    );
    this.socket.on("message", (data: Buffer) => this.frames.push(new Uint8Array(data)));
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", resolve));
  }

  /** Resolves when the room has let it in and it has said that it heard so. */
  async joined(): Promise<void> {
    await this.frame(Protocol.JOIN_ROOM);
    this.socket.send(frame(Protocol.JOIN_ROOM));
    await this.frame(Protocol.ROOM_STATE);
  }

  /** The first frame of a kind, come already or still to come. */
  frame(code: number): Promise<Uint8Array> {
    return eventually(`frame ${code}`, () =>
      this.frames.find((bytes) => ((bytes[0] ?? 0) & CODE_MASK) === code),
    );
  }

  /** Resolves when it was let in or refused. */
  async settled(): Promise<void> {
    await eventually("an answer to the seat", () => this.count(Protocol.JOIN_ROOM) > 0 || this.wasRefused());
  }

  wasRefused(): boolean {
    return this.count(Protocol.ERROR) > 0;
  }

  /** How many frames of a kind have come. */
  count(code: number): number {
    return this.frames.filter((bytes) => ((bytes[0] ?? 0) & CODE_MASK) === code).length;
  }

  /** The code and the words with which the room refused the seat. */
  async refusal(): Promise<{ code: number; message: string }> {
    const bytes = Buffer.from(await this.frame(Protocol.ERROR));
    const at = { offset: 1 };
    const code = decode.number(bytes, at);
    return { code, message: decode.string(bytes, at) };
  }
}
