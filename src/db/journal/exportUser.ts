/** Everything the journal holds on one user, read page by page so that no answer is large. */
import type { LastPosition, StoredMessage, StoredUse } from "../../services/journal/ports.ts";
import type { Fragment } from "../sql.ts";
import type { JournalQueries, ReaderKey } from "./queries.ts";
import {
  type MessageRow,
  messageOf,
  type PositionRow,
  positionOf,
  type StoredUseRow,
  useOf,
} from "./rows.ts";

const PAGE_ROWS = 1_000;
const START: ReaderKey = { spaceId: -1, atMs: -1, id: -1 };

/** Messages sent by the user or received as one of the recipients, uses, positions; messages and uses by id. */
export async function readUserExport(
  read: <Row>(query: Fragment) => Promise<Row[]>,
  queries: JournalQueries,
  userId: number,
): Promise<{ messages: StoredMessage[]; uses: StoredUse[]; positions: LastPosition[] }> {
  const sent = await allPages<MessageRow>((last) => read(queries.sentBy(userId, last?.id ?? -1, PAGE_ROWS)));
  const received = await allPages<MessageRow & { reader_space_id: number }>((last) =>
    read(
      queries.receivedBy(
        userId,
        last ? { spaceId: last.reader_space_id, atMs: last.sent_at_ms, id: last.id } : START,
        PAGE_ROWS,
      ),
    ),
  );
  const uses = await allPages<StoredUseRow>((last) =>
    read(
      queries.usesBy(
        userId,
        last ? { spaceId: last.space_id, atMs: last.at_ms, id: last.id } : START,
        PAGE_ROWS,
      ),
    ),
  );
  const positions = await allPages<PositionRow>((last) =>
    read(queries.positionsOf(userId, last?.space_id ?? -1, PAGE_ROWS)),
  );
  // The sender of a nearby or direct message is among its recipients: one copy is enough.
  const messages = new Map([...sent, ...received].map((row) => [row.id, row]));
  return {
    messages: [...messages.values()].sort((a, b) => a.id - b.id).map(messageOf),
    uses: uses.sort((a, b) => a.id - b.id).map(useOf),
    positions: positions.map(positionOf),
  };
}

async function allPages<Row>(pageAfter: (last: Row | undefined) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await pageAfter(rows.at(-1));
    rows.push(...page);
    if (page.length < PAGE_ROWS) return rows;
  }
}
