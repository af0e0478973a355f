/** Accounts as clients see them. */
import type { LoginSessionView, OwnUserView, UserView } from "../../protocol/accounts.ts";
import { isoTime } from "../../protocol/lists.ts";
import type { LoginSession, User } from "./ports.ts";

/** A user as everybody may see them. */
export function userView(user: User): UserView {
  return {
    id: user.id,
    username: user.username,
    display_name: user.displayName,
    look: user.look,
    bio: user.bio,
    role: user.role,
    created_at: isoTime(user.createdAtMs),
  };
}

/** A user as they see themselves. */
export function ownUserView(user: User): OwnUserView {
  return { ...userView(user), email: user.email };
}

/** One of a user's logins; never its tokens. */
export function loginSessionView(session: LoginSession, currentId: string): LoginSessionView {
  return {
    session_id: session.id,
    created_at: isoTime(session.createdAtMs),
    last_used_at: isoTime(session.lastUsedAtMs),
    expires_at: isoTime(session.expiresAtMs),
    user_agent: session.userAgent,
    address: session.address,
    current: session.id === currentId,
  };
}
