/** Entries and values for tests of the journal. */
import type { ObjectDelta, SpaceObject } from "../../src/core/sim/types.ts";
import type { JournalEntry, StoredMessage, StoredUse } from "../../src/services/journal/ports.ts";

export const ANN = { userId: 11, name: "Ann" };
export const BOB = { userId: 12, name: "Bob" };
export const EVE = { userId: 13, name: "Eve" };

type MessageEntry = Extract<JournalEntry, { kind: "message" }>;
type UseEntry = Extract<JournalEntry, { kind: "use" }>;

/** A message to the whole space unless `part` says otherwise. */
export function messageEntry(
  part: Partial<StoredMessage> & Pick<StoredMessage, "id" | "spaceId">,
): MessageEntry {
  return {
    kind: "message",
    message: {
      chatroomId: null,
      channel: "space",
      from: ANN,
      recipients: null,
      message: `message ${part.id}`,
      type: "text",
      sentAtMs: 1_000,
      ...part,
    },
  };
}

export function chair(part: Partial<SpaceObject> & Pick<SpaceObject, "id">): SpaceObject {
  return {
    prefabId: "furniture/chair",
    kind: "chair",
    x: 1.25,
    y: 2.5,
    z: 0,
    heading: 0.1,
    scale: 1,
    solid: true,
    state: { colour: "red" },
    holder: null,
    lockedBy: 0,
    createdBy: ANN.userId,
    createdAtMs: 1_700_000_000_123,
    updatedAtMs: 1_700_000_000_456,
    ...part,
  };
}

/** A move of an object by Ann unless `part` says otherwise. */
export function useEntry(
  part: Partial<StoredUse> & Pick<StoredUse, "id" | "spaceId">,
  object: SpaceObject | null,
): UseEntry {
  const after: ObjectDelta | null = object && { x: object.x };
  return {
    kind: "use",
    use: {
      userId: ANN.userId,
      objectId: object?.id ?? 0,
      action: "move",
      params: { x: object?.x ?? null },
      before: { x: 1.25 },
      after,
      undoes: null,
      atMs: 1_000,
      ...withoutUndoneBy(part),
    },
    object,
  };
}

/** The use as it is read back. */
export function storedUse(entry: UseEntry, undoneBy: number | null = null): StoredUse {
  return { ...entry.use, undoneBy };
}

function withoutUndoneBy({ undoneBy: _, ...part }: Partial<StoredUse> & Pick<StoredUse, "id" | "spaceId">) {
  return part;
}
