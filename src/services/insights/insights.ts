/** Insights over HTTP: what the routes do. Whose data it is decides everything; ids of others' data are not found. */
import { AppError } from "../../errors.ts";
import type {
  ActivityQuery,
  HeatmapParams,
  InsightFormat,
  InsightTimes,
  ListParams,
} from "../../protocol/insightQueries.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { DataCaller } from "../tracking/dataCaller.ts";
import { LONGEST_STAY_MS, MAX_BUCKETS } from "./activity.ts";
import type { InsightStore } from "./ports.ts";
import type { InsightRequest, Owner } from "./requests.ts";

export interface InsightsDeps {
  readonly insights: InsightStore;
  readonly spaces: Pick<SpaceStore, "listSpaces" | "findSpace">;
  readonly now: () => number;
}

/** How long an answer waits for tours that just changed; later ones are counted as not yet in. Milliseconds. */
const CATCH_UP_MS = 1_500;
const DAY_MS = 24 * 3_600_000;
/** Spaces of one owner whose activity is put together. */
const MAX_SPACES = 1_000;

type Body = Promise<Uint8Array<ArrayBuffer>>;

export class Insights {
  readonly #deps: InsightsDeps;

  constructor(deps: InsightsDeps) {
    this.#deps = deps;
  }

  /** @throws AppError `not_found`, `unavailable`; so do all others. */
  async tour(caller: DataCaller, sessionId: string, { format, owner_id }: InsightFormat): Body {
    // Its comparison with others wants them summarised, itself included.
    await this.#deps.insights.catchUp(CATCH_UP_MS);
    return this.#read({ kind: "tour", format, owner: ownerOf(caller, owner_id), sessionId }, "tour");
  }

  async property(caller: DataCaller, propertyId: string, { from, to, format, owner_id }: InsightTimes): Body {
    await this.#deps.insights.catchUp(CATCH_UP_MS);
    const query = { propertyId, owner: ownerOf(caller, owner_id), fromMs: from ?? null, toMs: to ?? null };
    return this.#read({ kind: "property", format, query }, "property");
  }

  /** @throws AppError also `invalid` if the cell makes the map too large. */
  async heatmap(caller: DataCaller, propertyId: string, params: HeatmapParams): Body {
    await this.#deps.insights.catchUp(CATCH_UP_MS);
    const { format, zone, metric, weight, cell, owner_id } = params;
    const query = { zone: zone ?? null, metric, weight, cellM: cell ?? null };
    const owner = ownerOf(caller, owner_id);
    return this.#read({ kind: "heatmap", format, owner, propertyId, query }, "property");
  }

  async customer(caller: DataCaller, customerId: string, { format, owner_id }: InsightFormat): Body {
    await this.#deps.insights.catchUp(CATCH_UP_MS);
    const owner = ownerOf(caller, owner_id);
    return this.#read({ kind: "customer", format, owner, customerId }, "customer");
  }

  async list(caller: DataCaller, of: "properties" | "customers", params: ListParams): Body {
    await this.#deps.insights.catchUp(CATCH_UP_MS);
    const { format, owner_id, limit, cursor } = params;
    const query = { owner: ownerOf(caller, owner_id), of, after: cursor ?? null, limit };
    return this.#read({ kind: "list", format, query }, of);
  }

  /** Erases tours and events of a customer of the caller's own. @throws AppError `not_found` if there were none. */
  async eraseCustomer(caller: DataCaller, customerId: string): Promise<void> {
    if ((await this.#deps.insights.eraseCustomer(caller.ownerId, customerId)) === 0)
      throw notFound("customer");
  }

  /** Of all spaces for an admin, else of those that the caller owns. @throws AppError `forbidden`, `not_found`, `invalid`. */
  async activity(caller: DataCaller, params: ActivityQuery): Body {
    const toMs = params.to ?? this.#deps.now();
    const fromMs = params.from ?? toMs - DAY_MS;
    const bucketMs = params.bucket * 1_000;
    if (fromMs >= toMs) throw invalid("?from", "must be before to");
    if ((toMs - fromMs) / bucketMs > MAX_BUCKETS)
      throw invalid("?bucket", `makes more than ${MAX_BUCKETS} buckets`);
    const spaceIds = await this.#spacesOf(caller, params.space_id);
    const query = { fromMs: fromMs - LONGEST_STAY_MS, toMs, spaceIds };
    return this.#read({ kind: "activity", format: params.format, query, fromMs, bucketMs }, "space");
  }

  async #spacesOf(caller: DataCaller, spaceId: number | undefined): Promise<number[] | null> {
    if (spaceId === undefined) return caller.admin ? null : this.#owned(caller.ownerId);
    const space = await this.#deps.spaces.findSpace(spaceId);
    if (!space) throw notFound("space");
    if (space.ownerId !== caller.ownerId && !caller.admin)
      throw new AppError("forbidden", "Only its owner sees the activity of a space.");
    return [spaceId];
  }

  async #owned(userId: number): Promise<number[]> {
    const ids: number[] = [];
    for (let afterId = 0; ids.length < MAX_SPACES; ) {
      const page = await this.#deps.spaces.listSpaces({ userId, mine: true, q: "", afterId, limit: 200 });
      ids.push(...page.filter(({ ownerId }) => ownerId === userId).map(({ id }) => id));
      const last = page.at(-1);
      if (!last || page.length < 200) break;
      afterId = last.id;
    }
    return ids;
  }

  async #read(request: InsightRequest, what: string): Body {
    const answer = await this.#deps.insights.read(request);
    if ("body" in answer) return answer.body;
    switch (answer.refused) {
      case "not_found":
        throw notFound(what);
      case "cell_too_small":
        throw invalid("?cell", `makes too many cells: take at least ${answer.leastCellM} (or leave it out)`);
      case "too_much":
        throw invalid("?from", "spans more than can be put together: ask for a shorter time");
    }
  }
}

/** Whose figures a caller reads: their own; an admin everybody's, or those of one owner. */
function ownerOf(caller: DataCaller, ownerId: number | undefined): Owner {
  return caller.admin ? (ownerId ?? null) : caller.ownerId;
}

function notFound(what: string): AppError {
  return new AppError(
    "not_found",
    `There is no such ${what === "customers" ? "customer" : what} among the tours.`,
  );
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError("invalid", `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
