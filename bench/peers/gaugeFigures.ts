/** What the bench and the gauge in a server process agree on. */
import type { Summary } from "../../loadtest/histogram.ts";

/** Ticks a second that every peer is to keep. */
export const TICK_HZ = 20;
/** A peer that takes more has not survived. */
export const MOST_RSS_MB = 2000;
/** Exit code of a process that took too much memory. */
export const TOO_LARGE = 70;

/** What the bench asks: begin anew, or tell what was noted since. */
export type GaugeAsk = "reset" | "read";

/** What the process answers. Servers tell their parent other things too: pm2 wants to hear when they are ready. */
export interface GaugeAnswer {
  readonly gauge: GaugeFigures;
}

/** What was noted since the last reset. */
export interface GaugeFigures {
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** The most that was seen. */
  readonly rssMb: number;
  /** How long ticks took; a tick simulates, encodes and sends. Of a server without ticks: none. */
  readonly tickMs: Summary;
  /** How much later than a period after the tick before they began. */
  readonly latenessMs: Summary;
  /** How late the event loop's own timers came: what whoever waits for an answer feels. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number };
}
