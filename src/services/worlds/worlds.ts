/** Making, importing, finding and deleting worlds. */
import { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import { AppError, type FieldError } from "../../errors.ts";
import { isoTime, type Page, pageOf } from "../../protocol/lists.ts";
import { isStorable } from "../../protocol/text.ts";
import type { ImportBody, PromptBody, WorldQuery, WorldRecordView } from "../../protocol/worlds.ts";
import type { Caller } from "../accounts/caller.ts";
import type { OwnershipAllowance } from "../spaces/allowance.ts";
import type { SpaceStore } from "../spaces/ports.ts";
import type { WorldGenerator } from "./ports.ts";
import type { StoredWorld, WorldRecord, WorldStore } from "./storePorts.ts";
import { noSuchWorld, owns, requireReader } from "./worldAccess.ts";
import type { WorldSpaces } from "./worldSpaces.ts";

/** Worlds that one user may keep, unless the operator lifted it (RATE_LIMITS=off). */
export const MAX_OWNED_WORLDS = 1_000;
/** Findings told of an imported blueprint. */
const MAX_TOLD = 50;

export interface WorldsDeps {
  readonly worlds: WorldStore;
  readonly spaces: Pick<SpaceStore, "admitsToWorld" | "countOfWorld">;
  readonly generator: WorldGenerator;
  readonly worldSpaces: Pick<WorldSpaces, "whileKept" | "forget">;
  readonly allowance: OwnershipAllowance;
  readonly newId: () => string;
  readonly now: () => number;
}

export class Worlds {
  readonly #deps: WorldsDeps;

  constructor(deps: WorldsDeps) {
    this.#deps = deps;
  }

  /**
   * Makes the world of a prompt, which the caller owns. It is stored when this resolves.
   * @throws AppError `forbidden` for guests, `full` if the caller keeps too many, `unavailable` if too many are being made.
   */
  create(
    caller: Caller,
    { prompt, seed, bounds, provider, user_id: label }: PromptBody,
  ): Promise<StoredWorld> {
    return this.#grant(caller, async () => {
      const startedAtMs = performance.now();
      const made = await this.#deps.generator.generate({
        prompt,
        ...(seed === undefined ? {} : { seed }),
        ...(bounds === undefined ? {} : { bounds }),
        ...(provider === undefined ? {} : { provider }),
      });
      const durationMs = Math.round((performance.now() - startedAtMs) * 100) / 100;
      return this.#store(caller, {
        label: label ?? null,
        ...made.head,
        blueprint: made.blueprintJson,
        meta: withDuration(made.metaJson, durationMs),
      });
    });
  }

  /**
   * Stores a blueprint that somebody else made.
   * @throws AppError `forbidden` for guests, `invalid` with the validator's findings, `full`, `unavailable`.
   */
  import(caller: Caller, { world_blueprint, user_id: label }: ImportBody): Promise<StoredWorld> {
    return this.#grant(caller, async () => {
      if (!isStorable(world_blueprint))
        throw invalid([{ pointer: "/world_blueprint", detail: "cannot be stored" }]);
      const shape = WorldBlueprint.safeParse(world_blueprint);
      if (!shape.success)
        throw invalid(
          shape.error.issues.map(({ path, message }) => ({
            pointer: ["/world_blueprint", ...path.map(String)].join("/"),
            detail: message,
          })),
        );
      const blueprint = Buffer.from(JSON.stringify(world_blueprint));
      const findings = await this.#deps.generator.validate(blueprint);
      const errors = findings.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw invalid(errors.map((finding) => fieldErrorOf(finding, shape.data)));
      const { name, prompt } = shape.data;
      const meta = Buffer.from(JSON.stringify({ provider: "import", findings }));
      return this.#store(caller, { label: label ?? null, name, prompt, blueprint, meta });
    });
  }

  /** A world for whoever may read it. @throws AppError `not_found`, `unauthenticated`, `forbidden`. */
  async get(caller: Caller | null, id: string): Promise<StoredWorld> {
    const world = await this.#deps.worlds.findWorld(id);
    if (!world) throw noSuchWorld();
    await requireReader(this.#deps, caller, world);
    return world;
  }

  /** One page of the caller's worlds, newest first, and without `mine` of the published ones too. */
  async list(caller: Caller, { mine, cursor, limit }: WorldQuery): Promise<Page<WorldRecordView>> {
    const found = await this.#deps.worlds.listWorlds({
      userId: caller.userId,
      mine,
      after: cursor ?? null,
      limit: limit + 1,
    });
    return pageOf(found, limit, {
      item: (world) => recordView(world, caller),
      cursor: ({ createdAtMs, id }) => `${createdAtMs}.${id}`,
    });
  }

  /**
   * Deletes a world. One that spaces are made of is kept for them, without an owner, until the last of them is gone.
   * @throws AppError `not_found`, `forbidden` for others than owner and admin, `conflict` while it is published.
   */
  async remove(caller: Caller, id: string): Promise<void> {
    const { worlds, spaces, worldSpaces } = this.#deps;
    await worldSpaces.whileKept(id, async () => {
      const world = await worlds.findRecord(id);
      if (!world || (world.ownerId === null && caller.role !== "admin")) throw noSuchWorld();
      if (!owns(caller, world)) throw new AppError("forbidden", "This world is not yours.");
      const used = (await spaces.countOfWorld(id)) > 0;
      if (!(await (used ? worlds.disownWorld(id) : worldSpaces.forget(id))))
        throw new AppError("conflict", "This world is published: delete its experiences first.");
    });
  }

  #grant<Result>(caller: Caller, gain: () => Promise<Result>): Promise<Result> {
    if (caller.role === "guest") throw new AppError("forbidden", "Guests cannot own worlds; register first.");
    return this.#deps.allowance.grant(caller.userId, gain);
  }

  async #store(
    caller: Caller,
    made: Pick<StoredWorld, "label" | "name" | "prompt" | "blueprint" | "meta">,
  ): Promise<StoredWorld> {
    const { name, label, prompt, blueprint, meta } = made;
    const { newId, now, worlds } = this.#deps;
    const world = {
      id: newId(),
      ownerId: caller.userId,
      label,
      name,
      prompt,
      blueprint,
      meta,
      createdAtMs: now(),
    };
    await worlds.insertWorld(world);
    return world;
  }
}

