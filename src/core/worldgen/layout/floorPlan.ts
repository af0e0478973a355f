/** Cuts the ground into rooms and regions, and says where walls run and doors stand. No prefab yet, lines only. */
import type { Random } from "../../random.ts";
import type { SceneRoom } from "../intent.ts";
import { roomArea, spaceFor } from "./chooseGround.ts";
import type { ScenePlan } from "./plannedScene.ts";
import type { Rect } from "./scene.ts";

/** A straight wall: along x or z at one place of the other axis. */
export interface WallLine {
  readonly axis: "x" | "z";
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Part of an outline; else it runs between two other walls. */
  readonly outer: boolean;
  /** Middles of its doorways, along the axis. */
  readonly doors: number[];
}

export interface Cell {
  readonly room: SceneRoom;
  /** Its ground, walls' middles included. */
  readonly rect: Rect;
  readonly walled: boolean;
}

export interface FloorPlan {
  readonly cells: readonly Cell[];
  readonly lines: readonly WallLine[];
  /** The first door to come in by, null in the open. */
  readonly entrance: { readonly line: WallLine; readonly at: number } | null;
}

/** Width kept free between a mixed world's regions, metres, half of it on either side. */
const LANE_M = 2.4;
/** Shortest shared wall that takes a door, metres. */
const DOOR_WALL_M = 1.6;

/** The floor plan of a scene, walls `thicknessM` thick. Nothing to cut: no cells. */
export function planFloor(plan: ScenePlan, random: Random, thicknessM: number): FloorPlan {
  const { intent, width, depth } = plan;
  const inset = thicknessM / 2 + 0.005;
  const whole = { x0: -width / 2, z0: -depth / 2, x1: width / 2, z1: depth / 2 };
  if (intent.indoor) {
    const rooms = intent.rooms.length > 0 ? intent.rooms : [wholeRoom(plan)];
    return planHouse(plan, shrink(whole, inset), { rooms, random });
  }
  if (intent.rooms.length === 0) return { cells: [], lines: [], entrance: null };
  return planRegions(plan, whole, { random, inset });
}

function wholeRoom({ intent }: ScenePlan): SceneRoom {
  return { id: "r0", kind: intent.archetype, name: intent.setting[0] ?? intent.archetype, indoor: true };
}

function planHouse(
  plan: ScenePlan,
  outer: Rect,
  { rooms, random }: { rooms: readonly SceneRoom[]; random: Random },
): FloorPlan {
  const lines = outlineOf(outer);
  const cuts: WallLine[] = [];
  const cells = slice(weighed(rooms, plan), outer, { cuts, random }).map(({ room, rect }) => ({
    room,
    rect,
    walled: true,
  }));
  const hub = cells.reduce((a, b) => (hubRank(b) > hubRank(a) ? b : a));
  addInnerDoors(cells, hub, cuts);
  const south = lines[0] as WallLine;
  const entered = [hub, ...cells].find(({ rect }) => rect.z0 === outer.z0) ?? hub;
  const at = doorPlace(entered.rect.x0, entered.rect.x1, random);
  south.doors.push(at);
  return { cells, lines: [...lines, ...cuts], entrance: { line: south, at } };
}

/** The room that others are entered from: halls first, then by size. */
function hubRank({ room, rect }: Cell): number {
  const size = (rect.x1 - rect.x0) * (rect.z1 - rect.z0);
  return (/hall|corridor|living|lobby|flat/.test(room.kind) ? 10_000 : 0) + size;
}

function doorPlace(from: number, to: number, random: Random): number {
  const slack = Math.max(0, (to - from) / 2 - 1.5);
  return (from + to) / 2 + random.fork("door").between(-0.5, 0.5) * slack;
}

/** Regions in the open with lanes between them; those under a roof get walls of their own and a door to a lane. */
function planRegions(
  plan: ScenePlan,
  whole: Rect,
  { random, inset }: { random: Random; inset: number },
): FloorPlan {
  const lines: WallLine[] = [];
  const sliced = slice(weighed(plan.intent.rooms, plan), whole, { cuts: [], random });
  const cells = sliced.map(({ room, rect }) => {
    const inner = shrink(rect, room.indoor ? LANE_M / 2 + inset : LANE_M / 4);
    if (!room.indoor) return { room, rect: inner, walled: false };
    const outline = outlineOf(inner);
    const towardsMiddle = rect.z0 + rect.z1 >= 0 ? 0 : 1;
    (outline[towardsMiddle] as WallLine).doors.push(doorPlace(inner.x0, inner.x1, random.fork(room.id)));
    lines.push(...outline);
    return { room, rect: inner, walled: true };
  });
  return { cells, lines, entrance: null };
}

