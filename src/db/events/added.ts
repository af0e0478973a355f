/** What the events that were stored just now add to their tour. Order-free: any order of arrival gives the same. */

export interface AddedEvents {
  /** By event type. */
  readonly counts: Map<string, number>;
  total: number;
  /** Bounds of the events that say something about the client's clock. */
  firstAtMs: number | null;
  lastAtMs: number | null;
}

export function noneAdded(): AddedEvents {
  return { counts: new Map(), total: 0, firstAtMs: null, lastAtMs: null };
}

/** `clientAtMs` is null for an event that says nothing about the client's clock. */
export function addEvent(added: AddedEvents, eventType: string, clientAtMs: number | null): void {
  added.total += 1;
  added.counts.set(eventType, (added.counts.get(eventType) ?? 0) + 1);
  if (clientAtMs === null) return;
  added.firstAtMs = Math.min(added.firstAtMs ?? clientAtMs, clientAtMs);
  added.lastAtMs = Math.max(added.lastAtMs ?? clientAtMs, clientAtMs);
}
