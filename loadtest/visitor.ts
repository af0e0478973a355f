/** One client of the load: it walks all the time, and as its duties say it chats, uses tools and shows activities. */
import type { Random } from "../src/core/random.ts";
import type { Point } from "../src/core/sim/types.ts";
import type { Account } from "./accounts.ts";
import { spotInFirstState } from "./firstState.ts";
import type { Ground } from "./ground.ts";
import { type HttpClient, ServerRefusal } from "./http.ts";
import { joinRoom, type RawClient, RequestRefused } from "./rawClient.ts";
import type { RunRecord } from "./record.ts";
import type { UsableObject } from "./surroundings.ts";
import { createWalker, type Walker } from "./walker.ts";
import { OPCODES } from "./wire.ts";

/** What one visitor does besides walking. */
export interface Duties {
  readonly chats: boolean;
  readonly usesTools: boolean;
  readonly showsActivities: boolean;
}

export interface VisitorDeps {
  readonly index: number;
  readonly account: Account;
  readonly duties: Duties;
  readonly endpoint: string;
  readonly spaceId: number;
  readonly http: HttpClient;
  readonly ground: Ground;
  readonly beatSeconds: number;
  readonly random: Random;
  readonly record: RunRecord;
}

/** Chances at each {@link Visitor.act}, which is asked for once a second. */
const CHANCE = { chat: 0.1, shoutInstead: 0.2, activity: 0.07, tool: 0.9, undoInstead: 0.1 } as const;
/** Nearer than the reach of 3 m by more than an avatar is off that has stood for {@link ARRIVES_IN_SECONDS}. */
const REACH_M = 2.5;
const ARRIVES_IN_SECONDS = 0.5;
const COLORS = ["#cc3333", "#33aa55", "#3355cc", "#ddaa22"] as const;
/** Refusals that come of two people wanting the same. */
const LAWFUL_CODES = new Set(["held", "locked", "conflict", "cooldown"]);
const NO_FRAME: Uint8Array = new Uint8Array();
const GUEST_ACTIONS = new Set(["toggle"]);

export class Visitor {
  readonly #deps: VisitorDeps;
  #client: RawClient | null = null;
  #walker: Walker | null = null;
  #seq = 0;
  #stoodBeats = 0;
  #lastPatchAtMs = 0;
  #lastUseId: number | null = null;
  #said = 0;
  /** Patches received while measuring. */
  patches = 0;

  constructor(deps: VisitorDeps) {
    this.#deps = deps;
  }

  /** Null while it is not in the room. */
  get sessionId(): string | null {
    return this.#client?.sessionId ?? null;
  }

  /** Where it has last asked to be; null while it is not in the room. */
  get at(): Point | null {
    return this.#walker?.at ?? null;
  }

  /** Joins the room. False if it was refused, which is noted. */
  async enter(): Promise<boolean> {
    const { endpoint, http, account, spaceId, ground, random, record, beatSeconds, duties } = this.#deps;
    const spot = ground.randomSpot(random);
    const startMs = performance.now();
    this.#lastPatchAtMs = 0;
    const first = { join: NO_FRAME, state: NO_FRAME };
    try {
      const client = await joinRoom(
        { endpoint, http, token: account.token, room: "space", options: { spaceId, x: spot.x, y: spot.y } },
        {
          onFrame: (opcode, frame, atMs) => {
            this.#noteFrame(opcode, frame.length, atMs);
            if (opcode === OPCODES.JOIN) first.join = frame;
            else if (opcode === OPCODES.STATE) first.state = frame;
          },
          onMessage: (name, payload) => this.#receive(name, payload),
          onError: (code) => record.errors.add(`room error ${code}`),
          onDrop: (code) => this.#dropped(code),
        },
      );
      client.onPong = (roundTripMs) => record.measuring && record.roundTripMs.add(roundTripMs);
      record.joinMs.add(performance.now() - startMs);
      const at = ground.surroundings.spawnsAnywhere
        ? spot
        : (spotInFirstState(first, client.sessionId) ?? spot);
      this.#client = client;
      this.#walker = createWalker({ ground, random, at, beatSeconds, seeksObjects: duties.usesTools });
      return true;
    } catch (error) {
      record.errors.add(`join: ${error instanceof ServerRefusal ? error.code : reasonOf(error)}`);
      return false;
    }
  }

