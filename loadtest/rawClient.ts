/**
 * One client of a room at the level of frames: it joins, sends, asks and counts, and decodes no state, so that one core
 * drives a thousand of them. It plays by the room's protocol as the stock SDK does, but never comes back by itself.
 */
import WebSocket from "ws";
import { z } from "zod";
import { type HttpClient, ServerRefusal } from "./http.ts";
import {
  JOIN_ACK,
  LEAVE,
  messageFrame,
  messageHeader,
  OPCODES,
  opcodeOf,
  PING,
  readError,
  readMessage,
  readReply,
  requestFrame,
} from "./wire.ts";

const JOIN_TIMEOUT_MS = 30_000;
const REPLY_TIMEOUT_MS = 10_000;
const LEAVE_TIMEOUT_MS = 3000;
/** Requests of one client that may be unanswered at a time. */
const MAX_PENDING = 100;

/** What the client tells as it happens. Times are `performance.now()`. */
export interface RawClientEvents {
  /** Every frame, before anything is made of it. */
  onFrame?(opcode: number, frame: Uint8Array, atMs: number): void;
  /** Every named message of the server. */
  onMessage?(name: string, payload: unknown): void;
  /** The room sent a protocol error. */
  onError?(code: number, message: string): void;
  /** The socket closed, and {@link RawClient.leave} had not been called. */
  onDrop?(code: number): void;
}

export interface JoinWish {
  readonly endpoint: string;
  readonly http: HttpClient;
  readonly token: string;
  /** Name of the room's type, for instance `space`. */
  readonly room: string;
  /** What goes to matchmaking: `spaceId`, `x`, `y`. */
  readonly options: Readonly<Record<string, unknown>>;
}

const Seat = z.looseObject({
  roomId: z.string(),
  processId: z.string(),
  sessionId: z.string(),
  publicAddress: z.string().nullish(),
});
type Seat = z.infer<typeof Seat>;

/** A refusal of a request: `code` as the room gave it, or `timeout`, `closed`, `too_many_requests`. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  resolve(payload: unknown): void;
  reject(refusal: RequestRefused): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Takes a seat by matchmaking and connects; resolves when the room has sent its full state.
 * @throws ServerRefusal with matchmaking's code, or `closed_<code>`, `join_timeout`, `join_error` from the socket.
 */
export async function joinRoom(wish: JoinWish, events: RawClientEvents = {}): Promise<RawClient> {
  const answer = await wish.http.demand(`/matchmake/joinOrCreate/${wish.room}`, {
    method: "POST",
    token: wish.token,
    body: wish.options,
  });
  const seat = Seat.parse(answer);
  const client = new RawClient(seat.sessionId, new WebSocket(urlOf(wish, seat), SOCKET_OPTIONS), events);
  await client.joined;
  return client;
}

export class RawClient {
  readonly sessionId: string;
  /** Settles once, see {@link joinRoom}. */
  readonly joined: Promise<void>;
  readonly #socket: WebSocket;
  readonly #events: RawClientEvents;
  readonly #pending = new Map<number, Pending>();
  readonly #headers = new Map<string, Uint8Array>();
  #settleJoin: ((refusal: ServerRefusal | null) => void) | null = null;
  #leaving = false;
  #requestId = 0;
  #pingSentAtMs: number | null = null;

