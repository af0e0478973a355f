/** A prompt as a list of words, numbers and separators. */

/** `.` ends a sentence, `;` a clause, `:` opens a list, `,` parts items, `/` parts keywords, `)` parts and closes an aside. */
export type Separator = "." | ";" | ":" | "," | "/" | ")";

export interface Token {
  readonly kind: "word" | "number" | "separator";
  /** Lower case; a separator's own sign. */
  readonly text: string;
  /** The value of a number, else 0. */
  readonly value: number;
  /** Joined to the token before it by a hyphen. */
  readonly glued: boolean;
}

/** Most tokens of one prompt that are read. */
export const MAX_TOKENS = 800;

const PIECE = /\d+(?:[.,]\d+)*|[\p{L}\p{M}]+(?:['’][\p{L}]+)?|['’]s?(?![\p{L}])|[^\s\p{L}\p{N}]|\n/gu;
const SEPARATORS: Readonly<Record<string, Separator>> = {
  ".": ".",
  "!": ".",
  "?": ".",
  "\n": ".",
  ";": ";",
  "–": ";",
  "—": ";",
  ":": ":",
  ",": ",",
  "(": ",",
  ")": ")",
  "[": ",",
  "]": ")",
  "{": ",",
  "}": ",",
  "+": ",",
  "*": ",",
  "•": ",",
  "·": ",",
  "…": ",",
  "<": ",",
  ">": ",",
  "=": ",",
  "/": "/",
  "|": "/",
  "\\": "/",
  _: ",",
};

/** The tokens of a normalised text, at most MAX_TOKENS of them. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let hyphenAt = -1;
  for (const match of text.matchAll(PIECE)) {
    if (tokens.length >= MAX_TOKENS) break;
    const piece = match[0];
    if (piece === "-") {
      const spaced = /\s/.test(text[match.index - 1] ?? " ") || /\s/.test(text[match.index + 1] ?? " ");
      if (spaced) pushSeparator(tokens, ";");
      else hyphenAt = match.index + 1;
      continue;
    }
    const glued = hyphenAt === match.index && tokens.length > 0;
    pushPiece(tokens, piece, glued);
  }
  return tokens;
}

/** A word as the tables write it, for tokens that other steps put in. */
export function wordToken(text: string): Token {
  return { kind: "word", text, value: 0, glued: false };
}

function pushPiece(tokens: Token[], piece: string, glued: boolean): void {
  if (/^\d/.test(piece)) {
    const value = Math.min(Number(piece.replace(/,(?=\d{3})/g, "").replace(",", ".")), 1e6);
    tokens.push({ kind: "number", text: piece, value, glued });
  } else if (piece === "&") tokens.push(wordToken("and"));
  else if (piece in SEPARATORS) pushSeparator(tokens, SEPARATORS[piece]!);
  else if (/^['’]s?$/.test(piece)) tokens.push({ kind: "word", text: "'s", value: 0, glued: false });
  else if (/^[\p{L}]/u.test(piece)) {
    const [stem, ending] = piece.split(/['’]/);
    tokens.push({ kind: "word", text: stem!, value: 0, glued });
    if (ending === "s") tokens.push({ kind: "word", text: "'s", value: 0, glued: false });
    else if (ending) tokens.push(wordToken(ending));
  }
}

function pushSeparator(tokens: Token[], sign: Separator): void {
  const last = tokens.at(-1);
  if (last?.kind === "separator" && sign === ",") return;
  tokens.push({ kind: "separator", text: sign, value: 0, glued: false });
}
