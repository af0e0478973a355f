/**
 * Noun phrases: determiner, quantity, adjectives, compound head, "of …".
 * Grammar: phrase = [determiner] [quantity] {adjective | cue | noun adjunct | owner "'s"} head ["of" phrase]
 */
import type { SceneEntity } from "../intent.ts";
import { type SettingRow, settingOf } from "../settings.ts";
import type { NounMatch } from "../vocabulary.ts";
import { isAdjective, looksAdjectival, modifiersOf } from "./adjectives.ts";
import { type ArrangementName, clampRows, GROUP_NOUNS, readByGrid } from "./arrangements.ts";
import { ABSTRACT, DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { GONE } from "./goneWords.ts";
import { couldDescribe, type Head, readHead, type Source } from "./nounHead.ts";
import { isNumberWord, type QuantityMatch, readQuantity } from "./numbers.ts";
import { ofKind } from "./ofPhrases.ts";
import { isGluedNumber, type Opening, readOpening } from "./opening.ts";
import type { Token } from "./tokens.ts";

export interface NounPhrase extends Opening {
  readonly start: number;
  readonly plural: boolean;
  readonly adjectives: readonly string[];
  readonly modifiers: SceneEntity["modifiers"];
  /** Singular, with the noun adjuncts that make it another thing ("noodle stand"). */
  readonly noun: string;
  /** The head alone. */
  readonly head: string;
  /** The head as it is written, in the singular. */
  readonly written: string;
  /** What the vocabulary knows it as; null for a mere setting or an unknown word. */
  readonly match: NounMatch | null;
  /** The scene that the phrase names. */
  readonly setting: SettingRow | null;
  /** Scenes named by noun adjuncts and flavours: "garden chair", "cyberpunk alley". */
  readonly hints: readonly SettingRow[];
  readonly arrangement?: ArrangementName;
  readonly rows?: number;
  /** It stood by itself between commas. */
  readonly listed?: boolean;
  /** "bowl of fruit": a second thing, in the first. */
  readonly contents?: NounPhrase;
}

const MAX_OF_DEPTH = 2;

/** The noun phrase that starts at `at`, or null. Where one is `due`, an unknown word is taken for a noun. */
export function readNounPhrase(source: Source, at: number, due = false, depth = 0): NounPhrase | null {
  const { tokens } = source;
  const grid = readByGrid(tokens, tokens[at]?.text === "a" ? at + 1 : at);
  if (grid) return readGrid(source, { at, ...grid }, depth);
  const opening = readOpening(tokens, at);
  const body = readBody(source, opening.next, due || opening.next > at);
  if (!body) return null;
  const phrase = finish(source, { at, opening, body }, depth);
  return due && opening.next === at ? { ...phrase, listed: true } : phrase;
}

/** "egg hunt", "fire ban": the thing before it is no thing. */
const EVENTS = new Set(
  "hunt race contest competition ban festival tour trip lesson session ceremony match event sale plan sim class course club theme season lover lovers enthusiast style vibe vibes themed".split(
    " ",
  ),
);

interface Body {
  readonly adjectives: string[];
  readonly adjuncts: string[];
  readonly hints: SettingRow[];
  readonly head: Head;
}

/** Adjectives, adjuncts and the head. */
function readBody(source: Source, at: number, opened: boolean): Body | null {
  const { tokens } = source;
  const adjectives: string[] = [];
  const adjuncts: string[] = [];
  const hints: SettingRow[] = [];
  let next = at;
  let head: Head | null = null;
  for (let guard = 0; guard < 12; guard++) {
    const cueEnd = source.cueEnds.get(next);
    if (cueEnd !== undefined) {
      if (head) break;
      next = cueEnd;
      continue;
    }
    if (!head && isGluedNumber(tokens, next)) {
      next += 2;
      continue;
    }
    const token = tokens[next];
    if (token?.kind !== "word") break;
    if (!head && isAdjective(token.text) && ABSTRACT.has(tokens[next + 1]?.text ?? "")) break;
    if (token.text === "'s") {
      if (!head) break;
      const owned = readBody(source, next + 1, true);
      if (!owned) break;
      // "the chapel's bell"
      if (head.setting) hints.push({ ...head.setting, setting: [head.singular, ...head.setting.setting] });
      const name = `${head.singular} ${owned.head.singular}`;
      const isName = source.vocabulary.lookup(name)?.source === "explicit";
      return {
        ...owned,
        adjuncts: isName ? [head.singular, ...owned.adjuncts] : owned.adjuncts,
        adjectives: [...adjectives, ...owned.adjectives],
        hints: [...hints, ...owned.hints],
      };
    }
    const found = readHead(source, next, opened || head !== null || adjectives.length > 0);
    const describes = !found || found.next === next + 1;
    if (describes && !head && isGerundName(source, next)) {
      pushHint(hints, token.text);
      adjuncts.push(token.text);
      next++;
      continue;
    }
    if (describes && !head && isAdjective(token.text) && continues(source, next + 1)) {
      if (settingOf(token.text)?.kind === "flavour") pushHint(hints, token.text);
      adjectives.push(token.text);
      next++;
      continue;
    }
    if (found) {
      if (found.next > next + 1) pushHint(hints, token.text);
      if (head && !extendsHead(source, head, found) && !(opened && isUnknownTail(source, head, found))) break;
      if (head) demote(head, adjectives, adjuncts, hints);
      head = found;
      next = found.next;
      continue;
    }
    const names = couldDescribe(token.text) || isAbstractAdjunct(source, next);
    if (head || !describes || !opened || !names || !continues(source, next + 1)) break;
    if (looksAdjectival(token.text) || GONE.opensWith(token.text)) adjectives.push(token.text);
    else adjuncts.push(token.text);
    next++;
  }
  const after = tokens[next];
  if (head && after?.kind === "word" && EVENTS.has(after.text) && !head.setting) return null;
  return head && { adjectives, adjuncts, hints, head };
}

/** "corner flags", "sound system": a word for no thing right before a thing's name. */
function isAbstractAdjunct({ tokens, vocabulary }: Source, at: number): boolean {
  const [word, after] = [tokens[at]!.text, tokens[at + 1]];
  if (!ABSTRACT.has(word) || after?.kind !== "word" || !couldDescribe(after.text)) return false;
  return !/s$/.test(word) && vocabulary.isNoun(after.text);
}

/** "kissing gate", "changing table": what the thing is for, right before its noun, and no word that describes otherwise. */
function isGerundName({ tokens, vocabulary }: Source, at: number): boolean {
  const [word, after] = [tokens[at]!.text, tokens[at + 1]];
  if (!/[a-z]{3}ing$/.test(word) || isAdjective(word) || after?.kind !== "word" || isAdjective(after.text))
    return false;
  const before = tokens[at - 1];
  const numbered = before !== undefined && (before.kind === "number" || isNumberWord(before.text));
  const opened = before?.kind !== "word" || DETERMINERS.has(before.text) || before.text === "and";
  return (
    (numbered || (opened && couldDescribe(word))) &&
    couldDescribe(after.text) &&
    vocabulary.isNoun(after.text)
  );
}

/** Whether a noun that follows a head directly makes a compound with it ("stone bridge", "noodle stand"). */
function extendsHead(source: Source, head: Head, found: Head): boolean {
  if (source.keywords.has(head.start)) return false;
  if (!found.match && !found.setting) return false;
  if (/ing$/.test(found.phrase) && opensPhrase(source.tokens[found.next])) return false;
  if (head.plural && !(head.setting && found.setting)) return false;
  if (isAnimal(source, head) && isAnimal(source, found)) return false;
  return found.start === head.next;
}

/** "elephant giraffe": two animals are no compound. */
function isAnimal({ vocabulary }: Source, { match }: Head): boolean {
  return (
    match?.source === "explicit" && (vocabulary.prefabsOf(match.tag)[0]?.tags.includes("animal") ?? false)
  );
}

/** "a regolith hopper", "an etching press": a word that no table knows, last in a phrase that an article opened. */
function isUnknownTail({ tokens, vocabulary, keywords }: Source, head: Head, tail: Head): boolean {
  const word = tail.phrase;
  if (tail.match || tail.setting || head.plural || head.setting || keywords.has(tail.start)) return false;
  const before = tokens.slice(Math.max(0, head.start - 2), head.start);
  if (word.length < 4 || !before.some(({ text }) => /^an?$/.test(text))) return false;
  if (/(?:ing|ed|s)$/.test(word) || vocabulary.isNoun(word) || tail.start !== head.next) return false;
  const after = tokens[tail.next];
  return after?.kind !== "word" || FUNCTION_WORDS.has(after.text);
}

/** After a participle: "mending a net", not "a mending". */
function opensPhrase(token: Token | undefined): boolean {
  return token?.kind === "word" && (DETERMINERS.has(token.text) || FUNCTION_WORDS.has(token.text));
}

/** A head that another noun follows becomes its adjunct. */
function demote(head: Head, adjectives: string[], adjuncts: string[], hints: SettingRow[]): void {
  if (head.setting) hints.push(head.setting);
  if (isAdjective(head.phrase)) adjectives.push(head.phrase);
  else adjuncts.push(...head.singular.split(" "));
}

function pushHint(hints: SettingRow[], word: string): void {
  const row = settingOf(word);
  if (row?.kind === "place" || row?.kind === "flavour") hints.push(row);
}

interface Parts {
  readonly at: number;
  readonly opening: Opening;
  readonly body: Body;
}

/** Colour and material that are part of a name ("wooden table"); sizes are not ("grand piano"). */
function lookOf(name: string): SceneEntity["modifiers"] {
  const { color, material } = modifiersOf(name.split(" ").slice(0, -1));
  return { ...(color ? { color } : {}), ...(material ? { material } : {}) };
}

/** Puts the parts together and reads what follows an "of". */
function finish(source: Source, parts: Parts, depth: number): NounPhrase {
  const { head, adjectives, adjuncts, hints } = parts.body;
  const compound = [...adjuncts, head.singular].slice(-4).join(" ").slice(0, 80);
  const isCompound = adjuncts.length > 0;
  const whole = isCompound ? source.vocabulary.lookup(compound) : null;
  const match: NounMatch | null =
    whole ??
    (head.match && isCompound
      ? { ...head.match, noun: compound, source: head.match.source === "proxy" ? "proxy" : "substitute" }
      : head.match);
  const times = timesBehind(source.tokens, head.next);
  const next = times?.next ?? head.next;
  const phrase: NounPhrase = {
    ...parts.opening,
    start: parts.at,
    next,
    quantity: times?.quantity ?? parts.opening.quantity,
    plural: head.plural,
    adjectives,
    modifiers: { ...lookOf(head.phrase), ...modifiersOf([...adjuncts, ...adjectives]) },
    noun: compound,
    head: head.singular,
    written: head.written,
    match,
    setting: head.setting,
    hints,
  };
  const joint = source.tokens[next]?.text;
  const inRows =
    /^(?:with|containing|holding)$/.test(joint ?? "") && /^(?:row|column|line)$/.test(phrase.noun);
  if ((joint !== "of" && !(inRows && phrase.quantity)) || depth >= MAX_OF_DEPTH) return phrase;
  const inner = readNounPhrase(source, next + 1, true, depth + 1);
  return inner ? joinOf(phrase, inner) : phrase;
}

/** "benches times 2", "of benches two pieces": a number behind its noun. */
function timesBehind(tokens: readonly Token[], at: number): QuantityMatch | null {
  if (tokens[at]?.text === "times") return readQuantity(tokens, at + 1);
  if (tokens[at]?.text === "only" && tokens[at + 1]?.text === "times") return readQuantity(tokens, at + 2);
  const number = readQuantity(tokens, at);
  return number && /^(?:pieces?|pcs?|units?|off)$/.test(tokens[number.next]?.text ?? "")
    ? { ...number, next: number.next + 1 }
    : null;
}

/** "X of Y": a group, a picture, a helping, a material, or two things. */
function joinOf(outer: NounPhrase, inner: NounPhrase): NounPhrase {
  const kind = ofKind(outer.head, inner.noun);
  const next = inner.next;
  if (/^(?:rib|remnant|timber|carcass)$/.test(outer.head) && inner.match)
    return { ...inner, start: outer.start };
  if (kind === "group") return groupOf(outer, inner);
  if (kind === "one") return { ...outer, next };
  if (kind === "material")
    return { ...outer, next, modifiers: { ...outer.modifiers, ...modifiersOf([inner.noun]) } };
  if (kind === "two" && /^an?$/.test(inner.determiner)) return { ...outer, next };
  if (kind === "container" && inner.match) return { ...outer, next, contents: inner };
  return outer;
}

function groupOf(outer: NounPhrase, inner: NounPhrase): NounPhrase {
  const arrangement = GROUP_NOUNS[outer.head]!;
  const groups = outer.quantity?.max ?? (outer.plural ? 3 : 1);
  const each = inner.quantity;
  const shared = { ...inner, start: outer.start, determiner: outer.determiner, plural: true };
  if (arrangement !== "row" || (groups === 1 && !outer.plural)) {
    const size = each ?? { min: 4, max: 6, exact: false };
    const quantity = {
      min: Math.min(500, size.min * groups),
      max: Math.min(500, size.max * groups),
      exact: size.exact,
    };
    return { ...shared, quantity, arrangement };
  }
  const rows = clampRows(groups);
  const perRow = each ?? { min: 3, max: 4, exact: false };
  const quantity = {
    min: Math.min(500, rows * perRow.min),
    max: Math.min(500, rows * perRow.max),
    exact: perRow.exact,
  };
  return { ...shared, quantity, arrangement: "grid", rows };
}

/** "3 by 4 grid of tables", "3 by 4 tables". */
function readGrid(
  source: Source,
  grid: { at: number; rows: number; perRow: number; next: number },
  depth: number,
): NounPhrase | null {
  let next = grid.next;
  const word = source.tokens[next]?.text ?? "";
  if (Object.hasOwn(GROUP_NOUNS, word) && source.tokens[next + 1]?.text === "of") next += 2;
  const body = readBody(source, next, true);
  if (!body) return null;
  const count = Math.min(500, grid.rows * grid.perRow);
  const phrase = finish(
    source,
    {
      at: grid.at,
      opening: { determiner: "", quantity: { min: count, max: count, exact: true }, next },
      body,
    },
    depth,
  );
  return { ...phrase, plural: true, arrangement: "grid", rows: grid.rows };
}

/** Whether a describing word may be followed by the rest of a noun phrase at `at`. */
function continues(source: Source, at: number): boolean {
  for (let next = at; next < at + 6; next++) {
    const token = source.tokens[next];
    if (token?.kind !== "word" || token.text === "'s") return false;
    if (source.cueEnds.has(next) || isAdjective(token.text)) {
      if (readHead(source, next, false)) return true;
      continue;
    }
    return (
      readHead(source, next, true) !== null ||
      (couldDescribe(token.text) && readHead(source, next + 1, false) !== null)
    );
  }
  return false;
}
