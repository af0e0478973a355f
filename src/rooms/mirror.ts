/**
 * Copies what the simulation did into the synchronised state, and tells the crowd what of it changed and who came into
 * whose sight. Nothing else touches the state; who sees whom is decided by `core/sim/interest`, how it is sent by the
 * crowd's serializer. `users` holds every avatar here, in the server; Colyseus' own encoder leaves it out.
 */
import type { Client } from "@colyseus/core";
import { Interest, type Turn } from "../core/sim/interest.ts";
import type { SpaceObject } from "../core/sim/types.ts";
import type { Avatar, World } from "../core/sim/world.ts";
import { avatarStateFor, ObjectState, reaches, type SpaceState } from "../protocol/state.ts";
import type { Space } from "../services/spaces/ports.ts";
import { FIELD } from "./avatarCodec.ts";
import type { Member } from "./crowd.ts";
import type { CrowdSerializer } from "./crowdSerializer.ts";
import { Viewer } from "./viewer.ts";

/** Activity that others see while a dropped client's seat is kept. */
const AWAY = "away";

interface Mirrored {
  readonly avatar: Avatar;
  readonly member: Member;
  readonly viewer: Viewer;
  /** Null while the client is away. */
  client: Client | null;
  /** Where its state was last copied from: what is the same needs no look. */
  x: number;
  y: number;
  heading: number;
  ack: number;
}

export class Mirror {
  readonly #state: SpaceState;
  readonly #world: World;
  readonly #serializer: CrowdSerializer;
  readonly #interest = new Interest();
  readonly #avatars = new Map<string, Mirrored>();
  /** Those who left since the last update: until then others have them in sight. */
  readonly #departed = new Map<string, Mirrored>();
  /** The space has become larger than the state's coordinates reach: a new room must take this one's place. */
  outgrown = false;

  /** @param serializer sends `state`. */
  constructor(state: SpaceState, world: World, serializer: CrowdSerializer) {
    this.#state = state;
    this.#world = world;
    this.#serializer = serializer;
    for (const object of world.objects.values()) this.#putObject(object);
    world.changedObjects.clear();
  }

  /** Shows the space's own facts. */
  describe(space: Space): void {
    this.outgrown ||= !reaches(this.#state, space);
    Object.assign(this.#state, {
      spaceId: space.id,
      name: space.name,
      width: space.widthM,
      depth: space.depthM,
      movement: space.movement,
      maxSpeed: this.#world.rules.maxSpeedMps,
    });
  }

