import assert from "node:assert/strict";
import fc from "fast-check";
import { createRateLimiter, UNLIMITED } from "../../src/infra/rateLimiter.ts";
import { addressKey } from "../../src/services/operations/rateLimiter.ts";

describe("infra/rateLimiter", () => {
  let nowMs = 0;
  const limiterOf = (count: number, maxKeys?: number) =>
    createRateLimiter({ count, windowMs: 10_000, maxKeys }, () => nowMs);
  beforeEach(() => {
    nowMs = 1_000_000;
  });

  it("[HT20] allows a count in a window and says when to come back", async () => {
    const limiter = limiterOf(2);
    assert.deepEqual(await limiter.take("a"), { allowed: true, retryAfterSeconds: 0 });
    nowMs += 2_500;
    assert.equal((await limiter.take("a")).allowed, true);
    assert.deepEqual(await limiter.take("a"), { allowed: false, retryAfterSeconds: 8 });
    nowMs += 7_499;
    assert.deepEqual(await limiter.take("a"), { allowed: false, retryAfterSeconds: 1 });
    nowMs += 1;
    assert.equal((await limiter.take("a")).allowed, true);
    assert.equal(limiter.stats().refused, 2);
  });

  it("[HT20] keeps keys apart, and takes back", async () => {
    const limiter = limiterOf(1);
    await limiter.take("a");
    assert.equal((await limiter.take("b")).allowed, true);
    await limiter.giveBack("a");
    assert.equal((await limiter.take("a")).allowed, true);
    await limiter.giveBack("nobody");
  });

  it("[HT20] forgets the key used least recently when full, and counts it", async () => {
    const limiter = limiterOf(1, 2);
    await limiter.take("a");
    await limiter.take("b");
    await limiter.take("a");
    await limiter.take("c");
    assert.equal((await limiter.take("a")).allowed, false);
    assert.equal((await limiter.take("b")).allowed, true);
    assert.deepEqual(limiter.stats(), { keys: 2, refused: 2, evicted: 2 });
  });

  it("[HT20] never allows more than the count in any window, whatever the times", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 4_000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (waits, count) => {
          const limiter = limiterOf(count);
          const startMs = nowMs;
          let allowed = 0;
          for (const wait of waits) {
            nowMs += wait;
            if ((await limiter.take("a")).allowed) allowed += 1;
          }
          assert.ok(allowed <= count * (1 + Math.floor((nowMs - startMs) / 10_000)));
        },
      ),
    );
  });

  it("[HT21] refuses nothing when rate limits are off", async () => {
    for (let i = 0; i < 1_000; i += 1) assert.equal((await UNLIMITED.take("a")).allowed, true);
  });

  for (const [address, key] of [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["", ""],
  ]) {
    it(`[HT22] counts ${address || "an unknown address"} as ${key || "itself"}`, () => {
      assert.equal(addressKey(address as string), key);
    });
  }
});