  /** One beat of its walk. */
  beat(): void {
    const to = this.#walker?.beat();
    this.#stoodBeats = this.#walker?.standing ? this.#stoodBeats + 1 : 0;
    if (!to || !this.#client) return;
    this.#seq = (this.#seq + 1) & 0xffff;
    this.#send("move", { x: to.x, y: to.y, seq: this.#seq });
  }

  ping(): void {
    this.#client?.ping();
  }

  /** Does one of its duties, or none: chance decides. Call it once a second. */
  act(): void {
    const { duties, random } = this.#deps;
    if (!this.#client || !this.#walker) return;
    if (duties.chats && random.next() < CHANCE.chat) this.#chat();
    if (duties.showsActivities && random.next() < CHANCE.activity)
      this.#send("set_activity", { activity: random.pick(this.#deps.ground.surroundings.activities) });
    const arrived = this.#stoodBeats * this.#deps.beatSeconds >= ARRIVES_IN_SECONDS;
    if (duties.usesTools && arrived && random.next() < CHANCE.tool) this.#useSomething();
  }

  async leave(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#walker = null;
    await client?.leave();
  }

  #chat(): void {
    const { random, index } = this.#deps;
    const scope = random.next() < CHANCE.shoutInstead ? "space" : "nearby";
    this.#said += 1;
    void this.#ask("send_message", { message: `Hello number ${this.#said} from walker ${index}.`, scope });
  }

  #useSomething(): void {
    const { ground, random, account } = this.#deps;
    if (this.#lastUseId !== null && random.next() < CHANCE.undoInstead) {
      const tool_use_id = this.#lastUseId;
      this.#lastUseId = null;
      void this.#ask("undo", { tool_use_id });
      return;
    }
    const choices = ground
      .within((this.#walker as Walker).at, REACH_M)
      .flatMap((object) => this.#usesOf(object, account.role));
    if (choices.length > 0) void this.#use(random.pick(choices));
  }

  async #use(use: { target_object_id: number; action: string; params: unknown }): Promise<void> {
    const reply = await this.#ask("use_tool", use);
    const id = (reply as { tool_use_id?: unknown } | undefined)?.tool_use_id;
    if (typeof id === "number" && this.#deps.account.role === "user") this.#lastUseId = id;
  }

  #usesOf({ id, actions }: UsableObject, role: Account["role"]) {
    const { random } = this.#deps;
    return actions
      .filter((action) => role === "user" || GUEST_ACTIONS.has(action))
      .map((action) => ({ target_object_id: id, action, params: paramsOf(action, random) }));
  }

  /** Asks the room and notes how it answered; undefined if it refused. */
  async #ask(name: string, payload: unknown): Promise<unknown> {
    const { record } = this.#deps;
    const client = this.#client;
    if (!client) return undefined;
    const startMs = performance.now();
    record.sent.add(name);
    try {
      const reply = await client.request(name, payload);
      record.answered += 1;
      record.requestMs.add(performance.now() - startMs);
      return reply;
    } catch (error) {
      const code = error instanceof RequestRefused ? error.code : reasonOf(error);
      if (LAWFUL_CODES.has(code)) record.lawfulRefusals.add(code);
      else if (code !== "closed" || this.#client === client) record.errors.add(`${name}: ${code}`);
      return undefined;
    }
  }

  #send(name: string, payload: unknown): void {
    if (this.#client?.send(name, payload)) this.#deps.record.sent.add(name);
  }

  #noteFrame(opcode: number, bytes: number, atMs: number): void {
    const { record } = this.#deps;
    const sinceMs = opcode === OPCODES.PATCH ? this.#lastPatchAtMs : 0;
    if (opcode === OPCODES.PATCH) this.#lastPatchAtMs = atMs;
    if (!record.measuring) return;
    record.traffic.add(opcode, bytes);
    if (opcode !== OPCODES.PATCH) return;
    this.patches += 1;
    if (sinceMs > 0) record.patchGapMs.add(atMs - sinceMs);
  }

  #receive(name: string, payload: unknown): void {
    const { record } = this.#deps;
    record.received.add(name);
    if (name === "movement_rejected") {
      const { x, y, reason } = payload as { x: number; y: number; reason: string };
      record.corrections.add(reason);
      this.#walker?.relocate({ x, y });
    } else if (name === "error") {
      const { code, event } = payload as { code: string; event?: string };
      record.errors.add(`${event ?? "message"}: ${code}`);
    }
  }

  #dropped(code: number): void {
    this.#client = null;
    this.#walker = null;
    this.#deps.record.errors.add(`closed ${code}`);
  }
}

function paramsOf(action: string, random: Random): unknown {
  if (action === "paint") return { color: random.pick(COLORS) };
  return action === "rotate" ? { heading: random.between(-Math.PI, Math.PI) } : {};
}

function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? "unknown");
}
