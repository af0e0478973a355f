/** What must be there after a kill: looked at over HTTP, and as somebody who joins. */
import assert from "node:assert/strict";
import type { ObjectState } from "../../src/protocol/state.ts";
import { joinSpace } from "../../src/testing/bot.ts";
import type { Api } from "../helpers/api.ts";
import { type Cast, PLAZA } from "./killCast.ts";
import type { KillLog } from "./killLog.ts";
import type { ObjectRow, Replay, UseRow } from "./replay.ts";

interface MessageRow {
  readonly id: number;
  readonly message: string;
}

/** Positions are saved so often, and a little more passes until a save is on disk. */
const POSITION_AGE_MS = 10_000 + 1_500;
/** Where the database was away, a saving or two may have been refused: the next one is ten seconds later. */
const OUTAGE_AGE_MS = 30_000;
/** What two samples of a walk may be apart: 6 m/s, seen at every second tick at least. */
const BETWEEN_SAMPLES_M = 1;
const STANDING_M = 0.03;

/** @throws AssertionError unless every acknowledged message is there once, and none is there twice. */
export async function checkMessages(api: Api, log: KillLog): Promise<void> {
  for (const [reader, said] of Map.groupBy(log.messages, ({ readAs }) => readAs)) {
    const { spaceId } = said[0]!;
    const first = said.reduce((least, { id }) => Math.min(least, id), Number.POSITIVE_INFINITY);
    const rows = await api.list<MessageRow>(`/spaces/${spaceId}/messages`, reader, ({ id }) => id >= first);
    const texts = new Map(rows.map(({ id, message }) => [id, message]));
    for (const { id, text } of said) assert.equal(texts.get(id), text, `acknowledged message ${id}`);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, "a message id is there twice");
    assert.equal(new Set(rows.map(({ message }) => message)).size, rows.length, "a message is there twice");
  }
}

/** @throws AssertionError unless every acknowledged use of the space is logged once and its objects are what the whole log makes of them. */
export async function checkSpace(
  api: Api,
  { spaceId, replay, cast, log }: { spaceId: number; replay: Replay; cast: Cast; log: KillLog },
): Promise<readonly UseRow[]> {
  const { token } = cast.admin;
  const since = replay.lastUseId;
  const uses = await api.list<UseRow>(`/spaces/${spaceId}/tool-uses`, token, ({ id }) => id > since);
  uses.reverse();
  checkUses(uses, { spaceId, log });
  for (const use of uses) replay.apply(use);
  const objects = await api.list<ObjectRow>(`/spaces/${spaceId}/objects`, token);
  replay.assertEquals(objects);
  await checkJoined(api, { spaceId, token, objects });
  return uses;
}

function checkUses(uses: readonly UseRow[], { spaceId, log }: { spaceId: number; log: KillLog }): void {
  const byId = new Map(uses.map((use) => [use.id, use]));
  assert.equal(byId.size, uses.length, "a use id is there twice");
  for (const done of log.uses.filter((use) => use.spaceId === spaceId)) {
    const use = byId.get(done.id);
    assert.ok(use, `acknowledged use ${done.id} (${done.action}) is lost`);
    assert.deepEqual(
      { userId: use.user_id, objectId: use.object_id, action: use.action },
      { userId: done.userId, objectId: done.objectId, action: done.action },
    );
  }
  const undoes = new Map(uses.flatMap(({ id, undoes }) => (undoes === null ? [] : [[undoes, id]])));
  assert.equal(undoes.size, uses.filter((use) => use.undoes !== null).length, "a use is undone twice");
  for (const use of uses)
    assert.equal(use.undone_by, undoes.get(use.id) ?? null, `undone_by of use ${use.id}`);
  for (const { useId } of log.undone.filter((undone) => undone.spaceId === spaceId))
    assert.ok(undoes.has(useId), `the acknowledged undo of use ${useId} is lost`);
  checkMarks(uses, { spaceId, log });
}

