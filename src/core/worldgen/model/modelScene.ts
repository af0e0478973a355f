/**
 * A scene as a language model writes it down: the intent (intent.ts) with every field present, so that a strict JSON
 * schema can ask for it. Whatever a model says is read leniently: text is cut, numbers are clamped, what is over the
 * caps is left out, keys that nobody asked for (a coordinate, say) are not looked at.
 */
import { z } from "zod";
import { TIMES_OF_DAY, WEATHERS } from "../blueprint.ts";
import { ARRANGEMENTS, RELATIONS } from "../intent.ts";

const SIZES = ["tiny", "small", "large", "huge"] as const;

export const ModelScene = z.object({
  setting: z.array(z.string()),
  archetype: z.string(),
  indoor: z.boolean(),
  time: z.enum(TIMES_OF_DAY),
  weather: z.enum(WEATHERS),
  size: z.enum(["small", "medium", "large"]).nullish(),
  rooms: z.array(z.object({ id: z.string(), kind: z.string(), name: z.string(), indoor: z.boolean() })),
  entities: z.array(
    z.object({
      id: z.string(),
      noun: z.string(),
      tag: z.string(),
      min: z.number(),
      max: z.number(),
      per: z.string().nullish(),
      color: z.string().nullish(),
      material: z.string().nullish(),
      size: z.enum(SIZES).nullish(),
      style: z.string().nullish(),
      arrangement: z.enum(ARRANGEMENTS).nullish(),
      rows: z.number().nullish(),
      room: z.string().nullish(),
    }),
  ),
  relations: z.array(z.object({ a: z.string(), rel: z.enum(RELATIONS), b: z.array(z.string()) })),
  absent: z.array(z.string()),
});
export type ModelScene = z.infer<typeof ModelScene>;

/** What was read, or what is wrong with it in words that a model can mend it by. */
export type ModelReading =
  | { readonly scene: ModelScene; readonly problems: readonly string[] }
  | { readonly scene: null; readonly problems: readonly string[] };

/** Most problems told in one turn. */
const MOST_PROBLEMS = 12;

/** Reads what a model wrote: JSON, with a fence around it or without. Problems beside a scene can be lived with. */
export function readModelScene(text: string): ModelReading {
  let value: unknown;
  try {
    value = JSON.parse(unfenced(text));
  } catch {
    return { scene: null, problems: ["The answer is not JSON, or ends too early."] };
  }
  const parsed = ModelScene.safeParse(value);
  if (parsed.success) return { scene: parsed.data, problems: loose(parsed.data) };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(all)"}: ${message}`);
  return { scene: null, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** The JSON schema of {@link ModelScene}, in the strict form: every key required, none besides, tags and archetypes from lists. */
export function modelSchema(tags: readonly string[], archetypes: readonly string[]): unknown {
  return strict(z.toJSONSchema(ModelScene, { io: "input" }), { tag: tags, archetype: archetypes });
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** `lists`: the values that the properties of these names may have. */
function strict(node: unknown, lists: Lists): unknown {
  if (Array.isArray(node)) return node.map((one) => strict(one, lists));
  if (typeof node !== "object" || node === null) return node;
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties") Object.assign(made, strictProperties(value as object, lists));
    else if (key !== "$schema" && key !== "required")
      made[key] = key === "type" && value === "number" ? "integer" : strict(value, lists);
  }
  return made;
}

function strictProperties(given: object, lists: Lists): object {
  const properties = Object.fromEntries(
    Object.entries(given).map(([name, shape]) => [
      name,
      lists[name] ? { type: "string", enum: lists[name] } : strict(shape, lists),
    ]),
  );
  return { properties, required: Object.keys(properties), additionalProperties: false };
}

/** References that lead nowhere: asked to be mended once, left out afterwards. */
function loose({ entities, rooms, relations }: ModelScene): string[] {
  const known = new Set(entities.map(({ id }) => id));
  const knownRooms = new Set(rooms.map(({ id }) => id));
  const problems: string[] = [];
  for (const { id, per, room } of entities) {
    if (typeof per === "string" && !known.has(per)) problems.push(`entity ${id}: per "${per}" is no entity`);
    if (typeof room === "string" && !knownRooms.has(room))
      problems.push(`entity ${id}: "${room}" is no room`);
  }
  for (const [index, { a, b }] of relations.entries())
    for (const end of [a, ...b])
      if (end !== "scene" && !known.has(end)) problems.push(`relation ${index}: "${end}" is no entity`);
  return problems.slice(0, MOST_PROBLEMS).map((problem) => problem.slice(0, 200));
}

function unfenced(text: string): string {
  return text.match(/^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/)?.[1] ?? text;
}
