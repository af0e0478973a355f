/**
 * One space in memory: its world, the inputs that wait for the next tick, and the journal that stores what they did.
 * The room owns a host while somebody is in the space; a call over HTTP to an empty space opens one for a moment.
 * Both ways every change takes the same path: queued → applied at a tick → stored → answered.
 */

import { pushOut } from "../../core/sim/freePoint.ts";
import type { MovementRejection } from "../../core/sim/movement.ts";
import { step } from "../../core/sim/step.ts";
import type { Outcome, ToolSet } from "../../core/sim/tools/apply.ts";
import { releaseHolds } from "../../core/sim/tools/holds.ts";
import type { Actor, Prefab, Role, SpaceObject } from "../../core/sim/types.ts";
import {
  type Avatar,
  type AvatarSeed,
  addAvatar,
  createWorld,
  type Input,
  type Placement,
  removeAvatar,
  type Scenery,
  type ToolInput,
  type World,
} from "../../core/sim/world.ts";
import { ZoneWatch } from "../../core/sim/zones.ts";
import { AppError } from "../../errors.ts";
import type { LastPosition, SpaceJournal, StoredUse } from "../journal/ports.ts";
import { ObjectWrites } from "./objectWrites.ts";
import type { Space } from "./ports.ts";
import { rulesOf } from "./rules.ts";
import { UseHistory } from "./useHistory.ts";

/** What a host is built from. */
export interface HostDeps {
  readonly journal: SpaceJournal;
  readonly tools: ToolSet;
  readonly prefabs: ReadonlyMap<string, Prefab>;
  /** Most objects in one space. */
  readonly maxObjects: number;
  readonly now: () => number;
  /** Told of what nobody waits for: a failed save, a repair. */
  readonly onFault: (fault: unknown, where: string) => void;
}

/** What stands in a space when it is opened. */
export interface SpaceContents {
  readonly objects: readonly SpaceObject[];
  readonly scenery: readonly Scenery[];
}

/** A use that is on disk, with the object as it left it (null: taken away). */
export interface CommittedUse {
  readonly use: StoredUse;
  readonly object: SpaceObject | null;
}

/** A tool input before it is queued: the host gives the ticket. */
export type ToolRequest = ToolInput extends infer One
  ? One extends { ticket: number }
    ? Omit<One, "ticket">
    : never
  : never;

/** Inputs that may wait for one tick: of one avatar, and in all. Beyond, the newest is refused and counted. */
export const MAX_INPUTS_PER_AVATAR = 256;
export const MAX_INPUTS = 65_536;

interface Waiting {
  resolve(committed: CommittedUse): void;
  reject(refusal: AppError): void;
}

export class SpaceHost {
  space: Space;
  readonly world: World;
  readonly history = new UseHistory();
  /** Called with every committed use, after its promise. The room tells those in sight. */
  onUse: (committed: CommittedUse) => void = () => {};
  /** Called with every avatar that stands in another zone than before. */
  onZone: (avatar: Avatar) => void = () => {};
  refusedInputs = 0;
  readonly #deps: HostDeps;
  #queue: Input[] = [];
  readonly #queuedOf = new Map<string, number>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #writes: ObjectWrites;
  readonly #savedAt = new Map<string, string>();
  #zones: ZoneWatch;
  #ticket = 0;
  #placing = 0;

  constructor(space: Space, contents: SpaceContents, deps: HostDeps) {
    this.space = space;
    this.#deps = deps;
    this.world = createWorld({
      spaceId: space.id,
      rules: rulesOf(space),
      prefabs: deps.prefabs,
      ...contents,
      spawnPoints: space.spawnPoints,
    });
    this.#writes = new ObjectWrites(this.world);
    this.#zones = new ZoneWatch(space.zones);
  }

  /** Queues a move or activity for the next tick. False if the avatar's or the host's queue is full. */
  enqueue(input: Input & { readonly sessionId: string }): boolean {
    const queued = this.#queuedOf.get(input.sessionId) ?? 0;
    if (queued >= MAX_INPUTS_PER_AVATAR || this.#queue.length >= MAX_INPUTS) {
      this.refusedInputs += 1;
      return false;
    }
    this.#queuedOf.set(input.sessionId, queued + 1);
    this.#queue.push(input);
    return true;
  }

