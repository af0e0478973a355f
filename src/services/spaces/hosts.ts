/**
 * The live spaces of this process and the claims that keep each of them single: whoever opens a space holds its claim
 * until the last save has ended, and the next one waits. The room is one holder; a call over HTTP to an empty space
 * is another, for a moment.
 */
import { AppError } from "../../errors.ts";
import { type HostDeps, SpaceHost } from "./host.ts";
import type { SpaceStore } from "./ports.ts";

/** How long an opener waits for the claim before it, milliseconds; then `unavailable`. */
export const CLAIM_WAIT_MS = 5000;

export interface HostsDeps extends HostDeps {
  readonly spaces: Pick<SpaceStore, "findSpace">;
}

interface Claim {
  /** A room holds it: others use the host instead of waiting. */
  readonly live: boolean;
  host: SpaceHost | null;
  readonly released: Promise<void>;
  release(): void;
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
    return claim?.live ? (claim.host ?? undefined) : undefined;
  }

  /** All hosts with a room. */
  *allLive(): Iterable<SpaceHost> {
    for (const claim of this.#claims.values()) if (claim.live && claim.host) yield claim.host;
  }

  /**
   * Opens a space for a room, waiting up to {@link CLAIM_WAIT_MS} for an earlier holder to let go. End it with {@link close}.
   * @throws AppError `not_found` if there is no such space, `unavailable` if it is still held then.
   */
  open(spaceId: number): Promise<SpaceHost> {
    return this.#open(spaceId, true);
  }

  /** Stores what is left of `host` and releases its claim, also when storing fails. */
  async close(host: SpaceHost): Promise<void> {
    const claim = this.#claims.get(host.space.id);
    try {
      await host.close();
    } finally {
      if (claim?.host === host) claim.release();
    }
  }

  /**
   * Runs `use` with the host of a space: the live one, or one opened for it alone and ticked until `use` has ended.
   * @throws AppError as {@link open}; whatever `use` throws.
   */
  async withHost<Result>(spaceId: number, use: (host: SpaceHost) => Promise<Result>): Promise<Result> {
    const live = this.live(spaceId);
    if (live) return use(live);
    const host = await this.#open(spaceId, false);
    const ticking = setInterval(() => host.tick(0), 1);
    try {
      return await use(host);
    } finally {
      clearInterval(ticking);
      await this.close(host);
    }
  }

  async #open(spaceId: number, live: boolean): Promise<SpaceHost> {
    const claim = await this.#claim(spaceId, live);
    try {
      const space = await this.#deps.spaces.findSpace(spaceId);
      if (!space) throw new AppError("not_found", `There is no space ${spaceId}.`);
      claim.host = new SpaceHost(space, await this.#deps.journal.loadObjects(spaceId), this.#deps);
      return claim.host;
    } catch (error) {
      claim.release();
      throw error;
    }
  }

  async #claim(spaceId: number, live: boolean): Promise<Claim> {
    const deadlineMs = this.#deps.now() + CLAIM_WAIT_MS;
    for (let held = this.#claims.get(spaceId); held; held = this.#claims.get(spaceId)) {
      const leftMs = deadlineMs - this.#deps.now();
      if (leftMs <= 0 || !(await settlesWithin(held.released, leftMs))) {
        throw new AppError("unavailable", "The space is busy closing; try again in a moment.", {
          retryAfterSeconds: 1,
        });
      }
    }
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = () => {
        if (this.#claims.get(spaceId) === claim) this.#claims.delete(spaceId);
        resolve();
      };
    });
    const claim: Claim = { live, host: null, released, release: () => release() };
    this.#claims.set(spaceId, claim);
    return claim;
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
