/** The event store as the main thread sees it: requests go to threads, and no more of them than are good for the process. */
import { Worker } from "node:worker_threads";
import { AppError, type ErrorCode } from "../../errors.ts";
import type {
  DeadLetter,
  EventPage,
  EventQuery,
  EventStore,
  EventStoreStats,
  Ingested,
  IngestRefusal,
  IngestRequest,
  ListedTour,
  ServerEvent,
  TourDraft,
  TourKey,
  TourQuery,
} from "../../services/tracking/ports.ts";
import { WorkerFault, WorkerGone, WorkerLink } from "../../workerLink.ts";
import { type Fragment, render } from "../sql.ts";
import type { DatabaseTarget } from "../target.ts";
import type { EventsWorkerData } from "./eventsWorker.ts";
import { namesakesQuery, tourQuery, toursQuery } from "./reads.ts";
import { listedTourOf, type TourRow, tourOf } from "./rows.ts";

export interface WorkerEventStoreOptions {
  readonly target: DatabaseTarget;
  /** Told of what nobody else hears of: outages, dead threads. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Starts a thread; default {@link startEventsWorker}. */
  readonly startWorker?: (data: EventsWorkerData) => Worker;
  /** Most requests handed over and not answered. Default 10,000. */
  readonly maxPending?: number;
  /** Most bytes of them. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Most emitted events that wait. Default 20,000. */
  readonly maxEmitted?: number;
}

/** How many emitted events are handed over at once. */
const EMITTED_AT_ONCE = 200;
/** Most reads under way at once. */
const MAX_READS = 1_000;
const PING_TIMEOUT_MS = 2_000;
/** What a request without a body counts for. */
const SMALL_BYTES = 512;

