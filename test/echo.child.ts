/** A thread for tests of the link: answers, throws, dies, hangs. */
import { workerData } from "node:worker_threads";
import { answerRequests } from "../src/workerLink.ts";

const handlers = {
  echo: (value: unknown) => value,
  fail: (code: string) => {
    throw Object.assign(new RangeError("as asked"), { code });
  },
  throwText: (text: string) => {
    throw text;
  },
  die: () => {
    process.exit(3);
  },
  /** Works for so long, milliseconds. */
  spin: (ms: number) => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs);
    return ms;
  },
  hang: () => {
    for (;;);
  },
  crash: () => {
    setImmediate(() => {
      throw new Error("outside of any request");
    });
  },
  close: () => undefined,
};
answerRequests(handlers, { heldMs: (workerData as { heldMs?: number } | null)?.heldMs ?? 0 });
