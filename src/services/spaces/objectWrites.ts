/**
 * Keeps a space's objects equal to what is on disk. A use is in the world at its tick and on disk a moment later: if
 * storing fails, the object becomes again what was stored last, so that nothing is shown which was never kept.
 */
import { pushOut } from "../../core/sim/freePoint.ts";
import { leaveSeat } from "../../core/sim/tools/holds.ts";
import type { SpaceObject } from "../../core/sim/types.ts";
import { deleteObject, putObject, type World } from "../../core/sim/world.ts";

/** One write under way; exactly one of the two is called, once. */
export interface ObjectWrite {
  /** `object`: the row that is on disk now, null if it was taken away. */
  stored(object: SpaceObject | null): void;
  failed(): void;
}

/** What is under way for one object. */
interface Writes {
  pending: number;
  /** The object as of the last write that succeeded, null if there is none. */
  stored: SpaceObject | null;
  storedAt: number;
  failedAt: number;
}

/** Bounded by what the journal takes: an entry for every object with a write under way. */
export class ObjectWrites {
  readonly #world: World;
  readonly #writes = new Map<number, Writes>();
  #before = new Map<number, SpaceObject | null>();
  #sequence = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Notes what these objects are. Call it before the inputs of a tick that may change them are applied. */
  note(objectIds: Iterable<number>): void {
    this.#before = new Map();
    for (const id of objectIds) this.#before.set(id, this.#world.objects.get(id) ?? null);
  }

  /** Begins the write of a change that is in the world already. Writes of one object end in the order in which they began, or, where the outcome of one is unknown for a while, later ones fail before it ends. */
  begin(objectId: number): ObjectWrite {
    const at = ++this.#sequence;
    const writes = this.#writes.get(objectId) ?? {
      pending: 0,
      stored: this.#before.get(objectId) ?? null,
      storedAt: 0,
      failedAt: 0,
    };
    this.#writes.set(objectId, writes);
    writes.pending += 1;
    return {
      stored: (object) => {
        writes.stored = object;
        writes.storedAt = at;
        this.#end(objectId, writes);
      },
      failed: () => {
        writes.failedAt = at;
        this.#end(objectId, writes);
      },
    };
  }

  /** True while an object shows a change that was not stored, until an earlier write of it ends: what is done to it now would begin from what never was. */
  isInDoubt(objectId: number): boolean {
    const writes = this.#writes.get(objectId);
    return writes !== undefined && writes.failedAt > writes.storedAt;
  }

  #end(objectId: number, writes: Writes): void {
    writes.pending -= 1;
    if (writes.pending > 0) return;
    this.#writes.delete(objectId);
    // What was stored after a failure holds what the failed one had changed.
    if (writes.failedAt > writes.storedAt) this.#restore(objectId, writes.stored);
  }

  /** A hold that the failed use ended or began is over: nobody is handed anything that they may have let go. */
  #restore(objectId: number, stored: SpaceObject | null): void {
    const present = this.#world.objects.get(objectId);
    const holder = present?.holder?.sessionId === stored?.holder?.sessionId ? (stored?.holder ?? null) : null;
    if (stored) putObject(this.#world, { ...stored, holder });
    else deleteObject(this.#world, objectId);
    for (const avatar of this.#world.avatars.values())
      if (avatar.seatId === objectId && avatar.sessionId !== holder?.sessionId) leaveSeat(avatar);
    pushOut(this.#world);
  }
}
