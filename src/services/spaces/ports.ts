/** What spaces need from storage. Implementations: `db/spaceStore.ts` on both databases, one contract suite. */

import type { MovementKind } from "../../core/sim/types.ts";
import type { SpawnPoint } from "../../core/sim/world.ts";
import type { SpaceSettings } from "../../protocol/spaces.ts";

export type Visibility = "public" | "private";

/** A named area of a space. `polygon` in metres, at least three corners. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly polygon: readonly { readonly x: number; readonly y: number }[];
}

export interface Space {
  readonly id: number;
  readonly name: string;
  readonly ownerId: number;
  readonly visibility: Visibility;
  readonly movement: MovementKind;
  readonly widthM: number;
  readonly depthM: number;
  readonly worldId: string | null;
  /** Only what was set; defaults are filled in where rules are read (`services/spaces/rules.ts`). */
  readonly settings: SpaceSettings;
  readonly zones: readonly Zone[];
  readonly spawnPoints: readonly SpawnPoint[];
  /** Grows by one with every change; the ETag. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type NewSpace = Omit<Space, "id" | "version">;
export type SpacePatch = Partial<Omit<Space, "id" | "version" | "createdAtMs" | "worldId">>;

export type MemberRole = "owner" | "moderator" | "member" | "banned";

export interface Member {
  readonly spaceId: number;
  readonly userId: number;
  readonly role: MemberRole;
  readonly sinceMs: number;
  /** Only with role `banned`: when the ban ends, null for never. */
  readonly bannedUntilMs: number | null;
}

export interface SpaceStore {
  /** Stores the space and its owner's membership in one transaction. `id` only from the demo seed. */
  insertSpace(space: NewSpace, id?: number): Promise<Space>;
  findSpace(id: number): Promise<Space | null>;
  /**
   * In order of id after `afterId`: public spaces and those where `userId` is a member (not banned); with `mine`
   * only the latter. `q`: the name contains it, without case. `userId` null: public ones.
   */
  listSpaces(query: {
    userId: number | null;
    mine: boolean;
    q: string;
    afterId: number;
    limit: number;
  }): Promise<Space[]>;
  /** Null if the space is gone; "stale" if `ifVersion` was given and is no longer the present version. */
  updateSpace(id: number, patch: SpacePatch, ifVersion: number | null): Promise<Space | "stale" | null>;
  /** Removes the space and its memberships. False if there was none. */
  deleteSpace(id: number): Promise<boolean>;
  countOwnedBy(userId: number): Promise<number>;
  /** How many spaces are made of a world. */
  countOfWorld(worldId: string): Promise<number>;
  /** True if the user is let into any space that is made of the world, as `standingOf` says. */
  admitsToWorld(worldId: string, userId: number, nowMs: number): Promise<boolean>;

  findMember(spaceId: number, userId: number): Promise<Member | null>;
  /** In order of user id after `afterUserId`. */
  listMembers(spaceId: number, afterUserId: number, limit: number): Promise<Member[]>;
  /** Inserts or replaces. */
  putMember(member: Member): Promise<void>;
  deleteMember(spaceId: number, userId: number): Promise<boolean>;
  /** True if `userId` may see a private space, looked up for many spaces at once. */
  memberships(userId: number, spaceIds: readonly number[]): Promise<Member[]>;
}
