/**
 * What insights need from storage: tours and their events to read, and a place for summaries. A summary is derived: it
 * is made anew whenever its tour has changed, and nothing is lost with it.
 */
import type { DigestOfCustomer } from "../../core/insights/property.ts";
import type { CellCount, TourDigest, TourEvent, TourFacts } from "../../core/insights/types.ts";
import type {
  ActivityQuery,
  DigestQuery,
  InsightAnswer,
  InsightRequest,
  ListQuery,
  Owner,
} from "./requests.ts";

/** A tour as insights see it. */
export interface SourceTour {
  readonly id: number;
  readonly ownerId: number;
  readonly sessionId: string;
  /** False: only telemetry, or a room, named it. It is no tour then, and has no figures. */
  readonly opened: boolean;
  /** Rises with every change of the tour or its events. */
  readonly revision: number;
  readonly eventCount: number;
  readonly facts: TourFacts;
}

/** What is kept of a tour; null digest: nothing is known of its time. */
export interface TourSummary {
  readonly tour: SourceTour;
  readonly digest: TourDigest | null;
  readonly cells: readonly CellCount[];
  /** Ids of the client's events that a room contradicts; null if no room watched. */
  readonly contradicted: readonly string[] | null;
}

/** One of a customer's tours. */
export interface CustomerTour {
  readonly sessionId: string;
  readonly propertyId: string | null;
  readonly digest: TourDigest;
}

/** A line of the list of properties or customers. */
export interface ListLine {
  readonly name: string;
  readonly tours: number;
  /** Different customers of a property, or properties of a customer. */
  readonly others: number;
  readonly lastTourAtMs: number;
}

export interface ActivityEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly spaceId: number;
  readonly userId: number | null;
  readonly metadata: string | null;
}

/** Which changed tours. */
export interface DirtyQuery {
  /** Those with ids beyond this. */
  readonly afterId: number;
  readonly limit: number;
  /** Those that gave no sign since, by the server's clock; null: all. */
  readonly seenBeforeMs: number | null;
}

/** Rows of either database. Runs in a thread. Adapters: db/insights/sqliteSource.ts, db/insights/postgresSource.ts; one contract suite. */
export interface InsightSource {
  /** Changed tours, by id. */
  dirtyTours(query: DirtyQuery): Promise<SourceTour[]>;
  /** Number of changed tours of this owner (and property), at most 10,000. */
  countDirty(owner: Owner, propertyId: string | null): Promise<number>;
  /** A tour's events, by time, telemetry without; at most `limit`. */
  tourEvents(tour: SourceTour, limit: number): Promise<TourEvent[]>;
  /** Keeps summaries in place of those before, and moves the property's cells along; all of it or nothing. */
  storeSummaries(summaries: readonly TourSummary[]): Promise<void>;
  /** The owner's tour with this id; for everybody's the latest made. */
  findTour(owner: Owner, sessionId: string): Promise<SourceTour | null>;
  /** A number that changes with every summary of the property. 0: none. */
  propertyRevision(owner: Owner, propertyId: string): Promise<number>;
  propertyDigests(query: DigestQuery): Promise<DigestOfCustomer[]>;
  propertyCells(owner: Owner, propertyId: string, zone: string | null): Promise<CellCount[]>;
  /** A customer's tours, the latest first. */
  customerTours(owner: Owner, customerId: string): Promise<CustomerTour[]>;
  list(query: ListQuery): Promise<ListLine[]>;
  /** Erases one tour of this customer with its events and summary, counters of the property stay; false if there is none. */
  eraseTourOf(ownerId: number, customerId: string): Promise<boolean>;
  /** In the order of their time; null if there are more than figures are made from. */
  activity(query: ActivityQuery): Promise<ActivityEvent[] | null>;
  close(): Promise<void>;
}

/** Insights from the main thread: everything is read, computed and written out in threads. Adapter: db/insights/workerInsightStore.ts. */
export interface InsightStore {
  /**
   * Summarises tours that changed, and resolves when those are in that were stored before the call, or after
   * `withinMs`.
   */
  catchUp(withinMs: number): Promise<void>;
  /** @throws AppError `unavailable` if too many reads wait or the database stays away. */
  read(request: InsightRequest): Promise<InsightAnswer>;
  /** Erases a customer's tours and events; how many tours. @throws as `read`. */
  eraseCustomer(ownerId: number, customerId: string): Promise<number>;
  close(): Promise<void>;
}
