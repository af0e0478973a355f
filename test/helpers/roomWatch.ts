/** Looking into a live room from outside its clients: its ticks, its authoritative world, and the bytes that a client is sent. */
import assert from "node:assert/strict";
import type { World } from "../../src/core/sim/world.ts";
import type { SpacePlugin } from "../../src/rooms/plugins.ts";
import type { Bot, TestServer } from "../../src/testing.public.ts";

/** How long a watch waits for ticks, milliseconds. */
const PATIENCE_MS = 10_000;

/** Called at every tick, after the simulation's step and before the patch. `dtSeconds`: the tick's length. */
export type TickListener = (world: World, dtSeconds: number) => void;

/** Watches the ticks of every space of one server; give its `plugin` to the server's game. */
export class TickWatch {
  readonly #listeners = new Map<number, Set<TickListener>>();
  #server: TestServer | null = null;

  readonly plugin: SpacePlugin = {
    name: "tick watch",
    start: ({ spaceId }) => ({
      onTick: (dtSeconds) => {
        const listeners = this.#listeners.get(spaceId);
        if (!listeners?.size || !this.#server) return;
        const world = worldOf(this.#server, spaceId);
        for (const listener of [...listeners]) listener(world, dtSeconds);
      },
    }),
  };

  /** The server whose worlds listeners are given. */
  of(server: TestServer): void {
    this.#server = server;
  }

  /** Calls `listener` at every tick of a space until the returned function is called. */
  listen(spaceId: number, listener: TickListener): () => void {
    const listeners = this.#listeners.get(spaceId) ?? new Set();
    this.#listeners.set(spaceId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Resolves after `count` more ticks of a space, at the first of them at which `done` holds, if given. */
  async ticks(spaceId: number, count: number, done: (world: World) => boolean = () => false): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`${count} ticks did not come`)), PATIENCE_MS);
    let seen = 0;
    const stop = this.listen(spaceId, (world) => {
      seen += 1;
      if (seen >= count || done(world)) resolve();
    });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      stop();
    }
  }
}

/** The authoritative world of a live space. */
export function worldOf(server: TestServer, spaceId: number): World {
  const host = server.app.services.hosts.live(spaceId);
  assert.ok(host, `space ${spaceId} is live`);
  return host.world;
}

/** The authoritative position of a bot's avatar; in a grid space whole cells. */
export function standsAt(server: TestServer, spaceId: number, bot: Bot): { x: number; y: number } {
  const avatar = worldOf(server, spaceId).avatars.get(bot.sessionId);
  assert.ok(avatar, "the avatar is there");
  return { x: avatar.x, y: avatar.y };
}

/** What a client is sent, frame by frame, from now on. */
export class Tap {
  frames: Uint8Array[] = [];

  constructor(bot: Bot) {
    const { events } = bot.room.connection;
    const passOn = events.onmessage;
    events.onmessage = (event: { data: ArrayBuffer }) => {
      this.frames.push(new Uint8Array(event.data.slice(0)));
      passOn?.(event as never);
    };
  }

  get bytes(): number {
    return this.frames.reduce((sum, frame) => sum + frame.length, 0);
  }

  /** Forgets what came so far. */
  reset(): void {
    this.frames = [];
  }
}

/** Sends bytes as they are, as a client that does not keep to the protocol. */
export function sendRaw(bot: Bot, bytes: Uint8Array): void {
  bot.room.connection.transport.send(bytes);
}

/** Resolves when all that the server has sent a client so far has come: a ping is answered behind it, in a frame of one byte. */
export async function caughtUp(bot: Bot): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  bot.room.ping(() => resolve());
  await promise;
}

/** What the server logs as an error from now on, without printing it. */
export function errorsOf(server: TestServer): { readonly words: string; readonly err: unknown }[] {
  const lines: { words: string; err: unknown }[] = [];
  const log = server.app.log as { error: TestServer["app"]["log"]["error"] };
  log.error = (fields, words) => void lines.push({ words, err: (fields as { err?: unknown }).err });
  return lines;
}
