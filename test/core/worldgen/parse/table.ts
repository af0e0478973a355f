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

/** Prompt; nouns that are there; nouns that must not be there; both in alphabetical order. */
export type DenialRow = readonly [prompt: string, there: string, absent?: string];

/** A test for each row, named `title: prompt`, of what is there and what must not be. */
export function denials(title: string, rows: readonly DenialRow[]): void {
  for (const [prompt, there, absent = ""] of rows) {
    it(`${title}: ${JSON.stringify(prompt)}`, () => {
      const intent = intentOf(prompt);
      const nouns = [...new Set(intent.entities.map(({ noun }) => noun))];
      assert.equal(nouns.sort().join(", "), there);
      assert.equal([...intent.absent].sort().join(", "), absent);
    });
  }
}
