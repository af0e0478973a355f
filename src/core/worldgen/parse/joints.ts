/** What joins noun phrases: and, or, with, has, is, as; and what ends a taking away. */
import { type Chunk, type Step, stepOf } from "./chunk.ts";
import { opensPhrase } from "./clauses.ts";
import { phraseTable } from "./phrases.ts";
import type { Token } from "./tokens.ts";

const JOINTS = phraseTable<"and" | "or" | "but" | "wanted" | "with" | "have" | "be" | "ignore">([
  [
    "and|as well as|plus|along with|together with|and also|and then|in addition to|accompanied by|not to mention|and finally|followed by",
    "and",
  ],
  ["or|and or", "or"],
  ["but|however|although|though|yet|so|therefore|whereas|because|since|now", "but"],
  [
    "with|including|featuring|complete with|equipped with|that has|which has|that have|which have|decorated with|furnished with|covered with|covered in|dotted with|scattered with|strewn with|containing only",
    "with",
  ],
  [
    "has|have|having|contains|contain|includes|include|features|feature|holds|got|has got|have got|comes with|come with|boasts|boast",
    "have",
  ],
  [
    "there is|there are|there s|there stands|there sits|there lies|is|are|was|were|stands|sits|lies|hangs|we see|you see|i see|we find|is there|are there|there should be|there will be|should be|must be|will be|there must be|put|place|add|stand|sit|hang|lie|rest|lean|wait|face each other|grows|grow|lives|live|came|came from|is standing|is sitting|is lying|rests|leans|comes|we have|i want|we want|stood|sat|lay|hung|stays|stay|remains|remain",
    "be",
  ],
  [
    "like|as|shaped like|looks like|look like|looking like|as if|similar to|inspired by|in # style of|in # shape of|in # form of|named after|known as|reminiscent of|resembling|as big as|as large as|the size of|called|for sale",
    "ignore",
  ],
]);

/** Not the "has" of "that has not been sold", "have all sailed". */
export function readJoint(tokens: readonly Token[], at: number): Step | null {
  const match = JOINTS.match(tokens, at);
  const isHave = match && /^ha(?:s|ve)$/.test(tokens[match.next - 1]!.text);
  if (isHave && match.next > at + 1 && DEED_AHEAD.has(tokens[match.next]?.text ?? ""))
    return { chunk: null, next: match.next - 1 };
  if (match?.value === "be" && SEVERAL.has(tokens[at]!.text) && match.next === at + 1)
    return { chunk: { kind: "be", several: true }, next: match.next };
  return stepOf(match, jointChunk);
}

const SEVERAL = new Set("are were stand sit hang lie grow live stay rest lean wait".split(" "));

const DEED_AHEAD = new Set("not never all both long yet already now since been".split(" "));

/** "kept the armchair", "left the table": ends what was taken away. */
export function readKeeping(tokens: readonly Token[], at: number): Step | null {
  if (
    !/^(?:keep|keeps|kept|keeping|leave|leaves|left|spare|spared|use|choose|bring|show)$/.test(
      tokens[at]!.text,
    )
  )
    return null;
  const [before, after] = [tokens[at - 1]?.text ?? "", tokens[at + 1]];
  const when = tokens.slice(at + 1, at + 5).some(({ text }) => /^(?:ago|earlier|before)$/.test(text));
  if (when || /^(?:no|not|never|of|any|in)$/.test(before) || /^(?:for|of|by)$/.test(after?.text ?? ""))
    return null;
  const keeps = opensPhrase(after) || /^(?:use|choose)$/.test(tokens[at]!.text);
  return keeps ? { chunk: { kind: "wanted" }, next: at + 1 } : null;
}

function jointChunk(value: "and" | "or" | "but" | "wanted" | "with" | "have" | "be" | "ignore"): Chunk {
  if (value === "with" || value === "have") return { kind: "with", verb: value === "have" };
  return { kind: value };
}
