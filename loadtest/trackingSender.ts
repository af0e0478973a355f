/** Clients that send batches of tracked events, as fast as they are answered or at a pace. */
import { Agent, request } from "node:http";
import { Histogram, type Summary } from "./histogram.ts";

export interface SenderPlan {
  /** `http://host:port` */
  readonly url: string;
  /** Connections, each with one batch under way at most. */
  readonly lanes: number;
  readonly batchEvents: number;
  readonly seconds: number;
  /** Null: as fast as answers come. */
  readonly eventsPerSecond: number | null;
  /** Begins the names of tours and events: another run has other ones. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SenderFigures {
  readonly batches: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly bytesPerEvent: number;
  readonly answerMs: Summary;
  /** By status; `0` is no answer. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Tours that a run spreads its batches over. */
const TOURS = 50;
/** Milliseconds between the looks at the pace. */
const PACE_MS = 5;
const ZONES = ["hall", "kitchen", "bath", "bedroom", "balcony"];

/** Sends for `seconds`; what is under way then is waited for. Events that were acknowledged are counted. */
export async function sendBatches(plan: SenderPlan): Promise<SenderFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: plan.lanes });
  const latencies = new Histogram();
  const answers: Record<string, number> = {};
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + plan.seconds * 1_000;
  let begun = 0;
  let bytes = 0;
  const allowed = () =>
    plan.eventsPerSecond === null ||
    begun * plan.batchEvents <= ((performance.now() - startedAtMs) / 1_000) * plan.eventsPerSecond;
  const lane = async () => {
    while (performance.now() < endsAtMs) {
      if (!allowed()) {
        await new Promise((resolve) => setTimeout(resolve, PACE_MS));
        continue;
      }
      const body = Buffer.from(JSON.stringify(batch(plan, begun++)));
      bytes += body.length;
      const sentAtMs = performance.now();
      const status = await post(plan, agent, body);
      latencies.add(performance.now() - sentAtMs);
      answers[status] = (answers[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: plan.lanes }, lane));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  agent.destroy();
  const stored = (answers[202] ?? 0) * plan.batchEvents;
  return {
    batches: begun,
    events: stored,
    eventsPerSecond: Math.round(stored / seconds),
    bytesPerEvent: Math.round(bytes / Math.max(1, begun * plan.batchEvents)),
    answerMs: latencies.summary(),
    answers,
  };
}

/** What a plug-in sends: ids, places, gazes and some metadata. */
function batch({ name, batchEvents }: SenderPlan, number: number) {
  const sentAtMs = Date.now();
  const events = Array.from({ length: batchEvents }, (_, at) => ({
    event_id: `${name}-${number}-${at}`,
    event_type: at % 10 === 0 ? "zone_enter" : "gaze",
    timestamp: sentAtMs - (batchEvents - at) * 10,
    zone_name: ZONES[(number + at) % ZONES.length],
    position: { x: 1.25 + at / 100, y: 1.7, z: 3.5 - at / 100 },
    rotation: { pitch: 1.5, yaw: at % 360, roll: 0 },
    gaze_target: `thing ${at % 40}`,
    dwell_time_ms: at % 900,
    metadata: { fps: 72 },
  }));
  return { session_id: `${name} ${number % TOURS}`, sent_at: sentAtMs, events };
}

/** The answer's status, 0 if none came. */
function post({ url, headers }: SenderPlan, agent: Agent, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const sending = request(`${url}/api/v1/unreal/tracking/batch`, {
      agent,
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "content-length": body.length },
    });
    sending.on("response", (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sending.on("error", () => resolve(0));
    sending.end(body);
  });
}
