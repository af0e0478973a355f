/**
 * `npm run bench:receive`: what a `move` costs between the socket and the queue, and the parts of that: decoding, whether
 * it can be stored, its shape, and the whole gate with its counter; and the short way that plain moves take past them.
 * Before all that, its frame is read by `ws`, or past it. Nanoseconds of CPU a message, medians of rounds.
 */
import { parseArgs } from "node:util";
import { Packr, unpack } from "msgpackr";
import { messageFrame, messageHeader } from "../loadtest/wire.ts";
import { MoveMessage } from "../src/protocol/messages.ts";
import { isStorable } from "../src/protocol/text.ts";
import { FloodGuard } from "../src/rooms/floodGuard.ts";
import { type GateDeps, gate, gateRead } from "../src/rooms/gate.ts";
import { readMove } from "../src/rooms/moveFrame.ts";
import { frameReader } from "./receiveFrames.ts";

const FULL = { rounds: 15, messages: 200_000 } as const;
const QUICK = { rounds: 1, messages: 1_000 } as const;
/** As many as a tick of a thousand walkers brings, each another. */
const DISTINCT = 500;
/** Messages of the one client in a second: within its rate. */
const A_SECOND = 10;

const { values } = parseArgs({ options: { quick: { type: "boolean" } } });
const plan = values.quick ? QUICK : FULL;

const packr = new Packr({ useRecords: false });
const frames = Array.from({ length: DISTINCT }, (_, at) =>
  packr.pack({ x: at / 7, y: at / 3, seq: at * 13 }),
);
const moves = frames.map((frame): unknown => unpack(frame));
const context = { id: undefined, reject: () => {}, resolve: () => {} };
const client = { sessionId: "a", leave: () => {}, send: () => {} } as never;

const guard = new FloodGuard({ messagesPerSecond: 60, chatsPerSecond: 5 });
let received = 0;
const deps: GateDeps = {
  floodGuardOf: () => guard,
  nowMs: () => (received / A_SECOND) * 1000,
  onFault: (error) => {
    throw error;
  },
  onRefused: (code) => {
    throw new Error(`A move was refused: ${code}.`);
  },
};
const count = () => {
  received += 1;
};
const handler = gate(deps, { name: "move", shape: MoveMessage }, count);
const shortHandler = gateRead(deps, "move", count);

const head = messageHeader("move");
const whole = moves.map((move) => Buffer.from(messageFrame(head, move)));
const read = { x: 0, y: 0, heading: undefined, seq: undefined };
const takeShort = (at: number) => {
  if (!readMove(whole[at] as Buffer, read)) throw new Error("A move was not read.");
  shortHandler(client, read);
};

const parts: Readonly<Record<string, (at: number) => unknown>> = {
  "decode it": (at) => unpack(frames[at] as Buffer),
  "can it be stored?": (at) => isStorable(moves[at]),
  "its shape": (at) => MoveMessage.safeParse(moves[at]),
  "the gate": (at) => handler(client, moves[at], context),
  "all of it": (at) => handler(client, unpack(frames[at] as Buffer), context),
  "the short way": takeShort,
};
/** What takes turns of the event loop, as the connections do. */
const readers: Readonly<Record<string, (messages: number) => Promise<void>>> = {
  "read by ws": frameReader(whole, false),
  "read past ws": frameReader(whole, true),
};
const times = new Map([...Object.keys(parts), ...Object.keys(readers)].map((name) => [name, [] as number[]]));
for (let round = 0; round < plan.rounds; round += 1) {
  for (const [name, run] of Object.entries(parts)) times.get(name)?.push(nanoseconds(run));
  for (const [name, run] of Object.entries(readers)) times.get(name)?.push(await readNanoseconds(run));
}
for (const [name, each] of times) console.log(`${name.padEnd(20)}${String(median(each)).padStart(6)} ns`);

function nanoseconds(run: (at: number) => unknown): number {
  const before = process.cpuUsage();
  for (let count = 0; count < plan.messages; count += 1) run(count % DISTINCT);
  return sinceThen(before);
}

async function readNanoseconds(run: (messages: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run(plan.messages);
  return sinceThen(before);
}

function sinceThen(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / plan.messages;
}

function median(each: readonly number[]): number {
  return Math.round([...each].sort((a, b) => a - b)[each.length >> 1] ?? 0);
}
