/** Making, finding, changing and deleting spaces. */
import { AppError } from "../../errors.ts";
import { CLOSE_CODES } from "../../protocol/closeCodes.ts";
import { type Page, pageOf } from "../../protocol/lists.ts";
import { NewSpaceBody, type SpacePatchBody, type SpacePutBody } from "../../protocol/spaces.ts";
import type { SpaceView } from "../../protocol/spaceViews.ts";
import type { Caller } from "../accounts/caller.ts";
import type { AccountStore } from "../accounts/ports.ts";
import type { SpaceJournal } from "../journal/ports.ts";
import type { AuditStore } from "../operations/ports.ts";
import { enterSpace, noSuchSpace, requireRole } from "./access.ts";
import type { OwnershipAllowance } from "./allowance.ts";
import { changeSpace } from "./changeSpace.ts";
import type { HostDeps } from "./host.ts";
import type { SpaceHosts } from "./hosts.ts";
import type { LiveRooms } from "./liveRooms.ts";
import type { SpaceTemplate } from "./maps/spaceMap.ts";
import { objectsOfTemplate } from "./maps.ts";
import type { NewSpace, Space, SpacePatch, SpaceStore } from "./ports.ts";
import { mergedSettings } from "./settings.ts";
import { newSpace, patchOf, templateOf } from "./spaceDrafts.ts";
import { standingOf } from "./standing.ts";
import { type FoundSpace, shownRole } from "./views.ts";

export interface SpacesDeps {
  readonly spaces: SpaceStore;
  readonly accounts: Pick<AccountStore, "findUser">;
  readonly journal: SpaceJournal;
  readonly audit: Pick<AuditStore, "append">;
  readonly hosts: SpaceHosts;
  readonly rooms: LiveRooms;
  readonly allowance: OwnershipAllowance;
  readonly prefabs: HostDeps["prefabs"];
  readonly worlds: WorldTemplates;
  readonly now: () => number;
}

/** What spaces need of the worlds that they are made of. */
export interface WorldTemplates {
  /** Null if there is no such world. @throws AppError `forbidden` if it is neither the caller's nor published. */
  templateFor(caller: Caller, worldId: string): Promise<SpaceTemplate | null>;
  /** As {@link templateFor}, whoever asks. */
  template(worldId: string): Promise<SpaceTemplate | null>;
  /** Runs `work` while the world is not deleted; without a world just runs it. */
  whileKept<Result>(worldId: string | undefined, work: () => Promise<Result>): Promise<Result>;
  /** Told that one space less is made of a world. */
  spaceGone(worldId: string): Promise<void>;
}

export class Spaces {
  readonly #deps: SpacesDeps;

  constructor(deps: SpacesDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a space that the caller owns.
   * @throws AppError `forbidden` for guests and for a world that is neither the caller's nor published, `invalid` for a map or world that is not there or does not fit, `full` if the caller owns too many.
   */
  async create(caller: Caller, body: NewSpaceBody): Promise<FoundSpace> {
    if (caller.role === "guest") throw new AppError("forbidden", "Guests cannot own spaces; register first.");
    const { allowance, now, worlds } = this.#deps;
    const space = await allowance.grant(caller.userId, () =>
      worlds.whileKept(body.world_id, async () => {
        const template = await templateOf(body, (worldId) => worlds.templateFor(caller, worldId));
        return this.#store(newSpace(body, { template, ownerId: caller.userId, nowMs: now() }), template);
      }),
    );
    return { space, role: "owner", online: 0 };
  }

  /** Makes a public space of a world for its author, whatever their allowance says: experiences have a bound of their own. Null if the world is gone. */
  createOfWorld(wish: { ownerId: number; name: string; worldId: string }): Promise<Space | null> {
    const { worlds, now } = this.#deps;
    return worlds.whileKept(wish.worldId, async () => {
      const template = await worlds.template(wish.worldId);
      const body = NewSpaceBody.parse({ name: wish.name });
      const origin = { template, ownerId: wish.ownerId, nowMs: now() };
      return template && this.#store(newSpace(body, origin), template);
    });
  }

  async #store(fresh: NewSpace, template: SpaceTemplate | null): Promise<Space> {
    const { spaces, hosts, journal, prefabs } = this.#deps;
    const ids = template ? await journal.nextIds("object", template.objects.length) : [];
    const space = await spaces.insertSpace(fresh);
    if (!template || ids.length === 0) return space;
    const objects = objectsOfTemplate(template, {
      prefabs,
      ids,
      createdBy: fresh.ownerId,
      nowMs: fresh.createdAtMs,
    });
    try {
      await hosts.whileShut(space.id, () => journal.append({ kind: "objects", spaceId: space.id, objects }));
    } catch (error) {
      await spaces.deleteSpace(space.id);
      throw error;
    }
    return space;
  }

