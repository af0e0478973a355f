/** What users show of themselves, and where they are logged in. */
import { AppError } from "../../errors.ts";
import type { LoginSessionView, OwnUserView, ProfilePatch, UserView } from "../../protocol/accounts.ts";
import { type Page, pageOf } from "../../protocol/lists.ts";
import type { AccountAuthenticator } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import type { AccountStore, UserPatch } from "./ports.ts";
import type { StandingListener } from "./standingChanges.ts";
import { loginSessionView, ownUserView, userView } from "./views.ts";

export interface ProfileDeps {
  readonly store: AccountStore;
  readonly authenticator: AccountAuthenticator;
  readonly listener: StandingListener;
  readonly nowMs: () => number;
  /** Ends one of a user's logins; false if it is not theirs or ended before. */
  readonly endSession: (userId: number, sessionId: string) => Promise<boolean>;
}

export interface Profiles {
  ownProfile(caller: Caller): Promise<OwnUserView>;
  /** Changes what `patch` names; the result is the profile as it is now. */
  changeProfile(caller: Caller, patch: ProfilePatch): Promise<OwnUserView>;
  /** @throws AppError `not_found`. */
  profile(userId: number): Promise<UserView>;
  /** Users whose name or display name contains `q`, in order of id after `afterId`. */
  search(query: {
    readonly q: string;
    readonly afterId: number;
    readonly limit: number;
  }): Promise<Page<UserView>>;
  /** Logins that still work, oldest first; `after` is the id of the last one given. @throws AppError `invalid` for an unknown `after`. */
  listLogins(
    caller: Caller,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<Page<LoginSessionView>>;
  /** @throws AppError `not_found` if it is not a login of the caller. */
  endLogin(caller: Caller, sessionId: string): Promise<void>;
}

/** Profiles over the account store. */
export function createProfiles(deps: ProfileDeps): Profiles {
  const { store } = deps;
  return {
    async ownProfile(caller) {
      const user = await store.findUser(caller.userId);
      if (!user) throw noSuchUser();
      return ownUserView(user);
    },
    async changeProfile(caller, patch) {
      const user = await store.updateUser(caller.userId, columnsOf(patch));
      if (!user) throw noSuchUser();
      deps.authenticator.forgetUser(user.id);
      const { id: userId, displayName, look } = user;
      await deps.listener.onStandingChanged({ kind: "profile", userId, displayName, look });
      return ownUserView(user);
    },
    async profile(userId) {
      const user = await store.findUser(userId);
      if (!user) throw noSuchUser();
      return userView(user);
    },
    async search({ q, afterId, limit }) {
      const users = await store.searchUsers({ q, afterId, limit: limit + 1 });
      return pageOf(users, limit, { item: userView, cursor: (user) => String(user.id) });
    },
    async listLogins(caller, { after, limit }) {
      const now = deps.nowMs();
      const all = await store.listSessions(caller.userId);
      const working = all.filter((session) => session.revokedAtMs === null && session.expiresAtMs > now);
      const start = after === undefined ? 0 : working.findIndex((session) => session.id === after) + 1;
      if (after !== undefined && start === 0)
        throw new AppError("invalid", "The cursor is not of this list.", {
          errors: [{ pointer: "?cursor", detail: "is not a cursor of this list" }],
        });
      return pageOf(working.slice(start), limit, {
        item: (session) => loginSessionView(session, caller.sessionId),
        cursor: (session) => session.id,
      });
    },
    async endLogin(caller, sessionId) {
      if (!(await deps.endSession(caller.userId, sessionId)))
        throw new AppError("not_found", "There is no such login of yours.");
    },
  };
}

function columnsOf(patch: ProfilePatch): UserPatch {
  return {
    ...(patch.display_name === undefined ? {} : { displayName: patch.display_name }),
    ...(patch.look === undefined ? {} : { look: patch.look }),
    ...(patch.bio === undefined ? {} : { bio: patch.bio }),
    ...(patch.email === undefined ? {} : { email: patch.email }),
  };
}

function noSuchUser(): AppError {
  return new AppError("not_found", "There is no such user.");
}
