/** Rate limits in this process's memory: one window for each key, at most `maxKeys` of them. */
import { LRUCache } from "lru-cache";
import type { RateLimiter } from "../services/operations/rateLimiter.ts";

/** Keys kept by default: some 5 MB when full. */
const DEFAULT_MAX_KEYS = 50_000;

export interface RateLimit {
  /** How many are allowed in one window. */
  readonly count: number;
  readonly windowMs: number;
  /** Default 50,000. */
  readonly maxKeys?: number;
}

export interface MemoryRateLimiter extends RateLimiter {
  /** `evicted`: keys that were forgotten before their window ended, to stay below the maximum. */
  stats(): { readonly keys: number; readonly refused: number; readonly evicted: number };
}

interface Window {
  count: number;
  readonly endsAtMs: number;
}

/**
 * A limiter with fixed windows: a key's window begins with its first use. When the table is full, the key that was
 * used least recently is forgotten (its owner starts afresh) and counted as evicted: under a flood of addresses the
 * flooders push out each other first, and memory stays bounded.
 */
export function createRateLimiter(limit: RateLimit, nowMs: () => number): MemoryRateLimiter {
  let refused = 0;
  let evicted = 0;
  const windows = new LRUCache<string, Window>({
    max: limit.maxKeys ?? DEFAULT_MAX_KEYS,
    dispose: (window, _key, reason) => {
      if (reason === "evict" && window.endsAtMs > nowMs()) evicted += 1;
    },
  });
  return {
    async take(key) {
      const now = nowMs();
      const window = windows.get(key);
      if (!window || window.endsAtMs <= now) {
        windows.set(key, { count: 1, endsAtMs: now + limit.windowMs });
        return { allowed: true, retryAfterSeconds: 0 };
      }
      if (window.count < limit.count) {
        window.count += 1;
        return { allowed: true, retryAfterSeconds: 0 };
      }
      refused += 1;
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil((window.endsAtMs - now) / 1000)) };
    },
    async giveBack(key) {
      const window = windows.peek(key);
      if (window && window.count > 0) window.count -= 1;
    },
    stats: () => ({ keys: windows.size, refused, evicted }),
  };
}

/** A limiter that allows everything: `RATE_LIMITS=off`. */
export const UNLIMITED: RateLimiter = {
  take: async () => ({ allowed: true, retryAfterSeconds: 0 }),
  giveBack: async () => {},
};
