/**
 * The plain way to send a space: one `StateView` a client, every avatar through Colyseus' own encoder. Too slow for a
 * crowd, and so simple that it is right; what the crowd's encoder is compared with.
 */
import { type Client, ClientState, Protocol, SchemaSerializer } from "@colyseus/core";
import { StateView } from "@colyseus/schema";
import { Interest, type Turn } from "../../src/core/sim/interest.ts";
import type { Avatar, World } from "../../src/core/sim/world.ts";
import { type AvatarState, avatarStateFor, OWNER_TAG, type SpaceState } from "../../src/protocol/state.ts";

class ViewSerializer extends SchemaSerializer<SpaceState> {
  override getFullState(client: Client): Uint8Array {
    const it = { offset: 1 };
    const shared = this.encoder.encodeAll(it, new Uint8Array(262_144)).slice();
    shared[0] = Protocol.ROOM_STATE;
    const seen = this.encoder.encodeAllView(client.view!, 0, { offset: 0 }, new Uint8Array(262_144));
    return Uint8Array.from([...shared, ...seen]);
  }

  override applyPatches(clients: Client[]): boolean {
    const it = { offset: 1 };
    this.encoder.sharedBuffer[0] = Protocol.ROOM_STATE_PATCH;
    this.encoder.encode(it);
    const sharedOffset = it.offset;
    for (const client of clients) {
      if (client.state !== ClientState.JOINED) continue;
      const frame = this.encoder.encodeView(client.view!, sharedOffset, it);
      if (frame.length > 1) client.raw(frame);
    }
    this.encoder.discardChanges();
    return true;
  }
}

interface Seen {
  readonly state: AvatarState;
  view: StateView | null;
}

/** Sends what is in `world` to clients; `state` has its objects already, and somebody else keeps them up to date. */
export class ViewMirror {
  readonly serializer = new ViewSerializer();
  readonly state: SpaceState;
  readonly #world: World;
  readonly #interest = new Interest();
  readonly #avatars = new Map<string, Seen>();

  constructor(state: SpaceState, world: World) {
    this.state = state;
    this.#world = world;
    this.serializer.reset(state);
  }

  enter(avatar: Avatar, client: Client, look: { readonly name: string; readonly look: string }): void {
    const { sessionId, userId, x, y, heading } = avatar;
    const state = avatarStateFor(this.state, { ...look, userId, x, y, heading });
    this.#avatars.set(sessionId, { state, view: null });
    this.state.users.set(sessionId, state);
    this.attach(sessionId, client);
  }

  attach(sessionId: string, client: Client): void {
    const own = this.#avatars.get(sessionId)!;
    own.view?.dispose();
    own.view = new StateView();
    own.view.add(own.state);
    own.view.add(own.state, OWNER_TAG);
    for (const id of this.#interest.sight(sessionId)) {
      const seen = this.#avatars.get(id);
      if (seen && seen !== own) own.view.add(seen.state);
    }
    client.view = own.view;
  }

  detach(sessionId: string): void {
    const own = this.#avatars.get(sessionId)!;
    own.view?.dispose();
    own.view = null;
  }

  leave(sessionId: string): void {
    const gone = this.#avatars.get(sessionId)!;
    this.#avatars.delete(sessionId);
    for (const [id, viewer] of this.#avatars)
      if (this.#interest.sight(id).has(sessionId)) viewer.view?.remove(gone.state);
    this.state.users.delete(sessionId);
    gone.view?.dispose();
  }

  rename(userId: number, look: { readonly name: string; readonly look: string }): void {
    for (const { state } of this.#avatars.values()) if (state.userId === userId) Object.assign(state, look);
  }

  update(turn: Turn): void {
    for (const [id, { state, view }] of this.#avatars) {
      const avatar = this.#world.avatars.get(id)!;
      const { x, y, heading, zone, ack } = avatar;
      Object.assign(state, { x, y, heading, zone, ack, activity: view ? avatar.activity : "away" });
    }
    for (const [id, { entered, left }] of this.#interest.update(this.#world, turn)) {
      const viewer = this.#avatars.get(id);
      if (!viewer?.view) continue;
      for (const other of left) {
        const seen = this.#avatars.get(other);
        if (seen) viewer.view.remove(seen.state);
      }
      for (const other of entered) {
        const seen = this.#avatars.get(other);
        if (seen && seen !== viewer) viewer.view.add(seen.state);
      }
    }
  }
}
