/** What the harness knows of a peer: how it is started, joined and looked at. */
import type { Point } from "../../src/core/sim/types.ts";
import type { ServerProcess } from "./launch.ts";

/** In the order in which they are shown. */
export const PEERS = ["ours", "stock", "views", "json", "floor"] as const;
export type PeerName = (typeof PEERS)[number];

/** What each peer is, for tables. */
export const TITLES: Readonly<Record<PeerName, string>> = {
  ours: "Atrium",
  stock: "stock Colyseus, one patch for all",
  views: "stock Colyseus, a StateView a client",
  json: "JSON broadcast over ws",
  floor: "floor: bare ws, same frames",
};

/** A client that walks. It looks at no more of a frame than its first byte. */
export interface WalkingClient {
  /** How the server calls it. */
  readonly id: string;
  /** Says where it wants to be; false if that could not be sent. */
  move(to: Point, seq: number): boolean;
  /** Ends the connection. */
  leave(): Promise<void>;
}

/** What a walking client tells as it happens. */
export interface ClientEvents {
  /** Every frame. `strange`: no frame that a server of this kind sends, or an error. */
  onFrame(bytes: number, strange: boolean): void;
  /** The connection ended, and not by {@link WalkingClient.leave}. */
  onDrop(): void;
}

/** A client that stands still, decodes all that it gets and says whom it sees. */
export interface Observer {
  readonly id: string;
  /** Where everybody is shown to be whom it sees, by the server's names for them. */
  look(): ReadonlyMap<string, Point>;
  leave(): Promise<void>;
}

/** A peer that runs, for one size of crowd. */
export interface RunningPeer {
  readonly server: ServerProcess;
  /** Client number `index` joins at `spot`; resolves when it has got its first state. */
  join(index: number, spot: Point, events: ClientEvents): Promise<WalkingClient>;
  /** Null where nothing can be seen. `index` as for {@link RunningPeer.join}, of nobody who is in. */
  observe: ((index: number, spot: Point) => Promise<Observer>) | null;
  stop(): Promise<void>;
}
