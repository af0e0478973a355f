import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withPostgres } from "../helpers/postgres.ts";
import { runKillRounds } from "./killRounds.ts";

const ROUNDS = process.env.KILL_ROUNDS === undefined ? null : Number(process.env.KILL_ROUNDS);
const SEED = process.env.KILL_SEED ?? String(Date.now() % 1_000_000);

describe(`SIGTERM in the middle of work (KILL_SEED=${SEED})`, () => {
  it("[RL11] sends everybody away, keeps all and where everybody was, and ends in time", async function () {
    this.timeout(60_000);
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-drain-"));
    try {
      const rounds = { rounds: 2, isLong: () => false, drains: true };
      const figures = await runKillRounds({ dataDir, databaseUrl: null, seed: SEED, ...rounds });
      assert.ok(figures.positions > 0, "no positions were checked");
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe(`kill -9 of the server under load (KILL_SEED=${SEED})`, () => {
  describe("SQLite", () => {
    // Positions are saved every ten seconds: one round is long enough to see it.
    const rounds = ROUNDS ?? 3;
    killRule(() => null, { rounds, longRound: rounds });
  });

  describe("PostgreSQL", () => {
    const database = withPostgres();
    killRule(() => database.url, { rounds: ROUNDS ?? 1, longRound: null });
  });
});

function killRule(
  databaseUrl: () => string | null,
  { rounds, longRound }: { rounds: number; longRound: number | null },
): void {
  let dataDir = "";
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-kill-"));
  });
  after(() => rm(dataDir, { recursive: true, force: true }));

  const rules = longRound === null ? "[RL3] [RL4] [RL5]" : "[RL3] [RL4] [RL5] [RL6]";
  it(`${rules} keeps all that it acknowledged, once: rounds ${rounds}`, async function () {
    this.timeout(30_000 + rounds * 30_000);
    const isLong = (round: number) => round === longRound;
    const figures = await runKillRounds({ dataDir, databaseUrl: databaseUrl(), rounds, seed: SEED, isLong });
    for (const kind of ["messages", "uses", "undos", "writes", "logins"] as const)
      assert.ok(figures[kind] > 0, `no ${kind} were checked`);
    if (longRound !== null) assert.ok(figures.positions > 0, "no positions were checked");
  });
}
