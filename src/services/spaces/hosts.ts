/**
 * The live spaces of this process and the claims that keep each of them single: whoever opens a space holds its claim
 * until the last save has ended, and the next one waits. The room is one holder; a call over HTTP to an empty space
 * is another, for a moment.
 */
import type { Scenery } from "../../core/sim/world.ts";
import { AppError } from "../../errors.ts";
import { type HostDeps, SpaceHost } from "./host.ts";
import type { SpaceStore } from "./ports.ts";

/** How long an opener waits for the claim before it, milliseconds; then `unavailable`. */
export const CLAIM_WAIT_MS = 5000;

export interface HostsDeps extends HostDeps {
  readonly spaces: Pick<SpaceStore, "findSpace">;
  /** What avatars collide with in a space that is made of this world. */
  readonly sceneryOf: (worldId: string) => Promise<readonly Scenery[]>;
}

/** Who wants a claim: a `room`, a call for a `moment`, or a deletion for which the space stays `shut`. */
type Purpose = "room" | "moment" | "shut";

interface Claim {
  /** A `room` shares its host with calls, which wait for the others. */
  readonly purpose: Purpose;
  host: SpaceHost | null;
  /** True once the last save is under way: from then on the host takes nothing new. */
  closing: boolean;
  /** Settles when `host` is there, or the claim is released without one. */
  readonly opened: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
}

export class SpaceHosts {
  readonly #deps: HostsDeps;
  readonly #claims = new Map<number, Claim>();

  constructor(deps: HostsDeps) {
    this.#deps = deps;
  }

  /** The host of a space that has a room in this process, undefined if it has none. */
  live(spaceId: number): SpaceHost | undefined {
    const claim = this.#claims.get(spaceId);
    return claim?.purpose === "room" && !claim.closing ? (claim.host ?? undefined) : undefined;
  }

  /** All hosts with a room. */
  *allLive(): Iterable<SpaceHost> {
    for (const claim of this.#claims.values()) if (claim.purpose === "room" && claim.host) yield claim.host;
  }

  /**
   * Opens a space for a room, waiting up to {@link CLAIM_WAIT_MS} for an earlier holder to let go. End it with {@link close}.
   * @throws AppError `not_found` if there is no such space, `unavailable` if it is still held then.
   */
  async open(spaceId: number): Promise<SpaceHost> {
    return this.#load(spaceId, await this.#claim(spaceId, "room"));
  }

  /** Stores what is left of `host` and releases its claim, also when storing fails. */
  async close(host: SpaceHost): Promise<void> {
    const claim = this.#claims.get(host.space.id);
    const own = claim?.host === host ? claim : null;
    if (own) own.closing = true;
    try {
      await host.close();
    } finally {
      if (own) this.#release(host.space.id, own);
    }
  }

  /**
   * Runs `use` with the host of a space: the live one, or one opened for it alone and ticked until `use` has ended.
   * @throws AppError as {@link open}; whatever `use` throws.
   */
  async withHost<Result>(spaceId: number, use: (host: SpaceHost) => Promise<Result>): Promise<Result> {
    const live = this.live(spaceId);
    if (live) return use(live);
    const claim = await this.#claim(spaceId, "moment");
    if (!claim) return this.withHost(spaceId, use);
    const host = await this.#load(spaceId, claim);
    const ticking = setInterval(() => {
      try {
        host.tick(0);
      } catch (error) {
        this.#deps.onFault(error, `tick of space ${spaceId}`);
      }
    }, 1);
    try {
      return await use(host);
    } finally {
      clearInterval(ticking);
      await this.close(host);
    }
  }

  /**
   * Runs `use` while nobody can open the space, waiting up to {@link CLAIM_WAIT_MS} until nobody has it open.
   * @throws AppError `unavailable` if it is still open then; whatever `use` throws.
   */
  async whileShut<Result>(spaceId: number, use: () => Promise<Result>): Promise<Result> {
    const claim = await this.#claim(spaceId, "shut");
    try {
      return await use();
    } finally {
      this.#release(spaceId, claim);
    }
  }

  /** Resolves when nobody has a space open any more. */
  async idle(): Promise<void> {
    for (const claim of this.#claims.values()) {
      await claim.released.promise;
      return this.idle();
    }
  }

  async #load(spaceId: number, claim: Claim): Promise<SpaceHost> {
    try {
      const space = await this.#deps.spaces.findSpace(spaceId);
      if (!space) throw new AppError("not_found", `There is no space ${spaceId}.`);
      const [objects, scenery] = await Promise.all([
        this.#deps.journal.loadObjects(spaceId),
        space.worldId === null ? [] : this.#deps.sceneryOf(space.worldId),
      ]);
      claim.host = new SpaceHost(space, { objects, scenery }, this.#deps);
      claim.opened.resolve();
      return claim.host;
    } catch (error) {
      this.#release(spaceId, claim);
      throw error;
    }
  }

  #claim(spaceId: number, purpose: "room" | "shut"): Promise<Claim>;
  /** Null for a `moment` when a room has opened the space: its host is to be used. */
  #claim(spaceId: number, purpose: "moment"): Promise<Claim | null>;
  async #claim(spaceId: number, purpose: Purpose): Promise<Claim | null> {
    const deadlineMs = this.#deps.now() + CLAIM_WAIT_MS;
    for (let held = this.#claims.get(spaceId); held; held = this.#claims.get(spaceId)) {
      const shares = purpose === "moment" && held.purpose === "room" && !held.closing;
      if (shares && held.host) return null;
      const leftMs = deadlineMs - this.#deps.now();
      const free = (shares ? held.opened : held.released).promise;
      if (leftMs <= 0 || !(await settlesWithin(free, leftMs))) {
        throw new AppError("unavailable", "The space is busy closing; try again in a moment.", {
          retryAfterSeconds: 1,
        });
      }
    }
    const claim: Claim = {
      purpose,
      host: null,
      closing: false,
      opened: Promise.withResolvers(),
      released: Promise.withResolvers(),
    };
    this.#claims.set(spaceId, claim);
    return claim;
  }

  #release(spaceId: number, claim: Claim): void {
    if (this.#claims.get(spaceId) === claim) this.#claims.delete(spaceId);
    claim.opened.resolve();
    claim.released.resolve();
  }
}

/** True if `promise` settles within `ms`. */
async function settlesWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
