/** Rows of insights as both databases give them, and what they mean. */
import type { CellCount, TourEvent } from "../../core/insights/types.ts";
import type { SourceTour } from "../../services/insights/ports.ts";

export const TOUR_COLUMNS =
  "id, owner_id, session_id, opened, revision, event_count, started_at_ms, ended_at_ms, skew_ms, property_id, customer_id";

export interface TourRow {
  readonly id: number;
  readonly owner_id: number;
  readonly session_id: string;
  readonly opened: number;
  readonly revision: number;
  readonly event_count: number;
  readonly started_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly skew_ms: number | null;
  readonly property_id: string | null;
  readonly customer_id: string | null;
}

export function sourceTourOf(row: TourRow): SourceTour {
  return {
    id: row.id,
    ownerId: row.owner_id,
    sessionId: row.session_id,
    opened: row.opened === 1,
    revision: row.revision,
    eventCount: row.event_count,
    facts: {
      startAtMs: row.started_at_ms,
      endAtMs: row.ended_at_ms,
      skewMs: row.skew_ms ?? 0,
      propertyId: row.property_id,
      customerId: row.customer_id,
    },
  };
}

/** The columns of an event, in the order of {@link EventRow}. */
export const EVENT_COLUMNS = `event_id, source, event_type, at_ms, zone_name, object_name, gaze_target, interaction_type, x, y, z, dwell_time_ms, verified,
  CASE WHEN source = 'server' AND event_type IN ('join', 'leave', 'zone_enter', 'zone_exit') THEN metadata END AS room`;

/** A row as an array: a million of them cost half of what as many objects would. */
export type EventRow = readonly [
  id: string,
  source: string,
  kind: string,
  atMs: number,
  zone: string | null,
  object: string | null,
  gazeTarget: string | null,
  interaction: string | null,
  x: number | null,
  y: number | null,
  z: number | null,
  dwellMs: number | null,
  verified: number | null,
  room: string | null,
];

/** `skewMs` brings a room's events onto the client's clock. */
export function tourEventOf(row: EventRow, skewMs: number): TourEvent {
  const [id, source, kind, atMs, zone, object, gazeTarget, interaction, x, y, z, dwellMs, verified, room] =
    row;
  const ofRoom = source === "server";
  return {
    id,
    atMs: Math.round(ofRoom ? atMs - skewMs : atMs),
    kind,
    zone,
    object,
    gazeTarget,
    interaction,
    position: x === null || y === null || z === null ? null : { x, y, z },
    dwellMs: dwellMs === null ? null : Math.round(dwellMs),
    source: ofRoom ? "server" : "client",
    verified: verified !== 0,
    ...(room === null ? {} : { room: JSON.parse(room) as TourEvent["room"] }),
  };
}

/** Cells as text: per zone one list of six numbers a cell. */
export function cellsText(cells: readonly CellCount[]): string {
  const byZone = new Map<string, number[]>();
  for (const { zone, column, row, events, ms, gazes, gazeMs } of cells) {
    const numbers = byZone.get(zone) ?? [];
    numbers.push(column, row, events, ms, gazes, gazeMs);
    byZone.set(zone, numbers);
  }
  return JSON.stringify([...byZone]);
}

export function cellsOfText(text: string): CellCount[] {
  const cells: CellCount[] = [];
  for (const [zone, numbers] of JSON.parse(text) as [string, number[]][])
    for (let at = 0; at < numbers.length; at += 6) {
      const [column, row, events, ms, gazes, gazeMs] = numbers.slice(at, at + 6) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      cells.push({ zone, column, row, events, ms, gazes, gazeMs });
    }
  return cells;
}
