/** What is told of one customer: tours, and what drew them, with the reasons. */
import { evidenceOf } from "./evidence.ts";
import { type Baseline, type Interest, interestsOf } from "./interest.ts";
import { compareText } from "./order.ts";
import type { TourDigest } from "./types.ts";

/** Most favourites that are listed. */
export const LISTED_FAVOURITES = 20;

/** A customer's tours of one property, and what is usual there. */
export interface PropertyTours {
  readonly propertyId: string | null;
  readonly digests: readonly TourDigest[];
  readonly baseline: Baseline;
}

/** A likely favourite: the target's interest, and of which property it is. */
export interface Favourite extends Interest {
  readonly propertyId: string | null;
  /** The customer's tours in which the target came up. */
  readonly tours: number;
}

export interface CustomerInsight {
  readonly tours: number;
  readonly properties: number;
  readonly totalDurationMs: number;
  /** By score over all properties, the strongest first. */
  readonly favourites: readonly Favourite[];
}

/** All figures of a customer; the order of properties and digests changes nothing. */
export function customerInsight(visited: readonly PropertyTours[]): CustomerInsight {
  const digests = visited.flatMap((property) => property.digests);
  return {
    tours: digests.length,
    properties: visited.filter(({ propertyId }) => propertyId !== null).length,
    totalDurationMs: digests.reduce((sum, { durationMs }) => sum + durationMs, 0),
    favourites: visited
      .flatMap(favouritesIn)
      .sort(
        (a, b) =>
          b.score - a.score ||
          compareText(a.propertyId, b.propertyId) ||
          compareText(a.kind, b.kind) ||
          compareText(a.target, b.target),
      )
      .slice(0, LISTED_FAVOURITES),
  };
}

function favouritesIn({ propertyId, digests, baseline }: PropertyTours): Favourite[] {
  return interestsOf(evidenceOf(digests, baseline)).map((interest) => ({
    ...interest,
    propertyId,
    tours: digests.filter(({ zones, targets }) =>
      interest.kind === "zone"
        ? zones.some(({ zone }) => zone === interest.target)
        : targets.some(({ target }) => target === interest.target),
    ).length,
  }));
}
