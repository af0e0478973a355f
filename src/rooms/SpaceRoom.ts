/**
 * The live room of one space: the Colyseus edge around a `SpaceHost`. It seats clients, turns their messages into
 * inputs, ticks the simulation at a fixed rate and sends what changed. Rules live in core/sim, storage in services.
 */
import { ClientState, Room, type RoomException, ServerError } from "@colyseus/core";
import type { Role } from "../core/sim/types.ts";
import { AppError } from "../errors.ts";
import { CLOSE_CODES } from "../protocol/closeCodes.ts";
import { JoinOptions } from "../protocol/messages.ts";
import { SpaceState, spaceStateFor } from "../protocol/state.ts";
import type { Caller } from "../services/accounts/caller.ts";
import type { SpaceHost } from "../services/spaces/host.ts";
import type { Standing } from "../services/spaces/standing.ts";
import { type Admission, asServerError, currentRole } from "./admission.ts";
import { spotAndStanding } from "./arrival.ts";
import { watchConnection, watchFrames } from "./connection.ts";
import { BURST_CLIENTS, CrowdSerializer } from "./crowdSerializer.ts";
import type { LiveRoom, Seat, SpaceClient, SpaceRoomDeps } from "./deps.ts";
import { FloodGuard } from "./floodGuard.ts";
import { releaseUntakenSeats, stopSeatTimer } from "./heldSeats.ts";
import { Mirror } from "./mirror.ts";
import { Pace } from "./pace.ts";
import type { SendCounters } from "./receiver.ts";
import { type RunningPlugins, startPlugins } from "./runPlugins.ts";
import { refusalOfSeat, renameSeats, silentSeats } from "./seating.ts";
import { gateDeps, moveTaker, ROOM_MESSAGES, spaceMessages } from "./spaceMessages.ts";
import { TickLoop, type TickTiming } from "./tickLoop.ts";
import { tellUse } from "./toolMessages.ts";
import { Witness } from "./witness.ts";

/** Seconds between two savings of the positions of those who moved. */
const SAVE_POSITIONS_SECONDS = 10;
/** Times a second at which each client's sight is decided anew; the clients take turns over the ticks. */
const SIGHT_HZ = 5;
export class SpaceRoom extends Room<{ state: SpaceState; client: SpaceClient }> implements LiveRoom {
  override state = new SpaceState();
  readonly deps: SpaceRoomDeps;
  readonly seats = new Map<string, Seat>();
  host!: SpaceHost;
  mirror!: Mirror;
  loop!: TickLoop;
  pace!: Pace;
  witness!: Witness;
  game!: RunningPlugins;
  #serializer: CrowdSerializer | undefined;
  #closing: Promise<unknown> | null = null;
  /** Changes of anybody's standing or login that the room was told of. */
  #standingNews = 0;
  /** Clients that the server sent away: no seat is kept for them. */
  readonly #dismissed = new WeakSet<SpaceClient>();

  constructor(deps: SpaceRoomDeps) {
    super();
    this.deps = deps;
    this.messages = spaceMessages(this);
    watchFrames(this as unknown as Room, {
      take: moveTaker(this),
      onOtherFrame: (client) => {
        const verdict = this.seats.get(client.sessionId)?.floodGuard?.message(this.deps.now());
        if (verdict === "abuse") client.leave(CLOSE_CODES.ABUSE, "too many frames");
      },
    });
  }

