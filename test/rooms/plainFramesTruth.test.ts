import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createRandom, type Random } from "../../src/core/random.ts";
import { frameOf } from "../helpers/clientFrames.ts";
import { destroyEnds, openEnd, type WebSocketEnd } from "../helpers/webSocketPair.ts";

const SEED = "plain frames";
const STREAMS = 600;
const MOST_FRAMES = 24;
const MOST_BYTES = 16_384;
const [BINARY, TEXT, MORE, CLOSE, PING, PONG] = [0x82, 0x81, 0x80, 0x88, 0x89, 0x8a];
/** Of a chunk that is cut, up to so much may go with the next frames. */
const MOST_LEFT_BYTES = 40;
/** What a message begins with whose listener does that. */
const ACTS = ["close", "terminate", "pause"] as const;

describe("plain frames, whatever is sent", () => {
  afterEach(destroyEnds);

  it("[MS28] make the same messages, pings, closing codes, errors and answers as ws alone", async () => {
    const random = createRandom(SEED);
    let takenBytes = 0;
    let closed = 0;
    for (let stream = 0; stream < STREAMS; stream += 1) {
      const chunks = cut(someStream(random.fork(stream)), random.fork(`cuts ${stream}`));
      const plain = await play(chunks, false);
      const short = await play(chunks, true);
      assert.deepEqual(short.told, plain.told, `stream ${stream}`);
      takenBytes += plain.readBytes - short.readBytes;
      if (plain.told.some((event) => event.startsWith("error"))) closed += 1;
    }
    assert.ok(takenBytes > 50_000, `only ${takenBytes} bytes were taken`);
    assert.ok(closed > 50 && closed < STREAMS / 2, `${closed} of ${STREAMS} were ended by an error`);
  });
});

interface Chunk {
  readonly bytes: Buffer;
  /** Whether a turn of the event loop passes before the next one. */
  readonly isLast: boolean;
}

/** All that a connection with these chunks tells of, in order, and what the server answers. */
async function play([first, ...chunks]: Chunk[], takesShortCut: boolean) {
  const head = first?.isLast ? Buffer.from(first.bytes) : undefined;
  const end = openEnd({ takesShortCut, options: { maxPayload: MOST_BYTES }, head });
  const told = listen(end);
  if (first && !head) end.socket.push(Buffer.from(first.bytes));
  for (const { bytes, isLast } of chunks) {
    if (end.socket.destroyed) break;
    end.socket.push(Buffer.from(bytes));
    if (isLast) await nextTurn();
  }
  await nextTurn();
  end.webSocket.resume();
  await nextTurn();
  if (end.webSocket.readyState !== end.webSocket.CLOSED) {
    const over = once(end.webSocket, "close");
    end.socket.destroy();
    await over;
  }
  told.push(`sent ${Buffer.concat(end.sent).toString("latin1")}`);
  return { told, readBytes: end.readBytes() };
}

function listen({ webSocket }: WebSocketEnd): string[] {
  const told: string[] = [];
  webSocket.on("message", (bytes: Buffer, isBinary) => {
    told.push(`message ${isBinary} ${webSocket.readyState} ${bytes.toString("latin1")}`);
    const act = ACTS.find((name) => bytes.toString("latin1", 0, name.length) === name);
    if (act === "close") webSocket.close(4_010);
    else if (act) webSocket[act]();
    if (act === "pause") setImmediate(() => webSocket.resume());
  });
  webSocket.on("ping", (bytes) => told.push(`ping ${bytes.toString("latin1")}`));
  webSocket.on("pong", (bytes) => told.push(`pong ${bytes.toString("latin1")}`));
  webSocket.on("error", (error: NodeJS.ErrnoException) => told.push(`error ${error.code}`));
  webSocket.on("close", (code, reason) => told.push(`close ${code} ${reason.toString("latin1")}`));
  return told;
}

