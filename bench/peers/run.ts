/** One run: a storm of joins, a walk that is measured, and then a look at whether it was what it should be. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Histogram } from "../../loadtest/histogram.ts";
import { Crowd, MOVES_PER_SECOND } from "./crowd.ts";
import { cpuPercent, type Run, type RunFigures, type StormFigures, spread } from "./figures.ts";
import { TICK_HZ } from "./gaugeFigures.ts";
import type { Reading } from "./launch.ts";
import type { PeerName, RunningPeer } from "./peer.ts";
import { lookAtCrowd, OBSERVERS } from "./sightCheck.ts";

/** The most that join at once. */
const STORM = 1000;
/** A run that takes longer than this and its measured seconds has not survived: so much for all, and so much for each thousand that joins. */
const [MOST_SECONDS, MOST_SECONDS_A_THOUSAND] = [30, 20];
/** No further join is timed after so long, however few there were. */
const CALM_JOINS_WITHIN_MS = 3000;
const DELAY_RESOLUTION_MS = 10;

export interface Pace {
  /** How long is measured. */
  readonly seconds: number;
  /** After the last join, before it is measured. */
  readonly settleMs: number;
  /** Joins one after the other. */
  readonly calmJoins: number;
  /** How long the crowd is looked at. */
  readonly lookMs: number;
}

/** Clients besides the crowd that a run joins at most. */
export function spareClients({ calmJoins }: Pace): number {
  return OBSERVERS + calmJoins;
}

export interface RunWish {
  readonly name: PeerName;
  readonly size: number;
  readonly round: number;
  readonly seed: string;
  readonly pace: Pace;
  start(): Promise<RunningPeer>;
}

/** Starts the peer, measures and ends it. Never rejects for what the peer does: then the run has died. */
export async function runPeer(wish: RunWish): Promise<Run> {
  const { name, size, round, pace } = wish;
  const told = { peer: name, size, round };
  const stage: Stage = { now: "joining" };
  let peer: RunningPeer | null = null;
  let timer: NodeJS.Timeout | undefined;
  try {
    peer = await wish.start();
    const late = new Promise<never>((_, reject) => {
      const walkSeconds = pace.settleMs / 1000 + pace.seconds;
      const seconds = MOST_SECONDS + (size / 1000) * MOST_SECONDS_A_THOUSAND + walkSeconds;
      timer = setTimeout(
        () => reject(new Error(`It took more than ${seconds} s, the last of them for ${stage.now}.`)),
        seconds * 1000,
      );
    });
    const measured = measureRun(peer, wish, stage);
    return { ...told, died: null, ...(await Promise.race([measured, peer.server.died, late])) };
  } catch (error) {
    return { ...told, died: (error as Error).message, figures: null, faults: [] };
  } finally {
    clearTimeout(timer);
    await peer?.stop();
  }
}

/** What a run is at. */
interface Stage {
  now: "joining" | "measuring" | "looking and joining calmly";
}

async function measureRun(
  peer: RunningPeer,
  wish: RunWish,
  stage: Stage,
): Promise<Pick<Run, "figures" | "faults">> {
  const { size, pace } = wish;
  const crowd = new Crowd(peer, wish);
  try {
    const storm = await joinAll(peer, crowd, size);
    stage.now = "measuring";
    await pause(pace.settleMs);
    const measured = await measure(peer, crowd, pace.seconds);
    const faults = faultsOf(measured, crowd);
    stage.now = "looking and joining calmly";
    const after = measured.server.answered ? await comeLater(peer, crowd, wish) : NOBODY_CAME;
    return {
      figures: { ...figuresOf(measured, wish), joinMs: after.joinMs, storm, sight: after.sight },
      faults: [...faults, ...after.faults],
    };
  } finally {
    crowd.stop();
  }
}

type Later = Pick<RunFigures, "sight" | "joinMs"> & Pick<Run, "faults">;
const NOBODY_CAME: Later = { sight: null, joinMs: null, faults: [] };

/** Some come while the crowd walks: those who look at it, and those whose joins are timed. */
async function comeLater(peer: RunningPeer, crowd: Crowd, { name, size, pace }: RunWish): Promise<Later> {
  try {
    const all = name !== "ours" && name !== "views";
    const { sight, faults } = await lookAtCrowd(peer, crowd, { size, lookMs: pace.lookMs, all });
    const joinMs = await joinCalmly(peer, crowd, { first: size + OBSERVERS, count: pace.calmJoins });
    return { sight, faults, joinMs };
  } catch (error) {
    return {
      ...NOBODY_CAME,
      faults: [`somebody who came later was not let in: ${(error as Error).message}`],
    };
  }
}

