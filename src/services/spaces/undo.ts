/** Finding the use that an undo or a revert is about, in memory first and then in the journal. */
import type { Actor } from "../../core/sim/types.ts";
import { AppError } from "../../errors.ts";
import type { SpaceJournal, StoredUse } from "../journal/ports.ts";
import type { CommittedUse, SpaceHost } from "./host.ts";

/** Uses taken back at once by a revert: a tick must not swallow thousands. */
const REVERT_CHUNK = 50;
/** Most uses that one revert looks at; what is beyond takes another call. */
export const MAX_REVERTED = 5000;

/**
 * Takes back the use `useId`, or the actor's own latest that still stands; resolves when that is on disk.
 * @throws AppError `not_found` if there is no such use here, `conflict` if it was undone already or something has changed since, `forbidden` if it is somebody else's.
 */
export async function undoUse(
  host: SpaceHost,
  journal: SpaceJournal,
  request: { actor: Actor; useId: number | null },
): Promise<CommittedUse> {
  const { actor, useId } = request;
  if (useId === null) return undoLatest(host, journal, actor);
  const use = await findUse(host, journal, useId);
  if (!use) throw new AppError("not_found", `There is no use ${useId} in this space.`);
  if (use.undoneBy !== null) throw new AppError("conflict", "That use was undone already.");
  return host.submit({ kind: "undo", actor, use });
}

/** Of several such calls at once each takes back another use: the latest that the others have left. */
async function undoLatest(host: SpaceHost, journal: SpaceJournal, actor: Actor): Promise<CommittedUse> {
  for (;;) {
    const use = await latestOf(host, journal, actor.userId);
    if (!use) throw new AppError("not_found", "You have nothing left to undo here.");
    try {
      return await host.submit({ kind: "undo", actor, use });
    } catch (error) {
      if (!host.history.isUndone(use.id)) throw error;
    }
  }
}

async function latestOf(host: SpaceHost, journal: SpaceJournal, userId: number): Promise<StoredUse | null> {
  const recent = host.history.latestUndoable(userId);
  if (recent) return recent;
  await journal.settled();
  return journal.latestUndoable(host.space.id, userId);
}

async function findUse(host: SpaceHost, journal: SpaceJournal, useId: number): Promise<StoredUse | null> {
  const use = host.history.find(useId) ?? (await journal.findUse(useId));
  return use && use.spaceId === host.space.id ? use : null;
}

/**
 * Takes back all that one user did in a time span (both ends included), newest first. Undos and what was undone
 * before are passed over; what cannot be taken back is listed by id in `skipped`.
 */
export async function revertUses(
  host: SpaceHost,
  journal: SpaceJournal,
  request: { actor: Actor; userId: number; sinceMs: number; untilMs: number | null },
): Promise<{ reverted: number; skipped: number[] }> {
  await journal.settled();
  const uses = await journal.listUses({
    spaceId: host.space.id,
    userId: request.userId,
    objectId: null,
    sinceMs: request.sinceMs,
    untilMs: request.untilMs,
    beforeId: null,
    limit: MAX_REVERTED,
  });
  const standing = uses.filter((use) => use.undoneBy === null && use.undoes === null);
  const skipped: number[] = [];
  for (let start = 0; start < standing.length; start += REVERT_CHUNK) {
    const chunk = standing.slice(start, start + REVERT_CHUNK);
    const results = await Promise.allSettled(
      chunk.map((use) => host.submit({ kind: "undo", actor: request.actor, use })),
    );
    for (const [index, result] of results.entries())
      if (result.status === "rejected") skipped.push(chunk[index]!.id);
  }
  return { reverted: standing.length - skipped.length, skipped };
}
