/** Our own server as it is started anywhere: on SQLite in a temporary folder, with a space for each size of crowd. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { makeAccounts } from "../../loadtest/accounts.ts";
import { HttpClient } from "../../loadtest/http.ts";
import { SERVER_ENVIRONMENT, SERVER_FLAGS } from "../../loadtest/ownServer.ts";
import { colyseusPeer } from "./colyseusPeer.ts";
import { sideOf } from "./crowd.ts";
import { ServerProcess } from "./launch.ts";
import type { RunningPeer } from "./peer.ts";

const ENTRY = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
const GAUGE = new URL("roomGauge.ts", import.meta.url).href;
const Created = z.looseObject({ id: z.number() });

/** What every run of ours begins with: made once, so that no run pays for it. */
export interface OurData {
  /** Starts the server on the data. */
  start(size: number, cpu: number | null): Promise<RunningPeer>;
  remove(): Promise<void>;
}

export interface OurWish {
  /** A space is made for each. */
  readonly sizes: readonly number[];
  /** Guests that join at most beside the largest crowd. */
  readonly spare: number;
  /** The server that the data was made with is the first to be given, whatever its core: for when nothing is measured. */
  readonly keepsServer: boolean;
}

/** Makes spaces and guests with a server that ends before any is measured. */
export async function makeOurData({ sizes, spare, keepsServer }: OurWish): Promise<OurData> {
  const folder = await mkdtemp(join(tmpdir(), "atrium-bench-peers-"));
  const most = Math.max(...sizes) + spare;
  const env = environment(folder, most);
  const launch = (cpu: number | null) =>
    ServerProcess.start({ args: [...SERVER_FLAGS, "--import", GAUGE, ENTRY], env, cpu, drains: true });
  let kept: ServerProcess | null = null;
  const remove = async () => {
    await kept?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    kept = await launch(null);
    const { spaces, tokens } = await fill(kept.endpoint, sizes, most);
    if (!keepsServer) {
      await kept.stop();
      kept = null;
    }
    return {
      async start(size, cpu) {
        const server = kept ?? (await launch(cpu));
        kept = null;
        const tokenOf = (index: number) => tokens[index] as string;
        return colyseusPeer({
          ...{ server, room: "space", people: "users", tokenOf },
          options: { spaceId: spaces.get(size) },
        });
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(endpoint: string, sizes: readonly number[], guests: number) {
  const http = new HttpClient(endpoint);
  try {
    const [owner] = await makeAccounts(http, { count: 1, role: "user" });
    const token = owner?.token as string;
    const spaces = new Map<number, number>();
    for (const size of sizes) {
      const body = { name: `${size} walkers`, width: sideOf(size), depth: sideOf(size) };
      const made = await http.demand("/api/v1/spaces", { method: "POST", token, body });
      spaces.set(size, Created.parse(made).id);
    }
    const accounts = await makeAccounts(http, { count: guests, role: "guest" });
    return { spaces, tokens: accounts.map((account) => account.token) };
  } finally {
    http.close();
  }
}

function environment(folder: string, mostAvatars: number): Readonly<Record<string, string>> {
  return {
    ...SERVER_ENVIRONMENT,
    NODE_ENV: "development",
    DATA_DIR: folder,
    HOST: "127.0.0.1",
    JWT_SECRET: randomBytes(32).toString("hex"),
    ACCESS_TOKEN_MINUTES: "1440",
    MAX_AVATARS_PER_ROOM: String(Math.max(2000, mostAvatars)),
    RATE_LIMITS: "off",
    SEED_DEMO: "off",
    MIGRATE_ON_START: "on",
    LOG_LEVEL: "warn",
  };
}
