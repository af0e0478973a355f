/**
 * Tag, in every space: one avatar is "it", and whoever it touches is it from then on. Home bases can be put up (an own
 * prefab) and opened or shut (an own tool): nobody can be caught near an open one. Run it with `node tag.ts`.
 */
import {
  defineMessage,
  defineTool,
  type Game,
  type PluginAvatar,
  type PluginSpace,
  type PrefabDeclaration,
  run,
  type SpacePlugin,
  z,
} from "atrium";

/** From centre to centre, metres. */
const TOUCH_M = 1;
/** Around an open home base, metres. */
const SAFE_M = 2;
/** How long whoever was just caught cannot catch anybody, seconds. */
const PAUSE_SECONDS = 2;

const homeBase: PrefabDeclaration = {
  prefab_id: "tag_home_base",
  name: "Home base",
  category: "game",
  tags: ["home base"],
  footprint: { w: 0.3, d: 0.3, h: 1.2 },
  collision: { shape: "cylinder" },
  placement: { on: "ground" },
  affordances: ["open_base", "remove"],
  state: { safe: "0" },
  since: "1.0.0",
};

const openBase = defineTool({
  action: "open_base",
  description: "Opens or shuts a home base: nobody can be caught near an open one.",
  params: z.object({ open: z.boolean() }),
  cooldownMs: 1000,
  apply: ({ params }) => ({ state: { safe: params.open ? "1" : "0" } }),
});

const tag: SpacePlugin = {
  name: "tag",
  start(space) {
    let it: PluginAvatar | undefined;
    let pauseSeconds = 0;
    /** Catches by session id, of those who are here: who leaves takes theirs along. */
    const catches = new Map<string, number>();

    const makeIt = (next: PluginAvatar | undefined, caughtBy?: PluginAvatar) => {
      if (it) space.setActivity(it.sessionId, "idle");
      it = next;
      pauseSeconds = PAUSE_SECONDS;
      if (it) space.broadcast("tag_it", { user_id: it.userId, caught_by: caughtBy?.userId ?? null });
    };

    return {
      onJoin(avatar) {
        if (!it) makeIt(avatar);
      },
      onLeave(avatar) {
        catches.delete(avatar.sessionId);
        if (avatar.sessionId === it?.sessionId)
          makeIt(space.avatars().find((other) => other.sessionId !== avatar.sessionId));
      },
      onTick(dtSeconds) {
        const catcher = it && space.avatar(it.sessionId);
        if (!catcher) return;
        if (catcher.activity !== "it") space.setActivity(catcher.sessionId, "it");
        pauseSeconds -= dtSeconds;
        if (pauseSeconds > 0) return;
        const caught = space.avatars().find((avatar) => isTouched(avatar, catcher) && !isSafe(avatar, space));
        if (!caught) return;
        catches.set(catcher.sessionId, (catches.get(catcher.sessionId) ?? 0) + 1);
        makeIt(caught, catcher);
      },
      messages: {
        tag_score: defineMessage({
          shape: z.object({}).optional(),
          handle: () => ({
            it: it?.userId ?? null,
            scores: space.avatars().map(({ sessionId, userId, name }) => ({
              user_id: userId,
              name,
              catches: catches.get(sessionId) ?? 0,
            })),
          }),
        }),
      },
    };
  },
};

function isTouched(avatar: PluginAvatar, by: PluginAvatar): boolean {
  return avatar.sessionId !== by.sessionId && Math.hypot(avatar.x - by.x, avatar.y - by.y) <= TOUCH_M;
}

function isSafe(avatar: PluginAvatar, space: PluginSpace): boolean {
  for (const { prefabId, state, x, y } of space.objects()) {
    if (prefabId !== homeBase.prefab_id || state.safe !== "1") continue;
    if (Math.hypot(avatar.x - x, avatar.y - y) <= SAFE_M) return true;
  }
  return false;
}

export const game: Game = { tools: [openBase], prefabs: [homeBase], plugins: [tag] };

if (import.meta.main) await run(game);
