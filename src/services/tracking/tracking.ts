/** Tours and their events over HTTP: what the routes of tracking do. */

import type { IngestKind } from "../../core/tracking/batch.ts";
import type { Tour } from "../../core/tracking/tour.ts";
import { AppError } from "../../errors.ts";
import { pageOf } from "../../protocol/lists.ts";
import type { SessionBody, ToursQuery } from "../../protocol/tracking.ts";
import type { DataCaller } from "./dataCaller.ts";
import type { EventPage, EventQuery, EventStore, Ingested } from "./ports.ts";
import { tourStatusView, tourView } from "./views.ts";

export interface TrackingDeps {
  readonly events: EventStore;
  readonly tourIdleSeconds: number;
  readonly now: () => number;
  /** 21 URL-safe characters. */
  readonly newId: () => string;
}

/** A request's body as it came in. */
export interface IngestBody {
  /** As in `IngestRequest`. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly gzip: boolean;
}

export class Tracking {
  readonly #deps: TrackingDeps;

  constructor(deps: TrackingDeps) {
    this.#deps = deps;
  }

  /** Opens a tour or adds to what is known of it. @throws AppError `unavailable`. */
  async open(caller: DataCaller, body: SessionBody) {
    const { tour, created } = await this.#deps.events.openTour({
      ownerId: caller.ownerId,
      sessionId: body.session_id ?? this.#deps.newId(),
      startedAtMs: body.session_start ?? null,
      endedAtMs: body.session_end ?? null,
      customerId: body.customer_id ?? null,
      propertyId: body.property_id ?? null,
      spaceId: body.space_id ?? null,
      axes: body.axes ?? null,
      metadata: body.metadata ?? null,
      receivedAtMs: this.#deps.now(),
    });
    return { view: tourView(tour, this.#at()), created };
  }

  /** A sign of life. @throws AppError `unavailable`. */
  async heartbeat(caller: DataCaller, sessionId: string) {
    const { ownerId } = caller;
    const tour = await this.#deps.events.heartbeat({ ownerId, sessionId }, this.#deps.now());
    const { status } = tourView(tour, this.#at());
    return { session_id: sessionId, status, last_seen_at: new Date(tour.lastSeenAtMs).toISOString() };
  }

  /** @throws AppError `not_found`, `unavailable`. */
  async status(caller: DataCaller, sessionId: string) {
    return tourStatusView(await this.#tour(caller, sessionId), this.#at());
  }

  /** A page of the caller's tours, newest start first; everybody's for an admin who asks for them. */
  async list(caller: DataCaller, query: ToursQuery) {
    const { limit, cursor } = query;
    const rows = await this.#deps.events.listTours({
      ownerId: caller.admin ? (query.owner_id ?? null) : caller.ownerId,
      propertyId: query.property_id ?? null,
      customerId: query.customer_id ?? null,
      status: query.status ?? null,
      fromMs: query.from ?? null,
      toMs: query.to ?? null,
      idleBeforeMs: this.#deps.now() - this.#at().idleMs,
      before: cursor ?? null,
      limit: limit + 1,
    });
    const at = this.#at();
    return pageOf(rows, limit, {
      item: (tour) => ({ ...tourStatusView(tour, at), owner_id: tour.ownerId }),
      cursor: ({ calendarAtMs, id }) => `${calendarAtMs}.${id}`,
    });
  }

  /** A page of a tour's events in time order. @throws AppError `not_found`, `unavailable`. */
  async listEvents(
    caller: DataCaller,
    sessionId: string,
    query: Omit<EventQuery, "tourId">,
  ): Promise<EventPage> {
    const { id } = await this.#tour(caller, sessionId);
    return this.#deps.events.listEvents({ ...query, tourId: id });
  }

  /** Stores what a request brings. @throws AppError as the refusal says, and `unavailable`. */
  async ingest(caller: DataCaller, kind: IngestKind, { pieces, gzip }: IngestBody): Promise<Ingested> {
    const receivedAtMs = this.#deps.now();
    const answer = await this.#deps.events.ingest({
      ...{ ownerId: caller.ownerId, kind, gzip, pieces, receivedAtMs },
    });
    if (!("code" in answer)) return answer;
    const { code, pointer } = answer;
    const detail = pointer === "" ? sentence(answer.detail) : `${pointer}: ${answer.detail}`;
    throw new AppError(code, detail, {
      ...(code === "invalid" ? { errors: [{ pointer, detail: answer.detail }] } : {}),
      ...(code === "unavailable" ? { retryAfterSeconds: 1 } : {}),
    });
  }

  /** One's own tour first; an admin also finds those of others. */
  async #tour(caller: DataCaller, sessionId: string): Promise<Tour> {
    const { ownerId, admin } = caller;
    const own = await this.#deps.events.findTour({ ownerId, sessionId });
    const [found] = own ? [own] : admin ? await this.#deps.events.findTours(sessionId) : [];
    if (!found) throw new AppError("not_found", "There is no such tour.");
    return found;
  }

  #at() {
    return { nowMs: this.#deps.now(), idleMs: this.#deps.tourIdleSeconds * 1_000 };
  }
}

function sentence(detail: string): string {
  return /^[A-Z]/.test(detail) ? detail : `The body ${detail}.`;
}
