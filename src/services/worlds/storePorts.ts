/** Where worlds and experiences are kept. Implementation: `db/worlds/worldStore.ts` on both databases, one contract suite. */

/** What is listed of a stored world. */
export interface WorldRecord {
  /** 21 URL-safe characters. */
  readonly id: string;
  /** Null once its owner gave it up or was erased while a space is made of it. */
  readonly ownerId: number | null;
  /** `user_id` as the client gave it; never trusted. */
  readonly label: string | null;
  readonly name: string;
  readonly prompt: string;
  readonly createdAtMs: number;
}

/** A world with its contents, both UTF-8 JSON exactly as generated. */
export interface StoredWorld extends WorldRecord {
  readonly blueprint: Buffer;
  readonly meta: Buffer;
}

/** A world that others can find and enter. */
export interface Experience {
  readonly id: string;
  readonly worldId: string;
  readonly authorId: number;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Its live space, null before anybody entered. */
  readonly spaceId: number | null;
  readonly visits: number;
  readonly likes: number;
  readonly createdAtMs: number;
}

export type NewExperience = Omit<Experience, "spaceId" | "visits" | "likes">;
export type ExperiencePatch = Partial<Pick<Experience, "title" | "description" | "tags">>;

/** Position in a list that goes from new to old. */
export interface AgeCursor {
  readonly createdAtMs: number;
  readonly id: string;
}

/** Position in a list of experiences; `likes` and `visits` count only when the popular come first. */
export interface ExperienceCursor extends AgeCursor {
  readonly likes: number;
  readonly visits: number;
}

export interface ExperienceQuery {
  /** Part of title, description or a tag, without case; "" finds all. */
  readonly q: string;
  readonly tag: string | null;
  /** `popular`: by likes, then visits, then age. */
  readonly sort: "new" | "popular";
  readonly after: ExperienceCursor | null;
  readonly limit: number;
}

export interface LikedExperience {
  readonly experienceId: string;
  readonly atMs: number;
}

export interface WorldStoreStats {
  /** Worlds accepted and not yet committed. */
  readonly pending: number;
  readonly commits: number;
  readonly committedEntries: number;
  readonly failedEntries: number;
  /** Worlds refused because too many waited. */
  readonly refusedEntries: number;
}

export interface WorldStore {
  /**
   * Stores a world; resolves after the commit. Many that come together share one.
   * @throws AppError `unavailable` if too many wait or the database stays away.
   */
  insertWorld(world: StoredWorld): Promise<void>;
  findWorld(id: string): Promise<StoredWorld | null>;
  /** Without its contents. */
  findRecord(id: string): Promise<WorldRecord | null>;
  /** Newest first: the user's own, and without `mine` the published ones too. */
  listWorlds(query: {
    readonly userId: number;
    readonly mine: boolean;
    readonly after: AgeCursor | null;
    readonly limit: number;
  }): Promise<WorldRecord[]>;
  countOwnedBy(userId: number): Promise<number>;
  /** Deletes a world that no experience is made of: false if one is, or there is no such world. */
  deleteWorld(id: string): Promise<boolean>;
  /** Takes owner and label from a world that no experience is made of: false as {@link deleteWorld}. `contents`: replaces name, prompt and JSON too. */
  disownWorld(
    id: string,
    contents?: Pick<StoredWorld, "name" | "prompt" | "blueprint" | "meta">,
  ): Promise<boolean>;

  /** False if the world is gone. */
  insertExperience(experience: NewExperience): Promise<boolean>;
  findExperience(id: string): Promise<Experience | null>;
  isPublished(worldId: string): Promise<boolean>;
  listExperiences(query: ExperienceQuery): Promise<Experience[]>;
  /** By id. */
  experiencesOf(authorId: number): Promise<Experience[]>;
  countPublishedBy(authorId: number): Promise<number>;
  /** Null if there is none. */
  updateExperience(id: string, patch: ExperiencePatch): Promise<Experience | null>;
  /** With its likes. False if there was none. */
  deleteExperience(id: string): Promise<boolean>;
  /** Makes `spaceId` the live space if it was `before`; false if it was another or there is no such experience. */
  setSpace(id: string, spaceId: number, before: number | null): Promise<boolean>;
  addVisit(id: string): Promise<void>;
  /** One like a user; a second one changes nothing, nor does one of an experience that is gone. */
  like(id: string, userId: number, atMs: number): Promise<void>;
  /** Takes a like back; without one it changes nothing. */
  unlike(id: string, userId: number): Promise<void>;
  /** By experience id. */
  likesOf(userId: number): Promise<LikedExperience[]>;
  /** Forgets who liked, not how many did. */
  forgetLikes(userId: number): Promise<void>;

  /** Resolves when everything inserted before is committed or refused. */
  settled(): Promise<void>;
  stats(): WorldStoreStats;
}
