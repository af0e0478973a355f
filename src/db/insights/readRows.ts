/** From what queries of reads.ts give to what insights are made of. */
import type { DigestOfCustomer } from "../../core/insights/property.ts";
import type { CellCount, TourDigest } from "../../core/insights/types.ts";
import type { ActivityEvent, CustomerTour, ListLine } from "../../services/insights/ports.ts";
import { MAX_ACTIVITY_EVENTS } from "./reads.ts";

export function digestOfRow(row: unknown): DigestOfCustomer {
  const { customer_id, digest } = row as { customer_id: string | null; digest: string };
  return { customerId: customer_id, digest: JSON.parse(digest) as TourDigest };
}

/** A cell of the map of `zone`; of all ground, whose zones were put together, it names none. */
export function cellOf(row: unknown, zone: string | null): CellCount {
  const { cell_column, cell_row, events, ms, gazes, gaze_ms } = row as {
    cell_column: number;
    cell_row: number;
    events: number;
    ms: number;
    gazes: number;
    gaze_ms: number;
  };
  return { zone: zone ?? "", column: cell_column, row: cell_row, events, ms, gazes, gazeMs: gaze_ms };
}

export function customerTourOf(row: unknown): CustomerTour {
  const { session_id, property_id, digest } = row as {
    session_id: string;
    property_id: string | null;
    digest: string;
  };
  return { sessionId: session_id, propertyId: property_id, digest: JSON.parse(digest) as TourDigest };
}

export function lineOf(row: unknown): ListLine {
  const { name, tours, others, last_tour_at_ms } = row as {
    name: string;
    tours: number;
    others: number;
    last_tour_at_ms: number;
  };
  return { name, tours, others, lastTourAtMs: last_tour_at_ms };
}

/** Null if the query's bound cut something off. */
export function activityEvents(rows: readonly unknown[]): ActivityEvent[] | null {
  return rows.length > MAX_ACTIVITY_EVENTS ? null : rows.map(activityEventOf);
}

function activityEventOf(row: unknown): ActivityEvent {
  const { event_type, at_ms, space_id, user_id, metadata } = row as {
    event_type: string;
    at_ms: number;
    space_id: number;
    user_id: number | null;
    metadata: string | null;
  };
  return { kind: event_type, atMs: at_ms, spaceId: space_id, userId: user_id, metadata };
}
