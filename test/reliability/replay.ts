/** What a space's objects must be by its log: every stored use, in order, from what the space began with. */
import assert from "node:assert/strict";
import type { z } from "zod";
import type { ObjectView, ToolUseView } from "../../src/protocol/spaceViews.ts";

export type ObjectRow = z.infer<typeof ObjectView>;
export type UseRow = z.infer<typeof ToolUseView>;

type Side = Record<string, unknown>;
type Model = Record<string, unknown> & { state: Record<string, string> };

/** Never in a log: a hold ends with its session. */
const FLEETING = new Set(["holder"]);

export class Replay {
  readonly #objects = new Map<number, Model>();
  /** Id of the latest use that was applied. */
  lastUseId = 0;

  constructor(objects: readonly ObjectRow[]) {
    for (const object of objects) this.#objects.set(object.id, modelOf(object));
  }

  /** Applies the next use. @throws AssertionError if its `before` is not what the uses so far have left: one is missing or half there. */
  apply(use: UseRow): void {
    const what = `use ${use.id} (${use.action}) on object ${use.object_id}`;
    assert.ok(use.id > this.lastUseId, `${what}: ids fall`);
    this.lastUseId = use.id;
    const present = this.#objects.get(use.object_id);
    const { before, after } = use;
    if (before === null) {
      assert.equal(present, undefined, `${what}: it was there already`);
      assert.ok(after, `${what}: neither side`);
      const { state, ...rest } = withoutFleeting(after);
      this.#objects.set(use.object_id, { ...rest, state: { ...(state as object) } });
      return;
    }
    assert.ok(present, `${what}: it was not there`);
    if (after === null) {
      assert.deepEqual(withoutFleeting(before), withoutUpdate(present), `${what}: before`);
      this.#objects.delete(use.object_id);
      return;
    }
    assertHolds(present, before, `${what}: before`);
    change(present, after);
    if (Object.keys(after).length > 0) present.updated_at = use.at;
  }

  /** @throws AssertionError unless `objects` are exactly what the log made of them, in nobody's hands. */
  assertEquals(objects: readonly ObjectRow[]): void {
    for (const object of objects) {
      const model = this.#objects.get(object.id);
      assert.ok(model, `object ${object.id} is there, and by the log it is not`);
      assert.equal(object.holder, null, `object ${object.id} is held after a restart`);
      const { updated_at, ...row } = modelOf(object);
      const { updated_at: changedAt, ...expected } = model;
      assert.deepEqual(row, expected, `object ${object.id} is not as its uses left it`);
      if (changedAt !== undefined) assert.equal(updated_at, changedAt, `object ${object.id}: updated_at`);
    }
    const there = new Set(objects.map(({ id }) => id));
    const missing = [...this.#objects.keys()].filter((id) => !there.has(id));
    assert.deepEqual(missing, [], "objects that the log has and the space has not");
  }
}

/** An object as sides of uses name its fields. */
function modelOf({ id: _i, space_id: _s, holder: _h, ...fields }: ObjectRow): Model {
  return { ...fields, state: { ...fields.state } };
}

function assertHolds(present: Model, side: Side, what: string): void {
  for (const [field, value] of Object.entries(withoutFleeting(side))) {
    if (field !== "state") assert.deepEqual(present[field], value, `${what}: ${field}`);
  }
  for (const [key, value] of Object.entries(stateOf(side)))
    assert.equal(present.state[key] ?? null, value, `${what}: state.${key}`);
}

function change(present: Model, side: Side): void {
  const { state: _, ...fields } = withoutFleeting(side);
  Object.assign(present, fields);
  for (const [key, value] of Object.entries(stateOf(side))) {
    if (value === null) delete present.state[key];
    else present.state[key] = value;
  }
}

function stateOf(side: Side): Record<string, string | null> {
  return (side.state ?? {}) as Record<string, string | null>;
}

function withoutFleeting(side: Side): Side {
  return Object.fromEntries(Object.entries(side).filter(([field]) => !FLEETING.has(field)));
}

function withoutUpdate({ updated_at: _, ...model }: Model): Side {
  return model;
}