  /** Adds an avatar that has just entered the world and lets its client see it. */
  enter(avatar: Avatar, client: Client, look: { readonly name: string; readonly look: string }): void {
    const { sessionId, userId, x, y, heading } = avatar;
    const state = avatarStateFor(this.#state, { ...look, userId, x, y, heading });
    // The crowd is told of changes here; what Colyseus would record of them is never read.
    state.pauseTracking();
    this.#state.users.set(sessionId, state);
    const { crowd } = this.#serializer;
    const member = crowd.add(sessionId, state);
    crowd.place(member, x, y);
    this.#avatars.set(sessionId, {
      avatar,
      member,
      viewer: new Viewer(member),
      client: null,
      x,
      y,
      heading,
      ack: 0,
    });
    this.attach(sessionId, client);
  }

  /** Gives a client (a fresh one, or one that came back) its avatar's sight: a full state first. */
  attach(sessionId: string, client: Client): void {
    this.detach(sessionId);
    const mirrored = this.#avatars.get(sessionId)!;
    mirrored.client = client;
    this.#serializer.watch(client, mirrored.viewer);
  }

  /** The client dropped: its avatar is shown as away and nothing is sent until {@link attach}. */
  detach(sessionId: string): void {
    const mirrored = this.#avatars.get(sessionId);
    if (!mirrored?.client) return;
    this.#serializer.unwatch(mirrored.client);
    mirrored.client = null;
  }

  /** Takes an avatar that has left the world away from everybody, at the next update. */
  leave(sessionId: string): void {
    const gone = this.#avatars.get(sessionId);
    if (!gone) return;
    this.detach(sessionId);
    this.#avatars.delete(sessionId);
    this.#departed.set(sessionId, gone);
    this.#state.users.delete(sessionId);
  }

  /** Shows a user's changed name or look on all their avatars. */
  rename(userId: number, { name, look }: { readonly name: string; readonly look: string }): void {
    for (const { member } of this.#avatars.values()) {
      if (member.state.userId !== userId) continue;
      Object.assign(member.state, { name, look });
      this.#serializer.crowd.mark(member, FIELD.name | FIELD.look);
    }
  }

  /** Copies the world into the state. `turn`: whose turn it is to look around; newcomers do at once. */
  update(turn: Turn): void {
    this.#serializer.finish();
    for (const mirrored of this.#avatars.values()) this.#copyAvatar(mirrored);
    for (const id of this.#world.changedObjects) {
      const object = this.#world.objects.get(id);
      if (object) this.#putObject(object);
      else this.#state.objects.delete(String(id));
    }
    this.#world.changedObjects.clear();
    this.#lookAround(turn);
  }

  /** Writes and marks only what differs on the wire: a step within one step of the coordinates is none. */
  #copyAvatar(mirrored: Mirrored): void {
    const { avatar, member } = mirrored;
    const { state } = member;
    let changed = 0;
    if (avatar.x !== mirrored.x || avatar.y !== mirrored.y) {
      const { x, y } = state;
      state.x = mirrored.x = avatar.x;
      state.y = mirrored.y = avatar.y;
      if (state.x !== x) changed |= FIELD.x;
      if (state.y !== y) changed |= FIELD.y;
      this.#serializer.crowd.place(member, avatar.x, avatar.y);
    }
    if (avatar.heading !== mirrored.heading) {
      const { heading } = state;
      state.heading = mirrored.heading = avatar.heading;
      if (state.heading !== heading) changed |= FIELD.heading;
    }
    if (state.zone !== avatar.zone) {
      state.zone = avatar.zone;
      changed |= FIELD.zone;
    }
    const activity = mirrored.client ? avatar.activity : AWAY;
    if (state.activity !== activity) {
      state.activity = activity;
      changed |= FIELD.activity;
    }
    if (avatar.ack !== mirrored.ack) {
      state.ack = mirrored.ack = avatar.ack;
      this.#serializer.crowd.acknowledge(member, avatar.ack);
    }
    if (changed !== 0) this.#serializer.crowd.mark(member, changed);
  }

  #lookAround(turn: Turn): void {
    for (const [viewerId, { entered, left }] of this.#interest.update(this.#world, turn)) {
      const viewer = this.#avatars.get(viewerId)?.viewer;
      if (!viewer) continue;
      for (const id of left) {
        const seen = this.#avatars.get(id) ?? this.#departed.get(id);
        if (seen) viewer.leave(seen.member);
      }
      for (const id of entered) {
        const seen = this.#avatars.get(id);
        if (seen && seen.viewer !== viewer) viewer.enter(seen.member);
      }
    }
    for (const { member } of this.#departed.values()) this.#serializer.crowd.drop(member);
    this.#departed.clear();
  }

  #putObject(object: SpaceObject): void {
    const key = String(object.id);
    let shown = this.#state.objects.get(key);
    const isNew = shown === undefined;
    shown ??= new ObjectState();
    shown.kind = object.kind;
    shown.prefabId = object.prefabId;
    shown.x = object.x;
    shown.y = object.y;
    shown.z = object.z;
    shown.heading = object.heading;
    shown.scale = object.scale;
    shown.solid = object.solid;
    shown.holder = object.holder?.sessionId ?? "";
    shown.lockedBy = object.lockedBy;
    for (const [name, value] of Object.entries(object.state))
      if (shown.state.get(name) !== value) shown.state.set(name, value);
    for (const name of [...shown.state.keys()])
      if (object.state[name] === undefined) shown.state.delete(name);
    if (isNew) this.#state.objects.set(key, shown);
  }
}
