/** What the space room is built from, and what its parts see of it. Types only, so that no part needs another. */
import type { Client, Deferred } from "@colyseus/core";
import type { Limits } from "../config.ts";
import type { AppError } from "../errors.ts";
import type { SpaceJournal } from "../services/journal/ports.ts";
import type { SpaceHost } from "../services/spaces/host.ts";
import type { SpaceHosts } from "../services/spaces/hosts.ts";
import type { Standing } from "../services/spaces/standing.ts";
import type { EventStore } from "../services/tracking/ports.ts";
import type { Admission, AdmissionDeps } from "./admission.ts";
import type { FloodGuard } from "./floodGuard.ts";
import type { Mirror } from "./mirror.ts";
import type { Pace, PaceChange } from "./pace.ts";
import type { SpacePlugin } from "./plugins.ts";
import type { SendCounters } from "./receiver.ts";
import type { TickLoop, TickTiming } from "./tickLoop.ts";
import type { Witness } from "./witness.ts";

export interface SpaceRoomDeps extends AdmissionDeps {
  readonly hosts: SpaceHosts;
  readonly journal: SpaceJournal;
  /** Takes what the room tells of itself. */
  readonly events: Pick<EventStore, "emit">;
  /** Told of every room's beginning and end. */
  readonly rooms: {
    add(room: LiveRoom): void;
    remove(room: LiveRoom): void;
    /** A place that was kept for a user is taken, or given up. */
    placeTaken(spaceId: number, userId: number): void;
  };
  /** What a game adds to every room. */
  readonly plugins: readonly SpacePlugin[];
  readonly limits: Limits;
  /** False lifts every rate and per-user count (RATE_LIMITS=off). */
  readonly rateLimits: boolean;
  readonly tickHz: number;
  readonly reconnectSeconds: number;
  readonly onTick: (timing: TickTiming) => void;
  /** A room can no longer keep its rate with so many avatars, or keeps it again. */
  readonly onPace: (spaceId: number, change: PaceChange, avatars: number) => void;
  readonly onRefused: (code: string, message: string) => void;
  readonly onFault: (error: unknown, where: string) => void;
}

export type SpaceClient = Client<{ auth: Admission }>;

/** What the room keeps of a seated client. At most MAX_AVATARS_PER_ROOM of them. */
export interface Seat {
  readonly client: SpaceClient;
  /** Its caller with the name and look that they have now. */
  readonly admission: Admission;
  /** When it was taken. */
  readonly sinceMs: number;
  /** When `client` connected: later than `sinceMs` if it came back. */
  readonly connectedAtMs: number;
  /** Null when rates are lifted. */
  readonly floodGuard: FloodGuard | null;
  /** Set while the client is away and its seat is kept. */
  reconnection: Deferred | null;
}

/** The room as its messages, its listing and the operators' views see it. */
export interface LiveRoom {
  readonly deps: SpaceRoomDeps;
  readonly host: SpaceHost;
  readonly mirror: Mirror;
  readonly loop: TickLoop;
  readonly pace: Pace;
  readonly witness: Witness;
  readonly sent: SendCounters;
  readonly seats: ReadonlyMap<string, Seat>;
  /** Why there is no place for another avatar of `userId`, null if there is; `expected` places count as taken. */
  refusalOf(userId: number, expected?: { readonly all: number; readonly own: number }): AppError | null;
  standingChanged(userId: number, standing: Standing): void;
  sendAway(userId: number, code: number, loginSessionIds?: readonly string[] | null): void;
  /** A user's name or look is another: on their avatars, in lists and under what they say from now on. */
  renamed(userId: number, look: { readonly name: string; readonly look: string }): void;
  close(code: number): Promise<unknown>;
}
