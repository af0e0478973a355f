/**
 * The writer's front: requests become writes, writes become commits. While a commit runs on PostgreSQL the next requests
 * are read; on SQLite, where a commit holds the thread, those that arrived meanwhile are gathered into the next one.
 */
import type {
  Ingested,
  IngestRefusal,
  IngestRequest,
  ServerEvent,
  TourDraft,
  TourKey,
} from "../../services/tracking/ports.ts";
import { reportFault } from "../../workerLink.ts";
import { GroupCommit } from "../groupCommit.ts";
import { keepingHandlers } from "./keeping.ts";
import { answerOf, prepare } from "./prepare.ts";
import type { EmitWrite, EventWrite, HeartbeatWrite, IngestWrite, OpenWrite, ScriptWrite } from "./writes.ts";

export interface IntakeOptions {
  /** Commits all of it or nothing, and notes outcomes in the writes. */
  readonly commit: (writes: readonly EventWrite[]) => Promise<void>;
  /** True if the error says that the database is away, false if it refused the data. */
  readonly isStoreAway: (error: unknown) => boolean;
}

/** Most bytes of unzipped JSON that wait for their commit. */
const MAX_PENDING_BYTES = 96 * 1024 * 1024;
/** A commit ends with the write that takes it past so many bytes. */
const MAX_COMMIT_BYTES = 8 * 1024 * 1024;
/** What a small write counts for. */
const SMALL_BYTES = 512;

/** Handlers of the writer's requests, to be given to `answerRequests`. `settle` resolves when all writes are settled. */
export function writeHandlers(options: IntakeOptions) {
  const commits = new GroupCommit<EventWrite>({
    ...options,
    name: "event store",
    onError: reportFault,
    maxPendingBytes: MAX_PENDING_BYTES,
    maxBatchBytes: MAX_COMMIT_BYTES,
  });
  const gathered = gatherer();
  const stored = async <Write extends EventWrite>(write: Write, sizeBytes = SMALL_BYTES): Promise<Write> => {
    await commits.append(write, sizeBytes);
    return write;
  };
  return {
    ingest: async (request: IngestRequest): Promise<Ingested | IngestRefusal> => {
      await gathered();
      const prepared = prepare(request);
      if ("code" in prepared) return prepared;
      const { body, sizeBytes } = prepared;
      const source = request.kind === "telemetry" ? "telemetry" : "client";
      const { outcome } = await stored<IngestWrite>(
        {
          ...{ kind: "ingest", source, body, outcome: { accepted: 0, duplicates: 0 } },
          ...{ ownerId: request.ownerId, receivedAtMs: request.receivedAtMs },
        },
        sizeBytes,
      );
      const [first] = body.groups;
      const only = request.kind === "batch" ? null : (first?.events[0]?.eventId ?? null);
      const sessionId = first?.sessionId ?? body.rejected[0]?.sessionId ?? null;
      return {
        ...outcome,
        rejected: body.rejected.length,
        json: answerOf({ sessionId, eventId: only }, outcome, body.rejected),
      };
    },
    open: async (draft: TourDraft) => {
      await gathered();
      return (await stored<OpenWrite>({ kind: "open", draft, outcome: null })).outcome;
    },
    heartbeat: async ({ key, atMs }: { key: TourKey; atMs: number }) => {
      await gathered();
      return (await stored<HeartbeatWrite>({ kind: "heartbeat", key, atMs, outcome: null })).outcome;
    },
    emit: async ({ events, receivedAtMs }: { events: readonly ServerEvent[]; receivedAtMs: number }) => {
      await gathered();
      await stored<EmitWrite>({ kind: "emit", events, receivedAtMs }, events.length * SMALL_BYTES);
    },
    ...keepingHandlers({
      run: async (script) => {
        await gathered();
        return (await stored<ScriptWrite>({ kind: "script", script, outcome: null })).outcome;
      },
      store: (write, sizeBytes) => stored(write, sizeBytes),
    }),
    settle: async () => {
      await gathered();
      await commits.close();
      // The answers to what was settled leave before the thread does.
      await gathered();
    },
  };
}

/** Resolves, for all that ask before the thread's queue of messages is empty, together and in order. */
function gatherer(): () => Promise<void> {
  let turn: Promise<void> | null = null;
  return () => {
    turn ??= new Promise((resolve) =>
      setImmediate(() => {
        turn = null;
        resolve();
      }),
    );
    return turn;
  };
}
