/** Raw prompt → plain lower-case text: one form per character, no markup, emoji and contractions as words. */
import { EMOJI } from "./emoji.ts";

/** Most characters of a prompt that are read. */
export const MAX_PROMPT_CHARS = 2000;

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(can)['’]?t\b/g, "$1 not"],
  [/\bcannot\b/g, "can not"],
  [/\bwon['’]t\b/g, "will not"],
  [/\b(do|does|did|is|are|was|were|has|have|had|should|would|could|must|need)n['’]?t\b/g, "$1 not"],
  [/\b(it|there|that|here|what|where|who|he|she)['’]s\b/g, "$1 is"],
  [/\blet['’]?s\b/g, "let us"],
  [/\b(\p{L}+)['’](re|ll|ve|m)\b/gu, "$1 $2"],
  [/\b(l|d|qu|j|n|c|dell|all|nell|sull|un|dall|quell)['’](?=\p{L})/gu, "$1 "],
  [/\bo['’]clock\b/g, "oclock"],
  [/\b(o)['’][-\s]/g, "$1 "],
  [/\bapiece\b/g, "each"],
  [/\bno-(?!one\b|entry\b|u\b|\p{L}+ing\b)\p{L}+/gu, " "],
  [/(\p{L})-like\b/gu, "$1like"],
  [/(\p{L})-less\b/gu, "$1less"],
  [/(\p{L})\s*\(\s*[x×]?\s?(\d{1,3})\s?[x×]?\s*\)/gu, "$1 times $2 "],
  [/\bw\/o(?:ut)?\b/g, "without "],
  [/\bw\/(?=\s|\p{L})/gu, "with "],
  [/\bw (?=(?:an?|the|\d+|two|three|four|five|six|no|some|\p{L}{3,})\b)(?!out\b)/gu, "with "],
  [/\bbetween to (?=\p{L}+s\b)/gu, "between two "],
  [/\b(\d+)\s*[x×]\s*(\d+)\b/g, "$1 by $2"],
  [/\b(\d+)\s*[x×](?=\s*\p{L})/gu, "$1 "],
  [/(\p{L})\s*:\s*(\d{1,3})(?=\s*(?:[,.;/\n]|$))/gu, "$1 times $2 "],
  [/(\p{L})\s*:\s*(?:none|zero|no)(?=\s*(?:[,.;/\n]|$))/gu, "$1 times 0 "],
  [
    /(\p{L})\s*\?\s*(just |only )?(one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,3})(?=\s*(?:[,.;!\n]|$))/gu,
    "$1 times $3 ",
  ],
  [/[x×]\s?(\d+)\b(?=\s*(?:[,.;/\n]|$))/g, " times $1 "],
];

/** The prompt in NFKC, lower case, at most MAX_PROMPT_CHARS, without tags and control characters; never throws. */
export function normalise(prompt: string): string {
  let text = prompt.slice(0, MAX_PROMPT_CHARS).toWellFormed().normalize("NFKC");
  text = text.replace(/<[^<>]{0,200}>/g, " , ");
  text = text.replace(/https?:\/\/\S+|\S+@\S+\.\S+/g, " ");
  text = text.replace(
    /\p{Extended_Pictographic}(?:\u{FE0F}|\u{200D}\p{Extended_Pictographic})*/gu,
    emojiWord,
  );
  text = text.replace(/\p{Cf}|\p{Variation_Selector}|\p{Emoji_Modifier}/gu, "");
  text = text
    .toLowerCase()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n]/gu, " ");
  text = text
    .replace(/[、，]/g, ",")
    .replace(/[。！？]/g, ".")
    .replace(/[：]/g, ":")
    .replace(/[；]/g, ";");
  for (const [pattern, replacement] of CONTRACTIONS) text = text.replace(pattern, replacement);
  return text.replace(/["“”„«»`~^#@$%]/g, " ");
}

function emojiWord(sign: string): string {
  const first = String.fromCodePoint(sign.codePointAt(0)!);
  return ` ${EMOJI[sign.replace(/\uFE0F/gu, "")] ?? EMOJI[first] ?? ""} , `;
}
