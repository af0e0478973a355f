/**
 * How a game adds rules of its own to the space's room, without touching it. A plugin is told who comes and goes and
 * when time passes, and may change what avatars do and tell clients things; authority over positions, objects and
 * chat stays where it is.
 */
import type { z } from "zod";
import type { Point, SpaceObject } from "../core/sim/types.ts";

/** An avatar as plugins see it. Positions in metres, also in grid spaces. */
export interface PluginAvatar extends Point {
  readonly sessionId: string;
  readonly userId: number;
  readonly name: string;
  readonly heading: number;
  readonly activity: string;
  /** Id of the zone it stands in, "" outside any. */
  readonly zone: string;
}

/** One live space, in a plugin's hands. */
export interface PluginSpace {
  readonly spaceId: number;
  readonly name: string;
  readonly widthM: number;
  readonly depthM: number;
  /** Everybody in the space. Made anew at every call. */
  avatars(): PluginAvatar[];
  avatar(sessionId: string): PluginAvatar | undefined;
  objects(): Iterable<SpaceObject>;
  /** Shows the avatar doing `activity` (1 to 20 characters, any word). False if it has left. */
  setActivity(sessionId: string, activity: string): boolean;
  /** Puts the avatar at the free point nearest to `point` and ends its walk. False if it has left. */
  teleport(sessionId: string, point: Point): boolean;
  /** Sends a message of the plugin's own to one client. Lost on those who are away. */
  send(sessionId: string, name: string, body: unknown): void;
  /** Sends it to everybody in the space. */
  broadcast(name: string, body: unknown): void;
}

/** One message that a plugin takes from clients. What `handle` returns answers a request; an AppError refuses it. */
export interface PluginMessage<Payload = unknown> {
  readonly shape: z.ZodType<Payload>;
  handle(sessionId: string, payload: Payload): unknown;
}

/** Declares a plugin's message; only types, so that `handle` gets what `shape` parses to. */
export function defineMessage<Payload>(message: PluginMessage<Payload>): PluginMessage<never> {
  // The shape guards what the handler gets; a plugin's messages lie side by side in one record.
  return message as unknown as PluginMessage<never>;
}

/** What a plugin does in one space; every part may be left out. Throwing is logged and goes no further. */
export interface PluginRun {
  onJoin?(avatar: PluginAvatar): void;
  /** The avatar is still there to be asked. */
  onLeave?(avatar: PluginAvatar): void;
  /** After the simulation's step and before the patch; must take well under a millisecond. */
  onTick?(dtSeconds: number): void;
  /** By message name: lower_snake, none of the room's own. Each is made with `defineMessage`. */
  readonly messages?: Readonly<Record<string, PluginMessage<never>>>;
}

/** Rules of a game for every live space. */
export interface SpacePlugin {
  readonly name: string;
  /** Called once for each space that comes alive; what it keeps is the space's own and gone when the room ends. */
  start(space: PluginSpace): PluginRun;
}
