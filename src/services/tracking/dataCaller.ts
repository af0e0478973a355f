/** Who sends or reads tracking data: a user by token or key, or, in development, nobody in particular. */
import type { Caller } from "../accounts/caller.ts";

/** `ingest`: send, and see the status of one's own tours. `read`: read everything of the owner's. */
export const SCOPES = ["ingest", "read"] as const;
export type Scope = (typeof SCOPES)[number];

export interface DataCaller {
  /** The user whose data it is, or `SHARED_OWNER`. */
  readonly ownerId: number;
  readonly scopes: readonly Scope[];
  /** Sees everybody's data. */
  readonly admin: boolean;
}

/** Ways to become a data caller besides an access token. */
export interface DataAccess {
  /** @throws AppError `unauthenticated` if there is no such key, or not any more. */
  byKey(key: string): Promise<DataCaller>;
  /** Who calls without key and token; null: nobody may. */
  readonly anonymous: DataCaller | null;
}

/** A signed-in user may send and read their own data; an admin reads everybody's. */
export function dataCallerOf(caller: Caller): DataCaller {
  return { ownerId: caller.userId, scopes: SCOPES, admin: caller.role === "admin" };
}
