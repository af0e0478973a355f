/** Keeps the clients and the server off each other's core, where the machine lets one say so. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Pinning {
  readonly clientCpu: number;
  readonly serverCpu: number;
}

/**
 * Puts this process, with all its threads, on one core and names another for the servers. Null, and nothing is done,
 * where there is no `taskset` (it is Linux') or only one core.
 */
export function pinThisProcess(): Pinning | null {
  try {
    const cpus = allowedCpus();
    const [clientCpu, serverCpu] = [cpus[0], cpus.at(-1)];
    if (clientCpu === undefined || serverCpu === undefined || clientCpu === serverCpu) return null;
    execFileSync("taskset", ["-a", "-c", "-p", String(clientCpu), String(process.pid)], { stdio: "ignore" });
    return { clientCpu, serverCpu };
  } catch {
    return null;
  }
}

/** The command that runs `command` on one core. */
export function pinned(command: readonly string[], cpu: number | null): readonly string[] {
  return cpu === null ? command : ["taskset", "-c", String(cpu), ...command];
}

/** The cores that this process may run on: "0-3,8" in the kernel's words. */
function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
