/** Sweeping out what has run its time: old login sessions, kept answers, chat beyond its retention. */
import type { AccountStore } from "../accounts/ports.ts";
import type { SpaceJournal } from "../journal/ports.ts";
import type { EventStore } from "../tracking/ports.ts";
import type { Log } from "./instruments.ts";
import type { IdempotencyStore } from "./ports.ts";

const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export interface HousekeepingDeps {
  readonly accounts: Pick<AccountStore, "sweepSessions">;
  readonly idempotency: Pick<IdempotencyStore, "sweep">;
  readonly journal: Pick<SpaceJournal, "sweepMessages">;
  readonly events: Pick<EventStore, "sweep">;
  /** Null: tours and events are kept for ever. */
  readonly eventRetentionDays: number | null;
  /** Null: chat is kept for ever. */
  readonly chatRetentionDays: number | null;
  readonly log: Log;
  readonly now: () => number;
}

/** Sweeps now and every ten minutes; returns what stops it. A sweep that fails is logged and tried again the next time. */
export function startHousekeeping(deps: HousekeepingDeps): () => Promise<void> {
  let running = sweep(deps);
  const timer = setInterval(() => {
    running = running.then(() => sweep(deps));
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function sweep({
  accounts,
  idempotency,
  journal,
  chatRetentionDays,
  events,
  eventRetentionDays,
  log,
  now,
}: HousekeepingDeps): Promise<void> {
  try {
    await accounts.sweepSessions(now());
    await idempotency.sweep(now());
    if (eventRetentionDays !== null) await events.sweep(now() - eventRetentionDays * DAY_MS);
    if (chatRetentionDays !== null) await journal.sweepMessages(now() - chatRetentionDays * DAY_MS);
  } catch (error) {
    log.error({ err: error }, "housekeeping failed");
  }
}
