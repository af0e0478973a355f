/** What the server acknowledged before it was killed: all of this must be there afterwards, once. */

const RETRY_MS = 20;

export interface SaidMessage {
  readonly id: number;
  readonly spaceId: number;
  /** Unlike every other message's, so that one stored twice under two ids shows. */
  readonly text: string;
  /** Token of somebody who may read it. */
  readonly readAs: string;
}

export interface DoneUse {
  readonly id: number;
  readonly spaceId: number;
  readonly userId: number;
  readonly objectId: number;
  readonly action: string;
}

/** A write over HTTP; its answer names no use. */
export interface DoneEdit {
  readonly spaceId: number;
  readonly objectId: number;
  /** As the tool log names it. */
  readonly action: string;
  /** The value of the state key `mark` that the write set, unlike every other's; null for a deletion. */
  readonly mark: string | null;
}

/** Where somebody's own client saw itself. */
export interface SeenPosition {
  readonly x: number;
  readonly y: number;
  readonly atMs: number;
}

/** What an acknowledgement is of. */
export type Acknowledged = "message" | "use" | "undo" | "write";

export class KillLog {
  readonly #restMs: number;
  /** Called with every acknowledgement, as soon as it has come. */
  onAcknowledged: (what: Acknowledged) => void = () => {};
  readonly messages: SaidMessage[] = [];
  readonly uses: DoneUse[] = [];
  readonly undone: { readonly spaceId: number; readonly useId: number }[] = [];
  readonly edits: DoneEdit[] = [];
  /** Refresh tokens that were handed out and not used since. */
  readonly refreshTokens = new Set<string>();
  /** Logins and renewals that were answered. */
  loggedIn = 0;
  readonly traces = new Map<string, SeenPosition[]>();
  /** Refusals by their code. */
  readonly refused = new Map<string, number>();
  #unique = 0;

  /** `restMs`: how long a lane rests after an answer. */
  constructor(restMs = 0) {
    this.#restMs = restMs;
  }

  /** A text that no other call gives. */
  unique(what: string): string {
    return `${what} ${++this.#unique}`;
  }

  said(message: SaidMessage): void {
    this.messages.push(message);
    this.onAcknowledged("message");
  }

  used(use: DoneUse): void {
    this.uses.push(use);
    this.onAcknowledged("use");
  }

  took(undone: { readonly spaceId: number; readonly useId: number }): void {
    this.undone.push(undone);
    this.onAcknowledged("undo");
  }

  wrote(edit: DoneEdit): void {
    this.edits.push(edit);
    this.onAcknowledged("write");
  }

  /** Counts a refusal; one who was told to try again soon resolves a little later. */
  async refuse(code: string): Promise<undefined> {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    if (code === "unavailable") await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** Resolves when a lane may ask again. */
  async rest(): Promise<void> {
    if (this.#restMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#restMs));
  }

  get acknowledged(): number {
    return this.messages.length + this.uses.length + this.undone.length + this.edits.length;
  }

  /** Forgets what was checked; texts stay unlike. */
  clear(): void {
    for (const list of [this.messages, this.uses, this.undone, this.edits]) list.length = 0;
    this.traces.clear();
  }
}
