/** What insights are made from and what a tour leaves behind. Times are whole milliseconds, lengths metres. */

/** A place in metres, y up, as the client tells it. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** One event of a tour, as far as insights look at it. */
export interface TourEvent {
  /** Unique within the tour: the same id is the same event. */
  readonly id: string;
  /** By the client's own clock; a room's events are placed on it by the tour's skew. */
  readonly atMs: number;
  /** `zone_enter`, `zone_exit`, `gaze`, `interaction`, or another word, which is counted only. */
  readonly kind: string;
  readonly zone: string | null;
  readonly object: string | null;
  readonly gazeTarget: string | null;
  readonly interaction: string | null;
  readonly position: Point | null;
  /** As the client measured it. */
  readonly dwellMs: number | null;
  readonly source: "client" | "server";
  /** False if the server knows better: such an event is shown and enters no figure. Of a client, as far as is known before judging. */
  readonly verified: boolean;
  /** Of a room's events: whose, and at a join the names of the zones that there are. */
  readonly room?: { readonly avatar: string; readonly zones?: readonly string[] | undefined } | undefined;
}

/** What is known of a tour besides its events. */
export interface TourFacts {
  /** `session_start` and `session_end` by the client's clock, null if never sent. */
  readonly startAtMs: number | null;
  readonly endAtMs: number | null;
  /** Added to the client's clock it gives the server's. */
  readonly skewMs: number;
  readonly propertyId: string | null;
  readonly customerId: string | null;
}

/** From a tour's start to its end by the client's clock. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** One stay in a zone, clipped to the tour's span. */
export interface Visit {
  readonly zone: string;
  readonly enteredAtMs: number;
  readonly leftAtMs: number;
  /** How the end is known: by an exit, or because the tour ended. */
  readonly endedBy: "exit" | "tour";
  readonly source: "client" | "server";
}

/** One gaze event with the time that it stands for. */
export interface Look {
  readonly event: TourEvent;
  readonly target: string | null;
  readonly zone: string | null;
  readonly ms: number;
}

/** What was odd about a tour's events. None of it is an error; much of it means that figures rest on less. */
export interface Quality {
  /** Events that the figures are made from. */
  readonly events: number;
  /** Left out of every figure because the server knows better. */
  readonly unverified: number;
  /** Enters of a zone that was not left: the visit goes on from the first. */
  readonly repeatedEnters: number;
  /** Exits of a zone that was not entered and that tell no dwell, or repeat an exit. */
  readonly unpairedExits: number;
  /** Visits that only the tour's end closed. */
  readonly openVisits: number;
  /** Enters and exits without a zone's name. */
  readonly unnamed: number;
}

/** A tour in one zone. */
export interface ZoneDigest {
  readonly zone: string;
  readonly visits: number;
  readonly dwellMs: number;
  readonly gazeMs: number;
  readonly interactions: number;
}

/** A tour and one thing that was looked at or touched. */
export interface TargetDigest {
  readonly target: string;
  readonly gazeMs: number;
  /** Runs of gaze events at it without another target between. */
  readonly looks: number;
  readonly interactions: number;
}

/** One cell of ground: what happened in it. */
export interface CellCount {
  /** Name of the zone, "" outside all. */
  readonly zone: string;
  /** Number of the cell east of and north of the origin, in steps of `CELL_M`; may be negative. */
  readonly column: number;
  readonly row: number;
  /** Events with a position, and how long they stand for. */
  readonly events: number;
  readonly ms: number;
  /** The gaze events among them, and how long these stand for. */
  readonly gazes: number;
  readonly gazeMs: number;
}

/** What a tour adds to the figures of its property: all that these are merged from. */
export interface TourDigest {
  /** By the server's clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Whether `session_end` was sent. */
  readonly ended: boolean;
  readonly events: number;
  readonly unverified: number;
  readonly interactions: number;
  readonly pathM: number;
  readonly zones: readonly ZoneDigest[];
  readonly targets: readonly TargetDigest[];
  readonly transitions: readonly (readonly [from: string, to: string, times: number])[];
  readonly entryZone: string | null;
  readonly exitZone: string | null;
}
