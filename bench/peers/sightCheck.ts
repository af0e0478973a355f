/** Looks at a crowd as stock clients see it: figures of a server that shows people wrongly are worth nothing. */
import { Histogram } from "../../loadtest/histogram.ts";
import type { Point } from "../../src/core/sim/types.ts";
import type { Crowd } from "./crowd.ts";
import type { SightFigures } from "./figures.ts";
import type { Observer, RunningPeer } from "./peer.ts";
import { SIGHT_RADIUS_M } from "./stockSight.ts";

/** Clients that look. */
export const OBSERVERS = 2;
const LOOKS = 5;
const SHOWN_WITHIN_MS = 5000;
const ASK_EVERY_MS = 50;
/** Whoever is so much nearer than the radius must be in sight, whoever is so much beyond it must not, whatever they did since it was decided. */
const SLACK_M = 5;
const LEAVES_AT = 1.2;
const MOST_IN_SIGHT = 64;

export interface LookWish {
  readonly size: number;
  readonly lookMs: number;
  /** Everybody is to be seen, not only those in sight. */
  readonly all: boolean;
}

/** Lets some clients join the crowd, look for a while and leave. */
export async function lookAtCrowd(
  peer: RunningPeer,
  crowd: Crowd,
  { size, lookMs, all }: LookWish,
): Promise<{ readonly sight: SightFigures | null; readonly faults: readonly string[] }> {
  const { observe } = peer;
  if (!observe) return { sight: null, faults: [] };
  const indexes = Array.from({ length: OBSERVERS }, (_, index) => size + index);
  const watches = await Promise.all(
    indexes.map(async (index) => {
      const spot = crowd.spotFor(index);
      return new Watch(await observe(index, spot), spot);
    }),
  );
  await untilAllShown(watches, crowd, all);
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookMs / LOOKS));
    const asked = crowd.asked();
    for (const watch of watches) watch.look(asked, all);
  }
  await Promise.all(watches.map(({ observer }) => observer.leave()));
  return summary(watches, size, all);
}

/** Somebody who has just come is shown the others by and by; those who are not shown for so long will be missed. */
async function untilAllShown(watches: readonly Watch[], crowd: Crowd, all: boolean): Promise<void> {
  const deadlineMs = performance.now() + SHOWN_WITHIN_MS;
  while (watches.some((watch) => watch.missing(crowd.asked(), all) > 0) && performance.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
}

class Watch {
  readonly observer: Observer;
  readonly #spot: Point;
  readonly #firstSeen = new Map<string, Point>();
  readonly #moved = new Set<string>();
  readonly offM = new Histogram();
  seen = 0;
  looks = 0;
  missed = 0;
  beyond = 0;

  constructor(observer: Observer, spot: Point) {
    this.observer = observer;
    this.#spot = spot;
  }

  get movingShare(): number {
    return this.#firstSeen.size === 0 ? 0 : this.#moved.size / this.#firstSeen.size;
  }

  look(asked: ReadonlyMap<string, Point>, all: boolean): void {
    const shown = this.observer.look();
    this.looks += 1;
    for (const [id, at] of shown) {
      const wish = asked.get(id);
      if (!wish) continue;
      this.seen += 1;
      this.offM.add(Math.hypot(wish.x - at.x, wish.y - at.y));
      const first = this.#firstSeen.get(id);
      if (!first) this.#firstSeen.set(id, at);
      else if (first.x !== at.x || first.y !== at.y) this.#moved.add(id);
      if (!all && this.#awayM(at) > SIGHT_RADIUS_M * LEAVES_AT + SLACK_M) this.beyond += 1;
    }
    this.missed += this.missing(asked, all);
  }

  /** How many are not shown who should be. */
  missing(asked: ReadonlyMap<string, Point>, all: boolean): number {
    const shown = this.observer.look();
    // At the limit, whoever is near may be hidden by those who are nearer.
    if (!all && shown.size > MOST_IN_SIGHT) return 0;
    return [...asked].filter(
      ([id, wish]) => !shown.has(id) && (all || this.#awayM(wish) < SIGHT_RADIUS_M - SLACK_M),
    ).length;
  }

  #awayM({ x, y }: Point): number {
    return Math.hypot(x - this.#spot.x, y - this.#spot.y);
  }
}

function summary(watches: readonly Watch[], size: number, all: boolean) {
  const sum = (of: (watch: Watch) => number) => watches.reduce((total, watch) => total + of(watch), 0);
  const [missed, beyond, seen, looks] = [
    sum((watch) => watch.missed),
    sum((watch) => watch.beyond),
    sum((watch) => watch.seen),
    sum((watch) => watch.looks),
  ];
  const moving = sum((watch) => watch.movingShare) / watches.length;
  const offM = {
    p50: sum((watch) => watch.offM.quantile(0.5)) / watches.length,
    p99: Math.max(...watches.map((watch) => watch.offM.quantile(0.99))),
  };
  const faults = [
    ...(seen === 0 ? ["a stock client saw nobody"] : []),
    ...(seen > 0 && moving === 0 ? ["a stock client saw nobody move"] : []),
    ...(missed > 0 ? [`${missed} times somebody was not shown who should be`] : []),
    ...(beyond > 0 ? [`${beyond} times somebody was shown from beyond sight`] : []),
    ...(all && seen > size * looks ? ["more were shown than there are"] : []),
  ];
  return { sight: { inSight: seen / looks, moving, offM }, faults };
}
