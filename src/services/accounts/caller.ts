/** Who makes a call, as proved by an access token. */
import { AppError } from "../../errors.ts";
import type { AccountRole } from "./ports.ts";

/** A signed-in user, as the access token and the account behind it say. */
export interface Caller {
  readonly userId: number;
  readonly role: AccountRole;
  readonly username: string;
  readonly displayName: string;
  readonly look: string;
  /** Id of the login session behind the token. */
  readonly sessionId: string;
}

/** Proves access tokens; shared by HTTP routes, matchmaking and reconnects. */
export interface Authenticator {
  /**
   * The caller behind an access token.
   * @throws AppError `unauthenticated` if the token is missing, malformed, expired, signed otherwise, revoked, or its user is gone.
   */
  authenticate(accessToken: string | undefined): Promise<Caller>;
  /**
   * An authenticated caller as the account is now: for those who were let in a while ago and act without a token.
   * @throws AppError `unauthenticated` if their login has ended or their user is gone.
   */
  confirm(caller: Caller): Promise<Caller>;
}

/** The caller of a route that is not open to strangers. @throws AppError `unauthenticated`. */
export function signedIn(caller: Caller | null): Caller {
  if (!caller) throw new AppError("unauthenticated", "Sign in to do this.");
  return caller;
}
