/** Accounts over a real SQLite store, with a clock to turn and news to read. */
import { randomBytes } from "node:crypto";
import { nanoid } from "nanoid";
import { createRateLimiter } from "../../src/infra/rateLimiter.ts";
import { type Accounts, createAccounts } from "../../src/services/accounts/accounts.ts";
import { type AccountAuthenticator, createAuthenticator } from "../../src/services/accounts/authenticator.ts";
import type { Holding } from "../../src/services/accounts/departures.ts";
import { createPasswords, type Passwords } from "../../src/services/accounts/passwords.ts";
import type { StandingChange } from "../../src/services/accounts/standingChanges.ts";
import { FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS } from "../../src/services/accounts/throttle.ts";
import { createTokens, type Tokens } from "../../src/services/accounts/tokens.ts";
import { type OpenStores, openSqliteStores } from "./stores.ts";

export const TEST_SECRET = "a secret of the tests, forty characters.";
export const DEVICE = { address: "192.0.2.1", userAgent: "a test" };
/** Cheap hashes: the cost is not what is tested. */
const TEST_MEMORY_KIB = 1_024;

export interface AccountsRig {
  readonly stores: OpenStores;
  readonly accounts: Accounts;
  readonly authenticator: AccountAuthenticator;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  /** Turned by the test; also what `nowMs` gives. */
  readonly clock: { nowMs: number };
  readonly nowMs: () => number;
  /** Everything the listener was told. */
  readonly changes: StandingChange[];
  close(): Promise<void>;
}

/** `watched` may look on as passwords are hashed and verified. */
export async function createAccountsRig(
  holdings: readonly Holding[] = [],
  watched: (passwords: Passwords) => Passwords = (passwords) => passwords,
): Promise<AccountsRig> {
  const stores = await openSqliteStores();
  const clock = { nowMs: Date.UTC(2030, 0, 1) };
  const nowMs = () => clock.nowMs;
  const changes: StandingChange[] = [];
  const tokens = createTokens({
    secret: TEST_SECRET,
    accessTokenMinutes: 30,
    nowMs,
    newSecret: () => randomBytes(32).toString("base64url"),
  });
  const passwords = watched(await createPasswords({ memoryKib: TEST_MEMORY_KIB }));
  const authenticator = createAuthenticator({ accounts: stores.accounts, tokens, nowMs });
  const accounts = createAccounts({
    store: stores.accounts,
    tokens,
    passwords,
    authenticator,
    throttle: {
      perAccount: createRateLimiter(FAILURES_PER_ACCOUNT, nowMs),
      perAddress: createRateLimiter(FAILURES_PER_ADDRESS, nowMs),
    },
    listener: { onStandingChanged: (change) => void changes.push(change) },
    holdings,
    refreshTokenDays: 30,
    nowMs,
    newId: () => nanoid(),
    newGuestSuffix: () => randomBytes(5).toString("hex"),
  });
  return {
    stores,
    accounts,
    authenticator,
    tokens,
    passwords,
    clock,
    nowMs,
    changes,
    close: () => stores.close(),
  };
}
