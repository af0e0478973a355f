/** A thread for tests of the link: answers, throws, dies, hangs. */
import { answerRequests } from "../src/workerLink.ts";

answerRequests({
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
  hang: () => {
    for (;;);
  },
  crash: () => {
    setImmediate(() => {
      throw new Error("outside of any request");
    });
  },
  close: () => undefined,
});
