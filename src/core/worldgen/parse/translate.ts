/** Puts the words of other languages into English: grammar, numbers, places by table, things by the vocabulary. */
import type { Vocabulary } from "../vocabulary.ts";
import { fold } from "../words/fold.ts";
import { isAdjective } from "./adjectives.ts";
import { cutCjk, isCjk } from "./cjkWords.ts";
import { contracted } from "./foreignPostures.ts";
import { FOREIGN, type Language } from "./foreignWords.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import { type PhraseTable, phraseTable } from "./phrases.ts";
import { MAX_TOKENS, type Token, wordToken } from "./tokens.ts";

interface Tables {
  readonly marks: ReadonlySet<string>;
  readonly words: PhraseTable<string>;
}

const LANGUAGES = Object.keys(FOREIGN) as Language[];
const TABLES = new Map(LANGUAGES.map((language) => [language, tablesOf(language)] as const));
/** English words that mark no other language. */
const ENGLISH = new Set(
  "the a an and with of is are in on at to there it that under next behind near between around without no two three each".split(
    " ",
  ),
);

/** The tokens in English. Text that is English already comes back as it is. */
export function translate(tokens: readonly Token[], vocabulary: Vocabulary): readonly Token[] {
  const cut = tokens.some((token) => isCjk(token.text)) ? cutAll(tokens, vocabulary) : tokens;
  const language = languageOf(cut, vocabulary);
  if (!language) return cut;
  const english = fromLanguage(cut, language, vocabulary);
  return language === "de" || language === "nl" ? english : moveAdjectives(english);
}

/** The language whose marks are the most, if they are more than the English ones; null for English. */
export function languageOf(tokens: readonly Token[], vocabulary: Vocabulary): Language | null {
  const words = tokens.filter((token) => token.kind === "word").map((token) => token.text);
  const english = words.filter((word) => ENGLISH.has(word)).length;
  const scores = LANGUAGES.map((language) => {
    const { marks } = TABLES.get(language)!;
    return { language, score: words.filter((word) => marks.has(word)).length };
  });
  const most = Math.max(...scores.map(({ score }) => score));
  if (most === 0 || most <= english) return null;
  const best = scores.filter(({ score }) => score === most).map(({ language }) => language);
  const needed = words.length > 3 ? 2 : 1;
  if (best.length === 1 && most >= needed) return best[0]!;
  const strange = words.filter((word) => !FUNCTION_WORDS.has(word) && !vocabulary.isNoun(word));
  const known = best.map((language) => {
    const { words: table } = TABLES.get(language)!;
    return { language, score: strange.filter((word) => table.opensWith(word)).length };
  });
  const [likeliest] = known.sort((a, b) => b.score - a.score);
  return most >= needed || likeliest!.score >= needed ? likeliest!.language : null;
}

function fromLanguage(tokens: readonly Token[], language: Language, vocabulary: Vocabulary): Token[] {
  const { words } = TABLES.get(language)!;
  const out: Token[] = [];
  for (let at = 0; at < tokens.length && out.length < MAX_TOKENS; ) {
    if (language === "de" && isRelative(tokens, at)) {
      out.push(wordToken("which"));
      at++;
      continue;
    }
    if (language === "nl" && isNoMore(tokens, at)) {
      at++;
      continue;
    }
    if (PER[language] === tokens[at]!.text && isThing(tokens[at + 1], language, vocabulary)) {
      out.push(wordToken("per"));
      at++;
      continue;
    }
    const name = longName(tokens, at, { language, vocabulary });
    const match = words.match(tokens, at);
    if (name && name.next > (match?.next ?? at)) {
      out.push(...name.tokens);
      at = name.next;
      continue;
    }
    if (match) {
      out.push(...match.value.split(" ").map(wordToken));
      at = match.next;
      continue;
    }
    const token = tokens[at]!;
    out.push(...(token.kind === "word" ? thing(token, language, vocabulary) : [token]));
    at++;
  }
  return out;
}

/** "geen bomen meer": any more, not a lake. */
function isNoMore(tokens: readonly Token[], at: number): boolean {
  return (
    tokens[at]!.text === "meer" && tokens.slice(Math.max(0, at - 3), at).some(({ text }) => text === "geen")
  );
}

/** "una silla por mesa", "une chaise par table": for each, before a bare noun. */
const PER: Partial<Record<Language, string>> = { es: "por", pt: "por", fr: "par" };

function isThing(token: Token | undefined, language: Language, vocabulary: Vocabulary): boolean {
  return token?.kind === "word" && vocabulary.lookup(token.text, language)?.source === "explicit";
}

/** ", um den drei Eimer stehen": an article that a number follows is "which". */
function isRelative(tokens: readonly Token[], at: number): boolean {
  const [comma, preposition, next] = [tokens[at - 2], tokens[at - 1], tokens[at + 1]];
  return (
    comma?.kind === "separator" &&
    /^(?:um|auf|unter|neben|vor|hinter|in|über|an|bei)$/.test(preposition?.text ?? "") &&
    /^(?:dem|den|der|die|das)$/.test(tokens[at]!.text) &&
    (next?.kind === "number" ||
      /^(?:ein|eine|einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|viele|mehrere)$/.test(
        next?.text ?? "",
      ))
  );
}

