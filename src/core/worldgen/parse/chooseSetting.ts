/** Decides where the scene is: the best mention of a place, coloured by the others; else guessed from the things. */
import type { SceneIntent } from "../intent.ts";
import { plainSetting, type SettingRow, settingOf } from "../settings.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { CLUES } from "./clues.ts";
import type { Draft, Mention, SceneDraft } from "./drafts.ts";

export type SettingChoice = Pick<SceneIntent, "setting" | "archetype" | "indoor">;

const MAX_SETTINGS = 12;
const ROLE_WEIGHT = { head: 40, in: 30, other: 20, hint: 5 } as const;
const KIND_WEIGHT = { place: 12, both: 6, thing: -14, flavour: -18 } as const;

/** Archetypes that a flavour alone makes a scene of; any other only colours what the things suggest. */
const SCENIC: ReadonlySet<string> = new Set([
  "cyber_street",
  "alien_planet",
  "graveyard",
  "snowfield",
  "beach",
  "forest",
]);

/** Setting, archetype and roof of the scene. Never empty; the last setting is "indoor" or "outdoor". */
export function chooseSetting(scene: SceneDraft, vocabulary: Vocabulary): SettingChoice {
  const main = bestMention(scene.mentions) ?? inferred(scene.entities, vocabulary);
  const archetype = coloured(main, scene.mentions);
  const named = scene.mentions.map((mention) => mention.row);
  const flavours = [...named.filter((row) => row.kind === "flavour"), ...flavoursOf(scene.mentions)];
  const others = [...flavours, ...named].filter((row) => row !== main);
  const words = [
    ...namesOf(scene.mentions, main),
    ...main.setting.filter((word) => word !== "indoor" && word !== "outdoor"),
  ];
  const lists = others.map((row) => {
    const own = row.setting.filter((word) => word !== "indoor" && word !== "outdoor" && word !== "interior");
    return own.slice(0, row.kind === "flavour" || row.indoor === main.indoor ? 4 : 1);
  });
  for (let at = 0; at < 4; at++) for (const list of lists) words.push(...list.slice(at, at + 1));
  const indoor = main.indoor;
  const distinct = [...new Set(words)].slice(0, MAX_SETTINGS - 1);
  return { setting: [...distinct, indoor ? "indoor" : "outdoor"], archetype, indoor };
}

/** The main place as the prompt calls it, if that is a name the table knows. */
function namesOf(mentions: readonly Mention[], main: SettingRow): string[] {
  const phrase = mentions.find((mention) => mention.row === main && mention.phrase)?.phrase;
  return phrase && main.words.includes(phrase.head) && phrase.head.length <= 40
    ? [phrase.head.replaceAll(" 's", "'s")]
    : [];
}

/** Flavours inside the names of places: "christmas market". */
function flavoursOf(mentions: readonly Mention[]): SettingRow[] {
  return mentions
    .flatMap((mention) => mention.phrase?.head.split(" ") ?? [])
    .map((word) => settingOf(word))
    .filter((row): row is SettingRow => row?.kind === "flavour");
}

function bestMention(mentions: readonly Mention[]): SettingRow | null {
  let best: Mention | null = null;
  for (const mention of mentions) if (!best || weight(mention) > weight(best)) best = mention;
  if (best?.row.kind !== "flavour") return best?.row ?? null;
  return SCENIC.has(best.row.archetype) ? flavourScene(best.row) : null;
}

function weight(mention: Mention): number {
  return ROLE_WEIGHT[mention.role] + KIND_WEIGHT[mention.row.kind];
}

/** A flavour alone ("cyberpunk") is a scene of its archetype. */
function flavourScene(row: SettingRow): SettingRow {
  const base = settingOf(row.archetype.replaceAll("_", " "));
  const setting = [...row.setting, ...(base?.setting ?? ["outdoor"])];
  return { ...row, setting, indoor: base?.indoor ?? false };
}

/** Flavours that rebuild the scene: a street becomes a cyberpunk one, anything outdoors goes under water. */
function coloured(main: SettingRow, mentions: readonly Mention[]): string {
  const flavours = mentions
    .filter((mention) => mention.row.kind === "flavour")
    .map((mention) => mention.row.archetype);
  if (flavours.includes("cyber_street") && (main.archetype === "street" || main.archetype === "market"))
    return "cyber_street";
  const underwater = mentions.some(
    (mention) => mention.row.archetype === "underwater" && mention.row.kind === "place",
  );
  return underwater && !main.indoor ? "underwater" : main.archetype;
}

/** The scene that the things suggest: by the clue table, then by the settings that their prefabs belong to. */
function inferred(entities: readonly Draft[], vocabulary: Vocabulary): SettingRow {
  const votes = new Map<string, number>();
  let inside = 0;
  for (const entity of entities) {
    if (entity.dropped) continue;
    for (const word of new Set([entity.noun, entity.tag])) {
      const clue = CLUES.get(word);
      if (clue) votes.set(clue.setting, (votes.get(clue.setting) ?? 0) + clue.weight);
    }
    const settings = vocabulary.prefabsOf(entity.tag)[0]?.settings ?? [];
    if (settings.includes("indoor") && !settings.includes("outdoor")) inside++;
    else if (settings.includes("outdoor") && !settings.includes("indoor")) inside--;
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  if (best && best[1] >= 2) return settingOf(best[0]) ?? plainSetting(inside > 0);
  return plainSetting(inside > 0);
}
