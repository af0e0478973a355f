import assert from "node:assert/strict";
import { AvatarState, SpaceState } from "../../src/protocol/state.ts";
import { FIELD } from "../../src/rooms/avatarCodec.ts";
import { FAR_HZ, type Member, NEAR_M } from "../../src/rooms/crowd.ts";
import { CrowdSerializer } from "../../src/rooms/crowdSerializer.ts";
import {
  HELD_BACK_AT_BYTES,
  MAX_HELD_BACK_SECONDS,
  MAX_UNREAD_BYTES,
  RESUMED_AT_BYTES,
} from "../../src/rooms/receiver.ts";
import { UPDATE_BYTES_PER_TICK, Viewer } from "../../src/rooms/viewer.ts";
import { CrowdClient } from "../reliability/crowdClient.ts";

const TICK_HZ = 20;
const TURNS = TICK_HZ / FAR_HZ;

describe("how often a client hears of an avatar", () => {
  it("[CW3] within 10 m every tick, farther away five times a second, in even shares of the ticks", () => {
    const room = new Stage(0);
    const near = room.add(NEAR_M - 0.1);
    const far = Array.from({ length: 40 }, () => room.add(NEAR_M + 0.1));
    room.watch();
    const heard = new Map<Member, number>();
    for (let tick = 0; tick < 5 * TURNS; tick += 1) {
      room.walk([near, ...far]);
      const current = room.tick();
      assert.ok(current.has(near));
      assert.equal(current.size, 1 + far.length / TURNS, "a quarter of the far ones");
      for (const member of current) heard.set(member, (heard.get(member) ?? 0) + 1);
    }
    for (const member of far) assert.equal(heard.get(member), 5);
  });

  it("[CW3] one that stands is exact within 250 ms, one that comes near at once", () => {
    const room = new Stage(0);
    const far = Array.from({ length: 40 }, () => room.add(NEAR_M + 5));
    room.watch();
    room.walk(far);
    const known = room.tick();
    const waiting = far.filter((member) => !known.has(member));
    room.approach(waiting[3]!, 1);
    const then = room.tick();
    assert.ok(then.has(waiting[3]!), "without having moved in that tick");
    assert.ok(waiting.some((member) => !then.has(member)));
    for (let tick = 0; tick < TURNS - 2; tick += 1) room.tick();
    assert.equal(room.current().size, far.length, "all after a round of turns");
    const { frames } = room.client;
    for (let tick = 0; tick < 10; tick += 1) room.tick();
    assert.equal(room.client.frames, frames, "nothing moves, nothing is sent");
  });

  it("[CW4] beyond the budget of a tick it waits its turn: nobody is forgotten, newly called ones wait never", () => {
    const room = new Stage(0);
    const crowd = Array.from({ length: 900 }, () => room.add(1));
    room.watch();
    const lastHeard = new Map(crowd.map((member) => [member, 0]));
    for (let tick = 1; tick <= 40; tick += 1) {
      room.walk(crowd);
      room.rename(crowd[tick]!);
      const { bytes } = room.client;
      const current = room.tick();
      const most = UPDATE_BYTES_PER_TICK + 200;
      assert.ok(room.client.bytes - bytes < most, `${room.client.bytes - bytes} bytes in a tick`);
      assert.ok(current.has(crowd[tick]!));
      for (const member of current) lastHeard.set(member, tick);
      for (const [, heard] of lastHeard) assert.ok(tick - heard <= 5, `one waited ${tick - heard} ticks`);
    }
    assert.ok(room.serializer.counters.putOff > 0);
    for (let tick = 0; tick < 5; tick += 1) room.tick();
    assert.equal(room.current().size, crowd.length);
  });

  it("[CW4] what one put off was called meanwhile is not lost", () => {
    const room = new Stage(0);
    const crowd = Array.from({ length: 900 }, () => room.add(NEAR_M + 1));
    room.watch();
    for (let tick = 0; tick < 60; tick += 1) {
      room.walk(crowd);
      room.rename(crowd[(tick * 31) % crowd.length]!);
      room.tick();
    }
    for (let tick = 0; tick < 3 * TURNS; tick += 1) room.tick();
    assert.equal(room.current().size, crowd.length);
  });
});

