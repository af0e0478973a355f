/** `npm test`: the whole suite under mocha, two files at a time, closing with its summary and one plain line of counts. */
import { spawn } from "node:child_process";

const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : ["test/**/*.test.ts"];
const args = ["node_modules/mocha/bin/mocha.js", "--parallel", "--jobs", "2", ...files];
const child = spawn(process.execPath, args, {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, NODE_ENV: "test" },
});

let tail = "";
child.stdout.on("data", (chunk: Buffer) => {
  process.stdout.write(chunk);
  tail = (tail + chunk).slice(-200_000);
});
const code = await new Promise<number>((resolve) => child.on("close", (exit) => resolve(exit ?? 1)));

// biome-ignore lint/suspicious/noControlCharactersInRegex: mocha colours its summary on a terminal
const plain = tail.replace(/\u001b\[\d+m/g, "");
const count = (word: string) => Number(plain.match(new RegExp(`^\\s*(\\d+) ${word}`, "m"))?.[1] ?? 0);
const [passed, failed, skipped] = [count("passing"), count("failing"), count("pending")];
const missing = skipped > 0 && process.env.REQUIRE_SERVICES === "1";
if (missing) console.log("A suite was skipped although REQUIRE_SERVICES=1 asks for all of them.");
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = code !== 0 || missing || passed === 0 ? 1 : 0;
