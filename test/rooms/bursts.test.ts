import assert from "node:assert/strict";
import { AvatarState, SpaceState } from "../../src/protocol/state.ts";
import { FIELD } from "../../src/rooms/avatarCodec.ts";
import { CrowdSerializer } from "../../src/rooms/crowdSerializer.ts";
import { TickLoop, type TickTiming } from "../../src/rooms/tickLoop.ts";
import { Viewer } from "../../src/rooms/viewer.ts";
import { CrowdClient } from "../reliability/crowdClient.ts";

describe("the frames of a tick", () => {
  it("[CW7] go out in bursts, and what is left of them before the next tick; nobody gets one twice", () => {
    const waiting: (() => void)[] = [];
    const room = new Room(5, { clients: 2, later: (burst) => waiting.push(burst) });
    room.tick();
    assert.deepEqual(room.frames(), [1, 1, 0, 0, 0]);
    waiting.shift()!();
    assert.deepEqual(room.frames(), [1, 1, 1, 1, 0]);
    room.serializer.finish();
    assert.deepEqual(room.frames(), [1, 1, 1, 1, 1]);
    room.tick();
    for (const burst of waiting.splice(0)) burst();
    assert.deepEqual(room.frames(), [2, 2, 2, 2, 1], "a burst of the tick before is none of this one");
  });

  it("[CW7] are not for one who got a full state meanwhile, which says as much", () => {
    const room = new Room(3, { clients: 1, later: () => {} });
    room.tick();
    const late = room.clients[2]!;
    late.acknowledge((client) => room.serializer.getFullState(client));
    room.serializer.finish();
    assert.deepEqual(room.frames(), [1, 1, 1]);
    for (const { decoder } of room.clients) assert.equal(decoder.state.name, "tick 1");
    room.tick();
    room.serializer.finish();
    for (const { decoder } of room.clients) assert.equal(decoder.state.name, "tick 2");
  });

  it("[CW7] take their part of the tick's time", () => {
    const told: TickTiming[] = [];
    const loop = new TickLoop(1_000, (timing) => told.push(timing));
    const busy = (ms: number) => {
      const untilMs = performance.now() + ms;
      while (performance.now() < untilMs);
    };
    loop.run(() => busy(0.5));
    loop.goOn(() => busy(2));
    assert.deepEqual([told.length, loop.ticks], [0, 1]);
    assert.throws(() => loop.run(() => assert.fail("a fault")), /a fault/);
    assert.equal(told.length, 1);
    assert.ok(told[0]!.durationMs >= 2.5);
    assert.equal(told[0]!.latenessMs, 0);
    assert.equal(loop.slowTicks, 1);
    loop.run(() => {});
    assert.ok(told[1]!.latenessMs > 1, "the second began late");
  });
});

/** Clients that see nobody but themselves, and the name of the space, which is another in each tick. */
class Room {
  readonly serializer: CrowdSerializer;
  readonly clients: CrowdClient[] = [];
  readonly #state = new SpaceState();
  readonly #viewers: Viewer[] = [];
  #ticks = 0;

  constructor(count: number, bursts: ConstructorParameters<typeof CrowdSerializer>[1]) {
    this.serializer = new CrowdSerializer(20, bursts);
    this.serializer.reset(this.#state);
    for (let index = 0; index < count; index += 1) {
      const avatar = new AvatarState({ userId: 1, name: "", look: "", x: 1, y: 1, heading: 0 });
      this.#state.users.set(`${index}`, avatar);
      const viewer = new Viewer(this.serializer.crowd.add(`${index}`, avatar));
      const client = new CrowdClient(this.serializer.handshake());
      this.serializer.watch(client.connection, viewer);
      client.acknowledge((connection) => this.serializer.getFullState(connection));
      client.frames = 0;
      this.#viewers.push(viewer);
      this.clients.push(client);
    }
  }

  tick(): void {
    this.serializer.finish();
    this.#ticks += 1;
    this.#state.name = `tick ${this.#ticks}`;
    for (const { own } of this.#viewers) {
      own.state.x += 1;
      this.serializer.crowd.mark(own, FIELD.x);
    }
    this.serializer.applyPatches(this.clients.map(({ connection }) => connection));
  }

  frames(): number[] {
    return this.clients.map(({ frames }) => frames);
  }
}
