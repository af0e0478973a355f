/**
 * A client that looks: it walks like the others but decodes its state with the stock SDK, and checks that it arrives
 * where it was sent and that the others in its sight move.
 */
import { Client, type Room } from "@colyseus/sdk";
import type { Random } from "../src/core/random.ts";
import type { Point } from "../src/core/sim/types.ts";
import type { Account } from "./accounts.ts";
import type { Ground } from "./ground.ts";
import type { RunRecord } from "./record.ts";
import { SightWatch } from "./sightWatch.ts";
import { createWalker, type Walker } from "./walker.ts";

/** Positions read back within 1 cm; this much is called there. */
const THERE_M = 0.03;
/** Not there so long after the last position was sent: lost. */
const LOST_AFTER_MS = 3000;
/** Sent positions whose acknowledgement is waited for. */
const MAX_UNACKED = 600;

interface ShownAvatar extends Point {
  readonly ack: number;
}

interface ShownState {
  readonly users?: ReadonlyMap<string, ShownAvatar>;
}

export interface ProbeDeps {
  readonly account: Account;
  readonly endpoint: string;
  readonly spaceId: number;
  readonly ground: Ground;
  readonly beatSeconds: number;
  readonly random: Random;
  readonly record: RunRecord;
  /** Where another walker of this run has last asked to be, null if the session is none of them. */
  readonly askedFor: (sessionId: string) => Point | null;
}

export class Probe {
  readonly #deps: ProbeDeps;
  #room: Room<unknown, ShownState> | null = null;
  #walker: Walker | null = null;
  #seq = 0;
  readonly #sentAtMs = new Map<number, number>();
  /** The end of a way that it has not been seen at yet. */
  #goal: { readonly spot: Point; readonly atMs: number } | null = null;
  readonly #watch: SightWatch;
  #leaving = false;

  constructor(deps: ProbeDeps) {
    this.#deps = deps;
    this.#watch = new SightWatch(deps.record.probes, deps.askedFor);
  }

  /** Joins with the stock SDK. False if it was refused, which is noted. */
  async enter(): Promise<boolean> {
    const { endpoint, account, spaceId, ground, random, record, beatSeconds } = this.#deps;
    const spot = ground.randomSpot(random);
    const startMs = performance.now();
    try {
      const client = new Client(endpoint);
      client.auth.token = account.token;
      const room = await client.joinOrCreate<ShownState>("space", { spaceId, x: spot.x, y: spot.y });
      room.reconnection.enabled = false;
      room.onMessage("*", (name, payload) => this.#receive(String(name), payload));
      room.onLeave((code) => this.#left(code));
      room.onError((code) => record.errors.add(`probe: room error ${code}`));
      await new Promise<void>((resolve) => room.onStateChange.once(() => resolve()));
      record.joinMs.add(performance.now() - startMs);
      const shown = room.state.users?.get(room.sessionId);
      if (!shown) record.errors.add("probe: its own avatar is not in its state");
      const at = ground.surroundings.spawnsAnywhere || !shown ? spot : { x: shown.x, y: shown.y };
      this.#walker = createWalker({ ground, random, at, beatSeconds, seeksObjects: false });
      this.#room = room;
      room.onStateChange((state) => this.#look(state));
      return true;
    } catch (error) {
      record.errors.add(
        `probe join: ${(error as { code?: number }).code ?? (error as Error).message.slice(0, 80)}`,
      );
      return false;
    }
  }

  /** One beat of its walk. At the end of a way it stands until it is seen there. */
  beat(): void {
    const { record } = this.#deps;
    if (!this.#room || !this.#walker) return;
    if (this.#goal) {
      if (performance.now() - this.#goal.atMs < LOST_AFTER_MS) return;
      record.probes.lost += 1;
      this.#goal = null;
    }
    const wasStanding = this.#walker.standing;
    const to = this.#walker.beat();
    if (!to) return;
    this.#seq = (this.#seq + 1) & 0xffff;
    const atMs = performance.now();
    if (this.#sentAtMs.size < MAX_UNACKED) this.#sentAtMs.set(this.#seq, atMs);
    this.#room.send("move", { x: to.x, y: to.y, seq: this.#seq });
    record.sent.add("move");
    if (this.#walker.standing && !wasStanding) this.#goal = { spot: to, atMs };
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    const room = this.#room;
    this.#room = null;
    if (room?.connection.isOpen) await room.leave();
  }

  #look(state: ShownState): void {
    const atMs = performance.now();
    const own = this.#room && state.users?.get(this.#room.sessionId);
    if (own) {
      this.#noteAck(own.ack, atMs);
      if (this.#goal && this.#isThere(own, this.#goal.spot)) {
        this.#deps.record.probes.arrivals += 1;
        this.#deps.record.probes.arrivalMs.add(atMs - this.#goal.atMs);
        this.#goal = null;
      }
    }
    if (this.#deps.record.measuring && state.users) this.#watch.look(state.users, atMs);
  }

  #noteAck(ack: number, atMs: number): void {
    const sentAtMs = this.#sentAtMs.get(ack);
    if (sentAtMs === undefined) return;
    if (this.#deps.record.measuring) this.#deps.record.probes.ackMs.add(atMs - sentAtMs);
    // Older ones were passed over: a tick acknowledges the last it applied.
    for (const seq of this.#sentAtMs.keys()) {
      this.#sentAtMs.delete(seq);
      if (seq === ack) break;
    }
  }

  #isThere(shown: Point, spot: Point): boolean {
    if (this.#deps.ground.surroundings.movement === "grid")
      return Math.round(shown.x) === spot.x && Math.round(shown.y) === spot.y;
    return Math.hypot(shown.x - spot.x, shown.y - spot.y) <= THERE_M;
  }

  #receive(name: string, payload: unknown): void {
    const { record } = this.#deps;
    record.received.add(name);
    if (name === "movement_rejected") {
      const { x, y, reason } = payload as { x: number; y: number; reason: string };
      record.corrections.add(`probe ${reason}`);
      this.#goal = null;
      this.#walker?.relocate({ x, y });
    } else if (name === "error") {
      const { code, event } = payload as { code: string; event?: string };
      record.errors.add(`probe ${event ?? "message"}: ${code}`);
    }
  }

  #left(code: number): void {
    if (!this.#leaving) this.#deps.record.errors.add(`probe: closed ${code}`);
    this.#room = null;
    this.#walker = null;
  }
}
