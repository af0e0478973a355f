/**
 * Copies what the simulation did into the synchronised state, and decides which client is sent which avatar. Nothing
 * else touches the state; who sees whom is decided by `core/sim/interest`, this file only carries it out.
 */
import type { Client } from "@colyseus/core";
import { StateView } from "@colyseus/schema";
import { Interest, type Turn } from "../core/sim/interest.ts";
import type { SpaceObject } from "../core/sim/types.ts";
import type { Avatar, World } from "../core/sim/world.ts";
import {
  type AvatarState,
  avatarStateFor,
  ObjectState,
  OWNER_TAG,
  reaches,
  type SpaceState,
} from "../protocol/state.ts";
import type { Space } from "../services/spaces/ports.ts";

/** Activity that others see while a dropped client's seat is kept. */
const AWAY = "away";

interface Mirrored {
  readonly state: AvatarState;
  /** Null while the client is away. */
  view: StateView | null;
  away: boolean;
}

export class Mirror {
  readonly #state: SpaceState;
  readonly #world: World;
  readonly #interest = new Interest();
  readonly #avatars = new Map<string, Mirrored>();
  /** The space has become larger than the state's coordinates reach: a new room must take this one's place. */
  outgrown = false;

  constructor(state: SpaceState, world: World) {
    this.#state = state;
    this.#world = world;
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

  /** Adds an avatar that has just entered the world and gives its client a view. */
  enter(avatar: Avatar, client: Client, look: { readonly name: string; readonly look: string }): void {
    const state = avatarStateFor(this.#state, {
      ...look,
      userId: avatar.userId,
      x: avatar.x,
      y: avatar.y,
      heading: avatar.heading,
    });
    this.#avatars.set(avatar.sessionId, { state, view: null, away: false });
    this.#state.users.set(avatar.sessionId, state);
    this.attach(avatar.sessionId, client);
  }

  /** Gives a client (a fresh one, or one that came back) a new view with everything its avatar sees now. */
  attach(sessionId: string, client: Client): void {
    const mirrored = this.#avatars.get(sessionId)!;
    mirrored.view?.dispose();
    const view = new StateView();
    view.add(mirrored.state);
    view.add(mirrored.state, OWNER_TAG);
    for (const other of this.#interest.sight(sessionId)) {
      const seen = this.#avatars.get(other);
      if (seen && seen !== mirrored) view.add(seen.state);
    }
    mirrored.view = view;
    mirrored.away = false;
    client.view = view;
  }

  /** The client dropped: its avatar is shown as away and its view is let go until {@link attach}. */
  detach(sessionId: string): void {
    const mirrored = this.#avatars.get(sessionId);
    if (!mirrored) return;
    mirrored.view?.dispose();
    mirrored.view = null;
    mirrored.away = true;
  }

  /** Takes an avatar that has left the world away from everybody. */
  leave(sessionId: string): void {
    const gone = this.#avatars.get(sessionId);
    if (!gone) return;
    this.#avatars.delete(sessionId);
    for (const [viewerId, viewer] of this.#avatars) {
      if (this.#interest.sight(viewerId).has(sessionId)) viewer.view?.remove(gone.state);
    }
    this.#state.users.delete(sessionId);
    gone.view?.dispose();
  }

  /** Shows a user's changed name or look on all their avatars. */
  rename(userId: number, look: { readonly name: string; readonly look: string }): void {
    for (const { state } of this.#avatars.values()) if (state.userId === userId) Object.assign(state, look);
  }

  /** Copies the world into the state. `turn`: whose turn it is to look around; newcomers do at once. */
  update(turn: Turn): void {
    for (const [sessionId, mirrored] of this.#avatars) {
      const avatar = this.#world.avatars.get(sessionId);
      if (avatar) copyAvatar(avatar, mirrored);
    }
    for (const id of this.#world.changedObjects) {
      const object = this.#world.objects.get(id);
      if (object) this.#putObject(object);
      else this.#state.objects.delete(String(id));
    }
    this.#world.changedObjects.clear();
    this.#lookAround(turn);
  }

  #lookAround(turn: Turn): void {
    for (const [viewerId, { entered, left }] of this.#interest.update(this.#world, turn)) {
      const viewer = this.#avatars.get(viewerId);
      if (!viewer?.view) continue;
      for (const id of left) {
        const seen = this.#avatars.get(id);
        if (seen) viewer.view.remove(seen.state);
      }
      for (const id of entered) {
        const seen = this.#avatars.get(id);
        if (seen && seen !== viewer) viewer.view.add(seen.state);
      }
    }
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

/** Writes only what differs: every assignment of a quantised field is a change on the wire if its code differs. */
function copyAvatar(avatar: Avatar, mirrored: Mirrored): void {
  const { state } = mirrored;
  state.x = avatar.x;
  state.y = avatar.y;
  state.heading = avatar.heading;
  state.zone = avatar.zone;
  state.activity = mirrored.away ? AWAY : avatar.activity;
  state.ack = avatar.ack;
}
