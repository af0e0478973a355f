/**
 * Requests to a worker thread and its answers. A thread that dies takes its open requests with it, each refused with
 * {@link WorkerGone}; the next request starts a new one, but not over and over.
 */
import { getPriority, setPriority } from "node:os";
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  type Transferable,
  type Worker,
} from "node:worker_threads";

/** The thread died, cannot be started or was closed. What it was doing may or may not have happened. */
export class WorkerGone extends Error {
  override readonly name = "WorkerGone";
}

/** An error thrown inside the thread. `code` is that error's own (`SQLITE_…`, `ERR_…`) or "". */
export class WorkerFault extends Error {
  readonly code: string;
  constructor(name: string, message: string, code: string) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

export interface WorkerLinkOptions {
  /** Starts a thread whose module calls {@link answerRequests}. */
  readonly start: () => Worker;
  /** Told when a thread dies. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Most starts within {@link START_WINDOW_MS}. Default 4: the first and three more. */
  readonly maxStarts?: number;
}

export const START_WINDOW_MS = 60_000;

/** How much nicer threads are that work beside the rooms: a third of the weight that the rooms' thread has, so that a tick that is due goes first. */
const NICENESS = 5;

interface Request {
  readonly id: number;
  readonly op: string;
  readonly args: unknown;
}

interface FaultMessage {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

/** A `report` belongs to no request: something the thread has to say by itself. */
type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: FaultMessage }
  | { readonly report: FaultMessage; readonly what: string };

interface Open {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerLink {
  readonly #options: Required<WorkerLinkOptions>;
  #worker: Worker | null = null;
  readonly #open = new Map<number, Open>();
  #lastId = 0;
  #startedAtMs: number[] = [];
  #closed = false;

  constructor(options: WorkerLinkOptions) {
    this.#options = { maxStarts: 4, ...options };
  }

  /**
   * What the thread's handler `op` returns for `args`; requests are begun one by one in order. `transfer` lists buffers in
   * `args` that are handed over instead of copied. @throws WorkerGone, WorkerFault.
   */
  call<Value>(op: string, args: unknown = null, transfer: readonly Transferable[] = []): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const worker = this.#living();
      const id = ++this.#lastId;
      // Posted first: what cannot be cloned throws, and must not stay open.
      worker.postMessage({ id, op, args } satisfies Request, transfer);
      this.#open.set(id, { resolve: resolve as Open["resolve"], reject });
    });
  }

  /** Ends the thread at once, whatever it is doing; its open calls are refused. The next call starts another. */
  drop(): void {
    void this.#worker?.terminate();
  }

  /** Runs the handler `close`, then ends the thread. Later calls are refused. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const worker = this.#worker;
    const farewell = worker ? this.call("close").catch(() => undefined) : undefined;
    this.#closed = true;
    await farewell;
    await worker?.terminate();
  }

  #living(): Worker {
    if (this.#closed) throw new WorkerGone("The worker thread is closed.");
    if (this.#worker) return this.#worker;
    const nowMs = performance.now();
    this.#startedAtMs = this.#startedAtMs.filter((atMs) => nowMs - atMs < START_WINDOW_MS);
    if (this.#startedAtMs.length >= this.#options.maxStarts)
      throw new WorkerGone("The worker thread died too often; it is not started again for a while.");
    this.#startedAtMs.push(nowMs);
    const worker = this.#options.start();
    this.#worker = worker;
    let cause: unknown;
    worker.on("message", (answers: readonly Answer[]) => {
      for (const answer of answers) this.#answered(answer);
    });
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => this.#died(worker, cause));
    return worker;
  }

  #answered(answer: Answer): void {
    if ("report" in answer) {
      this.#options.onError(faultOf(answer.report), answer.what);
      return;
    }
    const open = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if ("value" in answer) open?.resolve(answer.value);
    else open?.reject(faultOf(answer.fault));
  }

  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const gone = new WorkerGone("The worker thread died.", { cause });
    const lost = [...this.#open.values()];
    this.#open.clear();
    if (!this.#closed) this.#options.onError(gone, "a worker thread died");
    for (const { reject } of lost) reject(gone);
  }
}

/**
 * In a worker thread: answers every request with what its handler returns, resolves to or throws. With `heldMs` the
 * answers to requests that wait together go back together, which wakes the other side once; none is held for longer
 * than that and the work on one more request.
 */
export function answerRequests(
  handlers: Readonly<Record<string, (args: never) => unknown>>,
  { heldMs = 0 }: { readonly heldMs?: number } = {},
): void {
  const port = parentPort;
  if (!port) throw new Error("answerRequests runs in a worker thread only.");
  let held: Answer[] = [];
  const send = () => {
    if (held.length > 0) port.postMessage(held);
    held = [];
  };
  port.on("message", (first: Request) => {
    let sentAtMs = performance.now();
    for (let next: Request | undefined = first; next; next = waitingOn(port)) {
      const { id, op, args } = next;
      const answer = answerTo(id, () => handlers[op]!(args as never));
      if (answer instanceof Promise) {
        void answer.then((settled) => port.postMessage([settled]));
        break;
      }
      held.push(answer);
      if (heldMs === 0) break;
      if (performance.now() - sentAtMs < heldMs) continue;
      send();
      sentAtMs = performance.now();
    }
    send();
  });
}

function waitingOn(port: MessagePort): Request | undefined {
  return (receiveMessageOnPort(port) as { readonly message: Request } | undefined)?.message;
}

/**
 * In a worker thread: lets it give way to the rooms' thread where more threads are at work than there are cores. Linux
 * alone has priorities of single threads: elsewhere it does nothing.
 */
export function yieldToRooms(): void {
  if (process.platform !== "linux") return;
  try {
    // On Linux 0 is the calling thread, not its process (setpriority(2), "C library/kernel differences").
    setPriority(0, Math.min(19, getPriority(0) + NICENESS));
  } catch {
    // Where it is forbidden, threads share as they always do.
  }
}

/** In a worker thread: tells the other side's `onError` what belongs to no request. */
export function reportFault(error: unknown, what: string): void {
  parentPort?.postMessage([{ report: messageOf(error), what }] satisfies Answer[]);
}

function answerTo(id: number, work: () => unknown): Answer | Promise<Answer> {
  try {
    const value = work();
    if (!(value instanceof Promise)) return { id, value };
    return value.then(
      (settled: unknown) => ({ id, value: settled }),
      (error: unknown) => ({ id, fault: messageOf(error) }),
    );
  } catch (error) {
    return { id, fault: messageOf(error) };
  }
}

function messageOf(error: unknown): FaultMessage {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message, code: String((error as NodeJS.ErrnoException | null)?.code ?? "") };
}

function faultOf({ name, message, code }: FaultMessage): WorkerFault {
  return new WorkerFault(name, message, code);
}
