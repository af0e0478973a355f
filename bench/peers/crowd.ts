/** The crowd that every peer is given: the same walkers on the same ways, in a space that grows with their number. */
import { Ground } from "../../loadtest/ground.ts";
import { type Pacer, startPacer } from "../../loadtest/pacer.ts";
import { createWalker, type Walker } from "../../loadtest/walker.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import type { Point } from "../../src/core/sim/types.ts";
import type { RunningPeer, WalkingClient } from "./peer.ts";
import { SIGHT_RADIUS_M } from "./stockSight.ts";

export const MOVES_PER_SECOND = 10;
/** So many are within the radius of sight, but for those near the edges; some more are not out of sight yet. */
const WANTED_IN_SIGHT = 40;
/** A member that is refused comes again. */
const TRIES = 3;
const MAX_SPEED_MPS = 6;
/** Positions are sent to a millimetre. */
const STEPS_PER_M = 1000;

/** The side of the square that gives a crowd of `size` the density of every other, metres. */
export function sideOf(size: number): number {
  return Math.sqrt((size * Math.PI * SIGHT_RADIUS_M ** 2) / WANTED_IN_SIGHT);
}

/** Frames and bytes that came in while it was measured, and what should not be. */
export class Traffic {
  measuring = false;
  frames = 0;
  bytes = 0;
  /** These two also while it is not measured. */
  strangeFrames = 0;
  dropped = 0;
}

interface Member {
  readonly spot: Point;
  readonly walker: Walker;
  client: WalkingClient | null;
  seq: number;
}

export class Crowd {
  readonly traffic = new Traffic();
  readonly #peer: RunningPeer;
  readonly #members: readonly Member[];
  readonly #random: Random;
  readonly #ground: Ground;
  readonly #pacer: Pacer;
  /** Moves that could not be sent: the connection was gone, or the server took none. */
  unsent = 0;
  /** Why joins were refused that were tried again, at most two for each member. */
  readonly refusals: string[] = [];

  /** The same seed and size give the same walkers. They walk as soon as they are in. */
  constructor(peer: RunningPeer, { size, seed }: { size: number; seed: string }) {
    this.#peer = peer;
    this.#random = createRandom(seed).fork(size);
    this.#ground = emptyGround(sideOf(size));
    this.#members = Array.from({ length: size }, (_, index) => this.#member(index));
    this.#pacer = startPacer({ periodMs: 1000 / MOVES_PER_SECOND, count: size }, (index) =>
      this.#beat(index),
    );
  }

  get size(): number {
    return this.#members.length;
  }

  /** Moves that this process was too busy to send in time. */
  get skipped(): number {
    return this.#pacer.skipped;
  }

  /** The members from `first` to before `end` join, all at once. `noteMs` is told how long each took. @throws what refused one member again and again. */
  async join([first, end]: readonly [number, number], noteMs: (ms: number) => void): Promise<void> {
    const joins = this.#members.slice(first, end).map(async (member, index) => {
      const startMs = performance.now();
      member.client = await this.#insist(first + index, member.spot);
      noteMs(performance.now() - startMs);
    });
    await Promise.all(joins);
  }

  async #insist(index: number, spot: Point): Promise<WalkingClient> {
    for (let refused = 0; ; refused += 1) {
      const events = this.#events();
      try {
        const client = await this.#peer.join(index, spot, events);
        events.isIn = true;
        return client;
      } catch (error) {
        if (refused === TRIES - 1) throw error;
        this.refusals.push((error as Error).message);
      }
    }
  }

  /** A free spot for the guest number `index`: the same for every peer. */
  spotFor(index: number): Point {
    return rounded(this.#ground.randomSpot(this.#random.fork(`guest ${index}`)));
  }

  /** Where everybody who is in has last asked to be, by the server's names for them. */
  asked(): ReadonlyMap<string, Point> {
    return new Map(
      this.#members.flatMap(({ client, walker }) => (client ? [[client.id, walker.at] as const] : [])),
    );
  }

  /** Stops walking. The connections end with the server. */
  stop(): void {
    this.#pacer.stop();
    this.traffic.measuring = false;
  }

  #member(index: number): Member {
    const random = this.#random.fork(index);
    const spot = rounded(this.#ground.randomSpot(random));
    const beatSeconds = 1 / MOVES_PER_SECOND;
    const walker = createWalker({ ground: this.#ground, random, at: spot, beatSeconds, seeksObjects: false });
    return { spot, walker, client: null, seq: 0 };
  }

  #beat(index: number): void {
    const member = this.#members[index] as Member;
    if (!member.client) return;
    const to = member.walker.beat();
    if (!to) return;
    member.seq = (member.seq + 1) & 0xffff;
    if (!member.client.move(rounded(to), member.seq)) this.unsent += 1;
  }

  /** What happens to a client whose join is refused is no fault of its own. */
  #events() {
    const { traffic } = this;
    return {
      isIn: false,
      onFrame(bytes: number, strange: boolean) {
        if (strange && this.isIn) traffic.strangeFrames += 1;
        if (!traffic.measuring) return;
        traffic.frames += 1;
        traffic.bytes += bytes;
      },
      onDrop() {
        if (this.isIn) traffic.dropped += 1;
      },
    };
  }
}

function emptyGround(sideM: number): Ground {
  const size = { widthM: sideM, depthM: sideM, maxSpeedMps: MAX_SPEED_MPS };
  const plain = { movement: "free", stepIntervalMs: 0, spawnsAnywhere: true } as const;
  return new Ground({ ...size, ...plain, activities: [], obstacles: [], usable: [] });
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x * STEPS_PER_M) / STEPS_PER_M, y: Math.round(y * STEPS_PER_M) / STEPS_PER_M };
}
