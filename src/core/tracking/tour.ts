/** What a tour's record says about its life at a moment. Nothing sweeps tours: an idle one is completed because of its times. */
import type { Axes } from "./axes.ts";

/** A tour as stored. Times are milliseconds since 1970. */
export interface Tour {
  /** Number of the tour in the store. */
  readonly id: number;
  /** Whose it is: a user's id, or {@link SHARED_OWNER}. */
  readonly ownerId: number;
  readonly sessionId: string;
  /** True until a call opened it: its events came first. */
  readonly implicit: boolean;
  readonly customerId: string | null;
  readonly propertyId: string | null;
  readonly spaceId: string | null;
  /** The user whose avatar joined with this tour; null if none did. */
  readonly userId: number | null;
  readonly axes: Axes;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** As declared, by the client's clock. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Of the tour's own events, by the client's clock, whatever order they came in. */
  readonly firstEventAtMs: number | null;
  readonly lastEventAtMs: number | null;
  /** Events of every source. */
  readonly eventCount: number;
  /** Server clock minus client clock, the smallest seen; null before any `sent_at`. */
  readonly skewMs: number | null;
  /** By the server's clock. `lastSeenAtMs`: the latest call, event or heartbeat. */
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly heartbeatAtMs: number | null;
}

/** Owner of what is sent without key or token in development. */
export const SHARED_OWNER = 0;

export interface TourState {
  readonly status: "active" | "completed";
  /** True if nobody ended it and it showed no sign of life for too long. A later sign takes it back. */
  readonly timedOut: boolean;
  /** By the client's clock. */
  readonly startedAtMs: number;
  /** By the client's clock; null while active. */
  readonly endedAtMs: number | null;
  /** Null while active. Never negative. */
  readonly durationSeconds: number | null;
}

/** The state of `tour` at `nowMs`, with `idleMs` as TOUR_IDLE_SECONDS says. */
export function tourState(tour: Tour, { nowMs, idleMs }: { nowMs: number; idleMs: number }): TourState {
  const skewMs = tour.skewMs ?? 0;
  const startedAtMs = tour.startedAtMs ?? tour.firstEventAtMs ?? tour.createdAtMs - skewMs;
  const timedOut = tour.endedAtMs === null && nowMs - tour.lastSeenAtMs > idleMs;
  const endedAtMs = tour.endedAtMs ?? (timedOut ? lastSign(tour, startedAtMs, skewMs) : null);
  return {
    status: endedAtMs === null ? "active" : "completed",
    timedOut,
    startedAtMs,
    endedAtMs,
    durationSeconds: endedAtMs === null ? null : Math.max(0, endedAtMs - startedAtMs) / 1000,
  };
}

/** The latest event or heartbeat on the client's clock. The arrival of a batch is none: it may come hours after the tour. */
function lastSign(tour: Tour, startedAtMs: number, skewMs: number): number {
  const heartbeatAtMs = tour.heartbeatAtMs === null ? null : tour.heartbeatAtMs - skewMs;
  return Math.max(startedAtMs, tour.lastEventAtMs ?? startedAtMs, heartbeatAtMs ?? startedAtMs);
}
