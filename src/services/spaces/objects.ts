/** Objects over HTTP. Reads see the live room first; writes go through the space's host, like those of its avatars. */
import type { Actor, ObjectChange, SpaceObject } from "../../core/sim/types.ts";
import { AppError } from "../../errors.ts";
import { type Page, pageOf } from "../../protocol/lists.ts";
import type { NewObjectBody, ObjectPatchBody } from "../../protocol/spaces.ts";
import type { ObjectView } from "../../protocol/spaceViews.ts";
import type { Caller } from "../accounts/caller.ts";
import type { SpaceJournal } from "../journal/ports.ts";
import { type AccessDeps, type Entry, enterSpace } from "./access.ts";
import type { HostDeps } from "./host.ts";
import type { SpaceHosts } from "./hosts.ts";
import { objectView } from "./views.ts";

export interface ObjectsDeps extends AccessDeps {
  readonly journal: Pick<SpaceJournal, "loadObjects" | "findObject">;
  readonly hosts: SpaceHosts;
  readonly prefabs: HostDeps["prefabs"];
}

export class Objects {
  readonly #deps: ObjectsDeps;

  constructor(deps: ObjectsDeps) {
    this.#deps = deps;
  }

  /** One page of a space's objects, by id. @throws AppError `not_found`, `forbidden`. */
  async list(
    caller: Caller,
    spaceId: number,
    page: { afterId: number; limit: number },
  ): Promise<Page<ObjectView>> {
    await enterSpace(this.#deps, caller, { spaceId });
    const live = this.#deps.hosts.live(spaceId);
    const objects = live ? [...live.world.objects.values()] : await this.#deps.journal.loadObjects(spaceId);
    const rest = objects.filter(({ id }) => id > page.afterId).sort((a, b) => a.id - b.id);
    return pageOf(rest.slice(0, page.limit + 1), page.limit, {
      item: (object) => objectView(object, spaceId),
      cursor: ({ id }) => String(id),
    });
  }

  /** @throws AppError `not_found`, `forbidden` if the caller may not enter its space. */
  async get(caller: Caller, objectId: number): Promise<ObjectView> {
    const { spaceId, object } = await this.#find(objectId);
    await enterSpace(this.#deps, caller, { spaceId });
    return objectView(object, spaceId);
  }

  /**
   * Places an object.
   * @throws AppError `not_found`, `forbidden` below moderator, `invalid` for an unknown prefab or a scale that it does
   * not have, `conflict` out of bounds or onto an avatar, `full` if the space has its number of objects, `unavailable`.
   */
  async create(caller: Caller, spaceId: number, body: NewObjectBody): Promise<ObjectView> {
    const { prefab_id: prefabId, ...placement } = body;
    const entry = await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    if (!this.#deps.prefabs.has(prefabId)) {
      const detail = "There is no such prefab in the catalogue.";
      throw new AppError("invalid", detail, { errors: [{ pointer: "/prefab_id", detail }] });
    }
    const { object } = await this.#deps.hosts.withHost(spaceId, (host) =>
      host.place({ actor: actorOf(caller, entry), prefabId, placement }),
    );
    return objectView(object!, spaceId);
  }

  /**
   * Changes what `body` names; avatars in the way are pushed aside.
   * @throws AppError `not_found`, `forbidden` below moderator, `invalid`, `conflict` out of bounds, `full` for too many state keys, `unavailable`.
   */
  async patch(caller: Caller, objectId: number, body: ObjectPatchBody): Promise<ObjectView> {
    const { spaceId, object: present } = await this.#find(objectId);
    const entry = await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    const change: ObjectChange = body;
    if (Object.values(change).every((value) => value === undefined)) return objectView(present, spaceId);
    const { object } = await this.#deps.hosts.withHost(spaceId, (host) =>
      host.submit({ kind: "edit", actor: actorOf(caller, entry), objectId, change }),
    );
    return objectView(object!, spaceId);
  }

  /** Deletes an object, whoever holds it. @throws AppError `not_found`, `forbidden` below moderator, `unavailable`. */
  async remove(caller: Caller, objectId: number): Promise<void> {
    const { spaceId } = await this.#find(objectId);
    const entry = await enterSpace(this.#deps, caller, { spaceId, least: "moderator" });
    await this.#deps.hosts.withHost(spaceId, (host) =>
      host.submit({ kind: "delete", actor: actorOf(caller, entry), objectId }),
    );
  }

  /** Where an object is and what it is now: a live room knows it before the disk does. */
  async #find(objectId: number): Promise<{ spaceId: number; object: SpaceObject }> {
    const { hosts, journal } = this.#deps;
    for (const host of hosts.allLive()) {
      const object = host.world.objects.get(objectId);
      if (object) return { spaceId: host.space.id, object };
    }
    const stored = await journal.findObject(objectId);
    const live = stored && hosts.live(stored.spaceId);
    if (stored && !live) return stored;
    // The room came alive meanwhile. One that does not have it has just taken it away.
    const object = live?.world.objects.get(objectId);
    if (live && object) return { spaceId: live.space.id, object };
    throw new AppError("not_found", `There is no object ${objectId}.`);
  }
}

/** A caller as one who acts without an avatar. */
export function actorOf(caller: Caller, { role }: Entry): Actor {
  return { userId: caller.userId, sessionId: null, role };
}
