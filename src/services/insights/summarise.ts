/** Brings summaries up to date: every tour that changed is read whole and summarised anew. Runs in a thread. */
import { digestOf } from "../../core/insights/digest.ts";
import { cellsOf } from "../../core/insights/heatmap.ts";
import { readTour } from "../../core/insights/reading.ts";
import type { InsightSource, SourceTour, TourSummary } from "./ports.ts";

/** Events of a tour beyond this many, the latest, enter no figure. */
export const MAX_TOUR_EVENTS = 500_000;
/** Changed tours fetched at once. */
const FETCHED = 200;

export interface SummariseOptions {
  /** Events, about, whose tours are stored in one transaction: the longer, the longer others wait to write. */
  readonly eventsPerCommit: number;
  /** Leaves tours that gave a sign since, by the server's clock; null: none. */
  readonly seenBeforeMs: number | null;
  /** Asked before every transaction; true ends it. */
  readonly stopped: () => Promise<boolean>;
}

/** Summarises the tours that are dirty, until it is stopped; how many events were read. */
export async function summariseChanged(source: InsightSource, options: SummariseOptions): Promise<number> {
  let read = 0;
  // By id, so that a tour that goes on changing is not summarised again and again.
  for (let lastId = 0; ; ) {
    const tours = await source.dirtyTours({
      ...{ afterId: lastId, limit: FETCHED, seenBeforeMs: options.seenBeforeMs },
    });
    const last = tours.at(-1);
    if (!last) return read;
    lastId = last.id;
    while (tours.length > 0) {
      if (await options.stopped()) return read;
      const summaries: TourSummary[] = [];
      let events = 0;
      while (tours.length > 0 && events < options.eventsPerCommit) {
        const summary = await summaryOf(source, tours.shift() as SourceTour);
        events += summary.tour.eventCount;
        summaries.push(summary);
      }
      await source.storeSummaries(summaries);
      read += events;
    }
  }
}

async function summaryOf(source: InsightSource, tour: SourceTour): Promise<TourSummary> {
  const reading = tour.opened ? readTour(tour.facts, await source.tourEvents(tour, MAX_TOUR_EVENTS)) : null;
  const watched = reading?.all.some(({ source }) => source === "server") ?? false;
  return {
    tour,
    digest: reading && digestOf(reading),
    cells: reading ? cellsOf(reading) : [],
    contradicted:
      watched && reading ? reading.all.filter(({ verified }) => !verified).map(({ id }) => id) : null,
  };
}