/** South, north, west, east; the last two stop short of the first two by the wall's own thickness, see walls.ts. */
function outlineOf({ x0, z0, x1, z1 }: Rect): WallLine[] {
  return [
    { axis: "x", at: z0, from: x0, to: x1, outer: true, doors: [] },
    { axis: "x", at: z1, from: x0, to: x1, outer: true, doors: [] },
    { axis: "z", at: x0, from: z0, to: z1, outer: true, doors: [] },
    { axis: "z", at: x1, from: z0, to: z1, outer: true, doors: [] },
  ];
}

interface Weighed {
  readonly room: SceneRoom;
  readonly area: number;
}

function weighed(rooms: readonly SceneRoom[], plan: ScenePlan): Weighed[] {
  return rooms.map((room) => {
    let contents = 4;
    for (const planned of plan.entities)
      if (planned?.region === room.id) contents += spaceFor(planned).areaM2 * planned.count * 1.6;
    return { room, area: Math.max(roomArea(room) * 0.6, contents) };
  });
}

/** Cuts a rectangle into one part a room, areas in proportion, always across its longer side. */
function slice(
  rooms: readonly Weighed[],
  rect: Rect,
  { cuts, random }: { cuts: WallLine[]; random: Random },
): { room: SceneRoom; rect: Rect }[] {
  const [only] = rooms;
  if (rooms.length === 1 && only) return [{ room: only.room, rect }];
  const total = rooms.reduce((sum, { area }) => sum + area, 0);
  let taken = 0;
  let split = 0;
  while (split < rooms.length - 1 && (split === 0 || taken + (rooms[split] as Weighed).area / 2 < total / 2))
    taken += (rooms[split++] as Weighed).area;
  const share = Math.min(
    0.75,
    Math.max(0.25, taken / total + random.fork(`cut${split}`).between(-0.04, 0.04)),
  );
  const { x0, z0, x1, z1 } = rect;
  const alongX = x1 - x0 >= z1 - z0;
  const at = alongX ? x0 + (x1 - x0) * share : z0 + (z1 - z0) * share;
  const cut = Math.round(at * 100) / 100;
  cuts.push(
    alongX
      ? { axis: "z", at: cut, from: z0, to: z1, outer: false, doors: [] }
      : { axis: "x", at: cut, from: x0, to: x1, outer: false, doors: [] },
  );
  const first = alongX ? { x0, z0, x1: cut, z1 } : { x0, z0, x1, z1: cut };
  const second = alongX ? { x0: cut, z0, x1, z1 } : { x0, z0: cut, x1, z1 };
  return [
    ...slice(rooms.slice(0, split), first, { cuts, random: random.fork("a") }),
    ...slice(rooms.slice(split), second, { cuts, random: random.fork("b") }),
  ];
}

/** Doors such that every room is reached from the hub through as few others as can be. Mutates the cuts. */
function addInnerDoors(cells: readonly Cell[], hub: Cell, cuts: readonly WallLine[]): void {
  const reached = new Set<Cell>([hub]);
  for (const from of reached) {
    for (const to of cells) {
      if (reached.has(to)) continue;
      const shared = sharedWall(from.rect, to.rect, cuts);
      if (!shared) continue;
      shared.line.doors.push(shared.at);
      reached.add(to);
    }
  }
}

function sharedWall(a: Rect, b: Rect, cuts: readonly WallLine[]): { line: WallLine; at: number } | null {
  for (const line of cuts) {
    const acrossX = line.axis === "z";
    const touch = acrossX
      ? (a.x1 === line.at && b.x0 === line.at) || (b.x1 === line.at && a.x0 === line.at)
      : (a.z1 === line.at && b.z0 === line.at) || (b.z1 === line.at && a.z0 === line.at);
    if (!touch) continue;
    const from = acrossX ? Math.max(a.z0, b.z0, line.from) : Math.max(a.x0, b.x0, line.from);
    const to = acrossX ? Math.min(a.z1, b.z1, line.to) : Math.min(a.x1, b.x1, line.to);
    if (to - from >= DOOR_WALL_M) return { line, at: (from + to) / 2 };
  }
  return null;
}

function shrink({ x0, z0, x1, z1 }: Rect, by: number): Rect {
  return { x0: x0 + by, z0: z0 + by, x1: x1 - by, z1: z1 - by };
}
