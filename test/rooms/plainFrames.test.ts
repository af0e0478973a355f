import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import WebSocket, { type WebSocketServer } from "ws";
import { SocketTransport } from "../../src/rooms/socketTransport.ts";
import { frameOf } from "../helpers/clientFrames.ts";
import { countRead, destroyEnds, openEnd, type WebSocketEnd } from "../helpers/webSocketPair.ts";

const MOVE = frameOf({ payload: Buffer.from("a move of some thirty bytes.") });
const LARGE = frameOf({ size: 3_000 });
const PING = frameOf({ kind: 0x89, size: 4 });
const PONG = frameOf({ kind: 0x8a, size: 0 });

describe("plain frames", () => {
  afterEach(destroyEnds);

  it("[MS27] do not come to ws, however many are in a chunk and whatever else came before", async () => {
    const end = openEnd({ takesShortCut: true });
    const got = messagesOf(end);
    for (const chunk of [
      MOVE,
      Buffer.concat([MOVE, MOVE, MOVE]),
      frameOf({ size: 0 }),
      frameOf({ size: 125 }),
    ])
      await give(end, chunk);
    assert.equal(end.readBytes(), 0);
    assert.equal(got.length, 6);
    assert.equal(got[3]?.toString(), "a move of some thirty bytes.");
    for (const other of [LARGE, PING, PONG]) {
      const before = end.readBytes();
      await give(end, Buffer.concat([MOVE, other.subarray(0, 5)]));
      await give(end, other.subarray(5));
      await give(end, MOVE);
      assert.equal(end.readBytes() - before, other.length);
    }
    assert.equal(got.length, 13);
  });

  it("[MS27] are taken from what came with the upgrade", async () => {
    const end = openEnd({ takesShortCut: true, head: Buffer.concat([MOVE, MOVE.subarray(0, 10)]) });
    const got = messagesOf(end);
    await give(end, Buffer.concat([MOVE.subarray(10), MOVE]));
    await give(end, MOVE);
    assert.equal(got.length, 4);
    assert.equal(end.readBytes(), 2 * MOVE.length);
  });

  it("[MS27] are left to ws where it would make something else of them", async () => {
    const deflates = { options: { perMessageDeflate: true }, offered: "permessage-deflate" };
    for (const setting of [
      deflates,
      { options: { allowSynchronousEvents: false } },
      { options: { maxPayload: 20 } },
    ]) {
      const end = openEnd({ takesShortCut: true, ...setting });
      end.webSocket.on("error", () => {});
      await give(end, MOVE);
      assert.equal(end.readBytes(), MOVE.length);
    }
    const end = openEnd({ takesShortCut: true });
    end.webSocket.binaryType = "arraybuffer";
    const [[message]] = await Promise.all([once(end.webSocket, "message"), give(end, MOVE)]);
    assert.ok(message instanceof ArrayBuffer);
  });

  for (const [what, act] of Object.entries({
    closes: (webSocket) => webSocket.close(4_010, "bye"),
    terminates: (webSocket) => webSocket.terminate(),
    pauses: (webSocket) => webSocket.pause(),
  } satisfies Record<string, (webSocket: WebSocket) => void>))
    it(`[MS28] are ws' own after a listener ${what} amid a chunk, and what comes of them too`, async () => {
      const told = [];
      for (const takesShortCut of [false, true]) {
        const end = openEnd({ takesShortCut });
        const got = messagesOf(end);
        end.webSocket.once("message", () => act(end.webSocket));
        await give(end, Buffer.concat([MOVE, MOVE, PING, MOVE]));
        assert.equal(end.readBytes(), (takesShortCut ? 2 : 3) * MOVE.length + PING.length);
        await give(end, MOVE);
        told.push({ got, sent: Buffer.concat(end.sent), state: end.webSocket.readyState });
      }
      assert.deepEqual(told[1], told[0]);
    });

  it("[MS28] let what a listener throws through, and are heard no more, as with ws", () => {
    for (const first of [MOVE, LARGE]) {
      const told = [];
      for (const takesShortCut of [false, true]) {
        const end = openEnd({ takesShortCut });
        let heard = 0;
        end.webSocket.on("message", () => {
          heard += 1;
          throw new Error("a slip");
        });
        const give = (chunk: Buffer) => end.socket.emit("data", Buffer.from(chunk));
        assert.throws(() => give(Buffer.concat([first, MOVE])), /a slip/);
        give(MOVE);
        give(LARGE);
        told.push({ heard, sent: end.sent });
      }
      assert.deepEqual(told[0], { heard: 1, sent: [] });
      assert.deepEqual(told[1], told[0]);
    }
  });

  it("[MS27] are taken by the transport that the server has", async () => {
    const transport = new SocketTransport({});
    const { wss } = transport as unknown as { wss: WebSocketServer };
    const reads: (() => number)[] = [];
    wss.prependListener("connection", (webSocket) => reads.push(countRead(webSocket)));
    await new Promise<void>((resolve) => transport.listen(0, "127.0.0.1", 0, resolve));
    const { port } = (transport.server as { address(): unknown }).address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(client, "open");
    client.send(Buffer.of(1));
    // Colyseus answers whatever comes to no room.
    await once(client, "message");
    assert.deepEqual(
      reads.map((read) => read()),
      [0],
    );
    client.close();
    await once(client, "close");
    assert.deepEqual(
      reads.map((read) => read() > 0),
      [true],
      "and its goodbye is not",
    );
    await transport.drain(100);
  });
});

function messagesOf({ webSocket }: WebSocketEnd): Buffer[] {
  const got: Buffer[] = [];
  webSocket.on("message", (bytes: Buffer) => got.push(Buffer.from(bytes)));
  return got;
}

async function give({ socket }: WebSocketEnd, chunk: Buffer): Promise<void> {
  socket.push(Buffer.from(chunk));
  await nextTurn();
}
