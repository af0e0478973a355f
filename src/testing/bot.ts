/** A stock SDK client in a space, with what tests and load scripts want of it: waiting for what is to happen. */
import { Client, type Room } from "@colyseus/sdk";
import type { MoveMessage, ServerMessages } from "../protocol/messages.ts";
import type { AvatarState, SpaceState } from "../protocol/state.ts";

/** How long a bot waits for what it was told to expect, milliseconds. */
const PATIENCE_MS = 5_000;

/** Which space a bot joins, and where it would like to appear (metres; cells in a grid space). */
export interface SpaceJoin {
  readonly spaceId: number | string;
  readonly x?: number;
  readonly y?: number;
  /** The tour that the avatar's events are to belong to. */
  readonly tourId?: string;
}

/** What a message called `Name` holds: known for the room's own, whatever it is for a plugin's. */
export type MessageBody<Name extends string> = Name extends keyof ServerMessages
  ? ServerMessages[Name]
  : unknown;

/** One message as it came; a plugin's are among them, under their own names. */
export interface Received<Name extends string = keyof ServerMessages> {
  readonly name: Name;
  readonly body: MessageBody<Name>;
}

/** What a request was refused with. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** A client in a space. Everything it waits for has a time limit, after which the wait fails and says for what it was. */
export class Bot {
  readonly room: Room<unknown, SpaceState>;
  readonly received: Received[] = [];
  /** The code with which the connection ended for good, null while it lasts. */
  closed: number | null = null;
  #left = false;
  readonly #watchers = new Set<() => void>();

  constructor(room: Room) {
    this.room = room as never;
    room.reconnection.minUptime = 0;
    const wake = () => {
      for (const watcher of [...this.#watchers]) watcher();
    };
    room.onMessage("*", (name, body) => {
      this.received.push({ name, body } as Received);
      wake();
    });
    room.onStateChange(wake);
    room.onDrop(wake);
    room.onReconnect(wake);
    room.onLeave((code) => {
      this.closed = code;
      wake();
    });
  }

  get sessionId(): string {
    return this.room.sessionId;
  }

  get state(): SpaceState {
    return this.room.state;
  }

  /** Its own avatar as it last heard of it. */
  get avatar(): AvatarState {
    return this.state.users.get(this.sessionId) as AvatarState;
  }

  /** Another's avatar, undefined if it is out of sight. */
  sees(other: Bot): AvatarState | undefined {
    return this.state.users.get(other.sessionId) as AvatarState | undefined;
  }

  move(move: MoveMessage): void {
    this.room.send("move", move);
  }

  /** The reply to a request. @throws the SDK's error, whose `reason` is {@link Refused}. */
  async request<Reply = Record<string, unknown>>(name: string, payload: unknown = {}): Promise<Reply> {
    return (await this.room.request(name, payload)) as Reply;
  }

  /** The refusal of a request that must be refused. @throws Error if it was not. */
  async refusal(name: string, payload: unknown = {}): Promise<Refused> {
    try {
      await this.room.request(name, payload);
    } catch (error) {
      return (error as { reason: Refused }).reason;
    }
    throw new Error(`${name} was not refused`);
  }

  /** Resolves with what `look` gives as soon as that is neither undefined nor false. @throws Error naming `what` if it does not come in time. */
  until<Found>(
    what: string,
    look: () => Found | undefined | false,
    patienceMs = PATIENCE_MS,
  ): Promise<Found> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found === undefined || found === false) return;
        done();
        resolve(found);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`waited ${patienceMs} ms in vain for: ${what}`));
      }, patienceMs);
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(check);
      };
      this.#watchers.add(check);
      check();
    });
  }

  /** The first message called `name` (that `fits`), come already or still to come. A plugin's messages count too. */
  async message<Name extends string>(
    name: Name,
    fits: (body: MessageBody<Name>) => boolean = () => true,
  ): Promise<MessageBody<Name>> {
    const found = await this.until(`message ${name}`, () =>
      this.received.find((message) => message.name === name && fits(message.body as MessageBody<Name>)),
    );
    return found.body as MessageBody<Name>;
  }

  /** Resolves when the next patch or message has come. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const once = () => {
        this.#watchers.delete(once);
        resolve();
      };
      this.#watchers.add(once);
    });
  }

  /** Resolves when the avatar stands within 2 cm of a point (in a grid space: in the cell). */
  arrival(x: number, y: number): Promise<AvatarState> {
    return this.until(
      `arrival at ${x}, ${y}`,
      () => Math.hypot(this.avatar.x - x, this.avatar.y - y) < 0.02 && this.avatar,
      30_000,
    );
  }

  /** Resolves with the closing code when the connection has ended for good. */
  end(): Promise<number> {
    return this.until("the end of the connection", () => this.closed ?? undefined);
  }

  /** Leaves of its own will. Does nothing if it has left. */
  async leave(): Promise<void> {
    if (this.#left || this.closed !== null) return;
    this.#left = true;
    await this.room.leave();
  }
}

/**
 * Joins the space as the bearer of `token` and waits for the first state.
 * @throws the SDK's error (`code`, `message`) if the join is refused.
 */
export async function joinSpace(url: string, token: string, space: SpaceJoin): Promise<Bot> {
  const client = new Client(url.replace(/^http/, "ws"));
  client.auth.token = token;
  const bot = new Bot(await client.joinOrCreate("space", space));
  await bot.until("the first state", () => bot.state?.users?.has(bot.sessionId));
  return bot;
}
