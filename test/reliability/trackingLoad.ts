/** Senders of batches that remember what was acknowledged, and the check that all of it is there, once. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

/** One batch: good events with ids, and one that is refused. */
interface Batch {
  readonly sessionId: string;
  readonly ids: readonly string[];
  readonly body: Buffer;
  acknowledged: boolean;
}

const BATCH_EVENTS = 40;
const LANES = 6;
const T0_MS = Date.UTC(2026, 10, 20);
/** Good and bad events that are sent again and again. */
export const STORY = { good: 5, bad: 3 } as const;

export interface TrackingFigures {
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly refused: number;
}

export class TrackingLoad {
  /** Changes when the server is started again. */
  url: string;
  readonly #batches: Batch[] = [];
  readonly #name: string;
  #made = 0;
  #refused = 0;
  #stopped = false;

  constructor(url: string, name: string) {
    this.url = url;
    this.#name = name;
  }

  get acknowledged(): number {
    return this.#batches.filter(({ acknowledged }) => acknowledged).length;
  }

  /** Sends batches in several lanes until {@link stop}; what is not answered is sent again later, as clients do. */
  async run(): Promise<void> {
    this.#stopped = false;
    await Promise.all(Array.from({ length: LANES }, (_, lane) => this.#lane(lane)));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** The same batch as ever: five good events and three bad ones. True if it was answered. */
  async tellStory(): Promise<boolean> {
    const good = Array.from({ length: STORY.good }, (_, at) => event(`story ${at}`));
    const bad = [{ ...event("x"), event_type: "Bad" }, { ...event("y"), timestamp: 5 }, 17];
    const body = { session_id: `${this.#name} story`, events: [...good, ...bad] };
    return (await this.#send(gzipSync(JSON.stringify(body)))) === 202;
  }

  /**
   * Every acknowledged event is stored, and none twice; every batch whose answer was lost is there whole or not at all;
   * the story's bad events are three. @throws AssertionError.
   */
  async check(): Promise<TrackingFigures> {
    const sessions = new Set(this.#batches.map(({ sessionId }) => sessionId));
    for (const sessionId of sessions) {
      const stored = await this.#stored(sessionId);
      const ids = new Set(stored);
      assert.equal(ids.size, stored.length, `${sessionId}: stored twice`);
      const own = this.#batches.filter((batch) => batch.sessionId === sessionId);
      for (const batch of own) {
        const there = batch.ids.filter((id) => ids.has(id)).length;
        if (batch.acknowledged)
          assert.equal(there, batch.ids.length, `${batch.ids[0]}: acknowledged and missing`);
        else assert.ok(there === 0 || there === batch.ids.length, `${batch.ids[0]}: half stored`);
      }
      const status = await this.#get(`/unreal/session/${encodeURIComponent(sessionId)}/status`);
      assert.equal(JSON.parse(status).event_count, stored.length, `${sessionId}: counted and stored differ`);
    }
    const acknowledged = this.acknowledged;
    return { acknowledged, unanswered: this.#batches.length - acknowledged, refused: this.#refused };
  }

  /** Ids of the story's events as they are stored. */
  story(): Promise<string[]> {
    return this.#stored(`${this.#name} story`);
  }

  /** Forgets batches that were checked. */
  forget(): void {
    this.#batches.length = 0;
  }

  async #lane(lane: number): Promise<void> {
    while (!this.#stopped) {
      const batch =
        this.#batches.find((one) => !one.acknowledged && one.sessionId.endsWith(` ${lane}`)) ??
        this.#next(lane);
      const status = await this.#send(batch.body);
      if (status === 202) batch.acknowledged = true;
      else if (status === 503) this.#refused += 1;
      // A server that is away answers at once: do not turn a core to find out.
      if (status !== 202) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok([202, 503, 0].includes(status), `answered ${status}`);
    }
  }

  #next(lane: number): Batch {
    const sessionId = `${this.#name} ${lane}`;
    this.#made += BATCH_EVENTS;
    const first = this.#made;
    const ids = Array.from({ length: BATCH_EVENTS }, (_, at) => `${this.#name}-${first + at}`);
    const events: unknown[] = [...ids.map(event), { event_id: `bad ${first}` }];
    const body = gzipSync(JSON.stringify({ session_id: sessionId, sent_at: T0_MS, events }));
    const batch = { sessionId, ids, body, acknowledged: false };
    this.#batches.push(batch);
    return batch;
  }

  /** The answer's status, 0 if none came. */
  async #send(body: Buffer): Promise<number> {
    try {
      const answer = await fetch(`${this.url}/api/v1/unreal/tracking/batch`, {
        method: "POST",
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
        body: new Uint8Array(body),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  async #stored(sessionId: string): Promise<string[]> {
    const text = await this.#get(`/unreal/session/${encodeURIComponent(sessionId)}/events`, {
      accept: "application/x-ndjson",
    });
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => (JSON.parse(line) as { event_id: string }).event_id);
  }

  /** "" for a tour that is not there. */
  async #get(path: string, headers: Record<string, string> = {}): Promise<string> {
    const answer = await fetch(`${this.url}/api/v1${path}`, { headers });
    if (answer.status === 404) return path.endsWith("status") ? '{"event_count":0}' : "";
    assert.equal(answer.status, 200);
    return answer.text();
  }
}

function event(id: string) {
  return {
    event_id: id,
    event_type: "gaze",
    timestamp: T0_MS,
    gaze_target: "sofa",
    position: { x: 1, y: 2, z: 3 },
  };
}
