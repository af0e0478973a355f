/** Accounts on the wire: what clients send and what they see of users and logins. */
import { z } from "zod";
import { IdCursor, PageQuery } from "./lists.ts";
import { Id, text } from "./text.ts";

/** Text on one line: no control characters, not only blanks; blanks around it are dropped. */
const line = (max: number) =>
  text(1, max)
    .trim()
    .min(1)
    .regex(/^\P{Cc}*$/u, "must be on one line, without control characters");

/** A name to log in with. Unique without regard to case. */
export const Username = z
  .string()
  .regex(/^[A-Za-z0-9._@+-]{3,40}$/, "must be 3 to 40 letters, digits or ._@+-");
export const Password = text(8, 128);
export const DisplayName = line(40);
const Email = z.email("must be an e-mail address").max(254);

export const RegisterBody = z.object({
  username: Username,
  password: Password,
  email: Email.optional(),
  display_name: DisplayName.optional(),
});
export type RegisterBody = z.infer<typeof RegisterBody>;

/** Looser than registration: a name or password that cannot exist is simply wrong. */
export const LoginBody = z.object({ username: text(1, 128), password: text(1, 512) });
export const GuestBody = z.object({ display_name: DisplayName.optional() });
export const RefreshBody = z.object({ refresh_token: text(1, 512) });
export const LogoutBody = z.object({ refresh_token: text(1, 512).optional() });
export const PasswordBody = z.object({ current_password: text(1, 512), new_password: Password });

/** What may be changed of one's own profile; `email: null` takes the address away. */
export const ProfilePatch = z.object({
  display_name: DisplayName.optional(),
  look: text(0, 80).optional(),
  bio: text(0, 500).optional(),
  email: Email.nullable().optional(),
});
export type ProfilePatch = z.infer<typeof ProfilePatch>;

export const UserParams = z.object({ id: Id });
export const LoginSessionParams = z.object({ sid: z.string().regex(/^[A-Za-z0-9_-]{21}$/) });
export const UserQuery = PageQuery.extend({ q: text(0, 80).default(""), cursor: IdCursor.optional() });

export const UserView = z.object({
  id: z.number().int(),
  username: z.string(),
  display_name: z.string(),
  look: z.string(),
  bio: z.string(),
  role: z.enum(["guest", "user", "admin"]),
  created_at: z.iso.datetime({ precision: 3 }),
});
export type UserView = z.infer<typeof UserView>;

export const OwnUserView = UserView.extend({ email: z.string().nullable() });
export type OwnUserView = z.infer<typeof OwnUserView>;

/** What a login gives. `expires_in`: seconds the access token is good for. */
export const SessionView = z.object({
  user: OwnUserView,
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int(),
});
export type SessionView = z.infer<typeof SessionView>;

export const LoginSessionView = z.object({
  session_id: z.string(),
  created_at: z.string(),
  last_used_at: z.string(),
  expires_at: z.string(),
  user_agent: z.string(),
  address: z.string(),
  /** True for the login that asks. */
  current: z.boolean(),
});
export type LoginSessionView = z.infer<typeof LoginSessionView>;

/** A page of any list, for the API document. */
export function pageView(item: z.ZodType): z.ZodType {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}