function someStream(random: Random): Buffer[] {
  const isTame = random.next() < 0.3;
  return Array.from({ length: random.int(1, MOST_FRAMES) }, () => {
    const choice = random.next();
    if (choice < 0.55) return someFrame(random, BINARY, 40);
    if (choice < 0.67) return someFrame(random, BINARY, random.pick([125, 126, 127, 400, MOST_BYTES]));
    if (choice < 0.8) return someFrame(random, random.pick([PING, PONG]), 125);
    if (isTame) return frameOf({ payload: somePayload(random, 30), lengthBytes: random.pick([2, 8]) });
    if (choice < 0.87) return someFragments(random);
    if (choice < 0.91)
      return frameOf({ kind: TEXT, payload: Buffer.from(random.pick(["", "text", "ä".repeat(90)])) });
    if (choice < 0.95) return frameOf({ payload: Buffer.from(random.pick(ACTS)) });
    if (choice < 0.96) return frameOf({ kind: CLOSE, payload: Buffer.from([0x0f, 0xaa, 0x62]) });
    return someFault(random);
  });
}

function someFragments(random: Random): Buffer {
  const frames = [someFrame(random, random.pick([BINARY, TEXT]) & 0x7f, 60)];
  while (random.next() < 0.6) {
    if (random.next() < 0.5) frames.push(someFrame(random, PING, 20));
    frames.push(someFrame(random, MORE & 0x7f, random.pick([20, 9_000])));
  }
  if (random.next() < 0.8) frames.push(someFrame(random, MORE, 20));
  return Buffer.concat(frames);
}

function someFault(random: Random): Buffer {
  const payload = somePayload(random, 20);
  return random.pick([
    () => frameOf({ kind: random.pick([0xc2, 0xa2, 0x92, 0xb2, 0xd9]), payload }),
    () => frameOf({ kind: random.pick([0x83, 0x87, 0x8b, 0x8f]), payload }),
    () => frameOf({ kind: MORE, payload }),
    () => frameOf({ kind: PING & 0x7f, payload }),
    () => frameOf({ kind: random.pick([PING, PONG, CLOSE]), size: 126 }),
    () => frameOf({ kind: CLOSE, payload: Buffer.from([0x03]) }),
    () => frameOf({ kind: TEXT, payload: Buffer.from([0xff, 0xfe]) }),
    () => frameOf({ payload, isMasked: false }),
    () => frameOf({ size: random.int(MOST_BYTES + 1, 20_000) }),
    () => Buffer.from([BINARY, 0xff, 0, random.pick([0, 1, 0xff]), 0, 1, 0, 0, 0, 5, 1, 2, 3, 4]),
    () => Buffer.from(payload),
  ])();
}

function someFrame(random: Random, kind: number, most: number): Buffer {
  const mask = random.pick([Buffer.alloc(4), somePayload(random, 4, 4)]);
  return frameOf({ kind, payload: somePayload(random, most), mask });
}

function somePayload(random: Random, most: number, least = 0): Buffer {
  const size = random.next() < 0.2 ? most : random.int(least, most);
  return Buffer.alloc(size, Buffer.from([random.int(0, 127), random.int(0, 127), random.int(0, 127)]));
}

/** The bytes in chunks: each stream mostly in small, middling or large ones; half of the cuts keep to the frames. */
function cut(frames: Buffer[], random: Random): Chunk[] {
  const most = random.pick([3, 20, 60, 500, 70_000]);
  const chunks: Chunk[] = [];
  let uncut = Buffer.alloc(0);
  for (const frame of frames) {
    uncut = Buffer.concat([uncut, frame]);
    if (random.next() < 0.5) continue;
    const isWhole = random.next() < 0.7;
    while (uncut.length > 0) {
      const size = isWhole ? uncut.length : random.int(1, Math.max(most, uncut.length / 20));
      chunks.push({ bytes: uncut.subarray(0, size), isLast: random.next() < 0.5 });
      uncut = uncut.subarray(size);
      if (uncut.length < MOST_LEFT_BYTES && random.next() < 0.3) break;
    }
  }
  return chunks;
}
