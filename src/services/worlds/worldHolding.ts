/** What is held on a user in worlds, experiences and likes. For taking it along, and for leaving for good. */
import { isoTime } from "../../protocol/lists.ts";
import type { Holding } from "../accounts/departures.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { WorldRecord, WorldStore } from "./storePorts.ts";
import type { WorldSpaces } from "./worldSpaces.ts";

export interface WorldHoldingDeps {
  readonly worlds: WorldStore;
  readonly spaces: Pick<SpaceStore, "countOfWorld">;
  readonly worldSpaces: Pick<WorldSpaces, "whileKept" | "forget">;
}

const PAGE = 200;

/**
 * When a user leaves for good their experiences go, and their likes lose who gave them but still count. Their worlds
 * go too; one that somebody's space is made of stays as a place, without owner, prompt and what was read out of it.
 * Spaces are to be erased first.
 */
export function worldHolding(deps: WorldHoldingDeps): Holding {
  const { worlds } = deps;
  return {
    name: "worlds",
    async exportUser(userId) {
      const owned = await allOf(worlds, userId);
      const published = await worlds.experiencesOf(userId);
      const likes = await worlds.likesOf(userId);
      return {
        worlds: owned.map(({ id, label, name, prompt, createdAtMs }) => ({
          ...{ world_id: id, user_id: label, name, prompt, created_at: isoTime(createdAtMs) },
        })),
        experiences: published.map(({ id, worldId, title, description, tags, createdAtMs }) => ({
          ...{ experience_id: id, world_id: worldId, title, description, tags },
          created_at: isoTime(createdAtMs),
        })),
        likes: likes.map(({ experienceId, atMs }) => ({ experience_id: experienceId, at: isoTime(atMs) })),
      };
    },
    async eraseUser(userId) {
      await worlds.settled();
      for (const { id } of await worlds.experiencesOf(userId)) await worlds.deleteExperience(id);
      await worlds.forgetLikes(userId);
      for (const { id } of await allOf(worlds, userId)) await letGo(deps, id);
    },
  };
}

function letGo({ worlds, spaces, worldSpaces }: WorldHoldingDeps, id: string): Promise<void> {
  return worldSpaces.whileKept(id, async () => {
    const world = (await spaces.countOfWorld(id)) > 0 ? await worlds.findWorld(id) : null;
    if (!world) await worldSpaces.forget(id);
    else await worlds.disownWorld(id, { name: "World", prompt: "", ...withoutPrompt(world) });
  });
}

/** The contents without the user's words: prompt and name, and all that is told of how the prompt was read. */
function withoutPrompt({ blueprint, meta }: { readonly blueprint: Buffer; readonly meta: Buffer }) {
  const { provider, generator_version } = JSON.parse(meta.toString()) as Record<string, unknown>;
  const kept = { ...(JSON.parse(blueprint.toString()) as object), name: "World", prompt: "" };
  return {
    blueprint: Buffer.from(JSON.stringify(kept)),
    meta: Buffer.from(JSON.stringify({ provider, generator_version })),
  };
}

async function allOf(worlds: WorldStore, userId: number): Promise<WorldRecord[]> {
  const found: WorldRecord[] = [];
  for (;;) {
    const after = found.at(-1) ?? null;
    const page = await worlds.listWorlds({ userId, mine: true, after, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
