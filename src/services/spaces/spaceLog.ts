/** What was done and said in a space: the log of tool uses, taking uses back, the space's messages. */
import { type Page, pageOf } from "../../protocol/lists.ts";
import type { MessageView, ToolUseView } from "../../protocol/spaceViews.ts";
import type { Caller } from "../accounts/caller.ts";
import type { SpaceJournal } from "../journal/ports.ts";
import type { AuditStore } from "../operations/ports.ts";
import { type AccessDeps, enterSpace } from "./access.ts";
import type { SpaceHosts } from "./hosts.ts";
import { actorOf } from "./objects.ts";
import { revertUses } from "./undo.ts";
import { messageView, useView } from "./views.ts";

export interface SpaceLogDeps extends AccessDeps {
  readonly journal: SpaceJournal;
  readonly hosts: SpaceHosts;
  readonly audit: Pick<AuditStore, "append">;
}

/** Which uses are wanted; null does not filter. */
export interface UseFilter {
  readonly userId: number | null;
  readonly objectId: number | null;
  readonly sinceMs: number | null;
}

/** Behind what a page begins, newest first. */
export interface PageBefore {
  readonly beforeId: number | null;
  readonly limit: number;
}

export class SpaceLog {
  readonly #deps: SpaceLogDeps;

  constructor(deps: SpaceLogDeps) {
    this.#deps = deps;
  }

  /** One page of a space's tool uses, newest first. @throws AppError `not_found`, `forbidden` below moderator. */
  async uses(caller: Caller, spaceId: number, query: UseFilter & PageBefore): Promise<Page<ToolUseView>> {
    await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    const rows = await this.#deps.journal.listUses({
      ...query,
      spaceId,
      untilMs: null,
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, { item: useView, cursor: ({ id }) => String(id) });
  }

  /**
   * Takes back what one user did in a time span, both ends included; `skipped` are the ids of uses that could not be.
   * @throws AppError `not_found`, `forbidden` below moderator, `unavailable`.
   */
  async revert(
    caller: Caller,
    spaceId: number,
    span: { readonly userId: number; readonly sinceMs: number; readonly untilMs: number | null },
  ): Promise<{ reverted: number; skipped: number[] }> {
    const { hosts, journal, audit, now } = this.#deps;
    const entry = await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    const result = await hosts.withHost(spaceId, (host) =>
      revertUses(host, journal, { ...span, actor: actorOf(caller, entry) }),
    );
    await audit.append({
      atMs: now(),
      actorUserId: caller.userId,
      action: "space.revert",
      target: `user:${span.userId}`,
      detail: { space_id: spaceId, reverted: result.reverted, skipped: result.skipped.length },
    });
    return result;
  }

  /** One page of the space's own channel with the nearby and direct messages that the caller got, newest first. @throws AppError `not_found`, `forbidden`. */
  async messages(caller: Caller, spaceId: number, page: PageBefore): Promise<Page<MessageView>> {
    await enterSpace(this.#deps, caller, { spaceId });
    const { beforeId, limit } = page;
    const query = { spaceId, readerId: caller.userId, beforeId, limit: limit + 1 };
    const rows = await this.#deps.journal.listMessages(query);
    return pageOf(rows, limit, { item: messageView, cursor: ({ id }) => String(id) });
  }
}
