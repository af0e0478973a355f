/**
 * Who sees whom. Everybody sees themselves and the avatars within the radius of sight; one in sight is lost only
 * beyond 1.2 times that, so that nobody flickers at the edge. At most `interestLimit` others are seen: the nearest,
 * except that one in sight yields only to one a fifth nearer. The only place that decides this; what is sent is
 * rooms/mirror's affair. The cost is users × sight: avatars are sorted into cells of a third of the radius, and a full
 * sight is only searched as far as somebody could still displace its farthest.
 */
import { CellIndex } from "./cellIndex.ts";
import { type Avatar, bodyOf, type World } from "./world.ts";

/** One in sight stays in sight up to so many times the radius. */
const LEAVES_AT = 1.2;
/** At the limit one in sight yields to one at most so many times as far away. */
const YIELDS_AT = 0.8;

/** What changed for one viewer: session ids that came into sight and that went out of it. */
export interface SightChange {
  readonly entered: string[];
  readonly left: string[];
}

/**
 * Lets a room spread the work over `of` ticks: only the viewers whose turn is `index` (0 to `of` − 1) look around, and
 * newcomers; with `span` also those of the `span` − 1 turns before it, for whoever asks after several ticks.
 */
export interface Turn {
  readonly index: number;
  readonly of: number;
  /** Default 1. */
  readonly span?: number;
}

interface Viewer {
  readonly sessionId: string;
  /** Slots of the others in sight, in no particular order. */
  readonly seen: number[];
  /** It has not looked yet. */
  fresh: boolean;
  /** Number of the last update that found it in the world. */
  presentAt: number;
}

/** Most cells along a side of the space. */
const MAX_CELLS = 255;

export class Interest {
  readonly #slots = new Map<string, number>();
  readonly #viewers: (Viewer | null)[] = [];
  readonly #vacant: number[] = [];
  readonly #cells = new CellIndex();
  #changes = new Map<string, SightChange>();
  #updates = 0;
  /** By slot: place, and, for the viewer that is looking, squared distance. */
  #x = new Float64Array(64);
  #y = new Float64Array(64);
  #squaredM = new Float64Array(64);
  /** By slot: the last look that had it in sight from the beginning, or was its own. */
  #knownAt = new Float64Array(64);
  #looks = 0;
  /** Whom the look found: slots, so many of them; and the squared distance up to which it looks. */
  #found = new Int32Array(64);
  #foundCount = 0;
  #searchM2 = 0;

