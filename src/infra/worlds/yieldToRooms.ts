/** Which thread waits when there are more at work than cores. */
import { setPriority } from "node:os";

/** Niceness of threads that make and draw worlds: a third of the weight that the rooms' thread has, so that a tick that is due goes first. */
const NICENESS = 5;

/** Lets the calling thread give way to the process's others. Linux alone has priorities of single threads: elsewhere it does nothing. */
export function yieldToRooms(): void {
  if (process.platform !== "linux") return;
  try {
    // On Linux 0 is the calling thread, not its process (setpriority(2), "C library/kernel differences").
    setPriority(0, NICENESS);
  } catch {
    // Where it is forbidden, threads share as they always do.
  }
}
