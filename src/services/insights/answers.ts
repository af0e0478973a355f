/** Answers to requests for insights, computed and written out. Runs in a thread: its caller only passes bytes on. */
import { customerInsight } from "../../core/insights/customer.ts";
import { heatmapOf } from "../../core/insights/heatmap.ts";
import type { Baseline } from "../../core/insights/interest.ts";
import { baselineOf, type PropertyInsight, propertyInsight } from "../../core/insights/property.ts";
import { readTour } from "../../core/insights/reading.ts";
import { tourInsight } from "../../core/insights/tour.ts";
import type { TourDigest } from "../../core/insights/types.ts";
import { pageOf } from "../../protocol/lists.ts";
import { activityOf } from "./activity.ts";
import { csvOf, type Table } from "./csv.ts";
import { heatmapPng } from "./heatmapPng.ts";
import type { InsightSource, ListLine } from "./ports.ts";
import type { InsightAnswer, InsightRequest, Owner } from "./requests.ts";
import { MAX_TOUR_EVENTS } from "./summarise.ts";
import { activityTable, customerTable, heatmapTable, listTable, propertyTable, tourTable } from "./tables.ts";
import { onTheWire } from "./wire.ts";

/** Properties whose figures are kept until a tour of theirs is summarised anew. */
const MAX_KEPT_PROPERTIES = 64;
/** Most tours of a customer that are listed. */
const LISTED_TOURS = 200;

interface KeptProperty {
  readonly revision: number;
  readonly insight: PropertyInsight;
  readonly baseline: Baseline;
}

/** Answers over one source; keeps the figures of whole properties while nothing changed. */
export class InsightAnswers {
  readonly #source: InsightSource;
  readonly #kept = new Map<string, KeptProperty>();

  constructor(source: InsightSource) {
    this.#source = source;
  }

  answer(request: InsightRequest): Promise<InsightAnswer> {
    switch (request.kind) {
      case "tour":
        return this.#tour(request);
      case "property":
        return this.#propertyFigures(request);
      case "heatmap":
        return this.#heatmap(request);
      case "customer":
        return this.#customer(request);
      case "list":
        return this.#list(request);
      case "activity":
        return this.#activity(request);
    }
  }