/** Writes over HTTP are found by what they wrote; labels show whether anything was done twice under two ids. */
function checkMarks(uses: readonly UseRow[], { spaceId, log }: { spaceId: number; log: KillLog }): void {
  const times = new Map<string, number>();
  for (const { action, params, object_id: objectId } of uses) {
    const { state, text } = params as { state?: { mark?: string }; text?: string };
    const key = action === "label" ? `label ${text}` : `${action} ${objectId} ${state?.mark ?? ""}`;
    times.set(key, (times.get(key) ?? 0) + 1);
    if (action === "label" || state?.mark) assert.equal(times.get(key), 1, `done twice: ${key}`);
  }
  for (const { objectId, action, mark } of log.edits.filter((edit) => edit.spaceId === spaceId))
    assert.equal(
      times.get(`${action} ${objectId} ${mark ?? ""}`),
      1,
      `acknowledged ${action} of object ${objectId}`,
    );
}

/** @throws AssertionError unless somebody who joins is shown the very objects that HTTP gives. */
async function checkJoined(
  api: Api,
  { spaceId, token, objects }: { spaceId: number; token: string; objects: readonly ObjectRow[] },
): Promise<void> {
  const bot = await joinSpace(api.url, token, { spaceId });
  const shown = bot.state.objects as unknown as ReadonlyMap<string, ObjectState>;
  assert.equal(shown.size, objects.length, "objects shown to a joiner");
  for (const object of objects) {
    const { state, ...seen } = shown.get(String(object.id))!.toJSON() as Record<string, unknown>;
    assert.deepEqual(
      { ...seen, state: { ...(state as object) } },
      {
        ...{ kind: object.kind, prefabId: object.prefab_id, solid: object.solid, state: object.state },
        ...{ x: Math.fround(object.x), y: Math.fround(object.y), z: Math.fround(object.z) },
        ...{ heading: Math.fround(object.heading), scale: Math.fround(object.scale) },
        ...{ holder: "", lockedBy: object.locked_by ?? 0 },
      },
      `object ${object.id} as a joiner sees it`,
    );
  }
  await bot.leave();
}

/** @throws AssertionError unless every refresh token that was handed out and not used since still works; those it gives go into the log. */
export async function checkLogins(api: Api, log: KillLog): Promise<void> {
  for (const token of [...log.refreshTokens]) {
    log.refreshTokens.delete(token);
    const { status } = await api.call("POST", "/auth/refresh", { body: { refresh_token: token } });
    assert.equal(status, 200, "an acknowledged login is lost");
  }
}

/**
 * Joins as everybody whose way was traced, without a wish where, and looks where they are put.
 * @throws AssertionError if that is no place where they were in the last ten seconds before a kill, at the very end
 * before a drained restart. Who came later than that is passed over.
 */
export async function checkPositions(
  api: Api,
  ending: { cast: Cast; log: KillLog; endedAtMs: number; drained: boolean; disturbed: boolean },
): Promise<number> {
  const { cast, log, endedAtMs, drained, disturbed } = ending;
  const sinceMs = endedAtMs - (drained ? 0 : disturbed ? OUTAGE_AGE_MS : POSITION_AGE_MS);
  let checked = 0;
  const spaceOf = new Map(cast.standers.map(({ login, spaceId }) => [login.token, spaceId]));
  for (const [token, seen] of log.traces) {
    if (!seen[0] || seen[0].atMs > sinceMs) continue;
    const bot = await joinSpace(api.url, token, { spaceId: spaceOf.get(token) ?? PLAZA });
    const { x, y } = bot.avatar;
    await bot.leave();
    const recent = seen.slice(seen.findLastIndex(({ atMs }) => atMs <= sinceMs));
    const nearest = Math.min(...recent.map((spot) => Math.hypot(spot.x - x, spot.y - y)));
    const stood = recent.length === 1 && !(drained && recent[0]!.atMs > endedAtMs - 1_000);
    const reach = stood ? STANDING_M : BETWEEN_SAMPLES_M;
    assert.ok(nearest <= reach, `a last position is ${nearest} m from where its user was at the last`);
    checked += 1;
  }
  return checked;
}
