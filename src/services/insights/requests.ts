/** What is asked of the threads that compute insights, and what they answer. */
import type { HeatmapQuery } from "../../core/insights/heatmap.ts";

/** Whose data. Null: everybody's, for admins. */
export type Owner = number | null;

export interface DigestQuery {
  readonly owner: Owner;
  readonly propertyId: string;
  /** Bounds of the tour's start by the server's clock: from, inclusive, to, exclusive. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface ListQuery {
  readonly owner: Owner;
  readonly of: "properties" | "customers";
  /** Names after this one, in the order of their UTF-8 bytes. */
  readonly after: string | null;
  readonly limit: number;
}

/** What rooms told about themselves within a time. */
export interface ActivityQuery {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: everywhere. */
  readonly spaceIds: readonly number[] | null;
}

export type Format = "json" | "csv" | "png";

export type InsightRequest = { readonly format: Format } & (
  | { readonly kind: "tour"; readonly owner: Owner; readonly sessionId: string }
  | { readonly kind: "property"; readonly query: DigestQuery }
  | {
      readonly kind: "heatmap";
      readonly owner: Owner;
      readonly propertyId: string;
      readonly query: HeatmapQuery;
    }
  | { readonly kind: "customer"; readonly owner: Owner; readonly customerId: string }
  | { readonly kind: "list"; readonly query: ListQuery }
  | {
      readonly kind: "activity";
      readonly query: ActivityQuery;
      readonly fromMs: number;
      readonly bucketMs: number;
    }
);

export type InsightAnswer =
  /** The body, ready to send. */
  | { readonly body: Uint8Array<ArrayBuffer> }
  | { readonly refused: "not_found" }
  /** More events than figures are made from at once. */
  | { readonly refused: "too_much" }
  /** The heatmap has too many cells; with cells of so many metres it has not. */
  | { readonly refused: "cell_too_small"; readonly leastCellM: number };
