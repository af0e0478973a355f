/** Runs a game's plugins in one room and keeps their faults to themselves. */
import { nearestFreePoint } from "../core/sim/freePoint.ts";
import { standUp } from "../core/sim/tools/holds.ts";
import { bodyOf, IDLE } from "../core/sim/world.ts";
import type { LiveRoom } from "./deps.ts";
import { type GateDeps, gate, type MessageHandler } from "./gate.ts";
import type { PluginAvatar, PluginRun, PluginSpace } from "./plugins.ts";

/** Faults of one plugin in one room that are logged each; after them every thousandth is. */
const FAULTS_LOGGED = 10;
const FAULTS_BETWEEN = 1000;
/** Characters of an activity. */
const MAX_ACTIVITY = 20;

export interface RunningPlugins {
  joined(sessionId: string): void;
  left(sessionId: string): void;
  ticked(dtSeconds: number): void;
  /** The plugins' message handlers behind the room's gate. A name that is `taken` or given twice is logged and left out. */
  messages(deps: GateDeps, taken: Iterable<string>): Map<string, MessageHandler>;
}

/** Starts every plugin of `room`. One that cannot start is logged and left out. */
export function startPlugins(room: LiveRoom): RunningPlugins {
  const space = pluginSpace(room);
  const runs: { name: string; run: PluginRun }[] = [];
  const guarded = keepFaults(room);
  for (const plugin of room.deps.plugins) {
    const { name } = plugin;
    guarded(name, () => {
      const run: unknown = plugin.start(space);
      if (typeof run !== "object" || run === null || run instanceof Promise) {
        if (run instanceof Promise) run.catch(() => {});
        throw new TypeError("start must give an object, and at once");
      }
      runs.push({ name, run });
    });
  }
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
    messages(deps, taken) {
      const handlers = new Map<string, MessageHandler>();
      const names = new Set(taken);
      for (const { name: plugin, run } of runs) {
        guarded(plugin, () => {
          for (const [name, message] of Object.entries(run.messages ?? {})) {
            guarded(plugin, () => {
              if (typeof message.handle !== "function" || typeof message.shape?.safeParse !== "function")
                throw new TypeError(`the message ${name} lacks its shape or handle`);
              if (names.has(name)) throw new RangeError(`the message ${name} is taken: choose another name`);
              names.add(name);
              handlers.set(
                name,
                gate(deps, { name, shape: message.shape }, (client, payload) =>
                  message.handle(client.sessionId, payload),
                ),
              );
            });
          }
        });
      }
      return handlers;
    },
  };
}

/** Runs what a plugin does and logs what it throws, also later; a plugin that throws at every tick does not fill the log. */
function keepFaults(room: LiveRoom): (plugin: string, act: () => unknown) => void {
  const faults = new Map<string, number>();
  const note = (plugin: string, error: unknown) => {
    const count = (faults.get(plugin) ?? 0) + 1;
    faults.set(plugin, count);
    if (count > FAULTS_LOGGED && count % FAULTS_BETWEEN !== 0) return;
    room.deps.onFault(error, `plugin ${plugin} in space ${room.host.space.id}, fault ${count}`);
  };
  return (plugin, act) => {
    try {
      const result = act();
      if (result instanceof Promise) result.catch((error: unknown) => note(plugin, error));
    } catch (error) {
      note(plugin, error);
    }
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
      if (avatar) avatar.activity = activity.slice(0, MAX_ACTIVITY) || IDLE;
      return avatar !== undefined;
    },
    teleport(sessionId, point) {
      const avatar = world.avatars.get(sessionId);
      if (!avatar) return false;
      const wanted =
        world.rules.movement === "grid" ? { x: Math.floor(point.x), y: Math.floor(point.y) } : point;
      if (avatar.seatId !== null) standUp(world, avatar);
      Object.assign(avatar, nearestFreePoint(world, wanted));
      Object.assign(avatar.walk, { target: null, targetHeading: null, keptSeq: null, rejected: false });
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
