/** Starts the process: nothing else. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";

if (import.meta.filename.endsWith(".ts")) {
  // Compiled once and kept: else each start takes a second longer, and each thread holds a compiler in memory.
  const folder = join(import.meta.dirname, "../node_modules/.cache/compiled");
  enableCompileCache(folder);
  // The threads read it for themselves.
  process.env.NODE_COMPILE_CACHE ??= folder;
}
const { runProcess } = await import("./process.ts");

await runProcess();
