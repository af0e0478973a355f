/** Claims of a client against what a room saw: a visitor cannot have been, or looked around, where the avatar never was near. */
import type { TourEvent } from "./types.ts";

/** A claim is good if the avatar was in the zone so long before or after: clocks are placed by one skew a tour. Milliseconds. */
export const NEAR_MS = 30_000;

interface Stay {
  readonly fromMs: number;
  toMs: number;
  /** Zones of the space, as the room told them. */
  readonly zones: ReadonlySet<string>;
  /** Times within zones, by name. */
  readonly inside: Map<string, { readonly fromMs: number; toMs: number }[]>;
}

/**
 * Ids of the client's events that name a zone of the space in which the tour's avatar then stayed, but which that avatar
 * was not in within {@link NEAR_MS}. What the room did not watch is not judged. `ordered` is by time.
 */
export function contradicted(ordered: readonly TourEvent[]): ReadonlySet<string> {
  const stays = staysOf(ordered.filter(({ source }) => source === "server"));
  const wrong = new Set<string>();
  if (stays.length === 0) return wrong;
  for (const { id, source, zone, atMs } of ordered) {
    if (source !== "client" || !zone) continue;
    const stay = stays.find(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
    if (!stay?.zones.has(zone)) continue;
    const near = (stay.inside.get(zone) ?? []).some(
      ({ fromMs, toMs }) => atMs >= fromMs - NEAR_MS && atMs <= toMs + NEAR_MS,
    );
    if (!near) wrong.add(id);
  }
  return wrong;
}

/** From join to leave, each avatar by itself; one that has not left stays on. */
function staysOf(seen: readonly TourEvent[]): Stay[] {
  const stays: Stay[] = [];
  const open = new Map<string, Stay>();
  for (const { kind, atMs, zone, room } of seen) {
    const avatar = room?.avatar ?? "";
    if (kind === "join") {
      const stay = { fromMs: atMs, toMs: Infinity, zones: new Set(room?.zones ?? []), inside: new Map() };
      stays.push(stay);
      open.set(avatar, stay);
      continue;
    }
    const stay = open.get(avatar);
    if (!stay) continue;
    if (kind === "leave") {
      stay.toMs = atMs;
      open.delete(avatar);
    }
    if (kind === "zone_enter" && zone) {
      const times = stay.inside.get(zone) ?? [];
      times.push({ fromMs: atMs, toMs: Infinity });
      stay.inside.set(zone, times);
    }
    const last = kind === "zone_exit" && zone ? stay.inside.get(zone)?.at(-1) : undefined;
    if (last) last.toMs = Math.min(last.toMs, atMs);
  }
  return stays;
}
