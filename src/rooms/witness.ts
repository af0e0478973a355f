/**
 * What a room tells of itself as events: who came, went and came back, zones with how long they stayed, uses of tools and
 * how much was said. Told once a tick and never waited for; the store bounds what may wait, drops the rest and counts it.
 */
import { randomBytes } from "node:crypto";
import { type Avatar, bodyOf } from "../core/sim/world.ts";
import type { CommittedUse, SpaceHost } from "../services/spaces/host.ts";
import type { EventStore, ServerEvent, TourKey } from "../services/tracking/ports.ts";

/** How often what was said is told, milliseconds: so late a message may be counted at most. */
const SAID_EVERY_MS = 60_000;
/** Names of zones told at a join. */
const MAX_ZONES_TOLD = 200;

/** What is remembered of an avatar that is there: one entry a seat. */
interface Watched {
  readonly tour: TourKey | null;
  readonly userId: number;
  readonly sinceMs: number;
  zoneId: string;
  zoneSinceMs: number;
  said: number;
}

type Told = Partial<Pick<ServerEvent, "atMs" | "zoneName" | "objectName" | "dwellTimeMs" | "metadata">>;

export class Witness {
  readonly #host: SpaceHost;
  readonly #events: Pick<EventStore, "emit">;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();
  /** Of a user with several avatars the one that came last. */
  readonly #avatarOf = new Map<number, string>();
  /** Ids begin with it: those of another run of this room are others. */
  readonly #run = `~${randomBytes(9).toString("base64url")}`;
  #told = 0;
  #waiting: ServerEvent[] = [];
  #saidToldAtMs: number;

  constructor(host: SpaceHost, { events, now }: { events: Pick<EventStore, "emit">; now: () => number }) {
    this.#host = host;
    this.#events = events;
    this.#now = now;
    this.#saidToldAtMs = now();
  }

  /** `tour`: what the avatar joined with. */
  joined(sessionId: string, { userId, tour }: { userId: number; tour: TourKey | null }): void {
    const atMs = this.#now();
    this.#watched.set(sessionId, { tour, userId, sinceMs: atMs, zoneId: "", zoneSinceMs: atMs, said: 0 });
    this.#avatarOf.set(userId, sessionId);
    // For a tour: what it could have entered, so that claims can be judged.
    const zones = this.#host.space.zones.slice(0, MAX_ZONES_TOLD).map(({ name }) => name);
    this.#tell("join", sessionId, tour ? { metadata: { avatar: sessionId, zones } } : {});
  }

  /** A lost connection is back within the time that its seat was kept. */
  returned(sessionId: string): void {
    this.#tell("rejoin", sessionId);
  }

  left(sessionId: string): void {
    const watched = this.#watched.get(sessionId);
    if (!watched) return;
    this.#leaveZone(sessionId, watched);
    this.#tellSaid(sessionId, watched);
    const atMs = this.#now();
    this.#tell("leave", sessionId, { atMs, dwellTimeMs: atMs - watched.sinceMs });
    this.#watched.delete(sessionId);
    if (this.#avatarOf.get(watched.userId) === sessionId) this.#avatarOf.delete(watched.userId);
  }

  /** An avatar stands in another zone than before. */
  crossed({ sessionId, zone }: Avatar): void {
    const watched = this.#watched.get(sessionId);
    if (!watched || watched.zoneId === zone) return;
    this.#leaveZone(sessionId, watched);
    watched.zoneId = zone;
    watched.zoneSinceMs = this.#now();
    // The very time that its dwell begins at: a dwell is what the times of entering and leaving say.
    if (zone !== "") this.#tell("zone_enter", sessionId, { ...this.#zone(zone), atMs: watched.zoneSinceMs });
  }

  used({ use, object }: CommittedUse): void {
    const sessionId = this.#avatarOf.get(use.userId);
    if (sessionId === undefined) return;
    const kind = object?.kind ?? use.before?.kind ?? "object";
    const { id: tool_use_id, action, objectId: object_id } = use;
    this.#tell("tool_use", sessionId, {
      objectName: `${kind} ${object_id}`,
      metadata: { avatar: sessionId, action, object_id, tool_use_id },
    });
  }

  said(sessionId: string): void {
    const watched = this.#watched.get(sessionId);
    if (watched) watched.said += 1;
  }

  /** Hands over what happened since the last call. */
  flush(): void {
    if (this.#now() - this.#saidToldAtMs >= SAID_EVERY_MS) {
      this.#saidToldAtMs = this.#now();
      for (const [sessionId, watched] of this.#watched) this.#tellSaid(sessionId, watched);
    }
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#events.emit(events);
  }

  #leaveZone(sessionId: string, { zoneId, zoneSinceMs }: Watched): void {
    if (zoneId === "") return;
    const atMs = this.#now();
    this.#tell("zone_exit", sessionId, { ...this.#zone(zoneId), atMs, dwellTimeMs: atMs - zoneSinceMs });
  }

  #tellSaid(sessionId: string, watched: Watched): void {
    if (watched.said === 0) return;
    this.#tell("chat", sessionId, { metadata: { avatar: sessionId, n: watched.said } });
    watched.said = 0;
  }

  #zone(id: string): Told {
    return { zoneName: this.#host.space.zones.find((zone) => zone.id === id)?.name ?? id };
  }

  #tell(eventType: string, sessionId: string, told: Told = {}): void {
    const watched = this.#watched.get(sessionId);
    if (!watched) return;
    const { world, space } = this.#host;
    const avatar = world.avatars.get(sessionId);
    const body = avatar && bodyOf(avatar, world.rules.movement);
    this.#told += 1;
    this.#waiting.push({
      tour: watched.tour,
      eventId: `${this.#run}.${this.#told}`,
      eventType,
      atMs: this.#now(),
      userId: watched.userId,
      spaceId: space.id,
      zoneName: null,
      objectName: null,
      // A space's ground is x and y; a tour's x and z, with y up.
      position: body ? { x: body.x, y: 0, z: body.y } : null,
      dwellTimeMs: null,
      metadata: { avatar: sessionId },
      ...told,
    });
  }
}
