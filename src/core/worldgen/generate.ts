/** From an intent to a finished world: lay out, judge, repair, and keep the best of a few seeded tries. */
import { createRandom } from "../random.ts";
import { MAX_INSTANCES, type WorldBlueprint } from "./blueprint.ts";
import type { SceneIntent } from "./intent.ts";
import type { PrefabsByTag } from "./layout/choosePrefab.ts";
import { layOut, TRY_BUDGET } from "./layout/layout.ts";
import { planScene } from "./layout/plan.ts";
import type { Capped, ScenePlan } from "./layout/plannedScene.ts";
import { judgeAndRepair } from "./repair.ts";
import { type SelfScore, selfScore } from "./selfScore.ts";
import { type Finding, validateBlueprint } from "./validate/validate.ts";
import type { WorldCatalogue } from "./worldPrefab.ts";

/** Changes whenever the same prompt and seed may give another world. */
export const GENERATOR_VERSION = "1.5.0";
/** Tries at most; the first without a fault ends it. */
const TRIES = 6;
/** Candidate tests after which no new try begins. */
const SPENT_AT_MOST = 6000;
/** Tries in a row that were no better than the best before it is left at that. */
const VAIN_TRIES = 3;
/** A world of more instances than this gets fewer tries: each costs more, and its faults are its size. */
const CROWDED = 100;

export interface GenerateInput {
  readonly intent: SceneIntent;
  readonly prompt: string;
  /** Whole number, 0 to 2^32 - 1. */
  readonly seed: number;
  /** Metres; chosen by contents if left out. */
  readonly bounds?: { readonly width: number; readonly depth: number };
  readonly catalogue: WorldCatalogue;
  readonly vocabulary: PrefabsByTag;
}

export interface Quality {
  /** 0 to 1: share of counts and relations met, less for findings. */
  readonly score: number;
  readonly counts: SelfScore["counts"];
  readonly relations: SelfScore["relations"];
  /** Relations that do not hold, in words. */
  readonly missed: readonly string[];
  /** What was asked for and is not there. */
  readonly dropped: readonly { readonly noun: string; readonly count: number }[];
  readonly findings: readonly Finding[];
  readonly tries: number;
}

export interface GeneratedWorld {
  readonly blueprint: WorldBlueprint;
  /** What the cap on instances cut; empty if nothing. */
  readonly capped: readonly Capped[];
  readonly quality: Quality;
}

/** The world for an intent. The same input gives the same world, to the byte of its JSON. Never throws for what an intent says. */
export function generateWorld(input: GenerateInput): GeneratedWorld {
  const { intent, prompt, seed, bounds, catalogue, vocabulary } = input;
  const random = createRandom(seed);
  const plan = planScene({ intent, random: random.fork("plan"), vocabulary, bounds });
  const total = plan.entities.reduce((sum, one) => sum + (one?.count ?? 0), 0);
  const tries = total > CROWDED ? 2 : TRIES;
  let best: { blueprint: WorldBlueprint; quality: Quality } | null = null;
  let tried = 0;
  let spent = 0;
  let vain = 0;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { scene, dropped } = layOut(plan, random.fork("try").fork(attempt));
    const { blueprint, findings, removed } = judgeAndRepair({ scene, prompt, seed, catalogue });
    const { counts, relations, missed } = selfScore(scene);
    const gone = [...dropped, ...removed.map((noun) => ({ noun, count: 1 }))];
    const score = scoreOf({ counts, relations, findings });
    const quality = { score, counts, relations, missed, dropped: gone, findings, tries: 1 };
    tried += 1;
    vain = best && score <= best.quality.score ? vain + 1 : 0;
    if (!best || score > best.quality.score) best = { blueprint, quality };
    spent += TRY_BUDGET - scene.budget;
    if (score === 1 || spent > SPENT_AT_MOST || vain >= VAIN_TRIES) break;
  }
  const { blueprint, quality } = best as { blueprint: WorldBlueprint; quality: Quality };
  const full = blueprint.prefab_instances.length >= MAX_INSTANCES;
  const capped = full ? [...plan.capped, ...quality.dropped.map(cutBy(plan))] : plan.capped;
  return { blueprint, capped, quality: { ...quality, tries: tried, findings: reported(best, input) } };
}

/** What the cap took of a noun. */
function cutBy({ entities }: ScenePlan): (gone: { noun: string; count: number }) => Capped {
  return ({ noun, count }) => {
    const asked = entities.find((one) => one?.entity.noun === noun)?.count ?? count;
    return { noun, asked, placed: Math.max(0, asked - count) };
  };
}

/** Worlds are made for a wider walker than they are judged by: what is told is what is wrong for the ordinary one. */
function reported(
  best: { blueprint: WorldBlueprint; quality: Quality } | null,
  { catalogue, intent }: GenerateInput,
): readonly Finding[] {
  if (!best || best.quality.findings.length === 0) return [];
  const lost = best.quality.findings.filter(
    ({ zone_id }) => zone_id && !best.blueprint.zones.some(({ id }) => id === zone_id),
  );
  return [...lost, ...validateBlueprint(best.blueprint, catalogue, { absent: intent.absent, trusted: true })];
}

function scoreOf({
  counts,
  relations,
  findings,
}: Pick<Quality, "counts" | "relations" | "findings">): number {
  const of = counts.of + relations.of;
  const met = of === 0 ? 1 : (counts.met + relations.met) / of;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const penalty = errors * 0.5 + Math.min(0.2, (findings.length - errors) * 0.05);
  return Math.round(Math.max(0, met - penalty) * 1000) / 1000;
}
