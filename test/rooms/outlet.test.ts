import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import WebSocket, { WebSocketServer } from "ws";
import { HEADER_BYTES, noteConnection, Outlet } from "../../src/rooms/outlet.ts";
import { WireBuffer } from "../../src/rooms/wireBuffer.ts";

const SIZES = [1, 2, 125, 126, 127, 4_096, 65_535, 65_536, 200_000];

describe("a frame's way out", () => {
  let server: WebSocketServer;
  afterEach(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  for (const deflates of [false, true])
    it(`[CW8] brings every length whole and in order, between messages sent the usual way${deflates ? ", also through an extension" : ""}`, async () => {
      const { outlet, ours, theirs, written } = await connect(deflates);
      const frames = new WireBuffer(16, HEADER_BYTES);
      for (const [index, size] of SIZES.entries()) {
        fill(frames, size, index);
        outlet.send(frames.bytes, frames.start, frames.offset);
        ours.send(Buffer.of(index), { binary: true });
      }
      const got = await theirs.messages(2 * SIZES.length);
      for (const [index, size] of SIZES.entries()) {
        assert.deepEqual(got[2 * index], Buffer.alloc(size, index));
        assert.deepEqual(got[2 * index + 1], Buffer.of(index));
      }
      assert.equal(written() > 0, !deflates, "past the library only where there is no extension");
    });

  it("[CW8] sends nothing when the connection is closing", async () => {
    const { outlet, ours, theirs, written } = await connect(false);
    const frames = new WireBuffer(16, HEADER_BYTES);
    fill(frames, 3, 7);
    outlet.send(frames.bytes, frames.start, frames.offset);
    assert.deepEqual(await theirs.messages(1), [Buffer.alloc(3, 7)]);
    assert.equal(written(), 1);
    ours.close(4010, "bye");
    outlet.send(frames.bytes, frames.start, frames.offset);
    assert.equal(written(), 1);
    const [code] = await once(theirs.socket, "close");
    assert.equal(code, 4010);
  });

  async function connect(deflates: boolean) {
    server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: deflates });
    await once(server, "listening");
    const accepted = once(server, "connection");
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const theirs = new Listener(socket);
    const [ours, request] = await accepted;
    let direct = 0;
    const write = request.socket.write.bind(request.socket);
    const noted = Object.create(request.socket, {
      write: {
        value: (bytes: Buffer) => {
          direct += 1;
          return write(bytes);
        },
      },
    });
    noteConnection(ours, noted);
    const client = { ref: ours, raw: (bytes: Buffer) => ours.send(bytes, { binary: true }) };
    return { outlet: new Outlet(client as never), ours, theirs, written: () => direct };
  }
});

/** Writes a piece of `size` bytes, each `value`. */
function fill(frames: WireBuffer, size: number, value: number): void {
  frames.begin();
  frames.copy(Buffer.alloc(size, value), 0, size);
}

class Listener {
  readonly socket: WebSocket;
  readonly #got: Buffer[] = [];
  #notice = () => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (bytes: Buffer) => {
      this.#got.push(bytes);
      this.#notice();
    });
  }

  /** Resolves with what has come as soon as it is so many messages. */
  async messages(count: number): Promise<Buffer[]> {
    while (this.#got.length < count) await new Promise<void>((resolve) => (this.#notice = resolve));
    return this.#got;
  }
}
