/**
 * Entries as rows, one shape for both databases: the properties are the columns, JSON is text. Both adapters bind them by
 * name and give the same rows back, so what is read is made into values here alone.
 */
import type { ObjectDelta, SpaceObject } from "../../core/sim/types.ts";
import type {
  Channel,
  JournalEntry,
  LastPosition,
  StoredMessage,
  StoredUse,
} from "../../services/journal/ports.ts";

export interface MessageRow {
  readonly id: number;
  readonly space_id: number | null;
  readonly chatroom_id: number | null;
  readonly channel: string;
  readonly from_user_id: number | null;
  readonly from_name: string | null;
  /** JSON array of user ids. */
  readonly recipients: string | null;
  readonly message: string;
  readonly type: string;
  readonly sent_at_ms: number;
}

export interface UseRow {
  readonly id: number;
  readonly space_id: number;
  readonly user_id: number;
  readonly object_id: number;
  readonly action: string;
  readonly params: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly at_ms: number;
  readonly undoes: number | null;
}

export interface StoredUseRow extends UseRow {
  readonly undone_by: number | null;
}

export interface ObjectRow {
  readonly id: number;
  readonly space_id: number;
  readonly prefab_id: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly heading: number;
  readonly scale: number;
  readonly solid: number;
  readonly state: string;
  readonly locked_by: number;
  readonly created_by: number;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface PositionRow {
  readonly space_id: number;
  readonly user_id: number;
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly at_ms: number;
}

/** What an adapter commits: one journal entry. */
export type JournalRow =
  | { readonly kind: "message"; readonly message: MessageRow }
  | {
      readonly kind: "use";
      readonly use: UseRow;
      readonly object: ObjectRow | null;
      /** Users other than the acting one whom `before` or `after` name; an erasure has to find them. */
      readonly mentions: readonly number[];
    }
  | { readonly kind: "positions"; readonly positions: readonly PositionRow[] }
  | { readonly kind: "objects"; readonly objects: readonly ObjectRow[] };

/** The row of an entry and its size in bytes, roughly. @throws TypeError if a value has no JSON, a BigInt or a cycle. */
export function rowOf(entry: JournalEntry): { row: JournalRow; sizeBytes: number } {
  switch (entry.kind) {
    case "message": {
      const row = messageRow(entry.message);
      return { row: { kind: "message", message: row }, sizeBytes: sizeOf(row.message, row.recipients) };
    }
    case "use": {
      const use = useRow(entry.use);
      const object = entry.object && objectRow(entry.use.spaceId, entry.object);
      const sizeBytes = sizeOf(use.params, use.before, use.after, object?.state ?? null);
      return { row: { kind: "use", use, object, mentions: mentionsOf(entry.use) }, sizeBytes };
    }
    case "positions": {
      const positions = entry.positions.map(positionRow);
      return { row: { kind: "positions", positions }, sizeBytes: 100 * positions.length };
    }
    case "objects": {
      const objects = entry.objects.map((object) => objectRow(entry.spaceId, object));
      return {
        row: { kind: "objects", objects },
        sizeBytes: objects.reduce((sum, row) => sum + sizeOf(row.state), 0),
      };
    }
  }
}

export function messageOf(row: MessageRow): StoredMessage {
  return {
    id: row.id,
    spaceId: row.space_id,
    chatroomId: row.chatroom_id,
    channel: row.channel as Channel,
    from: row.from_user_id === null ? null : { userId: row.from_user_id, name: row.from_name ?? "" },
    recipients: parsed<number[]>(row.recipients),
    message: row.message,
    type: row.type,
    sentAtMs: row.sent_at_ms,
  };
}

export function useOf(row: StoredUseRow): StoredUse {
  return {
    id: row.id,
    spaceId: row.space_id,
    userId: row.user_id,
    objectId: row.object_id,
    action: row.action,
    params: parsed<unknown>(row.params),
    before: parsed<ObjectDelta>(row.before),
    after: parsed<ObjectDelta>(row.after),
    atMs: row.at_ms,
    undoes: row.undoes,
    undoneBy: row.undone_by,
  };
}

export function objectOf(row: ObjectRow): SpaceObject {
  return {
    id: row.id,
    prefabId: row.prefab_id,
    kind: row.kind,
    x: row.x,
    y: row.y,
    z: row.z,
    heading: row.heading,
    scale: row.scale,
    solid: row.solid !== 0,
    state: parsed<Record<string, string>>(row.state) ?? {},
    holder: null,
    lockedBy: row.locked_by,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

export function positionOf(row: PositionRow): LastPosition {
  return {
    spaceId: row.space_id,
    userId: row.user_id,
    x: row.x,
    y: row.y,
    heading: row.heading,
    atMs: row.at_ms,
  };
}

/** A `before` or `after` text in which nobody is `userId` any more: locks and authorship become 0, a hold null. */
export function withoutUser(delta: string | null, userId: number): string | null {
  const value = parsed<{ lockedBy?: number; createdBy?: number; holder?: number | null }>(delta);
  if (value === null) return delta;
  if (value.lockedBy === userId) value.lockedBy = 0;
  if (value.createdBy === userId) value.createdBy = 0;
  if (value.holder === userId) value.holder = null;
  return JSON.stringify(value);
}

function messageRow(message: StoredMessage): MessageRow {
  return {
    id: message.id,
    space_id: message.spaceId,
    chatroom_id: message.chatroomId,
    channel: message.channel,
    from_user_id: message.from?.userId ?? null,
    from_name: message.from?.name ?? null,
    recipients: message.recipients && JSON.stringify([...new Set(message.recipients)]),
    message: message.message,
    type: message.type,
    sent_at_ms: message.sentAtMs,
  };
}

function useRow(use: Omit<StoredUse, "undoneBy">): UseRow {
  return {
    id: use.id,
    space_id: use.spaceId,
    user_id: use.userId,
    object_id: use.objectId,
    action: use.action,
    params: JSON.stringify(use.params ?? null),
    before: use.before && JSON.stringify(use.before),
    after: use.after && JSON.stringify(use.after),
    at_ms: use.atMs,
    undoes: use.undoes,
  };
}

function objectRow(spaceId: number, object: SpaceObject): ObjectRow {
  return {
    id: object.id,
    space_id: spaceId,
    prefab_id: object.prefabId,
    kind: object.kind,
    x: object.x,
    y: object.y,
    z: object.z,
    heading: object.heading,
    scale: object.scale,
    solid: object.solid ? 1 : 0,
    state: JSON.stringify(object.state),
    locked_by: object.lockedBy,
    created_by: object.createdBy,
    created_at_ms: object.createdAtMs,
    updated_at_ms: object.updatedAtMs,
  };
}

function positionRow(position: LastPosition): PositionRow {
  const { spaceId, userId, x, y, heading, atMs } = position;
  return { space_id: spaceId, user_id: userId, x, y, heading, at_ms: atMs };
}

function mentionsOf({ userId, before, after }: Omit<StoredUse, "undoneBy">): number[] {
  const named = [before, after].flatMap((side) => [side?.lockedBy, side?.createdBy, side?.holder]);
  return [...new Set(named)].filter((id): id is number => typeof id === "number" && id > 0 && id !== userId);
}

/** A row's fixed part is 200 to 300 bytes; a UTF-16 unit of text is up to three bytes of UTF-8. */
function sizeOf(...texts: readonly (string | null)[]): number {
  return texts.reduce((sum, text) => sum + 2 * (text?.length ?? 0), 300);
}

function parsed<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}
