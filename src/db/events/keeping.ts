/** The writer's requests beside ingestion: binding, forgetting, retention, dead letters. */
import { readBody } from "../../core/tracking/batch.ts";
import type { DeadLetter, TourKey } from "../../services/tracking/ports.ts";
import { digest } from "./prepare.ts";
import {
  bindTour,
  eraseOwnerStep,
  letterStays,
  lettersOf,
  listLetters,
  type Script,
  sweepStep,
} from "./scripts.ts";
import type { IngestWrite } from "./writes.ts";

export interface Keeping {
  /** Runs a script in the next commit. */
  readonly run: (script: () => Script<unknown>) => Promise<unknown>;
  readonly store: (write: IngestWrite, sizeBytes: number) => Promise<IngestWrite>;
}

/** Handlers to be given to `answerRequests`. Those that end in `Step` do one step and say how many rows it touched. */
export function keepingHandlers({ run, store }: Keeping) {
  return {
    bindTour: ({ key, userId }: { key: TourKey; userId: number }) => run(() => bindTour(key, userId)),
    eraseOwnerStep: (userId: number) => run(() => eraseOwnerStep(userId)),
    sweepStep: (beforeMs: number) => run(() => sweepStep(beforeMs)),
    lettersOf: (ownerId: number) => run(() => lettersOf(ownerId)),
    listLetters: ({ afterId, limit }: { afterId: number; limit: number }) =>
      run(() => listLetters(afterId, limit)),
    /** Reads some dead letters after an id again; `lastId` is null when there are no more. */
    retryStep: async (afterId: number) => {
      const letters = (await run(() => listLetters(afterId, RETRY_STEP))) as DeadLetter[];
      const outcomes = await Promise.all(letters.map((letter) => retry(letter, { run, store })));
      const stored = outcomes.filter(Boolean).length;
      return { stored, kept: letters.length - stored, lastId: letters.at(-1)?.id ?? null };
    },
  };
}

/** Dead letters read again in one step. */
const RETRY_STEP = 200;

/** True if the letter's event is stored now. */
async function retry(letter: DeadLetter, { run, store }: Keeping): Promise<boolean> {
  if (letter.payload === null) {
    await run(() => letterStays(letter.id, letter));
    return false;
  }
  const { source, ownerId, receivedAtMs } = letter;
  const body = {
    ...(letter.sessionId === "" ? {} : { session_id: letter.sessionId }),
    ...(letter.sentAtMs === null ? {} : { sent_at: letter.sentAtMs }),
    events: [JSON.parse(letter.payload) as unknown],
  };
  const kind = source === "telemetry" ? "telemetry" : "batch";
  // Telemetry that had no id gets one of its letter: tried twice it is stored once.
  const context = { receivedAtMs, hash: digest, newId: () => `~letter.${letter.id}` };
  const read = readBody(kind, body, context);
  const why = "groups" in read ? read.rejected[0] : read;
  if (why || !("groups" in read)) {
    await run(() => letterStays(letter.id, why ?? letter));
    return false;
  }
  await store(
    {
      ...{ kind: "ingest", ownerId, source, receivedAtMs, body: read, letterId: letter.id },
      outcome: { accepted: 0, duplicates: 0 },
    },
    letter.payload.length,
  );
  return true;
}
