/** The insights that belong to a `DATABASE_URL`. */
import type { InsightStore } from "../../services/insights/ports.ts";
import { eventsTargetOf } from "../events/target.ts";
import { WorkerInsightStore } from "./workerInsightStore.ts";

export interface OpenInsightsOptions {
  /** As in the configuration; null is SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly onError: (error: unknown, what: string) => void;
}

/** When summarising begins if nobody asks sooner: what starts with the server has started by then. */
const BEGIN_AFTER_MS = 5_000;

/** Insights over the tours and events there, whose tables must be up to date. The caller closes it. @throws as `eventsTargetOf`. */
export function openInsights({ databaseUrl, dataDir, onError }: OpenInsightsOptions): InsightStore {
  const target = eventsTargetOf(databaseUrl, dataDir);
  return new WorkerInsightStore({ target, onError, beginAfterMs: BEGIN_AFTER_MS });
}
