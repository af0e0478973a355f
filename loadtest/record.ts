/** What a run notes down while it goes on. Everything in it is bounded, however long the run. */
import { Histogram } from "./histogram.ts";
import { Tally } from "./tally.ts";

/** Frames and bytes that came in, told apart by opcode (32 of them). */
export class Traffic {
  readonly frames = new Float64Array(32);
  readonly bytes = new Float64Array(32);

  add(opcode: number, bytes: number): void {
    this.frames[opcode] = (this.frames[opcode] ?? 0) + 1;
    this.bytes[opcode] = (this.bytes[opcode] ?? 0) + bytes;
  }
}

/** Durations are milliseconds. What depends on everybody being in is noted only while `measuring`. */
export class RunRecord {
  measuring = false;
  /** From asking matchmaking to the room's full state. */
  readonly joinMs = new Histogram();
  readonly roundTripMs = new Histogram();
  readonly patchGapMs = new Histogram();
  readonly requestMs = new Histogram();
  readonly traffic = new Traffic();
  readonly sent = new Tally();
  readonly received = new Tally();
  /** Requests that were refused for what others did a moment before: nobody's fault. By code. */
  readonly lawfulRefusals = new Tally();
  /** `movement_rejected` by reason. */
  readonly corrections = new Tally();
  /** By what went wrong. */
  readonly errors = new Tally();
  answered = 0;
  readonly probes = new ProbeRecord();
}

/** What the clients saw that decode their state. */
export class ProbeRecord {
  /** From sending a position to seeing its `seq` acknowledged in the state. */
  readonly ackMs = new Histogram();
  /** From sending the end of a way to seeing the own avatar there. */
  readonly arrivalMs = new Histogram();
  /** Metres between where another walker has asked to be and where it is shown. */
  readonly othersOffM = new Histogram();
  arrivals = 0;
  /** Ends of ways where the own avatar was not seen in time. */
  lost = 0;
  /** Other walkers that stayed in sight long enough to be judged, those seen moving, and those that stood far too long. */
  watched = 0;
  moving = 0;
  frozen = 0;
}
