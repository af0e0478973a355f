/** Relations: which subject, which object, which way round. */
import { belongsHow } from "./belonging.ts";
import type { Chunk } from "./chunk.ts";
import { type Draft, isMany, type Target } from "./drafts.ts";
import { frontedSubject } from "./lookAhead.ts";
import type { Carry, Reading } from "./reading.ts";
import type { RelationPhrase } from "./relationPhrases.ts";

const SIDES: ReadonlySet<string> = new Set(["west_of", "east_of", "north_of", "south_of"]);

/** Reads a relation phrase: settles it at once if it has no object, else leaves it pending. */
export function readRelation(r: Reading, relation: RelationPhrase): void {
  const afterNegation = r.negation !== null;
  if (afterNegation) r.negation = null;
  const next = r.chunks[r.at + 1];
  const hasObject = next?.kind === "noun" || next?.kind === "pronoun";
  if (relation.object === "none" || (relation.object === "maybe" && !hasObject)) {
    bareRelation(r, relation);
    return;
  }
  if (relation.rel === "between" && isBetweenNamed(r, next)) {
    betweenNamed(r, relation);
    return;
  }
  if (!hasObject) {
    if (relation.each && !r.fresh) eachOfMany(r);
    return;
  }
  r.carry = null;
  const clauseStart = r.fresh;
  const before = r.chunks[r.at - 1];
  const starts = r.sentenceStart || (before?.kind === "separator" && before.sign === ":");
  const relative = next.kind === "pronoun" && next.word === "which" && opensRelative(r);
  if (relative) {
    r.pending = { relation, subjects: [], fronted: true };
    return;
  }
  const fronted =
    !afterNegation && clauseStart && !relation.inverse && frontedSubject(r.chunks, r.at, starts);
  const own = afterNegation ? r.resume : r.fresh ? r.main : r.subjects;
  const subjects = fronted ? [] : [...listedBefore(r), ...own];
  r.pending = { relation, subjects, fronted };
}

/** "with a table in between", "a bed, a chair, and in between a table": what is named behind it is no two things. */
function isBetweenNamed(r: Reading, next: Chunk | undefined): boolean {
  if (next?.kind !== "noun") return next?.kind !== "pronoun";
  const goesOn = r.chunks[r.at + 2]?.kind === "and" && r.chunks[r.at + 3]?.kind === "noun";
  return r.fresh && next.phrase.determiner === "a" && !isMany(next.phrase) && !goesOn;
}

/** Between the two that were named last, or twice the one that is several. */
function betweenNamed(r: Reading, relation: RelationPhrase): void {
  const subject = r.fresh ? null : r.subjects.at(-1);
  const named = [...new Set(r.sentence)].filter((draft) => !draft.dropped && draft !== subject);
  const last = named.at(-1);
  const targets = last && last.count.max > 1 ? [last, last] : named.slice(-2);
  if (targets.length < 2) return;
  if (!subject) r.carry = { relation, targets };
  else {
    relate(r, subject, relation, targets);
    r.main = [subject];
  }
}

/** "a tower, a barn and a house stand on a hill": all but the last, where the verb is said of several. */
function listedBefore(r: Reading): Draft[] {
  const be = r.chunks[r.at - 1];
  if (be?.kind !== "be" || !be.several || r.chunks[r.at - 3]?.kind !== "and") return [];
  const found: Draft[] = [];
  let at = r.at - 3;
  for (;;) {
    const [before, noun] = [r.chunks[at - 2], r.chunks[at - 1]];
    if (noun?.kind !== "noun" || (before?.kind === "relation" && found.length === 0)) return found;
    const draft = r.scene.find(noun.phrase);
    if (!draft || r.subjects.includes(draft)) return found;
    found.unshift(draft);
    const joins = before?.kind === "but" || (before?.kind === "separator" && before.sign === ",");
    if (!joins) return found;
    at -= 2;
  }
}

/** "a bench on which a monk had left his sandals", "the desk, under which there is a bin": of the noun before. */
function opensRelative(r: Reading): boolean {
  const [before, comma] = [r.chunks[r.at - 1], r.chunks[r.at - 2]];
  const isOf = before?.kind === "noun" || (before?.kind === "separator" && comma?.kind === "noun");
  let next = r.at + 2;
  while (/^(?:be|pronoun)$/.test(r.chunks[next]?.kind ?? "")) next++;
  return isOf && r.chunks[next]?.kind === "noun";
}

/** "twelve tables, four chairs at each": of what is several. */
function eachOfMany(r: Reading): void {
  const many = r.scene.entities.findLast(
    (entity) => !entity.dropped && entity.count.max > 1 && !r.subjects.includes(entity),
  );
  if (!many) return;
  for (const subject of r.subjects) {
    subject.per = many;
    belong(r, subject, many, true);
  }
}

