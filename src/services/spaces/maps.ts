/** The maps that a new space can start from. */
import type { Prefab, SpaceObject } from "../../core/sim/types.ts";
import { CAFE } from "./maps/cafe.ts";
import { GARDEN } from "./maps/garden.ts";
import { MEETING_ROOM } from "./maps/meetingRoom.ts";
import { PLAZA } from "./maps/plaza.ts";
import type { SpaceMap, SpaceTemplate } from "./maps/spaceMap.ts";

export const SPACE_MAPS: readonly SpaceMap[] = [PLAZA, CAFE, MEETING_ROOM, GARDEN];

/** The map with this id, undefined if there is none. */
export function findMap(id: string): SpaceMap | undefined {
  return SPACE_MAPS.find((map) => map.id === id);
}

export interface TemplateObjectsContext {
  readonly prefabs: ReadonlyMap<string, Prefab>;
  /** One id for each object of the template, in its order. */
  readonly ids: readonly number[];
  readonly createdBy: number;
  readonly nowMs: number;
}

/** A template's objects as rows for a new space. @throws RangeError if the catalogue lacks one of its prefabs. */
export function objectsOfTemplate(
  { objects }: Pick<SpaceTemplate, "objects">,
  context: TemplateObjectsContext,
): SpaceObject[] {
  return objects.map((placed, index) => {
    const prefab = context.prefabs.get(placed.prefabId);
    if (!prefab)
      throw new RangeError(
        `the space needs the prefab ${placed.prefabId}, which the catalogue does not have`,
      );
    return {
      id: context.ids[index]!,
      prefabId: prefab.id,
      kind: prefab.kind,
      x: placed.x,
      y: placed.y,
      z: placed.z ?? 0,
      heading: placed.heading ?? 0,
      scale: placed.scale ?? 1,
      solid: placed.solid ?? prefab.solid,
      state: { ...prefab.state, ...placed.state },
      holder: null,
      lockedBy: 0,
      createdBy: context.createdBy,
      createdAtMs: context.nowMs,
      updatedAtMs: context.nowMs,
    };
  });
}

/** A map as `GET /maps` shows it. */
export function mapView(map: SpaceMap) {
  return {
    id: map.id,
    name: map.name,
    description: map.description,
    movement: map.movement,
    width: map.widthM,
    depth: map.depthM,
    settings: map.settings,
    zones: map.zones,
    spawn_points: map.spawnPoints,
    objects: map.objects.map(({ prefabId, x, y, z = 0, heading = 0, scale = 1, state = {} }) => ({
      prefab_id: prefabId,
      x,
      y,
      z,
      heading,
      scale,
      state,
    })),
  };
}
