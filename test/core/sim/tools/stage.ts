/** A small space to try tools in: prefabs by what they do, objects and avatars where the test wants them. */
import assert from "node:assert/strict";
import { applyToolInput } from "../../../../src/core/sim/tools/apply.ts";
import { BUILT_IN_TOOLS } from "../../../../src/core/sim/tools/builtIn/builtIn.ts";
import type { Tool } from "../../../../src/core/sim/tools/defineTool.ts";
import type { Applied, Outcome, ToolContext } from "../../../../src/core/sim/tools/outcome.ts";
import { toolSet } from "../../../../src/core/sim/tools/toolSet.ts";
import type {
  Actor,
  LoggedUse,
  ObjectChange,
  Prefab,
  Role,
  SpaceObject,
  SpaceRules,
} from "../../../../src/core/sim/types.ts";
import {
  type Avatar,
  addAvatar,
  bodyOf,
  createWorld,
  type Placement,
  putObject,
  type World,
} from "../../../../src/core/sim/world.ts";

export const ALL_ACTIONS = BUILT_IN_TOOLS.map((tool) => tool.action);
export const NOW_MS = 1_000_000;

/** A chair-sized box that offers everything; a door; a ball nobody bumps into; a long wall; a thing without tools. */
export const PREFABS: readonly Prefab[] = [
  prefab("chair", { footprint: { w: 0.5, d: 0.5, h: 0.9 } }),
  prefab("table", { footprint: { w: 1.6, d: 0.8, h: 0.75 } }),
  prefab("door", { footprint: { w: 1, d: 0.1, h: 2 }, state: { open: "0" } }),
  prefab("ball", { footprint: { w: 0.2, d: 0.2, h: 0.2 }, shape: "none", solid: false }),
  prefab("lamp", { footprint: { w: 0.3, d: 0.3, h: 1.5 }, shape: "cylinder", state: { on: "0" } }),
  prefab("wall", { footprint: { w: 8, d: 0.2, h: 2.5 } }),
  prefab("statue", { footprint: { w: 1, d: 1, h: 2 }, affordances: [] }),
];

export function prefab(kind: string, fields: Partial<Prefab>): Prefab {
  return {
    id: kind,
    name: kind,
    kind,
    footprint: { w: 1, d: 1, h: 1 },
    shape: "box",
    solid: true,
    affordances: ALL_ACTIONS,
    minScale: 0.5,
    maxScale: 2,
    state: {},
    ...fields,
  };
}

export function object(id: number, fields: Partial<SpaceObject> = {}): SpaceObject {
  const of = PREFABS.find((one) => one.id === (fields.prefabId ?? "chair"));
  return {
    id,
    prefabId: "chair",
    kind: of?.kind ?? "thing",
    x: 10,
    y: 10,
    z: 0,
    heading: 0,
    scale: 1,
    solid: of?.solid ?? true,
    state: of?.state ?? {},
    holder: null,
    lockedBy: 0,
    createdBy: 99,
    createdAtMs: 5,
    updatedAtMs: 5,
    ...fields,
  };
}

export interface StageOptions {
  readonly movement?: SpaceRules["movement"];
  readonly prefabs?: readonly Prefab[];
  readonly tools?: readonly Tool[];
}

/** One space with a ticket counter and a log, as a room would keep them. */
export class Stage {
  readonly world: World;
  readonly context: ToolContext;
  readonly log: LoggedUse[] = [];
  #ticket = 0;

