/** What a game author adds to Atrium. Every part may be left out: without any it is the plain product. */
import type { Room } from "@colyseus/core";
import type { Tool } from "./core/sim/tools/defineTool.ts";
import type { Route } from "./http/route.ts";
import type { PrefabDeclaration } from "./protocol/catalogue.ts";
import type { SpacePlugin } from "./rooms/plugins.ts";

/** A game: tools, prefabs, rules, rooms and routes of its own. What does not fit together is an error at start. */
export interface Game {
  /** Tools beside the built-in ones, made with `defineTool`. An action given twice is an error at start. */
  readonly tools?: readonly Tool[];
  /** Prefabs beside the shipped catalogue. An id given twice is an error at start. */
  readonly prefabs?: readonly PrefabDeclaration[];
  /** Actions that prefabs, shipped or own, take beside those they name themselves: `{ door_wood: ["knock"] }`. */
  readonly affordances?: Readonly<Record<string, readonly string[]>>;
  /** Rules of the game in every live space. */
  readonly plugins?: readonly SpacePlugin[];
  /** Colyseus rooms of the game's own by name; `space` is taken. Clients reach them with `joinOrCreate`. */
  readonly rooms?: Readonly<Record<string, new () => Room>>;
  /** HTTP routes of the game's own, made with `defineRoute`, below /api/v1. */
  readonly routes?: readonly Route[];
}
