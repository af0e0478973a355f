import assert from "node:assert/strict";
import fc from "fast-check";
import { lengthOf } from "../../../src/core/sim/vector.ts";

describe("core/sim vector", () => {
  it("gives a vector's length as Math.hypot does, to the last bit", () => {
    const side = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(side, side, (x, y) => {
        assert.equal(lengthOf(x, y), Math.hypot(x, y));
      }),
      { numRuns: 5000 },
    );
    assert.equal(lengthOf(0, -0), 0);
    assert.equal(lengthOf(1e200, 1e200), Math.SQRT2 * 1e200);
  });
});
