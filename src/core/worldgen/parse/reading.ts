/** Where the reading of a prompt stands: the scene so far and what the next chunk can refer to. */
import type { Vocabulary } from "../vocabulary.ts";
import type { Chunk } from "./chunk.ts";
import { type Draft, SceneDraft, type Target } from "./drafts.ts";
import type { RelationPhrase } from "./relationPhrases.ts";

/** A relation that waits for its object. */
export interface Pending {
  readonly relation: RelationPhrase;
  readonly subjects: readonly Draft[];
  /** The relation stands before its subject: "behind it a little bar". */
  readonly fronted: boolean;
  /** First target of "between". */
  first?: Draft;
}

/** A relation that every further noun phrase of the clause takes part in. */
export interface Carry {
  readonly relation: RelationPhrase;
  readonly targets: readonly Target[];
  /** One more that the clause opened with: "south of it, in the middle, a pool". */
  readonly also?: Carry;
  /** "on every second seat": for one in so many. */
  readonly every?: number;
}

/** A part of what was named: "two of the houses". */
export interface Share {
  readonly draft: Draft;
  readonly part: number | "half";
}

/** How far a negation reaches: one noun phrase, a list that ends in "or" or "and", everything after a colon. */
export type Negation = "absent" | "absentList" | "absentAll";

export interface Reading {
  readonly chunks: readonly Chunk[];
  readonly vocabulary: Vocabulary;
  readonly scene: SceneDraft;
  /** Index of the chunk that is read. */
  at: number;
  /** The nearest noun phrases: what the next relation says something of. */
  subjects: readonly Draft[];
  /** The subjects of the last relation: "a bench by the lake and under a tree". */
  main: readonly Draft[];
  last: Draft | null;
  /** What "one … another …" picks from. */
  group: Draft | null;
  /** What the sentence before was about, for the pronouns of this one. */
  topic: Draft | null;
  /** Everything that this sentence named. */
  sentence: Draft[];
  /** What a pronoun of this sentence meant. */
  it: Target | null;
  /** The last noun phrase named the scene or a room. */
  atPlace: boolean;
  /** X in "X with …". */
  owner: Target | null;
  /** Y in "X next to Y with …". */
  rival: Draft | null;
  pending: Pending | null;
  carry: Carry | null;
  negation: Negation | null;
  /** "each table has two chairs except the corner table": what has another number there, and in how many places. */
  exception: { readonly item: Draft; readonly excepted: number } | null;
  /** "the former … the latter". */
  pair: readonly Draft[];
  /** "nobody has ever built": `open` until the first object is denied, `met` from then on. */
  deedDenied: "open" | "met" | null;
  /** "no castle without": the next "without" belongs to what is wanted after all. */
  doubled: boolean;
  /** "a hedge instead of a fence around the house": what goes on being spoken of after the negation. */
  resume: readonly Draft[];
  /** "no furniture except": what follows is there although its kind must not be. */
  exempt: boolean;
  /** Something was negated in this sentence. */
  negated: boolean;
  /** "each table has": further noun phrases are so many for each of these. */
  per: Draft | null;
  share: Share | null;
  /** "in every row", "in each of the three rooms": what the clause goes on to name is there so many times. */
  times: number;
  /** What is named from the entity of this index on is there so many times. */
  sets: { readonly times: number; readonly from: number } | null;
  /** No noun phrase since the last joint. */
  fresh: boolean;
  sentenceStart: boolean;
  /** The next noun phrase is a comparison. */
  skipNoun: boolean;
  /** Index of the mention of the room that things stand in, -1 for none. */
  room: number;
}

/** A reading that has not begun. */
export function newReading(chunks: readonly Chunk[], vocabulary: Vocabulary): Reading {
  return {
    chunks,
    vocabulary,
    scene: new SceneDraft(vocabulary),
    at: 0,
    subjects: [],
    main: [],
    last: null,
    group: null,
    topic: null,
    sentence: [],
    it: null,
    atPlace: false,
    owner: null,
    rival: null,
    pending: null,
    carry: null,
    negation: null,
    exception: null,
    pair: [],
    deedDenied: null,
    doubled: false,
    resume: [],
    exempt: false,
    negated: false,
    per: null,
    share: null,
    times: 1,
    sets: null,
    fresh: true,
    sentenceStart: true,
    skipNoun: false,
    room: -1,
  };
}

/** A joint: the next relation needs a new subject, or takes up the one before. */
export function startPart(r: Reading): void {
  if (r.pending && !r.pending.first) r.pending = null;
  if (!r.fresh && r.main.length === 0) r.main = r.subjects;
  r.fresh = true;
}

/** The end of a clause or sentence: only rooms, the topic and the scene go on. */
export function startSentence(r: Reading): void {
  const fronted = r.carry?.targets[0];
  r.topic = (fronted !== "scene" ? fronted : undefined) ?? r.main[0] ?? r.subjects[0] ?? r.topic;
  r.sentence = [];
  r.it = null;
  r.negation = null;
  r.exception = null;
  r.pair = [];
  r.deedDenied = null;
  r.doubled = false;
  r.resume = [];
  r.exempt = false;
  r.pending = null;
  r.carry = null;
  r.owner = null;
  r.rival = null;
  r.per = null;
  r.share = null;
  r.times = 1;
  r.negated = false;
  r.main = [];
  r.subjects = [];
  r.fresh = true;
  r.sentenceStart = true;
}

/** Notes the noun phrase that was read last. */
export function noteSeen(r: Reading, draft: Draft): void {
  r.topic ??= draft;
  r.last = draft;
  r.atPlace = false;
  r.sentence.push(draft);
  r.fresh = false;
  r.sentenceStart = false;
}
