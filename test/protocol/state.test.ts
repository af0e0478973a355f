import fc from "fast-check";
import {
  avatarStateFor,
  MAX_SHORT_COORDINATE_M,
  MAX_SPACE_M,
  spaceStateFor,
} from "../../src/protocol/state.ts";

const SIZES = [1, 60, MAX_SHORT_COORDINATE_M, MAX_SHORT_COORDINATE_M + 0.1, MAX_SPACE_M];

describe("protocol state", () => {
  for (const widthM of SIZES) {
    it(`[SI9] a position anywhere in a space of ${widthM} m reads back within 1 cm, straight across`, () => {
      const coordinate = fc.integer({ min: 0, max: widthM * 1e6 }).map((micrometres) => micrometres / 1e6);
      const state = spaceStateFor({ widthM, depthM: 1 });
      fc.assert(
        fc.property(coordinate, coordinate, (x, y) => {
          const avatar = avatarStateFor(state, { userId: 1, name: "", look: "", heading: 0, x, y });
          return Math.hypot(avatar.x - x, avatar.y - y) < 0.01;
        }),
        { numRuns: 2_000 },
      );
    });
  }
});
