/** How much of what was asked for a laid-out scene has: counts and relations, by the contract's own measure. */
import type { Body } from "./layout/body.ts";
import { holds } from "./layout/place.ts";
import type { PlannedEntity } from "./layout/plannedScene.ts";
import type { Scene } from "./layout/scene.ts";
import { allowedHole, largestHole, relationHolds } from "./relations.ts";

export interface SelfScore {
  /** Entities with the number asked for, of all. */
  readonly counts: { readonly met: number; readonly of: number };
  /** Relations that at least 80 % of the things hold, of all. */
  readonly relations: { readonly met: number; readonly of: number };
  /** Relations that do not hold, as "chair next_to table". */
  readonly missed: readonly string[];
}

/** Share of a relation's things that must hold it. */
const ENOUGH = 0.8;

/** The self score of a scene. */
export function selfScore(scene: Scene): SelfScore {
  const { entities, intent } = scene.plan;
  let met = 0;
  let total = 0;
  let relationsMet = 0;
  let relationsTotal = 0;
  const missed: string[] = [];
  entities.forEach((planned, index) => {
    const asked = intent.entities[index];
    if (!asked || asked.count.max === 0) return;
    total += 1;
    if (!planned) return;
    const bodies = scene.placed[index] ?? [];
    if (bodies.length === planned.count || (planned.form !== "thing" && bodies.length > 0)) met += 1;
    for (const { rel, targets, implied } of planned.relations) {
      if (implied) continue;
      relationsTotal += 1;
      if (relationMet(scene, planned, { rel, targets })) relationsMet += 1;
      else
        missed.push(
          `${asked.noun} ${rel} ${targets.map((one) => intent.entities[one]?.noun ?? "?").join(" ") || "scene"}`,
        );
    }
  });
  return { counts: { met, of: total }, relations: { met: relationsMet, of: relationsTotal }, missed };
}

function relationMet(
  scene: Scene,
  planned: PlannedEntity,
  { rel, targets }: PlannedEntity["relations"][number],
): boolean {
  const bodies = scene.placed[planned.index] ?? [];
  if (bodies.length === 0) return false;
  const [first, second] = targets.map((target) => scene.placed[target] ?? []);
  const holding = bodies.filter((body) => holdsToAny(scene, body, { rel, first, second }));
  if (
    holding.length < Math.max(1, Math.ceil(ENOUGH * bodies.length - 1e-9)) &&
    !(rel === "facing" && first === bodies)
  )
    return false;
  if (rel !== "around" || (bodies.length === 1 && isCovering(bodies[0]))) return true;
  const centres: readonly (Body | null)[] = first ?? [null];
  return centres.some((centre) => {
    const ring =
      centre === null ? holding : holding.filter((body) => relationHolds("around", [body, centre], scene));
    return largestHole(ring, centre ?? { x: 0, z: 0 }) <= allowedHole(bodies.length);
  });
}

/** A crater around a wreck has the wreck in it: one covering needs no ring of others. */
function isCovering(body: Body | undefined): boolean {
  return body?.layer === "flat" || body?.layer === "ground";
}

function holdsToAny(
  scene: Scene,
  body: Body,
  { rel, first, second }: { rel: PlannedEntity["relations"][number]["rel"]; first?: Body[]; second?: Body[] },
): boolean {
  if (!first) return holds(scene, body, { rel, targets: [] });
  if (rel !== "between") return first.some((b) => b !== body && holds(scene, body, { rel, targets: [b] }));
  const others = second ?? first;
  return first.some((b) =>
    others.some((c) => b !== c && body !== b && body !== c && holds(scene, body, { rel, targets: [b, c] })),
  );
}