/** "in the middle", "all around", "on top": the object is the scene, the owner, or what was named before. */
function bareRelation(r: Reading, relation: RelationPhrase): void {
  const subject = r.fresh ? null : r.subjects.at(-1);
  if (!r.fresh && !subject) return;
  const wall =
    relation.wall &&
    r.scene.entities.findLast((entity) => /(?:^| )wall$/.test(entity.noun) && !entity.dropped);
  if (wall && relation.wall && wall !== subject) {
    const toWall: RelationPhrase = { rel: relation.wall, object: "needed" };
    if (subject) relate(r, subject, toWall, [wall]);
    else r.carry = { relation: toWall, targets: [wall] };
    return;
  }
  if (relation.wall && subject) r.scene.atWall.push({ subject, rel: relation.wall });
  const target = bareTarget(r, relation, subject ?? null);
  if (!subject) {
    const also = r.carry && isOpened(r) ? r.carry : undefined;
    r.carry = target && { relation, targets: [target], ...(also ? { also } : {}) };
    return;
  }
  if (target) relate(r, subject, relation, [target]);
  multiply(subject, relation);
  r.main = [subject];
}

/** A relation, or one and its object, with a comma behind it: the clause has not named its subject yet. */
function isOpened(r: Reading): boolean {
  const [start, before, comma] = [3, 2, 1].map((back) => r.chunks[r.at - back]);
  if (comma?.kind !== "separator") return false;
  // What follows a relation without an object is its subject: "on the left a bed, on the right …".
  return before?.kind === "relation" || (start?.kind === "relation" && start.relation.object !== "none");
}

function bareTarget(r: Reading, relation: RelationPhrase, subject: Draft | null): Target | null {
  const sceneLike = ["middle_of", "north_of", "south_of", "east_of", "west_of", "against"].includes(
    relation.rel,
  );
  if (relation.rel === "against" || relation.ofScene) return "scene";
  if (r.owner && r.owner !== "scene" && r.owner !== subject) return r.owner;
  if (SIDES.has(relation.rel)) return sideTarget(r, subject) ?? "scene";
  if (sceneLike) return "scene";
  if (relation.rel === "around") {
    const before = namedBefore(r, subject);
    if (before && subject && belongsHow(r.vocabulary, subject, before) === "around") return before;
    const head = r.scene.mentions.find((mention) => mention.role === "head");
    if (head)
      return (
        r.scene.entities.find((entity) => entity.noun === head.phrase?.noun && entity !== subject) ?? "scene"
      );
    return namedBefore(r, subject) ?? "scene";
  }
  return namedBefore(r, subject);
}

/** "left of the house a barn, to the right a silo": both sides are the house's. */
function sideTarget(r: Reading, subject: Draft | null): Target | null {
  const last = r.scene.relations.at(-1);
  const [target] = last && last.b !== "scene" && SIDES.has(last.rel) ? last.b : [];
  return target && target !== subject ? target : null;
}

/** One "on each side" is two, one "in every corner" four. */
export function multiply(draft: Draft, { times }: RelationPhrase): void {
  if (times && !draft.count.exact && draft.count.max === 1)
    draft.count = { min: times, max: times, exact: true };
}

function namedBefore(r: Reading, subject: Draft | null): Draft | null {
  return r.scene.entities.findLast((entity) => entity !== subject && !entity.dropped) ?? null;
}

/** Notes "subject relation target" the right way round. */
export function relate(
  r: Reading,
  subject: Draft,
  relation: RelationPhrase,
  targets: readonly Target[],
): void {
  for (const target of relation.inverse ? targets : [targets[0]!]) {
    if (target === "scene") {
      if (!relation.inverse && !relation.weak) r.scene.relate(subject, relation.rel, "scene");
    } else if (relation.inverse) r.scene.relate(target, relation.rel, [subject]);
    else r.scene.relate(subject, relation.rel, relation.rel === "between" ? (targets as Draft[]) : [target]);
  }
}

/** Notes the relation that a clause opened with for one more of its noun phrases. */
export function relateCarried(r: Reading, draft: Draft, carry: Carry): void {
  if (carry.also) relateCarried(r, draft, carry.also);
  if (carry.relation.inverse) {
    for (const target of carry.targets) {
      if (target === "scene") continue;
      if (r.per === target) draft.per = target;
      r.scene.relate(draft, carry.relation.rel, [target]);
    }
    return;
  }
  if (r.per && carry.targets.includes(r.per)) {
    draft.per = r.per;
    draft.every = carry.every ?? 1;
  }
  relate(r, draft, carry.relation, carry.targets);
  multiply(draft, carry.relation);
}

/** So many `draft` for each `per`. */
export function distribute(r: Reading, draft: Draft, per: Draft): void {
  draft.per = per;
  belong(r, draft, per, true);
}

/** "a table with a vase", "each table has four chairs": how the second goes with the first. */
export function belong(r: Reading, draft: Draft, owner: Target, always = false): void {
  if (owner === "scene" || r.chunks[r.at + 1]?.kind === "relation") return;
  const rel = belongsHow(r.vocabulary, draft, owner) ?? (always ? "next_to" : null);
  if (rel) r.scene.relate(draft, rel, [owner]);
}
