/** HTTP shapes of worlds and experiences: what comes in and what goes out. */
import { z } from "zod";
import { PageQuery } from "./lists.ts";
import { text } from "./text.ts";

/** Characters (UTF-16 units) of a prompt. */
export const MAX_PROMPT_CHARACTERS = 2_000;

const WorldId = text(1, 40);
const SideM = z.number().min(5).max(1000);
/** What the client calls its user; stored as given, never trusted. */
const Label = z.union([text(1, 200), z.number().transform(String)]);

export const PromptBody = z.object({
  prompt: text(1, MAX_PROMPT_CHARACTERS).refine((prompt) => prompt.trim() !== "", "must not be blank"),
  user_id: Label.nullish(),
  /** The same prompt and seed give the same world; left out, it is derived from the prompt. */
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  /** Metres. */
  bounds: z.object({ width: SideM, depth: SideM }).optional(),
  provider: z.enum(["rules", "llm"]).optional(),
});
export type PromptBody = z.infer<typeof PromptBody>;

/** The blueprint itself is judged by the validator. */
export const ImportBody = z.object({
  world_blueprint: z.record(z.string(), z.unknown()),
  user_id: Label.nullish(),
});
export type ImportBody = z.infer<typeof ImportBody>;

/** A world as it was made. */
export const WorldView = z.object({
  world_id: z.string(),
  created_at: z.string(),
  world_blueprint: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
});

/** A world in a list. `user_id` is shown to its owner alone. */
export const WorldRecordView = z.object({
  world_id: z.string(),
  owner_id: z.number().nullable(),
  name: z.string(),
  prompt: z.string(),
  user_id: z.string().nullable().optional(),
  created_at: z.string(),
});
export type WorldRecordView = z.infer<typeof WorldRecordView>;

const Title = text(1, 80).refine((title) => title.trim() !== "", "must not be blank");
const Description = text(0, 2_000);
const Tags = z.array(text(1, 40)).max(20);

export const PublishBody = z.object({
  world_id: WorldId,
  title: Title,
  description: Description.default(""),
  tags: Tags.default([]),
});
export type PublishBody = z.infer<typeof PublishBody>;

export const ExperiencePatchBody = z.object({
  title: Title.optional(),
  description: Description.optional(),
  tags: Tags.optional(),
});
export type ExperiencePatchBody = z.infer<typeof ExperiencePatchBody>;

/** `author.name` is null once the account is gone. */
export const ExperienceView = z.object({
  experience_id: z.string(),
  world_id: z.string(),
  title: z.string(),
  description: z.string(),
  author: z.object({ user_id: z.number(), name: z.string().nullable() }),
  tags: z.array(z.string()),
  created_at: z.string(),
  visits: z.number(),
  likes: z.number(),
});
export type ExperienceView = z.infer<typeof ExperienceView>;

export const EnterView = z.object({ space_id: z.number() });

/** Positions as the pages before gave them: times and counts, then the id. */
const AgeCursor = cursorOf(/^(\d{1,15})\.([\w-]{1,40})$/, ([createdAtMs, id]) => ({
  createdAtMs: Number(createdAtMs),
  id: id ?? "",
}));
const ExperienceCursor = cursorOf(
  /^(\d{1,9})\.(\d{1,9})\.(\d{1,15})\.([\w-]{1,40})$/,
  ([likes, visits, createdAtMs, id]) => ({
    likes: Number(likes),
    visits: Number(visits),
    createdAtMs: Number(createdAtMs),
    id: id ?? "",
  }),
);

export const WorldQuery = PageQuery.extend({
  mine: z.union([z.literal("").transform(() => false), z.stringbool()]).default(false),
  cursor: AgeCursor.optional(),
});
export type WorldQuery = z.infer<typeof WorldQuery>;

export const ExperienceQuery = PageQuery.extend({
  q: text(0, 200).default(""),
  tag: text(0, 40).optional(),
  sort: z.enum(["new", "popular"]).default("new"),
  cursor: ExperienceCursor.optional(),
});
export type ExperienceQuery = z.infer<typeof ExperienceQuery>;

function cursorOf<Position>(pattern: RegExp, read: (parts: readonly string[]) => Position) {
  return z
    .string()
    .regex(pattern, "is not a cursor of this list")
    .transform((cursor) => read(pattern.exec(cursor)!.slice(1)));
}
