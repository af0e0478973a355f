/** What tracking holds on a user: their tours with events, what was refused of them, and their keys. */
import type { Holding } from "../accounts/departures.ts";
import type { Keyring } from "./keys.ts";
import type { EventCursor, EventStore, ListedTour } from "./ports.ts";
import { tourStatusView } from "./views.ts";

/** Most events of an export; the rest is told by number, and given by the tours' own routes as lines. */
const MAX_EXPORTED_EVENTS = 100_000;
const PAGE = 500;

export interface TrackingHoldingDeps {
  readonly events: EventStore;
  readonly keyring: Keyring;
  readonly tourIdleSeconds: number;
  readonly now: () => number;
}

export function trackingHolding(deps: TrackingHoldingDeps): Holding {
  return {
    name: "tracking",
    async exportUser(userId) {
      const tours: unknown[] = [];
      let room = MAX_EXPORTED_EVENTS;
      let leftOut = 0;
      const at = { nowMs: deps.now(), idleMs: deps.tourIdleSeconds * 1_000 };
      for await (const tour of toursOf(deps.events, userId)) {
        const events = await eventsOf(deps.events, tour, room);
        room -= events.length;
        leftOut += tour.eventCount - events.length;
        tours.push({ ...tourStatusView(tour, at), events });
      }
      return {
        tours,
        events_left_out: leftOut,
        dead_letters: await deps.events.deadLettersOf(userId),
        keys: await deps.keyring.exportUser(userId),
      };
    },
    async eraseUser(userId) {
      // Keys first: nothing new comes in while the rest goes.
      await deps.keyring.eraseUser(userId);
      await deps.events.eraseOwner(userId);
    },
  };
}

async function* toursOf(events: EventStore, ownerId: number): AsyncGenerator<ListedTour> {
  let before: { calendarAtMs: number; id: number } | null = null;
  for (;;) {
    const page: ListedTour[] = await events.listTours({
      ...{ ownerId, propertyId: null, customerId: null, status: null, fromMs: null, toMs: null },
      ...{ idleBeforeMs: 0, before, limit: PAGE },
    });
    yield* page;
    before = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

async function eventsOf(store: EventStore, tour: ListedTour, most: number): Promise<unknown[]> {
  const events: unknown[] = [];
  let after: EventCursor | null = null;
  while (events.length < most) {
    const page = await store.listEvents({
      ...{ tourId: tour.id, type: null, zone: null, after, form: "list" },
      limit: Math.min(PAGE, most - events.length),
    });
    events.push(...(JSON.parse(new TextDecoder().decode(page.text)) as unknown[]));
    after = page.next;
    if (!after) break;
  }
  return events;
}
