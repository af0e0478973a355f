/** Noun phrases that name the scene or a part of it. */
import { isMany, type Mention } from "./drafts.ts";
import { DEFINITE } from "./functionWords.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import type { Pending, Reading } from "./reading.ts";
import { multiply, relate } from "./readRelation.ts";
import { SCENE_NOUNS } from "./relationPhrases.ts";

const SCENE_RELATIONS: ReadonlySet<string> = new Set([
  "around",
  "middle_of",
  "along",
  "against",
  "north_of",
  "south_of",
  "east_of",
  "west_of",
]);

/** Whether the phrase only names the scene or a part of it. */
export function isScene(r: Reading, phrase: NounPhrase): boolean {
  const { setting, match } = phrase;
  if (SCENE_NOUNS.has(phrase.noun) && phrase.determiner !== "a") return true;
  if (!setting) return false;
  const pending = r.pending;
  if (DEFINITE.has(phrase.determiner) && r.scene.find(phrase)?.noun === phrase.noun) return false;
  if (setting.kind === "place") return !(match !== null && match.source !== "proxy" && isObject(r, phrase));
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
  if (r.carry) return true;
  const head = r.scene.mentions.find((mention) => mention.role === "head");
  if (relation?.weak && relation.rel === "near" && head && head.phrase?.head !== phrase.head && !r.fresh)
    return phrase.match?.source === "explicit";
  if (r.scene.mentions.every((mention) => mention.role === "hint"))
    return relation !== undefined && !relation.weak && !r.fresh;
  return !relation?.weak && !r.scene.mentions.some((mention) => mention.phrase?.head === phrase.head);
}

/** Reads a noun phrase that is the scene: its mention, and relations to the scene as a whole. */
export function readPlace(r: Reading, phrase: NounPhrase): void {
  const pending = r.pending;
  r.pending = null;
  r.sentenceStart = false;
  r.atPlace = pending === null;
  const { quantity } = phrase;
  if (/^(?:each|every|all)$/.test(phrase.determiner) && quantity?.exact && pending?.subjects.length === 0)
    r.times = quantity.max;
  if (phrase.setting) noteMention(r, phrase, pending);
  if (pending && !pending.relation.weak) {
    const { rel } = pending.relation;
    const meant = SCENE_RELATIONS.has(rel);
    if (pending.fronted && meant) r.carry = { relation: pending.relation, targets: ["scene"] };
    else if (meant)
      for (const subject of pending.subjects) {
        relate(r, subject, pending.relation, ["scene"]);
        multiply(subject, pending.relation);
      }
    if (/^(?:north|south|east|west)_of$/.test(rel)) r.it = "scene";
    r.main = pending.subjects.length > 0 ? pending.subjects : r.main;
    return;
  }
  if (pending) return;
  if (phrase.setting?.indoor) r.per = null;
  r.subjects = [];
  r.fresh = true;
}

/** Notes that the phrase names a scene, unless it is a place that stands there as a thing. */
export function noteMention(r: Reading, phrase: NounPhrase, pending: Pending | null = r.pending): void {
  const asThing = phrase.setting!.kind === "place" && !isScene(r, phrase) && r.pending === pending;
  const role = roleOf(r, phrase, pending);
  const count = phrase.quantity?.max ?? (isMany(phrase) ? 2 : 1);
  if (asThing) {
    if (!phrase.setting!.indoor)
      r.scene.mentions.push({ row: phrase.setting!, role: "hint", phrase: null, count: 1 });
    return;
  }
  const index = r.scene.mentions.push({ row: phrase.setting!, role, phrase, count }) - 1;
  noteBedrooms(r, phrase);
  if (!phrase.setting!.indoor || phrase.setting!.kind !== "place") return;
  if (pending && pending.subjects.length > 0) for (const subject of pending.subjects) subject.room = index;
  else r.room = index;
}

function roleOf(r: Reading, phrase: NounPhrase, pending: Pending | null): Mention["role"] {
  if (pending) return pending.relation.weak || pending.relation.rel === "inside" ? "in" : "other";
  const first =
    r.scene.entities.length <= (phrase.match ? 1 : 0) &&
    r.scene.mentions.every((mention) => mention.role === "hint");
  return first ? "head" : "other";
}

/** "two-bedroom flat": two rooms. */
function noteBedrooms(r: Reading, phrase: NounPhrase): void {
  const count = phrase.quantity?.exact ? phrase.quantity.max : 0;
  const row = phrase.hints.find((hint) => hint.archetype === "bedroom");
  if (!row || count < 1) return;
  const bedroom = { ...phrase, noun: "bedroom", head: "bedroom", determiner: "", setting: row };
  r.scene.mentions.push({ row, role: "hint", phrase: bedroom, count });
}
