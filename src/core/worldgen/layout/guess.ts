/** What a sampler is given: one thing to pose, and how often it was tried. */
import type { Random } from "../../random.ts";
import type { Body } from "./body.ts";
import type { Region, Scene } from "./scene.ts";

/** One thing to place and what is known of it. */
export interface Guess {
  readonly scene: Scene;
  /** Posed by the sampler: place, height, yaw and parent. */
  readonly body: Body;
  readonly region: Region;
  readonly random: Random;
  /** It is number `slot` of `slots` with the same target. */
  readonly slot: number;
  readonly slots: number;
  /** Metres to leave between it and its target, for what is to stand there. */
  readonly apartM: number;
  /** Number of the guess, from 0: samplers start neat and grow wilder. */
  readonly attempt: number;
}
