/** Rooms: which of the places that a prompt names are parts of one home or building, and what stands in which. */
import type { SceneRoom } from "../intent.ts";
import type { Draft, Mention, SceneDraft } from "./drafts.ts";

const MAX_ROOMS = 16;

export interface RoomPlan {
  readonly rooms: readonly SceneRoom[];
  /** Ids of the rooms that an entity is in: none, one, or each of several bedrooms. */
  roomsOf(draft: Draft): readonly string[];
}

const NO_ROOMS: RoomPlan = { rooms: [], roomsOf: () => [] };

/** The rooms of the scene; none where fewer than two are named. */
export function planRooms(scene: SceneDraft): RoomPlan {
  const named = scene.mentions
    .map((mention, index) => ({ mention, index }))
    .filter(({ mention }) => isRoom(mention));
  const rooms: SceneRoom[] = [];
  const byWord = new Map<string, string[]>();
  const byMention = new Map<number, string[]>();
  for (const { mention, index } of named) {
    if (mention.role === "hint" && mention.count <= bedroomsNamed(scene.mentions)) continue;
    const kind = mention.phrase?.setting?.words.includes(mention.phrase.head)
      ? mention.phrase.head
      : mention.row.words[0]!;
    const name = mention.phrase?.noun ?? kind;
    const again =
      mention.phrase && /^(?:the|each|every|both|this|that)$/.test(mention.phrase.determiner)
        ? roomsNamed(byWord, name)
        : null;
    const ids = again ?? addRooms(rooms, { kind: mention.row.archetype, name, count: mention.count });
    if (!again) byWord.set(name, [...(byWord.get(name) ?? []), ...ids]);
    byMention.set(index, ids);
  }
  if (rooms.length < 2) return NO_ROOMS;
  return { rooms, roomsOf: (draft) => byMention.get(draft.room) ?? [] };
}

/** Bedrooms that have a name of their own: they are among those of a "three-bedroom flat". */
function bedroomsNamed(mentions: readonly Mention[]): number {
  return mentions
    .filter(
      ({ role, row, phrase }) =>
        role !== "hint" &&
        row.archetype === "bedroom" &&
        !/^(?:each|every|the)$/.test(phrase?.determiner ?? "the"),
    )
    .reduce((sum, mention) => sum + mention.count, 0);
}

function roomsNamed(byWord: ReadonlyMap<string, string[]>, name: string): string[] | null {
  for (const [word, ids] of byWord) if (word === name || word.endsWith(` ${name}`)) return ids;
  return null;
}

function addRooms(rooms: SceneRoom[], room: { kind: string; name: string; count: number }): string[] {
  const ids: string[] = [];
  for (let i = 0; i < room.count && rooms.length < MAX_ROOMS; i++) {
    const id = `r${rooms.length}`;
    const name = room.count > 1 ? `${room.name} ${i + 1}` : room.name;
    rooms.push({ id, kind: room.kind, name: name.slice(0, 80), indoor: true });
    ids.push(id);
  }
  return ids;
}

const ROOM_NAMES = new Set(
  "kitchen kitchenette bath hall hallway corridor lounge study nursery office pantry cellar attic loft lobby foyer toilet wc ensuite den parlour closet conservatory basement utility reception dressing".split(
    " ",
  ),
);

/** Rooms of a home or of a building, not whole buildings. */
function isRoom(mention: Mention): boolean {
  const { row, phrase } = mention;
  if (!row.indoor || row.kind !== "place" || !phrase) return false;
  const last = phrase.head.slice(phrase.head.lastIndexOf(" ") + 1);
  return phrase.head !== "room" && (last.endsWith("room") || ROOM_NAMES.has(last));
}