  async #tour({ owner, sessionId, format }: Of<"tour">): Promise<InsightAnswer> {
    const tour = await this.#source.findTour(owner, sessionId);
    const reading = tour && readTour(tour.facts, await this.#source.tourEvents(tour, MAX_TOUR_EVENTS));
    if (!tour || !reading) return NOT_FOUND;
    const { propertyId, customerId } = tour.facts;
    const baseline =
      propertyId === null ? NOTHING_USUAL : (await this.#property(tour.ownerId, propertyId)).baseline;
    return written(
      format,
      { sessionId, propertyId, customerId, ...tourInsight(reading, baseline) },
      tourTable,
    );
  }

  async #propertyFigures({ query, format }: Of<"property">): Promise<InsightAnswer> {
    const { owner, propertyId, fromMs, toMs } = query;
    const always = fromMs === null && toMs === null;
    const whole = always ? (await this.#property(owner, propertyId)).insight : null;
    const insight = whole ?? propertyInsight(await this.#source.propertyDigests(query));
    if (insight.tours === 0 && (await this.#source.propertyRevision(owner, propertyId)) === 0)
      return NOT_FOUND;
    const stale = await this.#source.countDirty(owner, propertyId);
    const asked = { propertyId, from: isoOrNull(fromMs), to: isoOrNull(toMs), toursNotYetIn: stale };
    return written(format, { ...asked, ...insight }, propertyTable);
  }

  async #heatmap({ owner, propertyId, query, format }: Of<"heatmap">): Promise<InsightAnswer> {
    if ((await this.#source.propertyRevision(owner, propertyId)) === 0) return NOT_FOUND;
    const drawn = heatmapOf(await this.#source.propertyCells(owner, propertyId, query.zone), query);
    if ("leastCellM" in drawn) return { refused: "cell_too_small", leastCellM: drawn.leastCellM };
    if (format === "png") return { body: new Uint8Array(heatmapPng(drawn.map)) };
    const { columns, ...map } = drawn.map;
    const { zone, metric, weight } = query;
    return written(format, { propertyId, zone, metric, weight, cols: columns, ...map }, () =>
      heatmapTable(drawn.map),
    );
  }

  async #customer({ owner, customerId, format }: Of<"customer">): Promise<InsightAnswer> {
    const tours = await this.#source.customerTours(owner, customerId);
    if (tours.length === 0) return NOT_FOUND;
    const byProperty = Map.groupBy(tours, ({ propertyId }) => propertyId);
    const visited = [];
    for (const [propertyId, own] of byProperty)
      visited.push({
        propertyId,
        digests: own.map(({ digest }) => digest),
        baseline: propertyId === null ? NOTHING_USUAL : (await this.#property(owner, propertyId)).baseline,
      });
    const { tours: n, ...insight } = customerInsight(visited);
    const listed = tours.slice(0, LISTED_TOURS).map(({ sessionId, propertyId, digest }) => ({
      ...{ sessionId, propertyId, startedAtMs: digest.startedAtMs, durationMs: digest.durationMs },
      ...{ topZone: topZone(digest), n: digest.events },
    }));
    return written(format, { customerId, n, tours: listed, ...insight }, customerTable);
  }

  async #list({ query, format }: Of<"list">): Promise<InsightAnswer> {
    const rows = await this.#source.list({ ...query, limit: query.limit + 1 });
    const [id, others] =
      query.of === "properties" ? ["propertyId", "uniqueCustomers"] : ["customerId", "properties"];
    const page = pageOf(rows, query.limit, {
      item: ({ name, tours, others: count, lastTourAtMs }: ListLine) => ({
        ...{ [id as string]: name, tours, [others as string]: count, lastTourAtMs, n: tours },
      }),
      cursor: ({ name }) => name,
    });
    return written(format, { items: page.items, nextCursor: page.next_cursor }, listTable);
  }

  async #activity({ query, fromMs, bucketMs, format }: Of<"activity">): Promise<InsightAnswer> {
    const events = await this.#source.activity(query);
    if (events === null) return { refused: "too_much" };
    const figures = activityOf(events, { fromMs, toMs: query.toMs, bucketMs });
    return written(format, figures, activityTable);
  }

  /** Figures of a whole property; computed anew when a tour of it was summarised since. */
  async #property(owner: Owner, propertyId: string): Promise<KeptProperty> {
    const key = `${owner ?? ""}/${propertyId}`;
    const revision = await this.#source.propertyRevision(owner, propertyId);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept?.revision === revision) {
      this.#kept.set(key, kept);
      return kept;
    }
    const tours = await this.#source.propertyDigests({ owner, propertyId, fromMs: null, toMs: null });
    const digests = tours.map(({ digest }) => digest);
    const fresh = { revision, insight: propertyInsight(tours), baseline: baselineOf(digests) };
    this.#kept.set(key, fresh);
    // The first of the map is the one not asked for the longest.
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT_PROPERTIES) break;
      this.#kept.delete(oldest);
    }
    return fresh;
  }
}

type Of<Kind extends InsightRequest["kind"]> = Extract<InsightRequest, { readonly kind: Kind }>;

const NOT_FOUND = { refused: "not_found" } as const;
const NOTHING_USUAL: Baseline = { dwell: new Map(), zoneGaze: new Map(), gaze: new Map() };

function written(
  format: InsightRequest["format"],
  figures: object,
  table: (wire: Record<string, unknown>) => Table,
): InsightAnswer {
  const wire = onTheWire(figures) as Record<string, unknown>;
  const text = format === "csv" ? csvOf(table(wire)) : JSON.stringify(wire);
  return { body: new TextEncoder().encode(text) };
}

function topZone({ zones }: TourDigest): string | null {
  let top: TourDigest["zones"][number] | null = null;
  for (const zone of zones) if (zone.dwellMs > (top?.dwellMs ?? 0)) top = zone;
  return top?.zone ?? null;
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
