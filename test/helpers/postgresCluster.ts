/** A PostgreSQL cluster of a test's own, to be taken away and given back under a running server. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

const STARTS_WITHIN_MS = 60_000;
const RETRY_MS = 50;
const DEBIAN_VERSIONS = "/usr/lib/postgresql";

/** Who runs it: PostgreSQL refuses to run as root. */
interface RunsAs {
  readonly uid?: number;
  readonly gid?: number;
}

export class PostgresCluster {
  readonly url: string;
  readonly #folder: string;
  readonly #bin: string;
  readonly #runsAs: RunsAs;
  readonly #port: number;
  #process: ChildProcess | null = null;

  private constructor(made: { folder: string; bin: string; runsAs: RunsAs; port: number }) {
    this.#folder = made.folder;
    this.#bin = made.bin;
    this.#runsAs = made.runsAs;
    this.#port = made.port;
    this.url = `postgres://postgres@127.0.0.1:${made.port}/postgres`;
  }

  /** A new, running cluster; null where PostgreSQL's programs are not installed, unless `REQUIRE_SERVICES=1`: then it throws. */
  static async start(): Promise<PostgresCluster | null> {
    const bin = programFolder();
    if (bin === null) {
      if (process.env.REQUIRE_SERVICES === "1") throw new Error("PostgreSQL's initdb was not found.");
      return null;
    }
    const runsAs = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};
    const folder = await mkdtemp(join(tmpdir(), "atrium-cluster-"));
    if (runsAs.uid !== undefined) await chown(folder, runsAs.uid, runsAs.gid);
    await chmod(folder, 0o700);
    const cluster = new PostgresCluster({ folder, bin, runsAs, port: await freePort() });
    const options = ["-D", folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N"];
    execFileSync(join(bin, "initdb"), options, { ...runsAs, cwd: folder, stdio: "ignore" });
    await cluster.start();
    return cluster;
  }

  /** Starts it again; resolves when it takes connections. */
  async start(): Promise<void> {
    const deadlineMs = performance.now() + STARTS_WITHIN_MS;
    const options = ["-D", this.#folder, "-p", String(this.#port), "-h", "127.0.0.1", "-k", this.#folder];
    while (!(await this.#answers())) {
      if (performance.now() > deadlineMs) throw new Error("The cluster did not start.");
      if (!this.#isRunning())
        this.#process = spawn(join(this.#bin, "postgres"), options, {
          ...this.#runsAs,
          cwd: this.#folder,
          stdio: "ignore",
        });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Ends it at once, without a last checkpoint: as after a crash, the next start recovers from its log. */
  async crash(): Promise<void> {
    const ending = this.#process;
    if (!ending || !this.#isRunning()) return;
    const ended = once(ending, "exit");
    ending.kill("SIGQUIT");
    await ended;
  }

  /** Breaks every connection but its own, as a failing network does; the cluster goes on. */
  async cutConnections(): Promise<void> {
    await this.#asAdmin((admin) =>
      admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"),
    );
  }

  /** Ends it and removes its files. */
  async remove(): Promise<void> {
    await this.crash();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #isRunning(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  #answers(): Promise<boolean> {
    return this.#asAdmin((admin) => admin.query("SELECT 1")).then(
      () => true,
      () => false,
    );
  }

  async #asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
    const admin = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    admin.on("error", () => {});
    await admin.connect();
    try {
      await work(admin);
    } finally {
      await admin.end();
    }
  }
}

/** Where initdb and postgres are: the newest of Debian's folders, or that of the first initdb in PATH. */
function programFolder(): string | null {
  const debian = existsSync(DEBIAN_VERSIONS)
    ? readdirSync(DEBIAN_VERSIONS).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...debian.map((version) => join(DEBIAN_VERSIONS, version, "bin")),
    ...(process.env.PATH ?? "").split(":"),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
