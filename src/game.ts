/** What a game author adds to Atrium. Every part may be left out: without any it is the plain product. */
import type { Room } from "@colyseus/core";
import type { Tool } from "./core/sim/tools/defineTool.ts";
import type { Route } from "./http/route.ts";
import type { PrefabDeclaration } from "./protocol/catalogue.ts";
import type { SpacePlugin } from "./rooms/plugins.ts";

export interface Game {
  /** Tools beside the built-in ones, made with `defineTool`. An action given twice is an error at start. */
  readonly tools?: readonly Tool[];
  /** Prefabs beside the shipped catalogue. */
  readonly prefabs?: readonly PrefabDeclaration[];
  /** Rules of the game in every live space. */
  readonly plugins?: readonly SpacePlugin[];
  /** Colyseus rooms of the game's own by name; `space` is taken. Clients reach them with `joinOrCreate`. */
  readonly rooms?: Readonly<Record<string, new () => Room>>;
  /** HTTP routes of the game's own, made with `defineRoute`, below /api/v1. */
  readonly routes?: readonly Route[];
}