  constructor(objects: readonly SpaceObject[], options: StageOptions = {}) {
    const { movement = "free", prefabs = [], tools = [] } = options;
    this.context = { nowMs: NOW_MS, tools: toolSet([...BUILT_IN_TOOLS, ...tools]) };
    this.world = createWorld({
      spaceId: 1,
      rules: {
        movement,
        widthM: 20,
        depthM: 20,
        maxSpeedMps: 6,
        burstSeconds: 0.25,
        stepIntervalMs: 150,
        diagonal: false,
        interestRadiusM: 25,
        interestLimit: 64,
        nearbyRadiusM: 10,
        activities: ["idle", "sit"],
      },
      prefabs: new Map([...PREFABS, ...prefabs].map((one) => [one.id, one])),
      objects,
      spawnPoints: [],
      zones: [],
    } as Parameters<typeof createWorld>[0]);
  }

  /** An avatar `userId` of the given role, and who it is as an actor. Session ids are `s<userId>` unless named. */
  enter(
    userId: number,
    at: { x: number; y: number; heading?: number; role?: Role; sessionId?: string },
  ): { avatar: Avatar; actor: Actor } {
    const { x, y, heading = 0, role = "member", sessionId = `s${userId}` } = at;
    const avatar = addAvatar(this.world, { sessionId, userId, role, x, y, heading });
    return { avatar, actor: { userId, sessionId, role } };
  }

  /** Puts an avatar elsewhere at once. */
  teleport(avatar: Avatar, x: number, y: number): void {
    [avatar.x, avatar.y] = [x, y];
    this.world.avatarGrid.set(avatar.sessionId, bodyOf(avatar, this.world.rules.movement));
  }

  use(actor: Actor, objectId: number, action: string, params?: unknown): Outcome {
    return this.#apply({ kind: "use", ticket: ++this.#ticket, actor, objectId, action, params });
  }

  place(actor: Actor, objectId: number, prefabId: string, placement: Placement): Outcome {
    return this.#apply({ kind: "place", ticket: ++this.#ticket, actor, objectId, prefabId, placement });
  }

  edit(actor: Actor, objectId: number, change: ObjectChange): Outcome {
    return this.#apply({ kind: "edit", ticket: ++this.#ticket, actor, objectId, change });
  }

  delete(actor: Actor, objectId: number): Outcome {
    return this.#apply({ kind: "delete", ticket: ++this.#ticket, actor, objectId });
  }

  undo(actor: Actor, use: LoggedUse): Outcome {
    return this.#apply({ kind: "undo", ticket: ++this.#ticket, actor, use });
  }

  object(id: number): SpaceObject {
    const found = this.world.objects.get(id);
    assert.ok(found, `object ${id} is in the world`);
    return found;
  }

  put(object: SpaceObject): void {
    putObject(this.world, object);
  }

  /** The last use that was logged. */
  last(): LoggedUse {
    const use = this.log.at(-1);
    assert.ok(use, "something was logged");
    return use;
  }

  #apply(input: Parameters<typeof applyToolInput>[1]): Outcome {
    const outcome = applyToolInput(this.world, input, this.context);
    assert.equal(outcome.ticket, input.ticket);
    // The journal keeps JSON: what comes back from it must be what went in.
    if ("use" in outcome)
      this.log.push({ ...JSON.parse(JSON.stringify(outcome.use)), id: this.log.length + 1 });
    return outcome;
  }
}

/** A caller over HTTP. */
export function overHttp(role: Role, userId = 7): Actor {
  return { userId, sessionId: null, role };
}

export function succeeded(outcome: Outcome): Applied {
  if ("refused" in outcome)
    throw new Error(`refused: ${outcome.refused}: ${outcome.message}`, { cause: outcome.cause });
  return outcome;
}

/** The code of a refusal, "ok" of a success. */
export function codeOf(outcome: Outcome): string {
  return "refused" in outcome ? outcome.refused : "ok";
}

/** Everything of a world that a use may change, comparable. */
export function snapshot(world: World): unknown {
  return structuredClone({
    objects: [...world.objects.values()].sort((a, b) => a.id - b.id),
    avatars: [...world.avatars.values()],
    changed: [...world.changedObjects],
    solids: [...world.objects.keys()].map((id) => [id, world.solids.get(id) ?? null]),
  });
}
