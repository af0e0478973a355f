/** Runs a game's plugins in one room and keeps their faults to themselves. */
import { nearestFreePoint } from "../core/sim/freePoint.ts";
import { bodyOf } from "../core/sim/world.ts";
import type { LiveRoom } from "./deps.ts";
import { type GateDeps, gate, type MessageHandler } from "./gate.ts";
import type { PluginAvatar, PluginRun, PluginSpace } from "./plugins.ts";

export interface RunningPlugins {
  joined(sessionId: string): void;
  left(sessionId: string): void;
  ticked(dtSeconds: number): void;
  /** The plugins' message handlers behind the room's gate. */
  messages(deps: GateDeps): Map<string, MessageHandler>;
}

/** Starts every plugin of `room`. One that cannot start is logged and left out. */
export function startPlugins(room: LiveRoom): RunningPlugins {
  const space = pluginSpace(room);
  const runs: { name: string; run: PluginRun }[] = [];
  const guarded = (name: string, act: () => void) => {
    try {
      act();
    } catch (error) {
      room.deps.onFault(error, `plugin ${name} in space ${room.host.space.id}`);
    }
  };
  for (const { name, start } of room.deps.plugins)
    guarded(name, () => runs.push({ name, run: start(space) }));
  return {
    joined(sessionId) {
      const avatar = space.avatar(sessionId);
      if (avatar) for (const { name, run } of runs) guarded(name, () => run.onJoin?.(avatar));
    },
    left(sessionId) {
      const avatar = space.avatar(sessionId);
      if (avatar) for (const { name, run } of runs) guarded(name, () => run.onLeave?.(avatar));
    },
    ticked(dtSeconds) {
      for (const { name, run } of runs) guarded(name, () => run.onTick?.(dtSeconds));
    },
    messages(deps) {
      const handlers = new Map<string, MessageHandler>();
      for (const { run } of runs) {
        for (const [name, message] of Object.entries(run.messages ?? {})) {
          handlers.set(
            name,
            gate(deps, { name, shape: message.shape }, (client, payload) =>
              message.handle(client.sessionId, payload),
            ),
          );
        }
      }
      return handlers;
    },
  };
}

function pluginSpace(room: LiveRoom): PluginSpace {
  const { world, space } = room.host;
  const view = (sessionId: string): PluginAvatar | undefined => {
    const avatar = world.avatars.get(sessionId);
    const seat = room.seats.get(sessionId);
    if (!avatar) return undefined;
    const { userId, heading, activity, zone } = avatar;
    return {
      sessionId,
      userId,
      name: seat?.admission.caller.displayName ?? "",
      heading,
      activity,
      zone,
      ...bodyOf(avatar, world.rules.movement),
    };
  };
  return {
    spaceId: space.id,
    get name() {
      return room.host.space.name;
    },
    get widthM() {
      return world.rules.widthM;
    },
    get depthM() {
      return world.rules.depthM;
    },
    avatars: () => [...world.avatars.keys()].flatMap((sessionId) => view(sessionId) ?? []),
    avatar: view,
    objects: () => world.objects.values(),
    setActivity(sessionId, activity) {
      const avatar = world.avatars.get(sessionId);
      if (avatar) avatar.activity = activity.slice(0, 20);
      return avatar !== undefined;
    },
    teleport(sessionId, point) {
      const avatar = world.avatars.get(sessionId);
      if (!avatar) return false;
      const wanted =
        world.rules.movement === "grid" ? { x: Math.floor(point.x), y: Math.floor(point.y) } : point;
      Object.assign(avatar, nearestFreePoint(world, wanted));
      avatar.walk.target = null;
      world.avatarGrid.set(sessionId, bodyOf(avatar, world.rules.movement));
      return true;
    },
    send(sessionId, name, body) {
      const seat = room.seats.get(sessionId);
      if (seat && !seat.reconnection) seat.client.send(name, body);
    },
    broadcast(name, body) {
      for (const seat of room.seats.values()) if (!seat.reconnection) seat.client.send(name, body);
    },
  };
}
