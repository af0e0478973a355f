/** The figures of the live rooms, for Prometheus: names are part of the operators' contract (docs/operations.md). */
import type { Metrics } from "../services/operations/instruments.ts";
import type { SpaceRooms } from "./liveRooms.ts";
import type { TickTiming } from "./tickLoop.ts";

const TICK_BUCKETS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.25, 1];

/** What rooms report as they run. */
export interface RoomReports {
  readonly onTick: (timing: TickTiming) => void;
  readonly onRefused: (code: string, message: string) => void;
}

/** Registers the rooms' figures and returns what rooms report to. */
export function watchRooms(
  metrics: Metrics,
  rooms: SpaceRooms,
  edge: { readonly refusedJoins: () => number },
): RoomReports {
  const total =
    (read: (room: ReturnType<SpaceRooms["all"]> extends Iterable<infer Room> ? Room : never) => number) =>
    () => {
      let sum = 0;
      for (const room of rooms.all()) sum += read(room);
      return sum;
    };
  metrics.watch(
    "atrium_rooms",
    "Live rooms",
    total(() => 1),
  );
  metrics.watch(
    "atrium_avatars",
    "Avatars in live rooms, the away among them",
    total((room) => room.seats.size),
  );
  metrics.watch(
    "atrium_slow_ticks",
    "Ticks of live rooms that took longer than their period",
    total((room) => room.loop.slowTicks),
  );
  metrics.watch(
    "atrium_overloaded_rooms",
    "Live rooms that cannot keep their rate and send patches at half of it",
    total((room) => (room.pace.isOverloaded ? 1 : 0)),
  );
  metrics.watch(
    "atrium_overloads",
    "How often live rooms could not keep their rate",
    total((room) => room.pace.overloads),
  );
  metrics.watch(
    "atrium_patch_frames",
    "Patches sent by live rooms",
    total((room) => room.sent.frames),
  );
  metrics.watch(
    "atrium_patch_bytes",
    "Bytes of patches sent by live rooms",
    total((room) => room.sent.bytes),
  );
  metrics.watch(
    "atrium_clients_cut_off",
    "Clients of live rooms cut off because they did not read",
    total((room) => room.sent.cutOff),
  );
  metrics.watch(
    "atrium_patches_held_back",
    "Patches of live rooms not sent because a client did not read",
    total((room) => room.sent.heldBack),
  );
  metrics.watch(
    "atrium_resyncs",
    "Full states sent by live rooms to clients that read again",
    total((room) => room.sent.resyncs),
  );
  metrics.watch(
    "atrium_updates_put_off",
    "Updates of avatars that waited a tick because a client's patch was full",
    total((room) => room.sent.putOff),
  );
  metrics.watch(
    "atrium_refused_inputs",
    "Inputs refused because too many waited",
    total((room) => room.host.refusedInputs),
  );
  metrics.watch("atrium_refused_joins", "Joins refused because too many waited", edge.refusedJoins);
  const shape = { buckets: TICK_BUCKETS_SECONDS };
  const duration = metrics.histogram("atrium_tick_duration_seconds", "How long ticks take", shape);
  const lateness = metrics.histogram(
    "atrium_tick_lateness_seconds",
    "How much later than due ticks begin",
    shape,
  );
  const refusals = metrics.counter("atrium_refused_messages_total", "Room messages refused, by code", [
    "code",
    "message",
  ]);
  const known = new Set(["move", "set_activity", "use_tool", "place_object", "undo", "send_message"]);
  return {
    onTick({ durationMs, latenessMs }) {
      duration.observe(durationMs / 1000);
      lateness.observe(latenessMs / 1000);
    },
    // Names that clients make up are one name here: a label per invention would grow without end.
    onRefused: (code, message) => refusals.add({ code, message: known.has(message) ? message : "other" }),
  };
}
