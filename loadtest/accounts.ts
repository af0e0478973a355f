/** The people of a load test: guests, and registered users where more than a guest's rights are needed. */
import { z } from "zod";
import type { HttpClient } from "./http.ts";
import type { RoleMix } from "./options.ts";

/** In a mix, one in so many is registered, and at most {@link MOST_REGISTERED}: hashing a password is slow on purpose. */
const ONE_REGISTERED_IN = 20;
const MOST_REGISTERED = 25;
const AT_ONCE = 16;

const Session = z.looseObject({ access_token: z.string(), user: z.looseObject({ id: z.number() }) });

export interface Account {
  readonly token: string;
  readonly userId: number;
  readonly role: "guest" | "user";
}

/** True if the client number `index` is to be a registered user. */
export function isRegistered(role: RoleMix, index: number): boolean {
  if (role !== "mixed") return role === "user";
  return index % ONE_REGISTERED_IN === 0 && index / ONE_REGISTERED_IN < MOST_REGISTERED;
}

/**
 * Makes an account for each of `count` clients, in their order, a few at a time.
 * @throws ServerRefusal of the first that the server refuses.
 */
export async function makeAccounts(
  http: HttpClient,
  wish: { count: number; role: RoleMix },
): Promise<Account[]> {
  const accounts: Account[] = new Array(wish.count);
  const run = `${Date.now().toString(36)}${process.pid.toString(36)}`;
  let next = 0;
  const worker = async () => {
    while (next < wish.count) {
      const index = next++;
      accounts[index] = isRegistered(wish.role, index)
        ? await register(http, `load-${run}-${index}`)
        : await enterAsGuest(http, `Walker ${index}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return accounts;
}

async function enterAsGuest(http: HttpClient, display_name: string): Promise<Account> {
  const session = await http.demand("/api/v1/auth/guest", { method: "POST", body: { display_name } });
  return accountOf(session, "guest");
}

async function register(http: HttpClient, username: string): Promise<Account> {
  const body = { username, password: `${username}-password` };
  return accountOf(await http.demand("/api/v1/auth/register", { method: "POST", body }), "user");
}

function accountOf(session: unknown, role: Account["role"]): Account {
  const { access_token, user } = Session.parse(session);
  return { token: access_token, userId: user.id, role };
}
