/** Named areas of a space, and which of them an avatar stands in. */
import type { Point } from "./types.ts";
import { type Avatar, bodyOf, type World } from "./world.ts";

/** A named area. The polygon's corners are metres, in either direction of turn, the last joined to the first. */
export interface Zone {
  readonly id: string;
  readonly polygon: readonly Point[];
}

/**
 * True if `point` lies in `polygon` (even-odd rule). Of a border that two polygons share, each point lies in exactly
 * one of them. Fewer than three corners hold nothing.
 */
export function containsPoint(polygon: readonly Point[], point: Point): boolean {
  let inside = false;
  let from = polygon.at(-1);
  for (const to of polygon) {
    if (from !== undefined && from.y > point.y !== to.y > point.y) {
      const crossingX = to.x + ((point.y - to.y) * (from.x - to.x)) / (from.y - to.y);
      if (point.x < crossingX) inside = !inside;
    }
    from = to;
  }
  return inside;
}

/** Id of the first of `zones` that contains `point`, "" if none does. */
export function zoneAt(zones: readonly Zone[], point: Point): string {
  return zones.find(({ polygon }) => containsPoint(polygon, point))?.id ?? "";
}

/** Keeps `Avatar.zone` true for one set of zones. Looks only at avatars that have moved since it last looked. */
export class ZoneWatch {
  readonly #zones: readonly Zone[];
  readonly #lastSeen = new WeakMap<Avatar, { x: number; y: number }>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** Sets the zone of every avatar that moved and returns those whose zone changed. Mutates avatars. */
  update(world: World): Avatar[] {
    const changed: Avatar[] = [];
    for (const avatar of world.avatars.values()) {
      const seen = this.#lastSeen.get(avatar);
      if (seen && seen.x === avatar.x && seen.y === avatar.y) continue;
      if (seen) {
        seen.x = avatar.x;
        seen.y = avatar.y;
      } else this.#lastSeen.set(avatar, { x: avatar.x, y: avatar.y });
      const zone = zoneAt(this.#zones, bodyOf(avatar, world.rules.movement));
      if (zone === avatar.zone) continue;
      avatar.zone = zone;
      changed.push(avatar);
    }
    return changed;
  }
}
