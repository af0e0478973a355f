/** Noun phrases that name the scene or a part of it. */
import { isMany } from "./drafts.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import type { Pending, Reading } from "./reading.ts";
import { relate } from "./readRelation.ts";
import { SCENE_NOUNS } from "./relationPhrases.ts";

/** Whether the phrase only names the scene or a part of it. */
export function isScene(r: Reading, phrase: NounPhrase): boolean {
  const { setting, match } = phrase;
  if (SCENE_NOUNS.has(phrase.noun) && phrase.determiner !== "a") return true;
  if (!setting) return false;
  const pending = r.pending;
  if (setting.kind === "place") return !(match?.source === "explicit" && isObject(r, phrase));
  if (!match) return true;
  return (
    setting.kind === "thing" &&
    pending?.relation.rel === "inside" &&
    pending.subjects.length === 0 &&
    r.scene.entities.length === 0
  );
}

/** A place that a relation or a number makes a thing: "a fence along the road", "two gardens". */
function isObject(r: Reading, phrase: NounPhrase): boolean {
  const relation = r.pending?.relation;
  if ((phrase.quantity?.exact ?? false) && phrase.quantity!.min > 1) return true;
  if (r.scene.mentions.length === 0) return false;
  return !relation?.weak && !r.scene.mentions.some((mention) => mention.row === phrase.setting);
}

export function readPlace(r: Reading, phrase: NounPhrase): void {
  const pending = r.pending;
  r.pending = null;
  if (phrase.setting) noteMention(r, phrase, pending);
  if (pending && !pending.relation.weak) {
    const { rel } = pending.relation;
    const meant = [
      "around",
      "middle_of",
      "along",
      "against",
      "north_of",
      "south_of",
      "east_of",
      "west_of",
    ].includes(rel);
    if (pending.fronted && meant) r.carry = { relation: pending.relation, targets: ["scene"] };
    else if (meant) for (const subject of pending.subjects) relate(r, subject, pending.relation, ["scene"]);
    r.main = pending.subjects.length > 0 ? pending.subjects : r.main;
    return;
  }
  if (pending) return;
  r.subjects = [];
  r.fresh = true;
}

export function noteMention(r: Reading, phrase: NounPhrase, pending: Pending | null = r.pending): void {
  const first =
    r.scene.entities.length <= (phrase.match ? 1 : 0) &&
    r.scene.mentions.every((mention) => mention.role === "hint");
  const role =
    pending?.relation.weak || pending?.relation.rel === "inside"
      ? "in"
      : pending
        ? "other"
        : first
          ? "head"
          : "other";
  const count = phrase.quantity?.max ?? (isMany(phrase) ? 2 : 1);
  const index = r.scene.mentions.push({ row: phrase.setting!, role, phrase, count }) - 1;
  if (!phrase.setting!.indoor || phrase.setting!.kind !== "place") return;
  if (pending && pending.subjects.length > 0) for (const subject of pending.subjects) subject.room = index;
  else r.room = index;
}
