/** Taking along everything that is held on a user, and having it erased. */
import { AppError } from "../../errors.ts";
import { isoTime } from "../../protocol/lists.ts";
import type { AccountAuthenticator } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import type { AccountStore } from "./ports.ts";
import type { StandingListener } from "./standingChanges.ts";
import { loginSessionView, ownUserView } from "./views.ts";

/** One part's share of what is held on a user. */
export interface Holding {
  /** Its key in the export, snake_case. */
  readonly name: string;
  /** Everything held on the user, JSON-compatible. */
  exportUser(userId: number): Promise<unknown>;
  /** Afterwards nothing of the person is left; may be called again after a failure. */
  eraseUser(userId: number): Promise<void>;
}

export interface DepartureDeps {
  readonly store: AccountStore;
  readonly authenticator: AccountAuthenticator;
  readonly listener: StandingListener;
  readonly holdings: readonly Holding[];
  readonly nowMs: () => number;
}

export interface Departures {
  /** Everything held on the caller: the account, its logins, and every holding under its name. */
  exportEverything(caller: Caller): Promise<Record<string, unknown>>;
  /**
   * Erases the caller's account with everything held on them. Live rooms let go of them first, the account goes last,
   * so that a failure half-way leaves an account that can ask again.
   */
  erase(caller: Caller): Promise<void>;
}

/** Export and erasure over the account store and the holdings. */
export function createDepartures(deps: DepartureDeps): Departures {
  const { store, authenticator } = deps;
  return {
    async exportEverything(caller) {
      const user = await store.findUser(caller.userId);
      if (!user) throw new AppError("not_found", "There is no such user.");
      const logins = await store.listSessions(caller.userId);
      const held = await Promise.all(
        deps.holdings.map(
          async (holding) => [holding.name, await holding.exportUser(caller.userId)] as const,
        ),
      );
      return {
        exported_at: isoTime(deps.nowMs()),
        user: ownUserView(user),
        logins: logins.map((session) => loginSessionView(session, caller.sessionId)),
        ...Object.fromEntries(held),
      };
    },
    async erase({ userId }) {
      authenticator.bar(userId);
      try {
        await deps.listener.onStandingChanged({ kind: "erased", userId });
        for (const holding of deps.holdings) await holding.eraseUser(userId);
        await store.deleteUser(userId);
      } finally {
        authenticator.forgetUser(userId);
        authenticator.admit(userId);
      }
    },
  };
}
