import { EntitySchema } from "typeorm";
import type { MovementKind } from "../../core/sim/types.ts";
import type { Visibility } from "../../services/spaces/ports.ts";
import type { DatabaseKind } from "../sql.ts";
import { jsonType } from "./jsonType.ts";

/** A row of `spaces`. JSON columns come as text from SQLite and parsed from PostgreSQL. */
export interface SpaceRow {
  readonly id: number;
  readonly name: string;
  /** The name without case: what is searched. */
  readonly name_key: string;
  /** No foreign key: a space may outlive its owner's account. */
  readonly owner_id: number;
  readonly visibility: Visibility;
  readonly movement: MovementKind;
  readonly width_m: number;
  readonly depth_m: number;
  readonly world_id: string | null;
  readonly settings: unknown;
  readonly zones: unknown;
  readonly spawn_points: unknown;
  readonly version: number;
  readonly created_at_ms: number | string;
  readonly updated_at_ms: number | string;
}

export function spaceEntity(kind: DatabaseKind): EntitySchema<SpaceRow> {
  return new EntitySchema<SpaceRow>({
    name: "spaces",
    columns: {
      id: { type: "integer", primary: true, generated: "increment", primaryKeyConstraintName: "spaces_pk" },
      name: { type: "text" },
      name_key: { type: "text" },
      owner_id: { type: "integer" },
      visibility: { type: "text" },
      movement: { type: "text" },
      width_m: { type: "double precision" },
      depth_m: { type: "double precision" },
      world_id: { type: "text", nullable: true },
      settings: { type: jsonType(kind) },
      zones: { type: jsonType(kind) },
      spawn_points: { type: jsonType(kind) },
      version: { type: "integer" },
      created_at_ms: { type: "bigint" },
      updated_at_ms: { type: "bigint" },
    },
    indices: [
      { name: "spaces_by_owner", columns: ["owner_id"] },
      { name: "spaces_by_world", columns: ["world_id"] },
    ],
    checks: [
      { name: "spaces_visibility_known", expression: `"visibility" IN ('public', 'private')` },
      { name: "spaces_movement_known", expression: `"movement" IN ('free', 'grid')` },
    ],
  });
}