  /**
   * Queues a tool input; resolves when its effect is on disk.
   * @throws AppError with the code of the refusal, `rate_limited` if too many wait already, `unavailable` if it could not be stored.
   */
  submit(request: ToolRequest): Promise<CommittedUse> {
    const owner = request.actor.sessionId ?? `user ${request.actor.userId}`;
    const queued = this.#queuedOf.get(owner) ?? 0;
    if (queued >= MAX_INPUTS_PER_AVATAR || this.#queue.length >= MAX_INPUTS) {
      this.refusedInputs += 1;
      return Promise.reject(
        new AppError("rate_limited", "Too many actions wait for the next tick.", { retryAfterSeconds: 1 }),
      );
    }
    this.#queuedOf.set(owner, queued + 1);
    const ticket = ++this.#ticket;
    this.#queue.push({ ...request, ticket } as ToolInput);
    return new Promise((resolve, reject) => this.#waiting.set(ticket, { resolve, reject }));
  }

  /**
   * Queues the placement of a new object, under a fresh id.
   * @throws AppError as {@link submit}, and `full` if the space has its number of objects.
   */
  async place(request: { actor: Actor; prefabId: string; placement: Placement }): Promise<CommittedUse> {
    const { maxObjects } = this.#deps;
    if (this.world.objects.size + this.#placing >= maxObjects)
      throw new AppError("full", `A space holds at most ${maxObjects} objects.`);
    this.#placing += 1;
    try {
      return await this.submit({ kind: "place", objectId: this.#deps.journal.nextId("object"), ...request });
    } finally {
      this.#placing -= 1;
    }
  }

  /** One tick: applies what is queued, walks everybody, hands what was done to the journal. Returns moves that were refused. */
  tick(dtSeconds: number): readonly MovementRejection[] {
    const inputs = this.#takeInputs();
    const nowMs = this.#deps.now();
    const { outcomes, rejections } = step(this.world, inputs, { dtSeconds, nowMs, tools: this.#deps.tools });
    for (const outcome of outcomes) this.#settle(outcome, nowMs);
    for (const avatar of this.#zones.update(this.world)) this.onZone(avatar);
    return rejections;
  }

  /** Empties the queue, and refuses what may not be applied any more. Notes what the rest may change. */
  #takeInputs(): Input[] {
    const queued = this.#queue;
    this.#queue = [];
    this.#queuedOf.clear();
    const inputs: Input[] = [];
    const objectIds: number[] = [];
    for (const input of queued) {
      if (isToolInput(input)) {
        if (!this.#stillUndoable(input) || !this.#isCertain(input)) continue;
        objectIds.push(objectIdOf(input));
      }
      inputs.push(input);
    }
    this.#writes.note(objectIds);
    return inputs;
  }

  /** Ends an undo whose use was undone by another input since it was looked up. */
  #stillUndoable(input: ToolInput): boolean {
    if (input.kind !== "undo" || !this.history.isUndone(input.use.id)) return true;
    this.#refuse(input.ticket, new AppError("conflict", "That use was undone already."));
    return false;
  }

  /** Ends a use of an object that shows what may never be stored. */
  #isCertain(input: ToolInput): boolean {
    if (!this.#writes.isInDoubt(objectIdOf(input))) return true;
    this.#refuse(
      input.ticket,
      new AppError("unavailable", "It waits for the journal; try again soon.", { retryAfterSeconds: 1 }),
    );
    return false;
  }

  #settle(outcome: Outcome, nowMs: number): void {
    if ("refused" in outcome) {
      if (outcome.cause !== undefined) this.#deps.onFault(outcome.cause, `tool in space ${this.space.id}`);
      this.#refuse(outcome.ticket, new AppError(outcome.refused, outcome.message));
      return;
    }
    const { object } = outcome;
    const write = this.#writes.begin(outcome.use.objectId);
    let use: StoredUse;
    try {
      const id = this.#deps.journal.nextId("tool_use");
      use = { ...outcome.use, id, spaceId: this.space.id, atMs: nowMs, undoneBy: null };
    } catch (error) {
      write.failed();
      this.#refuse(outcome.ticket, asUnavailable(error));
      return;
    }
    this.history.add(use);
    const { undoneBy: _, ...row } = use;
    this.#deps.journal.append({ kind: "use", use: row, object }).then(
      () => {
        write.stored(object);
        const waiting = this.#waiting.get(outcome.ticket);
        this.#waiting.delete(outcome.ticket);
        waiting?.resolve({ use, object });
        this.#tell({ use, object });
      },
      (error: unknown) => {
        write.failed();
        this.history.drop(use);
        this.#refuse(outcome.ticket, asUnavailable(error));
      },
    );
  }

  /** It is on disk and answered: whoever stumbles over hearing of it changes nothing. */
  #tell(committed: CommittedUse): void {
    try {
      this.onUse(committed);
    } catch (error) {
      this.#deps.onFault(error, `telling of use ${committed.use.id}`);
    }
  }

  #refuse(ticket: number, refusal: AppError): void {
    const waiting = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    waiting?.reject(refusal);
  }

  /** Puts an avatar into the world. */
  enter(seed: AvatarSeed): Avatar {
    return addAvatar(this.world, seed);
  }

  /** Takes an avatar out: its holds are released where they are, its position is stored. */
  leave(sessionId: string): void {
    const avatar = this.world.avatars.get(sessionId);
    if (!avatar) return;
    releaseHolds(this.world, sessionId);
    this.savePositions([avatar]);
    this.#savedAt.delete(sessionId);
    removeAvatar(this.world, sessionId);
  }

  /** Hands the positions of those who moved since the last call to the journal. A failure is told, not thrown: the next call saves again. */
  savePositions(avatars: Iterable<Avatar> = this.world.avatars.values()): void {
    const positions: LastPosition[] = [];
    const saved: string[] = [];
    const atMs = this.#deps.now();
    for (const { sessionId, userId, x, y, heading } of avatars) {
      const key = `${x} ${y} ${heading}`;
      if (this.#savedAt.get(sessionId) === key) continue;
      this.#savedAt.set(sessionId, key);
      saved.push(sessionId);
      positions.push({ spaceId: this.space.id, userId, x, y, heading, atMs });
    }
    if (positions.length === 0) return;
    this.#deps.journal.append({ kind: "positions", positions }).catch((error: unknown) => {
      for (const sessionId of saved) this.#savedAt.delete(sessionId);
      this.#deps.onFault(error, "positions not saved");
    });
  }

  /** Takes over a changed space: name, size, rules. Avatars that the new bounds leave outside are brought in. */
  apply(space: Space): void {
    this.space = space;
    this.world.rules = rulesOf(space);
    this.#zones = new ZoneWatch(space.zones);
    pushOut(this.world);
  }

  /** Gives all avatars of a user another standing. */
  setRole(userId: number, role: Role): void {
    for (const avatar of this.world.avatars.values()) if (avatar.userId === userId) avatar.role = role;
  }

  /** Applies what still waits, saves positions, and resolves when all is on disk. What could not be applied is refused. */
  async close(): Promise<void> {
    do {
      this.tick(0);
      this.savePositions();
      await this.#deps.journal.settled();
    } while (this.#queue.length > 0);
    for (const ticket of [...this.#waiting.keys()])
      this.#refuse(ticket, new AppError("unavailable", "The space is closing."));
  }
}

function isToolInput(input: Input): input is ToolInput {
  return input.kind !== "move" && input.kind !== "activity";
}

/** The object that an input is about. */
function objectIdOf(input: ToolInput): number {
  return input.kind === "undo" ? input.use.objectId : input.objectId;
}

function asUnavailable(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError("unavailable", "The change could not be stored.", { cause: error });
}
