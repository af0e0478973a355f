/** Guessing passwords is slowed down: failures are counted for each account at each address, and for each address. */
import { AppError } from "../../errors.ts";
import { addressKey, type RateLimiter } from "../operations/rateLimiter.ts";

/** 10 failures for an account from one address, in 15 minutes. */
export const FAILURES_PER_ACCOUNT = { count: 10, windowMs: 15 * 60_000 } as const;
/** 100 failures from one address, whatever the accounts, in 15 minutes. */
export const FAILURES_PER_ADDRESS = { count: 100, windowMs: 15 * 60_000 } as const;

export interface ThrottleLimits {
  /** See {@link FAILURES_PER_ACCOUNT}. */
  readonly perAccount: RateLimiter;
  /** See {@link FAILURES_PER_ADDRESS}. */
  readonly perAddress: RateLimiter;
}

/**
 * The result of `attempt`, which counts as a failure unless it gives something. It is counted before it is made and
 * taken back afterwards, so that many attempts at once are no way around the limit.
 * @throws AppError `rate_limited` without attempting.
 */
export async function throttled<Result>(
  limits: ThrottleLimits,
  who: { readonly username: string; readonly address: string },
  attempt: () => Promise<Result | null>,
): Promise<Result | null> {
  const address = addressKey(who.address);
  const account = `${address} ${who.username.toLowerCase()}`;
  await countOn(limits.perAddress, address);
  try {
    await countOn(limits.perAccount, account);
  } catch (error) {
    await limits.perAddress.giveBack(address);
    throw error;
  }
  const giveBack = () =>
    Promise.all([limits.perAddress.giveBack(address), limits.perAccount.giveBack(account)]);
  try {
    const result = await attempt();
    if (result !== null) await giveBack();
    return result;
  } catch (error) {
    await giveBack();
    throw error;
  }
}

async function countOn(limiter: RateLimiter, key: string): Promise<void> {
  const { allowed, retryAfterSeconds } = await limiter.take(key);
  if (!allowed)
    throw new AppError("rate_limited", "Too many failed logins; try again later.", { retryAfterSeconds });
}
