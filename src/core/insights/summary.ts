/** A tour in three sentences. */
import type { Interest } from "./interest.ts";
import { compareText } from "./order.ts";
import type { TourDigest } from "./types.ts";

/** What happened, what took the time, and what drew the visitor: one sentence each. */
export function summaryOf(digest: TourDigest, interest: readonly Interest[]): string {
  return [course(digest), attention(digest), draw(interest)].join(" ");
}

function course({ durationMs, zones, entryZone, exitZone }: TourDigest): string {
  const visited = zones.filter(({ visits }) => visits > 0);
  const lasted = `The tour lasted ${spoken(durationMs)}`;
  if (visited.length === 0) return `${lasted} and no zone was entered.`;
  const visits = visited.reduce((sum, zone) => sum + zone.visits, 0);
  const where = `${counted(visited.length, "zone")} in ${counted(visits, "visit")}`;
  return `${lasted} and took in ${where}, from ${entryZone} to ${exitZone}.`;
}

function attention({ durationMs, zones, targets, interactions }: TourDigest): string {
  const zone = most(
    zones,
    ({ dwellMs }) => dwellMs,
    (row) => row.zone,
  );
  const target = most(
    targets,
    ({ gazeMs }) => gazeMs,
    (row) => row.target,
  );
  const share = zone && durationMs > 0 ? `, ${Math.round((zone.dwellMs / durationMs) * 100)} % of it` : "";
  const time = zone ? `Most of the time went to ${zone.zone} (${spoken(zone.dwellMs)}${share})` : null;
  const gaze = target ? `the longest gaze to ${target.target} (${spoken(target.gazeMs)})` : null;
  const touches = `${counted(interactions, "interaction")} ${interactions === 1 ? "was" : "were"} made`;
  if (time && gaze) return `${time}, ${gaze}, and ${touches}.`;
  if (time) return `${time}, and ${touches}.`;
  return gaze ? `It gave ${gaze}, and ${touches}.` : `No stay and no gaze was recorded, and ${touches}.`;
}

function draw(interest: readonly Interest[]): string {
  const [first, second] = interest;
  if (!first) return "Nothing drew more interest than is usual.";
  const also = second ? `, before ${second.target} (${second.score})` : "";
  const unsure = first.smallSample.length > 0 ? ", though too few tours are there to compare with" : "";
  return `The strongest interest was in ${first.target} (${first.score} of 100)${also}${unsure}.`;
}

function most<Row>(
  rows: readonly Row[],
  of: (row: Row) => number,
  nameOf: (row: Row) => string,
): Row | undefined {
  return rows
    .filter((row) => of(row) > 0)
    .sort((a, b) => of(b) - of(a) || compareText(nameOf(a), nameOf(b)))[0];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Minutes and seconds, or seconds alone below a minute. */
function spoken(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
