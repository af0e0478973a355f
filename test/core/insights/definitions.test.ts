import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { INTEREST_WEIGHTS } from "../../../src/core/insights/interest.ts";
import { LEAST_SAMPLE } from "../../../src/core/insights/sample.ts";
import {
  ActivityAnswer,
  CustomerAnswer,
  HeatmapAnswer,
  PropertyAnswer,
  TourAnswer,
} from "../../../src/protocol/insights.ts";

const TEXT = readFileSync(new URL("../../../docs/insights.md", import.meta.url), "utf8");
const ANSWERS = {
  tour: TourAnswer,
  property: PropertyAnswer,
  heatmap: HeatmapAnswer,
  customer: CustomerAnswer,
  activity: ActivityAnswer,
};

describe("definitions of figures", () => {
  for (const [name, shape] of Object.entries(ANSWERS))
    it(`[IG16] docs/insights.md has every figure of a ${name} once, with unit and formula, and no other`, () => {
      const rows = tableAfter(`<!-- figures: ${name} -->`);
      assert.deepEqual(rows.map(([figure]) => figure?.replaceAll("`", "")).sort(), names(shape).sort());
      for (const [figure, unit, formula] of rows) assert.ok(unit && formula, `${figure} is defined`);
    });

  it("[IG18] docs/insights.md has the weights of the code", () => {
    const rows = tableAfter("## Interest").map(([kind, part, points, half]) => [kind, part, points, half]);
    const inCode = Object.entries(INTEREST_WEIGHTS).flatMap(([kind, parts]) =>
      Object.entries(parts).map(([part, { points, half }]) => [kind, part, String(points), String(half)]),
    );
    assert.deepEqual(rows.sort(), inCode.sort());
  });

  it("[IG15] docs/insights.md has the least samples of the code", () => {
    const { median, p90, mean, share } = LEAST_SAMPLE;
    assert.match(
      TEXT,
      new RegExp(
        `A median needs ${median} values .* a p90 needs ${p90} .* a mean ${mean} .* a share ${share} `,
      ),
    );
  });
});

/** Cells of the first table after `mark`, without its head. */
function tableAfter(mark: string): string[][] {
  const [, after = ""] = TEXT.split(mark);
  const [table = ""] = after.match(/(^\|.*\n)+/m) ?? [];
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Dotted names of all leaves of a shape; rows of a list stand under the list's name. */
function names(shape: z.ZodType, path = ""): string[] {
  if (shape instanceof z.ZodNullable) return names(shape.unwrap() as z.ZodType, path);
  if (shape instanceof z.ZodArray && shape.element instanceof z.ZodObject) return names(shape.element, path);
  if (!(shape instanceof z.ZodObject)) return [path];
  return Object.entries(shape.shape).flatMap(([key, part]) =>
    names(part as z.ZodType, path === "" ? key : `${path}.${key}`),
  );
}
