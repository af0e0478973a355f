import assert from "node:assert/strict";
import { Histogram, Registry } from "prom-client";
import { bucketQuantile, bucketsBetween, parseScrape } from "../../loadtest/prometheus.ts";

describe("loadtest reading of metrics", () => {
  async function scraped(registry: Registry) {
    return parseScrape(await registry.metrics());
  }

  function tickHistogram() {
    const registry = new Registry();
    const ticks = new Histogram({
      name: "tick_seconds",
      help: "ticks",
      labelNames: ["room"],
      buckets: [0.01, 0.02, 0.04],
      registers: [registry],
    });
    return { registry, ticks };
  }

  it("[LT12] takes only what came between two scrapes, over all labels", async () => {
    const { registry, ticks } = tickHistogram();
    for (let index = 0; index < 50; index += 1) ticks.observe({ room: "a" }, 0.03);
    const before = await scraped(registry);
    for (let index = 0; index < 10; index += 1) ticks.observe({ room: index % 2 ? "a" : "b" }, 0.015);
    const after = await scraped(registry);
    const between = bucketsBetween(before.buckets("tick_seconds"), after.buckets("tick_seconds"));
    assert.equal(bucketQuantile(between, 0.5), 0.015, "the middle of the bucket from 0.01 to 0.02");
    assert.equal(bucketQuantile(between, 1), 0.02);
    assert.equal(after.value("tick_seconds_count"), 60);
  });

  it("[LT12] of what is beyond the last bound tells that bound, of nothing null", async () => {
    const { registry, ticks } = tickHistogram();
    const nothing = (await scraped(registry)).buckets("tick_seconds");
    assert.equal(bucketQuantile(nothing, 0.5), null);
    ticks.observe({ room: "a" }, 7);
    assert.equal(bucketQuantile((await scraped(registry)).buckets("tick_seconds"), 0.99), 0.04);
  });

  it("[LT12] a metric that is not there is null", () => {
    assert.equal(parseScrape("# HELP x y\nx 1\n").value("z"), null);
    assert.equal(parseScrape('x{a="1"} 1\nx{a="2"} 2e1\n').value("x"), 21);
  });
});
