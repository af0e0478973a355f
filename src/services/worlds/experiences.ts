/** Publishing worlds, finding them, liking them and going in. */
import { AppError } from "../../errors.ts";
import { isoTime, type Page, pageOf } from "../../protocol/lists.ts";
import type {
  ExperiencePatchBody,
  ExperienceQuery,
  ExperienceView,
  PublishBody,
} from "../../protocol/worlds.ts";
import type { Caller } from "../accounts/caller.ts";
import type { AccountStore } from "../accounts/ports.ts";
import { enterSpace } from "../spaces/access.ts";
import type { OwnershipAllowance } from "../spaces/allowance.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { Spaces } from "../spaces/spaces.ts";
import { KeyedTurns } from "./keyedTurns.ts";
import type { Experience, WorldStore } from "./storePorts.ts";
import { noSuchWorld } from "./worldAccess.ts";

/** Experiences that one user may have published, unless the operator lifted it (RATE_LIMITS=off). */
export const MAX_PUBLISHED = 200;
/** Characters of a space's name. */
const SPACE_NAME_CHARACTERS = 40;

export interface ExperiencesDeps {
  readonly worlds: WorldStore;
  readonly accounts: Pick<AccountStore, "findUser">;
  readonly spaceStore: Pick<SpaceStore, "findSpace" | "findMember">;
  readonly spaces: Pick<Spaces, "createOfWorld" | "erase">;
  readonly allowance: OwnershipAllowance;
  readonly newId: () => string;
  readonly now: () => number;
}

export class Experiences {
  readonly #deps: ExperiencesDeps;
  readonly #opening = new KeyedTurns<string>();

  constructor(deps: ExperiencesDeps) {
    this.#deps = deps;
  }

  /**
   * Lets others find and enter a world of the caller.
   * @throws AppError `not_found` if there is no such world, `forbidden` for guests and for another's, `full` if the caller published too many.
   */
  publish(caller: Caller, body: PublishBody): Promise<ExperienceView> {
    if (caller.role === "guest") throw new AppError("forbidden", "Guests cannot publish; register first.");
    const { worlds, allowance, newId, now } = this.#deps;
    return allowance.grant(caller.userId, async () => {
      const world = await worlds.findRecord(body.world_id);
      if (!world || world.ownerId === null) throw noSuchWorld();
      // Not an admin's either: a world is published by its owner alone, and leaves with them.
      if (world.ownerId !== caller.userId) throw new AppError("forbidden", "This world is not yours.");
      const { world_id: worldId, title, description, tags } = body;
      const fresh = {
        ...{ id: newId(), worldId, authorId: caller.userId, title, description },
        ...{ tags: [...new Set(tags)], createdAtMs: now() },
      };
      if (!(await worlds.insertExperience(fresh))) throw noSuchWorld();
      return this.#view({ ...fresh, spaceId: null, visits: 0, likes: 0 });
    });
  }

  /** One page of all that is published. */
  async list({ q, tag, sort, cursor, limit }: ExperienceQuery): Promise<Page<ExperienceView>> {
    const query = { q, tag: tag || null, sort, after: cursor ?? null, limit: limit + 1 };
    const found = await this.#deps.worlds.listExperiences(query);
    const names = await this.#namesOf(found.slice(0, limit));
    return pageOf(found, limit, {
      item: (experience) => experienceView(experience, names.get(experience.authorId) ?? null),
      cursor: ({ likes, visits, createdAtMs, id }) => `${likes}.${visits}.${createdAtMs}.${id}`,
    });
  }

  /** @throws AppError `not_found`. */
  async get(id: string): Promise<ExperienceView> {
    return this.#view(await this.#find(id));
  }

