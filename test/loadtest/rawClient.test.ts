import assert from "node:assert/strict";
import { type Client, defineRoom, defineServer, Room, type Server, ServerError } from "@colyseus/core";
import { StateView } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { spotInFirstState } from "../../loadtest/firstState.ts";
import { HttpClient } from "../../loadtest/http.ts";
import { joinRoom, type RawClient, type RawClientEvents } from "../../loadtest/rawClient.ts";
import { OPCODES } from "../../loadtest/wire.ts";
import { AvatarState, SpaceState } from "../../src/protocol/state.ts";

/** A stock room that does what a load test needs of one, by Colyseus' own means. */
class EchoRoom extends Room<{ state: SpaceState; client: Client }> {
  override state = new SpaceState();
  override messages = {
    move: (client: Client, { x, y }: { x: number; y: number }) => {
      Object.assign(this.state.users.get(client.sessionId) as AvatarState, { x, y });
      client.send("moved", { x, y });
    },
    add: (_: Client, { a, b }: { a: number; b: number }) => a + b,
    refuse: (_: Client, _payload: unknown, context: { reject(reason: unknown): void }) =>
      context.reject({ code: "held", message: "Somebody has it." }),
    drop: (client: Client) => client.leave(4403),
    fail: () => {
      throw new Error("a fault");
    },
  };
  leftWith: number[] = [];

  static override async onAuth(token: string) {
    if (token !== "good") throw new ServerError(401, "Not signed in.");
    return true;
  }

  override onJoin(client: Client, options: { x: number; y: number }) {
    const avatar = new AvatarState({
      userId: 1,
      name: "a",
      look: "",
      x: options.x,
      y: options.y,
      heading: 0,
    });
    this.state.users.set(client.sessionId, avatar);
    client.view = new StateView();
    client.view.add(avatar);
  }

  override onLeave(_: Client, code?: number) {
    this.leftWith.push(code ?? 0);
    left?.(code ?? 0);
  }

  override onUncaughtException() {}
}

let left: ((code: number) => void) | null = null;

describe("loadtest raw client", () => {
  let server: Server;
  let endpoint: string;
  let http: HttpClient;

  before(async () => {
    server = defineServer({
      greet: false,
      gracefullyShutdown: false,
      transport: new WebSocketTransport({}),
      rooms: { echo: defineRoom(EchoRoom) },
    });
    await server.listen(0, "127.0.0.1");
    const transport = server.transport as unknown as { server: { address(): { port: number } } };
    endpoint = `ws://127.0.0.1:${transport.server.address().port}`;
    http = new HttpClient(endpoint);
  });

  after(async () => {
    http.close();
    await server.gracefullyShutdown(false);
  });

  function join(events: RawClientEvents = {}, token = "good"): Promise<RawClient> {
    return joinRoom({ endpoint, http, token, room: "echo", options: { x: 12.5, y: 30 } }, events);
  }

  it("[LT6] joins, sends a message and gets one, and sees its patch", async () => {
    const opcodes: number[] = [];
    let patched: (() => void) | null = null;
    const patch = new Promise<void>((resolve) => {
      patched = resolve;
    });
    let told: ((message: unknown) => void) | null = null;
    const message = new Promise((resolve) => {
      told = resolve;
    });
    const client = await join({
      onFrame: (opcode) => {
        opcodes.push(opcode);
        if (opcode === OPCODES.PATCH) patched?.();
      },
      onMessage: (name, payload) => told?.({ name, payload }),
    });
    assert.deepEqual(opcodes.slice(0, 2), [OPCODES.JOIN, OPCODES.STATE]);
    assert.equal(client.send("move", { x: 13, y: 31 }), true);
    assert.deepEqual(await message, { name: "moved", payload: { x: 13, y: 31 } });
    await patch;
    await client.leave();
  });

  it("[LT6] is answered with what the handler returns, each asker its own", async () => {
    const client = await join();
    const sums = await Promise.all([1, 2, 300].map((a) => client.request("add", { a, b: 1000 })));
    assert.deepEqual(sums, [1001, 1002, 1300]);
    await client.leave();
  });

  it("[LT6] measures the round trip", async () => {
    const client = await join();
    const roundTripMs = new Promise<number>((resolve) => {
      client.onPong = resolve;
    });
    assert.equal(client.ping(), true);
    assert.equal(client.ping(), false, "one at a time");
    assert.ok((await roundTripMs) > 0);
    assert.equal(client.ping(), true);
    await client.leave();
  });

  it("[LT7] a join without a good token is refused with matchmaking's status", async () => {
    await assert.rejects(join({}, "bad"), { name: "ServerRefusal", status: 401 });
  });

  it("[LT7] a refused request rejects with its code", async () => {
    const client = await join();
    await assert.rejects(client.request("refuse", {}), { name: "RequestRefused", code: "held" });
    await assert.rejects(client.request("unheard of", {}), { name: "RequestRefused" });
    await client.leave();
  });

  it("[LT7] a dropped connection is told with its code, and ends what was asked", async () => {
    let dropped: ((code: number) => void) | null = null;
    const drop = new Promise<number>((resolve) => {
      dropped = resolve;
    });
    const client = await join({ onDrop: (code) => dropped?.(code) });
    client.send("drop", {});
    const asked = client.request("never answered", {}).catch((refusal: { code: string }) => refusal.code);
    assert.equal(await drop, 4403);
    assert.ok(["closed", "no_handler", "unknown"].includes((await asked) as string));
    assert.equal(client.isOpen, false);
    assert.equal(client.send("move", { x: 1, y: 1 }), false);
    await assert.rejects(client.request("add", { a: 1, b: 1 }), { code: "closed" });
    await client.leave();
  });

  it("[LT8] leaves of its own will, without counting as a drop", async () => {
    const drops: number[] = [];
    const client = await join({ onDrop: (code) => drops.push(code) });
    const code = new Promise<number>((resolve) => {
      left = resolve;
    });
    await client.leave();
    assert.equal(await code, 4000, "consented, as the SDK's leave is");
    left = null;
    assert.deepEqual(drops, []);
  });

  it("[LT16] reads from its first state where it stands", async () => {
    const frames: { join?: Uint8Array; state?: Uint8Array } = {};
    const client = await join({
      onFrame: (opcode, frame) => {
        if (opcode === OPCODES.JOIN) frames.join = frame;
        if (opcode === OPCODES.STATE) frames.state = frame;
      },
    });
    const both = frames as { join: Uint8Array; state: Uint8Array };
    const spot = spotInFirstState(both, client.sessionId);
    assert.ok(spot && Math.hypot(spot.x - 12.5, spot.y - 30) < 0.01, JSON.stringify(spot));
    assert.equal(spotInFirstState(both, "nobody"), null);
    await client.leave();
  });
});
