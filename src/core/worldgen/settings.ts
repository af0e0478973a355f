/**
 * Words that name where a scene is: each row gives the words, what the scene then counts as (most specific first, most
 * general last, always ending in "indoor" or "outdoor"), and the archetype that the layout builds. A word that stands in
 * several rows belongs to the last of them.
 */
import { INDOOR_ROWS } from "./settingsIndoor.ts";
import { OUTDOOR_ROWS } from "./settingsOutdoor.ts";
import type { Archetype, SettingKind, SettingRow } from "./settingTypes.ts";

export { ARCHETYPES, type SettingRow } from "./settingTypes.ts";

export const SETTING_ROWS: readonly SettingRow[] = [...OUTDOOR_ROWS, ...INDOOR_ROWS].map(toRow);

/** Most words that one setting phrase has. */
export const MAX_SETTING_WORDS = 4;

const BY_WORD = new Map(SETTING_ROWS.flatMap((row) => row.words.map((word) => [word, row] as const)));

/** The row that `phrase` (lower case, singular, words separated by one space) names, or null. */
export function settingOf(phrase: string): SettingRow | null {
  return BY_WORD.get(phrase) ?? null;
}

/** The row that stands for a bare "indoor" or "outdoor" scene. */
export function plainSetting(indoor: boolean): SettingRow {
  const name = indoor ? "indoor" : "outdoor";
  return { words: [], setting: [name], archetype: name, indoor, kind: "place" };
}

/** "archetype; kind; words; settings", words and settings divided by "|". */
function toRow(line: string): SettingRow {
  const [archetype, kind, words, settings] = line.split("; ") as [Archetype, SettingKind, string, string];
  const setting = settings.split("|");
  return { words: words.split("|"), setting, archetype, indoor: setting.includes("indoor"), kind };
}
