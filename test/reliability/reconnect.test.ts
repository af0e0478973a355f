import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReconnect } from "./reconnectRun.ts";

const CLIENTS = 20;
/** Longer than the server takes to miss a client that has gone silent. */
const CUT_MS = 11_000;

describe("a network that is cut for a while", () => {
  it(`[RL13] takes nobody's seat, position or hold: ${CLIENTS} clients, ${CUT_MS / 1000} s`, async function () {
    this.timeout(90_000);
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-reconnect-"));
    try {
      const figures = await runReconnect({ dataDir, clients: CLIENTS, cutMs: CUT_MS, reconnectSeconds: 30 });
      assert.equal(figures.clients, CLIENTS);
      assert.ok(figures.holding > 0);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
