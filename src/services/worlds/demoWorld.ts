/** The world of the demo: published, so that whoever looks for experiences finds one to enter. */
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import type { WorldStore } from "./storePorts.ts";

/** Fixed, so that a seeding that was cut off goes on where it was. */
const WORLD_ID = "demo-garden-of-atrium";
const EXPERIENCE_ID = "demo-visit-the-garden";

/** The world's contents as JSON, UTF-8. */
export interface DemoWorld {
  readonly blueprint: Buffer;
  readonly meta: Buffer;
}

/** Stores and publishes the demo's world for `ownerId`; what is there already stays. */
export async function publishDemoWorld(
  worlds: Pick<WorldStore, "insertWorld" | "findExperience" | "insertExperience">,
  { blueprint, meta, ownerId, nowMs }: DemoWorld & { readonly ownerId: number; readonly nowMs: number },
): Promise<void> {
  const { name, prompt } = JSON.parse(blueprint.toString()) as WorldBlueprint;
  const kept = { id: WORLD_ID, ownerId, label: null, createdAtMs: nowMs };
  await worlds.insertWorld({ ...kept, name, prompt, blueprint, meta });
  if (await worlds.findExperience(EXPERIENCE_ID)) return;
  await worlds.insertExperience({
    ...{ id: EXPERIENCE_ID, worldId: WORLD_ID, authorId: ownerId, createdAtMs: nowMs },
    title: "The garden",
    description: "A garden with a fountain, benches to sit on and a pond, made from one sentence.",
    tags: ["demo", "garden"],
  });
}
