/** The intent while it is being read: entities, relations and absences, and how words find earlier entities. */
import type { RelationName, SceneEntity, SceneRelation } from "../intent.ts";
import type { SettingRow } from "../settings.ts";
import type { NounMatch, Vocabulary } from "../vocabulary.ts";
import { kindsOf } from "./absentKinds.ts";
import { INVARIANT, MASS_NOUNS } from "./functionWords.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import { MAX_COUNT, type Quantity } from "./numbers.ts";

export interface Draft {
  readonly index: number;
  readonly noun: string;
  readonly tag: string;
  readonly source: SceneEntity["source"];
  readonly modifiers: SceneEntity["modifiers"];
  readonly plural: boolean;
  /** It is the scene as well: a lake, a market. */
  readonly isPlace: boolean;
  count: Quantity;
  per: Draft | null;
  /** "on every second seat": for one in so many of `per`. */
  every: number;
  /** Nobody said how many: a later number is of the same things. */
  assumed: boolean;
  arrangement: SceneEntity["arrangement"];
  rows: number | undefined;
  /** Number of the room mention it stands under, -1 for none. */
  room: number;
  /** Taken back by a later negation. */
  dropped: boolean;
  /** Named as what is there although its kind is not: "no furniture except a bed". */
  exempt: boolean;
}

/** One thing without looks, number or place of its own. */
const PLAIN: Omit<Draft, "index" | "noun" | "tag" | "room"> = {
  ...{
    source: "explicit",
    modifiers: {},
    plural: false,
    isPlace: false,
    per: null,
    every: 1,
    assumed: false,
  },
  ...{ arrangement: undefined, rows: undefined, dropped: false, exempt: false },
  count: { min: 1, max: 1, exact: false },
};

export type Target = Draft | "scene";

export interface DraftRelation {
  readonly a: Draft;
  readonly rel: RelationName;
  readonly b: "scene" | readonly Draft[];
}

export interface Mention {
  readonly row: SettingRow;
  /** `head`: what the prompt is of. `in`: after "in", "at". `other`: named somewhere. `hint`: a noun adjunct or adjective. */
  readonly role: "head" | "in" | "other" | "hint";
  readonly phrase: NounPhrase | null;
  readonly count: number;
}

export interface Absence {
  readonly noun: string;
  readonly tag: string | null;
}

/** Tag of the stand-in for words that nothing is known of. */
export const STAND_IN = "proxy small prop";
const ABSTRACT_ENDING = /(?:tion|sion|ness|ity|ment|ism|ance|ence|ship|hood|dom|ics|ogy|cy|ure|graphy)$/;

/** Most entities and relations that are kept; what is over is counted as unmatched or dropped. */
export const MAX_ENTITIES = 40;
export const MAX_RELATIONS = 60;
export const MAX_ABSENT = 40;

/** The scene as far as it has been read. */
export class SceneDraft {
  readonly entities: Draft[] = [];
  readonly relations: DraftRelation[] = [];
  readonly mentions: Mention[] = [];
  readonly unmatched: string[] = [];
  absences: Absence[] = [];
  /** What stands against or along "the wall" where no wall was named. */
  readonly atWall: { readonly subject: Draft; readonly rel: RelationName }[] = [];
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** A new entity for the phrase, or null where the vocabulary knows nothing or the scene is full. */
  add(phrase: NounPhrase, room: number): Draft | null {
    const match = phrase.match ?? this.#standIn(phrase);
    if (!match) {
      if (this.unmatched.length < 60 && !this.unmatched.includes(phrase.noun))
        this.unmatched.push(phrase.noun);
      return null;
    }
    if (this.entities.length >= MAX_ENTITIES) return null;
    const draft: Draft = {
      index: this.entities.length,
      noun: phrase.noun.slice(0, 80),
      tag: match.tag,
      source: match.source,
      modifiers: phrase.modifiers,
      plural: isMany(phrase),
      isPlace: phrase.setting?.kind === "both",
      count: countOf(phrase),
      per: null,
      every: phrase.every ?? 1,
      assumed: false,
      arrangement: phrase.arrangement,
      rows: phrase.rows,
      room,
      dropped: false,
      exempt: false,
    };
    this.entities.push(draft);
    this.absences = this.absences.filter((absence) => !names(absence, draft));
    return draft;
  }