/** A stored world as `GET /worlds/{id}` shows it: UTF-8 JSON, whose parts are the stored bytes. */
export function worldJson({ id, createdAtMs, blueprint, meta }: StoredWorld): Buffer {
  const head = `{"world_id":${JSON.stringify(id)},"created_at":"${isoTime(createdAtMs)}","world_blueprint":`;
  return Buffer.concat([Buffer.from(head), blueprint, Buffer.from(`,"meta":`), meta, Buffer.from("}")]);
}

function recordView(world: WorldRecord, caller: Caller): WorldRecordView {
  return {
    world_id: world.id,
    owner_id: world.ownerId,
    name: world.name,
    prompt: world.prompt,
    ...(world.ownerId === caller.userId ? { user_id: world.label } : {}),
    created_at: isoTime(world.createdAtMs),
  };
}

/** The JSON object `meta` with one key more, without parsing it. */
function withDuration(meta: Buffer, durationMs: number): Buffer {
  return Buffer.concat([meta.subarray(0, -1), Buffer.from(`,"duration_ms":${durationMs}}`)]);
}

function fieldErrorOf(
  { code, message, instance_id, zone_id }: Awaited<ReturnType<WorldGenerator["validate"]>>[number],
  { prefab_instances, zones }: WorldBlueprint,
): FieldError {
  const instance = prefab_instances.findIndex((one) => one.instance_id === instance_id);
  const zone = zones.findIndex(({ id }) => id === zone_id);
  const place = instance >= 0 ? `/prefab_instances/${instance}` : zone >= 0 ? `/zones/${zone}` : "";
  return { pointer: `/world_blueprint${place}`, detail: `${code}: ${message}` };
}

function invalid(errors: readonly FieldError[]): AppError {
  return new AppError("invalid", `The blueprint is not sound: ${errors[0]?.detail}.`, {
    errors: errors.slice(0, MAX_TOLD),
  });
}