/** The store over a migrated database. Its threads start with the first call. */
export class WorkerEventStore implements EventStore {
  readonly #writer: WorkerLink;
  readonly #reader: WorkerLink;
  readonly #kind: DatabaseTarget["kind"];
  readonly #maxEmitted: number;
  readonly #maxPending: number;
  readonly #maxPendingBytes: number;
  readonly #stats = {
    pending: 0,
    pendingBytes: 0,
    stored: 0,
    duplicates: 0,
    rejected: 0,
    refused: 0,
    dropped: 0,
  };
  #reading = 0;
  readonly #emitted: ServerEvent[] = [];
  #emitting = 0;
  /** What hands over the emitted events at present. */
  #emission: Promise<void> | null = null;
  readonly #onError: WorkerEventStoreOptions["onError"];

  constructor(options: WorkerEventStoreOptions) {
    const { target, onError, startWorker = startEventsWorker } = options;
    this.#kind = target.kind;
    this.#onError = onError;
    this.#maxEmitted = options.maxEmitted ?? 20_000;
    this.#maxPending = options.maxPending ?? 10_000;
    this.#maxPendingBytes = options.maxPendingBytes ?? 64 * 1024 * 1024;
    const link = (role: EventsWorkerData["role"]) =>
      new WorkerLink({ start: () => startWorker({ target, role }), onError });
    this.#writer = link("writer");
    this.#reader = link("reader");
  }

  async ingest(request: IngestRequest): Promise<Ingested | IngestRefusal> {
    const answer = await this.#write<Ingested | IngestRefusal>("ingest", request, request.pieces);
    if ("code" in answer) return answer;
    this.#stats.stored += answer.accepted;
    this.#stats.duplicates += answer.duplicates;
    this.#stats.rejected += answer.rejected;
    return answer;
  }

  openTour(draft: TourDraft) {
    return this.#write<Awaited<ReturnType<EventStore["openTour"]>>>("open", draft);
  }

  heartbeat(key: TourKey, atMs: number) {
    return this.#write<Awaited<ReturnType<EventStore["heartbeat"]>>>("heartbeat", { key, atMs });
  }

  emit(events: readonly ServerEvent[]): void {
    const room = this.#maxEmitted - this.#emitted.length - this.#emitting;
    if (events.length > room) this.#stats.dropped += events.length - Math.max(0, room);
    if (room <= 0) return;
    this.#emitted.push(...events.slice(0, room));
    this.#emission ??= this.#sendEmitted();
  }

  async settled(): Promise<void> {
    while (this.#emission) await this.#emission;
  }

  bindTour(key: TourKey, userId: number) {
    return this.#write<boolean>("bindTour", { key, userId });
  }

  async eraseOwner(userId: number): Promise<void> {
    await this.settled();
    // 0 and below own what is nobody's in particular.
    if (userId > 0) await this.#steps("eraseOwnerStep", userId);
  }

  sweep(beforeMs: number): Promise<number> {
    return this.#steps("sweepStep", beforeMs);
  }

  listDeadLetters(query: { readonly afterId: number; readonly limit: number }) {
    return this.#write<DeadLetter[]>("listLetters", query);
  }

  deadLettersOf(ownerId: number) {
    return this.#write<DeadLetter[]>("lettersOf", ownerId);
  }

  async retryDeadLetters() {
    const total = { stored: 0, kept: 0 };
    for (let afterId: number | null = 0; afterId !== null; ) {
      const step: { stored: number; kept: number; lastId: number | null } = await this.#write(
        "retryStep",
        afterId,
      );
      total.stored += step.stored;
      total.kept += step.kept;
      afterId = step.lastId;
    }
    return total;
  }

  async findTour(key: TourKey) {
    const [row] = await this.#select<TourRow>(tourQuery(key));
    return row ? tourOf(row) : null;
  }

  async findTours(sessionId: string) {
    return (await this.#select<TourRow>(namesakesQuery(sessionId))).map(tourOf);
  }

  async listTours(query: TourQuery): Promise<ListedTour[]> {
    return (await this.#select<TourRow>(toursQuery(query))).map(listedTourOf);
  }

  listEvents(query: EventQuery): Promise<EventPage> {
    return this.#read<EventPage>("events", query);
  }

  async ping(): Promise<boolean> {
    const timeout = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => timeout.resolve(false), PING_TIMEOUT_MS);
    const answer = Promise.all([this.#writer.call("ping"), this.#reader.call("ping")]).then(
      () => true,
      () => false,
    );
    return Promise.race([answer, timeout.promise]).finally(() => clearTimeout(timer));
  }

  stats(): EventStoreStats {
    return { ...this.#stats };
  }

  async close(): Promise<void> {
    await this.settled();
    // The reader first: the last connection to close folds the log into the file.
    await this.#reader.close();
    await this.#writer.close();
  }

  /** Hands over what was emitted, a portion at a time, so that copying it never takes long. */
  async #sendEmitted(): Promise<void> {
    while (this.#emitted.length > 0) {
      const events = this.#emitted.splice(0, EMITTED_AT_ONCE);
      this.#emitting = events.length;
      try {
        await this.#writer.call("emit", { events, receivedAtMs: Date.now() });
      } catch (error) {
        this.#stats.dropped += events.length;
        this.#onError(error, "events of rooms could not be stored");
      }
      this.#emitting = 0;
    }
    this.#emission = null;
  }

  /** Repeats a step until nothing is left; how many rows were touched. */
  async #steps(op: string, args: unknown): Promise<number> {
    let total = 0;
    for (let touched = -1; touched !== 0; total += touched) touched = await this.#write<number>(op, args);
    return total;
  }

  /** `pieces` are handed over with the request. */
  async #write<Value>(
    op: string,
    args: unknown,
    pieces: readonly Uint8Array<ArrayBuffer>[] = [],
  ): Promise<Value> {
    const sizeBytes = pieces.reduce((bytes, piece) => bytes + piece.byteLength, SMALL_BYTES);
    const stats = this.#stats;
    if (stats.pending >= this.#maxPending || stats.pendingBytes + sizeBytes > this.#maxPendingBytes) {
      stats.refused += 1;
      throw tooMuch("Too much waits for the event store; try again soon.");
    }
    stats.pending += 1;
    stats.pendingBytes += sizeBytes;
    try {
      const memory = pieces.map(({ buffer }) => buffer);
      return await this.#writer.call<Value>(op, args, memory);
    } catch (error) {
      throw toAppError(error);
    } finally {
      stats.pending -= 1;
      stats.pendingBytes -= sizeBytes;
    }
  }

  #select<Row>(query: Fragment): Promise<Row[]> {
    return this.#read<Row[]>("select", render(query, this.#kind));
  }

  async #read<Value>(op: string, args: unknown): Promise<Value> {
    if (this.#reading >= MAX_READS) throw tooMuch("Too many reads wait for the event store; try again soon.");
    this.#reading += 1;
    try {
      return await this.#reader.call<Value>(op, args);
    } catch (error) {
      throw toAppError(error);
    } finally {
      this.#reading -= 1;
    }
  }
}

/** Starts one of the store's threads: from the sources as well as from the built files. */
function startEventsWorker(data: EventsWorkerData): Worker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./eventsWorker.${extension}`, import.meta.url), {
    workerData: data,
    name: `events-${data.role}`,
  });
}

function tooMuch(detail: string): AppError {
  return new AppError("unavailable", detail, { retryAfterSeconds: 1 });
}

/** What the thread refused is refused; a thread or a database that is away is waited for by the client. */
function toAppError(error: unknown): unknown {
  if (error instanceof WorkerGone)
    return new AppError("unavailable", "The event store does not answer; try again soon.", {
      cause: error,
      retryAfterSeconds: 1,
    });
  if (!(error instanceof WorkerFault) || error.name !== "AppError") return error;
  const code = error.code as ErrorCode;
  return new AppError(code, error.message, code === "unavailable" ? { retryAfterSeconds: 1 } : {});
}
