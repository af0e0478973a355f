/** The threads of insights: one summarises and erases, one answers from a connection of its own. */
import { workerData } from "node:worker_threads";
import { InsightAnswers } from "../../services/insights/answers.ts";
import type { InsightSource } from "../../services/insights/ports.ts";
import type { InsightRequest } from "../../services/insights/requests.ts";
import { answerRequests, reportFault, yieldToRooms } from "../../workerLink.ts";
import type { DatabaseTarget } from "../target.ts";
import { postgresSource } from "./postgresSource.ts";
import { sqliteSource } from "./sqliteSource.ts";
import { Summariser } from "./summariser.ts";

/** What a thread is started with. */
export interface InsightsWorkerData {
  readonly target: DatabaseTarget;
  readonly role: "summariser" | "reader";
}

/** On SQLite nobody else writes meanwhile: a transaction of so many events takes some 20 ms. PostgreSQL lets others write. */
const EVENTS_PER_COMMIT = { sqlite: 4_000, postgres: 50_000 } as const;
const READ_CONNECTIONS = 3;

yieldToRooms();
const { target, role } = workerData as InsightsWorkerData;
if (role === "summariser") serveSummaries(sourceOf());
else serveReads(sourceOf());

function sourceOf(): InsightSource {
  const readonly = role === "reader";
  if (target.kind === "sqlite") return sqliteSource({ file: target.file, readonly });
  return postgresSource({
    url: target.url,
    onError: reportFault,
    connections: readonly ? READ_CONNECTIONS : 2,
  });
}

function serveSummaries(source: InsightSource): void {
  const eventsPerCommit = EVENTS_PER_COMMIT[target.kind];
  const summariser = new Summariser({ source, eventsPerCommit, onError: reportFault });
  answerRequests({
    begin: () => undefined,
    catchUp: () => summariser.catchUp(),
    eraseTourOf: ({ ownerId, customerId }: { ownerId: number; customerId: string }) =>
      source.eraseTourOf(ownerId, customerId),
    close: async () => {
      await summariser.stop();
      await source.close();
    },
  });
}

function serveReads(source: InsightSource): void {
  const answers = new InsightAnswers(source);
  answerRequests({
    read: (request: InsightRequest) => answers.answer(request),
    close: () => source.close(),
  });
}
