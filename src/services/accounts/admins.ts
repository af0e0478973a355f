/** Operators: the first one at start, and what the command line does for them. */
import { AppError } from "../../errors.ts";
import { Password, Username } from "../../protocol/accounts.ts";
import type { Passwords } from "./passwords.ts";
import type { AccountStore, User } from "./ports.ts";

export interface AdminDeps {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly nowMs: () => number;
}

/**
 * Sees to the first admin of `ADMIN_USERNAME` and `ADMIN_PASSWORD`. `made`: there is one now. `kept`: the account was
 * there and is an admin; its password stays as it is. `taken`: somebody else has the name, and nothing was changed.
 * @throws AppError `invalid` if the name or password could not be registered either.
 */
export async function ensureAdmin(
  deps: AdminDeps,
  admin: { readonly username: string; readonly password: string },
): Promise<"made" | "kept" | "taken"> {
  const present = await deps.store.findUserByName(admin.username);
  if (present) return present.role === "admin" ? "kept" : "taken";
  const username = Username.safeParse(admin.username);
  const password = Password.safeParse(admin.password);
  if (!username.success)
    throw new AppError("invalid", "ADMIN_USERNAME must be 3 to 40 letters, digits or ._@+-");
  if (!password.success) throw new AppError("invalid", "ADMIN_PASSWORD must have 8 to 128 characters.");
  const user = await deps.store.insertUser({
    username: username.data,
    displayName: username.data,
    look: "",
    bio: "",
    email: null,
    role: "admin",
    passwordHash: await deps.passwords.hash(password.data),
    createdAtMs: deps.nowMs(),
  });
  // Another process may have been quicker.
  return user ? "made" : "kept";
}

/** Makes `username` an admin. @throws AppError `not_found`, or `conflict` for a guest: guests cannot log in again. */
export async function promote(deps: Pick<AdminDeps, "store">, username: string): Promise<User> {
  const user = await named(deps.store, username);
  if (user.role === "guest")
    throw new AppError("conflict", `${username} is a guest; only registered users can be admins.`);
  return (await deps.store.updateUser(user.id, { role: "admin" })) ?? user;
}

/** Sets the password and ends all logins; returns how many. @throws AppError `not_found`, `invalid`, or `conflict` for a guest. */
export async function setPassword(deps: AdminDeps, username: string, password: string): Promise<number> {
  const user = await named(deps.store, username);
  if (user.role === "guest") throw new AppError("conflict", `${username} is a guest, who has no password.`);
  if (!Password.safeParse(password).success)
    throw new AppError("invalid", "A password has 8 to 128 characters.");
  await deps.store.updateUser(user.id, { passwordHash: await deps.passwords.hash(password) });
  return (await deps.store.revokeSessions(user.id, deps.nowMs(), null)).length;
}

async function named(store: AccountStore, username: string): Promise<User> {
  const user = await store.findUserByName(username);
  if (!user) throw new AppError("not_found", `There is no user called ${username}.`);
  return user;
}
