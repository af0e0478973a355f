import assert from "node:assert/strict";
import { type Client, ClientState } from "@colyseus/core";
import { Decoder } from "@colyseus/schema";
import { AvatarState, ObjectState, SpaceState } from "../../src/protocol/state.ts";
import { FIELD } from "../../src/rooms/avatarCodec.ts";
import type { Member } from "../../src/rooms/crowd.ts";
import { CrowdSerializer } from "../../src/rooms/crowdSerializer.ts";
import { Viewer } from "../../src/rooms/viewer.ts";

/** Some thirty times what Colyseus' serializer reserves for a full state. */
const OBJECTS = 5_000;

describe("the full state that a joiner gets", () => {
  it("[RL1] is whole, however large and whoever comes when", () => {
    const room = new Stage();
    for (let id = 1; id <= OBJECTS; id++) room.place(id);
    room.tick();
    for (const joiner of [room.join("a"), room.join("b"), room.join("c")]) room.assertSeen(joiner);
  });

  it("[RL1] has what changed since the last tick and since the last join", () => {
    const room = new Stage();
    for (let id = 1; id <= OBJECTS; id++) room.place(id);
    room.tick();
    const early = room.join("a");
    room.tick();
    room.state.objects.get("7")!.x = 41;
    room.assertSeen(room.join("b"));
    room.tick();
    room.state.objects.delete("8");
    room.state.objects.get("9")!.state.set("label", "changed");
    room.tick();
    room.place(OBJECTS + 1);
    room.state.name = "Renamed";
    room.assertSeen(room.join("c"));
    room.tick();
    for (const joiner of [early, room.join("d")]) room.assertSeen(joiner);
  });

  it("[RL1] has a large sight whole too", () => {
    const room = new Stage();
    for (let id = 1; id <= 20; id++) room.place(id);
    for (let index = 0; index < 600; index++) room.enter(`other ${index}`);
    room.assertSeen(room.join("a"));
    room.assertSeen(room.join("b"));
  });

  it("[RL2] is not encoded anew for what only some clients see", () => {
    const room = new Stage();
    for (let id = 1; id <= OBJECTS; id++) room.place(id);
    room.tick();
    room.join("a");
    const before = room.serializer.fullEncodes;
    for (const name of ["b", "c", "d"]) {
      room.assertSeen(room.join(name));
      room.walk("a");
      room.tick();
    }
    assert.equal(room.serializer.fullEncodes, before);
    room.state.objects.get("1")!.lockedBy = 5;
    room.assertSeen(room.join("e"));
    assert.equal(room.serializer.fullEncodes, before + 1);
  });
});

interface Joiner {
  readonly client: Client;
  readonly decoder: Decoder<SpaceState>;
}

/** A room's state and serializer, with decoding clients instead of sockets. */
class Stage {
  readonly state = new SpaceState();
  readonly serializer = new CrowdSerializer(20, { clients: 100, later: () => {} });
  readonly #joiners: Joiner[] = [];
  readonly #members = new Map<string, Member>();

  constructor() {
    this.serializer.reset(this.state);
  }

  place(id: number): void {
    const object = new ObjectState({
      kind: "chair",
      prefabId: "chair_wood",
      x: id % 100,
      y: id % 77,
      z: 0,
      heading: 1,
      scale: 1,
      solid: id % 2 === 0,
    });
    object.state.set("color", `#${String(id).padStart(6, "0")}`);
    this.state.objects.set(String(id), object);
  }

  enter(sessionId: string): Member {
    const avatar = new AvatarState({
      userId: 9,
      name: sessionId.padEnd(40, "ж"),
      look: "",
      x: 1,
      y: 2,
      heading: 0,
    });
    this.state.users.set(sessionId, avatar);
    const member = this.serializer.crowd.add(sessionId, avatar);
    this.#members.set(sessionId, member);
    return member;
  }

  walk(sessionId: string): void {
    const member = this.#members.get(sessionId)!;
    member.state.x += 1;
    this.serializer.crowd.mark(member, FIELD.x);
  }

  /** Enters, sees everybody, and decodes the full state. */
  join(sessionId: string): Joiner {
    const viewer = new Viewer(this.enter(sessionId));
    for (const member of this.#members.values()) if (member !== viewer.own) viewer.enter(member);
    const decoder = new Decoder(new SpaceState());
    const client = {
      state: ClientState.JOINED,
      ref: { bufferedAmount: 0 },
      raw: (frame: Uint8Array) => decoder.decode(frame, { offset: 1 }),
    } as unknown as Client;
    this.serializer.watch(client, viewer);
    decoder.decode(this.serializer.getFullState(client), { offset: 1 });
    const joiner = { client, decoder };
    this.#joiners.push(joiner);
    return joiner;
  }

  tick(): void {
    this.serializer.applyPatches(this.#joiners.map(({ client }) => client));
  }

  assertSeen({ decoder }: Joiner): void {
    const seen = decoder.state.toJSON();
    const { users, ...shown } = this.state.toJSON();
    assert.deepEqual({ ...seen, users: undefined }, { ...shown, users: undefined });
    const truth = users as unknown as Record<string, { name: string }>;
    for (const [sessionId, avatar] of Object.entries(seen.users ?? {}))
      assert.equal((avatar as { name: string }).name, truth[sessionId]?.name);
    assert.ok(Object.keys(seen.users ?? {}).length > 0);
  }
}
