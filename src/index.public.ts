/**
 * The public face of Atrium: what `import … from "atrium"` gives to a game. docs/api.md describes each name; what is not
 * named here may change without notice.
 */

// The libraries whose values a game hands in: the very copies that Atrium uses.
export { Room } from "@colyseus/core";
export { schema, t } from "@colyseus/schema";
export { z } from "zod";
// Refusals.
export { ConfigError } from "./config.ts";
// Tools and prefabs.
export {
  defineTool,
  type Tool,
  type ToolDeclaration,
  type ToolEffect,
  type ToolUndo,
  type ToolUse,
} from "./core/sim/tools/defineTool.ts";
export {
  type Actor,
  atLeast,
  type Holder,
  type ObjectChange,
  type ObjectDelta,
  type Point,
  type Prefab,
  type Refusal,
  type Role,
  refuse,
  type SpaceObject,
  type SpaceRules,
} from "./core/sim/types.ts";
export { AppError, type AppErrorExtras, ERROR_TABLE, type ErrorCode, type FieldError } from "./errors.ts";
// A server with a game in it.
export { createApp, type RunningServer, run } from "./framework.ts";
export type { Game } from "./game.ts";
// HTTP routes of a game.
export { type Access, type Call, defineRoute, type Reply, type Route } from "./http/route.ts";
export type { PrefabDeclaration } from "./protocol/catalogue.ts";
// What travels between the `space` room and its clients.
export { CLOSE_CODES } from "./protocol/closeCodes.ts";
export type {
  ChatMessage,
  JoinOptions,
  MessageReceived,
  Moderated,
  MoveMessage,
  MovementRejected,
  RefusalMessage,
  ServerMessages,
  ToolUsed,
} from "./protocol/messages.ts";
export type { AvatarState, ObjectState, SpaceState } from "./protocol/state.ts";
// Rules of a game in every space.
export {
  defineMessage,
  type PluginAvatar,
  type PluginMessage,
  type PluginRun,
  type PluginSpace,
  type SpacePlugin,
} from "./rooms/plugins.ts";
export type { Caller } from "./services/accounts/caller.ts";
