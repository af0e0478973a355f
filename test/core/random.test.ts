import assert from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";

function draw(random: Random, count = 20): number[] {
  return Array.from({ length: count }, () => random.next());
}

describe("createRandom", () => {
  it("[MV18] gives the same stream for the same seed, and others for others", () => {
    assert.deepEqual(draw(createRandom(42)), draw(createRandom(42)));
    const seeds = [0, 1, -1, 42, 4_294_967_295, "42", "", "a", "b", "ab"];
    assert.equal(new Set(seeds.map((seed) => draw(createRandom(seed), 3).join())).size, seeds.length);
  });

  it("[MV18] keeps to its first numbers for ever: layouts are stored by seed", () => {
    assert.deepEqual(
      Array.from(
        { length: 4 },
        (
          (random) => () =>
            random.int(0, 999_999)
        )(createRandom("atrium")),
      ),
      FIRST_NUMBERS,
    );
  });

  it("[MV18] a fork depends on its label, not on what was drawn before", () => {
    const [fresh, drawn] = [createRandom(7), createRandom(7)];
    draw(drawn);
    assert.deepEqual(draw(drawn.fork("trees")), draw(fresh.fork("trees")));
    assert.notDeepEqual(draw(fresh.fork("trees")), draw(fresh.fork("rocks")));
    assert.notDeepEqual(draw(fresh.fork("trees").fork("trees")), draw(fresh.fork("trees")));
    assert.notDeepEqual(draw(fresh.fork(1)), draw(fresh.fork("1")));
  });

  it("[MV18] is spread evenly, one seed beside the next too", () => {
    for (const numbers of [
      draw(createRandom(1), 20_000),
      Array.from({ length: 20_000 }, (_, seed) => createRandom(seed).next()),
    ]) {
      const tenths = new Array<number>(10).fill(0);
      for (const number of numbers)
        tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] as number) + 1;
      for (const count of tenths) assert.ok(count > 1800 && count < 2200, tenths.join());
    }
  });

  it("[MV18] int, between and pick keep their ranges", () => {
    const random = createRandom("ranges");
    const dice = Array.from({ length: 600 }, () => random.int(1, 6));
    assert.deepEqual([...new Set(dice)].sort(), [1, 2, 3, 4, 5, 6]);
    for (let count = 0; count < 100; count += 1) {
      const between = random.between(-2, 3);
      assert.ok(between >= -2 && between < 3);
      assert.ok(["a", "b"].includes(random.pick(["a", "b"])));
    }
    assert.throws(() => random.pick([]), RangeError);
  });
});

const FIRST_NUMBERS = [420_012, 727_416, 143_839, 474_444];