  /** The session ids that a viewer sees, itself included, as of the last update; empty if it has not looked yet. */
  sight(sessionId: string): ReadonlySet<string> {
    const viewer = this.#viewerOf(sessionId);
    if (!viewer || viewer.fresh) return new Set();
    return new Set([sessionId, ...viewer.seen.map((slot) => (this.#viewers[slot] as Viewer).sessionId)]);
  }

  /** Forgets what a viewer sees, unreported: at the next update all it then sees enters anew. For a client that left or starts over. */
  forget(sessionId: string): void {
    const viewer = this.#viewerOf(sessionId);
    if (!viewer) return;
    viewer.seen.length = 0;
    viewer.fresh = true;
  }

  /**
   * Decides anew who sees whom and returns the changes, by viewer, of those for whom anything changed. Avatars no
   * longer in the world leave every sight at once; with `turn` other viewers keep theirs until their turn comes.
   */
  update(world: World, turn: Turn = { index: 0, of: 1 }): ReadonlyMap<string, SightChange> {
    this.#changes = new Map();
    this.#updates += 1;
    this.#enrol(world);
    this.#dropDeparted(world);
    const { interestRadiusM, widthM, depthM } = world.rules;
    const cellM = Math.max(interestRadiusM / 3, Math.max(widthM, depthM) / MAX_CELLS);
    this.#cells.build({
      slots: this.#slots.values(),
      x: this.#x,
      y: this.#y,
      cellM,
      widthM,
      depthM,
    });
    for (const slot of this.#slots.values()) {
      const viewer = this.#viewers[slot];
      if (viewer && (viewer.fresh || isTurnOf(slot, turn))) this.#look(viewer, slot, world);
    }
    return this.#changes;
  }

  #viewerOf(sessionId: string): Viewer | null {
    const slot = this.#slots.get(sessionId);
    return slot === undefined ? null : (this.#viewers[slot] as Viewer);
  }

  #enrol(world: World): void {
    for (const avatar of world.avatars.values()) {
      const slot = this.#slots.get(avatar.sessionId) ?? this.#admit(avatar);
      const body = bodyOf(avatar, world.rules.movement);
      this.#x[slot] = body.x;
      this.#y[slot] = body.y;
      (this.#viewers[slot] as Viewer).presentAt = this.#updates;
    }
  }

  #admit({ sessionId }: Avatar): number {
    const slot = this.#vacant.pop() ?? this.#viewers.length;
    this.#viewers[slot] = { sessionId, seen: [], fresh: true, presentAt: 0 };
    this.#slots.set(sessionId, slot);
    if (slot >= this.#x.length) {
      this.#x = grown(this.#x);
      this.#y = grown(this.#y);
      this.#squaredM = grown(this.#squaredM);
      this.#knownAt = grown(this.#knownAt);
      this.#found = new Int32Array(this.#x.length);
    }
    return slot;
  }

  #dropDeparted(world: World): void {
    // Everybody in the world is enrolled.
    if (this.#slots.size === world.avatars.size) return;
    const departed = new Map<number, string>();
    for (const [sessionId, slot] of this.#slots)
      if (this.#viewers[slot]?.presentAt !== this.#updates) departed.set(slot, sessionId);
    for (const [slot, sessionId] of departed) {
      this.#slots.delete(sessionId);
      this.#viewers[slot] = null;
      this.#vacant.push(slot);
    }
    for (const viewer of this.#viewers) {
      if (viewer === null) continue;
      let kept = 0;
      for (const slot of viewer.seen) {
        const sessionId = departed.get(slot);
        if (sessionId === undefined) viewer.seen[kept++] = slot;
        else this.#changeOf(viewer).left.push(sessionId);
      }
      viewer.seen.length = kept;
    }
  }

  #look(viewer: Viewer, slot: number, world: World): void {
    const { interestRadiusM, interestLimit } = world.rules;
    if (viewer.fresh) {
      viewer.fresh = false;
      this.#changeOf(viewer).entered.push(viewer.sessionId);
    }
    this.#keep(viewer, slot, world);
    let searchM = interestRadiusM;
    if (viewer.seen.length >= interestLimit) {
      let farthest = 0;
      for (const other of viewer.seen) farthest = Math.max(farthest, this.#squaredM[other] as number);
      // A hair more than needed: the exact comparison comes below, and rounding must not forestall it.
      searchM = Math.min(searchM, YIELDS_AT * Math.sqrt(farthest) + 1e-6);
    }
    this.#search(viewer, slot, searchM);
    this.#welcome(viewer, interestLimit);
  }

  /** Drops those too far away, and the farthest beyond the limit. */
  #keep(viewer: Viewer, slot: number, world: World): void {
    const { interestRadiusM, interestLimit } = world.rules;
    const leavesM = LEAVES_AT * interestRadiusM;
    const { seen } = viewer;
    let kept = 0;
    for (const other of seen) {
      if (this.#measure(slot, other) <= leavesM * leavesM) seen[kept++] = other;
      else this.#lose(viewer, other);
    }
    seen.length = kept;
    if (kept <= interestLimit) return;
    seen.sort(this.#nearestFirst);
    for (const other of seen.splice(interestLimit)) this.#lose(viewer, other);
  }

  /** Finds those not yet in sight within `searchM`. */
  #search(viewer: Viewer, slot: number, searchM: number): void {
    this.#looks += 1;
    this.#knownAt[slot] = this.#looks;
    for (const other of viewer.seen) this.#knownAt[other] = this.#looks;
    this.#foundCount = 0;
    this.#searchM2 = searchM * searchM;
    this.#cells.visit({ x: this.#x[slot] as number, y: this.#y[slot] as number }, searchM, this.#meet);
  }

  readonly #meet = (other: number, awayM2: number): void => {
    if (awayM2 > this.#searchM2 || this.#knownAt[other] === this.#looks) return;
    this.#squaredM[other] = awayM2;
    this.#found[this.#foundCount++] = other;
  };

  /** Takes whom it found into sight, nearest first: while there is room, then in the place of one in sight that is a quarter farther or more. */
  #welcome(viewer: Viewer, limit: number): void {
    const room = limit - viewer.seen.length;
    if (this.#foundCount <= room) {
      for (let at = 0; at < this.#foundCount; at += 1) this.#gain(viewer, this.#found[at] as number);
      return;
    }
    const candidates = [...this.#found.subarray(0, this.#foundCount)].sort(this.#nearestFirst);
    const welcome = candidates.splice(0, Math.max(0, room));
    for (const candidate of candidates) {
      const at = this.#farthestOf(viewer.seen);
      const farthest = viewer.seen[at];
      if (farthest === undefined || !this.#yields(farthest, candidate)) break;
      viewer.seen.splice(at, 1);
      this.#lose(viewer, farthest);
      welcome.push(candidate);
    }
    for (const other of welcome) this.#gain(viewer, other);
  }

  #gain(viewer: Viewer, slot: number): void {
    viewer.seen.push(slot);
    this.#changeOf(viewer).entered.push((this.#viewers[slot] as Viewer).sessionId);
  }

  /** Index of the farthest of these slots. A scan, not a sort: seldom is more than one asked for. */
  #farthestOf(slots: readonly number[]): number {
    let farthest = 0;
    for (let index = 1; index < slots.length; index += 1) {
      if (this.#nearestFirst(slots[index] as number, slots[farthest] as number) > 0) farthest = index;
    }
    return farthest;
  }

  #yields(inSight: number, candidate: number): boolean {
    return (
      (this.#squaredM[candidate] as number) <= YIELDS_AT * YIELDS_AT * (this.#squaredM[inSight] as number)
    );
  }

  #lose(viewer: Viewer, slot: number): void {
    this.#changeOf(viewer).left.push((this.#viewers[slot] as Viewer).sessionId);
  }

  #measure(slot: number, other: number): number {
    const offX = (this.#x[other] as number) - (this.#x[slot] as number);
    const offY = (this.#y[other] as number) - (this.#y[slot] as number);
    const squaredM = offX * offX + offY * offY;
    this.#squaredM[other] = squaredM;
    return squaredM;
  }

  readonly #nearestFirst = (a: number, b: number): number => {
    const difference = (this.#squaredM[a] as number) - (this.#squaredM[b] as number);
    return (
      difference || ((this.#viewers[a] as Viewer).sessionId < (this.#viewers[b] as Viewer).sessionId ? -1 : 1)
    );
  };

  #changeOf(viewer: Viewer): SightChange {
    let change = this.#changes.get(viewer.sessionId);
    if (!change) {
      change = { entered: [], left: [] };
      this.#changes.set(viewer.sessionId, change);
    }
    return change;
  }
}

function isTurnOf(slot: number, { index, of, span = 1 }: Turn): boolean {
  return (index + of - (slot % of)) % of < span;
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(array.length * 2);
  twice.set(array);
  return twice;
}
