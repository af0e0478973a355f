/** All runs of a bench, in an order in which no peer is favoured. */
import { fileURLToPath } from "node:url";
import { colyseusPeer } from "./colyseusPeer.ts";
import type { Run } from "./figures.ts";
import { ServerProcess } from "./launch.ts";
import type { Options } from "./options.ts";
import type { OurData } from "./ours.ts";
import type { PeerName, RunningPeer } from "./peer.ts";
import { runPeer } from "./run.ts";
import { floorPeer, jsonPeer } from "./socketPeers.ts";

/** What a run takes besides its measured seconds, at the most that is usual. */
const USUAL_RUN_SECONDS = 22;

export interface Rounds {
  readonly options: Options;
  readonly data: OurData | null;
  /** The core for servers, null for any. */
  readonly serverCpu: number | null;
  /** Told of each run when it has ended. */
  readonly onRun: (run: Run) => void;
}

/** Runs every peer at every size once a round, the largest first. Ends early when the time is up: what was run is given. */
export async function runRounds(rounds: Rounds): Promise<readonly Run[]> {
  const { options } = rounds;
  const runs: Run[] = [];
  const deadlineMs = performance.now() + options.mostMinutes * 60_000;
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [size, peers] of [...options.plan].reverse()) {
      const left = peers.filter((peer) => peer === "ours" || !hasDied(runs, peer, size));
      const chains = chainsOf(left, round).map((chain) => () => runChain(rounds, { chain, size, round }));
      if (options.quick) {
        runs.push(...(await Promise.all(chains.map((run) => run()))).flat());
        continue;
      }
      for (const run of chains) {
        if (performance.now() + (USUAL_RUN_SECONDS + options.pace.seconds) * 1000 > deadlineMs) return runs;
        runs.push(...(await run()));
      }
    }
  }
  return runs;
}

/** What did not survive a size once is not made to die there again: that takes longest of all. */
function hasDied(runs: readonly Run[], peer: PeerName, size: number): boolean {
  return runs.some((run) => run.peer === peer && run.size === size && run.died !== null);
}

/** Who runs after whom: the floor right after ours, whose frames it sends; every other round the other way round. */
function chainsOf(peers: readonly PeerName[], round: number): PeerName[][] {
  const chains: PeerName[][] = peers.filter((peer) => peer !== "floor").map((peer) => [peer]);
  if (peers.includes("floor")) chains.find(([peer]) => peer === "ours")?.push("floor");
  return round % 2 === 0 ? chains : chains.reverse();
}

async function runChain(
  { options, data, serverCpu, onRun }: Rounds,
  { chain, size, round }: { chain: readonly PeerName[]; size: number; round: number },
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const name of chain) {
    const ours = runs[0]?.figures ?? null;
    // There is nothing to send as many of.
    if (name === "floor" && !ours) continue;
    const start = () => startPeer(name, { data, size, cpu: serverCpu, like: ours });
    const { seed, pace } = options;
    const run = await runPeer({ name, size, round, seed, pace, start });
    onRun(run);
    runs.push(run);
  }
  return runs;
}

interface PeerWish {
  readonly data: OurData | null;
  readonly size: number;
  readonly cpu: number | null;
  /** What the floor is to send. */
  readonly like: { readonly bytesPerClient: number; readonly framesPerClient: number } | null;
}

async function startPeer(name: PeerName, { data, size, cpu, like }: PeerWish): Promise<RunningPeer> {
  switch (name) {
    case "ours":
      if (!data) throw new Error("There is no data for our own server.");
      return data.start(size, cpu);
    case "stock":
    case "views":
      return colyseusPeer({
        server: await startChild("colyseus", [name], cpu),
        ...{ room: "plaza", people: "players", tokenOf: () => "" },
      });
    case "json":
      return jsonPeer(await startChild("jsonBroadcast", [], cpu));
    case "floor": {
      const { bytesPerClient = 0, framesPerClient = 0 } = like ?? {};
      const args = [bytesPerClient / framesPerClient, framesPerClient].map(String);
      return floorPeer(await startChild("floor", args, cpu));
    }
  }
}

function startChild(name: string, args: readonly string[], cpu: number | null): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(`${name}.child.ts`, import.meta.url));
  return ServerProcess.start({ args: [file, ...args], env: { NODE_ENV: "production" }, cpu });
}
