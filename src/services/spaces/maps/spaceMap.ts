/** What a map is: a template of new spaces with a name. */
import type { MovementKind } from "../../../core/sim/types.ts";
import type { Placement, SpawnPoint } from "../../../core/sim/world.ts";
import type { SpaceSettings } from "../../../protocol/spaces.ts";
import type { Zone } from "../ports.ts";

/** An object that a space starts with. Metres in grid spaces too: the middle of cell 4 is 4.5. */
export interface MapObject extends Placement {
  readonly prefabId: string;
}

/** What a new space starts with. */
export interface SpaceTemplate {
  /** The world it is made of, null if of none. */
  readonly worldId: string | null;
  readonly movement: MovementKind;
  readonly widthM: number;
  readonly depthM: number;
  readonly settings: SpaceSettings;
  readonly zones: readonly Zone[];
  /** In grid spaces whole cells. All are free, as are their surroundings. */
  readonly spawnPoints: readonly SpawnPoint[];
  readonly objects: readonly MapObject[];
}

export interface SpaceMap extends SpaceTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** Headings by where the front of a thing faces, radians. */
export const EAST = 0;
export const NORTH = Math.PI / 2;
export const WEST = Math.PI;
export const SOUTH = (3 * Math.PI) / 2;

/** A zone with the corners of an upright rectangle, counter-clockwise from the south-west. */
export function rectangle(
  zone: Omit<Zone, "polygon">,
  box: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number },
): Zone {
  const { minX, minY, maxX, maxY } = box;
  return {
    ...zone,
    polygon: [
      { x: minX, y: minY },
      { x: maxX, y: minY },
      { x: maxX, y: maxY },
      { x: minX, y: maxY },
    ],
  };
}