  /** For a word that only its article or number tells for a thing: the smallest stand-in. */
  #standIn(phrase: NounPhrase): NounMatch | null {
    const counted =
      /^an?$/.test(phrase.determiner) || phrase.quantity !== null || phrase.plural || phrase.listed;
    if (!counted || phrase.setting || phrase.noun.length < 4 || ABSTRACT_ENDING.test(phrase.noun))
      return null;
    return this.#vocabulary.prefabsOf(STAND_IN).length > 0
      ? { noun: phrase.noun, tag: STAND_IN, source: "proxy" }
      : null;
  }

  /** One more of the same kind, or null where the scene is full. */
  copy(draft: Draft): Draft | null {
    if (this.entities.length >= MAX_ENTITIES) return null;
    const count = { min: 1, max: 1, exact: true };
    const copy: Draft = {
      ...draft,
      index: this.entities.length,
      plural: false,
      count,
      per: null,
      every: 1,
      assumed: false,
      rows: undefined,
    };
    this.entities.push(copy);
    return copy;
  }

  relate(a: Draft, rel: RelationName, b: "scene" | readonly Draft[]): void {
    if (this.relations.length >= MAX_RELATIONS || (b !== "scene" && b.length === 0)) return;
    if (b !== "scene" && b.includes(a) && rel !== "between") return;
    const known = this.relations.some(
      (old) => old.a === a && old.rel === rel && String(targets(old.b)) === String(targets(b)),
    );
    if (!known) this.relations.push({ a, rel, b });
  }

  /** Under the open sky a wall that things lean on is a thing of its own. */
  buildWall(): void {
    const first = this.atWall[0]?.subject;
    const match = first && this.#vocabulary.lookup("wall");
    if (!first || match?.source !== "explicit" || this.entities.length >= MAX_ENTITIES) return;
    const wall: Draft = { ...first, ...PLAIN, index: this.entities.length, noun: "wall", tag: match.tag };
    this.entities.push(wall);
    const walled = this.atWall.map(({ subject }) => subject);
    const rest = this.relations
      .splice(0)
      .filter(({ a, rel, b }) => !(b === "scene" && rel === "against" && walled.includes(a)));
    this.relations.push(...rest);
    for (const { subject, rel } of this.atWall) this.relate(subject, rel, [wall]);
  }

  /** `next` takes part in whatever `old` took part in. */
  putInPlace(old: Draft, next: Draft): void {
    const moved = (draft: Draft) => (draft === old ? next : draft);
    const relations = this.relations.splice(0).map(({ a, rel, b }) => ({
      ...{ a: moved(a), rel, b: b === "scene" ? b : b.map(moved) },
    }));
    this.relations.push(...relations);
    for (const entity of this.entities) if (entity.per === old) entity.per = next;
    next.per ??= old.per;
  }

  /** Records that a thing must not be there, and takes back what was asked for before under that name. */
  forbid(phrase: NounPhrase): void {
    const isSlip = phrase.written !== phrase.noun && !this.#vocabulary.isNoun(phrase.written);
    const tag = phrase.match?.source === "explicit" && !isSlip ? phrase.match.tag : null;
    this.forbidNoun(isSlip ? phrase.written : phrase.noun, tag);
  }

  forbidNoun(noun: string, tag: string | null): void {
    for (const word of new Set([noun, ...kindsOf(noun)])) {
      const absence = { noun: word, tag: word === noun ? tag : word };
      if (this.absences.length < MAX_ABSENT && !this.absences.some((old) => old.noun === word))
        this.absences.push(absence);
      for (const entity of this.entities) if (names(absence, entity)) entity.dropped = true;
    }
  }

  /** Takes back that a thing must not be there. */
  allow(draft: Draft): void {
    draft.dropped = false;
    this.absences = this.absences.filter((absence) => !names(absence, draft));
  }

  /** Whether a thing of the phrase's very name must not be there. */
  isForbidden(phrase: NounPhrase): boolean {
    return this.absences.some(({ noun }) => noun === phrase.noun);
  }

  /** The latest entity that the phrase can mean, or null. */
  find(phrase: NounPhrase): Draft | null {
    const candidates = this.entities.filter((entity) => !entity.dropped && this.#means(phrase, entity));
    const { color } = phrase.modifiers;
    const named = candidates.filter((entity) => entity.noun === phrase.noun);
    const same = (named.length > 0 ? named : candidates).filter(
      (entity) => !color || entity.modifiers.color === color,
    );
    return same.at(-1) ?? null;
  }

  /** "between the two animals": the last two that are of the kind, where none of them is several. */
  bothOf(phrase: NounPhrase): readonly Draft[] | null {
    if (!phrase.plural || (phrase.quantity && phrase.quantity.max !== 2)) return null;
    const found = this.entities.filter((entity) => !entity.dropped && this.#means(phrase, entity));
    return found.length > 1 && found.every(({ count }) => count.max === 1) ? found.slice(-2) : null;
  }

  #means(phrase: NounPhrase, entity: Draft): boolean {
    if (entity.noun === phrase.noun) return true;
    if (phrase.noun !== phrase.head) return false;
    if (entity.noun.endsWith(` ${phrase.head}`)) return true;
    if (!phrase.match || phrase.match.source === "proxy") return false;
    if (phrase.match.tag === entity.tag && entity.source !== "proxy") return true;
    const [prefab] = this.#vocabulary.prefabsOf(entity.tag);
    return (
      phrase.match.source === "explicit" &&
      entity.source !== "proxy" &&
      (prefab?.tags.includes(phrase.match.tag) ?? false)
    );
  }
}

