/** What went on in rooms, by time: connections, people, messages, uses of tools. */
import { ascending, mean, median, quantile, smallSample } from "../../core/insights/sample.ts";
import type { ActivityEvent } from "./ports.ts";

/** Most buckets of one answer. */
export const MAX_BUCKETS = 1_000;
/** How far back a join is looked for whose avatar may still be there, milliseconds. */
export const LONGEST_STAY_MS = 24 * 3_600_000;

export interface ActivityRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

export interface ActivityBucket {
  readonly atMs: number;
  /** Joins and returns of connections that were lost. */
  readonly connections: number;
  readonly joins: number;
  readonly uniqueUsers: number;
  /** Most avatars at one moment. */
  readonly peakOnline: number;
  readonly messages: number;
  readonly activeChatrooms: number;
  readonly toolUses: number;
  /** Of avatars that left within the bucket. */
  readonly medianSessionMs: number | null;
  /** Avatars that left. */
  readonly n: number;
  readonly smallSample: readonly string[];
}

export interface Activity {
  readonly from: string;
  readonly to: string;
  readonly bucketSeconds: number;
  readonly connections: number;
  readonly joins: number;
  readonly uniqueUsers: number;
  readonly peakOnline: number;
  readonly messages: number;
  readonly activeChatrooms: number;
  readonly toolUses: number;
  readonly meanSessionMs: number | null;
  readonly medianSessionMs: number | null;
  readonly p90SessionMs: number | null;
  readonly n: number;
  readonly smallSample: readonly string[];
  readonly buckets: readonly ActivityBucket[];
}

interface Metadata {
  readonly avatar?: string;
  readonly n?: number;
  readonly chatroom_id?: number;
}

/** Figures of `range` from events by time, those of {@link LONGEST_STAY_MS} before it included: they tell who was there already. */
export function activityOf(events: readonly ActivityEvent[], range: ActivityRange): Activity {
  const { fromMs, toMs, bucketMs } = range;
  const count = Math.max(1, Math.ceil((toMs - fromMs) / bucketMs));
  const buckets = Array.from({ length: count }, (_, at) => new Tally(fromMs + at * bucketMs));
  const all = new Tally(fromMs);
  const online = new Map<string, number>();
  let reached = 0;
  for (const event of events) {
    const at = Math.floor((event.atMs - fromMs) / bucketMs);
    const within = event.atMs >= fromMs && event.atMs < toMs;
    if (within) for (; reached <= at; reached += 1) peaks(all, buckets[reached], online.size);
    const tallies = within ? [all, buckets[at] as Tally] : [];
    const metadata = metadataOf(event);
    follow(event, metadata, online, tallies);
    for (const tally of tallies) tally.take(event, metadata, online.size);
  }
  for (; reached < count; reached += 1) peaks(all, buckets[reached], online.size);
  const { meanSessionMs, p90SessionMs, ...whole } = all.figures();
  const { atMs: _, ...figures } = whole;
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucketSeconds: bucketMs / 1_000,
    ...figures,
    meanSessionMs,
    p90SessionMs,
    smallSample: smallSample(figures.n, {
      meanSessionMs: "mean",
      medianSessionMs: "median",
      p90SessionMs: "p90",
    }),
    buckets: buckets.map((bucket) => {
      const { meanSessionMs: _mean, p90SessionMs: _p90, ...row } = bucket.figures();
      return row;
    }),
  };
}

/** An avatar that is there at the beginning of a bucket counts for its peak. */
function peaks(all: Tally, bucket: Tally | undefined, online: number): void {
  all.seen(online);
  bucket?.seen(online);
}

/** Keeps who is there; a stay ends with the leave of the same avatar. */
function follow(
  { kind, atMs, spaceId }: ActivityEvent,
  { avatar }: Metadata,
  online: Map<string, number>,
  tallies: readonly Tally[],
): void {
  if (avatar === undefined) return;
  const key = `${spaceId}/${avatar}`;
  if (kind === "join") online.set(key, atMs);
  if (kind !== "leave") return;
  const sinceMs = online.get(key);
  online.delete(key);
  if (sinceMs !== undefined) for (const tally of tallies) tally.sessions.push(atMs - sinceMs);
}

class Tally {
  readonly sessions: number[] = [];
  readonly #atMs: number;
  readonly #users = new Set<number>();
  readonly #chatrooms = new Set<number>();
  readonly #counts = { connections: 0, joins: 0, messages: 0, toolUses: 0 };
  #peakOnline = 0;

  constructor(atMs: number) {
    this.#atMs = atMs;
  }

  seen(online: number): void {
    this.#peakOnline = Math.max(this.#peakOnline, online);
  }

  take({ kind, userId }: ActivityEvent, { n = 1, chatroom_id }: Metadata, online: number): void {
    this.seen(online);
    if (kind === "join" || kind === "rejoin") this.#counts.connections += 1;
    if (kind === "join") this.#counts.joins += 1;
    if (kind === "join" && userId !== null) this.#users.add(userId);
    if (kind === "tool_use") this.#counts.toolUses += 1;
    if (kind === "chat") this.#counts.messages += n;
    if (kind === "chat" && chatroom_id !== undefined) this.#chatrooms.add(chatroom_id);
  }

  figures() {
    const sorted = ascending(this.sessions);
    return {
      atMs: this.#atMs,
      ...this.#counts,
      uniqueUsers: this.#users.size,
      peakOnline: this.#peakOnline,
      activeChatrooms: this.#chatrooms.size,
      meanSessionMs: mean(sorted),
      medianSessionMs: median(sorted),
      p90SessionMs: quantile(sorted, 0.9),
      n: sorted.length,
      smallSample: smallSample(sorted.length, { medianSessionMs: "median" }),
    };
  }
}

function metadataOf({ metadata }: ActivityEvent): Metadata {
  return metadata === null ? {} : (JSON.parse(metadata) as Metadata);
}
