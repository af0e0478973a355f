/** Made-up visitors whose behaviour is known: what they did, and the events that a careless client tells of it. */

import type { TourEvent, TourFacts } from "../../../src/core/insights/types.ts";
import { createRandom, type Random } from "../../../src/core/random.ts";

/** A visitor's true stay in milliseconds by zone, and gaze by thing. */
export interface Truth {
  readonly customerId: string;
  readonly dwellMs: ReadonlyMap<string, number>;
  readonly gazeMs: ReadonlyMap<string, number>;
  readonly positions: number;
}

export interface MadeTour {
  readonly facts: TourFacts;
  readonly events: readonly TourEvent[];
  readonly truth: Truth;
}

/** Zones with how long people usually stay, and the things in them. */
export const HOUSE = [
  { zone: "hall", usualMs: 20_000, things: ["coat_rack", "mirror"] },
  { zone: "living_room", usualMs: 120_000, things: ["sofa", "tv", "fireplace"] },
  { zone: "kitchen", usualMs: 80_000, things: ["oven", "island"] },
  { zone: "bath", usualMs: 30_000, things: ["tub"] },
  { zone: "balcony", usualMs: 25_000, things: ["view"] },
] as const;

export interface VisitorWish {
  readonly seed: number;
  readonly customerId: string;
  /** How many times as long as usual this visitor stays in a zone and looks at its things; 1 where nothing is said. */
  readonly liking?: Readonly<Record<string, number>>;
}

/** A tour of the house: every zone once, in an order of its own, with a gaze about every second and half. */
export function visitor({ seed, customerId, liking = {} }: VisitorWish): MadeTour {
  const random = createRandom(seed);
  const startMs = Date.UTC(2026, 0, 5) + seed * 3_600_000;
  const events: TourEvent[] = [];
  const dwellMs = new Map<string, number>();
  const gazeMs = new Map<string, number>();
  let nowMs = startMs;
  const tell = (kind: string, rest: Partial<TourEvent>) =>
    events.push({ ...BLANK, id: `${seed}-${events.length}`, atMs: nowMs, kind, ...rest });
  for (const { zone, usualMs, things } of shuffled(HOUSE, random)) {
    const stayMs = Math.round(usualMs * (liking[zone] ?? 1) * random.between(0.8, 1.25));
    const leaveMs = nowMs + stayMs;
    dwellMs.set(zone, stayMs);
    tell("zone_enter", { zone, position: spot(random) });
    for (;;) {
      const lookMs = random.int(400, 2_400);
      if (nowMs + lookMs >= leaveMs) break;
      nowMs += lookMs;
      const thing = random.pick(things);
      gazeMs.set(thing, (gazeMs.get(thing) ?? 0) + lookMs);
      tell("gaze", { gazeTarget: thing, dwellMs: lookMs, position: spot(random) });
    }
    nowMs = leaveMs;
    tell("zone_exit", { zone, dwellMs: stayMs });
    nowMs += random.int(200, 1_500);
  }
  const positions = events.filter(({ position }) => position !== null).length;
  return {
    facts: { startAtMs: startMs, endAtMs: nowMs, skewMs: 0, propertyId: "house", customerId },
    events,
    truth: { customerId, dwellMs, gazeMs, positions },
  };
}

/** The same events as a careless client and a bad line deliver them: shuffled, some twice, in batches of any size. */
export function carelessly(events: readonly TourEvent[], seed: number, mostInBatch = 40): TourEvent[][] {
  const random = createRandom(`careless ${seed}`);
  const sent = shuffled([...events, ...events.filter(() => random.next() < 0.3)], random);
  const batches: TourEvent[][] = [];
  while (sent.length > 0) batches.push(sent.splice(0, random.int(1, mostInBatch)));
  return batches;
}

export function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const left = [...values];
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = random.int(0, index);
    [left[index], left[other]] = [left[other] as Value, left[index] as Value];
  }
  return left;
}

const BLANK: TourEvent = {
  id: "",
  atMs: 0,
  kind: "",
  zone: null,
  object: null,
  gazeTarget: null,
  interaction: null,
  position: null,
  dwellMs: null,
  source: "client",
  verified: true,
};

function spot(random: Random) {
  return { x: random.between(-8, 12), y: 1.7, z: random.between(-5, 6) };
}
