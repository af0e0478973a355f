/** Binds tours to the users whose avatars join with them. */
import { AppError } from "../../errors.ts";
import type { EventStore, TourKey } from "./ports.ts";

/** Binds `tourId`, a tour's session id, to a user. @throws AppError `forbidden` if it is bound to another, `unavailable`. */
export type BindTour = (tourId: string, userId: number) => Promise<TourKey>;

/**
 * The user's own tour of that id, else one of whoever tracks: bound from then on. A tour that is not known yet is opened
 * as the user's own: what its client tells may come later.
 */
export function tourBinding(
  events: Pick<EventStore, "findTour" | "findTours" | "bindTour" | "heartbeat">,
  now: () => number,
): BindTour {
  return async (tourId, userId) => {
    const own = { ownerId: userId, sessionId: tourId };
    const known: TourKey[] = (await events.findTour(own)) ? [own] : await events.findTours(tourId);
    if (known.length === 0) {
      await events.heartbeat(own, now());
      known.push(own);
    }
    for (const { ownerId, sessionId } of known)
      if (await events.bindTour({ ownerId, sessionId }, userId)) return { ownerId, sessionId };
    throw new AppError("forbidden", "This tour is another user's.");
  };
}