describe("a client that reads slowly", () => {
  it("[CW5] gets no more frames, and one full state when it has read; a large full state is no reason", () => {
    const room = new Stage(0);
    const others = [room.add(1), room.add(2)];
    room.watch();
    const { counters } = room.serializer;
    room.client.leaveUnread(HELD_BACK_AT_BYTES + room.fullBytes);
    room.walk(others);
    assert.equal(room.tick().size, 2, "that is what is left of a full state");
    room.client.leaveUnread(HELD_BACK_AT_BYTES + 1);
    room.walk(others);
    room.tick();
    room.client.leaveUnread(100);
    room.tick();
    const { frames } = room.client;
    room.client.leaveUnread(HELD_BACK_AT_BYTES + 1);
    for (let tick = 0; tick < 5; tick += 1) {
      room.walk(others);
      assert.equal(room.tick().size, 0);
    }
    assert.equal(counters.heldBack, 5);
    room.client.leaveUnread(RESUMED_AT_BYTES + 1);
    room.tick();
    assert.equal(room.client.frames, frames);
    room.client.leaveUnread(RESUMED_AT_BYTES);
    assert.equal(room.tick().size, 2);
    assert.deepEqual([counters.resyncs, counters.cutOff, room.client.frames], [1, 0, frames + 1]);
    room.walk(others);
    assert.equal(room.tick().size, 2);
  });

  it("[CW5] is cut off after ten seconds, or at a megabyte", () => {
    for (const unread of [HELD_BACK_AT_BYTES + 1, MAX_UNREAD_BYTES + 1]) {
      const room = new Stage(0);
      room.watch();
      room.client.leaveUnread(100);
      room.tick();
      room.client.leaveUnread(unread);
      const patience = unread > MAX_UNREAD_BYTES ? 1 : MAX_HELD_BACK_SECONDS * TICK_HZ + 1;
      for (let tick = 1; tick <= patience + 5; tick += 1) {
        room.tick();
        assert.equal(room.client.cutOff, tick < patience ? 0 : 1, `tick ${tick}`);
      }
      assert.equal(room.serializer.counters.cutOff, 1);
    }
  });
});

/** A viewer in a room whose others stand where they are put, east of it. */
class Stage {
  readonly serializer = new CrowdSerializer(TICK_HZ, { clients: 1, later: (burst) => burst() });
  readonly state = new SpaceState();
  readonly client: CrowdClient;
  readonly viewer: Viewer;
  fullBytes = 0;
  readonly #members: Member[] = [];

  constructor(atX: number) {
    this.serializer.reset(this.state);
    this.client = new CrowdClient(this.serializer.handshake());
    this.viewer = new Viewer(this.add(atX));
  }

  add(x: number): Member {
    const key = `avatar ${this.#members.length}`;
    const avatar = new AvatarState({ userId: 1, name: key, look: "", x, y: 0, heading: 0 });
    this.state.users.set(key, avatar);
    const member = this.serializer.crowd.add(key, avatar);
    this.serializer.crowd.place(member, x, 0);
    this.#members.push(member);
    return member;
  }

  /** The client comes, and sees them all. */
  watch(): void {
    for (const member of this.#members) if (member !== this.viewer.own) this.viewer.enter(member);
    this.serializer.watch(this.client.connection, this.viewer);
    this.client.acknowledge((client) => {
      const full = this.serializer.getFullState(client);
      this.fullBytes = full.length;
      return full;
    });
  }

  /** Only y changes: how far away they are stays as it is. */
  walk(members: readonly Member[]): void {
    for (const member of members) {
      member.state.y += 0.1;
      this.serializer.crowd.mark(member, FIELD.y);
    }
  }

  approach(member: Member, x: number): void {
    this.serializer.crowd.place(member, x, 0);
  }

  rename(member: Member): void {
    member.state.name += "!";
    this.serializer.crowd.mark(member, FIELD.name);
  }

  /** Sends a tick. The others that the client then knows as they are. */
  tick(): Set<Member> {
    this.serializer.applyPatches([this.client.connection]);
    return this.current();
  }

  current(): Set<Member> {
    const { users } = this.client.decoder.state;
    return new Set(
      this.#members.filter((member) => {
        const shown = users.get(member.key);
        const { y, name } = member.state;
        return member !== this.viewer.own && shown?.y === y && shown.name === name;
      }),
    );
  }
}
