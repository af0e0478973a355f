/** Starts the process: nothing else. */
import { runProcess } from "./process.ts";

await runProcess();
