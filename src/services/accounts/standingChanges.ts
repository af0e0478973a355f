/** News of accounts for those who hold something live of a user: rooms, caches. */

/**
 * What changed. `signed_out`: these login sessions ended. `profile`: name or look is another. `role`: authority is another.
 * `erased`: the account is about to go, with everything of it; when the returned promise resolves, the listener holds
 * nothing of the user any more and writes nothing.
 */
export type StandingChange =
  | { readonly kind: "signed_out"; readonly userId: number; readonly sessionIds: readonly string[] }
  | { readonly kind: "profile"; readonly userId: number; readonly displayName: string; readonly look: string }
  | { readonly kind: "role"; readonly userId: number }
  | { readonly kind: "erased"; readonly userId: number };

export interface StandingListener {
  onStandingChanged(change: StandingChange): void | Promise<void>;
}