async function joinAll(peer: RunningPeer, crowd: Crowd, size: number): Promise<StormFigures> {
  const joins = new Histogram();
  const clients = Math.min(size, STORM);
  peer.server.reset();
  const startMs = performance.now();
  await crowd.join([0, clients], (ms) => joins.add(ms));
  const seconds = (performance.now() - startMs) / 1000;
  const { tickMs, latenessMs, delayMs } = await peer.server.read();
  for (let first = clients; first < size; first += STORM)
    await crowd.join([first, Math.min(size, first + STORM)], () => {});
  return {
    ...{ clients, seconds, joinMs: spread(joins.summary()) },
    ...{ tickMaxMs: tickMs.max, latenessMaxMs: latenessMs.max, delayMaxMs: delayMs.max },
  };
}

/** What the walk was measured to be, on both sides. */
interface Measured {
  readonly server: Reading;
  readonly seconds: number;
  readonly frames: number;
  readonly bytes: number;
  readonly clients: RunFigures["clients"];
}

async function measure(peer: RunningPeer, crowd: Crowd, wishedSeconds: number): Promise<Measured> {
  const { traffic } = crowd;
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  const before = { frames: traffic.frames, bytes: traffic.bytes, unsent: crowd.unsent + crowd.skipped };
  peer.server.reset();
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  traffic.measuring = true;
  await pause(wishedSeconds * 1000);
  traffic.measuring = false;
  const seconds = (performance.now() - startMs) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const unsent = crowd.unsent + crowd.skipped - before.unsent;
  delay.disable();
  return {
    server: await peer.server.read(),
    seconds,
    frames: traffic.frames - before.frames,
    bytes: traffic.bytes - before.bytes,
    clients: {
      sent: 1 - unsent / (crowd.size * MOVES_PER_SECOND * seconds),
      cpuPercent: cpuPercent({ cpuSeconds: (cpu.user + cpu.system) / 1e6, seconds }),
      delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS),
    },
  };
}

function figuresOf({ server, seconds, ...rest }: Measured, { name, size }: Pick<RunWish, "name" | "size">) {
  const framesPerClient = rest.frames / size / seconds;
  const ticks = server.tickMs.count / server.seconds;
  return {
    cpuPercent: cpuPercent(server),
    cpuUsPerClientTick: (server.cpuSeconds * 1e6) / (size * TICK_HZ * server.seconds),
    bytesPerClient: rest.bytes / size / seconds,
    framesPerClient,
    ticks,
    kept: name === "json" ? framesPerClient / ((size - 1) * MOVES_PER_SECOND) : ticks / TICK_HZ,
    tickMs: spread(server.tickMs),
    delayMs: spread(server.delayMs),
    rssMb: server.rssMb,
    clients: rest.clients,
  };
}

function faultsOf({ server }: Measured, { traffic, refusals }: Crowd): string[] {
  return [
    ...(server.answered ? [] : ["the server was overwhelmed: it answered nothing any more"]),
    ...(refusals.length > 0 ? [`${refusals.length} joins were refused and tried again: ${refusals[0]}`] : []),
    ...(traffic.strangeFrames > 0 ? [`${traffic.strangeFrames} frames that should not have come`] : []),
    ...(traffic.dropped > 0 ? [`${traffic.dropped} clients were dropped`] : []),
  ];
}

async function joinCalmly(
  peer: RunningPeer,
  crowd: Crowd,
  { first, count }: { first: number; count: number },
): Promise<{ readonly p50: number; readonly p99: number }> {
  const joins = new Histogram();
  const lastMs = performance.now() + CALM_JOINS_WITHIN_MS;
  for (let index = first; index < first + count && performance.now() < lastMs; index += 1) {
    const startMs = performance.now();
    const client = await peer.join(index, crowd.spotFor(index), { onFrame() {}, onDrop() {} });
    joins.add(performance.now() - startMs);
    await client.leave();
  }
  const { p50, p99 } = joins.summary();
  return { p50, p99 };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
