/** Accounts over HTTP. */
import { z } from "zod";
import {
  GuestBody,
  LoginBody,
  LoginSessionParams,
  LoginSessionView,
  LogoutBody,
  OwnUserView,
  PasswordBody,
  ProfilePatch,
  pageView,
  RefreshBody,
  RegisterBody,
  SessionView,
  UserParams,
  UserQuery,
  UserView,
} from "../protocol/accounts.ts";
import { PageQuery } from "../protocol/lists.ts";
import type { Accounts } from "../services/accounts/accounts.ts";
import { signedIn } from "../services/accounts/caller.ts";
import type { Device } from "../services/accounts/sessions.ts";
import { API_BASE } from "./mount.ts";
import { type Call, defineRoute, type Reply, type Route } from "./route.ts";

const JSON_OR_FORM = ["application/json", "application/x-www-form-urlencoded"];

/** What the account routes need. */
export interface AccountRouteDeps {
  readonly accounts: Accounts;
}

/** Every row of the accounts table, with the older clients' aliases. */
export function accountRoutes({ accounts }: AccountRouteDeps): Route[] {
  return [
    ...signInRoutes(accounts),
    ...tokenRoutes(accounts),
    ...ownProfileRoutes(accounts),
    ...userRoutes(accounts),
    ...loginRoutes(accounts),
    ...aliasRoutes(accounts),
  ];
}

function signInRoutes(accounts: Accounts): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/auth/register",
      access: "public",
      summary: "Make an account and sign in",
      creates: true,
      body: RegisterBody,
      answer: SessionView,
      handle: async (call) => made(await accounts.register(call.body, deviceOf(call))),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/login",
      access: "public",
      summary: "Sign in",
      bodyTypes: JSON_OR_FORM,
      body: LoginBody,
      answer: SessionView,
      handle: async (call) => ({ body: await accounts.login(call.body, deviceOf(call)) }),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/guest",
      access: "public",
      summary: "Sign in as a guest, without an account",
      creates: true,
      body: GuestBody,
      answer: SessionView,
      handle: async (call) => made(await accounts.guest(call.body, deviceOf(call))),
    }),
  ];
}

function tokenRoutes(accounts: Accounts): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/auth/refresh",
      access: "public",
      summary: "Trade a refresh token, once, for new tokens",
      body: RefreshBody,
      answer: SessionView,
      handle: async ({ body }) => ({ body: await accounts.refresh(body.refresh_token) }),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/logout",
      access: "signed_in",
      summary: "Sign out",
      body: LogoutBody,
      handle: async ({ caller, body }) => {
        await accounts.logout(signedIn(caller), body.refresh_token);
        return {};
      },
    }),
  ];
}

function ownProfileRoutes(accounts: Accounts): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/users/me",
      access: "signed_in",
      summary: "One's own profile",
      answer: OwnUserView,
      handle: async ({ caller }) => ({ body: await accounts.ownProfile(signedIn(caller)) }),
    }),
    defineRoute({
      method: "PATCH",
      path: "/users/me",
      access: "signed_in",
      summary: "Change one's own profile",
      body: ProfilePatch,
      answer: OwnUserView,
      handle: async ({ caller, body }) => ({ body: await accounts.changeProfile(signedIn(caller), body) }),
    }),
    defineRoute({
      method: "DELETE",
      path: "/users/me",
      access: "signed_in",
      summary: "Erase one's account with everything held on it",
      handle: async ({ caller }) => {
        await accounts.erase(signedIn(caller));
        return {};
      },
    }),
    defineRoute({
      method: "GET",
      path: "/users/me/export",
      access: "signed_in",
      summary: "Everything held on oneself",
      handle: async ({ caller }) => ({
        body: await accounts.exportEverything(signedIn(caller)),
        headers: { "Content-Disposition": 'attachment; filename="export.json"' },
      }),
    }),
  ];
}

function userRoutes(accounts: Accounts): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/users",
      access: "signed_in",
      summary: "Find users by name",
      query: UserQuery,
      answer: pageView(UserView),
      handle: async ({ query }) => ({
        body: await accounts.search({ q: query.q, limit: query.limit, afterId: query.cursor ?? 0 }),
      }),
    }),
    defineRoute({
      method: "GET",
      path: "/users/{id}",
      access: "signed_in",
      summary: "A user's profile",
      params: UserParams,
      answer: UserView,
      handle: async ({ params }) => ({ body: await accounts.profile(params.id) }),
    }),
  ];
}

function loginRoutes(accounts: Accounts): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/users/me/sessions",
      access: "signed_in",
      summary: "Where one is signed in",
      query: PageQuery,
      answer: pageView(LoginSessionView),
      handle: async ({ caller, query }) => ({
        body: await accounts.listLogins(signedIn(caller), { after: query.cursor, limit: query.limit }),
      }),
    }),
    defineRoute({
      method: "DELETE",
      path: "/users/me/sessions/{sid}",
      access: "signed_in",
      summary: "End one of one's logins",
      params: LoginSessionParams,
      handle: async ({ caller, params }) => {
        await accounts.endLogin(signedIn(caller), params.sid);
        return {};
      },
    }),
    defineRoute({
      method: "POST",
      path: "/users/me/password",
      access: "signed_in",
      summary: "Change one's password and end all other logins",
      body: PasswordBody,
      handle: async ({ caller, body, address }) => {
        await accounts.changePassword(signedIn(caller), {
          currentPassword: body.current_password,
          newPassword: body.new_password,
          address,
        });
        return {};
      },
    }),
  ];
}

/** The names that older clients of the 2D platform call. `token` is what they know the access token as. */
function aliasRoutes(accounts: Accounts): Route[] {
  const withToken = z.object({ ...SessionView.shape, token: z.string() });
  const own = ownProfileRoutes(accounts).filter((route) => route.path === "/users/me");
  const metadata = own.flatMap((route): Route[] => {
    if (route.method === "GET") return [{ ...route, path: "/user/metadata" }];
    return route.method === "PATCH" ? [{ ...route, path: "/user/metadata", method: "POST" }] : [];
  });
  return [
    defineRoute({
      method: "POST",
      path: "/signup",
      access: "public",
      summary: "As /auth/register, with `token`",
      creates: true,
      body: RegisterBody,
      answer: withToken,
      handle: async (call) => made(tokenToo(await accounts.register(call.body, deviceOf(call)))),
    }),
    defineRoute({
      method: "POST",
      path: "/signin",
      access: "public",
      summary: "As /auth/login, with `token`",
      bodyTypes: JSON_OR_FORM,
      body: LoginBody,
      answer: withToken,
      handle: async (call) => ({ body: tokenToo(await accounts.login(call.body, deviceOf(call))) }),
    }),
    ...metadata,
  ];
}

function made(session: SessionView): Reply {
  return { status: 201, body: session, headers: { Location: `${API_BASE}/users/${session.user.id}` } };
}

function tokenToo(session: SessionView): SessionView & { readonly token: string } {
  return { ...session, token: session.access_token };
}

function deviceOf(call: Call): Device {
  return { address: call.address, userAgent: call.header("user-agent") ?? "" };
}
