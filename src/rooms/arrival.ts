/** Where a joiner appears, and who they are when they do. */
import { grantsRequest, spawnPoint } from "../core/sim/freePoint.ts";
import type { Point } from "../core/sim/types.ts";
import type { SpawnPoint } from "../core/sim/world.ts";
import type { SpaceJournal } from "../services/journal/ports.ts";
import type { SpaceHost } from "../services/spaces/host.ts";
import { settingsOf } from "../services/spaces/rules.ts";

export interface Joiner {
  readonly userId: number;
  readonly requested: Point | null;
}

/**
 * Where the joiner appears (core/sim/freePoint), with what `standingNow` resolved to last: nothing is waited for after
 * that. Where they were last is only looked up for those who do not get the spot they ask for.
 */
export async function spotAndStanding<Standing>(
  { host, journal }: { readonly host: SpaceHost; readonly journal: Pick<SpaceJournal, "lastPosition"> },
  { userId, requested }: Joiner,
  standingNow: () => Promise<Standing>,
): Promise<{ readonly spot: SpawnPoint; readonly standing: Standing }> {
  const { world } = host;
  for (;;) {
    const isLookedUp = !grantsRequest(world, { requested, spawn: settingsOf(host.space).spawn });
    const last = isLookedUp ? await journal.lastPosition(host.space.id, userId) : null;
    const standing = await standingNow();
    const { spawn } = settingsOf(host.space);
    // Something may have been put where they wanted to be in the meantime.
    if (isLookedUp || grantsRequest(world, { requested, spawn }))
      return { spot: spawnPoint(world, { requested, last, spawn }), standing };
  }
}
