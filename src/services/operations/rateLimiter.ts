/** Counting what somebody does in a stretch of time. Implementation: `infra/rateLimiter.ts`. */

export interface RateDecision {
  readonly allowed: boolean;
  /** Whole seconds until the next one is allowed, at least 1; 0 if this one was. */
  readonly retryAfterSeconds: number;
}

/** One limit, such as "100 in 15 minutes", kept apart for each key. */
export interface RateLimiter {
  /** Counts one for `key` if there is room. A refused one is not counted and prolongs nothing. */
  take(key: string): Promise<RateDecision>;
  /** Takes one back: what was counted turned out not to matter. */
  giveBack(key: string): Promise<void>;
}

/** Which peers share one count: an IPv4 address, or the /64 that one IPv6 customer is given. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  return `${expandIpv6(address).slice(0, 4).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expandIpv6(address: string): string[] {
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(gap).fill("0"), ...after].map((group) => group.replace(/^0+(?=.)/, ""));
}