  /** @throws AppError `not_found`, `forbidden` for others than author and admin. */
  async patch(
    caller: Caller,
    id: string,
    { title, description, tags }: ExperiencePatchBody,
  ): Promise<ExperienceView> {
    requireAuthor(caller, await this.#find(id));
    const changed = await this.#deps.worlds.updateExperience(id, {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    });
    if (!changed) throw noSuchExperience();
    return this.#view(changed);
  }

  /** Unpublishes; its space stays, as its author's. @throws AppError `not_found`, `forbidden` for others than author and admin. */
  async remove(caller: Caller, id: string): Promise<void> {
    requireAuthor(caller, await this.#find(id));
    if (!(await this.#deps.worlds.deleteExperience(id))) throw noSuchExperience();
  }

  /** Likes, once however often it is called. @throws AppError `not_found`, `forbidden` for guests. */
  async like(caller: Caller, id: string): Promise<ExperienceView> {
    if (caller.role === "guest") throw new AppError("forbidden", "Guests cannot like; register first.");
    await this.#deps.worlds.like(id, caller.userId, this.#deps.now());
    return this.get(id);
  }

  /** Takes the caller's like back, if there is one. @throws AppError `not_found`. */
  async unlike(caller: Caller, id: string): Promise<void> {
    await this.#find(id);
    await this.#deps.worlds.unlike(id, caller.userId);
  }

  /**
   * The experience's live space, made when it has none; counts a visit.
   * @throws AppError `not_found`, `forbidden` for those whom the space does not let in, `unavailable`.
   */
  async enter(caller: Caller, id: string): Promise<{ space_id: number }> {
    const { worlds, spaceStore, now } = this.#deps;
    const experience = await this.#find(id);
    const spaceId =
      (await this.#livingSpace(experience)) ?? (await this.#opening.run(id, () => this.#openSpace(id)));
    await enterSpace({ spaces: spaceStore, now }, caller, { spaceId });
    await worlds.addVisit(id);
    return { space_id: spaceId };
  }

  async #livingSpace({ spaceId }: Experience): Promise<number | null> {
    return spaceId !== null && (await this.#deps.spaceStore.findSpace(spaceId)) ? spaceId : null;
  }

  /** Makes the space, unless somebody did since. The experience names it only when it is whole, so a crash leaves no half one there. */
  async #openSpace(id: string): Promise<number> {
    const { spaces, worlds } = this.#deps;
    const experience = await this.#find(id);
    const living = await this.#livingSpace(experience);
    if (living !== null) return living;
    const { authorId, title, worldId } = experience;
    const space = await spaces.createOfWorld({ ownerId: authorId, name: nameOf(title), worldId });
    if (!space) throw noSuchExperience();
    if (await worlds.setSpace(id, space.id, experience.spaceId)) return space.id;
    await spaces.erase(space.id);
    return (await this.#livingSpace(await this.#find(id))) ?? this.#openSpace(id);
  }

  async #find(id: string): Promise<Experience> {
    const experience = await this.#deps.worlds.findExperience(id);
    if (!experience) throw noSuchExperience();
    return experience;
  }

  async #view(experience: Experience): Promise<ExperienceView> {
    const names = await this.#namesOf([experience]);
    return experienceView(experience, names.get(experience.authorId) ?? null);
  }

  async #namesOf(experiences: readonly Experience[]): Promise<Map<number, string>> {
    const names = new Map<number, string>();
    for (const userId of new Set(experiences.map(({ authorId }) => authorId))) {
      const user = await this.#deps.accounts.findUser(userId);
      if (user) names.set(userId, user.displayName);
    }
    return names;
  }
}

function experienceView(experience: Experience, name: string | null): ExperienceView {
  const { id, worldId, title, description, authorId, tags, createdAtMs, visits, likes } = experience;
  return {
    ...{ experience_id: id, world_id: worldId, title, description, author: { user_id: authorId, name } },
    ...{ tags: [...tags], created_at: isoTime(createdAtMs), visits, likes },
  };
}

/** A title as a space's name: cut between characters where it is longer. */
function nameOf(title: string): string {
  let name = "";
  for (const character of title.trim()) {
    if (name.length + character.length > SPACE_NAME_CHARACTERS) break;
    name += character;
  }
  return name;
}

function requireAuthor(caller: Caller, { authorId }: Experience): void {
  if (caller.role !== "admin" && caller.userId !== authorId)
    throw new AppError("forbidden", "This experience is not yours.");
}

function noSuchExperience(): AppError {
  return new AppError("not_found", "There is no such experience.");
}
