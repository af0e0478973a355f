/** Judges a world by its blueprint alone: generated, imported or edited. */
import { WorldBlueprint } from "../blueprint.ts";
import type { WorldCatalogue, WorldPrefab } from "../worldPrefab.ts";
import { overlapDepth, type Quad, quadOf } from "./quads.ts";
import { AGENT_M, type Walkable, walkableOf } from "./walkable.ts";

export const FINDING_CODES = [
  "invalid_shape",
  "duplicate_id",
  "unknown_prefab",
  "out_of_bounds",
  "overlap",
  "parent_missing",
  "unsupported",
  "absent_present",
  "spawn_blocked",
  "zone_unreachable",
  "object_unreachable",
] as const;

export interface Finding {
  readonly code: (typeof FINDING_CODES)[number];
  /** `error`: the world must not be served so. `warning`: it can be lived with. */
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly instance_id?: string;
  readonly zone_id?: string;
}

export interface ValidateOptions {
  /** Lower-case words that no instance may be called. */
  readonly absent?: readonly string[];
  /** Radius of the walker, metres: 0.35. */
  readonly agentM?: number;
  /** Skips the check of the blueprint's shape, for one that was just built to it. */
  readonly trusted?: boolean;
}

/** Overlap that is let pass, metres. */
const OVERLAP_M = 0.001;
/** How far a corner may reach out of bounds, metres. */
const OUTSIDE_M = 0.01;
/** How near one must get to an object that was asked for, metres. */
const REACH_M = 1.2;

/** What is wrong with a world; empty if nothing is. A blueprint of the wrong shape is told so and not looked at further. */
export function validateBlueprint(
  blueprint: WorldBlueprint,
  catalogue: WorldCatalogue,
  options: ValidateOptions = {},
): Finding[] {
  if (!options.trusted) {
    const shape = WorldBlueprint.safeParse(blueprint);
    if (!shape.success) return [error("invalid_shape", shape.error.issues[0]?.message ?? "wrong shape")];
  }
  const { quads, findings } = quadsOf(blueprint, catalogue);
  findings.push(...judgeInstances(quads, blueprint, options.absent ?? []));
  findings.push(
    ...judgeWalking(blueprint, quads, walkableOf(quads, blueprint.bounds, options.agentM ?? AGENT_M)),
  );
  return findings;
}

/** The quads of a blueprint's known instances, and findings for ids used twice and unknown prefabs. */
export function quadsOf(
  blueprint: WorldBlueprint,
  catalogue: WorldCatalogue,
): { quads: Quad[]; findings: Finding[] } {
  const known = knownPrefabs(catalogue);
  const findings: Finding[] = [];
  const quads: Quad[] = [];
  const ids = new Set<string>();
  for (const instance of blueprint.prefab_instances) {
    const { instance_id, prefab_id } = instance;
    if (ids.has(instance_id))
      findings.push(error("duplicate_id", `${instance_id} is used twice`, instance_id));
    ids.add(instance_id);
    const prefab = known.get(prefab_id);
    if (prefab) quads.push(quadOf(instance, prefab));
    else findings.push(error("unknown_prefab", `the catalogue has no prefab "${prefab_id}"`, instance_id));
  }
  return { quads, findings };
}

/** Findings about single instances and pairs: bounds, parents, support, absent words, overlap. */
export function judgeInstances(
  quads: readonly Quad[],
  { bounds }: WorldBlueprint,
  absent: readonly string[],
): Finding[] {
  const findings: Finding[] = [];
  const byId = new Map(quads.map((quad) => [quad.instance.instance_id, quad]));
  const unwanted = new Set(absent.map((word) => word.toLowerCase()));
  for (const quad of quads) {
    const { instance, prefab } = quad;
    const id = instance.instance_id;
    if (
      Math.max(-quad.minX, quad.maxX) > bounds.width / 2 + OUTSIDE_M ||
      Math.max(-quad.minZ, quad.maxZ) > bounds.depth / 2 + OUTSIDE_M
    )
      findings.push(error("out_of_bounds", `${id} (${prefab.name}) reaches out of the ground`, id));
    const word = unwanted.size > 0 ? wordsOf(prefab).find((one) => unwanted.has(one)) : undefined;
    if (word !== undefined)
      findings.push(error("absent_present", `${id} is a ${word}, of which there must be none`, id));
    if (instance.parent_instance_id !== undefined) findings.push(...judgeParent(quad, byId));
  }
  findings.push(...judgeOverlaps(quads));
  return findings;
}

