/** Tests of many sentences: one test per row. */
import assert from "node:assert/strict";
import { intentOf, relationsOf, thingsOf } from "./reading.ts";

/** Prompt, its things, its relations, what must not be there; see reading.ts for how they are written. */
export type Row = readonly [prompt: string, things: string, relations?: string, absent?: string];

/** A test for each row, named `title: prompt`. */
export function table(title: string, rows: readonly Row[]): void {
  for (const [prompt, things, relations = "", absent = ""] of rows) {
    it(`${title}: ${JSON.stringify(prompt)}`, () => {
      const intent = intentOf(prompt);
      assert.equal(thingsOf(intent), things);
      assert.equal(relationsOf(intent), relations);
      assert.equal(intent.absent.join(", "), absent);
    });
  }
}
