/** Who sees whom in a stock room with views: the circle, the limit and the hysteresis of our own room, found on a grid. */
import type { StateView } from "@colyseus/schema";

/** As `interest_radius` and `interest_limit` of a space that names none. */
export const SIGHT_RADIUS_M = 25;
const LEAVES_AT_M = SIGHT_RADIUS_M * 1.2;
const MOST_IN_SIGHT = 64;

type Body = Parameters<StateView["add"]>[0] & { readonly x: number; readonly y: number };

/** One client, what it sees, and its turn. */
export interface Sighted<Of extends Body> {
  readonly body: Of;
  readonly view: Pick<StateView, "add" | "remove">;
  /** The others in sight. */
  readonly seen: Set<Of>;
  readonly slot: number;
}

/** Those whose turn it is look around: their views and `seen` become what is in sight. */
export function lookAround<Of extends Body>(
  all: readonly Sighted<Of>[],
  hasTurn: (one: Sighted<Of>) => boolean,
): void {
  const cells = new Map<number, Of[]>();
  for (const { body } of all) {
    const cell = cellOf(body.x, body.y);
    const there = cells.get(cell);
    if (there) there.push(body);
    else cells.set(cell, [body]);
  }
  for (const one of all) if (hasTurn(one)) look(one, cells);
}

/** Brings `body` into a client's sight or out of it. */
export function changeSight<Of extends Body>({ view, seen }: Sighted<Of>, body: Of, inSight: boolean): void {
  if (seen.has(body) === inSight) return;
  if (inSight) {
    seen.add(body);
    view.add(body);
  } else {
    seen.delete(body);
    view.remove(body);
  }
}

function look<Of extends Body>(one: Sighted<Of>, cells: ReadonlyMap<number, readonly Of[]>): void {
  const { body, seen } = one;
  const found: { readonly other: Of; readonly awayM: number }[] = [];
  for (let column = -1; column <= 1; column += 1) {
    for (let row = -1; row <= 1; row += 1) {
      for (const other of cells.get(cellOf(body.x + column * LEAVES_AT_M, body.y + row * LEAVES_AT_M)) ??
        []) {
        const awayM = Math.hypot(other.x - body.x, other.y - body.y);
        if (other !== body && awayM <= (seen.has(other) ? LEAVES_AT_M : SIGHT_RADIUS_M))
          found.push({ other, awayM });
      }
    }
  }
  if (found.length > MOST_IN_SIGHT) found.sort((a, b) => a.awayM - b.awayM).length = MOST_IN_SIGHT;
  const kept = new Set(found.map(({ other }) => other));
  for (const other of seen) if (!kept.has(other)) changeSight(one, other, false);
  for (const other of kept) changeSight(one, other, true);
}

function cellOf(x: number, y: number): number {
  return Math.floor(y / LEAVES_AT_M) * 1024 + Math.floor(x / LEAVES_AT_M);
}