  constructor(sessionId: string, socket: WebSocket, events: RawClientEvents) {
    this.sessionId = sessionId;
    this.#socket = socket;
    this.#events = events;
    this.joined = new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#refuseJoin("join_timeout"), JOIN_TIMEOUT_MS);
      this.#settleJoin = (refusal) => {
        clearTimeout(timer);
        this.#settleJoin = null;
        if (refusal) reject(refusal);
        else resolve();
      };
    });
    socket.on("message", (frame: Buffer) => this.#receive(frame));
    socket.on("error", () => {}); // "close" follows, with the code that is counted
    socket.on("close", (code) => this.#closed(code));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends a message without a reply. False if the socket is not open. */
  send(name: string, payload: unknown): boolean {
    if (!this.isOpen) return false;
    let header = this.#headers.get(name);
    if (!header) {
      header = messageHeader(name);
      this.#headers.set(name, header);
    }
    this.#socket.send(messageFrame(header, payload));
    return true;
  }

  /** Asks and resolves with the reply. @throws RequestRefused, also `timeout` after 10 s, `closed`, `too_many_requests`. */
  request(name: string, payload?: unknown): Promise<unknown> {
    if (!this.isOpen) return Promise.reject(new RequestRefused("closed", "The connection is closed."));
    if (this.#pending.size >= MAX_PENDING)
      return Promise.reject(
        new RequestRefused("too_many_requests", "Too many requests wait for their replies."),
      );
    const id = ++this.#requestId;
    this.#socket.send(requestFrame(id, name, payload));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new RequestRefused("timeout", `No reply to ${name} within ${REPLY_TIMEOUT_MS} ms.`));
      }, REPLY_TIMEOUT_MS);
      this.#pending.set(id, { resolve, reject, timer });
    });
  }

  /** Sends a ping; `onPong` gets the round trip in milliseconds. Nothing while one is under way. */
  ping(): boolean {
    if (!this.isOpen || this.#pingSentAtMs !== null) return false;
    this.#pingSentAtMs = performance.now();
    this.#socket.send(PING);
    return true;
  }

  /** Called with every round trip. */
  onPong: (roundTripMs: number) => void = () => {};

  /** Leaves of its own will; resolves when the socket is closed, by force after 3 seconds. */
  leave(): Promise<void> {
    this.#leaving = true;
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.terminate(), LEAVE_TIMEOUT_MS);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      if (this.isOpen) this.#socket.send(LEAVE);
      else this.#socket.terminate();
    });
  }

  #receive(frame: Buffer): void {
    const atMs = performance.now();
    const opcode = opcodeOf(frame);
    this.#events.onFrame?.(opcode, frame, atMs);
    if (opcode === OPCODES.PATCH) return;
    if (opcode === OPCODES.JOIN) this.#socket.send(JOIN_ACK);
    else if (opcode === OPCODES.STATE) this.#settleJoin?.(null);
    else if (opcode === OPCODES.PING) this.#pong(atMs);
    else if (opcode === OPCODES.RESPONSE) this.#replied(frame);
    else if (opcode === OPCODES.MESSAGE) {
      const { name, payload } = readMessage(frame);
      this.#events.onMessage?.(name, payload);
    } else if (opcode === OPCODES.ERROR) {
      const { code, message } = readError(frame);
      this.#events.onError?.(code, message);
      this.#settleJoin?.(new ServerRefusal("join_error", code, message));
    }
  }

  #pong(atMs: number): void {
    if (this.#pingSentAtMs === null) return;
    const roundTripMs = atMs - this.#pingSentAtMs;
    this.#pingSentAtMs = null;
    this.onPong(roundTripMs);
  }

  #replied(frame: Buffer): void {
    const { id, ok, payload } = readReply(frame);
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    if (ok) pending.resolve(payload);
    else {
      const { code, message } = (payload ?? {}) as { code?: unknown; message?: unknown };
      pending.reject(new RequestRefused(String(code ?? "unknown"), String(message ?? "")));
    }
  }

  #refuseJoin(code: string): void {
    this.#settleJoin?.(new ServerRefusal(code, 0, `The room was not joined: ${code}.`));
    this.#socket.terminate();
  }

  #closed(code: number): void {
    const joining = this.#settleJoin !== null;
    if (joining) this.#refuseJoin(`closed_${code}`);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new RequestRefused("closed", `The connection closed (${code}).`));
    }
    this.#pending.clear();
    if (!joining && !this.#leaving) this.#events.onDrop?.(code);
  }
}

/** Masks guard proxies against scripts in browsers; a constant one spares both ends work that is not the product's. */
export const SOCKET_OPTIONS = {
  perMessageDeflate: false,
  skipUTF8Validation: true,
  generateMask: (mask: Buffer) => void mask.fill(0),
} as const satisfies WebSocket.ClientOptions;

function urlOf({ endpoint, token }: JoinWish, seat: Seat): string {
  const url = new URL(endpoint);
  const host = seat.publicAddress ? `${url.protocol}//${seat.publicAddress}` : url.origin;
  return `${host}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}&_authToken=${token}`;
}
