/** Sends a room what no honest client sends, and holds every answer against the contract. */
import assert from "node:assert/strict";
import { once } from "node:events";
import WebSocket from "ws";
import {
  JOIN_ACK,
  messageFrame,
  messageHeader,
  OPCODES,
  opcodeOf,
  readMessage,
  readReply,
  requestFrame,
} from "../../loadtest/wire.ts";
import type { Random } from "../../src/core/random.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import { CLOSE_CODES } from "../../src/protocol/closeCodes.ts";
import type { Api, Login } from "../helpers/api.ts";
import { damaged, nastyBytes, spoilt } from "./nastyValues.ts";

/** Requests that wait for their answers at a time. */
const WINDOW = 20;
const ANSWER_WITHIN_MS = 10_000;
/** Beyond, a frame rightly closes its connection. */
const MOST_BYTES = 16_384;

const VALID: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  move: { x: 20, y: 20, heading: 1, seq: 7 },
  set_activity: { activity: "wave" },
  use_tool: { target_object_id: 5, action: "toggle", params: { x: 1, y: 2, heading: 1, text: "t" } },
  place_object: { prefab_id: "chair_wood", x: 20, y: 20, z: 0, heading: 1, scale: 1 },
  undo: { tool_use_id: 1 },
  send_message: { message: "hello", scope: "nearby", to: 1 },
};
const NAMES = [
  ...Object.keys(VALID),
  ...["moderate", "chat_join", "_", "*", "", "__proto__", "constructor", "no_such_message", "\u0000"],
];
/** How a connection may end that garbage was sent on: of its own will if the garbage says so. */
const GARBAGE_CLOSES = new Set<number>([
  CLOSE_CODES.CONSENTED,
  CLOSE_CODES.ABUSE,
  CLOSE_CODES.TOO_LARGE,
  1002,
  1007,
]);

/** Outcomes by their name: codes of refusals, `ok`, `closed <code>`. */
export type Outcomes = Map<string, number>;

/** A connection at the level of frames. */
class Line {
  readonly pending = new Map<number, string>();
  /** Answers that break the contract. */
  readonly faults: string[] = [];
  closed: number | null = null;
  readonly #socket: WebSocket;
  readonly #outcomes: Outcomes;
  #wake: () => void = () => {};
  #lastId = 0;

  constructor(socket: WebSocket, outcomes: Outcomes) {
    this.#socket = socket;
    this.#outcomes = outcomes;
    socket.on("message", (data: Buffer) => this.#receive(data));
    socket.on("error", () => {});
    socket.on("close", (code) => {
      this.closed = code;
      this.#wake();
    });
  }

  /** Resolves when the first state is there. */
  static async open(api: Api, login: Login, outcomes: Outcomes): Promise<Line> {
    const seat = await fetch(`${api.url}/matchmake/joinOrCreate/space`, {
      method: "POST",
      headers: { authorization: `Bearer ${login.token}`, "content-type": "application/json" },
      body: JSON.stringify({ spaceId: 1 }),
    });
    const { processId, roomId, sessionId } = (await seat.json()) as Record<string, string>;
    const url = `${api.url.replace(/^http/, "ws")}/${processId}/${roomId}?sessionId=${sessionId}`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const line = new Line(socket, outcomes);
    await once(socket, "message");
    socket.send(JOIN_ACK);
    await once(socket, "message");
    return line;
  }

  send(frame: Uint8Array): void {
    if (this.closed === null) this.#socket.send(frame);
  }

  ask(name: string, payload: unknown): void {
    const id = ++this.#lastId;
    this.pending.set(id, name);
    this.send(requestFrame(id, name, payload));
  }

  /** Resolves when at most `most` requests wait or the connection has closed. @throws AssertionError if the answers do not come. */
  async answered(most: number): Promise<void> {
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS;
    while (this.pending.size > most && this.closed === null && this.faults.length === 0) {
      const names = [...this.pending.values()].slice(0, 3).map((name) => JSON.stringify(name));
      assert.ok(performance.now() < deadlineMs, `no answer to ${names}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async close(): Promise<void> {
    if (this.closed !== null) return;
    const closing = once(this.#socket, "close");
    this.#socket.close();
    await closing;
  }

  #receive(data: Buffer): void {
    const opcode = opcodeOf(data);
    if (opcode === OPCODES.RESPONSE) {
      const { id, ok, payload } = readReply(data);
      const name = this.pending.get(id);
      this.pending.delete(id);
      this.#note(ok ? "ok" : this.#codeOf(payload, name));
      this.#wake();
    } else if (opcode === OPCODES.MESSAGE) {
      const { name, payload } = readMessage(data);
      if (name === "error") this.#note(this.#codeOf(payload, name));
    }
  }

  /** The code of a refusal of the message `name`; undefined: of bytes that named none that we know of. */
  #codeOf(refusal: unknown, name: string | undefined): string {
    const { code, name: fault } = (refusal ?? {}) as { code?: unknown; name?: unknown };
    const known = typeof code === "string" && Object.hasOwn(ERROR_TABLE, code) && code !== "internal";
    const unheard = fault === "no_handler" && (name === undefined || !Object.hasOwn(VALID, name));
    if (known) return code;
    if (unheard) return fault;
    if (name !== undefined) this.faults.push(`${name}: ${JSON.stringify(refusal)?.slice(0, 200)}`);
    return "undecodable";
  }

  #note(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }
}

/**
 * Sends `count` spoilt messages: most as requests and messages that decode, every tenth as bytes that need not.
 * @throws AssertionError for an answer whose code is not documented, for `internal`, for no answer, and for a
 * connection that closes without having sent bytes that are no frame.
 */
export async function fuzzRoom(
  api: Api,
  { login, count, random }: { login: Login; count: number; random: Random },
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const line = await Line.open(api, login, outcomes);
  let garbage = await Line.open(api, login, outcomes);
  for (let sent = 0; sent < count; sent += 1) {
    const name = random.pick(NAMES);
    const payload = spoilt(validFor(name), random);
    const large = requestFrame(2 ** 31, name, payload).length > MOST_BYTES;
    if (large || random.next() < 0.1) {
      garbage.send(large ? requestFrame(1, name, payload) : garbageFrame(random));
      if (sent % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (garbage.closed === null) continue;
      const { closed } = garbage;
      assert.ok(GARBAGE_CLOSES.has(closed), `garbage closed the connection with ${closed}`);
      outcomes.set(`closed ${closed}`, (outcomes.get(`closed ${closed}`) ?? 0) + 1);
      garbage = await Line.open(api, login, outcomes);
      continue;
    }
    if (random.next() < 0.7) line.ask(name, payload);
    else line.send(messageFrame(messageHeader(name), payload));
    await line.answered(WINDOW);
    assert.deepEqual(line.faults, [], `after ${sent} messages`);
    assert.equal(line.closed, null, `${JSON.stringify(name)} closed the connection`);
  }
  await line.answered(0);
  assert.deepEqual([...line.faults, ...garbage.faults], []);
  await Promise.all([line.close(), garbage.close()]);
  return outcomes;
}

function validFor(name: string): Readonly<Record<string, unknown>> {
  return Object.hasOwn(VALID, name) ? (VALID[name] as Record<string, unknown>) : {};
}

function garbageFrame(random: Random): Uint8Array {
  const kind = random.next();
  if (kind < 0.3) return nastyBytes(random, 60);
  if (kind < 0.4) return Uint8Array.of(random.int(0, 255), ...nastyBytes(random, 300));
  const name = random.pick(NAMES);
  return damaged(requestFrame(random.int(0, 2 ** 31), name, spoilt(validFor(name), random)), random);
}
