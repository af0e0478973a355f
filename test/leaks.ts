/**
 * A test file that leaves something open fails: what keeps a process alive (sockets, servers, timers, threads,
 * children) must be no more after its last test than before its first. Loaded by .mocharc.json; files run side by
 * side in worker processes that mocha ends itself, so nothing else would notice.
 */
import { setImmediate } from "node:timers/promises";

/** How long what was closed may take to be gone, milliseconds: a seat that nobody takes is kept for 15 s. */
const GONE_WITHIN_MS = 20_000;

let before = new Map<string, number>();

export const mochaHooks = {
  async beforeAll() {
    // Mocha's own timer of a hook counts too, and is there only once the hook waits.
    await setImmediate();
    before = openResources();
  },
  async afterAll(this: Mocha.Context) {
    this.timeout(2 * GONE_WITHIN_MS);
    const lastMs = performance.now() + GONE_WITHIN_MS;
    await setImmediate();
    let left = leftOpen();
    while (left.length > 0 && performance.now() < lastMs) {
      await setImmediate();
      left = leftOpen();
    }
    if (left.length > 0) throw new Error(`The tests of this file left open: ${left.join(", ")}`);
  },
};

function leftOpen(): string[] {
  return [...openResources()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${count - (before.get(kind) ?? 0)} ${kind}`);
}

/** What keeps this process alive, by kind. Immediates are this file's own waiting. */
function openResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (kind !== "Immediate") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