/** "mesita de noche", "globo terráqueo": a name of several words, in the plural where its first word looks like one. */
function longName(
  tokens: readonly Token[],
  at: number,
  { language, vocabulary }: { language: Language; vocabulary: Vocabulary },
): { tokens: Token[]; next: number } | null {
  for (let length = Math.min(4, tokens.length - at); length > 1; length--) {
    const words = tokens.slice(at, at + length);
    if (words.some((token) => token.kind !== "word")) continue;
    const [first, ...rest] = words.map((token) => token.text);
    const name = rest.join(" ");
    const single = first!.replace(PLURAL_ENDING[language], language === "it" ? "o" : "");
    for (const head of new Set([first!, single])) {
      const match = vocabulary.lookup(`${head} ${name}`, language);
      if (match?.source !== "explicit" || match.tag === `${head} ${name}`) continue;
      if (match.tag === vocabulary.lookup(name, language)?.tag) continue;
      return { tokens: nameTokens(match.tag, head !== first, vocabulary), next: at + length };
    }
  }
  return null;
}

/** The words of a tag, glued: "traffic light" stays one name when adjectives go before their nouns. */
function nameTokens(tag: string, plural: boolean, vocabulary: Vocabulary): Token[] {
  const words = tag.split(" ");
  const last = words.length - 1;
  if (plural && vocabulary.singular(`${words[last]}s`) === words[last]) words[last] += "s";
  return words.map((word, index) => ({ ...wordToken(word), glued: index > 0 }));
}

/** "baumlos", "autofreie": the thing that is missing. */
const MISSING = /^(\p{L}{3,}?)(?:los|frei|vrij|loos|loze)(?:e|er|es|en|em)?$/u;

const PLURAL_ENDING: Readonly<Record<Language, RegExp>> = {
  es: /s$/,
  pt: /s$/,
  fr: /[sx]$/,
  de: /(?:en|er|e|n|s)$/,
  it: /[ie]$/,
  nl: /(?:en|s)$/,
};

/** A noun of the other language under the name of its tag, in the plural where it looks like one. */
function thing(token: Token, language: Language, vocabulary: Vocabulary): Token[] {
  const missing = language === "de" || language === "nl" ? MISSING.exec(token.text)?.[1] : undefined;
  const stem = missing ? vocabulary.lookup(missing, language) : null;
  if (stem?.source === "explicit" && !vocabulary.isNoun(token.text))
    return [wordToken(stem.tag), { ...wordToken("free"), glued: true }];
  const match = vocabulary.lookup(token.text, language);
  const isSlip =
    match && !vocabulary.isNoun(token.text) && !fold(token.text).startsWith(match.noun.slice(0, -1));
  if (match?.source !== "explicit" || isSlip || match.tag === token.text) return [token];
  const plural =
    (match.noun !== token.text && PLURAL_ENDING[language].test(token.text)) ||
    isPlural(token.text, match.tag, { language, vocabulary });
  return nameTokens(match.tag, plural, vocabulary);
}

/** "sillas", "stühle": without its ending it is another form of the same thing's name. */
function isPlural(
  word: string,
  tag: string,
  { language, vocabulary }: { language: Language; vocabulary: Vocabulary },
): boolean {
  for (const ending of language === "de" || language === "nl" ? ["en", "er", "e", "n"] : ["es", "s", "x"]) {
    if (!word.endsWith(ending) || word.length < ending.length + 3) continue;
    const stem = word.slice(0, -ending.length);
    for (const form of [stem, stem.replace("ä", "a").replace("ö", "o").replace("ü", "u")]) {
      const match = form === tag ? null : vocabulary.lookup(form, language);
      if (match?.source === "explicit" && match.tag === tag) return true;
    }
  }
  return false;
}

/** Adjectives that are words of grammar as well. */
const NEVER_MOVED = new Set(
  "next last first second third left right front top bottom close opposite far upper lower same".split(" "),
);

/** "mesa roja" → "red table": adjectives behind their noun go before it. */
function moveAdjectives(tokens: readonly Token[]): Token[] {
  const out = [...tokens];
  for (let at = 1; at < out.length; at++) {
    const word = out[at]!;
    const before = out[at - 1]!;
    if (word.glued || word.kind !== "word" || before.kind !== "word" || !isAdjective(word.text)) continue;
    if (
      NEVER_MOVED.has(word.text) ||
      isAdjective(before.text) ||
      FUNCTION_WORDS.has(before.text) ||
      DETERMINERS.has(before.text)
    )
      continue;
    const next = out[at + 1];
    // "casa vazia de cadeiras" is empty of them.
    if (next?.kind === "word" && (next.text === "of" || !FUNCTION_WORDS.has(next.text))) continue;
    out[at - 1] = word;
    out[at] = before;
  }
  return out;
}

function cutAll(tokens: readonly Token[], vocabulary: Vocabulary): Token[] {
  const lookup = (characters: string): string | null => {
    const match = vocabulary.lookup(characters);
    return match?.source === "explicit" ? match.tag : null;
  };
  return tokens
    .flatMap((token) => (isCjk(token.text) ? cutCjk(token.text, lookup).map(pieceToken) : [token]))
    .slice(0, MAX_TOKENS);
}

function pieceToken(piece: string): Token {
  return piece === "," || piece === ";"
    ? { kind: "separator", text: piece, value: 0, glued: false }
    : wordToken(piece);
}

function tablesOf(language: Language): Tables {
  const { marks, words } = FOREIGN[language];
  const rows = words.split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { marks: new Set(marks.split(",")), words: phraseTable(contracted(rows, language)) };
}
