/** The pieces of meaning that a prompt is cut into. */
import type { Arrangement } from "./arrangements.ts";
import type { NegationCue } from "./negationCues.ts";
import type { NounPhrase } from "./nounPhrase.ts";
import type { RelationPhrase } from "./relationPhrases.ts";
import type { Separator } from "./tokens.ts";

export type Chunk =
  | { readonly kind: "noun"; readonly phrase: NounPhrase }
  | { readonly kind: "relation"; readonly relation: RelationPhrase }
  | { readonly kind: "negation"; readonly cue: NegationCue }
  | { readonly kind: "pronoun"; readonly word: string }
  /** "made of steel". */
  | { readonly kind: "material"; readonly material: string }
  /** A number alone: "three on the left". */
  | { readonly kind: "some"; readonly count: number; readonly more?: boolean }
  /** "two blue ones". */
  | { readonly kind: "ones"; readonly count: number | null; readonly adjectives: readonly string[] }
  /** "which has four", at the end of a clause. */
  | { readonly kind: "excepted"; readonly count: number }
  /** "two of the spaces stay empty". */
  | { readonly kind: "vacant"; readonly count: number }
  /** "every stool but one": so many are left of what must go. */
  | { readonly kind: "leaving"; readonly count: number }
  /** "three of these sets", "three times in total:": so many of what is named before or, `ahead`, in what follows. */
  | { readonly kind: "sets"; readonly times: number; readonly ahead: boolean }
  /** "with", "has": what follows belongs to what stands before. */
  | { readonly kind: "with"; readonly verb: boolean }
  | SmallChunk
  | { readonly kind: "arrangement"; readonly arrangement: Arrangement }
  | { readonly kind: "separator"; readonly sign: Separator };

/** Chunks that only change how the next ones are read. */
export interface SmallChunk {
  /** `wanted`: a double negation; `ignore`: a comparison follows. */
  readonly kind: "and" | "or" | "but" | "wanted" | "cue" | "be" | "ignore";
  /** Of "be": said of several ("a tower and a house stand on a hill"). */
  readonly several?: true;
}

/** A chunk that was read, or words that were passed over (null), and the index after them. */
export interface Step {
  readonly chunk: Chunk | null;
  readonly next: number;
}

/** A step of what a table found, or null. */
export function stepOf<T>(
  match: { value: T; next: number } | null,
  chunk: (value: T) => Chunk | null,
): Step | null {
  return match && { chunk: chunk(match.value), next: match.next };
}
