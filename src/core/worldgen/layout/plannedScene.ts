/** A scene as planned: what will be placed, how many, in which form, before anything has a place. */
import type { Archetype } from "../archetypes.ts";
import type { RelationName, SceneEntity, SceneIntent } from "../intent.ts";
import type { Placed, WorldPrefab } from "../worldPrefab.ts";
import type { PrefabsByTag } from "./choosePrefab.ts";

/**
 * `thing`: stands somewhere · `strip`: runs across (river, road) · `edge`: lies along one side (sea) · `water`: a lake
 * or pond · `barrier`: comes in lengths (fence, moat) · `structure`: is there anyhow in a room (its walls and doors).
 */
export type Form = "thing" | "strip" | "edge" | "water" | "barrier" | "structure";

export interface PlannedRelation {
  readonly rel: RelationName;
  /** Indices of the targets; empty for the scene. */
  readonly targets: readonly number[];
  /** Metres to leave between the two for what is to stand there. */
  readonly apartM?: number;
  /** Not asked for, but what follows from what was: where a table is to be, its rug is too. */
  readonly implied?: true;
}

/** Metres to keep free around a thing for what is to stand there: to its own sides, and to the points of the compass. */
export interface Needs {
  front: number;
  back: number;
  side: number;
  north: number;
  south: number;
  east: number;
  west: number;
}

export interface PlannedEntity {
  readonly index: number;
  readonly entity: SceneEntity;
  readonly prefab: WorldPrefab;
  readonly form: Form;
  readonly place: Placed;
  scale: number;
  readonly variant?: string;
  readonly label?: string;
  /** How many in all. */
  count: number;
  /** Index of the entity it is counted for, -1 without one. */
  readonly per: number;
  /** Id of its region, undefined for the main one. */
  region?: string;
  readonly relations: PlannedRelation[];
  readonly needs: Needs;
}

export interface Capped {
  readonly noun: string;
  readonly asked: number;
  readonly placed: number;
}

export interface ScenePlan {
  readonly intent: SceneIntent;
  readonly archetype: Archetype;
  readonly vocabulary: PrefabsByTag;
  /** In the intent's order; null where no prefab may stand for the entity. */
  readonly entities: readonly (PlannedEntity | null)[];
  /** Lower-case words that nothing may be called. */
  readonly absent: ReadonlySet<string>;
  /** Lower-case words that nothing that fills may be called. */
  readonly unfit: ReadonlySet<string>;
  readonly capped: readonly Capped[];
  readonly width: number;
  readonly depth: number;
}