  /** One page of the public spaces and the caller's own (`mine`: the latter only), by id, with names that contain `q`. */
  async list(
    caller: Caller,
    query: { q: string; mine: boolean; afterId: number; limit: number },
  ): Promise<Page<FoundSpace>> {
    const { spaces } = this.#deps;
    const found = await spaces.listSpaces({ ...query, userId: caller.userId, limit: query.limit + 1 });
    const memberships = await spaces.memberships(
      caller.userId,
      found.map(({ id }) => id),
    );
    const memberOf = new Map(memberships.map((member) => [member.spaceId, member]));
    const nowMs = this.#deps.now();
    const roleIn = (space: Space): SpaceView["role"] => {
      const standing = standingOf(caller, space, { member: memberOf.get(space.id) ?? null, nowMs });
      return standing === "banned" || standing === "stranger" ? null : shownRole(standing);
    };
    return pageOf(found, query.limit, {
      item: (space) => this.#found(space, roleIn(space)),
      cursor: (space) => String(space.id),
    });
  }

  /** @throws AppError `not_found`, `forbidden`. */
  async get(caller: Caller, spaceId: number): Promise<FoundSpace> {
    const { space, role } = await enterSpace(this.#deps, caller, { spaceId });
    return this.#found(space, shownRole(role));
  }

  /**
   * Changes what `body` names: settings key by key.
   * @throws AppError `not_found`, `forbidden` below owner, `precondition_failed`, `invalid` for bad settings, `conflict` if objects would be out of bounds or the movement would change.
   */
  patch(caller: Caller, spaceId: number, write: SpaceWrite<SpacePatchBody>): Promise<FoundSpace> {
    return this.#change(caller, spaceId, {
      ifMatch: write.ifMatch,
      decide: (present) => {
        const { settings } = write.body;
        return patchOf(present, {
          ...write.body,
          settings: settings && mergedSettings(present.settings, settings),
        });
      },
    });
  }

  /** As {@link patch}, but the settings given replace all that were set. */
  put(caller: Caller, spaceId: number, write: SpaceWrite<SpacePutBody>): Promise<FoundSpace> {
    return this.#change(caller, spaceId, {
      ifMatch: write.ifMatch,
      decide: (present) => patchOf(present, write.body),
    });
  }

  async #change(
    caller: Caller,
    spaceId: number,
    { ifMatch, decide }: { ifMatch: string | undefined; decide: (present: Space) => SpacePatch },
  ): Promise<FoundSpace> {
    const { space: before, role } = await enterSpace(this.#deps, caller, { spaceId, least: "owner" });
    const space = await changeSpace(this.#deps, {
      spaceId,
      ifMatch,
      decide: (present) => {
        // It may have been handed over since.
        requireRole(role === "admin" || present.ownerId === caller.userId ? "owner" : "moderator", "owner");
        return decide(present);
      },
    });
    if (before.visibility === "public" && space.visibility === "private")
      await this.#sendStrangersAway(space);
    return this.#found(space, shownRole(role));
  }

  /** Those who may not be in a space that has just become private leave it. */
  async #sendStrangersAway(space: Space): Promise<void> {
    const { rooms, accounts, spaces } = this.#deps;
    for (const userId of new Set(rooms.presences(space.id).map((presence) => presence.user_id))) {
      const user = await accounts.findUser(userId);
      const member = await spaces.findMember(space.id, userId);
      const account = { userId, role: user?.role ?? "guest" };
      rooms.standingChanged(
        space.id,
        userId,
        standingOf(account, space, { member, nowMs: this.#deps.now() }),
      );
    }
  }

  /**
   * Deletes a space with all that is in it; everybody in it is sent away.
   * @throws AppError `not_found`, `forbidden` below owner, `unavailable` if it stays busy.
   */
  async remove(caller: Caller, spaceId: number): Promise<void> {
    const { space } = await enterSpace(this.#deps, caller, { spaceId, least: "owner" });
    if (!(await this.erase(spaceId))) throw noSuchSpace(spaceId);
    await this.#deps.audit.append({
      atMs: this.#deps.now(),
      actorUserId: caller.userId,
      action: "space.delete",
      target: `space:${spaceId}`,
      detail: { owner_id: space.ownerId },
    });
  }

  /**
   * Closes a space and erases it with everything in it. False if there was none. Contents go before the space itself:
   * if the process ends in between, the space is there still and can be deleted again, and nothing is left behind
   * that no space leads to.
   */
  async erase(spaceId: number): Promise<boolean> {
    const { hosts, rooms, journal, spaces, worlds } = this.#deps;
    const worldId = (await spaces.findSpace(spaceId))?.worldId;
    const erased = hosts.whileShut(spaceId, async () => {
      await journal.settled();
      await journal.eraseSpace(spaceId);
      return spaces.deleteSpace(spaceId);
    });
    const [existed] = await Promise.all([erased, rooms.close(spaceId, CLOSE_CODES.SPACE_GONE)]);
    if (worldId) await worlds.spaceGone(worldId);
    return existed;
  }

  #found(space: Space, role: SpaceView["role"]): FoundSpace {
    return { space, role, online: this.#deps.rooms.onlineCount(space.id) };
  }
}

/** A write to a space as the caller sent it. */
export interface SpaceWrite<Body> {
  readonly body: Body;
  readonly ifMatch: string | undefined;
}