function wordsOf({ tags, aliases, name }: WorldPrefab): string[] {
  return [...tags, ...aliases, name.toLowerCase()];
}

function judgeParent(quad: Quad, byId: ReadonlyMap<string, Quad>): Finding[] {
  const id = quad.instance.instance_id;
  const parent = byId.get(quad.instance.parent_instance_id ?? "");
  if (!parent || parent === quad)
    return [error("parent_missing", `${id} belongs to something that is not there`, id)];
  const { x, z } = quad.instance.position;
  const slackM = 0.6;
  const over =
    x >= parent.minX - slackM &&
    x <= parent.maxX + slackM &&
    z >= parent.minZ - slackM &&
    z <= parent.maxZ + slackM;
  const held = quad.bottomM <= parent.topM + 0.1 || restsOnSibling(quad, byId);
  return over && held
    ? []
    : [error("unsupported", `${id} has nothing under it: its parent is elsewhere`, id)];
}

/** True if something else of the same parent is right below it: a heap. */
function restsOnSibling(quad: Quad, byId: ReadonlyMap<string, Quad>): boolean {
  for (const other of byId.values()) {
    if (other === quad || other.instance.parent_instance_id !== quad.instance.parent_instance_id) continue;
    const below = Math.abs(other.topM - quad.bottomM) <= 0.1;
    if (
      below &&
      other.minX < quad.maxX &&
      other.maxX > quad.minX &&
      other.minZ < quad.maxZ &&
      other.maxZ > quad.minZ
    )
      return true;
  }
  return false;
}

/** Pairs of standing things that overlap, each told once, by a sweep along x. */
function judgeOverlaps(quads: readonly Quad[]): Finding[] {
  const standing = quads.filter(stands).sort((a, b) => a.minX - b.minX);
  const findings: Finding[] = [];
  for (let index = 0; index < standing.length; index += 1) {
    const a = standing[index] as Quad;
    for (let other = index + 1; other < standing.length; other += 1) {
      const b = standing[other] as Quad;
      if (b.minX > a.maxX - OVERLAP_M) break;
      if (b.minZ > a.maxZ - OVERLAP_M || a.minZ > b.maxZ - OVERLAP_M) continue;
      if (overlapDepth(a, b) > OVERLAP_M) {
        const [first, second] = [a.instance.instance_id, b.instance.instance_id];
        findings.push(error("overlap", `${second} overlaps ${first}`, second));
      }
    }
  }
  return findings;
}

function stands({ instance, prefab, bottomM }: Quad): boolean {
  const { shape, walkable, water } = prefab.collision;
  return (
    instance.parent_instance_id === undefined && shape !== "none" && !walkable && !water && bottomM < 0.1
  );
}

/** Findings about walking: spawn points free, zone centres and asked-for objects reached from every one of them. */
export function judgeWalking(
  blueprint: WorldBlueprint,
  quads: readonly Quad[],
  walkable: Walkable,
): Finding[] {
  const findings: Finding[] = [];
  const areas = new Set<number>();
  for (const [index, { position }] of blueprint.spawn_points.entries()) {
    const area = walkable.areaAt(position.x, position.z);
    if (area < 0) findings.push(error("spawn_blocked", `spawn point ${index} is not free`));
    areas.add(area);
  }
  const [home] = areas;
  const reached = areas.size === 1 ? (home ?? -1) : -1;
  for (const { id, center } of blueprint.zones)
    if (reached < 0 || walkable.areaAt(center.x, center.z) !== reached)
      findings.push({ ...error("zone_unreachable", `the centre of zone ${id} is not reached`), zone_id: id });
  for (const quad of quads) {
    const { instance } = quad;
    if (instance.source === "decor" || instance.parent_instance_id !== undefined || quad.bottomM >= 0.1)
      continue;
    if (reached >= 0 && walkable.isNear(quad, reached, REACH_M)) continue;
    const id = instance.instance_id;
    findings.push({
      code: "object_unreachable",
      severity: "warning",
      message: `${id} cannot be walked up to`,
      instance_id: id,
    });
  }
  return findings;
}

function error(code: Finding["code"], message: string, instance_id?: string): Finding {
  return { code, severity: "error", message, ...(instance_id === undefined ? {} : { instance_id }) };
}

function knownPrefabs(catalogue: WorldCatalogue): ReadonlyMap<string, WorldPrefab> {
  let known = INDEXES.get(catalogue);
  if (!known) {
    known = new Map(catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
    INDEXES.set(catalogue, known);
  }
  return known;
}
const INDEXES = new WeakMap<WorldCatalogue, ReadonlyMap<string, WorldPrefab>>();