  /** Colyseus hands a stock serializer in whenever a state is set; ours takes its place. */
  override setSerializer(): void {
    this.#serializer ??= new CrowdSerializer(this.deps.tickHz, {
      clients: BURST_CLIENTS,
      later: (burst) => void setImmediate(() => this.loop.goOn(burst)),
    });
    super.setSerializer(this.#serializer as never);
  }

  get sent(): SendCounters {
    return this.#serializer!.counters;
  }

  override async onCreate(options: { spaceId?: unknown }): Promise<void> {
    await asServerError(async () => {
      const { spaceId } = options;
      // Matchmaking has made it a number; whoever calls past that must not get a second room by another spelling.
      if (typeof spaceId !== "number" || !Number.isInteger(spaceId))
        throw new AppError("invalid", "spaceId must be a whole number.");
      this.host = await this.deps.hosts.open(spaceId);
      if (this.deps.draining()) throw new AppError("unavailable", "The server is restarting.");
    });
    this.roomId = `space_${this.host.space.id}`;
    this.state = spaceStateFor(this.host.space);
    this.mirror = new Mirror(this.state, this.host.world, this.#serializer!);
    this.mirror.describe(this.host.space);
    this.game = startPlugins(this);
    for (const [name, handler] of this.game.messages(gateDeps(this), ROOM_MESSAGES))
      this.onMessage(name, handler as never);
    this.witness = new Witness(this.host, this.deps);
    this.host.onUse = (committed) => {
      tellUse(this, committed);
      this.witness.used(committed);
    };
    this.host.onZone = (avatar) => this.witness.crossed(avatar);
    this.deps.rooms.add(this);
    const { tickHz } = this.deps;
    this.pace = new Pace(tickHz);
    this.loop = new TickLoop(tickHz, (timing) => this.#watchPace(timing));
    this.setFixedTimestep(() => this.#tick(), tickHz);
    // After the timestep: set before, Colyseus starts a hidden timer that eats the timestep's time.
    this.patchRate = null;
    // To nobody yet: all that the space holds would wait as changes of the first tick.
    this.broadcastPatch();
  }

  #tick(): void {
    this.loop.run(() => {
      const { tickHz } = this.deps;
      if (this.mirror.outgrown) void this.close(CLOSE_CODES.RESTARTING);
      const rejections = this.host.tick(1 / tickHz);
      this.game.ticked(1 / tickHz);
      const { tick } = this.host.world;
      const ticks = this.pace.ticksToSend(tick, this.loop.isBehind);
      if (ticks > 0) this.#patch(tick, ticks);
      for (const { sessionId, ...rejection } of rejections)
        this.seats.get(sessionId)?.client.send("movement_rejected", rejection);
      this.witness.flush();
      if (tick % (SAVE_POSITIONS_SECONDS * tickHz) === 0) this.host.savePositions();
      if (tick % tickHz === 0) this.#dropTheSilent();
    });
  }

  /** Sends what `ticks` ticks changed, up to `tick`. */
  #patch(tick: number, ticks: number): void {
    const of = Math.max(1, Math.floor(this.deps.tickHz / SIGHT_HZ));
    this.mirror.update({ index: tick % of, of, span: ticks });
    this.#serializer!.ticksInPatch = ticks;
    this.broadcastPatch();
  }

  /** Tells of a tick, and of the room if it cannot keep its rate or keeps it again. */
  #watchPace(timing: TickTiming): void {
    this.deps.onTick(timing);
    const change = this.pace.note(timing, performance.now());
    if (change) this.deps.onPace(this.host.space.id, change, this.seats.size);
  }

  override async onJoin(client: SpaceClient, options: unknown): Promise<void> {
    await asServerError(async () => {
      const { host, deps } = this;
      // `true` for a seat that server code made without a caller.
      const admission = client.auth as Admission | true | undefined;
      if (
        typeof admission !== "object" ||
        JoinOptions.safeParse(options).data?.spaceId !== host.space.id ||
        admission.join.spaceId !== host.space.id
      ) {
        throw new AppError("forbidden", "This seat is for another space.");
      }
      const { spot, standing } = await this.#prepare(client, admission);
      const { caller, role } = standing;
      const refusal = this.refusalOf(caller.userId);
      if (refusal) throw refusal;
      const avatar = host.enter({ sessionId: client.sessionId, userId: caller.userId, role, ...spot });
      this.seats.set(client.sessionId, {
        client,
        admission: { ...admission, caller, role },
        sinceMs: deps.now(),
        connectedAtMs: deps.now(),
        floodGuard: deps.rateLimits ? new FloodGuard(deps.limits) : null,
        reconnection: null,
      });
      this.#watch(client);
      this.mirror.enter(avatar, client, { name: caller.displayName, look: caller.look });
      this.witness.joined(client.sessionId, { userId: caller.userId, tour: admission.tour });
      this.game.joined(client.sessionId);
    });
  }

  /** All that a joiner is waited for. When it ends, the place kept for them is theirs to take, or free again. */
  async #prepare(client: SpaceClient, { caller, join }: Admission) {
    const { deps, host } = this;
    const { userId } = caller;
    const requested = join.x !== undefined && join.y !== undefined ? { x: join.x, y: join.y } : null;
    try {
      // Who they are now comes last: a ban in between would let the banned in.
      return await spotAndStanding({ host, journal: deps.journal }, { userId, requested }, () =>
        this.#standingNow(client, caller),
      );
    } finally {
      deps.rooms.placeTaken(host.space.id, userId);
    }
  }

  /**
   * Who a client is and may be here, as of the moment in which this resolves: asked again if news came in meanwhile.
   * @throws AppError as the caller's refusal; `unavailable` if the room or the connection is ending.
   */
  async #standingNow(client: SpaceClient, known: Caller): Promise<{ caller: Caller; role: Role }> {
    for (;;) {
      const news = this.#standingNews;
      const caller = await this.deps.authenticator.confirm(known);
      const role = await currentRole(this.deps, caller, this.host.space);
      if (this.#closing || client.state === ClientState.LEAVING)
        throw new AppError("unavailable", "The room is closing; try again in a moment.");
      if (news === this.#standingNews) return { caller, role };
    }
  }

  /** Minds what a client's socket does besides sending messages. */
  #watch(client: SpaceClient): void {
    watchConnection(client, {
      // Out of the room at once: a client that does not answer the closing frame would stay for half a minute.
      onDismissed: (code, reason) => {
        this.#dismissed.add(client);
        if (code === undefined || this.clients.get(client.sessionId) !== client) return false;
        this.kickClient(client.sessionId, code, reason);
        return true;
      },
    });
  }

  /** Ends the connections of those who never said that they heard of their seat. */
  #dropTheSilent(): void {
    for (const { client } of silentSeats(this.seats, this.deps.now())) {
      this.sent.cutOff += 1;
      client.leave(CLOSE_CODES.ABUSE, "the seat was not acknowledged");
    }
  }

  override onDrop(client: SpaceClient): void {
    const seat = this.seats.get(client.sessionId);
    if (!seat || this.#closing || this.#dismissed.has(client) || this.deps.reconnectSeconds === 0) return;
    this.mirror.detach(client.sessionId);
    seat.reconnection = this.allowReconnection(client, this.deps.reconnectSeconds);
    // Rejects when nobody came back in time; Colyseus then calls onLeave by itself.
    seat.reconnection.catch(() => {});
  }

  override async onReconnect(client: SpaceClient): Promise<void> {
    await asServerError(async () => {
      const seat = this.seats.get(client.sessionId);
      if (!seat) throw new AppError("not_found", "The seat is gone.");
      const { caller, role } = await this.#standingNow(client, seat.admission.caller);
      const kept = this.seats.get(client.sessionId);
      if (!kept) throw new AppError("not_found", "The seat is gone.");
      this.host.setRole(caller.userId, role);
      this.seats.set(client.sessionId, {
        ...kept,
        client,
        admission: { ...kept.admission, caller, role },
        connectedAtMs: this.deps.now(),
        reconnection: null,
      });
      this.#watch(client);
      this.mirror.attach(client.sessionId, client);
      this.witness.returned(client.sessionId);
    });
  }

  override onLeave(client: SpaceClient): void {
    if (!this.seats.has(client.sessionId)) return;
    // First: plugins ask for the leaver's name, which the seat holds.
    this.game.left(client.sessionId);
    this.witness.left(client.sessionId);
    this.seats.delete(client.sessionId);
    this.host.leave(client.sessionId);
    this.mirror.leave(client.sessionId);
  }

  override async onDispose(): Promise<void> {
    this.deps.rooms.remove(this);
    this.witness?.flush();
    if (this.host) await this.deps.hosts.close(this.host);
  }

  override onBeforeShutdown(): void {
    void this.close(CLOSE_CODES.RESTARTING);
  }

  /** A throwing handler or hook ends here instead of ending the process. A refused seat is no fault. */
  override onUncaughtException(error: RoomException, method: string): void {
    if (error.cause instanceof ServerError) return;
    this.deps.onFault(error.cause ?? error, `room ${this.roomId} ${method}`);
  }

  /** Closes every connection with `code` and ends the room; resolves when its state is saved. */
  close(code: number): Promise<unknown> {
    this.#closing ??= this.disconnect(code);
    return this.#closing;
  }

  override disconnect(code?: number): Promise<unknown> {
    releaseUntakenSeats(this);
    const closing = super.disconnect(code);
    this.#closing ??= closing;
    return closing;
  }

  refusalOf(userId: number, expected = { all: 0, own: 0 }): AppError | null {
    if (!this.deps.rateLimits) return null;
    return refusalOfSeat(this.seats, userId, { limits: this.deps.limits, expected });
  }

  /** A user's standing changed: a new role takes effect at once, whoever has none left is sent away. */
  standingChanged(userId: number, standing: Standing): void {
    this.#standingNews += 1;
    if (standing === "banned" || standing === "stranger") this.sendAway(userId, CLOSE_CODES.REMOVED);
    else this.host.setRole(userId, standing);
  }

  /** Takes a user's avatars out at once and closes their connections, kept seats too; of `loginSessionIds` only, if given. */
  sendAway(userId: number, code: number, loginSessionIds: readonly string[] | null = null): void {
    this.#standingNews += 1;
    for (const { client, admission, reconnection } of [...this.seats.values()]) {
      const { caller } = admission;
      if (caller.userId !== userId || (loginSessionIds && !loginSessionIds.includes(caller.sessionId)))
        continue;
      const { sessionId } = client;
      this.onLeave(client);
      if (this.clients.get(sessionId)) this.kickClient(sessionId, code);
      else {
        stopSeatTimer(this, sessionId);
        reconnection?.reject(new Error("sent away"));
      }
    }
  }

  renamed(userId: number, shown: { readonly name: string; readonly look: string }): void {
    this.#standingNews += 1;
    renameSeats(this.seats, userId, shown);
    this.mirror.rename(userId, shown);
  }
}
