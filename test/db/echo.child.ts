/** A thread for tests of the link: answers, throws, dies. */
import { answerRequests } from "../../src/db/workerLink.ts";

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
  crash: () => {
    setImmediate(() => {
      throw new Error("outside of any request");
    });
  },
  close: () => undefined,
});
