/** A client of the crowd's serializer without a network: the stock decoder, and a socket that may stop reading. */
import assert from "node:assert/strict";
import { type Client, ClientState, Protocol } from "@colyseus/core";
import { Callbacks, type Decoder, Reflection } from "@colyseus/schema";
import type { AvatarState, SpaceState } from "../../src/protocol/state.ts";

interface UserCallbacks {
  onAdd(name: "users", tell: (user: AvatarState, id: string) => void): void;
  onRemove(name: "users", tell: (user: AvatarState, id: string) => void): void;
}

/** Enough unread bytes for a client to be held back. */
const MUCH_UNREAD = 70_000;

export class CrowdClient {
  readonly decoder: Decoder<SpaceState>;
  /** Whom its callbacks told of. */
  readonly present = new Map<string, AvatarState>();
  /** The connection that it has now. */
  connection: Client;
  frames = 0;
  bytes = 0;
  /** How often the server ended its connection. */
  cutOff = 0;
  #isReading = true;
  /** Frames as they were given to the socket: their memory must be left alone until they are read. */
  readonly #queue: Uint8Array[] = [];
  #unread = 0;
  #otherUnread = 0;

  constructor(handshake: Uint8Array) {
    this.decoder = Reflection.decode(handshake) as unknown as Decoder<SpaceState>;
    const callbacks = Callbacks.get(this.decoder as never) as unknown as UserCallbacks;
    callbacks.onAdd("users", (user, id) => {
      assert.ok(!this.present.has(id), `${id} came twice`);
      this.present.set(id, user);
    });
    callbacks.onRemove("users", (_, id) =>
      assert.ok(this.present.delete(id), `${id} left without having come`),
    );
    this.connection = this.connect();
  }

  /** A new connection for the same decoder, as an SDK has after it reconnected; frames of the old one are lost. */
  connect(): Client {
    this.#queue.length = 0;
    this.#unread = 0;
    this.#isReading = true;
    this.#otherUnread = 0;
    const self = this;
    const socket = {
      get bufferedAmount() {
        return self.#unread + self.#otherUnread;
      },
      terminate() {
        self.cutOff += 1;
      },
    };
    this.connection = {
      state: ClientState.JOINING,
      ref: socket,
      raw: (frame: Uint8Array) => this.connection.ref === (socket as never) && this.#take(frame),
    } as unknown as Client;
    return this.connection;
  }

  /** The client says that it heard of its seat, and gets its full state. */
  acknowledge(full: (client: Client) => Uint8Array): void {
    this.connection.state = ClientState.JOINED;
    this.#take(full(this.connection));
  }

  get isLive(): boolean {
    return this.connection.state === ClientState.JOINED;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  /** `isMuch`: so much else waits for it that it is to be held back. */
  stopReading(isMuch: boolean): void {
    this.#isReading = false;
    this.#otherUnread = isMuch ? MUCH_UNREAD : 1;
  }

  /** It reads every frame, but this much seems to wait. */
  leaveUnread(bytes: number): void {
    this.#otherUnread = bytes;
  }

  readOn(): void {
    this.#isReading = true;
    this.#unread = 0;
    this.#otherUnread = 0;
    for (const frame of this.#queue.splice(0)) this.#decode(frame);
  }

  #take(frame: Uint8Array): void {
    this.frames += 1;
    this.bytes += frame.length;
    if (this.#isReading) {
      this.#decode(frame);
    } else {
      this.#queue.push(frame);
      this.#unread += frame.length;
    }
  }

  /** As the SDK does it: a full state over a state that is there already is a resync. */
  #decode(frame: Uint8Array): void {
    const own = Uint8Array.from(frame);
    const it = { offset: 1 };
    if (own[0] === Protocol.ROOM_STATE && this.decoder.root.refs.size > 1) this.decoder.decodeResync(own, it);
    else if (own[0] === Protocol.ROOM_STATE || own[0] === Protocol.ROOM_STATE_PATCH)
      this.decoder.decode(own, it);
    else assert.fail(`a frame of the kind ${own[0]}`);
    assert.equal(it.offset, own.length);
  }
}
