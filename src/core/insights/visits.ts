/** From zone enters and exits, however incomplete, to visits. */
import { compareText, within } from "./order.ts";
import type { Quality, Span, TourEvent, Visit } from "./types.ts";

/** Visits by their beginning, and what was odd. */
export interface Visits {
  readonly visits: readonly Visit[];
  readonly odd: Pick<Quality, "repeatedEnters" | "unpairedExits" | "openVisits" | "unnamed">;
}

/**
 * Pairs each enter with the next exit of its zone. Zones may overlap: each is paired by itself. A second enter before
 * the exit changes nothing; a visit without exit ends with the tour; an exit without enter is a visit if it tells a
 * dwell of its own. In a zone that a room watched, its events count and the client's do not. `ordered` is by time.
 */
export function visitsOf(ordered: readonly TourEvent[], span: Span): Visits {
  const odd = { repeatedEnters: 0, unpairedExits: 0, openVisits: 0, unnamed: 0 };
  const visits: Visit[] = [];
  const byZone = new Map<string, TourEvent[]>();
  for (const event of ordered) {
    if (event.kind !== "zone_enter" && event.kind !== "zone_exit") continue;
    if (!event.zone) odd.unnamed += 1;
    else gather(byZone, event.zone, event);
  }
  for (const [zone, events] of byZone) {
    const watched = events.filter(({ source }) => source === "server");
    const pairing = new Pairing(zone, span, odd);
    for (const moment of moments(watched.length > 0 ? watched : events)) pairing.take(moment);
    visits.push(...pairing.close());
  }
  return { visits: visits.sort(byBeginning), odd };
}

/** Which zone each of `ordered` happened in: the one it names, else of the visits open at that time the latest begun. */
export function zonesOf(ordered: readonly TourEvent[], visits: readonly Visit[]): (string | null)[] {
  let next = 0;
  let open: Visit[] = [];
  return ordered.map(({ atMs, zone }) => {
    for (; next < visits.length && (visits[next] as Visit).enteredAtMs <= atMs; next += 1)
      open.push(visits[next] as Visit);
    if (open.some(({ leftAtMs }) => leftAtMs < atMs)) open = open.filter(({ leftAtMs }) => leftAtMs >= atMs);
    return zone || (open.at(-1)?.zone ?? null);
  });
}

/** All enters and exits of one zone in one millisecond. */
interface Moment {
  readonly atMs: number;
  enters: number;
  readonly exits: TourEvent[];
  readonly source: "client" | "server";
}

class Pairing {
  readonly #visits: Visit[] = [];
  readonly #zone: string;
  readonly #span: Span;
  readonly #odd: { repeatedEnters: number; unpairedExits: number; openVisits: number };
  #openSinceMs: number | null = null;
  #lastLeftMs = Number.NEGATIVE_INFINITY;
  #source: "client" | "server" = "client";

  constructor(
    zone: string,
    span: Span,
    odd: { repeatedEnters: number; unpairedExits: number; openVisits: number },
  ) {
    this.#zone = zone;
    this.#span = span;
    this.#odd = odd;
  }

  /** In an open zone exits come before enters of the same millisecond, in another one after them. */
  take({ atMs, enters, exits, source }: Moment): void {
    this.#source = source;
    let left = exits;
    if (this.#openSinceMs !== null && left.length > 0) {
      this.#end(atMs, "exit");
      left = left.slice(1);
      if (enters > 0) this.#enter(atMs, enters);
    } else if (enters > 0) {
      this.#enter(atMs, enters);
      if (left.length > 0) {
        this.#end(atMs, "exit");
        left = left.slice(1);
      }
    }
    for (const exit of left) this.#exitAlone(exit);
  }

  close(): readonly Visit[] {
    if (this.#openSinceMs !== null) {
      this.#odd.openVisits += 1;
      this.#end(Math.max(this.#span.endMs, this.#openSinceMs), "tour");
    }
    return this.#visits;
  }

  #enter(atMs: number, times: number): void {
    const repeated = this.#openSinceMs === null ? times - 1 : times;
    this.#odd.repeatedEnters += repeated;
    this.#openSinceMs ??= atMs;
  }

  #end(atMs: number, endedBy: Visit["endedBy"]): void {
    this.#add(this.#openSinceMs as number, atMs, endedBy);
    this.#openSinceMs = null;
  }

  /** Most of what it tells must lie after the visit before: otherwise it repeats that one's exit. */
  #exitAlone({ atMs, dwellMs }: TourEvent): void {
    const fromMs = Math.max(this.#lastLeftMs, atMs - (dwellMs ?? 0));
    if (!dwellMs || this.#openSinceMs !== null || (atMs - fromMs) * 2 < dwellMs) this.#odd.unpairedExits += 1;
    else this.#add(fromMs, atMs, "exit");
  }

  #add(fromMs: number, toMs: number, endedBy: Visit["endedBy"]): void {
    this.#lastLeftMs = toMs;
    this.#visits.push({
      zone: this.#zone,
      enteredAtMs: within(this.#span, fromMs),
      leftAtMs: within(this.#span, toMs),
      endedBy,
      source: this.#source,
    });
  }
}

function moments(events: readonly TourEvent[]): Moment[] {
  const found: Moment[] = [];
  for (const event of events) {
    let moment = found.at(-1);
    if (moment?.atMs !== event.atMs) {
      moment = { atMs: event.atMs, enters: 0, exits: [], source: event.source };
      found.push(moment);
    }
    if (event.kind === "zone_enter") moment.enters += 1;
    else moment.exits.push(event);
  }
  return found;
}

function byBeginning(a: Visit, b: Visit): number {
  return a.enteredAtMs - b.enteredAtMs || a.leftAtMs - b.leftAtMs || compareText(a.zone, b.zone);
}

function gather<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
