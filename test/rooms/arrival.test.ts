import assert from "node:assert/strict";
import type { Point } from "../../src/core/sim/types.ts";
import { createWorld } from "../../src/core/sim/world.ts";
import { spotAndStanding } from "../../src/rooms/arrival.ts";
import type { SpaceHost } from "../../src/services/spaces/host.ts";
import { box, rulesWith } from "../core/sim/worldKit.ts";

const LAST = { spaceId: 7, userId: 3, x: 11, y: 12, heading: 0, atMs: 0 };

function arrival(spawn: "anywhere" | "points" = "anywhere") {
  const spawnPoints = [{ x: 5, y: 5, heading: 1 }];
  const world = createWorld({ spaceId: 7, rules: rulesWith(), prefabs: new Map(), objects: [], spawnPoints });
  const host = { space: { id: 7, settings: { spawn } }, world } as unknown as SpaceHost;
  const asked: string[] = [];
  const journal = {
    async lastPosition(spaceId: number, userId: number) {
      asked.push(`last position of ${userId} in ${spaceId}`);
      return LAST;
    },
  };
  const comes = (requested: Point | null, standingNow = async () => "guest") =>
    spotAndStanding({ host, journal }, { userId: 3, requested }, async () => {
      asked.push("standing");
      return standingNow();
    });
  const build = (x: number, y: number) => world.solids.set(1, box(x, y, { w: 2, d: 2 }));
  return { comes, asked, build };
}

describe("rooms/arrival", () => {
  it("[SW7] asks nobody where somebody was last who gets the spot they ask for", async () => {
    const { comes, asked } = arrival();
    const { spot, standing } = await comes({ x: 20, y: 21 });
    assert.deepEqual(spot, { x: 20, y: 21, heading: 0 });
    assert.equal(standing, "guest");
    assert.deepEqual(asked, ["standing"]);
  });

  for (const [whose, requested, spawn] of [
    ["who asks for none", null, "anywhere"],
    ["whose spot is out of bounds", { x: -3, y: 2 }, "anywhere"],
    ["where wishes do not count, were it a spawn point", { x: 5, y: 5 }, "points"],
  ] as const) {
    it(`[SW7] asks for the last position of one ${whose}, before their standing`, async () => {
      const { comes, asked } = arrival(spawn);
      const { spot } = await comes(requested);
      assert.deepEqual([spot.x, spot.y], [LAST.x, LAST.y]);
      assert.deepEqual(asked, ["last position of 3 in 7", "standing"]);
    });
  }

  it("[SW7] asks after all when the spot is taken meanwhile, and for their standing again", async () => {
    const { comes, asked, build } = arrival();
    const { spot } = await comes({ x: 20, y: 21 }, async () => {
      build(20, 21);
      return "guest";
    });
    assert.deepEqual([spot.x, spot.y], [LAST.x, LAST.y]);
    assert.deepEqual(asked, ["standing", "last position of 3 in 7", "standing"]);
  });

  it("[SW7] passes on why somebody may not stand there", async () => {
    const { comes } = arrival();
    await assert.rejects(
      comes({ x: 20, y: 21 }, async () => {
        throw new Error("banned");
      }),
      /banned/,
    );
  });
});
