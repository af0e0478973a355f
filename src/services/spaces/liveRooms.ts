/** What services may ask of the rooms that are live. Implementation: `rooms/liveRooms.ts`. */
import type { Space } from "./ports.ts";
import type { Standing } from "./standing.ts";

/** One avatar in a space, without its position. A user on two devices is there twice. */
export interface Presence {
  readonly user_id: number;
  readonly name: string;
  readonly look: string;
  /** What it is doing; `away` while its connection is lost and its seat kept. */
  readonly activity: string;
  /** ISO time of its arrival. */
  readonly since: string;
}

export interface LiveRooms {
  /** Who is in the space now, empty if it has no room. */
  presences(spaceId: number): Presence[];
  /** How many avatars are in the space now. */
  onlineCount(spaceId: number): number;
  /** The space's name, size, visibility or rules are different now. */
  spaceChanged(space: Space): void;
  /** A user's standing is different now: a role takes effect at once, whoever is banned or a stranger is sent away. */
  standingChanged(spaceId: number, userId: number, standing: Standing): void;
  /** Sends everybody away with a close code (protocol/closeCodes.ts); resolves when the room is saved and gone. */
  close(spaceId: number, closeCode: number): Promise<void>;
}
