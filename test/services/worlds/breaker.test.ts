import assert from "node:assert/strict";
import { Breaker } from "../../../src/services/worlds/breaker.ts";

describe("the circuit breaker", () => {
  let nowMs: number;
  let opened: unknown[];
  let breaker: Breaker;
  beforeEach(() => {
    nowMs = 1000;
    opened = [];
    breaker = new Breaker({
      failures: 3,
      openMs: 500,
      nowMs: () => nowMs,
      onOpen: (error) => opened.push(error),
    });
  });
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) {
      assert.ok(breaker.enter());
      breaker.failed(`failure ${time}`);
    }
  };

  it("[CB1] opens after so many failures in a row, and tells it once", () => {
    fail(2);
    breaker.succeeded();
    fail(2);
    assert.equal(breaker.open, false);
    fail(1);
    assert.equal(breaker.open, true);
    assert.equal(breaker.enter(), false);
    assert.deepEqual(opened, ["failure 0"]);
  });

  it("[CB2] after its time lets one call through, which decides", () => {
    fail(3);
    nowMs += 499;
    assert.equal(breaker.enter(), false);
    nowMs += 1;
    assert.equal(breaker.enter(), true);
    assert.equal(breaker.enter(), false, "one at a time");
    breaker.failed("again");
    nowMs += 499;
    assert.equal(breaker.enter(), false);
    nowMs += 1;
    assert.equal(breaker.enter(), true);
    breaker.succeeded();
    assert.equal(breaker.open, false);
    assert.equal(opened.length, 1);
  });

  it("[CB3] a call that told nothing leaves things as they were", () => {
    fail(2);
    assert.ok(breaker.enter());
    breaker.leave();
    fail(1);
    assert.equal(breaker.open, true);
    nowMs += 500;
    assert.ok(breaker.enter());
    breaker.leave();
    assert.ok(breaker.enter());
  });

  it("[CB3] failures of calls that were under way when it opened do not prolong it", () => {
    fail(3);
    nowMs += 400;
    breaker.failed("a late one");
    nowMs += 100;
    assert.ok(breaker.enter());
  });
});
