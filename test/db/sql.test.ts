import assert from "node:assert/strict";
import { assignments, containing, insertion, joined, listOf, render, sql, whole } from "../../src/db/sql.ts";

describe("sql", () => {
  it("[ST67] makes every value a parameter, in order, also of nested fragments", () => {
    const inner = sql`b = ${"'; DROP TABLE x"} AND c = ${null}`;
    const statement = sql`SELECT * FROM t WHERE a = ${1} AND (${inner}) LIMIT ${5}`;
    assert.deepEqual(render(statement, "postgres"), {
      text: "SELECT * FROM t WHERE a = $1 AND (b = $2 AND c = $3) LIMIT $4",
      values: [1, "'; DROP TABLE x", null, 5],
    });
    assert.equal(
      render(statement, "sqlite").text,
      "SELECT * FROM t WHERE a = ? AND (b = ? AND c = ?) LIMIT ?",
    );
  });

  it("[ST67] builds SET, VALUES and IN", () => {
    const text = (fragment: ReturnType<typeof sql>) => render(fragment, "postgres").text;
    assert.equal(text(sql`SET ${assignments({ a: 1, b_c: "x" })}`), "SET a = $1, b_c = $2");
    assert.equal(text(sql`INTO t ${insertion({ a: 1, b: null })}`), "INTO t (a, b) VALUES ($1, $2)");
    assert.equal(text(sql`IN ${listOf([1, whole(2)])}`), "IN ($1, CAST($2 AS bigint))");
    assert.equal(text(joined([], ", ")), "");
  });

  it("[ST68] refuses undefined values, empty lists and column names that are not ours", () => {
    assert.throws(() => sql`SELECT ${undefined as never}`, TypeError);
    assert.throws(() => listOf([]), RangeError);
    assert.throws(() => assignments({ "a = 1; --": 1 }), RangeError);
    assert.throws(() => insertion({ 'a"': 1 }), RangeError);
  });

  it("[ST12] takes the signs of a LIKE pattern literally", () => {
    assert.equal(containing("50%_\\"), "%50\\%\\_\\\\%");
  });
});