/** "one for every second seat" as a number of its own, where the number of seats is known. Mutates the draft. */
export function settle(draft: Draft): void {
  const { per } = draft;
  if (!per || per.dropped) return;
  if (per.per) settle(per);
  if (per.per || per.count.min !== per.count.max || draft.count.min !== draft.count.max) return;
  const owners = Math.max(1, Math.round(per.count.max / draft.every));
  const count = Math.min(MAX_COUNT, draft.count.max * owners);
  draft.count = { min: count, max: count, exact: true };
  draft.per = null;
  draft.every = 1;
}

/** Whether the phrase means more than one. */
export function isMany(phrase: NounPhrase): boolean {
  if (phrase.quantity) return phrase.quantity.max > 1;
  if (/^(?:a|an|another|this|that)$/.test(phrase.determiner)) return false;
  return (
    phrase.plural ||
    MASS_NOUNS.has(phrase.head) ||
    (INVARIANT.has(phrase.head) && phrase.determiner !== "the")
  );
}

function countOf(phrase: NounPhrase): Quantity {
  if (phrase.quantity) return phrase.quantity;
  return isMany(phrase) ? { min: 3, max: 5, exact: false } : { min: 1, max: 1, exact: false };
}

function names(absence: Absence, entity: Draft): boolean {
  return (
    entity.noun === absence.noun ||
    entity.noun.endsWith(` ${absence.noun}`) ||
    (absence.tag !== null && entity.tag === absence.tag)
  );
}

function targets(b: DraftRelation["b"]): number[] {
  return b === "scene" ? [-1] : b.map((draft) => draft.index);
}

/** A relation of an intent. */
export function relationOf(relation: DraftRelation, idOf: (draft: Draft) => string): SceneRelation {
  return {
    a: idOf(relation.a),
    rel: relation.rel,
    b: relation.b === "scene" ? "scene" : relation.b.map(idOf),
  };
}
