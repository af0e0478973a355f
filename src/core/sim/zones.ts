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
  const { x, y } = point;
  let inside = false;
  let from = polygon[polygon.length - 1];
  for (const to of polygon) {
    if (from !== undefined && from.y > y !== to.y > y) {
      const crossingX = to.x + ((y - to.y) * (from.x - to.x)) / (from.y - to.y);
      if (x < crossingX) inside = !inside;
    }
    from = to;
  }
  return inside;
}

/** Id of the first of `zones` that contains `point`, "" if none does. */
export function zoneAt(zones: readonly Zone[], point: Point): string {
  for (const { id, polygon } of zones) if (containsPoint(polygon, point)) return id;
  return "";
}

/** Nowhere at first. A class, as V8 writes numbers in place only where no object of that make ever held anything else. */
class Place {
  x = Number.NaN;
  y = Number.NaN;
}

/** Keeps `Avatar.zone` true for one set of zones. Looks only at avatars that have moved since it last looked. */
export class ZoneWatch {
  readonly #zones: readonly Zone[];
  readonly #lastSeen = new WeakMap<Avatar, Place>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** Sets the zone of every avatar that moved and returns those whose zone changed. Mutates avatars. */
  update(world: World): Avatar[] {
    const changed: Avatar[] = [];
    for (const avatar of world.avatars.values()) {
      if (!this.#hasMoved(avatar)) continue;
      const zone = zoneAt(this.#zones, bodyOf(avatar, world.rules.movement));
      if (zone === avatar.zone) continue;
      avatar.zone = zone;
      changed.push(avatar);
    }
    return changed;
  }

  /** True if the avatar is not where it was at the last call, or was not there at all. */
  #hasMoved(avatar: Avatar): boolean {
    let seen = this.#lastSeen.get(avatar);
    if (!seen) {
      seen = new Place();
      this.#lastSeen.set(avatar, seen);
    }
    if (seen.x === avatar.x && seen.y === avatar.y) return false;
    seen.x = avatar.x;
    seen.y = avatar.y;
    return true;
  }
}
