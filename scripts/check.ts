/** `npm run check`: format and lint, types, rings and cycles, dead code; side by side, each with its own verdict. */
import { spawn } from "node:child_process";

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  "format and lint": ["biome", "check", "--error-on-warnings", "."],
  types: ["tsc", "-p", "."],
  "rings and cycles": [
    "depcruise",
    "src",
    "loadtest",
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "err-long",
  ],
  "dead code": ["knip", "--no-progress"],
};

const results = await Promise.all(Object.entries(CHECKS).map(([name, command]) => run(name, command)));
for (const { name, output, ok, seconds } of results) {
  console.log(`${ok ? "ok  " : "FAIL"} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

async function run(name: string, command: readonly string[]) {
  const startMs = performance.now();
  const child = spawn("npx", ["--no-install", ...command], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  // A cruiser that cannot read the sources says that all is well: with nothing cruised it has checked nothing.
  const empty = name === "rings and cycles" && /\(0 modules|no modules/.test(output);
  return {
    name,
    output: empty ? `${output}\n0 modules were cruised` : output,
    ok: code === 0 && !empty,
    seconds: (performance.now() - startMs) / 1000,
  };
}
