/** Which figures of the storage and of the threads stand in /metrics. */
import type { openDatabase } from "./db/dataSource.ts";
import type { SpaceJournal } from "./services/journal/ports.ts";
import type { Metrics } from "./services/operations/instruments.ts";
import type { ByteBudget } from "./services/tracking/byteBudget.ts";
import type { EventStore, EventStoreStats } from "./services/tracking/ports.ts";
import type { WorldGenerator } from "./services/worlds/ports.ts";
import type { WorldStore } from "./services/worlds/storePorts.ts";

/** Figures of what keeps accounts, spaces, chat and worlds. */
export function watchStorage(
  metrics: Metrics,
  {
    database,
    journal,
    worlds,
  }: {
    readonly database: Awaited<ReturnType<typeof openDatabase>>;
    readonly journal: SpaceJournal;
    readonly worlds: WorldStore;
  },
): void {
  metrics.watch(
    "atrium_journal_pending",
    "Journal entries that wait for their commit",
    () => journal.stats().pending,
  );
  metrics.watch(
    "atrium_journal_committed",
    "Journal entries committed",
    () => journal.stats().committedEntries,
  );
  metrics.watch(
    "atrium_journal_refused",
    "Journal entries refused because too many waited",
    () => journal.stats().refusedEntries,
  );
  metrics.watch(
    "atrium_journal_failed",
    "Journal entries that could not be stored",
    () => journal.stats().failedEntries,
  );
  const { stats } = worlds;
  metrics.watch("atrium_world_store_pending", "Worlds that wait for their commit", () => stats().pending);
  metrics.watch("atrium_world_store_committed", "Worlds committed", () => stats().committedEntries);
  metrics.watch(
    "atrium_world_store_refused",
    "Worlds refused because too many waited for their commit",
    () => stats().refusedEntries,
  );
  metrics.watch("atrium_world_store_failed", "Worlds that could not be stored", () => stats().failedEntries);
  metrics.watch(
    "atrium_database_pending_writes",
    "Writes that wait for the database",
    () => database.stats().pending,
  );
  metrics.watch(
    "atrium_database_refused_writes",
    "Writes refused because too many waited",
    () => database.stats().refused,
  );
}

/** Figures of what makes worlds. */
export function watchWorlds(metrics: Metrics, { stats }: WorldGenerator): void {
  metrics.watch("atrium_worlds_waiting", "Worlds that wait for a thread", () => stats().waiting);
  metrics.watch("atrium_worlds_served", "Worlds answered", () => stats().served);
  metrics.watch("atrium_worlds_cached", "Worlds answered from the cache", () => stats().cacheHits);
  metrics.watch("atrium_worlds_refused", "Worlds refused because too many waited", () => stats().refused);
  metrics.watch("atrium_worlds_failed", "Worlds that a thread did not finish", () => stats().failed);
  metrics.watch(
    "atrium_worlds_model_calls",
    "Turns that the language model was asked for",
    () => stats().modelCalls,
  );
  metrics.watch(
    "atrium_worlds_model_fallbacks",
    "Prompts that the language model was to read and did not",
    () => stats().modelFallbacks,
  );
  metrics.watch(
    "atrium_worlds_model_given_up",
    "1 while the language model is given up for a while",
    () => stats().modelGivenUp,
  );
}

/** Figures of the store of tours and events. */
export function watchEvents(metrics: Metrics, events: EventStore): void {
  const figures: readonly [name: string, help: string, of: keyof EventStoreStats][] = [
    ["atrium_events_pending", "Requests of tracking that wait for their commit", "pending"],
    [
      "atrium_events_pending_bytes",
      "Bytes of requests of tracking that wait for their commit",
      "pendingBytes",
    ],
    ["atrium_events_stored", "Events stored", "stored"],
    ["atrium_events_duplicates", "Events that were stored already", "duplicates"],
    ["atrium_events_rejected", "Events rejected and kept as dead letters", "rejected"],
    ["atrium_events_refused", "Requests of tracking refused because too much waited", "refused"],
    ["atrium_events_dropped", "Events of rooms dropped because too many waited", "dropped"],
  ];
  for (const [name, help, of] of figures) metrics.watch(name, help, () => events.stats()[of]);
}

/** Figures of the bodies with events that are on their way in. */
export function watchIntake(metrics: Metrics, intake: ByteBudget): void {
  metrics.watch(
    "atrium_intake_bytes",
    "Bytes of bodies with events held at once",
    () => intake.stats().takenBytes,
  );
  metrics.watch(
    "atrium_intake_refused",
    "Bodies with events refused because too many bytes were held",
    () => intake.stats().refused,
  );
}
